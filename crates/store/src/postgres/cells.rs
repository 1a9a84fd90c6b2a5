//! Values on their way to and from the server.

use std::borrow::Cow;
use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::Value;
use crate::row::Cell;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

impl Kind {
    /// The type of an array of such values.
    pub(super) fn array(self) -> &'static str {
        match self {
            Kind::Int => "int8[]",
            Kind::Text => "text[]",
            Kind::Bytes => "bytea[]",
        }
    }
}

/// The values of one column of many rows.
#[derive(Debug)]
pub(super) enum Column {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    pub(super) fn new(kind: Kind, rows: usize) -> Column {
        match kind {
            Kind::Int => Column::Ints(Vec::with_capacity(rows)),
            Kind::Text => Column::Texts(Vec::with_capacity(rows)),
            Kind::Bytes => Column::Bytes(Vec::with_capacity(rows)),
        }
    }

    /// Adds a value; what is not of the column's kind is left out as no value, which the table then refuses.
    pub(super) fn push(&mut self, cell: Cell<'_>) {
        match self {
            Column::Ints(column) => column.push(match cell {
                Cell::Int(number) => Some(number),
                _ => None,
            }),
            Column::Texts(column) => column.push(match cell {
                Cell::Text(text) => Some(storable(text).into_owned()),
                _ => None,
            }),
            Column::Bytes(column) => column.push(match cell {
                Cell::Bytes(bytes) => Some(bytes.to_vec()),
                _ => None,
            }),
        }
    }

    /// The column as one parameter.
    pub(super) fn into_parameter(self) -> Parameter {
        match self {
            Column::Ints(column) => Box::new(column),
            Column::Texts(column) => Box::new(column),
            Column::Bytes(column) => Box::new(column),
        }
    }
}

/// A parameter of a statement that is on its way.
pub(super) type Parameter = Box<dyn ToSql + Sync + Send>;

/// PostgreSQL cannot keep the character zero in a text; the replacement character stands for it.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

impl Value {
    /// What column such a value fills.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Value::Int(_) => Kind::Int,
            Value::Null | Value::Text(_) | Value::Word(_) | Value::Place(_) | Value::Currency(_) => {
                Kind::Text
            }
            Value::Id(_) | Value::Hash(_) | Value::Bytes(_) => Kind::Bytes,
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.cell() {
            Cell::Null => return Ok(IsNull::Yes),
            Cell::Int(number) => out.extend_from_slice(&number.to_be_bytes()),
            Cell::Text(text) => out.extend_from_slice(storable(text).as_bytes()),
            Cell::Bytes(bytes) => out.extend_from_slice(bytes),
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

impl<'r> FromSql<'r> for Cell<'r> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Cell<'r>, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Cell::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Cell::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::BYTEA => Cell::Bytes(raw),
            _ => Cell::Text(std::str::from_utf8(raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Cell<'r>, Box<dyn Error + Sync + Send>> {
        Ok(Cell::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::TEXT | Type::NAME | Type::BYTEA)
    }
}
