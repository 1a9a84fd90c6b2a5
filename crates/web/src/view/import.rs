//! Importing a catalogue: choosing a file, and what it would do.

use std::collections::HashMap;

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

/// How many rows of a kind are shown.
const ROWS_SHOWN: usize = 200;
/// How many stretches of lines are named.
const STRETCHES_SHOWN: usize = 20;

/// Something wrong with a cell, or in the same way with that of many lines.
#[derive(Clone, Debug, PartialEq)]
pub struct BadCell {
    /// The lines, in order.
    pub lines: Vec<u64>,
    /// The columns, each with its number and its title; none where it is the whole row.
    pub columns: Vec<(Option<usize>, String)>,
    /// What is wrong and what to do.
    pub reason: Text,
}

impl BadCell {
    /// The lines, those that follow each other as one stretch.
    pub fn lines_text(&self) -> String {
        let mut stretches: Vec<(u64, u64)> = Vec::new();
        for line in &self.lines {
            match stretches.last_mut() {
                Some((_, last)) if *line <= last.saturating_add(1) => *last = *line,
                _ => stretches.push((*line, *line)),
            }
        }
        let named = |(first, last): &(u64, u64)| {
            if first == last { first.to_string() } else { format!("{first}–{last}") }
        };
        let mut texts: Vec<String> = stretches.iter().take(STRETCHES_SHOWN).map(named).collect();
        texts.extend((stretches.len() > STRETCHES_SHOWN).then(|| "…".to_owned()));
        texts.join(", ")
    }

    /// Puts what is wrong in the same way with the same columns together, in order of the first line.
    pub fn together(cells: Vec<BadCell>) -> Vec<BadCell> {
        let mut places = HashMap::new();
        let mut together: Vec<BadCell> = Vec::new();
        for cell in cells {
            let what = (cell.columns.clone(), cell.reason.clone());
            let place = *places.entry(what).or_insert(together.len());
            match together.get_mut(place) {
                Some(known) => known.lines.extend(cell.lines),
                None => together.push(cell),
            }
        }
        together.iter_mut().for_each(|cell| cell.lines.sort_unstable());
        together.sort_by_key(|cell| cell.lines.first().copied());
        together
    }
}

impl ImportPreview {
    /// Of many rows those that are shown.
    pub fn shown<'r>(&self, rows: &'r [ImportRow]) -> &'r [ImportRow] {
        rows.get(..ROWS_SHOWN).unwrap_or(rows)
    }

    /// How many more there are than are shown.
    pub fn more(&self, rows: &[ImportRow]) -> u64 {
        u64::try_from(rows.len().saturating_sub(ROWS_SHOWN)).unwrap_or(u64::MAX)
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(line: u64, reason: &str) -> BadCell {
        BadCell { lines: vec![line], columns: Vec::new(), reason: Text::new(reason, reason) }
    }

    #[test]
    fn what_is_wrong_in_the_same_way_is_told_once_with_all_its_lines() {
        let cells = vec![cell(9, "b"), cell(2, "a"), cell(5, "a"), cell(3, "a"), cell(4, "c")];
        let told: Vec<(String, String)> = BadCell::together(cells)
            .into_iter()
            .map(|cell| (cell.reason.en.to_string(), cell.lines_text()))
            .collect();
        let expected = [("a", "2–3, 5"), ("c", "4"), ("b", "9")];
        assert_eq!(told, expected.map(|(reason, lines)| (reason.to_owned(), lines.to_owned())));
    }

    #[test]
    fn of_very_many_stretches_the_first_are_named() {
        let lines: Vec<u64> = (0..100).map(|number| number * 2).collect();
        let text = BadCell { lines, ..cell(0, "a") }.lines_text();
        assert!(text.starts_with("0, 2, 4") && text.ends_with("38, …"), "{text}");
    }
}
