//! What the desks of officers, treasurers and auditors list: claims of a funder or a cycle, vouchers of a
//! scheme, versions of rule texts, files of the bank, pages of the event chain.

use jiangnan_clearing::ClaimState;
use jiangnan_kernel::{Id, PlaceCode};

use crate::entity::catalogue::OrganisationRow;
use crate::entity::claim::ClaimRow;
use crate::entity::cycle::{BankEntryRow, CycleRow};
use crate::entity::voucher::SchemeVersionRow;
use crate::event::Event;
use crate::row::Column;
use crate::{Link, Query, StoreError, Value};

/// The claims to one funder in a state, in the order in which they were lodged.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn claims_of_funder(
    source: &impl Query,
    funder: PlaceCode,
    state: ClaimState,
) -> Result<Vec<ClaimRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND state = $2 ORDER BY submitted_at, id";
    source.list(condition, &[funder.to_value(), state.to_value()])
}

/// The claims that a cycle pays, in the order in which they were lodged.
///
/// # Errors
/// Where the database fails.
pub fn claims_in_cycle(source: &impl Query, cycle: Id) -> Result<Vec<ClaimRow>, StoreError> {
    source.list("WHERE cycle = $1 ORDER BY submitted_at, id", &[cycle.to_value()])
}

/// The paid claims of which an instalment is paid or a part is taken back in a cycle.
///
/// # Errors
/// Where the database fails.
pub fn claims_settled_in(source: &impl Query, cycle: Id) -> Result<Vec<ClaimRow>, StoreError> {
    let pattern = Value::Text(format!("%\"instalments\":[%{cycle}%"));
    let condition = "WHERE state IN ('settled', 'clawed-back') AND body LIKE $1 ORDER BY submitted_at, id";
    let mut claims: Vec<ClaimRow> = source.list(condition, &[pattern])?;
    claims.retain(|row| !row.body.dues_in(cycle).is_empty());
    Ok(claims)
}

/// The claims of which the next cycle has something to pay or to collect.
///
/// # Errors
/// Where the database fails.
pub fn claims_due(source: &impl Query) -> Result<Vec<ClaimRow>, StoreError> {
    source.list("WHERE due = 1 ORDER BY jurisdiction, id", &[])
}

/// Every version of every rule text, drafted or enacted: by funder and scheme, drafts first, then the latest
/// enactment first.
///
/// # Errors
/// Where the database fails.
pub fn scheme_versions(source: &impl Query) -> Result<Vec<SchemeVersionRow>, StoreError> {
    source.list("ORDER BY jurisdiction, scheme, enacted_at IS NOT NULL, enacted_at DESC, version", &[])
}

/// The organisation of a registered number.
///
/// # Errors
/// Where the database fails.
pub fn organisation_with_code(
    source: &impl Query,
    code: &str,
) -> Result<Option<OrganisationRow>, StoreError> {
    let condition = "WHERE code = $1 AND code <> '' ORDER BY jurisdiction, id LIMIT 1";
    Ok(source.list(condition, &[code.to_owned().to_value()])?.into_iter().next())
}

/// The cycles of a city group, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn cycles_of(source: &impl Query, group: PlaceCode) -> Result<Vec<CycleRow>, StoreError> {
    source.list("WHERE jurisdiction = $1 ORDER BY number DESC", &[group.to_value()])
}

/// The lines of bank messages of a jurisdiction, in the order of their ids.
///
/// # Errors
/// Where the database fails.
pub fn bank_entries_of(source: &impl Query, home: PlaceCode) -> Result<Vec<BankEntryRow>, StoreError> {
    source.list("WHERE jurisdiction = $1 ORDER BY id", &[home.to_value()])
}

/// The lines of bank messages of a jurisdiction that wanted attention and got none yet, in the order of their ids.
///
/// # Errors
/// Where the database fails.
pub fn bank_entries_waiting(source: &impl Query, home: PlaceCode) -> Result<Vec<BankEntryRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND attention = 1 AND resolution IS NULL ORDER BY id";
    source.list(condition, &[home.to_value()])
}

/// The lines of bank messages of a jurisdiction that somebody settled by hand, in the order of their ids.
///
/// # Errors
/// Where the database fails.
pub fn bank_entries_by_hand(source: &impl Query, home: PlaceCode) -> Result<Vec<BankEntryRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND resolution IS NOT NULL ORDER BY id";
    source.list(condition, &[home.to_value()])
}

/// The event of a command.
///
/// # Errors
/// Where the database fails.
pub fn event_of_command(source: &impl Query, command: Id) -> Result<Option<Event>, StoreError> {
    Ok(source.list("WHERE command = $1", &[command.to_value()])?.into_iter().next())
}

