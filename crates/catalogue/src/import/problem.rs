//! What is wrong with a row: where, why, and what to do.

use std::fmt;

use jiangnan_kernel::{MoneyError, PlaceCode};

use crate::identifier::IdentifierError;
use crate::tariff::TariffError;

/// Something wrong in a file, or something that was guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line on which the row starts, the first being 1. In a workbook: the row.
    pub line: u64,
    /// The cells to blame: one, or those that are at odds; none where it is the whole row.
    pub at: Vec<At>,
    /// What is wrong and what to do.
    pub reason: Reason,
}

/// A cell of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The number of the column, the first being 1. None in a record that has no columns.
    pub column: Option<usize>,
    /// The title of the column, as in the file.
    pub title: String,
}

/// What is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The row has no name.
    #[error("the instrument has no name: write one")]
    NoName,
    /// The row has another number of cells than the header.
    #[error(
        "the row has {found} cells, the header has {expected}: look for a missing or superfluous separator or quote"
    )]
    CellCount {
        /// Cells of the row.
        found: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// A cell is too long.
    #[error(
        "the text has {length} characters, at most {max} are kept: shorten it, or look for a quote that is never closed"
    )]
    TooLong {
        /// Its length in characters.
        length: usize,
        /// How many it may have.
        max: usize,
    },
    /// The same instrument stands above.
    #[error(
        "the same instrument stands in line {first}: delete one, or give each its own identifier or serial number"
    )]
    Twice {
        /// The line of the first.
        first: u64,
    },
    /// Not a code of a place.
    #[error(
        "`{0}` is not a place code: write a code such as `CN-330100`, or leave it empty and name the city"
    )]
    NotAPlace(String),
    /// Not a kind of listing.
    #[error("`{0}` is neither `instrument` nor `expert`")]
    NotAKind(String),
    /// A consent lacks one of its days.
    #[error("there is a consent, but `{0}` is empty: fill it in, or delete the consent")]
    ConsentLacks(&'static str),
    /// A consent ends before it begins.
    #[error("the consent ends before it begins: exchange `consent_from` and `consent_until`")]
    ConsentBackwards,
    /// Not a position.
    #[error(
        "`{0}` is not a position: write latitude (-90 to 90) and longitude (-180 to 180) in degrees, or leave both empty"
    )]
    NotAPosition(String),
    /// Not a word of access.
    #[error("`{0}` does not say who may use it: write `open`, `trained` or `own-organisation`")]
    NotAnAccess(String),
    /// Not opening hours.
    #[error("`{0}` are not opening hours: write them as `Mon-Fri 08:30-17:30; Sat 09:00-12:00`, or `24/7`")]
    NotHours(String),
    /// Not a unit of a price.
    #[error("`{0}` is not a unit: write `hour`, `day` or `sample`")]
    NotAUnit(String),
    /// Not a date.
    #[error("`{0}` is not a date: write it as 2026-03-01")]
    NotADate(String),
    /// Not yes or no.
    #[error("`{0}` is neither `yes` nor `no`")]
    NotYesOrNo(String),
    /// A price lacks something.
    #[error("there is a price, but `{0}` is empty: fill it in, or delete the price")]
    PriceLacks(&'static str),
    /// An amount, rate or currency.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The identifier of the provider.
    #[error(transparent)]
    Identifier(#[from] IdentifierError),
    /// The tariff.
    #[error(transparent)]
    Tariff(#[from] TariffError),
    /// A member of the list is not a record.
    #[error("this is not a PIDINST record: write an object with `name`, `owners` and `identifier`")]
    NotARecord,
    /// Notice: no place of the row is known.
    #[error("no known place is named, `{0}` was taken: write the code of the place")]
    PlaceTaken(PlaceCode),
    /// Notice: no provider is named.
    #[error("no provider is named, the name of the facility was taken")]
    HostTaken,
}

impl Problem {
    /// A problem of a whole row. The file is filled in when the rows are collected.
    pub(super) fn of_row(line: u64, reason: Reason) -> Problem {
        Problem { file: String::new(), line, at: Vec::new(), reason }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.file, self.line)?;
        if let Some(column) = self.at.first().and_then(|at| at.column) {
            write!(f, "{column}:")?;
        }
        for (index, at) in self.at.iter().enumerate() {
            write!(f, "{} `{}`", if index == 0 { "" } else { "," }, at.title)?;
        }
        if !self.at.is_empty() {
            write!(f, ":")?;
        }
        write!(f, " {}", self.reason)
    }
}
