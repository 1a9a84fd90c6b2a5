//! Values on their way into and out of a row.

use std::ops::Deref;
use std::sync::Arc;

use jiangnan_booking::ReservationState;
use jiangnan_clearing::{ClaimState, CycleState, PaymentState};
use jiangnan_kernel::{Currency, Date, Id, Instant, PlaceCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use crate::postgres::Kind;
use crate::{Cells, StoreError};

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A number, an instant in seconds, a flag as 0 or 1.
    Int(i64),
    /// Text, a code, a date, a JSON body.
    Text(String),
    /// A word of a closed list.
    Word(&'static str),
    /// The code of a place.
    Place(PlaceCode),
    /// The code of a currency.
    Currency(Currency),
    /// The 16 bytes of an id.
    Id([u8; 16]),
    /// The 32 bytes of a hash.
    Hash([u8; 32]),
    /// The bytes of a document.
    Bytes(Arc<Vec<u8>>),
}

impl Value {
    /// What a column holds of it.
    pub(crate) fn cell(&self) -> Cell<'_> {
        match self {
            Value::Null => Cell::Null,
            Value::Int(number) => Cell::Int(*number),
            Value::Text(text) => Cell::Text(text),
            Value::Word(word) => Cell::Text(word),
            Value::Place(code) => Cell::Text(code.as_str()),
            Value::Currency(currency) => Cell::Text(currency.code()),
            Value::Id(bytes) => Cell::Bytes(bytes),
            Value::Hash(bytes) => Cell::Bytes(bytes),
            Value::Bytes(bytes) => Cell::Bytes(bytes),
        }
    }
}

/// A type that fills one column.
pub trait Column: Sized {
    /// What the column holds.
    const KIND: Kind;

    /// The value to bind.
    fn to_value(&self) -> Value;

    /// Adds the value to those of a row; the same as [`Column::to_value`].
    fn put(&self, cells: &mut Cells) {
        cells.push(self.to_value().cell());
    }

    /// Reads the next column.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds something else.
    fn take(fields: &mut Fields<'_>) -> Result<Self, StoreError>;
}

/// A value stored as a JSON text in one column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What one column of a row holds, in whatever engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'r> {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(&'r str),
    /// Bytes.
    Bytes(&'r [u8]),
}

/// Reads the columns of one row from left to right.
pub struct Fields<'r> {
    row: Row<'r>,
    table: &'static str,
    next: usize,
}

/// A row of one of the engines.
enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Fields<'r> {
    /// Starts at the first column of a row of SQLite.
    pub(crate) fn of_sqlite(table: &'static str, row: &'r rusqlite::Row<'r>) -> Fields<'r> {
        Fields { row: Row::Sqlite(row), table, next: 0 }
    }

    /// Starts at a column of a row of PostgreSQL.
    pub(crate) fn of_postgres(table: &'static str, row: &'r tokio_postgres::Row, next: usize) -> Fields<'r> {
        Fields { row: Row::Postgres(row), table, next }
    }

    /// The next column as any type that fills one.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds something else.
    pub fn take<T: Column>(&mut self) -> Result<T, StoreError> {
        T::take(self)
    }

    fn look(&self) -> Result<Cell<'r>, StoreError> {
        match self.row {
            Row::Sqlite(row) => {
                crate::sqlite::cell(row.get_ref(self.next)?).map_err(|error| self.damaged(error))
            }
            Row::Postgres(row) => row.try_get(self.next).map_err(|error| self.damaged(error)),
        }
    }

    fn raw(&mut self) -> Result<Cell<'r>, StoreError> {
        let value = self.look()?;
        self.next += 1;
        Ok(value)
    }

    fn text(&mut self) -> Result<&'r str, StoreError> {
        match self.raw()? {
            Cell::Text(text) => Ok(text),
            other => Err(self.damaged(format!("`{other:?}` instead of a text"))),
        }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        match self.raw()? {
            Cell::Bytes(bytes) => {
                bytes.try_into().map_err(|_| self.damaged(format!("{} bytes instead of {N}", bytes.len())))
            }
            other => Err(self.damaged(format!("`{other:?}` instead of bytes"))),
        }
    }

    pub(crate) fn damaged(&self, reason: impl std::fmt::Display) -> StoreError {
        StoreError::Damaged { table: self.table, column: self.next, reason: reason.to_string() }
    }
}

