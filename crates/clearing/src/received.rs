//! What of a claim's money has arrived, and what is still to come.

use jiangnan_kernel::Instant;

use crate::claim::{Claim, ClawBack, PaymentMode};
use crate::claim_state::{ClaimEvent as Event, ClaimState as State};

impl Claim {
    /// What of the grant is left for the later instalments, in minor units.
    pub fn in_instalments_minor(&self) -> i64 {
        self.instalments.iter().fold(0, |sum, part| sum.saturating_add(part.minor))
    }

    /// What arrived at the payee and was not taken back, in minor units of subsidy.
    pub fn paid_minor(&self) -> i64 {
        self.received_minor().saturating_sub(self.own_part_received_minor())
    }

    /// What arrived at the payee and was not taken back, in minor units: the subsidy, and under
    /// [`PaymentMode::Deposit`] the own part that came with its first part.
    pub fn received_minor(&self) -> i64 {
        // More than arrived may be to be collected, where a payment came back after it was decided.
        self.received_when(|_| true).max(self.own_part_received_minor())
    }

    /// What arrived at the payee in some time less what was taken back in that time, in minor units; below zero
    /// where what arrived earlier was taken back. What is taken back counts from the decision on, whenever a cycle
    /// collects it; what was taken back before it was paid never arrived.
    pub fn received_when(&self, counts: impl Fn(Instant) -> bool) -> i64 {
        let first = self.arrived_at().filter(|at| counts(*at)).map_or(0, |_| self.payable_minor());
        let paid = self.instalments.iter().filter(|part| part.paid);
        let paid = paid.filter(|part| counts(part.cleared_at.unwrap_or(self.lodged_at)));
        let arrived = paid.fold(first, |sum, part| sum.saturating_add(part.minor));
        let taken = self.history.iter().filter(|note| note.event.takes_back()).map(|note| note.at);
        let taken = taken.zip(&self.claw_backs).filter(|(at, _)| counts(*at));
        taken.fold(arrived, |left, (_, back)| left.saturating_sub(back.to_collect_minor()))
    }

    /// What is still to come to the payee, in minor units, with what waits for a document or its time.
    pub fn outstanding_minor(&self) -> i64 {
        if !self.state.is_granted() {
            return 0;
        }
        let whole = self.granted_minor().saturating_add(self.deposited_minor());
        whole.saturating_sub(self.received_minor())
    }

    /// The own part that is paid out with the first part because the enterprise deposited it, in minor units.
    pub(crate) fn deposited_minor(&self) -> i64 {
        if self.draft.mode == PaymentMode::Deposit { self.draft.own_part_minor } else { 0 }
    }

    /// What of the grant is still to be paid, in minor units of subsidy.
    pub(crate) fn unpaid_minor(&self) -> i64 {
        let open = self.instalments.iter().filter(|part| !part.paid);
        open.fold(self.unpaid_first_minor(), |sum, part| sum.saturating_add(part.minor))
    }

    /// What of the first part is still to be paid, in minor units of subsidy.
    pub(crate) fn unpaid_first_minor(&self) -> i64 {
        if self.state == State::Accepted { self.first_part_minor() } else { 0 }
    }

    /// Whether nothing of the first part is to be paid any more, so that later parts and collections may go on.
    pub(crate) fn first_part_is_done(&self) -> bool {
        self.state == State::Settled || self.state == State::Accepted && self.payable_minor() <= 0
    }

    fn own_part_received_minor(&self) -> i64 {
        self.arrived_at().map_or(0, |_| self.deposited_minor())
    }

    /// When the first part arrived; none while it has not, and once it has come back.
    fn arrived_at(&self) -> Option<Instant> {
        let is_out = matches!(self.state, State::Settled | State::ClawedBack);
        let settled = self.history.iter().rfind(|note| note.event == Event::Settled);
        settled.filter(|_| is_out).map(|note| note.at)
    }
}

impl ClawBack {
    /// What of it a cycle collects from the payee, in minor units; the rest was not paid yet and never is.
    pub fn to_collect_minor(&self) -> i64 {
        if self.after_payout { self.minor.saturating_sub(self.set_off_minor) } else { 0 }
    }
}
