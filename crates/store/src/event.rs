//! The event chain: every accepted command, each event carrying the hash of the one before.

use jiangnan_kernel::{Id, Instant};
use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

table! {
    /// What a command leaves behind.
    pub struct Event in "event" {
        key {
            /// The chain: one per writer.
            writer: String,
            /// The position in the chain, from 1 without gaps.
            seq: i64,
        }
        /// The id that the client made for the command.
        command: Id,
        /// When it was decided.
        at: Instant,
        /// The user who gave it.
        actor: Id,
        /// What kind of command it was.
        kind: String,
        /// What it was about.
        subject: Id,
        /// The command in its canonical JSON form.
        body: String,
        /// What was answered, as JSON.
        answer: String,
        /// The hash of the event before; zeros for the first.
        previous: Hash,
        /// The hash of this event.
        hash: Hash,
    }
}

/// What is known of an event before it gets its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDraft {
    /// See [`Event::command`].
    pub command: Id,
    /// See [`Event::at`].
    pub at: Instant,
    /// See [`Event::actor`].
    pub actor: Id,
    /// See [`Event::kind`].
    pub kind: &'static str,
    /// See [`Event::subject`].
    pub subject: Id,
    /// See [`Event::body`].
    pub body: String,
    /// See [`Event::answer`].
    pub answer: String,
}

table! {
    /// The end of a chain.
    pub struct ChainHead in "chain_head" {
        key {
            /// The chain.
            writer: String,
        }
        /// How many events it has.
        seq: i64,
        /// The hash of the last one.
        hash: Hash,
    }
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// An event is gone, or stands where another should.
    #[error("chain `{writer}`: event {expected} is missing, {found} stands in its place")]
    Missing {
        /// The chain.
        writer: String,
        /// The position that should come next.
        expected: i64,
        /// The position found.
        found: i64,
    },
    /// An event does not follow from the one before.
    #[error("chain `{writer}`: event {seq} does not follow event {}: one of them was replaced", seq - 1)]
    Unlinked {
        /// The chain.
        writer: String,
        /// The event.
        seq: i64,
    },
    /// An event's content is not what was hashed.
    #[error("chain `{writer}`: event {seq} was changed after it was written")]
    Changed {
        /// The chain.
        writer: String,
        /// The event.
        seq: i64,
    },
    /// The chain does not end where its head says.
    #[error(
        "chain `{writer}`: it ends at event {found}, its head says {expected}: events were removed or added"
    )]
    WrongEnd {
        /// The chain.
        writer: String,
        /// What the head says.
        expected: i64,
        /// Where the chain ends.
        found: i64,
    },
}

impl ChainHead {
    /// A chain without events.
    pub fn new(writer: impl Into<String>) -> ChainHead {
        ChainHead { writer: writer.into(), seq: 0, hash: [0; 32] }
    }

    /// Appends an event.
    pub fn append(&mut self, draft: EventDraft) -> Event {
        let mut event = Event {
            writer: self.writer.clone(),
            seq: self.seq + 1,
            command: draft.command,
            at: draft.at,
            actor: draft.actor,
            kind: draft.kind.to_owned(),
            subject: draft.subject,
            body: draft.body,
            answer: draft.answer,
            previous: self.hash,
            hash: [0; 32],
        };
        event.hash = event.compute_hash();
        self.seq = event.seq;
        self.hash = event.hash;
        event
    }

    /// Goes one event further in a chain that is read for verification.
    ///
    /// # Errors
    /// Where the event is not the one that must come next.
    pub fn follow(&mut self, event: &Event) -> Result<(), ChainFault> {
        let writer = || self.writer.clone();
        if event.seq != self.seq + 1 {
            return Err(ChainFault::Missing { writer: writer(), expected: self.seq + 1, found: event.seq });
        }
        if event.previous != self.hash {
            return Err(ChainFault::Unlinked { writer: writer(), seq: event.seq });
        }
        if event.compute_hash() != event.hash {
            return Err(ChainFault::Changed { writer: writer(), seq: event.seq });
        }
        self.seq = event.seq;
        self.hash = event.hash;
        Ok(())
    }

    /// Compares the end reached by following a chain with the head that was kept.
    ///
    /// # Errors
    /// Where the two differ.
    pub fn ends_at(&self, kept: &ChainHead) -> Result<(), ChainFault> {
        if self == kept {
            return Ok(());
        }
        Err(ChainFault::WrongEnd { writer: self.writer.clone(), expected: kept.seq, found: self.seq })
    }
}

impl Event {
    fn compute_hash(&self) -> Hash {
        let mut digest = Sha256::new();
        digest.update(self.previous);
        digest.update(self.seq.to_be_bytes());
        digest.update(self.command.to_bytes());
        digest.update(self.at.seconds().to_be_bytes());
        digest.update(self.actor.to_bytes());
        digest.update(self.subject.to_bytes());
        // Lengths go in too, so that no text can move from one field to its neighbour.
        for text in [&self.writer, &self.kind, &self.body, &self.answer] {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
        digest.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(number: u128) -> EventDraft {
        EventDraft {
            command: Id(number),
            at: Instant::from_seconds(1_000),
            actor: Id(1),
            kind: "reserve",
            subject: Id(number + 100),
            body: format!("{{\"n\":{number}}}"),
            answer: "{}".to_owned(),
        }
    }

    fn chain(length: u128) -> (Vec<Event>, ChainHead) {
        let mut head = ChainHead::new("main");
        let events = (0..length).map(|number| head.append(draft(number))).collect();
        (events, head)
    }

    fn verify(events: &[Event], kept: &ChainHead) -> Result<(), ChainFault> {
        let mut head = ChainHead::new("main");
        events.iter().try_for_each(|event| head.follow(event))?;
        head.ends_at(kept)
    }

    #[test]
    fn an_untouched_chain_verifies() {
        let (events, head) = chain(20);
        assert_eq!(verify(&events, &head), Ok(()));
    }

    #[test]
    fn text_cannot_move_between_fields() {
        let (mut events, head) = chain(1);
        let moved = events[0].answer.clone();
        events[0].body.push_str(&moved);
        events[0].answer.clear();
        assert!(verify(&events, &head).is_err());
    }

    proptest! {
        #[test]
        fn any_change_removal_or_reordering_is_found(at in 0usize..20, other in 0usize..20, what in 0..9) {
            let (mut events, head) = chain(20);
            match what {
                0 => events[at].body.push(' '),
                1 => events[at].actor = Id(99),
                2 => events[at].at = events[at].at.plus_seconds(1),
                3 => events[at].hash[3] ^= 1,
                4 => events[at].previous[3] ^= 1,
                5 => { events.remove(at); }
                6 => { let copy = events[at].clone(); events.insert(other, copy); }
                7 => { events.swap(at, other); if at == other { return Ok(()); } }
                _ => {
                    // Rewritten with a matching hash: the next event, or the head, still knows the old one.
                    events[at].answer = "{\"changed\":1}".to_owned();
                    events[at].hash = events[at].compute_hash();
                }
            }
            prop_assert!(verify(&events, &head).is_err());
        }
    }
}
