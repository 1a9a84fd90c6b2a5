//! The provider's desk.

use jiangnan_clearing::ClaimState;
use jiangnan_kernel::{Id, Money, Text};
use jiff::civil::DateTime;

use super::quote::Quote;
use super::{Key, Span, Tone};
use crate::form::{ClaimForm, DeclineForm, UsageForm, WaiveForm};

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
    pub id: Key,
    /// Who asks.
    pub enterprise: Text,
    /// Where the enterprise sits.
    pub place: Text,
    /// What is asked for.
    pub instrument: Text,
    /// When.
    pub span: Span,
    /// How many samples; 0 where they do not count.
    pub samples: u32,
    /// The price with tax.
    pub price: Money,
    /// When it lapses.
    pub lapses: DateTime,
    /// What speaks against it under the provider's own rules.
    pub against: Vec<Text>,
    /// Whether all of that can be waived.
    pub waivable: bool,
    /// Why the enterprise asks all the same; empty where it keeps the rules.
    pub exception: String,
}

/// Declining a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Decline {
    /// The request.
    pub request: RequestRow,
    /// The form as it stands.
    pub form: DeclineForm,
}

/// Approving a request against the provider's own rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Waive {
    /// The request.
    pub request: RequestRow,
    /// The form as it stands.
    pub form: WaiveForm,
}

/// What was used and is not recorded yet.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageList {
    /// The reservations that are over, the oldest first.
    pub rows: Vec<UsageRow>,
    /// Those whose record is contested, the oldest first.
    pub disputed: Vec<UsageRow>,
}

/// A reservation that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageRow {
    /// The reservation.
    pub id: Key,
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
    /// How many older ones are not shown.
    pub older: u64,
    /// What is under way to the provider.
    pub outstanding: Money,
    /// What was paid out.
    pub paid: Money,
}

/// A claim in a list; the id is the reservation's until it is lodged.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// The claim, or the reservation that could be claimed for.
    pub id: Key,
    /// The voucher that pays.
    pub voucher: Id,
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
    /// Where it stands, once lodged.
    pub state: Option<ClaimState>,
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
    /// The page to go back to: the provider's claims, or the reservation of an enterprise that is refunded.
    pub back: String,
}

/// The tone and the key of a claim's tag.
pub fn claim_tag(state: impl std::borrow::Borrow<ClaimState>) -> (Tone, &'static str) {
    match state.borrow() {
        ClaimState::Lodged => (Tone::Warn, "claim-state-lodged"),
        ClaimState::InReview => (Tone::Warn, "claim-state-in-review"),
        ClaimState::Returned => (Tone::Bad, "claim-state-returned"),
        ClaimState::Withdrawn => (Tone::Plain, "claim-state-withdrawn"),
        ClaimState::Rejected => (Tone::Bad, "claim-state-rejected"),
        ClaimState::Accepted => (Tone::Good, "claim-state-accepted"),
        ClaimState::InCycle => (Tone::Info, "claim-state-in-cycle"),
        ClaimState::Settled => (Tone::Good, "claim-state-settled"),
        ClaimState::ClawedBack => (Tone::Bad, "claim-state-clawed-back"),
    }
}
