//! Where the money of a scheme is, added up by the database: no page reads every voucher or every claim for it.

use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::entity::claim::ClaimRow;
use crate::entity::money::TransferRow;
use crate::entity::voucher::VoucherRow;
use crate::row::Column;
use crate::{Lookup, Query, StoreError, Value};

/// What moved from one account to another for good, in order of time.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn transfers_between(source: &impl Query, debit: Id, credit: Id) -> Result<Vec<TransferRow>, StoreError> {
    let condition = "WHERE credit = $1 AND debit = $2 AND kind <> 'pending' ORDER BY at, id";
    source.list(condition, &[credit.to_value(), debit.to_value()])
}

/// What lies in the wallets that were filled from a fund, in minor units: what is not set aside, and what is. `bank`
/// is the account to which a budget that is taken back goes; it is no wallet.
///
/// # Errors
/// Where the database fails.
pub fn money_in_wallets(
    source: &impl Query,
    home: PlaceCode,
    fund: Id,
    bank: Id,
) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(credits_posted - debits_posted - debits_pending), 0) AS BIGINT), \
               CAST(COALESCE(SUM(debits_pending), 0) AS BIGINT) FROM account \
               WHERE jurisdiction = $1 AND id IN \
               (SELECT credit FROM transfer WHERE debit = $2 AND kind <> 'pending') AND id <> $3";
    let values = [home.to_value(), fund.to_value(), bank.to_value()];
    let found = source.rows("account", sql, &values, |fields| Ok((fields.take()?, fields.take()?)))?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// When a scheme granted the first of the claims of which something is left; none before.
///
/// # Errors
/// Where the database fails.
pub fn first_granted(
    source: &impl Query,
    funder: PlaceCode,
    scheme: &str,
) -> Result<Option<Instant>, StoreError> {
    let sql = "SELECT accepted_at FROM claim WHERE jurisdiction = $1 AND scheme = $2 AND granted_minor > 0 \
               AND accepted_at IS NOT NULL ORDER BY accepted_at LIMIT 1";
    let values = [funder.to_value(), scheme.to_owned().to_value()];
    Ok(source.rows("claim", sql, &values, |fields| fields.take())?.into_iter().next())
}

/// What is left of what a scheme granted in `[from, until)`, in minor units, by the jurisdiction of the provider.
///
/// # Errors
/// Where the database fails.
pub fn granted_between(
    source: &impl Query,
    (funder, scheme): (PlaceCode, &str),
    from: Instant,
    until: Instant,
) -> Result<Vec<(PlaceCode, i64)>, StoreError> {
    let sql = "SELECT provider_home, CAST(SUM(granted_minor) AS BIGINT) FROM claim WHERE jurisdiction = $1 \
               AND scheme = $2 AND granted_minor > 0 AND accepted_at >= $3 AND accepted_at < $4 \
               GROUP BY provider_home ORDER BY provider_home";
    let values = [funder.to_value(), scheme.to_owned().to_value(), from.to_value(), until.to_value()];
    source.rows("claim", sql, &values, |fields| Ok((fields.take()?, fields.take()?)))
}

/// The vouchers that were granted last under a scheme, the latest first; at most so many.
///
/// # Errors
/// Where the database fails.
pub fn vouchers_granted_last(
    source: &impl Query,
    funder: PlaceCode,
    scheme: &str,
    count: i64,
) -> Result<Vec<VoucherRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND scheme = $2 ORDER BY granted_on DESC, id DESC LIMIT $3";
    source.list(condition, &[funder.to_value(), scheme.to_owned().to_value(), Value::Int(count)])
}

/// The paid claims of which something is left and that stand under one of some versions of rule texts, the latest
/// lodged first: at most so many, those after a place in that order.
///
/// # Errors
/// Where the database fails.
pub fn settled_claims(
    source: &impl Query,
    versions: &[(PlaceCode, String)],
    after: Option<(Instant, Id)>,
    count: usize,
) -> Result<Vec<ClaimRow>, StoreError> {
    // The claims of each version lie in order in the index; the rows themselves are read once it is known which.
    let sql = "SELECT submitted_at, id, jurisdiction FROM claim WHERE jurisdiction = $1 AND version = $2 \
               AND state = 'settled' AND (submitted_at, id) < ($3, $4) \
               ORDER BY submitted_at DESC, id DESC LIMIT $5";
    let (at, id) = after.unwrap_or((Instant::from_seconds(i64::MAX), Id(u128::MAX)));
    let most = i64::try_from(count).unwrap_or(i64::MAX);
    let values = |(home, version): &(PlaceCode, String)| {
        vec![home.to_value(), version.to_value(), at.to_value(), id.to_value(), Value::Int(most)]
    };
    let values: Vec<Vec<Value>> = versions.iter().map(values).collect();
    type Place = (Instant, Id, PlaceCode);
    let found: Vec<Vec<Place>> = source.rows_for_each("claim", sql, &values, |fields| {
        Ok((fields.take()?, fields.take()?, fields.take()?))
    })?;
    let mut places: Vec<Place> = found.into_iter().flatten().collect();
    places.sort_by_key(|place| std::cmp::Reverse(*place));
    places.truncate(count);
    let keys: Vec<(PlaceCode, Id)> = places.iter().map(|(_, id, home)| (*home, *id)).collect();
    Ok(ClaimRow::fetch_all(source, &keys)?.into_iter().flatten().collect())
}

/// The claims of one funder, or of all, of which a later part is still to be paid, in order of their keys.
///
/// # Errors
/// Where the database fails.
pub fn claims_with_open_parts(
    source: &impl Query,
    funder: Option<PlaceCode>,
) -> Result<Vec<ClaimRow>, StoreError> {
    match funder {
        Some(funder) => source.list(
            "WHERE parts_open = 1 AND jurisdiction = $1 ORDER BY jurisdiction, id",
            &[funder.to_value()],
        ),
        None => source.list("WHERE parts_open = 1 ORDER BY jurisdiction, id", &[]),
    }
}
