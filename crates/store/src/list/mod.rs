//! Questions that many rows answer, each a function with a name: no other room writes SQL.

mod catalogue;
mod demand;
mod desks;
mod manager;
mod money;
mod notice;
mod office;
mod page;
mod rule;
mod site;
mod work;

pub use catalogue::*;
pub use demand::*;
pub use desks::*;
pub use manager::*;
pub use money::*;
pub use notice::*;
pub use office::*;
pub use page::*;
pub use rule::*;
pub use site::*;
pub use work::*;

use jiangnan_kernel::{Id, PlaceCode};

use crate::entity::study::StudyRow;
use crate::row::Column;
use crate::{Query, StoreError};

/// A result that is kept as a text, by its name, whatever place it is about.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn study_text(source: &impl Query, name: &str) -> Result<Option<String>, StoreError> {
    let found: Vec<StudyRow> = source.list("WHERE name = $1", &[name.to_owned().to_value()])?;
    Ok(found.first().and_then(|row| row.body.as_str().map(str::to_owned)))
}

/// The jurisdiction of an organisation.
///
/// # Errors
/// Where the database fails.
pub fn seat_of(source: &impl Query, organisation: Id) -> Result<Option<PlaceCode>, StoreError> {
    let seat = <crate::entity::catalogue::SeatOf as crate::Lookup>::fetch(source, &organisation)?;
    Ok(seat.map(|seat| seat.home))
}

/// What can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countable {
    /// Instruments listed.
    Instruments,
    /// Providers.
    Providers,
    /// Enterprises.
    Enterprises,
    /// Reservations made, whatever became of them.
    Reservations,
    /// Events of the chain.
    Events,
}

/// How many there are.
///
/// # Errors
/// Where the database fails.
pub fn count(source: &impl Query, what: Countable) -> Result<u64, StoreError> {
    let (table, condition) = match what {
        Countable::Instruments => ("listing", "body LIKE '{\"instrument\"%'"),
        Countable::Providers => ("organisation", "kind = 'provider'"),
        Countable::Enterprises => ("organisation", "kind = 'enterprise'"),
        Countable::Reservations => ("reservation", "TRUE"),
        Countable::Events => ("event", "TRUE"),
    };
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
    let found: Vec<i64> = source.rows(table, &sql, &[], |fields| fields.take())?;
    Ok(found.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0))
}
