//! The life of a reservation as one table: from which state, by which event, to which state.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a reservation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReservationState {
    /// Awaits the provider's approval; occupies its slot until it lapses.
    Requested,
    /// Firm.
    Reserved,
    /// The provider said no.
    Declined,
    /// Called off in time, by the provider, or after a dispute that the enterprise won: nothing is charged.
    Cancelled,
    /// Called off by the enterprise after the free time: the late fee applies.
    LateCancelled,
    /// A request that nobody answered in time.
    Lapsed,
    /// Nobody came: the no-show fee applies.
    NoShow,
    /// The provider recorded what was used.
    Used,
    /// The enterprise confirmed the usage record, or a dispute about it was settled.
    Confirmed,
    /// The enterprise contests the usage record or the no-show.
    Disputed,
}

/// What happened to a reservation; the name under which the audit chain keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReservationEvent {
    /// Made, awaits approval.
    Requested,
    /// Made, firm at once.
    Reserved,
    /// The provider said yes.
    Approved,
    /// The provider said no.
    Declined,
    /// Called off, free of charge.
    Cancelled,
    /// Called off too late.
    LateCancelled,
    /// Moved to another time, its state unchanged.
    Moved,
    /// A firm reservation moved where every time needs approval: it awaits approval again.
    MoveRequested,
    /// The request ran out.
    Lapsed,
    /// Usage was recorded.
    UsageRecorded,
    /// The provider recorded that nobody came.
    NoShowRecorded,
    /// The enterprise confirmed the usage.
    Confirmed,
    /// The enterprise contested.
    Disputed,
    /// The provider stands by what was contested.
    RecordDefended,
    /// An officer proposed how a dispute ends.
    RulingProposed,
    /// Dispute settled: the usage record stands.
    UsageUpheld,
    /// The contested record was replaced by another, which the enterprise looks at anew.
    UsageCorrected,
    /// Dispute settled: the no-show stands.
    NoShowUpheld,
    /// Dispute settled for the enterprise: nothing is charged.
    Overturned,
}

/// One edge of the life cycle. `from` is `None` for the events that make a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The state before.
    pub from: Option<ReservationState>,
    /// What happens.
    pub event: ReservationEvent,
    /// The state after.
    pub to: ReservationState,
}

const fn edge(from: ReservationState, event: ReservationEvent, to: ReservationState) -> Edge {
    Edge { from: Some(from), event, to }
}

const fn begin(event: ReservationEvent, to: ReservationState) -> Edge {
    Edge { from: None, event, to }
}

use ReservationEvent as Event;
use ReservationState as State;

/// The whole life cycle. A pair of state and event stands here at most once; what does not stand here
/// cannot happen. No edge leads from a state that has given its slot back to one that occupies it.
pub const EDGES: &[Edge] = &[
    begin(Event::Requested, State::Requested),
    begin(Event::Reserved, State::Reserved),
    edge(State::Requested, Event::Approved, State::Reserved),
    edge(State::Requested, Event::Declined, State::Declined),
    edge(State::Requested, Event::Cancelled, State::Cancelled),
    edge(State::Requested, Event::Moved, State::Requested),
    edge(State::Requested, Event::Lapsed, State::Lapsed),
    edge(State::Reserved, Event::Cancelled, State::Cancelled),
    edge(State::Reserved, Event::LateCancelled, State::LateCancelled),
    edge(State::Reserved, Event::Moved, State::Reserved),
    edge(State::Reserved, Event::MoveRequested, State::Requested),
    edge(State::Reserved, Event::UsageRecorded, State::Used),
    edge(State::Reserved, Event::NoShowRecorded, State::NoShow),
    edge(State::Used, Event::Confirmed, State::Confirmed),
    edge(State::Used, Event::Disputed, State::Disputed),
    edge(State::NoShow, Event::Disputed, State::Disputed),
    edge(State::Disputed, Event::Confirmed, State::Confirmed),
    edge(State::Disputed, Event::RecordDefended, State::Disputed),
    edge(State::Disputed, Event::RulingProposed, State::Disputed),
    edge(State::Disputed, Event::UsageUpheld, State::Confirmed),
    edge(State::Disputed, Event::UsageCorrected, State::Used),
    edge(State::Disputed, Event::NoShowUpheld, State::NoShow),
    edge(State::Disputed, Event::Overturned, State::Cancelled),
];

