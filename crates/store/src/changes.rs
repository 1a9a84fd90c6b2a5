//! What a group changes in one table.

use crate::entity::Statements;
use crate::row::{Cell, Kind};
use crate::{Cells, Entity};

/// What a group changes in one table: ready to be written by whoever has the connection, while the rows
/// that it came from are already worked on again.
#[derive(Debug)]
pub struct Changes {
    statements: &'static Statements,
    kinds: &'static [Kind],
    key_len: usize,
    /// The rows that change, one after the other, in the order of their keys.
    changed: Cells,
    /// Those of which nobody looked whether they are there, likewise.
    kept: Cells,
    /// Those that the table had none of, in the order in which they were taken.
    new: Cells,
    /// The keys of the rows that go, likewise.
    gone: Cells,
}

impl Changes {
    /// No change yet; there is room for so many rows that change, and so many new ones.
    pub(crate) fn of<E: Entity>(changed: usize, new: usize) -> Changes {
        Changes {
            statements: E::statements(),
            kinds: E::KINDS,
            key_len: E::KEY_LEN,
            changed: Cells::with_room(changed.saturating_mul(E::KINDS.len())),
            kept: Cells::default(),
            new: Cells::with_room(new.saturating_mul(E::KINDS.len())),
            gone: Cells::default(),
        }
    }

    /// Whether these are of a table.
    pub(crate) fn is_of<E: Entity>(&self) -> bool {
        std::ptr::eq(self.statements, E::statements())
    }

    /// The rows that are there afterwards, each of as many values as the table has columns.
    pub(crate) fn written(&self) -> impl Iterator<Item = impl Iterator<Item = Cell<'_>>> {
        let width = self.kinds.len();
        self.changed.rows(width).chain(self.kept.rows(width)).chain(self.new.rows(width))
    }

    /// Adds what became of a key that the table had a row of, or none, or of which nobody knows.
    pub(crate) fn add<E: Entity>(&mut self, key: &E::Key, row: Option<&E>, had: Option<bool>) {
        match row {
            Some(row) => row.put(match had {
                Some(true) => &mut self.changed,
                Some(false) => &mut self.new,
                None => &mut self.kept,
            }),
            None => E::key_values(key).iter().for_each(|value| self.gone.push(value.cell())),
        }
    }

    /// How the rows that go are deleted and those that come or change are written: statement, kinds of its values,
    /// values. What was not there is written last, without a look whether it is; should it be, the database refuses it.
    pub(crate) fn parts(&self) -> [Part<'_>; 4] {
        let Statements { insert, update, upsert, delete, .. } = self.statements;
        let Statements { upsert_many, insert_many, delete_many, .. } = self.statements;
        let (kinds, must_hit) = (self.kinds, false);
        let key_kinds = kinds.get(..self.key_len).unwrap_or(kinds);
        [
            Part { one: delete, many: delete_many, kinds: key_kinds, cells: &self.gone, must_hit },
            Part { one: update, many: upsert_many, kinds, cells: &self.changed, must_hit: true },
            Part { one: upsert, many: upsert_many, kinds, cells: &self.kept, must_hit },
            Part { one: insert, many: insert_many, kinds, cells: &self.new, must_hit },
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
    /// In a file: whether the statement fails where it finds no row.
    pub must_hit: bool,
}
