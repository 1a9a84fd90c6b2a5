//! Tables to take away.

use jiangnan_kernel::Text;

/// The tables that the reader may take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Exports {
    /// Whose rows they hold.
    pub place: Text,
    /// The tables.
    pub rows: Vec<ExportRow>,
    /// The most rows of one file: the newest.
    pub most: u64,
}

/// A table to take away.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportRow {
    /// Its name in addresses.
    pub name: &'static str,
    /// The key of what it holds.
    pub key: &'static str,
    /// Its columns.
    pub columns: String,
    /// How many rows there are.
    pub count: u64,
}
