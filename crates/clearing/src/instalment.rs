//! The later parts of a subsidy that is paid in several: what each waits for, and how cycles pay it.

use jiangnan_kernel::{Id, Instant};
use serde::{Deserialize, Serialize};

use crate::claim::{Claim, ClaimStep, ClawBack};
use crate::claim_state::ClaimEvent as Event;
use crate::refused::ClaimRefused as Refused;
use crate::review::note;

/// A part of what was granted that is paid after the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// Its id.
    pub id: Id,
    /// How much, in minor units; less once a claw-back was set off against it.
    pub minor: i64,
    /// The moment before which it is not paid.
    #[serde(default)]
    pub not_before: Option<Instant>,
    /// The kind of document for which it waits; none once that was handed in.
    #[serde(default)]
    pub waits_for: Option<String>,
    /// When that document was handed in.
    #[serde(default)]
    pub released_at: Option<Instant>,
    /// The cycle that pays it.
    #[serde(default)]
    pub cycle: Option<Id>,
    /// When that cycle made the payment.
    #[serde(default)]
    pub cleared_at: Option<Instant>,
    /// Whether the payment arrived.
    #[serde(default)]
    pub paid: bool,
}

impl Instalment {
    /// Whether a cycle may take it up, as soon as its time has come.
    pub fn is_open(&self) -> bool {
        self.minor > 0 && self.waits_for.is_none() && self.cycle.is_none() && !self.paid
    }
}

impl Claim {
    /// Divides what was just granted: the first part is paid from a moment on, the others as they say.
    ///
    /// # Errors
    /// [`Refused::Instalments`] where the parts are not positive or make up the whole or more.
    pub fn divided(
        mut self,
        payable_from: Option<Instant>,
        instalments: Vec<Instalment>,
    ) -> Result<Claim, Refused> {
        let later = instalments.iter().try_fold(0i64, |sum, part| {
            (part.minor > 0).then_some(())?;
            sum.checked_add(part.minor)
        });
        if later.is_none_or(|later| later >= self.accepted_minor && !instalments.is_empty()) {
            return Err(Refused::Instalments { what: "must be above zero and less than what was granted" });
        }
        self.payable_from = payable_from;
        self.instalments = instalments;
        Ok(self)
    }

    /// The claimant hands in the document for which instalments wait.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::Instalments`] where none waits for it.
    pub fn release(&self, document: &crate::claim::Evidence, by: Id, now: Instant) -> Result<Claim, Refused> {
        let mut claim = self.step(note(now, Some(by), Event::InstalmentReleased))?.claim;
        let waiting = claim.instalments.iter_mut();
        let waiting =
            waiting.filter(|part| part.waits_for.as_ref() == Some(&document.kind) && part.minor > 0);
        let release = |part: &mut Instalment| (part.waits_for, part.released_at) = (None, Some(now));
        if waiting.map(release).count() == 0 {
            return Err(Refused::Instalments { what: "do not wait for such a document" });
        }
        claim.draft.evidence.push(document.clone());
        Ok(claim)
    }

    /// A cycle that closes takes an instalment up.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::Instalments`] where it is not open.
    pub fn clear_instalment(&self, id: Id, cycle: Id, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(note(now, None, Event::InstalmentCleared))?;
        let part = part(&mut step.claim, id)?;
        if !part.is_open() {
            return Err(Refused::Instalments { what: "include one that is paid or waits" });
        }
        (part.cycle, part.cleared_at) = (Some(cycle), Some(now));
        Ok(step)
    }

    /// The payment of an instalment arrived.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::Instalments`] where no cycle pays it.
    pub fn settle_instalment(&self, id: Id, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(note(now, None, Event::InstalmentPaid))?;
        let part = part(&mut step.claim, id)?;
        if part.cycle.is_none() || part.paid {
            return Err(Refused::Instalments { what: "include one that no cycle pays" });
        }
        part.paid = true;
        Ok(step)
    }

    /// The payment of an instalment failed or came back: the next cycle takes it up.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::Instalments`] where no cycle pays it.
    pub fn carry_instalment_over(&self, id: Id, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(note(now, None, Event::InstalmentCarriedOver))?;
        let part = part(&mut step.claim, id)?;
        if part.cycle.take().is_none() {
            return Err(Refused::Instalments { what: "include one that no cycle pays" });
        }
        (part.paid, part.cleared_at) = (false, None);
        Ok(step)
    }

    /// Sets a claw-back off against what was not paid yet, the last instalment first and the first part last; what
    /// is left of it is to be collected. `first` is what of the first part is still to be paid, in minor units.
    pub(crate) fn set_off(&mut self, order: &mut ClawBack, first: i64) -> Result<(), Refused> {
        if self.instalments.iter().any(|part| part.cycle.is_some() && !part.paid) {
            return Err(Refused::ClawBack {
                id: order.id,
                what: "must wait: a cycle is paying an instalment",
            });
        }
        let mut left = order.minor;
        for part in self.instalments.iter_mut().rev().filter(|part| !part.paid) {
            let off = part.minor.min(left);
            part.minor -= off;
            left -= off;
        }
        order.set_off_minor = order.minor - (left - left.min(first));
        Ok(())
    }

    /// The first part came back: what no cycle has collected of it yet is kept instead.
    pub(crate) fn keep_back(&mut self) {
        let mut first = self.first_part_minor();
        for back in self.claw_backs.iter_mut().filter(|back| back.after_payout && back.cycle.is_none()) {
            let kept = (back.minor - back.set_off_minor).min(first);
            first -= kept;
            back.set_off_minor += kept;
            back.after_payout = back.set_off_minor < back.minor;
        }
    }
}

fn part(claim: &mut Claim, id: Id) -> Result<&mut Instalment, Refused> {
    let found = claim.instalments.iter_mut().find(|part| part.id == id);
    found.ok_or(Refused::Instalments { what: "do not include this one" })
}
