//! Work that waits: reservations, claims, cycles, payments by where they stand.

use std::collections::BTreeSet;

use jiangnan_booking::ReservationState;
use jiangnan_clearing::ClaimState;
use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::entity::booking::ReservationRow;
use crate::entity::claim::ClaimRow;
use crate::entity::cycle::{CycleRow, PaymentRow};
use crate::event::{ChainHead, Event};
use crate::row::Column;
use crate::{Query, StoreError, Value};

/// The reservations in a state, in order of their start.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn reservations_in(
    source: &impl Query,
    state: ReservationState,
) -> Result<Vec<ReservationRow>, StoreError> {
    source.list("WHERE state = $1 ORDER BY start, id", &[state.to_value()])
}

/// The reservations in a state that begin in `[from, until)`.
///
/// # Errors
/// Where the database fails.
pub fn reservations_starting(
    source: &impl Query,
    state: ReservationState,
    from: Instant,
    until: Instant,
) -> Result<Vec<ReservationRow>, StoreError> {
    let values = [state.to_value(), from.to_value(), until.to_value()];
    source.list("WHERE state = $1 AND start >= $2 AND start < $3 ORDER BY start, id", &values)
}

/// The requests whose time to be answered is over.
///
/// # Errors
/// Where the database fails.
pub fn overdue_requests(source: &impl Query, now: Instant) -> Result<Vec<ReservationRow>, StoreError> {
    let condition = "WHERE lapses_at IS NOT NULL AND lapses_at <= $1 ORDER BY lapses_at";
    source.list(condition, &[now.to_value()])
}

/// All reservations.
///
/// # Errors
/// Where the database fails.
pub fn reservations(source: &impl Query) -> Result<Vec<ReservationRow>, StoreError> {
    source.list("ORDER BY jurisdiction, id", &[])
}

/// The ids of all reservations.
///
/// # Errors
/// Where the database fails.
pub fn reservation_ids(source: &impl Query) -> Result<Vec<Id>, StoreError> {
    source.rows("reservation", "SELECT id FROM reservation", &[], |fields| fields.take())
}

/// The claims in a state, in the order in which they were lodged.
///
/// # Errors
/// Where the database fails.
pub fn claims_in(source: &impl Query, state: ClaimState) -> Result<Vec<ClaimRow>, StoreError> {
    source.list("WHERE state = $1 ORDER BY submitted_at, id", &[state.to_value()])
}

/// The claims of one funder for work of one provider for one enterprise, whatever became of them.
///
/// # Errors
/// Where the database fails.
pub fn claims_between(
    source: &impl Query,
    funder: PlaceCode,
    provider: Id,
    enterprise: Id,
) -> Result<Vec<ClaimRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND provider = $2 ORDER BY submitted_at, id";
    let mut claims: Vec<ClaimRow> = source.list(condition, &[funder.to_value(), provider.to_value()])?;
    claims.retain(|row| row.body.draft.enterprise == enterprise);
    Ok(claims)
}

/// The claims that bear an invoice number, in its comparable form.
///
/// # Errors
/// Where the database fails.
pub fn claims_with_invoice(source: &impl Query, invoice: &str) -> Result<Vec<ClaimRow>, StoreError> {
    source.list("WHERE invoice = $1 ORDER BY submitted_at, id", &[invoice.to_owned().to_value()])
}

/// The claims that were granted, paid or not.
///
/// # Errors
/// Where the database fails.
pub fn granted_claims(source: &impl Query) -> Result<Vec<ClaimRow>, StoreError> {
    let mut granted = Vec::new();
    for state in ClaimState::ALL.iter().filter(|state| state.is_granted()) {
        granted.extend(claims_in(source, *state)?);
    }
    Ok(granted)
}

/// All cycles, first to last.
///
/// # Errors
/// Where the database fails.
pub fn cycles(source: &impl Query) -> Result<Vec<CycleRow>, StoreError> {
    source.list("ORDER BY jurisdiction, number", &[])
}

/// All payments.
///
/// # Errors
/// Where the database fails.
pub fn payments(source: &impl Query) -> Result<Vec<PaymentRow>, StoreError> {
    source.list("ORDER BY jurisdiction, id", &[])
}

/// The payments of a cycle.
///
/// # Errors
/// Where the database fails.
pub fn payments_of(source: &impl Query, cycle: Id) -> Result<Vec<PaymentRow>, StoreError> {
    source.list("WHERE cycle = $1 ORDER BY jurisdiction, id", &[cycle.to_value()])
}

/// The chains that have a head or an event, in order of their names.
///
/// # Errors
/// Where the database fails.
pub fn chains(source: &impl Query) -> Result<Vec<String>, StoreError> {
    let mut names: BTreeSet<String> =
        source.list::<ChainHead>("", &[])?.into_iter().map(|head| head.writer).collect();
    let mut last = String::new();
    // From one name to the next: reading every event for it would take long.
    let sql = "SELECT writer FROM event WHERE writer > $1 ORDER BY writer LIMIT 1";
    loop {
        let next: Vec<String> = source.rows("event", sql, &[last.to_value()], |fields| fields.take())?;
        let Some(next) = next.into_iter().next() else { return Ok(names.into_iter().collect()) };
        last.clone_from(&next);
        names.insert(next);
    }
}

/// The last event of a chain.
///
/// # Errors
/// Where the database fails.
pub fn last_event(source: &impl Query, writer: &str) -> Result<Option<Event>, StoreError> {
    let values = [Value::Text(writer.to_owned())];
    Ok(source.list("WHERE writer = $1 ORDER BY seq DESC LIMIT 1", &values)?.into_iter().next())
}

/// The events of a chain after a position, at most so many.
///
/// # Errors
/// Where the database fails.
pub fn events_after(
    source: &impl Query,
    writer: &str,
    seq: i64,
    count: i64,
) -> Result<Vec<Event>, StoreError> {
    let values = [Value::Text(writer.to_owned()), Value::Int(seq), Value::Int(count)];
    source.list("WHERE writer = $1 AND seq > $2 ORDER BY seq LIMIT $3", &values)
}
