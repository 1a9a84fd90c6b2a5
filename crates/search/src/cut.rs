//! Words out of text: stems of English, words and neighbouring characters of Chinese.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jieba_rs::Jieba;
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

use crate::fold::{Piece, fold, is_han, pieces};

/// English words shorter than this are abbreviations more often than words.
const STEM_LETTERS_MIN: usize = 4;
/// The longest run of letters and digits that is joined out of a model's name.
const JOINED_BYTES_MAX: usize = 40;

/// The Chinese dictionary: half a second to read, some thirty megabytes, the same for everybody.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The Chinese dictionary, read when it is first needed.
pub fn dictionary() -> &'static Jieba {
    &DICTIONARY
}

/// Cuts text into words.
#[derive(Clone)]
pub struct Cutter {
    stemmer: TextAnalyzer,
}

impl Default for Cutter {
    fn default() -> Cutter {
        let stemmer = Stemmer::new(Language::English);
        Cutter { stemmer: TextAnalyzer::builder(RawTokenizer::default()).filter(stemmer).build() }
    }
}

impl Cutter {
    /// The stem of an English word; an abbreviation or a word with digits is its own.
    pub fn stem(&mut self, word: &str) -> String {
        if word.len() < STEM_LETTERS_MIN || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return word.to_owned();
        }
        let mut stream = self.stemmer.token_stream(word);
        if stream.advance() { stream.token().text.clone() } else { word.to_owned() }
    }

    /// Everything under which a text can be found: words and their stems; of Chinese also each character and
    /// each pair of neighbours, so that half a name is enough.
    pub fn terms(&mut self, text: &str, into: &mut BTreeSet<String>) {
        for piece in pieces(&fold(text)) {
            match piece {
                Piece::Latin(word) => {
                    into.insert(self.stem(word));
                    into.insert(word.to_owned());
                }
                Piece::Han(run) => {
                    into.extend(grams(run, 1));
                    into.extend(grams(run, 2));
                    let words = dictionary().cut_for_search(run, false);
                    into.extend(words.into_iter().map(|token| token.word.to_owned()));
                }
            }
        }
    }

    /// Everything under which a model can be found: also its parts where letters meet digits, and all of it
    /// written as one word.
    pub fn model_terms(&mut self, model: &str, into: &mut BTreeSet<String>) {
        let folded = fold(model);
        self.terms(&folded, into);
        let words: Vec<&str> = pieces(&folded)
            .into_iter()
            .filter_map(|piece| if let Piece::Latin(word) = piece { Some(word) } else { None })
            .collect();
        for (from, word) in words.iter().enumerate() {
            into.extend(parts(word).map(str::to_owned));
            let mut joined = (*word).to_owned();
            for next in words.iter().skip(from + 1) {
                joined.push_str(next);
                if joined.len() > JOINED_BYTES_MAX {
                    break;
                }
                into.insert(joined.clone());
            }
        }
    }

    /// The Latin words of a text as they are written, to correct others after them.
    pub fn spellings(text: &str, into: &mut BTreeSet<String>) {
        let folded = fold(text);
        let latin = pieces(&folded).into_iter().filter_map(|piece| match piece {
            Piece::Latin(word) if word.chars().all(char::is_alphabetic) => Some(word.to_owned()),
            _ => None,
        });
        into.extend(latin);
    }
}

/// The words of a Chinese run, the longest that the dictionary knows.
pub fn han_words(run: &str) -> Vec<&str> {
    dictionary().cut(run, false).into_iter().map(|token| token.word).collect()
}

/// Each stretch of so many characters.
pub fn grams(run: &str, size: usize) -> impl Iterator<Item = String> + '_ {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let count = starts.len().saturating_sub(size);
    (0..count)
        .filter_map(move |from| Some(run.get(*starts.get(from)?..*starts.get(from + size)?)?.to_owned()))
}

/// The stretches of a word that are all letters or all digits.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let digit = |c: char| c.is_ascii_digit();
    let mut rest = word;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|c| digit(c) != digit(first)).unwrap_or(rest.len());
        let (part, left) = rest.split_at_checked(end)?;
        rest = left;
        Some(part)
    })
}

/// Whether a text is all Chinese characters.
pub fn all_han(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(cut: impl FnOnce(&mut Cutter, &mut BTreeSet<String>)) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        cut(&mut Cutter::default(), &mut found);
        found
    }

    #[test]
    fn plurals_meet_singulars_and_abbreviations_stay() {
        let mut cutter = Cutter::default();
        assert_eq!(cutter.stem("microscopes"), cutter.stem("microscope"));
        assert_eq!(cutter.stem("aes"), "aes");
        assert_eq!(cutter.stem("sbs12"), "sbs12");
    }

    #[test]
    fn half_a_chinese_name_is_enough() {
        let found = terms(|cutter, into| cutter.terms("中国科学院上海硅酸盐研究所", into));
        for part in ["硅酸盐", "研究所", "科学", "盐研", "硅"] {
            assert!(found.contains(part), "{part} in {found:?}");
        }
    }

    #[test]
    fn a_model_is_found_however_it_is_written() {
        let found = terms(|cutter, into| cutter.model_terms("JEM-1400Flash", into));
        for part in ["jem", "1400flash", "jem1400flash", "1400", "flash"] {
            assert!(found.contains(part), "{part} in {found:?}");
        }
    }
}
