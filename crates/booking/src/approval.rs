//! Asking for an exception and approving a request: what speaks against it, and waiving a rule with a reason.

use jiangnan_kernel::Instant;

use crate::policy::{BookingPolicy, Situation};
use crate::problem::Problem;
use crate::reservation::{Draft, Refused, Reservation, Step};
use crate::state::{ReservationEvent as Event, ReservationState as State};

impl Reservation {
    /// As [`Reservation::open`], with a reason to be let in against the rules. Where the policy allows
    /// exceptions and every problem can be waived, a request is made that the provider must approve.
    ///
    /// # Errors
    /// [`Refused::Problems`] with every reason against the time.
    pub fn open_with(
        draft: &Draft,
        policy: &BookingPolicy,
        situation: &Situation<'_>,
        reason: &str,
    ) -> Result<Step, Refused> {
        let exception = match policy.check(draft.interval, situation) {
            Ok(()) => String::new(),
            Err(problems)
                if policy.exceptions_allowed
                    && !reason.is_empty()
                    && Problem::all_can_be_waived(&problems) =>
            {
                reason.to_owned()
            }
            Err(problems) => return Err(Refused::Problems(problems)),
        };
        let (event, state, lapses_at) = if policy.approval_needed || !exception.is_empty() {
            let lapses_at = policy.request_lapses_at(situation.now, draft.interval.start());
            (Event::Requested, State::Requested, Some(lapses_at))
        } else {
            (Event::Reserved, State::Reserved, None)
        };
        let reservation = Reservation {
            id: draft.id,
            jurisdiction: draft.jurisdiction,
            instrument: draft.instrument,
            enterprise: draft.enterprise,
            requested_by: draft.requested_by,
            interval: draft.interval,
            state,
            created: situation.now,
            lapses_at,
            moves: Vec::new(),
            usage: None,
            dispute: None,
            reason: String::new(),
            exception,
            waiver: String::new(),
        };
        Ok(Step { reservation, event })
    }

    /// When the time was asked for: when it was made, or moved the last time.
    pub fn asked_at(&self) -> Instant {
        self.moves.last().map_or(self.created, |moved| moved.at)
    }

    /// Everything that speaks against a request by the provider's rules as they are now, judged as of the
    /// moment at which it was asked for. `situation.occupied` must not hold its own time.
    pub fn problems(&self, policy: &BookingPolicy, situation: &Situation<'_>) -> Vec<Problem> {
        let situation = Situation { now: self.asked_at(), ..*situation };
        policy.check(self.interval, &situation).err().unwrap_or_default()
    }

    /// The provider says yes, knowing its own rules: where they speak against it, with a reason.
    ///
    /// # Errors
    /// As [`Reservation::approve`]; [`Refused::ReasonNeeded`] where a rule is broken and no reason is given;
    /// [`Refused::Problems`] where one is broken that cannot be waived.
    pub fn approve_under(
        &self,
        policy: &BookingPolicy,
        situation: &Situation<'_>,
        reason: &str,
    ) -> Result<Step, Refused> {
        let mut step = self.approve(situation.now)?;
        let problems = self.problems(policy, situation);
        if problems.is_empty() {
            return Ok(step);
        }
        if !Problem::all_can_be_waived(&problems) {
            return Err(Refused::Problems(problems));
        }
        if reason.is_empty() {
            return Err(Refused::ReasonNeeded(problems));
        }
        reason.clone_into(&mut step.reservation.waiver);
        Ok(step)
    }
}
