//! What is listed, and what has changed of it.

use std::collections::BTreeMap;

use jiangnan_kernel::{Id, Instant};

use crate::entity::booking::SlotRow;
use crate::entity::desk::WaitRow;
use crate::event::{ChainHead, Event};
use crate::row::Column;
use crate::{Query, StoreError, Value};

/// How far each chain of events reaches, by its writer.
pub type ChainEnds = BTreeMap<String, ChainHead>;

/// How far each chain reaches now.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn chain_ends(source: &impl Query) -> Result<ChainEnds, StoreError> {
    let heads: Vec<ChainHead> = source.list("ORDER BY writer", &[])?;
    Ok(heads.into_iter().map(|head| (head.writer.clone(), head)).collect())
}

/// Whether a chain still holds the event that was its last.
///
/// # Errors
/// Where the database fails.
pub fn stands(source: &impl Query, head: &ChainHead) -> Result<bool, StoreError> {
    let event = source.find::<Event>(&(head.writer.clone(), head.seq))?;
    Ok(head.seq == 0 || event.is_some_and(|event| event.hash == head.hash))
}

/// What the events of one chain between two positions were about: the subjects of those of these kinds, the
/// first position excluded and the last included, in order, each once.
///
/// # Errors
/// Where the database fails.
pub fn subjects_between(
    source: &impl Query,
    writer: &str,
    (after, until): (i64, i64),
    kinds: &[&str],
) -> Result<Vec<Id>, StoreError> {
    let places: Vec<String> = (4..4 + kinds.len()).map(|number| format!("${number}")).collect();
    let sql = format!(
        "SELECT subject FROM event WHERE writer = $1 AND seq > $2 AND seq <= $3 AND kind IN ({}) ORDER BY seq",
        places.join(", ")
    );
    let mut values = vec![writer.to_owned().to_value(), Value::Int(after), Value::Int(until)];
    values.extend(kinds.iter().map(|kind| (*kind).to_owned().to_value()));
    let mut subjects: Vec<Id> = source.rows("event", &sql, &values, |fields| fields.take())?;
    subjects.dedup();
    Ok(subjects)
}

/// The times taken that end after a moment, in order of the instruments.
///
/// # Errors
/// Where the database fails.
pub fn slots_after(source: &impl Query, now: Instant) -> Result<Vec<SlotRow>, StoreError> {
    source.list("WHERE until > $1 ORDER BY jurisdiction, instrument, start", &[now.to_value()])
}

/// The offers to people who wait that are open after a moment.
///
/// # Errors
/// Where the database fails.
pub fn offers_after(source: &impl Query, now: Instant) -> Result<Vec<WaitRow>, StoreError> {
    source.list("WHERE offer_until > $1 ORDER BY jurisdiction, id", &[now.to_value()])
}
