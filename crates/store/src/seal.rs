//! How a group that is committed comes to be durable.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::Config;

use crate::StoreError;
use crate::postgres::{Session, durable};

/// What is set on the connection of a seal.
const SETUP: &str = concat!("SET statement_timeout = '30s'; SET client_min_messages = warning; ", durable!());
/// For how many groups a server that has no room for one more connection is not asked for it again.
const PAUSE: u32 = 256;
/// A line in the log, at whose commit the server waits until the disk has it, and all that stands before it.
const SEAL: &str = "SELECT pg_logical_emit_message(true, 'jiangnan', '')::text";

/// What knows when a committed group is durable.
#[derive(Clone, Debug)]
#[must_use = "nobody may be answered before the group is durable"]
pub struct Seal(Option<Arc<Sealing>>);

impl Seal {
    /// The seal of a group that is durable already.
    pub fn done() -> Seal {
        Seal(None)
    }

    pub(crate) fn by(sealing: Arc<Sealing>) -> Seal {
        Seal(Some(sealing))
    }

    /// Whether the group is durable already.
    pub fn is_done(&self) -> bool {
        self.0.is_none()
    }

    /// Whether another seal of the same connection makes this one's group durable too, given later.
    pub fn is_with(&self, other: &Seal) -> bool {
        match (&self.0, &other.0) {
            (Some(this), Some(that)) => Arc::ptr_eq(this, that),
            (this, that) => this.is_none() && that.is_none(),
        }
    }

    /// Waits until the group is durable, and with it all that were committed before.
    ///
    /// # Errors
    /// Where the server cannot be asked: nobody knows then whether the group will stay. The same commands tell, given
    /// again, through a connection that was made since.
    pub fn wait(&self) -> Result<(), StoreError> {
        self.0.as_ref().map_or(Ok(()), |sealing| sealing.wait())
    }
}

/// What seals the groups of one connection, once one asked for it.
#[derive(Debug, Default)]
pub(crate) struct Seals {
    kept: RefCell<Option<Arc<Sealing>>>,
    /// For how many more groups the server is not asked.
    pause: Cell<u32>,
}

impl Seals {
    /// What seals the groups that are committed from now on; none where each must wait for itself, because the rows are
    /// spread or there can be no further connection.
    pub fn of(&self, session: &Session) -> Result<Option<Arc<Sealing>>, StoreError> {
        let mut kept = self.kept.borrow_mut();
        if kept.as_ref().is_none_or(|sealing| sealing.is_broken()) {
            // What was sent before and failed is told here, and must not be lost.
            let is_spread = session.is_spread()?;
            let left = self.pause.get();
            self.pause.set(left.saturating_sub(1));
            *kept = if is_spread || left > 0 { None } else { self.ask(session) };
        }
        Ok(kept.clone())
    }

    fn ask(&self, session: &Session) -> Option<Arc<Sealing>> {
        let made = Sealing::open(session.config().clone());
        self.pause.set(if made.is_err() { PAUSE } else { 0 });
        made.ok().map(Arc::new)
    }

    /// Forgets what sealed the groups of a connection that is gone.
    pub fn forget(&self) {
        *self.kept.borrow_mut() = None;
        self.pause.set(0);
    }
}

/// A second connection of a writer, which waits for the disk while the first goes on.
///
/// It was made before the groups that it seals were committed. So the server has not started anew between a commit and
/// a seal that succeeds, or this connection would have broken; it is never made again.
pub(crate) struct Sealing {
    session: Mutex<Session>,
    broken: AtomicBool,
}

impl std::fmt::Debug for Sealing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealing").field("broken", &self.broken).finish_non_exhaustive()
    }
}

impl Sealing {
    /// Connects.
    pub fn open(config: Config) -> Result<Sealing, StoreError> {
        let session = Mutex::new(Session::of_writer(config, SETUP)?);
        Ok(Sealing { session, broken: AtomicBool::new(false) })
    }

    /// Whether it has failed: what is committed from now on needs another.
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    fn wait(&self) -> Result<(), StoreError> {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_broken() {
            return Err(StoreError::Unreachable("the connection that waits for the disk broke".to_owned()));
        }
        let sealed = session.query(SEAL, &[]).map(drop);
        self.broken.store(sealed.is_err(), Ordering::Release);
        sealed
    }
}
