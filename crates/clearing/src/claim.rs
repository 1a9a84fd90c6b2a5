//! One claim of one funder's subsidy: what is asked, with what evidence, and what was decided.

use jiangnan_kernel::{Currency, Date, Id, Instant, Money, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::claim_state::{ClaimEvent, ClaimState};
use crate::instalment::Instalment;
use crate::invoice::Invoice;
use crate::words::words;

words! {
    /// How the money flows; the three modes in which vouchers are paid.
    PaymentMode, "payment mode";
    /// The enterprise pays the whole price and is refunded the subsidy after review.
    Refund = "refund";
    /// The enterprise pays its part; the provider redeems the subsidy.
    Redemption = "redemption";
    /// The enterprise deposits its part with the funder, who pays the provider both.
    Deposit = "deposit";
}

/// A document that supports a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its kind, in the words of the rule language (`contract`, `report`, …).
    pub kind: String,
    /// The name of the document.
    pub name: String,
    /// The SHA-256 hash of its bytes in hexadecimal; empty where only a reference is kept.
    #[serde(default)]
    pub sha256: String,
}

/// Who receives the money.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payee {
    /// The jurisdiction whose treasury serves it.
    pub home: PlaceCode,
    /// The organisation.
    pub party: Id,
}

/// What a claimant sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimDraft {
    /// The id, made by the client, so that a retry is recognised.
    pub id: Id,
    /// The jurisdiction that is to pay.
    pub funder: PlaceCode,
    /// The reservation whose work is claimed.
    pub reservation: Id,
    /// The scheme under which it was quoted.
    pub scheme: String,
    /// The version of the scheme's text under which it was quoted.
    #[serde(default)]
    pub version: String,
    /// The levels at which the scheme wants it reviewed, in their order; empty where it names none.
    #[serde(default)]
    pub stages: Vec<String>,
    /// The voucher whose wallet holds the subsidy.
    pub voucher: Id,
    /// The enterprise that had the work done.
    pub enterprise: Id,
    /// The provider that did it.
    pub provider: Id,
    /// How the money flows.
    pub mode: PaymentMode,
    /// Who receives it: the enterprise under [`PaymentMode::Refund`], else the provider.
    pub payee: Payee,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The price of the work, in minor units.
    pub price_minor: i64,
    /// The subsidy asked of this funder, in minor units.
    pub subsidy_minor: i64,
    /// What the enterprise pays itself, in minor units.
    pub own_part_minor: i64,
    /// The documents.
    pub evidence: Vec<Evidence>,
    /// The invoice for the work.
    pub invoice: Invoice,
    /// The person who lodges it.
    pub lodged_by: Id,
}

/// What the first reviewer advises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", tag = "advice", deny_unknown_fields)]
pub enum Recommendation {
    /// To grant this much.
    Accept {
        /// In minor units.
        minor: i64,
        /// What the reviewer noted; empty where nothing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// To refuse.
    Reject {
        /// The clause that decides.
        clause: String,
        /// Why.
        reason: String,
    },
}

/// The first reviewer's advice and who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstReview {
    /// The reviewer: the maker.
    pub by: Id,
    /// When.
    pub at: Instant,
    /// The advice.
    pub recommendation: Recommendation,
}

/// One line of a claim's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimNote {
    /// When.
    pub at: Instant,
    /// Who; absent where a cycle or a bank's answer moved it.
    pub by: Option<Id>,
    /// What happened.
    pub event: ClaimEvent,
    /// The clause that decided; empty where none did.
    #[serde(default)]
    pub clause: String,
    /// Why, in the person's own words.
    #[serde(default)]
    pub reason: String,
}

/// A decision to take back what was granted, or a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClawBack {
    /// The id, made by the client.
    pub id: Id,
    /// How much, in minor units.
    pub minor: i64,
    /// The clause that decides.
    pub clause: String,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: Id,
    /// Who confirmed it; another person.
    pub confirmed_by: Id,
    /// What of it was set off against instalments that were not paid yet, in minor units.
    #[serde(default)]
    pub set_off_minor: i64,
    /// Whether the claim had been paid out by then, so that a cycle must collect it.
    #[serde(default)]
    pub after_payout: bool,
    /// The cycle that collects it.
    #[serde(default)]
    pub cycle: Option<Id>,
}