impl Column for i64 {
    const KIND: Kind = Kind::Int;

    fn to_value(&self) -> Value {
        Value::Int(*self)
    }

    fn take(fields: &mut Fields<'_>) -> Result<i64, StoreError> {
        match fields.raw()? {
            Cell::Int(number) => Ok(number),
            other => Err(fields.damaged(format!("`{other:?}` instead of a number"))),
        }
    }
}

impl Column for bool {
    const KIND: Kind = Kind::Int;

    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }

    fn take(fields: &mut Fields<'_>) -> Result<bool, StoreError> {
        Ok(i64::take(fields)? != 0)
    }
}

impl Column for Instant {
    const KIND: Kind = Kind::Int;

    fn to_value(&self) -> Value {
        Value::Int(self.seconds())
    }

    fn take(fields: &mut Fields<'_>) -> Result<Instant, StoreError> {
        Ok(Instant::from_seconds(i64::take(fields)?))
    }
}

impl Column for Id {
    const KIND: Kind = Kind::Bytes;

    fn to_value(&self) -> Value {
        Value::Id(self.to_bytes())
    }

    fn take(fields: &mut Fields<'_>) -> Result<Id, StoreError> {
        Ok(Id::from_bytes(fields.bytes()?))
    }
}

impl Column for [u8; 32] {
    const KIND: Kind = Kind::Bytes;

    fn to_value(&self) -> Value {
        Value::Hash(*self)
    }

    fn take(fields: &mut Fields<'_>) -> Result<[u8; 32], StoreError> {
        fields.bytes()
    }
}

impl Column for Arc<Vec<u8>> {
    const KIND: Kind = Kind::Bytes;

    fn to_value(&self) -> Value {
        Value::Bytes(Arc::clone(self))
    }

    fn take(fields: &mut Fields<'_>) -> Result<Arc<Vec<u8>>, StoreError> {
        match fields.raw()? {
            Cell::Bytes(bytes) => Ok(Arc::new(bytes.to_vec())),
            other => Err(fields.damaged(format!("`{other:?}` instead of bytes"))),
        }
    }
}

impl Column for String {
    const KIND: Kind = Kind::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn put(&self, cells: &mut Cells) {
        cells.push(Cell::Text(self));
    }

    fn take(fields: &mut Fields<'_>) -> Result<String, StoreError> {
        Ok(fields.text()?.to_owned())
    }
}

/// Types that are stored as their text.
macro_rules! text_column {
    ($($type:ty => $value:expr),* $(,)?) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::Text;

            fn to_value(&self) -> Value {
                let value: fn(&$type) -> Value = $value;
                value(self)
            }

            fn take(fields: &mut Fields<'_>) -> Result<$type, StoreError> {
                let text = fields.text()?;
                text.parse().map_err(|error| fields.damaged(error))
            }
        }
    )*};
}

text_column! {
    PlaceCode => |code| Value::Place(*code),
    Currency => |currency| Value::Currency(*currency),
    Date => |date| Value::Text(date.to_string()),
    ReservationState => |state| Value::Word(state.name()),
    ClaimState => |state| Value::Word(state.name()),
    CycleState => |state| Value::Word(state.name()),
    PaymentState => |state| Value::Word(state.name()),
}

impl<T: Serialize + DeserializeOwned> Column for Json<T> {
    const KIND: Kind = Kind::Text;

    fn to_value(&self) -> Value {
        serde_json::to_string(&self.0).map_or(Value::Null, Value::Text)
    }

    fn put(&self, cells: &mut Cells) {
        cells.push_json(&self.0);
    }

    fn take(fields: &mut Fields<'_>) -> Result<Json<T>, StoreError> {
        let text = fields.text()?;
        serde_json::from_str(text).map(Json).map_err(|error| fields.damaged(error))
    }
}

impl<T: Column> Column for Option<T> {
    const KIND: Kind = T::KIND;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Column::to_value)
    }

    fn put(&self, cells: &mut Cells) {
        match self {
            Some(value) => value.put(cells),
            None => cells.push(Cell::Null),
        }
    }

    fn take(fields: &mut Fields<'_>) -> Result<Option<T>, StoreError> {
        if fields.look()? == Cell::Null {
            fields.next += 1;
            return Ok(None);
        }
        T::take(fields).map(Some)
    }
}
