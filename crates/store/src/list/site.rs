//! What pages list: an organisation's reservations, claims and vouchers, a thing's history.

use jiangnan_booking::ReservationState;
use jiangnan_kernel::{Id, PlaceCode};

use crate::entity::booking::ReservationRow;
use crate::entity::catalogue::{ListingRow, OrganisationRow};
use crate::entity::claim::ClaimRow;
use crate::entity::money::TransferRow;
use crate::entity::study::StudyRow;
use crate::entity::voucher::VoucherRow;
use crate::event::Event;
use crate::row::Column;
use crate::{Query, StoreError, Value};

/// All instruments and experts, in order of their keys.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn listings(source: &impl Query) -> Result<Vec<ListingRow>, StoreError> {
    source.list("ORDER BY jurisdiction, id", &[])
}

/// The organisations of a kind: `enterprise`, `provider` or `government`.
///
/// # Errors
/// Where the database fails.
pub fn organisations_of(source: &impl Query, kind: &str) -> Result<Vec<OrganisationRow>, StoreError> {
    source.list("WHERE kind = $1 ORDER BY jurisdiction, id", &[kind.to_owned().to_value()])
}

/// The reservations of an enterprise, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn reservations_of_enterprise(
    source: &impl Query,
    home: PlaceCode,
    enterprise: Id,
    count: i64,
) -> Result<Vec<ReservationRow>, StoreError> {
    let condition = "WHERE enterprise_home = $1 AND enterprise = $2 ORDER BY start DESC, id LIMIT $3";
    source.list(condition, &[home.to_value(), enterprise.to_value(), Value::Int(count)])
}

/// The reservations of a provider's instruments in a state, the earliest first.
///
/// # Errors
/// Where the database fails.
pub fn reservations_of_provider(
    source: &impl Query,
    home: PlaceCode,
    provider: Id,
    state: ReservationState,
) -> Result<Vec<ReservationRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND provider = $2 AND state = $3 ORDER BY start, id";
    source.list(condition, &[home.to_value(), provider.to_value(), state.to_value()])
}

/// The claims for a provider's work, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn claims_of_provider(
    source: &impl Query,
    home: PlaceCode,
    provider: Id,
) -> Result<Vec<ClaimRow>, StoreError> {
    let condition = "WHERE provider_home = $1 AND provider = $2 ORDER BY submitted_at DESC, id";
    source.list(condition, &[home.to_value(), provider.to_value()])
}

/// The claims for an enterprise's reservations, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn claims_of_enterprise(
    source: &impl Query,
    home: PlaceCode,
    enterprise: Id,
) -> Result<Vec<ClaimRow>, StoreError> {
    let condition = "WHERE reservation IN (SELECT id FROM reservation WHERE enterprise_home = $1 \
                     AND enterprise = $2) ORDER BY submitted_at DESC, id";
    source.list(condition, &[home.to_value(), enterprise.to_value()])
}

/// The claims for one reservation, the earliest first.
///
/// # Errors
/// Where the database fails.
pub fn claims_for_reservation(source: &impl Query, reservation: Id) -> Result<Vec<ClaimRow>, StoreError> {
    source.list("WHERE reservation = $1 ORDER BY submitted_at, id", &[reservation.to_value()])
}

/// The vouchers of an enterprise, the oldest grant first.
///
/// # Errors
/// Where the database fails.
pub fn vouchers_of_enterprise(
    source: &impl Query,
    home: PlaceCode,
    enterprise: Id,
) -> Result<Vec<VoucherRow>, StoreError> {
    let condition = "WHERE enterprise_home = $1 AND enterprise = $2 ORDER BY granted_on, id";
    source.list(condition, &[home.to_value(), enterprise.to_value()])
}

/// The transfers out of and into an account, in order of time, without those that are pending: they have left
/// nothing yet and reached nobody.
///
/// # Errors
/// Where the database fails.
pub fn transfers_of(source: &impl Query, account: Id) -> Result<Vec<TransferRow>, StoreError> {
    // Two searches of two indexes; a condition with `OR` would read the whole table.
    let side = |side| format!("WHERE {side} = $1 AND kind <> 'pending' ORDER BY at, id");
    let mut found: Vec<TransferRow> = source.list(&side("debit"), &[account.to_value()])?;
    found.extend(source.list::<TransferRow>(&side("credit"), &[account.to_value()])?);
    found.sort_by_key(|row| (row.at, row.id));
    Ok(found)
}

/// All that moved an enterprise's wallet or deposit, in order of time: what was set aside in it, for
/// reservations of the enterprise, and what it came to.
///
/// # Errors
/// Where the database fails.
pub fn transfers_of_wallet(
    source: &impl Query,
    account: Id,
    (home, enterprise): (PlaceCode, Id),
) -> Result<Vec<TransferRow>, StoreError> {
    // What is pending is found by what it is set aside for: an index by account would cost every reservation a
    // page of its own.
    let pending = "WHERE kind = 'pending' AND debit = $1 AND reference IN \
                   (SELECT id FROM reservation WHERE enterprise_home = $2 AND enterprise = $3)";
    let mut found = transfers_of(source, account)?;
    found.extend(
        source.list::<TransferRow>(pending, &[account.to_value(), home.to_value(), enterprise.to_value()])?,
    );
    found.sort_by_key(|row| (row.at, row.id));
    Ok(found)
}

/// The events about one thing, in order.
///
/// # Errors
/// Where the database fails.
pub fn events_about(source: &impl Query, subject: Id) -> Result<Vec<Event>, StoreError> {
    source.list("WHERE subject = $1 ORDER BY writer, seq", &[subject.to_value()])
}

/// A result that is kept, by its name, whatever place it is about.
///
/// # Errors
/// Where the database fails.
pub fn study(source: &impl Query, name: &str) -> Result<Option<StudyRow>, StoreError> {
    let found: Vec<StudyRow> = source.list("WHERE name = $1", &[name.to_owned().to_value()])?;
    Ok(found.into_iter().next())
}
