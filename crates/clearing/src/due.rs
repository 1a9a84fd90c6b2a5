//! What one cycle has to move for one claim or claw-back.

use jiangnan_kernel::{Id, Instant, Money, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::claim::{Claim, ClawBack, Payee};
use crate::claim_state::ClaimState;
use crate::instalment::Instalment;

/// An amount that a funder owes a payee; negative where the payee has to give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// The claim.
    pub claim: Id,
    /// The claw-back of that claim, where it is one.
    pub claw_back: Option<Id>,
    /// The instalment of that claim, where it is not the first.
    #[serde(default)]
    pub instalment: Option<Id>,
    /// The moment before which it is not paid.
    #[serde(default)]
    pub not_before: Option<Instant>,
    /// The jurisdiction that owes.
    pub payer: PlaceCode,
    /// Who is owed.
    pub payee: Payee,
    /// How much.
    pub money: Money,
}

impl Claim {
    /// What coming cycles have to move for it: the payout of a claim that waits for one, every instalment that
    /// waits for nothing but its time, and every claw-back that is still to be collected.
    pub fn dues(&self) -> Vec<Due> {
        let payable = self.payable_minor();
        let payout = (self.state == ClaimState::Accepted && payable > 0).then(|| self.payout());
        // What was paid is taken back only while it is out: a claim whose payout failed waits for it first.
        let first_is_done = self.first_part_is_done();
        let out = first_is_done || self.state == ClaimState::ClawedBack;
        let backs = self.claw_backs.iter().filter(|back| out && back.after_payout && back.cycle.is_none());
        let parts = self.instalments.iter().filter(|part| first_is_done && part.is_open());
        let later = parts.map(|part| self.part_due(part)).chain(backs.map(|back| self.back_due(back)));
        payout.into_iter().chain(later).collect()
    }

    /// What a cycle moves for it.
    pub fn dues_in(&self, cycle: Id) -> Vec<Due> {
        let payout = (self.cycle == Some(cycle)).then(|| self.payout());
        let parts = self.instalments.iter().filter(|part| part.cycle == Some(cycle));
        let backs = self.claw_backs.iter().filter(|back| back.cycle == Some(cycle));
        let later = parts.map(|part| self.part_due(part)).chain(backs.map(|back| self.back_due(back)));
        payout.into_iter().chain(later).collect()
    }

    fn payout(&self) -> Due {
        Due { not_before: self.payable_from, ..self.due(self.payable_minor()) }
    }

    fn part_due(&self, part: &Instalment) -> Due {
        Due { instalment: Some(part.id), not_before: part.not_before, ..self.due(part.minor) }
    }

    fn back_due(&self, back: &ClawBack) -> Due {
        Due { claw_back: Some(back.id), ..self.due(back.to_collect_minor().saturating_neg()) }
    }

    fn due(&self, minor: i64) -> Due {
        Due {
            claim: self.draft.id,
            claw_back: None,
            instalment: None,
            not_before: None,
            payer: self.draft.funder,
            payee: self.draft.payee.clone(),
            money: self.money(minor),
        }
    }
}
