//! What engineers and lab managers list beside their reservations: wait lists, documents, feeds, a provider's
//! listings, calendar and payments.

use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::entity::booking::ReservationRow;
use crate::entity::catalogue::ListingRow;
use crate::entity::cycle::PaymentRow;
use crate::entity::desk::{DocumentRow, FeedRow, WaitRow};
use crate::event::Hash;
use crate::row::Column;
use crate::{Query, StoreError, Value};

/// The wait list entries of an enterprise, the latest first.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn waits_of_enterprise(
    source: &impl Query,
    home: PlaceCode,
    enterprise: Id,
    count: i64,
) -> Result<Vec<WaitRow>, StoreError> {
    let condition = "WHERE enterprise_home = $1 AND enterprise = $2 ORDER BY since DESC, id LIMIT $3";
    source.list(condition, &[home.to_value(), enterprise.to_value(), Value::Int(count)])
}

/// The open wait list entries of an instrument, in their order.
///
/// # Errors
/// Where the database fails.
pub fn waits_of_instrument(
    source: &impl Query,
    home: PlaceCode,
    instrument: Id,
) -> Result<Vec<WaitRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND instrument = $2 AND open = 1 ORDER BY since, id";
    source.list(condition, &[home.to_value(), instrument.to_value()])
}

/// The entries whose offer has run out.
///
/// # Errors
/// Where the database fails.
pub fn overdue_offers(source: &impl Query, now: Instant) -> Result<Vec<WaitRow>, StoreError> {
    let condition = "WHERE offer_until IS NOT NULL AND offer_until <= $1 ORDER BY offer_until";
    source.list(condition, &[now.to_value()])
}

/// The document of a hash, whoever sent it.
///
/// # Errors
/// Where the database fails.
pub fn document_of(source: &impl Query, owner: Id, sha256: Hash) -> Result<Option<DocumentRow>, StoreError> {
    let condition = "WHERE sha256 = $1 AND owner = $2 ORDER BY jurisdiction LIMIT 1";
    Ok(source.list(condition, &[sha256.to_value(), owner.to_value()])?.into_iter().next())
}

/// The feed of a secret.
///
/// # Errors
/// Where the database fails.
pub fn feed_of_token(source: &impl Query, token_hash: Hash) -> Result<Option<FeedRow>, StoreError> {
    Ok(source.list("WHERE token_hash = $1", &[token_hash.to_value()])?.into_iter().next())
}

/// What a provider lists, in order of the ids.
///
/// # Errors
/// Where the database fails.
pub fn listings_of_provider(
    source: &impl Query,
    home: PlaceCode,
    provider: Id,
) -> Result<Vec<ListingRow>, StoreError> {
    source.list(
        "WHERE jurisdiction = $1 AND provider = $2 ORDER BY id",
        &[home.to_value(), provider.to_value()],
    )
}

/// The reservations of a provider that begin in `[from, until)`, whatever became of them.
///
/// # Errors
/// Where the database fails.
pub fn reservations_of_provider_between(
    source: &impl Query,
    home: PlaceCode,
    provider: Id,
    (from, until): (Instant, Instant),
) -> Result<Vec<ReservationRow>, StoreError> {
    let condition =
        "WHERE jurisdiction = $1 AND provider = $2 AND start >= $3 AND start < $4 ORDER BY start, id";
    source.list(condition, &[home.to_value(), provider.to_value(), from.to_value(), until.to_value()])
}

/// The payments that a party receives, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn payments_to(source: &impl Query, party: Id) -> Result<Vec<PaymentRow>, StoreError> {
    source.list("WHERE party = $1 ORDER BY id DESC", &[Value::Text(party.to_string())])
}
