//! What the public reads, and how funders deal with breaches.

use jiangnan_kernel::{Date, Id, Money, Text};

use super::Key;
use crate::form::SanctionForm;

/// Payments as their schemes publish them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedList {
    /// The payments, the latest first.
    pub rows: Vec<PublishedRow>,
    /// Where the latest stand; none on their page.
    pub newest: Option<String>,
    /// Where those before stand; none where there are none.
    pub older: Option<String>,
}

/// A payment; what its scheme does not disclose is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedRow {
    /// When it was paid.
    pub on: Date,
    /// Who paid.
    pub funder: Text,
    /// Under which scheme.
    pub scheme: Text,
    /// The enterprise.
    pub enterprise: Option<Text>,
    /// The provider.
    pub provider: Option<Text>,
    /// What was bought.
    pub purpose: Option<Text>,
    /// How much.
    pub amount: Option<Money>,
}

/// Sanctions of a funder, and who reviews at which level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanctions {
    /// The sanctions, the latest first.
    pub rows: Vec<SanctionRow>,
    /// The officers with the levels at which they review.
    pub reviewers: Vec<Reviewer>,
    /// The breaches that a clause may name.
    pub breaches: Vec<(&'static str, Text)>,
    /// The levels that a clause may name.
    pub levels: Vec<(&'static str, Text)>,
    /// The id of the next proposal; none for who only reads.
    pub next: Option<Id>,
    /// The proposal as it was typed.
    pub form: SanctionForm,
}

/// A sanction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SanctionRow {
    /// Which one.
    pub id: Id,
    /// The claim on which the breach was found.
    pub claim: Key,
    /// The enterprise.
    pub enterprise: Text,
    /// The provider.
    pub provider: Text,
    /// The breach and the clause.
    pub breach: Text,
    /// The clause.
    pub clause: String,
    /// What follows.
    pub then: Vec<Text>,
    /// What was found.
    pub reason: String,
    /// Since when, and until when.
    pub days: (Date, Option<Date>),
    /// The key of the word for where it stands.
    pub state: &'static str,
    /// Whether the reader may confirm it.
    pub confirm: bool,
    /// Whether the reader may lift it or take it back.
    pub lift: bool,
}

/// An officer and the levels at which she reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// The officer.
    pub id: Id,
    /// The name.
    pub name: Text,
    /// The levels.
    pub levels: Vec<Text>,
    /// Whether it is the reader, whom somebody else appoints.
    pub own: bool,
}
