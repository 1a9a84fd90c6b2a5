//! The provider's desk.

use jiangnan_kernel::{Id, Money, Text};
use jiff::civil::DateTime;

use super::quote::Quote;
use super::{Span, Tone};
use crate::form::{ClaimForm, DeclineForm, UsageForm};

/// What waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Requests {
    /// The provider.
    pub provider: Text,
    /// The requests, the one that lapses first at the head.
    pub rows: Vec<RequestRow>,
    /// How many usage records are missing.
    pub usage_missing: u64,
    /// How many claims could be lodged.
    pub claims_ready: u64,
}

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestRow {
    /// The reservation.
    pub id: Id,
    /// Who asks.
    pub enterprise: Text,
    /// Where the enterprise sits.
    pub place: Text,
    /// What is asked for.
    pub instrument: Text,
    /// When.
    pub span: Span,
    /// What is to be measured.
    pub purpose: String,
    /// What the enterprise says of the sample.
    pub sample: String,
    /// The price with tax.
    pub price: Money,
    /// When it lapses.
    pub lapses: DateTime,
    /// What speaks against it under the provider's own rules.
    pub against: Vec<Text>,
}

/// Declining a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Decline {
    /// The request.
    pub request: RequestRow,
    /// The form as it stands.
    pub form: DeclineForm,
}

/// What was used and is not recorded yet.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageList {
    /// The reservations that are over, the oldest first.
    pub rows: Vec<UsageRow>,
}

/// A reservation that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageRow {
    /// The reservation.
    pub id: Id,
    /// Who had it.
    pub enterprise: Text,
    /// What was reserved.
    pub instrument: Text,
    /// When.
    pub span: Span,
    /// The price with tax.
    pub price: Money,
}

/// Recording what was used.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageEntry {
    /// The reservation.
    pub row: UsageRow,
    /// The form as it stands.
    pub form: UsageForm,
}

/// Claims, before and after they are lodged.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims {
    /// What could be claimed.
    pub ready: Vec<ClaimRow>,
    /// What was claimed, the newest first.
    pub lodged: Vec<ClaimRow>,
    /// What is under way to the provider.
    pub outstanding: Money,
    /// What was paid out.
    pub paid: Money,
}

/// A claim in a list; the id is the reservation's until it is lodged.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// The claim, or the reservation that could be claimed for.
    pub id: Id,
    /// The enterprise.
    pub enterprise: Text,
    /// What was used.
    pub instrument: Text,
    /// When.
    pub span: Span,
    /// Who pays.
    pub funder: Text,
    /// What is claimed.
    pub amount: Money,
    /// What was accepted, once decided.
    pub accepted: Option<Money>,
    /// Where it stands.
    pub state: ClaimState,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClaimState {
    /// Could be lodged.
    Ready,
    /// Awaits review.
    Lodged,
    /// Accepted as a whole.
    Accepted,
    /// Accepted in part.
    PartlyAccepted,
    /// Rejected.
    Rejected,
    /// Paid out.
    Paid,
    /// Clawed back.
    ClawedBack,
}

/// Lodging a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimEntry {
    /// What is claimed.
    pub row: ClaimRow,
    /// Who pays what.
    pub quote: Quote,
    /// The form as it stands.
    pub form: ClaimForm,
}

impl ClaimState {
    /// The tone and the key of its tag.
    pub fn tag(self) -> (Tone, &'static str) {
        match self {
            ClaimState::Ready => (Tone::Info, "claim-state-ready"),
            ClaimState::Lodged => (Tone::Warn, "claim-state-lodged"),
            ClaimState::Accepted => (Tone::Good, "claim-state-accepted"),
            ClaimState::PartlyAccepted => (Tone::Good, "claim-state-partly"),
            ClaimState::Rejected => (Tone::Bad, "claim-state-rejected"),
            ClaimState::Paid => (Tone::Good, "claim-state-paid"),
            ClaimState::ClawedBack => (Tone::Bad, "claim-state-clawed-back"),
        }
    }
}
