//! One reservation and the commands that change it. Every command goes along an edge of
//! [`EDGES`](crate::state::EDGES) or is refused; nothing changes a reservation by itself.

use jiangnan_kernel::{Id, Instant, Interval, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::dispute::Dispute;
use crate::policy::{BookingPolicy, Situation};
use crate::problem::Problem;
use crate::state::{ReservationEvent as Event, ReservationState as State};
use crate::usage::UsageRecord;

/// What the requester asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The id, made by the client, so that a retry is recognised.
    pub id: Id,
    /// The jurisdiction of the instrument.
    pub jurisdiction: PlaceCode,
    /// The instrument or expert.
    pub instrument: Id,
    /// The enterprise for which it is reserved.
    pub enterprise: Id,
    /// The person who asks.
    pub requested_by: Id,
    /// The wanted time.
    pub interval: Interval,
}

/// A time taken on one instrument or expert, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reservation {
    /// Its id.
    pub id: Id,
    /// The jurisdiction of the instrument.
    pub jurisdiction: PlaceCode,
    /// The instrument or expert.
    pub instrument: Id,
    /// The enterprise for which it is reserved.
    pub enterprise: Id,
    /// The person who asked.
    pub requested_by: Id,
    /// The time it takes, or took when it was given back.
    pub interval: Interval,
    /// Where it stands.
    pub state: State,
    /// When it was made.
    pub created: Instant,
    /// When it lapses if nobody answers; only for requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses_at: Option<Instant>,
    /// Where it was before it was moved, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// What was used, once recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<UsageRecord>,
    /// What was said since the record was last contested; none where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// The last reason given for a decline, cancellation or dispute; empty where none was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Why it was asked for against the rules; empty where it keeps them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exception: String,
    /// Why the provider waived its rules; empty where nobody did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub waiver: String,
}

/// One change of a reservation's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// When it was moved.
    pub at: Instant,
    /// Who moved it.
    pub by: Id,
    /// The time before.
    pub from: Interval,
    /// The time after.
    pub to: Interval,
}

/// The two sides of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// The enterprise that reserved.
    Enterprise,
    /// The provider of the instrument.
    Provider,
}

/// The reservation after a command, and the event to append to the audit chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The reservation after.
    pub reservation: Reservation,
    /// What happened.
    pub event: Event,
}

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The state does not allow it.
    #[error("the reservation is `{state}`: `{event}` is possible only when it is {}", states(*event))]
    WrongState {
        /// The present state.
        state: State,
        /// What was asked.
        event: Event,
    },
    /// The provider's own rules speak against the request: approving it needs a reason.
    #[error("the request is against the rules: {} Write why it is approved all the same.", sentences(.0))]
    ReasonNeeded(Vec<Problem>),
    /// The time breaks the policy, the opening hours or another reservation.
    #[error("the time cannot be reserved: {}", sentences(.0))]
    Problems(Vec<Problem>),
    /// The request has run out, though nobody has marked it yet.
    #[error("the request lapsed at {0}: reserve again")]
    HasLapsed(Instant),
    /// It cannot lapse yet, or has no time at which it lapses.
    #[error("the request does not lapse before {0}")]
    NotDue(Instant),
    /// The slot has begun: it can be recorded, but no longer called off or moved.
    #[error("the slot began at {0}: record what was used, or that nobody came")]
    HasBegun(Instant),
    /// Moving was free until a moment that has passed.
    #[error("moving was possible until {0}: cancel, and the late fee applies")]
    TooLateToMove(Instant),
    /// A no-show or usage was recorded before it can have happened.
    #[error("this can be recorded from {0} on")]
    TooEarly(Instant),
    /// The recorded time lies wholly outside the reserved one.
    #[error(
        "the recorded time {actual} does not touch the reserved time {reserved}: move the reservation first"
    )]
    UsageElsewhere {
        /// The recorded time.
        actual: Interval,
        /// The reserved time.
        reserved: Interval,
    },
    /// Officers have ruled: that is the last word.
    #[error("two officers have ruled on this dispute: it is settled")]
    Ruled,
    /// No such ruling waits for confirmation.
    #[error("this ruling is not proposed any more: look at the dispute again")]
    NotProposed,
    /// Who proposed a ruling confirms it.
    #[error("you proposed this ruling yourself: another officer has to confirm it")]
    OwnProposal,
}

fn states(event: Event) -> String {
    let names: Vec<String> = event.possible_in().map(|state| format!("`{state}`")).collect();
    names.join(" or ")
}

fn sentences(problems: &[Problem]) -> String {
    let texts: Vec<String> = problems.iter().map(|problem| problem.text("UTC").en).collect();
    texts.join(" ")
}

impl Reservation {
    /// Makes a reservation: firm at once, or a request where the policy wants approval.
    ///
    /// # Errors
    /// [`Refused::Problems`] with every reason against the time.
    pub fn open(draft: &Draft, policy: &BookingPolicy, situation: &Situation<'_>) -> Result<Step, Refused> {
        Reservation::open_with(draft, policy, situation, "")
    }

    /// The time it occupies, or `None` where it has given its slot back.
    pub fn occupied(&self) -> Option<Interval> {
        self.state.occupies().then_some(self.interval)
    }

