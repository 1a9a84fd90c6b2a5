//! Many values in few pieces of memory.

use serde::Serialize;

use crate::row::Cell;

/// Values one after the other, their texts in one piece of memory and their bytes in another: made by one thread and
/// given back by another, thousands of small pieces would cost more than what they hold.
#[derive(Debug, Default)]
pub struct Cells {
    held: Vec<Held>,
    texts: Vec<u8>,
    bytes: Vec<u8>,
}

/// A value, or the part of the texts or bytes that it is.
#[derive(Clone, Copy, Debug)]
enum Held {
    Null,
    Int(i64),
    Text { from: usize, to: usize },
    Bytes { from: usize, to: usize },
}

impl Cells {
    /// None yet; there is room for so many.
    pub(crate) fn with_room(cells: usize) -> Cells {
        Cells { held: Vec::with_capacity(cells), ..Cells::default() }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Adds a value.
    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        let held = match cell {
            Cell::Null => Held::Null,
            Cell::Int(number) => Held::Int(number),
            Cell::Text(text) => {
                let from = self.texts.len();
                self.texts.extend_from_slice(text.as_bytes());
                Held::Text { from, to: self.texts.len() }
            }
            Cell::Bytes(bytes) => {
                let from = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Held::Bytes { from, to: self.bytes.len() }
            }
        };
        self.held.push(held);
    }

    /// Adds a value as JSON; no value where it cannot be written so, which the table then refuses.
    pub(crate) fn push_json(&mut self, value: &impl Serialize) {
        let from = self.texts.len();
        let written = serde_json::to_writer(&mut self.texts, value);
        let to = self.texts.len();
        self.held.push(if written.is_ok() { Held::Text { from, to } } else { Held::Null });
    }

    /// The values as rows of so many.
    pub(crate) fn rows(&self, width: usize) -> impl ExactSizeIterator<Item = impl Iterator<Item = Cell<'_>>> {
        self.held.chunks(width.max(1)).map(|row| row.iter().map(|held| self.cell(*held)))
    }

    fn cell(&self, held: Held) -> Cell<'_> {
        match held {
            Held::Null => Cell::Null,
            Held::Int(number) => Cell::Int(number),
            Held::Text { from, to } => {
                let text = self.texts.get(from..to).and_then(|text| std::str::from_utf8(text).ok());
                Cell::Text(text.unwrap_or_default())
            }
            Held::Bytes { from, to } => Cell::Bytes(self.bytes.get(from..to).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out_in_rows() {
        let mut cells = Cells::with_room(6);
        cells.push(Cell::Text("杭州"));
        cells.push(Cell::Int(-1));
        cells.push(Cell::Null);
        cells.push_json(&["a", "b"]);
        cells.push(Cell::Bytes(&[0, 255]));
        cells.push(Cell::Text(""));
        let rows: Vec<Vec<Cell<'_>>> = cells.rows(3).map(Iterator::collect).collect();
        assert_eq!(rows[0], [Cell::Text("杭州"), Cell::Int(-1), Cell::Null]);
        assert_eq!(rows[1], [Cell::Text(r#"["a","b"]"#), Cell::Bytes(&[0, 255]), Cell::Text("")]);
    }
}
