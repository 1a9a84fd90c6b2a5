//! The sessions that only read, shared by whoever asks.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio_postgres::Config;

use super::session::Session;
use crate::StoreError;

/// The most sessions of one process that read at one time: three nodes fit into the hundred connections that a
/// server allows unless told otherwise.
const SESSIONS_MAX: usize = 24;
/// How long somebody waits for one.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is set on each of them.
const SETUP: &str = "SET default_transaction_read_only = on; SET jit = off; \
                     SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning";

/// Sessions that read.
pub(crate) struct Pool {
    config: Config,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Session>,
    made: usize,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The configuration holds a password.
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl Pool {
    pub(crate) fn new(config: Config) -> Pool {
        Pool { config, state: Mutex::default(), returned: Condvar::new() }
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// A session of one's own until it is given back.
    pub(crate) fn take(&self) -> Result<Session, StoreError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |state: &mut State| state.idle.is_empty() && state.made >= SESSIONS_MAX;
        let (mut state, _) =
            self.returned.wait_timeout_while(state, PATIENCE, full).unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = state.idle.pop() {
            return Ok(session);
        }
        if state.made >= SESSIONS_MAX {
            return Err(StoreError::Busy);
        }
        state.made += 1;
        drop(state);
        let made = Session::open(self.config.clone(), SETUP, true);
        if made.is_err() {
            self.one_less();
        }
        made
    }

    /// Gives a session back.
    pub(crate) fn give(&self, session: Session) {
        if !session.is_live() {
            self.one_less();
            return;
        }
        self.state.lock().unwrap_or_else(PoisonError::into_inner).idle.push(session);
        self.returned.notify_one();
    }

    fn one_less(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.made = state.made.saturating_sub(1);
        self.returned.notify_one();
    }
}
