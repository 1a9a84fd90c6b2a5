//! Values on their way to and from the server.

use std::borrow::Cow;
use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{self, FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::Value;
use crate::row::Cell;

/// How long a value is taken to be, with its length.
const VALUE: usize = 20;

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

/// The values of one column of many rows, as the server takes an array of them: written once, into one piece of memory.
#[derive(Debug)]
pub(super) struct Column {
    kind: Kind,
    rows: i32,
    has_nulls: bool,
    /// Each value with its length before it.
    values: Vec<u8>,
}

impl Column {
    pub(super) fn new(kind: Kind, rows: usize) -> Column {
        Column { kind, rows: 0, has_nulls: false, values: Vec::with_capacity(rows.saturating_mul(VALUE)) }
    }

    /// Adds a value; what is not of the column's kind, or too long to be sent, is left out as no value, which the table
    /// then refuses.
    pub(super) fn push(&mut self, cell: Cell<'_>) {
        self.rows = self.rows.saturating_add(1);
        match (self.kind, cell) {
            (Kind::Int, Cell::Int(number)) => self.add(&number.to_be_bytes()),
            (Kind::Text, Cell::Text(text)) => self.add(storable(text).as_bytes()),
            (Kind::Bytes, Cell::Bytes(bytes)) => self.add(bytes),
            _ => self.add_none(),
        }
    }

    fn add(&mut self, value: &[u8]) {
        match i32::try_from(value.len()) {
            Ok(length) => {
                self.values.extend_from_slice(&length.to_be_bytes());
                self.values.extend_from_slice(value);
            }
            Err(_) => self.add_none(),
        }
    }

    fn add_none(&mut self) {
        self.has_nulls = true;
        self.values.extend_from_slice(&(-1_i32).to_be_bytes());
    }
}

/// <https://www.postgresql.org/docs/15/protocol-message-formats.html> leaves the form of an array to `array_recv`: how
/// many dimensions, whether there are nulls, the type of the values, length and first number of each dimension, values.
impl ToSql for Column {
    fn to_sql(&self, array: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let types::Kind::Array(member) = array.kind() else { return Err("a column is an array".into()) };
        out.extend_from_slice(&1_i32.to_be_bytes());
        out.extend_from_slice(&i32::from(self.has_nulls).to_be_bytes());
        out.extend_from_slice(&member.oid().to_be_bytes());
        out.extend_from_slice(&self.rows.to_be_bytes());
        out.extend_from_slice(&1_i32.to_be_bytes());
        out.extend_from_slice(&self.values);
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8_ARRAY | Type::TEXT_ARRAY | Type::BYTEA_ARRAY)
    }

    to_sql_checked!();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What the driver makes of the same values.
    fn by_driver(values: &impl ToSql, array: &Type) -> BytesMut {
        let mut out = BytesMut::new();
        values.to_sql(array, &mut out).unwrap();
        out
    }

    fn by_column(kind: Kind, cells: &[Cell<'_>], array: &Type) -> BytesMut {
        let mut column = Column::new(kind, cells.len());
        cells.iter().for_each(|cell| column.push(*cell));
        by_driver(&column, array)
    }

    #[test]
    fn a_column_is_written_as_the_driver_writes_an_array() {
        let none: [Option<i64>; 0] = [];
        let array = &Type::INT8_ARRAY;
        assert_eq!(by_column(Kind::Int, &[], array), by_driver(&none.as_slice(), array));
        let cells = [Cell::Int(-1), Cell::Null, Cell::Text("not a number"), Cell::Int(i64::MAX)];
        let values = [Some(-1), None, None, Some(i64::MAX)];
        assert_eq!(by_column(Kind::Int, &cells, array), by_driver(&values.as_slice(), array));
        let (cells, array) = ([Cell::Text("杭州"), Cell::Text(""), Cell::Text("a\0b")], &Type::TEXT_ARRAY);
        let values = ["杭州", "", "a\u{FFFD}b"];
        assert_eq!(by_column(Kind::Text, &cells, array), by_driver(&values.as_slice(), array));
        let (cells, array) = ([Cell::Bytes(&[0, 255]), Cell::Null], &Type::BYTEA_ARRAY);
        let values = [Some([0_u8, 255].as_slice()), None];
        assert_eq!(by_column(Kind::Bytes, &cells, array), by_driver(&values.as_slice(), array));
    }
}
