//! What a group changes in one table.

use crate::entity::Statements;
use crate::row::Kind;
use crate::{Cells, Entity};

/// What a group changes in one table: ready to be written by whoever has the connection, while the rows
/// that it came from are already worked on again.
#[derive(Debug)]
pub struct Changes {
    statements: &'static Statements,
    kinds: &'static [Kind],
    key_len: usize,
    /// The rows that come or change, one after the other, in the order of their keys.
    kept: Cells,
    /// The keys of the rows that go, likewise.
    gone: Cells,
}

impl Changes {
    /// No change yet; there is room for so many rows.
    pub(crate) fn of<E: Entity>(rows: usize) -> Changes {
        Changes {
            statements: E::statements(),
            kinds: E::KINDS,
            key_len: E::KEY_LEN,
            kept: Cells::with_room(rows.saturating_mul(E::KINDS.len())),
            gone: Cells::default(),
        }
    }

    /// Adds what became of a key.
    pub(crate) fn add<E: Entity>(&mut self, key: &E::Key, row: Option<&E>) {
        match row {
            Some(row) => row.put(&mut self.kept),
            None => E::key_values(key).iter().for_each(|value| self.gone.push(value.cell())),
        }
    }

    /// How the rows that go are deleted and those that come or change are written: statement, kinds of its values,
    /// values.
    pub(crate) fn parts(&self) -> [Part<'_>; 2] {
        let Statements { upsert, delete, upsert_many, delete_many, .. } = self.statements;
        let key_kinds = self.kinds.get(..self.key_len).unwrap_or(self.kinds);
        [
            Part { one: delete, many: delete_many, kinds: key_kinds, cells: &self.gone },
            Part { one: upsert, many: upsert_many, kinds: self.kinds, cells: &self.kept },
        ]
    }
}

/// Rows that the same statement is for.
pub(crate) struct Part<'a> {
    /// The statement for one row.
    pub one: &'a str,
    /// On a server: the statement for all of them.
    pub many: &'a str,
    /// What the values of a row are.
    pub kinds: &'static [Kind],
    /// The values, row by row.
    pub cells: &'a Cells,
}