/// The events of one kind about one thing, in order.
///
/// # Errors
/// Where the database fails.
pub fn events_of_kind(source: &impl Query, kind: &str, subject: Id) -> Result<Vec<Event>, StoreError> {
    let condition = "WHERE kind = $1 AND subject = $2 ORDER BY writer, seq";
    source.list(condition, &[kind.to_owned().to_value(), subject.to_value()])
}

/// The names of people by their ids, wherever they are at home; ids of nobody are left out.
///
/// # Errors
/// Where the database fails.
pub fn names_of_people(source: &impl Query, ids: &[Id]) -> Result<Vec<(Id, String)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT id, name FROM person WHERE id IN ({}) ORDER BY id", places(1, ids.len()));
    let values: Vec<Value> = ids.iter().map(Column::to_value).collect();
    source.rows("person", &sql, &values, |fields| Ok((fields.take()?, fields.take()?)))
}

/// What is looked for in a chain of events. An event matches that meets one of these; where there are none,
/// every event matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventSearch {
    /// Kinds of commands.
    pub kinds: Vec<String>,
    /// What it is about, who gave the command, or the command itself.
    pub ids: Vec<Id>,
    /// A part of the name of who gave the command.
    pub name: String,
}

impl EventSearch {
    /// The condition after `writer = $1`, and the values from `$2` on.
    fn condition(&self, link: Link<'_>) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = Vec::new();
        let mut any: Vec<String> = Vec::new();
        if !self.kinds.is_empty() {
            any.push(format!("kind IN ({})", places(2, self.kinds.len())));
            values.extend(self.kinds.iter().map(Column::to_value));
        }
        if !self.ids.is_empty() {
            let ids = places(2 + values.len(), self.ids.len());
            any.push(format!("subject IN ({ids}) OR actor IN ({ids}) OR command IN ({ids})"));
            values.extend(self.ids.iter().map(Column::to_value));
        }
        if !self.name.is_empty() {
            let place = 2 + values.len();
            any.push(format!(
                "actor IN (SELECT id FROM person WHERE {} > 0)",
                link.position_in("name", &format!("${place}"))
            ));
            values.push(self.name.to_value());
        }
        let condition = if any.is_empty() { "TRUE".to_owned() } else { any.join(" OR ") };
        (format!("writer = $1 AND ({condition})"), values)
    }
}

/// Every kind of command that a chain holds.
///
/// # Errors
/// Where the database fails.
pub fn kinds_of_events(source: &impl Query, writer: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT DISTINCT kind FROM event WHERE writer = $1 ORDER BY kind";
    source.rows("event", sql, &[writer.to_owned().to_value()], |fields| fields.take())
}

/// The event at a position of a chain.
///
/// # Errors
/// Where the database fails.
pub fn event_at(source: &impl Query, writer: &str, seq: i64) -> Result<Option<Event>, StoreError> {
    source.find(&(writer.to_owned(), seq))
}

/// How many events of a chain match.
///
/// # Errors
/// Where the database fails.
pub fn count_events(source: &impl Query, writer: &str, search: &EventSearch) -> Result<u64, StoreError> {
    let (condition, values) = search.condition(source.link());
    let all: Vec<Value> = std::iter::once(writer.to_owned().to_value()).chain(values).collect();
    let sql = format!("SELECT COUNT(*) FROM event WHERE {condition}");
    let found: Vec<i64> = source.rows("event", &sql, &all, |fields| fields.take())?;
    Ok(found.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0))
}

/// The events of a chain that match and stand before a position, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn events_before(
    source: &impl Query,
    writer: &str,
    search: &EventSearch,
    before: i64,
    count: i64,
) -> Result<Vec<Event>, StoreError> {
    beside(source, writer, search, ("<", "DESC"), before, count)
}

/// The events of a chain that match and stand after a position, the earliest first.
///
/// # Errors
/// Where the database fails.
pub fn matching_events_after(
    source: &impl Query,
    writer: &str,
    search: &EventSearch,
    after: i64,
    count: i64,
) -> Result<Vec<Event>, StoreError> {
    beside(source, writer, search, (">", "ASC"), after, count)
}

fn beside(
    source: &impl Query,
    writer: &str,
    search: &EventSearch,
    (side, order): (&str, &str),
    position: i64,
    count: i64,
) -> Result<Vec<Event>, StoreError> {
    let (condition, values) = search.condition(source.link());
    let next = 2 + values.len();
    let mut all = vec![writer.to_owned().to_value()];
    all.extend(values);
    all.extend([Value::Int(position), Value::Int(count)]);
    let last = next + 1;
    source.list(&format!("WHERE {condition} AND seq {side} ${next} ORDER BY seq {order} LIMIT ${last}"), &all)
}

/// `count` places for values, from a number on.
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}
