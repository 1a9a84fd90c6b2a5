//! Invoices, and their numbers in the one form in which two writings of the same number agree.

use jiangnan_kernel::Date;
use serde::{Deserialize, Serialize};

/// The invoice for the work that a claim is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// The number as written on it.
    pub number: String,
    /// Its date.
    pub date: Date,
    /// Who issued it: a unified social credit code or another registered number.
    pub issuer: String,
}

impl Invoice {
    /// The number in its comparable form; the key under which claims with the same invoice are found.
    pub fn key(&self) -> String {
        comparable(&self.number)
    }

    /// Whether the other invoice names the same issuer.
    pub fn same_issuer(&self, other: &Invoice) -> bool {
        comparable(&self.issuer) == comparable(&other.issuer)
    }
}

/// A number in its comparable form: full-width letters, digits and signs as their plain ones, capital
/// letters, without spaces, invisible characters and dashes.
pub fn comparable(number: &str) -> String {
    number.chars().map(plain).filter(|&letter| counts(letter)).flat_map(char::to_uppercase).collect()
}

/// U+FF01 to U+FF5E are the full-width forms of the plain signs, in the same order.
fn plain(letter: char) -> char {
    let code = u32::from(letter);
    match code {
        0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(letter),
        _ => letter,
    }
}

fn counts(letter: char) -> bool {
    let dash = matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}');
    let unseen = matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}');
    !(letter.is_whitespace() || letter.is_control() || dash || unseen)
}
