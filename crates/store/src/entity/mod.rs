//! What the tables hold.

#[macro_use]
mod table;
pub mod access;
pub mod booking;
pub mod catalogue;
pub mod claim;
pub mod cycle;
pub mod demand;
pub mod desk;
pub mod kept_quote;
pub mod known;
pub mod money;
pub mod notice;
pub mod notice_kind;
pub mod people;
pub mod rule;
pub mod study;
pub mod voucher;

use std::fmt::Debug;
use std::hash::Hash;

use crate::postgres::{Kind, arrays};
use crate::{Cells, Fields, Query, StoreError, Value};

/// Something a decision can ask for by its key: a row of a table, or what several rows say together.
pub trait Lookup: Clone + PartialEq + Debug + Send + Sync + 'static {
    /// What it is found by.
    type Key: Clone + Eq + Ord + Hash + Debug + Send;

    /// The key of this value.
    fn key(&self) -> Self::Key;

    /// Reads the value of a key.
    ///
    /// # Errors
    /// Where the database fails or holds what cannot be read.
    fn fetch(source: &impl Query, key: &Self::Key) -> Result<Option<Self>, StoreError> {
        Ok(Self::fetch_all(source, std::slice::from_ref(key))?.pop().flatten())
    }

    /// Reads the values of many keys, in their order.
    ///
    /// # Errors
    /// Where the database fails or holds what cannot be read.
    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<Self>>, StoreError>;
}

/// A row of a table as a value of the program; made by `table!`.
pub trait Entity: Lookup {
    /// The table.
    const TABLE: &'static str;
    /// Its columns, those of the primary key first.
    const COLUMNS: &'static [&'static str];
    /// What each column holds.
    const KINDS: &'static [Kind];
    /// How many columns the primary key has.
    const KEY_LEN: usize;

    /// The key as values.
    fn key_values(key: &Self::Key) -> Vec<Value>;

    /// Adds the values of the row, in the order of the columns.
    fn put(&self, cells: &mut Cells);

    /// Reads a row, in the order of the columns.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a column does not hold what it must.
    fn read(fields: &mut Fields<'_>) -> Result<Self, StoreError>;

    /// The statements for this table.
    fn statements() -> &'static Statements;
}

/// The statements that follow from an entity's columns, the same text for every engine unless said
/// otherwise.
#[derive(Clone, Debug)]
pub struct Statements {
    /// One row by its key.
    pub select: String,
    /// All rows; a condition may follow.
    pub select_all: String,
    /// Insert; refused where the key is there.
    pub insert: String,
    /// In a file: update where the key is there, the key's values first as everywhere.
    pub update: String,
    /// Insert, or update where the key is there.
    pub upsert: String,
    /// Delete by key.
    pub delete: String,
    /// On a server: insert or update many rows, which come in as one array a column.
    pub upsert_many: String,
    /// On a server: insert many rows, none of which is there.
    pub insert_many: String,
    /// On a server: delete by many keys.
    pub delete_many: String,
}

impl Statements {
    /// The statements of a table.
    pub fn new(table: &str, columns: &[&str], kinds: &[Kind], key_len: usize) -> Statements {
        let (key, rest) = columns.split_at(key_len.min(columns.len()));
        let key_kinds = kinds.get(..key.len()).unwrap_or(kinds);
        let gone = numbered(key, |column, _| format!("{table}.{column} = gone.{column}")).join(" AND ");
        let by_key = numbered(key, |column, n| format!("{column} = ${n}")).join(" AND ");
        let places = numbered(columns, |_, n| format!("${n}")).join(", ");
        let in_place = numbered(columns, |column, n| format!("{column} = ?{n}"));
        let (of_key, changes) = in_place.split_at(key.len());
        let (of_key, changes) = (of_key.join(" AND "), changes.join(", "));
        let updates = numbered(rest, |column, _| format!("{column} = excluded.{column}")).join(", ");
        let on_conflict =
            if updates.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {updates}") };
        let (key, columns) = (key.join(", "), columns.join(", "));
        let insert = format!("INSERT INTO {table} ({columns}) VALUES ({places})");
        let upsert = format!("{insert} ON CONFLICT ({key}) DO {on_conflict}");
        let insert_many = format!("INSERT INTO {table} ({columns}) SELECT * FROM unnest({})", arrays(kinds));
        Statements {
            select: format!("SELECT {columns} FROM {table} WHERE {by_key}"),
            select_all: format!("SELECT {columns} FROM {table}"),
            update: format!("UPDATE {table} SET {changes} WHERE {of_key}"),
            upsert,
            insert,
            delete: format!("DELETE FROM {table} WHERE {by_key}"),
            upsert_many: format!("{insert_many} ON CONFLICT ({key}) DO {on_conflict}"),
            insert_many,
            delete_many: format!(
                "DELETE FROM {table} USING unnest({}) AS gone ({key}) WHERE {gone}",
                arrays(key_kinds)
            ),
        }
    }
}

fn numbered(columns: &[&str], write: impl Fn(&str, usize) -> String) -> Vec<String> {
    columns.iter().zip(1..).map(|(column, n)| write(column, n)).collect()
}
