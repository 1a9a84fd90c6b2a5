//! Disputes about what was recorded.

use jiangnan_booking::Verdict;
use jiangnan_kernel::Text;
use jiff::civil::DateTime;

use super::Event;
use super::provider::UsageRow;
use super::reserve::UsageView;
use crate::form::{AnswerForm, RulingForm};

/// The disputes of a jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Disputes {
    /// What was done a moment ago: the key of its sentence.
    pub done: Option<&'static str>,
    /// The disputes, the oldest work first.
    pub rows: Vec<DisputeRow>,
}

/// A dispute in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DisputeRow {
    /// What it is about.
    pub row: UsageRow,
    /// The provider.
    pub provider: Text,
    /// The key of what it waits for.
    pub waits: &'static str,
}

/// One dispute: what is recorded and what was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Contested {
    /// What it is about.
    pub row: UsageRow,
    /// The provider.
    pub provider: Text,
    /// What was recorded; none where the provider says that nobody came.
    pub usage: Option<UsageView>,
    /// How many samples it counts; 0 where they do not count.
    pub samples: u64,
    /// What the enterprise says is wrong.
    pub reason: String,
    /// Why the provider stands by its record; empty until it says so.
    pub answer: String,
    /// What an officer has proposed, or two have decided.
    pub ruling: Option<RulingView>,
}

/// A ruling on a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulingView {
    /// Which side is right.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub by: Text,
    /// When.
    pub at: DateTime,
    /// Who confirmed it; none while it is a proposal.
    pub confirmed_by: Option<Text>,
}

impl RulingView {
    /// The key of the verdict.
    pub fn key(&self) -> &'static str {
        verdict_key(self.verdict)
    }
}

/// The key of a verdict.
pub fn verdict_key(verdict: impl std::borrow::Borrow<Verdict>) -> &'static str {
    match verdict.borrow() {
        Verdict::Upheld => "ruling-upheld",
        Verdict::Overturned => "ruling-overturned",
    }
}

/// The provider's answer to a dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct DisputeAnswer {
    /// The dispute.
    pub dispute: Contested,
    /// The form as it stands.
    pub form: AnswerForm,
}

/// An officer's page of a dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct DisputeDesk {
    /// What was done a moment ago: the key of its sentence.
    pub done: Option<&'static str>,
    /// The dispute.
    pub dispute: Contested,
    /// What happened so far.
    pub events: Vec<Event>,
    /// Whether the reader may propose a ruling.
    pub may_propose: bool,
    /// Whether the reader may confirm the one that is proposed.
    pub may_confirm: bool,
    /// The form as it stands.
    pub form: RulingForm,
}
