//! What somebody typed, understood: techniques that are meant, words that are left.

use crate::cut::{Cutter, grams, han_words};
use crate::error::SearchError;
use crate::fold::{Piece, fold, is_han, pieces};
use crate::phrase::{PhraseBook, Word, words};

/// The most words of a search that are looked at.
const WORDS_MAX: usize = 16;
/// Characters that only join others.
const JOINING: &[char] = &['的', '和', '与', '及', '或', '在', '之'];

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What is meant by phrases; any of them will do.
    pub meanings: Vec<Meaning>,
    /// The words beside them; all of them must stand somewhere.
    pub(crate) rest: Vec<Ask>,
    /// The whole text as it was read, where a word of it was taken for another.
    pub corrected: Option<String>,
}

/// A technique or class that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Its code.
    pub code: String,
    /// The words that say so: who has them in its name fits best.
    pub(crate) words: Vec<Ask>,
}

/// A word that must stand somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// A word of a script that separates words: as typed, and its stem.
    Latin { raw: String, stem: String },
    /// A Chinese word, or all of its parts.
    Han { word: String, parts: Vec<String> },
}

/// What the catalogue knows of words.
pub(crate) trait Lexicon {
    /// Whether a word, its stem or a word that begins with it stands anywhere.
    fn knows(&self, word: &Word) -> Result<bool, SearchError>;
    /// Whether a term stands anywhere.
    fn has(&self, term: &str) -> Result<bool, SearchError>;
    /// The nearest words to one that is not known.
    fn nearest(&self, word: &str) -> Result<Vec<String>, SearchError>;
}

impl Wanted {
    /// Whether nothing is looked for, so that everything fits.
    pub fn is_empty(&self) -> bool {
        self.meanings.is_empty() && self.rest.is_empty()
    }

    /// Understands a text.
    pub(crate) fn read(
        typed: &str,
        book: &PhraseBook,
        lexicon: &impl Lexicon,
        cutter: &mut Cutter,
    ) -> Result<Wanted, SearchError> {
        let folded = fold(typed);
        let corrected = correct(&folded, book, lexicon, cutter)?;
        let text = corrected.as_deref().unwrap_or(&folded);
        let mut wanted = Wanted { corrected: corrected.clone(), ..Wanted::default() };
        let words = words(text, cutter);
        let (mut at, mut left) = (0, String::new());
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let spotted = book.spot(rest);
            let len = spotted.map_or(1, |spotted| spotted.len);
            let taken = rest.get(..len).unwrap_or_default();
            at += len;
            match spotted {
                Some(spotted) => {
                    let code = spotted.code.to_owned();
                    let words = asks(&joined(taken), lexicon, cutter)?;
                    wanted.meanings.push(Meaning { code, words });
                    left.push(' ');
                }
                None => push_word(&mut left, taken),
            }
        }
        wanted.rest = asks(&left, lexicon, cutter)?;
        Ok(wanted)
    }
}

/// The words as one text: Chinese characters stand beside each other, other words apart.
fn joined(words: &[Word]) -> String {
    let mut text = String::new();
    push_word(&mut text, words);
    text
}

fn push_word(text: &mut String, words: &[Word]) {
    for word in words {
        if !word.raw.chars().all(is_han) || !text.chars().next_back().is_none_or(is_han) {
            text.push(' ');
        }
        text.push_str(&word.raw);
    }
}

/// The text with every word that the catalogue does not know replaced by the nearest that it does; none where
/// there is nothing to replace.
fn correct(
    folded: &str,
    book: &PhraseBook,
    lexicon: &impl Lexicon,
    cutter: &mut Cutter,
) -> Result<Option<String>, SearchError> {
    let (mut text, mut changed) = (String::new(), false);
    let known = known_by_phrases(folded, book, cutter);
    for piece in pieces(folded).into_iter().take(WORDS_MAX) {
        let (Piece::Latin(raw) | Piece::Han(raw)) = piece;
        let better = match piece {
            Piece::Latin(raw) if !known.iter().any(|word| word == raw) => {
                let word = Word { raw: raw.to_owned(), stem: cutter.stem(raw) };
                if lexicon.knows(&word)? { None } else { lexicon.nearest(raw)?.into_iter().next() }
            }
            Piece::Latin(_) => None,
            Piece::Han(run) => better_han(run, book, lexicon, cutter)?,
        };
        changed |= better.is_some();
        let apart =
            text.chars().next_back().is_some_and(|last| !is_han(last) || matches!(piece, Piece::Latin(_)));
        if apart {
            text.push(' ');
        }
        text.push_str(better.as_deref().unwrap_or(raw));
    }
    Ok(changed.then_some(text))
}

/// The words of a text that stand in a phrase: they are right, whether anything is listed under them or not.
fn known_by_phrases(folded: &str, book: &PhraseBook, cutter: &mut Cutter) -> Vec<String> {
    let words = words(folded, cutter);
    let (mut known, mut at) = (Vec::new(), 0);
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let len = book.spot(rest).map_or(0, |spotted| spotted.len);
        known.extend(rest.iter().take(len).map(|word| word.raw.clone()));
        at += len.max(1);
    }
    known
}

/// The technique for which a Chinese run was mistyped: one that holds no phrase and has pairs of characters
/// that stand nowhere.
fn better_han(
    run: &str,
    book: &PhraseBook,
    lexicon: &impl Lexicon,
    cutter: &mut Cutter,
) -> Result<Option<String>, SearchError> {
    if !book.spot_all(run, cutter).is_empty() {
        return Ok(None);
    }
    for pair in grams(run, 2) {
        if !lexicon.has(&pair)? {
            return Ok(book.nearest_han(run).map(str::to_owned));
        }
    }
    Ok(None)
}

/// The words of a text that must stand somewhere.
fn asks(text: &str, lexicon: &impl Lexicon, cutter: &mut Cutter) -> Result<Vec<Ask>, SearchError> {
    let mut found = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Latin(raw) => {
                found.push(Ask::Latin { raw: raw.to_owned(), stem: cutter.stem(raw) });
            }
            Piece::Han(run) => {
                for word in han_words(run).into_iter().filter(|word| !word.starts_with(JOINING)) {
                    found.push(ask_han(word, lexicon)?);
                }
            }
        }
    }
    found.truncate(WORDS_MAX);
    Ok(found)
}

/// A Chinese word by its pairs of characters, or by its characters alone where a pair stands nowhere: so
/// short forms find what they are short for.
fn ask_han(word: &str, lexicon: &impl Lexicon) -> Result<Ask, SearchError> {
    let mut parts: Vec<String> = grams(word, 2).collect();
    let mut known = !parts.is_empty();
    for pair in &parts {
        known &= lexicon.has(pair)?;
    }
    if !known {
        parts = grams(word, 1).collect();
    }
    Ok(Ask::Han { word: word.to_owned(), parts })
}
