//! Reviews: one officer advises, another decides; money moves with the decision.

use jiangnan_clearing::{Claim, ClaimStep, ClawBack, PaymentMode, Recommendation};
use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::claim::{ClaimStands, held_for, stands};
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// Which claim a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimKey {
    /// The funder.
    pub funder: PlaceCode,
    /// The claim.
    pub claim: Id,
}

impl ClaimKey {
    fn for_officer(self, desk: &mut Desk<'_>) -> Decision<ClaimRow> {
        desk.require(Role::Officer, self.funder)?;
        desk.claim(self)
    }
}

/// The first officer advises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendClaim {
    /// Which claim.
    pub at: ClaimKey,
    /// What the officer advises.
    pub advice: Recommendation,
}

impl Command for RecommendClaim {
    type Answer = ClaimStands;

    const KIND: &'static str = "recommend-claim";

    fn subject(&self) -> Id {
        self.at.claim
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ClaimStands> {
        let row = self.at.for_officer(desk)?;
        desk.require_level(self.at.funder, row.body.next_level())?;
        let step = row.body.recommend(desk.actor().person, self.advice.clone(), desk.at())?;
        desk.tell_of_claim(NoticeKind::ClaimAdvised, &row, row.body.draft.subsidy_minor, "")?;
        Ok(desk.save_claim(row, step))
    }
}

/// What the second officer decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ruling {
    /// Grants this much, in minor units.
    Accept {
        /// How much.
        minor: i64,
        /// What the reviewer noted; empty where nothing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Refuses.
    Reject {
        /// The clause that decides.
        clause: String,
        /// Why.
        reason: String,
    },
    /// Wants another advice.
    SendBack {
        /// Why.
        reason: String,
    },
    /// Gives it back to the claimant.
    Return {
        /// What is missing.
        reason: String,
    },
}

/// The second officer decides; what was set aside is paid, or goes back into the voucher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideClaim {
    /// Which claim.
    pub at: ClaimKey,
    /// What is decided.
    pub ruling: Ruling,
}

impl Command for DecideClaim {
    type Answer = ClaimStands;

    const KIND: &'static str = "decide-claim";

    fn subject(&self) -> Id {
        self.at.claim
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ClaimStands> {
        let mut row = self.at.for_officer(desk)?;
        desk.require_level(self.at.funder, row.body.next_level())?;
        let (by, now) = (desk.actor().person, desk.at());
        let claim = &row.body;
        let mut step = match &self.ruling {
            Ruling::Accept { minor, note } => claim.accept(by, *minor, note, now)?,
            Ruling::Reject { clause, reason } => claim.reject(by, clause, reason, now)?,
            Ruling::SendBack { reason } => claim.send_back(by, reason, now)?,
            Ruling::Return { reason } => claim.return_for(by, reason, now)?,
        };
        match self.ruling {
            Ruling::Accept { .. } => {
                row.posted = desk.spend(&row, &step.claim)?;
                step.claim = desk.divide(&row, step.claim)?;
            }
            Ruling::Reject { .. } => _ = desk.spend(&row, &step.claim)?,
            Ruling::SendBack { .. } | Ruling::Return { .. } => {}
        }
        self.tell(desk, &row)?;
        Ok(desk.save_claim(row, step))
    }
}

impl DecideClaim {
    fn tell(&self, desk: &mut Desk<'_>, row: &ClaimRow) -> Decision<()> {
        let asked = row.body.draft.subsidy_minor;
        match &self.ruling {
            Ruling::Accept { minor, note } => {
                desk.tell_of_claim(NoticeKind::ClaimAccepted, row, *minor, note)
            }
            Ruling::Reject { reason, .. } => {
                desk.tell_of_claim(NoticeKind::ClaimRejected, row, asked, reason)
            }
            Ruling::Return { reason } => desk.tell_of_claim(NoticeKind::ClaimReturned, row, asked, reason),
            Ruling::SendBack { reason } => desk.tell_of_claim(NoticeKind::ClaimLodged, row, asked, reason),
        }
    }
}

/// The claimant takes a claim back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawClaim {
    /// Which claim.
    pub at: ClaimKey,
}

impl Command for WithdrawClaim {
    type Answer = ClaimStands;

    const KIND: &'static str = "withdraw-claim";

    fn subject(&self) -> Id {
        self.at.claim
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ClaimStands> {
        let row = desk.claim(self.at)?;
        let (draft, actor) = (&row.body.draft, desk.actor());
        let payee = &draft.payee;
        if actor.role != Role::Operator && actor.organisation != payee.party {
            return Err(Refusal::NotAllowed { role: Role::LabManager, home: payee.home }.into());
        }
        let step = row.body.withdraw(actor.person, desk.at())?;
        Ok(desk.save_claim(row, step))
    }
}

/// An officer proposes to take back what was granted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeClawBack {
    /// Which claim.
    pub at: ClaimKey,
    /// How much, in minor units.
    pub minor: i64,
    /// The clause that decides.
    pub clause: String,
    /// Why.
    pub reason: String,
}

