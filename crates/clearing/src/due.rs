//! What one cycle has to move for one claim or claw-back.

use jiangnan_kernel::{Id, Money, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::claim::{Claim, Payee};
use crate::claim_state::ClaimState;

/// An amount that a funder owes a payee; negative where the payee has to give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// The claim.
    pub claim: Id,
    /// The claw-back of that claim, where it is one.
    pub claw_back: Option<Id>,
    /// The jurisdiction that owes.
    pub payer: PlaceCode,
    /// Who is owed.
    pub payee: Payee,
    /// How much.
    pub money: Money,
}

impl Claim {
    /// What the next cycle has to move for it: the payout of a claim that waits for one, and every claw-back
    /// that is still to be collected.
    pub fn dues(&self) -> Vec<Due> {
        let due = |claw_back, minor| Due {
            claim: self.draft.id,
            claw_back,
            payer: self.draft.funder,
            payee: self.draft.payee.clone(),
            money: self.money(minor),
        };
        let payable = self.payable_minor();
        let payout = (self.state == ClaimState::Accepted && payable > 0).then(|| due(None, payable));
        // What was paid is taken back only while it is out: a claim whose payout failed waits for it first.
        let out = matches!(self.state, ClaimState::Settled | ClaimState::ClawedBack);
        let backs =
            self.claw_backs.iter().filter(move |back| out && back.after_payout && back.cycle.is_none());
        payout.into_iter().chain(backs.map(|back| due(Some(back.id), back.minor.saturating_neg()))).collect()
    }
}
