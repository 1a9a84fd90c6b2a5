//! Granting many vouchers out of a file.

use jiangnan_kernel::{Id, Money, Text};

use crate::form::BatchForm;

/// Choosing the file.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchStart {
    /// Schemes from which the reader may grant: code, title, what is free.
    pub schemes: Vec<(String, Text, Money)>,
    /// The form as it stands.
    pub form: BatchForm,
}

/// What a file would grant, before it does.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchCheck {
    /// The name of the file.
    pub file: String,
    /// The scheme: code and title.
    pub scheme: (String, Text),
    /// What can still be granted.
    pub free: Money,
    /// What the good rows add up to.
    pub total: Money,
    /// The good rows.
    pub good: Vec<BatchRow>,
    /// The rows that are left out.
    pub bad: Vec<BadRow>,
    /// The good rows as the button sends them.
    pub rows: String,
    /// The id of the batch, so that a second press changes nothing.
    pub batch: Id,
}

/// A row that can be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// The line in the file.
    pub line: u64,
    /// The registered code.
    pub code: String,
    /// The enterprise.
    pub enterprise: Text,
    /// How much.
    pub amount: Money,
}

/// A row that cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line in the file.
    pub line: u64,
    /// What stands there.
    pub cells: String,
    /// The key of the sentence that says what is wrong.
    pub key: &'static str,
    /// The value that the sentence quotes.
    pub value: String,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchDone {
    /// How many vouchers were granted.
    pub granted: u64,
    /// What they add up to.
    pub total: Money,
    /// What was refused after all: line, enterprise, why.
    pub refused: Vec<(u64, String, Text)>,
}

impl BatchCheck {
    /// Whether the fund holds what the good rows add up to.
    pub fn is_covered(&self) -> bool {
        self.total.minor <= self.free.minor
    }
}