impl Command for ProposeClawBack {
    type Answer = ();

    const KIND: &'static str = "propose-claw-back";

    fn subject(&self) -> Id {
        self.at.claim
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let row = self.at.for_officer(desk)?;
        // The proposal must be possible now; whether it still is, is decided when it is confirmed.
        let trial = self.order(desk.command(), desk.actor().person, Id(u128::MAX));
        row.body.claw_back(trial, desk.at())?;
        desk.tell_of_claim(NoticeKind::ClawBackProposed, &row, self.minor, &self.reason)
    }
}

impl ProposeClawBack {
    fn order(&self, id: Id, proposed_by: Id, confirmed_by: Id) -> ClawBack {
        ClawBack {
            id,
            minor: self.minor,
            clause: self.clause.clone(),
            reason: self.reason.clone(),
            proposed_by,
            confirmed_by,
            set_off_minor: 0,
            after_payout: false,
            cycle: None,
        }
    }
}

/// Another officer confirms a claw-back: the amount goes back into the voucher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmClawBack {
    /// The command with which it was proposed.
    pub proposal: Id,
}

impl Command for ConfirmClawBack {
    type Answer = ClaimStands;

    const KIND: &'static str = "confirm-claw-back";

    fn subject(&self) -> Id {
        self.proposal
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ClaimStands> {
        let known = desk.sets.known.get(&self.proposal)?.cloned();
        let known = known.filter(|known| known.kind == ProposeClawBack::KIND);
        let known = known.ok_or_else(|| Refusal::not_found("proposal of a claw-back", self.proposal))?;
        let proposal: ProposeClawBack = serde_json::from_str(&known.body)
            .map_err(|_| Refusal::not_found("proposal of a claw-back", self.proposal))?;
        let row = proposal.at.for_officer(desk)?;
        let order = proposal.order(self.proposal, known.actor, desk.actor().person);
        desk.take_back(row, order)
    }
}

impl Desk<'_> {
    /// A claim's row.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn claim(&mut self, key: ClaimKey) -> Decision<ClaimRow> {
        let found = self.sets.claims.get(&(key.funder, key.claim))?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("claim", key.claim))?)
    }

    /// Writes a claim after a step.
    pub fn save_claim(&mut self, row: ClaimRow, step: ClaimStep) -> ClaimStands {
        let row = row.with(step.claim);
        let answer = stands(&row);
        self.sets.claims.put(row);
        answer
    }

    /// Takes a part of what was granted back into the voucher.
    ///
    /// # Errors
    /// What the claim or the ledger refuses.
    pub fn take_back(&mut self, row: ClaimRow, order: ClawBack) -> Decision<ClaimStands> {
        let minor = order.minor;
        self.tell_of_claim(NoticeKind::ClawedBack, &row, minor, &order.reason)?;
        let step = row.body.claw_back(order, self.at())?;
        if let Some(posted) = row.posted {
            self.reverse(row.jurisdiction, posted, minor)?;
        }
        self.uncount_claim(&row, minor)?;
        Ok(self.save_claim(row, step))
    }

    /// Pays what was granted out of what was set aside and gives the rest back; the transfer that paid.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub fn spend(&mut self, row: &ClaimRow, claim: &Claim) -> Decision<Option<Id>> {
        let draft = &claim.draft;
        let mut reservation = self.reservation(row.provider_home, draft.reservation)?;
        let hold = held_for(&reservation, draft.voucher)?.0.clone();
        let granted = claim.accepted_minor;
        let posted = self.post(hold.home, hold.transfer, granted)?;
        self.uncount(&hold, hold.amount_minor - granted)?;
        if draft.mode == PaymentMode::Deposit {
            let own_part_minor = if granted > 0 { draft.own_part_minor } else { 0 };
            self.spend_deposit(&mut reservation, own_part_minor)?;
        }
        let spent = reservation.terms.0.holds.iter_mut().filter(|other| other.transfer == hold.transfer);
        spent.for_each(|hold| hold.spent = true);
        self.sets.reservations.put(reservation);
        Ok(posted)
    }

    fn spend_deposit(&mut self, reservation: &mut ReservationRow, own_part_minor: i64) -> Decision<()> {
        for hold in reservation.terms.0.holds.iter_mut().filter(|hold| hold.voucher.is_none() && !hold.spent)
        {
            self.post(hold.home, hold.transfer, own_part_minor.min(hold.amount_minor))?;
            hold.spent = true;
        }
        Ok(())
    }

    /// Takes a part of a granted claim off the caps that counted it.
    fn uncount_claim(&mut self, row: &ClaimRow, minor: i64) -> Decision<()> {
        let reservation = self.reservation(row.provider_home, row.reservation)?;
        let hold = held_for(&reservation, row.body.draft.voucher)?.0.clone();
        self.uncount(&hold, minor)
    }
}