    /// Whether it is a request whose time to be answered has passed.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.state == State::Requested && self.lapses_at.is_some_and(|lapses_at| lapses_at <= now)
    }

    /// The provider says yes.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::HasLapsed`] where the answer comes too late.
    pub fn approve(&self, now: Instant) -> Result<Step, Refused> {
        let mut step = self.step(Event::Approved)?;
        if let Some(lapsed) = self.lapses_at.filter(|lapses_at| *lapses_at <= now) {
            return Err(Refused::HasLapsed(lapsed));
        }
        step.reservation.lapses_at = None;
        Ok(step)
    }

    /// The provider says no.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn decline(&self, reason: impl Into<String>) -> Result<Step, Refused> {
        let mut step = self.step(Event::Declined)?;
        step.reservation.close(reason);
        Ok(step)
    }

    /// Calls the reservation off. A request, and anything that the provider calls off, is free; a firm
    /// reservation that the enterprise calls off after the policy's free hours is late-cancelled.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::HasBegun`] once the slot has begun.
    pub fn cancel(
        &self,
        now: Instant,
        party: Party,
        reason: impl Into<String>,
        policy: &BookingPolicy,
    ) -> Result<Step, Refused> {
        let start = self.interval.start();
        let late =
            party == Party::Enterprise && self.state == State::Reserved && now > policy.free_until(start);
        let mut step = self.step(if late { Event::LateCancelled } else { Event::Cancelled })?;
        // The provider may have to call off work that has begun: the instrument broke.
        if party == Party::Enterprise && now >= start {
            return Err(Refused::HasBegun(start));
        }
        step.reservation.close(reason);
        Ok(step)
    }

    /// Moves the reservation to another time, keeping the old one in its history. Where every time needs
    /// approval, a firm reservation becomes a request again. `situation.occupied` must not hold this
    /// reservation's own time.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::HasBegun`]; [`Refused::HasLapsed`]; [`Refused::TooLateToMove`]
    /// after the free hours; [`Refused::Problems`] with every reason against the new time.
    pub fn move_to(
        &self,
        to: Interval,
        by: Id,
        policy: &BookingPolicy,
        situation: &Situation<'_>,
    ) -> Result<Step, Refused> {
        let now = situation.now;
        let again = policy.approval_needed && self.state == State::Reserved;
        let mut step = self.step(if again { Event::MoveRequested } else { Event::Moved })?;
        let start = self.interval.start();
        if now >= start {
            return Err(Refused::HasBegun(start));
        }
        if let Some(lapsed) = self.lapses_at.filter(|lapses_at| *lapses_at <= now) {
            return Err(Refused::HasLapsed(lapsed));
        }
        let free_until = policy.free_until(start);
        if self.state == State::Reserved && now > free_until {
            return Err(Refused::TooLateToMove(free_until));
        }
        policy.check(to, situation).map_err(Refused::Problems)?;
        let moved = &mut step.reservation;
        moved.moves.push(Move { at: now, by, from: self.interval, to });
        moved.interval = to;
        if moved.state == State::Requested {
            moved.lapses_at = Some(policy.request_lapses_at(now, to.start()));
        }
        Ok(step)
    }

    /// Marks an unanswered request as lapsed.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::NotDue`] before its time.
    pub fn lapse(&self, now: Instant) -> Result<Step, Refused> {
        let mut step = self.step(Event::Lapsed)?;
        let due = self.lapses_at.unwrap_or(self.interval.start());
        if now < due {
            return Err(Refused::NotDue(due));
        }
        step.reservation.close("");
        Ok(step)
    }

    /// Records what was used. The work may have been shorter or longer than the slot, but must touch it.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::UsageElsewhere`]; [`Refused::TooEarly`] where the recorded time
    /// has not ended.
    pub fn record_usage(&self, now: Instant, usage: UsageRecord) -> Result<Step, Refused> {
        let mut step = self.step(Event::UsageRecorded)?;
        self.check_usage(now, &usage)?;
        step.reservation.usage = Some(usage);
        Ok(step)
    }

    /// Records that nobody came.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::TooEarly`] before the slot has begun.
    pub fn record_no_show(&self, now: Instant) -> Result<Step, Refused> {
        let step = self.step(Event::NoShowRecorded)?;
        let start = self.interval.start();
        if now < start { Err(Refused::TooEarly(start)) } else { Ok(step) }
    }

    pub(crate) fn check_usage(&self, now: Instant, usage: &UsageRecord) -> Result<(), Refused> {
        let (actual, reserved) = (usage.actual, self.interval);
        if !actual.overlaps(reserved) {
            return Err(Refused::UsageElsewhere { actual, reserved });
        }
        if now < actual.end() {
            return Err(Refused::TooEarly(actual.end()));
        }
        Ok(())
    }

    /// A copy in the state after an event.
    pub(crate) fn step(&self, event: Event) -> Result<Step, Refused> {
        let state = self.state.after(event).ok_or(Refused::WrongState { state: self.state, event })?;
        Ok(Step { reservation: Reservation { state, ..self.clone() }, event })
    }

    fn close(&mut self, reason: impl Into<String>) {
        self.lapses_at = None;
        self.reason = reason.into();
    }
}
