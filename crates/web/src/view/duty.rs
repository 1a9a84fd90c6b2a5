//! Duties that follow from rules: documents for instalments, and open orders under a new text, deadlines.

use jiangnan_kernel::{Currency, Date, Money, Text};

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
    /// The currency of the scheme.
    pub currency: Currency,
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

/// What the rules wanted done by a day that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Late {
    /// For which funder, or for the city group.
    pub funder: Text,
    /// What is late, the most overdue first.
    pub rows: Vec<LateRow>,
}

/// A duty whose day is over.
#[derive(Clone, Debug, PartialEq)]
pub struct LateRow {
    /// The claim.
    pub claim: Key,
    /// The key of the duty.
    pub duty: &'static str,
    /// The key of what helps.
    pub helps: &'static str,
    /// The last day for it.
    pub until: Date,
    /// How many days ago that was.
    pub days: u64,
    /// The provider.
    pub provider: Text,
    /// The enterprise.
    pub enterprise: Text,
    /// The scheme.
    pub scheme: Text,
    /// What is claimed or granted.
    pub amount: Money,
}