/// A claim and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What the claimant sent, as it stands now.
    pub draft: ClaimDraft,
    /// Where it stands.
    pub state: ClaimState,
    /// When it was lodged first.
    pub lodged_at: Instant,
    /// The latest advice; absent before the first, and after the claim was sent back or returned.
    pub first_review: Option<FirstReview>,
    /// The advices of the stages before the latest, in their order.
    #[serde(default)]
    pub passed: Vec<FirstReview>,
    /// What was granted, in minor units; zero before.
    pub accepted_minor: i64,
    /// When it was granted: a cycle takes it up where this lies before its cut-off.
    pub accepted_at: Option<Instant>,
    /// The moment before which no cycle pays it, where the scheme pays by the month, quarter or year.
    #[serde(default)]
    pub payable_from: Option<Instant>,
    /// The parts of what was granted that are paid later.
    #[serde(default)]
    pub instalments: Vec<Instalment>,
    /// The cycle that pays it; of one that is paid in parts, the first.
    pub cycle: Option<Id>,
    /// What was taken back.
    pub claw_backs: Vec<ClawBack>,
    /// All that happened, oldest first.
    pub history: Vec<ClaimNote>,
}

/// The claim after a command, and the event to append to the audit chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimStep {
    /// The claim after.
    pub claim: Claim,
    /// What happened.
    pub event: ClaimEvent,
}

impl Claim {
    /// An amount in the claim's currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.draft.currency)
    }

    /// Everything taken back so far, in minor units.
    pub fn clawed_back_minor(&self) -> i64 {
        self.claw_backs.iter().fold(0, |sum, back| sum.saturating_add(back.minor))
    }

    /// What a cycle is to pay for it first, in minor units: what was granted less the later instalments and less
    /// what was taken back before the payout, and under [`PaymentMode::Deposit`] the own part that the enterprise
    /// deposited.
    pub fn payable_minor(&self) -> i64 {
        self.first_part_minor().saturating_add(self.deposited_minor())
    }

    /// The subsidy in what is paid first, in minor units.
    pub(crate) fn first_part_minor(&self) -> i64 {
        let at_once = self.accepted_minor.saturating_sub(self.in_instalments_minor());
        self.claw_backs.iter().fold(at_once, |left, back| {
            let before = if back.after_payout { back.set_off_minor } else { back.minor };
            left.saturating_sub(before)
        })
    }

    /// What is left of what was granted, in minor units.
    pub fn granted_minor(&self) -> i64 {
        self.accepted_minor.saturating_sub(self.clawed_back_minor())
    }

    /// The last reason that somebody gave, for the claimant to read.
    pub fn reason(&self) -> &str {
        self.history.iter().rev().map(|note| note.reason.as_str()).find(|text| !text.is_empty()).unwrap_or("")
    }

    /// Whether a person neither lodged nor reviewed it, and so is free to decide on it.
    pub fn may_check(&self, person: Id) -> bool {
        self.draft.lodged_by != person && self.advices().all(|advice| advice.by != person)
    }

    /// The advices given so far, in their order.
    pub fn advices(&self) -> impl Iterator<Item = &FirstReview> {
        self.passed.iter().chain(&self.first_review)
    }

    /// Whether another advice is due before it can be granted: each stage but the last advises, and one always does.
    pub fn wants_advice(&self) -> bool {
        self.advices().count() < self.draft.stages.len().max(2) - 1
    }

    /// The level at which the next review is due; none where the scheme names none.
    pub fn next_level(&self) -> Option<&str> {
        let last = self.draft.stages.len().checked_sub(1)?;
        self.draft.stages.get(self.advices().count().min(last)).map(String::as_str)
    }
}

/// What a claim must bring, told by the scheme, and the day on which it is lodged.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The kinds of evidence that the scheme wants.
    pub evidence: &'a [&'a str],
    /// The day at the funder's.
    pub today: Date,
    /// The present moment.
    pub now: Instant,
}
