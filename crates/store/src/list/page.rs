//! Lists that are read page by page: each page begins after the last row of the one before.

use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::entity::access::TokenRow;
use crate::entity::booking::ReservationRow;
use crate::entity::claim::ClaimRow;
use crate::entity::cycle::PaymentRow;
use crate::row::Column;
use crate::{Query, StoreError, Value};

/// Where a page begins and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The moment and the id of the last row of the page before; none for the first page.
    pub after: Option<(Instant, Id)>,
    /// The most rows.
    pub count: i64,
}

impl Window {
    /// The values of a condition `(moment, id) < ($3, $4) … LIMIT $5` after two others.
    fn values(self, first: Value, second: Value) -> [Value; 5] {
        let (at, id) = self.after.unwrap_or((Instant::from_seconds(i64::MAX), Id(u128::MAX)));
        [first, second, at.to_value(), id.to_value(), Value::Int(self.count)]
    }
}

/// A page of the reservations of an enterprise, the latest first.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn reservation_page_of_enterprise(
    source: &impl Query,
    (home, enterprise): (PlaceCode, Id),
    window: Window,
) -> Result<Vec<ReservationRow>, StoreError> {
    let condition = "WHERE enterprise_home = $1 AND enterprise = $2 AND (start, id) < ($3, $4) \
         ORDER BY start DESC, id DESC LIMIT $5";
    source.list(condition, &window.values(home.to_value(), enterprise.to_value()))
}

/// A page of the reservations of a provider's instruments, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn reservation_page_of_provider(
    source: &impl Query,
    (home, provider): (PlaceCode, Id),
    window: Window,
) -> Result<Vec<ReservationRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND provider = $2 AND (start, id) < ($3, $4) \
         ORDER BY start DESC, id DESC LIMIT $5";
    source.list(condition, &window.values(home.to_value(), provider.to_value()))
}

/// A page of the claims for a provider's work, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn claim_page_of_provider(
    source: &impl Query,
    (home, provider): (PlaceCode, Id),
    window: Window,
) -> Result<Vec<ClaimRow>, StoreError> {
    let condition = "WHERE provider_home = $1 AND provider = $2 AND (submitted_at, id) < ($3, $4) \
         ORDER BY submitted_at DESC, id DESC LIMIT $5";
    source.list(condition, &window.values(home.to_value(), provider.to_value()))
}

/// A page of the claims to a funder in a state, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn claim_page_of_funder(
    source: &impl Query,
    funder: PlaceCode,
    state: jiangnan_clearing::ClaimState,
    window: Window,
) -> Result<Vec<ClaimRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND state = $2 AND (submitted_at, id) < ($3, $4) \
         ORDER BY submitted_at DESC, id DESC LIMIT $5";
    source.list(condition, &window.values(funder.to_value(), state.to_value()))
}

/// A page of the payments of a cycle, in order of payer and id, after the payment of a payer.
///
/// # Errors
/// Where the database fails.
pub fn payment_page(
    source: &impl Query,
    cycle: Id,
    after: Option<(PlaceCode, Id)>,
    count: i64,
) -> Result<Vec<PaymentRow>, StoreError> {
    let (home, id) = match after {
        Some((home, id)) => (home.to_value(), id),
        None => (Value::Text(String::new()), Id(0)),
    };
    let condition = "WHERE cycle = $1 AND (jurisdiction, id) > ($2, $3) ORDER BY jurisdiction, id LIMIT $4";
    source.list(condition, &[cycle.to_value(), home, id.to_value(), Value::Int(count)])
}

/// The tokens of a person, the newest first.
///
/// # Errors
/// Where the database fails.
pub fn tokens_of(source: &impl Query, home: PlaceCode, person: Id) -> Result<Vec<TokenRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND person = $2 ORDER BY made_at DESC, token_hash";
    source.list(condition, &[home.to_value(), person.to_value()])
}
