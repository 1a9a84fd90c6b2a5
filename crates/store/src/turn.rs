//! Whose turn it is to write: the writers of one server take turns. A group that only adds rows by keys writes most of them
//! before its turn, beside the one who has it. Where several want to write, one of them comes next and the others wait
//! for its place, while what they have to write can still grow: the fewer groups there are, the fewer times the server
//! pays for what every group costs.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::postgres::Session;
use crate::writer::Writing;
use crate::{StoreError, Writer};

/// Opens a group when nobody else is writing at all, and takes the turn: it sees all that those before it have committed.
const BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock(4711, 4); SELECT pg_advisory_xact_lock(4711, 2)";
/// How a group begins that only adds by keys, beside others that do: its plans are the same however many rows there are,
/// and are kept; its times are held against those of others in its turn, and not when they are written.
macro_rules! begin_blind {
    () => {
        "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jiangnan.times = 'held later'; "
    };
}
/// Opens such a group. The first thing that it tells is whether it had to wait for nobody.
const BEGIN_BLIND: &str = concat!(
    begin_blind!(),
    "SELECT pg_try_advisory_xact_lock_shared(4711, 4); SELECT pg_advisory_xact_lock_shared(4711, 4)"
);
/// Waits for the place of the one who comes next. Whoever stands still there is sent away by the server, as everybody is
/// who stands still in a transaction.
const COME_NEXT: &str = concat!(begin_blind!(), "SELECT pg_advisory_lock(4711, 3)");
/// As [`BEGIN_BLIND`], from that place, which is free for another as soon as the group is there and nobody looks.
const GO_ON_BLIND: &str = "SELECT pg_try_advisory_xact_lock_shared(4711, 4); \
     SELECT pg_advisory_xact_lock_shared(4711, 4); SELECT pg_advisory_unlock(4711, 3)";
/// Takes the turn in such a group, and tells the same.
const TAKE: &str = "SELECT pg_try_advisory_xact_lock(4711, 2); SELECT pg_advisory_xact_lock(4711, 2)";
const ROLLBACK: &str = "ROLLBACK";
/// Gives up the group, and the place of the one who is next, which does not end with it.
const LEAVE: &str = "ROLLBACK; SELECT pg_advisory_unlock(4711, 3) WHERE EXISTS (SELECT FROM pg_locks \
     WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND classid = 4711 AND objid = 3 AND granted)";

/// After so many groups in a row that found the turn free nobody else is thought to write.
const CROWD: u32 = 256;

/// Where a writer stands among others.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    /// How many more groups must find the turn free.
    crowd: Arc<AtomicU32>,
    /// Whether it is the next, or may be.
    is_next: Cell<bool>,
}

impl Turn {
    /// Opens a group and waits for the turn.
    pub fn begin(&self, session: &Session) -> Result<(), StoreError> {
        if self.is_next.get() {
            self.give_up(session);
        }
        session.begin(BEGIN)
    }

    /// Opens a group that only adds by keys, without a wait.
    pub fn send_begin_blind(&self, session: &Session) -> Result<(), StoreError> {
        session.send_begin(if self.is_next.get() { GO_ON_BLIND } else { BEGIN_BLIND }, self.heard(0))
    }

    /// Takes the turn in such a group, without a wait: whatever is sent after it waits for the turn.
    pub fn send_take(&self, session: &Session) -> Result<(), StoreError> {
        session.send_asking(TAKE, self.heard(1))
    }

    /// Takes note whether others were met; where not, so many groups less must meet nobody.
    fn heard(&self, less: u32) -> impl FnOnce(Option<&str>) + Send + 'static {
        let crowd = Arc::clone(&self.crowd);
        move |was_free| {
            let left = if was_free == Some("t") {
                crowd.load(Ordering::Relaxed).saturating_sub(less)
            } else {
                CROWD
            };
            crowd.store(left, Ordering::Relaxed);
        }
    }

    /// Gives a group up.
    pub fn give_up(&self, session: &Session) {
        session.rollback(if self.is_next.replace(false) { LEAVE } else { ROLLBACK });
    }

    /// The group stands: whoever was next has gone on.
    pub fn passed(&self) {
        self.is_next.set(false);
    }
}

impl Writer {
    /// Whether others have lately been found writing: then it is better to [come next](Writer::come_next) first, and to
    /// decide as late as then what to write.
    pub fn is_crowded(&self) -> bool {
        self.turn.crowd.load(Ordering::Relaxed) > 0
    }

    /// Waits until no other but the one who is writing comes before this writer, for [`Writer::write_blind`]. Where that
    /// cannot be had it comes when it comes; what is wrong then is wrong with what follows, too, which tells.
    pub fn come_next(&self) {
        if let Writing::Postgres(session) = &self.connection {
            self.turn.is_next.set(session.begin(COME_NEXT).is_ok());
        }
    }
}
