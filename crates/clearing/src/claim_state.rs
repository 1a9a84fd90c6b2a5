//! The life of a claim as one table: from which state, by which event, to which state.

use crate::words::{Edge, after, begin, edge, words};

words! {
    /// Where a claim stands.
    ClaimState, "state of a claim";
    /// Awaits its first review.
    Lodged = "lodged";
    /// The first reviewer has recommended; a second person decides.
    InReview = "in-review";
    /// Sent back to the claimant for more evidence or a corrected invoice.
    Returned = "returned";
    /// Taken back by the claimant.
    Withdrawn = "withdrawn";
    /// Refused, with the clause.
    Rejected = "rejected";
    /// Granted; waits for a cycle.
    Accepted = "accepted";
    /// Part of a closed cycle; its payment is on the way.
    InCycle = "in-cycle";
    /// Paid.
    Settled = "settled";
    /// Everything that was granted was taken back.
    ClawedBack = "clawed-back";
}

words! {
    /// What happened to a claim; the name under which the audit chain keeps it.
    ClaimEvent, "event of a claim";
    /// Lodged for the first time.
    Lodged = "lodged";
    /// Lodged again after it was returned.
    Relodged = "relodged";
    /// The first reviewer recommended.
    Recommended = "recommended";
    /// The reviewer of a stage between the first and the last recommended.
    PassedOn = "passed-on";
    /// The last reviewer sent it back to the first.
    SentBack = "sent-back";
    /// A reviewer returned it to the claimant.
    Returned = "returned";
    /// The claimant took it back.
    Withdrawn = "withdrawn";
    /// The second reviewer granted it.
    Accepted = "accepted";
    /// The second reviewer refused it.
    Rejected = "rejected";
    /// A cycle that closed took it up.
    Cleared = "cleared";
    /// Its payment failed: the next cycle takes it up.
    CarriedOver = "carried-over";
    /// Its payment arrived.
    Settled = "settled";
    /// The document came for which instalments wait.
    InstalmentReleased = "instalment-released";
    /// A cycle that closed took an instalment up.
    InstalmentCleared = "instalment-cleared";
    /// The payment of an instalment arrived.
    InstalmentPaid = "instalment-paid";
    /// The payment of an instalment failed: the next cycle takes it up.
    InstalmentCarriedOver = "instalment-carried-over";
    /// A part was taken back.
    PartClawedBack = "part-clawed-back";
    /// The whole, or the last part, was taken back.
    ClawedBack = "clawed-back";
    /// A cycle that closed collected what was taken back.
    ClawBackCleared = "claw-back-cleared";
    /// That collection failed: the next cycle collects again.
    ClawBackCarriedOver = "claw-back-carried-over";
}

use ClaimEvent as Event;
use ClaimState as State;

/// The whole life cycle. A pair of state and event stands here at most once; what does not stand here
/// cannot happen. Only [`ClaimEvent::Accepted`] leads to money, and it starts from
/// [`ClaimState::InReview`] alone: no claim is granted by one person.
pub const CLAIM_EDGES: &[Edge<ClaimState, ClaimEvent>] = &[
    begin(Event::Lodged, State::Lodged),
    edge(State::Lodged, Event::Recommended, State::InReview),
    edge(State::Lodged, Event::Returned, State::Returned),
    edge(State::Lodged, Event::Withdrawn, State::Withdrawn),
    edge(State::InReview, Event::PassedOn, State::InReview),
    edge(State::InReview, Event::Accepted, State::Accepted),
    edge(State::InReview, Event::Rejected, State::Rejected),
    edge(State::InReview, Event::Returned, State::Returned),
    edge(State::InReview, Event::SentBack, State::Lodged),
    edge(State::Returned, Event::Relodged, State::Lodged),
    edge(State::Returned, Event::Withdrawn, State::Withdrawn),
    edge(State::Accepted, Event::Cleared, State::InCycle),
    edge(State::Accepted, Event::PartClawedBack, State::Accepted),
    edge(State::Accepted, Event::ClawedBack, State::ClawedBack),
    edge(State::Accepted, Event::InstalmentReleased, State::Accepted),
    edge(State::InCycle, Event::InstalmentReleased, State::InCycle),
    edge(State::Settled, Event::InstalmentReleased, State::Settled),
    edge(State::Settled, Event::InstalmentCleared, State::Settled),
    edge(State::Settled, Event::InstalmentPaid, State::Settled),
    edge(State::Settled, Event::InstalmentCarriedOver, State::Settled),
    // The first part may come back while a later one is out: what the bank says of the later one still counts.
    edge(State::Accepted, Event::InstalmentCleared, State::Accepted),
    edge(State::Accepted, Event::InstalmentPaid, State::Accepted),
    edge(State::Accepted, Event::InstalmentCarriedOver, State::Accepted),
    edge(State::InCycle, Event::InstalmentPaid, State::InCycle),
    edge(State::InCycle, Event::InstalmentCarriedOver, State::InCycle),
    edge(State::ClawedBack, Event::InstalmentCarriedOver, State::Settled),
    edge(State::InCycle, Event::Settled, State::Settled),
    edge(State::InCycle, Event::CarriedOver, State::Accepted),
    edge(State::Settled, Event::PartClawedBack, State::Settled),
    edge(State::Settled, Event::ClawedBack, State::ClawedBack),
    edge(State::Settled, Event::ClawBackCleared, State::Settled),
    edge(State::Settled, Event::ClawBackCarriedOver, State::Settled),
    edge(State::Settled, Event::CarriedOver, State::Accepted),
    edge(State::Accepted, Event::ClawBackCleared, State::Accepted),
    edge(State::Accepted, Event::ClawBackCarriedOver, State::Accepted),
    edge(State::InCycle, Event::ClawBackCarriedOver, State::InCycle),
    edge(State::ClawedBack, Event::CarriedOver, State::Accepted),
    edge(State::ClawedBack, Event::ClawBackCleared, State::ClawedBack),
    edge(State::ClawedBack, Event::ClawBackCarriedOver, State::ClawedBack),
];

impl ClaimState {
    /// The state after an event, or `None` where the event cannot happen in this state.
    pub fn after(self, event: ClaimEvent) -> Option<ClaimState> {
        after(CLAIM_EDGES, self, event)
    }

    /// The events that can happen in this state.
    pub fn events(self) -> impl Iterator<Item = ClaimEvent> {
        CLAIM_EDGES.iter().filter(move |edge| edge.from == Some(self)).map(|edge| edge.event)
    }

    /// Whether the claim was granted: accepted, and not taken back since.
    pub fn is_granted(self) -> bool {
        matches!(self, State::Accepted | State::InCycle | State::Settled)
    }
}

impl ClaimEvent {
    /// Whether something that was granted was taken back.
    pub(crate) fn takes_back(self) -> bool {
        matches!(self, Event::PartClawedBack | Event::ClawedBack)
    }
}
