//! The items at one moment, to be asked.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column as FastColumn;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use crate::cut::Cutter;
use crate::engine::Fields;
use crate::error::SearchError;
use crate::phrase::{PhraseBook, Word};
use crate::plan;
use crate::shelf::Shelf;
use crate::spell;
use crate::wanted::{Lexicon, Wanted};

/// The items at one moment.
#[derive(Clone)]
pub struct View {
    pub(crate) searcher: Searcher,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) book: Arc<PhraseBook>,
    pub(crate) cutter: Cutter,
    pub(crate) fields: Fields,
}

/// The rows that fit, and how well.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matches {
    /// The rows.
    pub rows: Vec<u32>,
    /// How well each fits; all 0 where nobody asked.
    pub scores: Vec<f32>,
}

impl View {
    /// The items and their columns.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The phrases by which techniques are known.
    pub fn book(&self) -> &PhraseBook {
        &self.book
    }

    /// Understands what somebody typed.
    ///
    /// # Errors
    /// Where the index fails; so for all methods here.
    pub fn read(&self, typed: &str) -> Result<Wanted, SearchError> {
        Wanted::read(typed, &self.book, self, &mut self.cutter.clone())
    }

    /// What fits. Without ranking it is told faster.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn matches(&self, wanted: &Wanted, ranked: bool) -> Result<Matches, SearchError> {
        // The library panics over prefixes of a segment without documents.
        if self.shelf.is_empty() {
            return Ok(Matches::default());
        }
        if wanted.is_empty() {
            let rows: Vec<u32> = (0..u32::try_from(self.shelf.len()).unwrap_or(u32::MAX)).collect();
            return Ok(Matches { scores: vec![0.0; rows.len()], rows });
        }
        let query = plan::query(wanted, &self.fields, ranked);
        Ok(self.searcher.search(&*query, &Rows { ranked })?)
    }
}

impl Lexicon for View {
    fn knows(&self, word: &Word) -> Result<bool, SearchError> {
        if self.has(&word.stem)? {
            return Ok(true);
        }
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.text)?;
            let mut from = inverted.terms().range().ge(&word.raw).into_stream()?;
            if from.advance() && from.key().starts_with(word.raw.as_bytes()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn has(&self, term: &str) -> Result<bool, SearchError> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.text, term))? > 0)
    }

    fn nearest(&self, word: &str) -> Result<Vec<String>, SearchError> {
        spell::nearest(&self.searcher, self.fields.spell, word)
    }
}

/// Collects the rows of all that fits.
struct Rows {
    ranked: bool,
}

struct SegmentRows {
    column: FastColumn<u64>,
    found: Matches,
}

impl Collector for Rows {
    type Fruit = Matches;
    type Child = SegmentRows;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentRows> {
        Ok(SegmentRows { column: segment.fast_fields().u64("row")?, found: Matches::default() })
    }

    fn requires_scoring(&self) -> bool {
        self.ranked
    }

    fn merge_fruits(&self, parts: Vec<Matches>) -> tantivy::Result<Matches> {
        let mut all = Matches::default();
        for part in parts {
            all.rows.extend(part.rows);
            all.scores.extend(part.scores);
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentRows {
    type Fruit = Matches;

    fn collect(&mut self, doc: DocId, score: Score) {
        if let Some(row) = self.column.first(doc).and_then(|row| u32::try_from(row).ok()) {
            self.found.rows.push(row);
            self.found.scores.push(score);
        }
    }

    fn harvest(self) -> Matches {
        self.found
    }
}
