//! Duties that follow from rules: documents for instalments, and open orders under a new text.

use jiangnan_kernel::{Money, Text};

use super::{Key, Span};
use crate::form::HandInForm;

/// The documents that a claimant still has to hand in.
#[derive(Clone, Debug, PartialEq)]
pub struct Instalments {
    /// One for each claim and kind of document.
    pub rows: Vec<Waiting>,
}

/// A document for which money waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The claim.
    pub claim: Key,
    /// The kind of document: a word of the rule language.
    pub kind: &'static str,
    /// The kind in words.
    pub document: Text,
    /// What is paid once it is there.
    pub amount: Money,
    /// Who pays.
    pub funder: Text,
    /// What was used.
    pub instrument: Text,
    /// When.
    pub span: Span,
    /// The form as it stands.
    pub form: HandInForm,
}

/// What becomes of open orders under the text in force.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenOrders {
    /// The scheme's short name.
    pub code: String,
    /// Its title.
    pub title: Text,
    /// The version in force.
    pub version: String,
    /// Why none moves; none where the text says that they move.
    pub keeps: Option<Text>,
    /// Those that move.
    pub moved: Vec<MovedRow>,
    /// Those that keep their text, and why.
    pub kept: Vec<(Key, Text)>,
    /// Whether the reader may move them.
    pub may: bool,
}

/// An order that moves.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedRow {
    /// The reservation.
    pub reservation: Key,
    /// What the old text pays.
    pub before: Money,
    /// What the new one pays.
    pub after: Money,
}
