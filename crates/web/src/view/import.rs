//! Importing a catalogue: choosing a file, and what it would do.

use jiangnan_kernel::{Id, Text};

/// Choosing a catalogue to import.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportEntry {
    /// The mappings to choose from.
    pub mappings: Vec<String>,
    /// The one that is chosen; empty to find it out.
    pub mapping: String,
    /// What is wrong with the file.
    pub against: Vec<Text>,
}

/// What an import would do, or did.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportPreview {
    /// The name of the file.
    pub file: String,
    /// The hash under which it is kept.
    pub sha256: String,
    /// The mapping that was asked for; empty to find it out.
    pub chosen: String,
    /// The mapping that was used.
    pub mapping: String,
    /// How many rows.
    pub rows: u64,
    /// Those that would be new.
    pub new: Vec<ImportRow>,
    /// Those that would change, with what changes.
    pub changed: Vec<ImportRow>,
    /// How many stay as they are.
    pub unchanged: u64,
    /// What is wrong with rows that are left out.
    pub bad: Vec<BadCell>,
    /// How many rows are left out.
    pub rows_bad: u64,
    /// What was guessed.
    pub notices: Vec<BadCell>,
    /// Columns that nothing reads.
    pub ignored: Vec<String>,
    /// How many were written; none before it was confirmed.
    pub written: Option<u64>,
    /// A text that changes when the import would do something else.
    pub digest: Id,
}

/// A row of an import.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportRow {
    /// The line in the file.
    pub line: u64,
    /// The instrument.
    pub name: Text,
    /// Maker and model.
    pub model: String,
    /// The keys of what changes; empty for a new one.
    pub changes: Vec<&'static str>,
}

/// Something wrong with a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct BadCell {
    /// The line.
    pub line: u64,
    /// The columns, each with its number and its title; none where it is the whole row.
    pub columns: Vec<(Option<usize>, String)>,
    /// What is wrong and what to do.
    pub reason: Text,
}

impl ImportPreview {
    /// The key of the heading.
    pub fn title_key(&self) -> &'static str {
        if self.written.is_some() { "import-done-title" } else { "import-preview-title" }
    }

    /// How many would be written.
    pub fn writes(&self) -> u64 {
        self.new_count() + self.changed_count()
    }

    /// How many are new.
    pub fn new_count(&self) -> u64 {
        u64::try_from(self.new.len()).unwrap_or(u64::MAX)
    }

    /// How many change.
    pub fn changed_count(&self) -> u64 {
        u64::try_from(self.changed.len()).unwrap_or(u64::MAX)
    }

    /// The columns that nothing reads, after each other.
    pub fn ignored_text(&self) -> String {
        self.ignored.join(", ")
    }
}
