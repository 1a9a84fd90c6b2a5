//! What people are told, and the mails that wait.

use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::entity::notice::{MailRow, MailState, NoticeRow};
use crate::row::Column;
use crate::{Query, StoreError, Value};

/// How many a person has not read, counted up to a limit: a page need not say more than "many".
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn unread_count(
    source: &impl Query,
    (home, person): (PlaceCode, Id),
    limit: i64,
) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM notice WHERE jurisdiction = $1 AND person = $2 \
               AND read_at IS NULL LIMIT $3) AS unread";
    let values = [home.to_value(), person.to_value(), Value::Int(limit)];
    let found: Vec<i64> = source.rows("notice", sql, &values, |fields| fields.take())?;
    Ok(found.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0))
}

/// A page of what a person was told, the newest first: those before a moment and an id.
///
/// # Errors
/// Where the database fails.
pub fn notices_of(
    source: &impl Query,
    (home, person): (PlaceCode, Id),
    before: Option<(Instant, Id)>,
    count: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let (at, id) = before.unwrap_or((Instant::from_seconds(i64::MAX), Id(u128::MAX)));
    let condition = "WHERE jurisdiction = $1 AND person = $2 AND (at, id) < ($3, $4) \
                     ORDER BY at DESC, id DESC LIMIT $5";
    let values = [home.to_value(), person.to_value(), at.to_value(), id.to_value(), Value::Int(count)];
    source.list(condition, &values)
}

/// The mails that may be tried now, the longest due first.
///
/// # Errors
/// Where the database fails.
pub fn mails_due(source: &impl Query, now: Instant, count: i64) -> Result<Vec<MailRow>, StoreError> {
    let condition = "WHERE state = 'due' AND due_at <= $1 ORDER BY due_at, id LIMIT $2";
    source.list(condition, &[now.to_value(), Value::Int(count)])
}

/// Notices that were read before a moment, the longest ago first.
///
/// # Errors
/// Where the database fails.
pub fn notices_read_before(
    source: &impl Query,
    before: Instant,
    count: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let condition = "WHERE read_at IS NOT NULL AND read_at < $1 ORDER BY read_at, id LIMIT $2";
    source.list(condition, &[before.to_value(), Value::Int(count)])
}

/// Mails that were sent or given up before a moment, the longest ago first.
///
/// # Errors
/// Where the database fails.
pub fn mails_done_before(
    source: &impl Query,
    state: MailState,
    before: Instant,
    count: i64,
) -> Result<Vec<MailRow>, StoreError> {
    let condition = "WHERE done_at IS NOT NULL AND state = $1 AND done_at < $2 ORDER BY done_at, id LIMIT $3";
    source.list(condition, &[state.to_value(), before.to_value(), Value::Int(count)])
}

/// The mails that could not be delivered, the newest first.
///
/// # Errors
/// Where the database fails.
pub fn mails_dead(source: &impl Query, count: i64) -> Result<Vec<MailRow>, StoreError> {
    source.list("WHERE state = 'dead' ORDER BY made_at DESC, id LIMIT $1", &[Value::Int(count)])
}

/// How many mails stand where.
///
/// # Errors
/// Where the database fails.
pub fn mails_in(source: &impl Query, state: MailState) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM mail WHERE state = $1";
    let found: Vec<i64> = source.rows("mail", sql, &[state.to_value()], |fields| fields.take())?;
    Ok(found.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0))
}
