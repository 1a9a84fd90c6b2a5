//! The phrase book: every way to name a technique or class, in both languages.

use std::collections::HashMap;
use std::sync::Arc;

use jiangnan_catalogue::TechniqueTree;
use serde::Deserialize;

use crate::cut::{Cutter, all_han, grams};
use crate::error::SearchError;
use crate::fold::{Piece, fold, pieces};

/// The tables that come with the code, as `data/search/README.md` documents them.
pub const BUILT_IN: PhraseTables<'static> = PhraseTables {
    synonyms: include_str!("../../../data/search/synonyms.csv"),
    broader: include_str!("../../../data/search/broader.csv"),
};

/// Tables that extend the tree of techniques; a user can replace both.
#[derive(Clone, Copy, Debug)]
pub struct PhraseTables<'t> {
    /// Other names of techniques, and names of what is a kind of them.
    pub synonyms: &'t str,
    /// Which technique of the tree is a kind of which other.
    pub broader: &'t str,
}

#[derive(Deserialize)]
struct SynonymLine {
    phrase: String,
    technique: String,
}

#[derive(Deserialize)]
struct BroaderLine {
    technique: String,
    broader: String,
}

/// Phrases by their words, and the techniques that they mean.
#[derive(Debug)]
pub struct PhraseBook {
    tree: Arc<TechniqueTree>,
    /// The next step of each step by the next word; 0 is the beginning.
    steps: HashMap<(u32, Box<str>), u32>,
    /// The code that a phrase ending at a step means.
    ends: HashMap<u32, Box<str>>,
    broader: HashMap<String, String>,
    han: Vec<Box<str>>,
}

/// A word of a text: as it is written and as phrases compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is written, folded.
    pub raw: String,
    /// The stem; a Chinese character is its own.
    pub stem: String,
}

/// A phrase in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spotted<'b> {
    /// What it means.
    pub code: &'b str,
    /// How many words it has.
    pub len: usize,
}

impl PhraseBook {
    /// The phrases of a tree and of two tables that extend it.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn new(tree: &Arc<TechniqueTree>, tables: &PhraseTables<'_>) -> Result<PhraseBook, SearchError> {
        let broader = lines::<BroaderLine>("broader techniques", tables.broader)?;
        let synonyms = lines::<SynonymLine>("synonyms", tables.synonyms)?;
        let mut book = PhraseBook {
            steps: HashMap::new(),
            ends: HashMap::new(),
            broader: broader.into_iter().map(|line| (line.technique, line.broader)).collect(),
            han: Vec::new(),
            tree: Arc::clone(tree),
        };
        let mut cutter = Cutter::default();
        for node in tree.nodes() {
            node.phrases().for_each(|phrase| book.add(phrase, &node.code, &mut cutter));
        }
        for line in synonyms.iter().filter(|line| tree.get(&line.technique).is_some()) {
            book.add(&line.phrase, &line.technique, &mut cutter);
        }
        Ok(book)
    }

    /// The tree that the codes are of.
    pub fn tree(&self) -> &Arc<TechniqueTree> {
        &self.tree
    }

    /// A phrase that two nodes share belongs to the first, the more general one in the tables.
    fn add(&mut self, phrase: &str, code: &str, cutter: &mut Cutter) {
        let folded = fold(phrase);
        if all_han(&folded) {
            self.han.push(folded.as_str().into());
        }
        let mut at = 0;
        for word in words(&folded, cutter) {
            let fresh = u32::try_from(self.steps.len()).unwrap_or(u32::MAX) + 1;
            at = *self.steps.entry((at, word.stem.into())).or_insert(fresh);
        }
        if at > 0 {
            self.ends.entry(at).or_insert_with(|| code.into());
        }
    }

    /// The longest phrase with which these words begin.
    pub fn spot(&self, words: &[Word]) -> Option<Spotted<'_>> {
        let (mut at, mut best) = (0, None);
        for (index, word) in words.iter().enumerate() {
            let Some(next) = self.steps.get(&(at, word.stem.as_str().into())) else { break };
            at = *next;
            if let Some(code) = self.ends.get(&at) {
                best = Some(Spotted { code, len: index + 1 });
            }
        }
        best
    }

    /// Every technique and class that a text speaks of.
    pub fn spot_all(&self, text: &str, cutter: &mut Cutter) -> Vec<&str> {
        let words = words(&fold(text), cutter);
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let spotted = self.spot(rest);
            found.extend(spotted.map(|spotted| spotted.code));
            at += spotted.map_or(1, |spotted| spotted.len);
        }
        found
    }

    /// The wider techniques of which one is a kind, from the nearest on.
    pub fn wider<'b>(&'b self, code: &str) -> impl Iterator<Item = &'b str> {
        // A table with a circle must not hang us.
        std::iter::successors(self.broader.get(code), |code| self.broader.get(*code))
            .take(5)
            .map(String::as_str)
    }

    /// The Chinese phrase that differs from a run by one character.
    pub fn nearest_han(&self, run: &str) -> Option<&str> {
        let len = run.chars().count();
        if len < 3 {
            return None;
        }
        let close = |phrase: &&str| {
            phrase.chars().count().abs_diff(len) <= 1 && strsim::osa_distance(phrase, run) == 1
        };
        self.han.iter().map(|phrase| &**phrase).filter(close).min_by_key(|phrase| {
            // A character exchanged is likelier than one too many.
            (phrase.chars().count().abs_diff(len), phrase.len())
        })
    }
}

/// The words of a folded text; every Chinese character is one.
pub fn words(folded: &str, cutter: &mut Cutter) -> Vec<Word> {
    let mut found = Vec::new();
    for piece in pieces(folded) {
        match piece {
            Piece::Latin(word) => found.push(Word { raw: word.to_owned(), stem: cutter.stem(word) }),
            Piece::Han(run) => found.extend(grams(run, 1).map(|c| Word { raw: c.clone(), stem: c })),
        }
    }
    found
}

fn lines<T: for<'de> Deserialize<'de>>(table: &'static str, text: &str) -> Result<Vec<T>, SearchError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let lines = reader.deserialize::<T>().collect::<Result<Vec<T>, csv::Error>>();
    lines.map_err(|error| SearchError::BadLine {
        table,
        line: error.position().map_or(0, csv::Position::line),
        reason: error.to_string(),
    })
}
