//! How long what people were told is kept. What happened stays in the audit chain; a notice that was read and a mail
//! that was sent only repeat it, with names and addresses in them.

use std::sync::Arc;

use jiangnan_kernel::{Id, Instant};
use jiangnan_store::entity::notice::{MailRow, MailState, NoticeRow};
use jiangnan_store::list::{mails_done_before, notices_read_before};

use crate::account::id_of;
use crate::case::forget::ForgetOld;
use crate::command::Envelope;
use crate::exchange::Exchange;
use crate::lapse::program;
use crate::writer::Failure;

/// A notice is kept for so long after it was read; one that nobody read waits.
pub const READ_SECONDS: i64 = 180 * Instant::DAY;
/// A mail that was sent is kept for so long, to answer whether it went out.
pub const SENT_SECONDS: i64 = 30 * Instant::DAY;
/// A mail that could not be delivered is kept for so long, so that somebody can see why and try it anew.
pub const DEAD_SECONDS: i64 = 90 * Instant::DAY;
/// At most so many of each are forgotten in one round.
pub const ROUND_MAX: i64 = 200;

/// Whether a notice has been kept for long enough.
pub fn notice_is_over(notice: &NoticeRow, now: Instant) -> bool {
    notice.read_at.is_some_and(|read| read.plus_seconds(READ_SECONDS) < now)
}

/// Whether a mail has been kept for long enough.
pub fn mail_is_over(mail: &MailRow, now: Instant) -> bool {
    let kept = match mail.state {
        MailState::Due => return false,
        MailState::Sent => SENT_SECONDS,
        MailState::Dead => DEAD_SECONDS,
    };
    mail.done_at.is_some_and(|done| done.plus_seconds(kept) < now)
}

/// Forgets what has been kept for long enough, a bounded number at a time; how many rows.
///
/// # Errors
/// Where the database fails.
pub fn forget_old(exchange: &Exchange, now: Instant) -> Result<u64, Failure> {
    let store = |error| Failure::Store(Arc::new(error));
    let reader = exchange.reader().map_err(store)?;
    let notices = notices_read_before(&reader, now.plus_seconds(-READ_SECONDS), ROUND_MAX).map_err(store)?;
    let [sent, dead] = [(MailState::Sent, SENT_SECONDS), (MailState::Dead, DEAD_SECONDS)]
        .map(|(state, kept)| mails_done_before(&reader, state, now.plus_seconds(-kept), ROUND_MAX));
    let mut mails = sent.map_err(store)?;
    mails.extend(dead.map_err(store)?);
    drop(reader);
    let notices: Vec<_> = notices.iter().map(|row| (row.jurisdiction, row.person, row.id)).collect();
    let mails: Vec<_> = mails.iter().map(|row| (row.jurisdiction, row.id)).collect();
    let first = notices.first().map(|key| key.0).or(mails.first().map(|key| key.0));
    let Some(home) = first else { return Ok(0) };
    // Two nodes that find the same forget it once.
    let ids = notices.iter().map(|key| key.2).chain(mails.iter().map(|key| key.1));
    let bytes: Vec<u8> = ids.flat_map(|id: Id| id.to_bytes()).collect();
    let envelope = Envelope { id: id_of(&bytes), actor: program(home), at: now };
    Ok(exchange.run(envelope, ForgetOld { notices, mails })?.rows)
}
