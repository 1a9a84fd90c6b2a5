//! What a table holds.

use std::fmt::Debug;
use std::hash::Hash;

use crate::{Fields, StoreError, Value};

/// A row of a table as a value of the program.
///
/// The primary key's columns come first in [`Entity::COLUMNS`]; [`Entity::values`] and [`Entity::read`] follow
/// that order.
pub trait Entity: Clone + PartialEq + Debug + Send + 'static {
    /// The primary key.
    type Key: Clone + Eq + Ord + Hash + Debug + Send;
    /// The table.
    const TABLE: &'static str;
    /// Its columns, those of the key first.
    const COLUMNS: &'static [&'static str];
    /// How many columns the key has.
    const KEY_LEN: usize;

    /// The key of this row.
    fn key(&self) -> Self::Key;

    /// The key as values.
    fn key_values(key: &Self::Key) -> Vec<Value>;

    /// The row as values.
    fn values(&self) -> Vec<Value>;

    /// Reads a row.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a column does not hold what it must.
    fn read(fields: &mut Fields<'_>) -> Result<Self, StoreError>;
}

/// The statements that follow from an entity's columns, the same text for every engine.
#[derive(Clone, Debug)]
pub struct Statements {
    /// One row by its key.
    pub select: String,
    /// All rows that meet a condition: to be completed.
    pub select_all: String,
    /// Insert, or update where the key is there.
    pub upsert: String,
    /// Delete by key.
    pub delete: String,
}

impl Statements {
    /// The statements of an entity.
    pub fn of<E: Entity>() -> Statements {
        let columns = E::COLUMNS.join(", ");
        let table = E::TABLE;
        let (key, rest) = E::COLUMNS.split_at(E::KEY_LEN.min(E::COLUMNS.len()));
        let by_key = key
            .iter()
            .zip(1..)
            .map(|(column, n)| format!("{column} = ${n}"))
            .collect::<Vec<_>>()
            .join(" AND ");
        let places = (1..=E::COLUMNS.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let update = rest.iter().map(|column| format!("{column} = excluded.{column}")).collect::<Vec<_>>();
        let on_conflict = if update.is_empty() {
            "NOTHING".to_owned()
        } else {
            format!("UPDATE SET {}", update.join(", "))
        };
        Statements {
            select: format!("SELECT {columns} FROM {table} WHERE {by_key}"),
            select_all: format!("SELECT {columns} FROM {table}"),
            upsert: format!(
                "INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT ({}) DO {on_conflict}",
                key.join(", ")
            ),
            delete: format!("DELETE FROM {table} WHERE {by_key}"),
        }
    }
}