impl ReservationState {
    /// Every state, in the order of a usual life.
    pub const ALL: [ReservationState; 10] = [
        State::Requested,
        State::Reserved,
        State::Declined,
        State::Cancelled,
        State::LateCancelled,
        State::Lapsed,
        State::NoShow,
        State::Used,
        State::Confirmed,
        State::Disputed,
    ];

    /// Whether the slot is taken: everything but what was declined, called off or lapsed.
    pub fn occupies(self) -> bool {
        match self {
            State::Requested
            | State::Reserved
            | State::NoShow
            | State::Used
            | State::Confirmed
            | State::Disputed => true,
            State::Declined | State::Cancelled | State::LateCancelled | State::Lapsed => false,
        }
    }

    /// The state after an event, or `None` where the event cannot happen in this state.
    pub fn after(self, event: ReservationEvent) -> Option<ReservationState> {
        EDGES.iter().find(|edge| edge.from == Some(self) && edge.event == event).map(|edge| edge.to)
    }

    /// The events that can happen in this state.
    pub fn events(self) -> impl Iterator<Item = ReservationEvent> {
        EDGES.iter().filter(move |edge| edge.from == Some(self)).map(|edge| edge.event)
    }

    /// The name under which it is stored and shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            State::Requested => "requested",
            State::Reserved => "reserved",
            State::Declined => "declined",
            State::Cancelled => "cancelled",
            State::LateCancelled => "late-cancelled",
            State::Lapsed => "lapsed",
            State::NoShow => "no-show",
            State::Used => "used",
            State::Confirmed => "confirmed",
            State::Disputed => "disputed",
        }
    }
}

impl ReservationEvent {
    /// The states in which the event can happen.
    pub fn possible_in(self) -> impl Iterator<Item = ReservationState> {
        EDGES.iter().filter(move |edge| edge.event == self).filter_map(|edge| edge.from)
    }

    /// The name under which it is stored and shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Event::Requested => "requested",
            Event::Reserved => "reserved",
            Event::Approved => "approved",
            Event::Declined => "declined",
            Event::Cancelled => "cancelled",
            Event::LateCancelled => "late-cancelled",
            Event::Moved => "moved",
            Event::MoveRequested => "move-requested",
            Event::Lapsed => "lapsed",
            Event::UsageRecorded => "usage-recorded",
            Event::NoShowRecorded => "no-show-recorded",
            Event::Confirmed => "confirmed",
            Event::Disputed => "disputed",
            Event::RecordDefended => "record-defended",
            Event::RulingProposed => "ruling-proposed",
            Event::UsageUpheld => "usage-upheld",
            Event::UsageCorrected => "usage-corrected",
            Event::NoShowUpheld => "no-show-upheld",
            Event::Overturned => "overturned",
        }
    }
}

/// A text that names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state of a reservation")]
pub struct UnknownState(pub String);

impl FromStr for ReservationState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<ReservationState, UnknownState> {
        let found = ReservationState::ALL.into_iter().find(|state| state.name() == text);
        found.ok_or_else(|| UnknownState(text.chars().take(40).collect()))
    }
}

impl fmt::Display for ReservationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for ReservationEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_edge_takes_a_slot_that_was_given_back() {
        for edge in EDGES {
            let before = edge.from.is_none_or(ReservationState::occupies);
            assert!(before || !edge.to.occupies(), "{edge:?}");
        }
    }

    #[test]
    fn a_state_and_an_event_lead_to_one_state() {
        for (index, edge) in EDGES.iter().enumerate() {
            let same = |other: &&Edge| other.from == edge.from && other.event == edge.event;
            assert!(EDGES.iter().skip(index + 1).find(same).is_none(), "{edge:?} stands twice");
        }
    }

    #[test]
    fn every_state_can_be_reached_from_the_beginning() {
        let mut reached: Vec<State> = EDGES.iter().filter(|e| e.from.is_none()).map(|e| e.to).collect();
        let mut next = 0;
        while let Some(&state) = reached.get(next) {
            let found: Vec<State> = state.events().filter_map(|event| state.after(event)).collect();
            reached.extend(found.into_iter().filter(|to| !reached.contains(to)).collect::<Vec<_>>());
            next += 1;
        }
        assert!(State::ALL.iter().all(|state| reached.contains(state)), "{reached:?}");
    }

    #[test]
    fn the_stored_name_is_the_name_in_json() {
        for state in State::ALL {
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{state}\""));
            assert_eq!(state.name().parse(), Ok(state));
        }
        for edge in EDGES {
            assert_eq!(serde_json::to_string(&edge.event).unwrap(), format!("\"{}\"", edge.event));
        }
        assert!("gone".parse::<State>().is_err());
    }
}
