//! Values on their way into and out of a row.

use std::str::FromStr;

use jiangnan_kernel::{Currency, Date, Id, Instant, PlaceCode};
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A number, an instant in seconds, a flag as 0 or 1.
    Int(i64),
    /// Text, a code, a date, a JSON body.
    Text(String),
    /// The 16 bytes of an id, the 32 of a hash.
    Bytes(Vec<u8>),
}

impl Value {
    /// A value as a JSON text.
    pub fn json(value: &impl Serialize) -> Value {
        serde_json::to_string(value).map_or(Value::Null, Value::Text)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Int(i64::from(flag))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Value {
        Value::Bytes(id.to_bytes().to_vec())
    }
}

impl From<PlaceCode> for Value {
    fn from(code: PlaceCode) -> Value {
        Value::Text(code.to_string())
    }
}

impl From<Currency> for Value {
    fn from(currency: Currency) -> Value {
        Value::Text(currency.to_string())
    }
}

impl From<Instant> for Value {
    fn from(instant: Instant) -> Value {
        Value::Int(instant.seconds())
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Value {
        Value::Text(date.to_string())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// Reads the columns of one row from left to right.
pub struct Fields<'r> {
    row: &'r rusqlite::Row<'r>,
    table: &'static str,
    next: usize,
}

impl<'r> Fields<'r> {
    /// Starts at the first column.
    pub fn new(table: &'static str, row: &'r rusqlite::Row<'r>) -> Fields<'r> {
        Fields { row, table, next: 0 }
    }

    fn take(&mut self) -> Result<ValueRef<'r>, StoreError> {
        let value = self.row.get_ref(self.next)?;
        self.next += 1;
        Ok(value)
    }

    fn damaged(&self, reason: impl Into<String>) -> StoreError {
        StoreError::Damaged { table: self.table, column: self.next, reason: reason.into() }
    }

    /// A number.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds something else; so for all readers here.
    pub fn int(&mut self) -> Result<i64, StoreError> {
        let value = self.take()?;
        value.as_i64().map_err(|error| self.damaged(error.to_string()))
    }

    /// A flag.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn flag(&mut self) -> Result<bool, StoreError> {
        Ok(self.int()? != 0)
    }

    /// A text.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn text(&mut self) -> Result<&'r str, StoreError> {
        let value = self.take()?;
        value.as_str().map_err(|error| self.damaged(error.to_string()))
    }

    /// Bytes of a fixed length.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        let value = self.take()?;
        let bytes = value.as_blob().map_err(|error| self.damaged(error.to_string()))?;
        bytes.try_into().map_err(|_| self.damaged(format!("{} bytes instead of {N}", bytes.len())))
    }

    /// An id.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn id(&mut self) -> Result<Id, StoreError> {
        Ok(Id::from_bytes(self.bytes()?))
    }

    /// An instant.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn instant(&mut self) -> Result<Instant, StoreError> {
        Ok(Instant::from_seconds(self.int()?))
    }

    /// Anything that is read from its text: a place code, a currency, a date.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn parsed<T: FromStr>(&mut self) -> Result<T, StoreError>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.text()?;
        text.parse().map_err(|error: T::Err| self.damaged(error.to_string()))
    }

    /// A JSON body.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        let text = self.text()?;
        serde_json::from_str(text).map_err(|error| self.damaged(error.to_string()))
    }

    /// A column that may be empty, read by `read` where it is not.
    ///
    /// # Errors
    /// As [`Fields::int`].
    pub fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        if matches!(self.row.get_ref(self.next)?, ValueRef::Null) {
            self.next += 1;
            return Ok(None);
        }
        read(self).map(Some)
    }
}
