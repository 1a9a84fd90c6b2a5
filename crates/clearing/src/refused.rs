//! Why a command on a claim is refused.

use jiangnan_kernel::{Date, Id, Money};

use crate::claim_state::{CLAIM_EDGES, ClaimEvent, ClaimState};
use crate::words::possible;

/// Why a command on a claim was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefused {
    /// The state does not allow it.
    #[error("the claim is `{state}`: `{event}` is possible only when it is {}", possible(CLAIM_EDGES, *event))]
    WrongState {
        /// The present state.
        state: ClaimState,
        /// What was asked.
        event: ClaimEvent,
    },
    /// Kinds of evidence that the scheme wants are not there.
    #[error("the claim lacks evidence: add {}", quoted(.kinds))]
    EvidenceMissing {
        /// The kinds that are missing.
        kinds: Vec<String>,
    },
    /// The invoice has no number or no issuer.
    #[error("the invoice has no {what}: write it as it stands on the invoice")]
    InvoiceIncomplete {
        /// What is missing.
        what: &'static str,
    },
    /// The invoice bears a day that has not come.
    #[error("the invoice is dated `{date}`, after today {today}: check the date")]
    InvoiceInFuture {
        /// The date on the invoice.
        date: Date,
        /// Today.
        today: Date,
    },
    /// Nothing or less than nothing is asked or granted.
    #[error("the amount is `{amount}`: it must be above zero")]
    AmountMustBePositive {
        /// The amount.
        amount: Money,
    },
    /// The subsidy and the own part are in another currency than the price, or do not add up to at most it.
    #[error("the subsidy `{subsidy}` and the own part `{own_part}` exceed the price `{price}`: quote again")]
    AbovePrice {
        /// The subsidy asked.
        subsidy: Money,
        /// What the enterprise pays itself.
        own_part: Money,
        /// The price.
        price: Money,
    },
    /// More is granted than was asked.
    #[error("`{amount}` is more than the `{asked}` that was claimed: grant at most that")]
    AboveAsked {
        /// What was to be granted.
        amount: Money,
        /// What was asked.
        asked: Money,
    },
    /// More is granted than the first reviewer recommended.
    #[error(
        "`{amount}` is more than the `{recommended}` that the first reviewer recommended: \
         grant at most that, or send the claim back"
    )]
    AboveRecommended {
        /// What was to be granted.
        amount: Money,
        /// What was recommended; zero where rejection was.
        recommended: Money,
    },
    /// The person who lodged the claim would review it.
    #[error("person `{person}` lodged the claim: somebody else must review it")]
    LodgerMayNotReview {
        /// The person.
        person: Id,
    },
    /// The first reviewer would decide as well.
    #[error("person `{person}` reviewed the claim first: a second person must decide")]
    MakerMayNotCheck {
        /// The person.
        person: Id,
    },
    /// Proposer and confirmer of a claw-back are one person.
    #[error("person `{person}` proposed the claw-back: a second person must confirm it")]
    ProposerMayNotConfirm {
        /// The person.
        person: Id,
    },
    /// More is taken back than is left.
    #[error("`{amount}` is more than the `{left}` that can still be taken back")]
    AboveGranted {
        /// What was to be taken back.
        amount: Money,
        /// What is left of what was granted.
        left: Money,
    },
    /// A stage of review that the scheme wants has not been passed.
    #[error("the scheme wants a review by `{level}` first: let that level advise")]
    StageMissing {
        /// The level.
        level: String,
    },
    /// The instalments do not allow it.
    #[error("the instalments {what}")]
    Instalments {
        /// What is wrong.
        what: &'static str,
    },
    /// A rejection, return or claw-back does not say why.
    #[error("no reason is given: write why, and name the clause where one decides")]
    ReasonMissing,
    /// The claw-back stands already, is unknown, or was collected already.
    #[error("claw-back `{id}` {what}")]
    ClawBack {
        /// Its id.
        id: Id,
        /// What is wrong with it.
        what: &'static str,
    },
}

fn quoted(kinds: &[String]) -> String {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
    kinds.join(", ")
}
