//! Sending what waits: take, send, mark. Whoever dies between sending and marking has the mail sent again when the
//! lease is over, under the same message id.

use std::sync::Arc;

use jiangnan_kernel::{Id, Instant, PlaceCode};
use jiangnan_store::Query;
use jiangnan_store::entity::notice::{MailRow, MailState};
use jiangnan_store::list::mails_due;

use super::outbox::Delivery;
use crate::account::id_of;
use crate::case::mail::{MailKey, MarkMail, TakeMails};
use crate::command::Envelope;
use crate::exchange::Exchange;
use crate::lapse::program;
use crate::writer::Failure;

/// How many mails are taken at a time: all of them must be sent within the lease, even by a slow server.
pub const MAILS_MAX: i64 = 12;

/// What mails are handed to.
pub trait Post {
    /// Hands one mail over; what became of it.
    fn send(&mut self, mail: &MailRow) -> Delivery;
}

/// How a round went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Mails that the server took.
    pub sent: u64,
    /// Mails that are tried again.
    pub later: u64,
    /// Mails that were given up.
    pub dead: u64,
}

impl Round {
    /// Whether nothing was to be done.
    pub fn is_empty(&self) -> bool {
        *self == Round::default()
    }
}

/// Sends what is due, a few mails at a time; call it again until there is nothing. `take` is a new id for every
/// call, because no two programs may take the same mails; `now` is asked anew for every mail.
///
/// # Errors
/// Where the database fails. What was sent and could not be marked is sent again.
pub fn send_due(
    exchange: &Exchange,
    take: Id,
    now: impl Fn() -> Instant,
    post: &mut impl Post,
) -> Result<Round, Failure> {
    let store = |error| Failure::Store(Arc::new(error));
    let due = exchange.reader().and_then(|reader| mails_due(&reader, now(), MAILS_MAX)).map_err(store)?;
    let Some(first) = due.first() else { return Ok(Round::default()) };
    let home = first.jurisdiction;
    let mails: Vec<MailKey> = due.iter().map(|mail| (mail.jurisdiction, mail.id)).collect();
    let taken = exchange.run(envelope(take, home, now()), TakeMails { mails })?;
    let mut round = Round::default();
    // What was due and could not be taken was too old, or somebody else has it.
    for (key, attempt) in taken.mails {
        let row = exchange.reader().and_then(|reader| reader.find::<MailRow>(&key)).map_err(store)?;
        let Some(row) = row else { continue };
        let delivery = post.send(&row);
        let id = id_of(format!("mark-mail:{}:{attempt}:{delivery:?}", key.1).as_bytes());
        let stands = exchange.run(envelope(id, key.0, now()), MarkMail { mail: key, delivery })?;
        match stands.state {
            MailState::Sent => round.sent += 1,
            MailState::Due => round.later += 1,
            MailState::Dead => round.dead += 1,
        }
    }
    Ok(round)
}

fn envelope(id: Id, home: PlaceCode, at: Instant) -> Envelope {
    Envelope { id, actor: program(home), at }
}
