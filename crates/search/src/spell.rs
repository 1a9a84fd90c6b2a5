//! Correcting a word after those that stand in the catalogue.

use tantivy::Searcher;
use tantivy::schema::Field;

use crate::error::SearchError;

/// A word shorter than this is an abbreviation: its neighbours mean something else.
const LETTERS_MIN: usize = 4;
/// From this length on two mistakes are forgiven.
const LETTERS_LONG: usize = 8;

/// The most words that one is taken for.
const NEAREST_MAX: usize = 3;

/// How many mistakes are forgiven in a word.
fn mistakes(word: &str) -> usize {
    let letters = word.chars().count();
    let plain = word.chars().all(char::is_alphabetic);
    match letters {
        _ if !plain || letters < LETTERS_MIN => 0,
        _ if letters < LETTERS_LONG => 1,
        _ => 2,
    }
}

/// The words of the catalogue nearest to one that is not in it, the most common first. They begin with its
/// first or its second letter, as people rarely mistake both.
pub fn nearest(searcher: &Searcher, spell: Field, word: &str) -> Result<Vec<String>, SearchError> {
    let most = mistakes(word);
    let mut close: Vec<(usize, u32, String)> = Vec::new();
    if most == 0 {
        return Ok(Vec::new());
    }
    let mut firsts: Vec<char> = word.chars().take(2).collect();
    firsts.dedup();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(spell)?;
        for first in &firsts {
            let (from, until) = (first.to_string(), char::from_u32(u32::from(*first) + 1));
            let range = inverted.terms().range().ge(from);
            let range = match until {
                Some(until) => range.lt(until.to_string()),
                None => range,
            };
            let mut words = range.into_stream()?;
            while let Some((key, info)) = words.next() {
                let Ok(known) = std::str::from_utf8(key) else { continue };
                if known.len().abs_diff(word.len()) > most {
                    continue;
                }
                let apart = strsim::osa_distance(known, word);
                if apart <= most {
                    close.push((apart, u32::MAX - info.doc_freq, known.to_owned()));
                }
            }
        }
    }
    close.sort();
    close.dedup_by(|one, other| one.2 == other.2);
    let best = close.first().map_or(0, |(apart, ..)| *apart);
    Ok(close.into_iter().filter(|(apart, ..)| *apart == best).take(NEAREST_MAX).map(|it| it.2).collect())
}
