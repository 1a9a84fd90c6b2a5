//! What is listed, and what has changed of it.

use std::collections::BTreeMap;

use jiangnan_kernel::{Id, PlaceCode};

use crate::entity::catalogue::ListingRow;
use crate::event::ChainHead;
use crate::row::Column;
use crate::{Query, StoreError, Value};

/// How far each chain of events reaches, by its writer.
pub type ChainEnds = BTreeMap<String, i64>;

/// How far each chain reaches now.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn chain_ends(source: &impl Query) -> Result<ChainEnds, StoreError> {
    let heads: Vec<ChainHead> = source.list("ORDER BY writer", &[])?;
    Ok(heads.into_iter().map(|head| (head.writer, head.seq)).collect())
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

/// All instruments and experts of a provider, in order of their keys.
///
/// # Errors
/// Where the database fails.
pub fn listings_of(
    source: &impl Query,
    home: PlaceCode,
    provider: Id,
) -> Result<Vec<ListingRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND provider = $2 ORDER BY id";
    source.list(condition, &[home.to_value(), provider.to_value()])
}
