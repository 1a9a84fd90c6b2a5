//! A handler has to answer: who asks does not wait for ever, and learns what is known until then.
//!
//! A handler that takes too long is not ended but left alone. What it has handed to the writer is written all the same,
//! and the same command sent again is answered as the first time. It keeps its place at the gate until it is done, so
//! that handlers that hang cannot become ever more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::OwnedSemaphorePermit;
use tracing::Instrument;

use crate::view::error::Fault;

/// In how many parts a handler's time is counted.
const PARTS: u32 = 10;

/// How long the site waits for others.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long an answer may take from the moment at which all was there that it needs.
    pub answer: Duration,
    /// How long a client may leave an answer unread, whatever its size.
    pub unread: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience { answer: Duration::from_secs(30), unread: Duration::from_secs(10) }
    }
}

/// How far a handler has got with its client's body: the time in which it waits for that is not the handler's.
#[derive(Clone, Default)]
pub(super) struct Coming(Arc<Mutex<State>>);

#[derive(Clone, Copy, Default, PartialEq)]
struct State {
    /// How often the handler asked for a part of it.
    asked: u64,
    /// Whether it waits for one.
    waiting: bool,
}

impl Coming {
    /// Notes that the handler has got a part of the body, or waits for one.
    pub fn note(&self, waiting: bool) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State { asked: state.asked.wrapping_add(1), waiting };
    }

    fn state(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Done when the handler has had its time, counted from the last part of the body.
    async fn overdue(&self, patience: Duration) {
        let (mut left, mut seen) = (PARTS, self.state());
        while left > 0 {
            tokio::time::sleep(patience / PARTS).await;
            let state = self.state();
            left = if state.waiting || state != seen { PARTS } else { left - 1 };
            seen = state;
        }
    }
}

/// Runs a handler, which holds its place until it is done, and waits for its answer.
///
/// # Errors
/// What to tell the client where it takes too long or fails.
pub(super) async fn within(
    patience: Duration,
    mut request: Request,
    next: Next,
    place: OwnedSemaphorePermit,
) -> Result<Response, Fault> {
    let late = if request.method().is_safe() { Fault::Late } else { Fault::Unsettled };
    let coming = Coming::default();
    request.extensions_mut().insert(coming.clone());
    let work = async move {
        let answer = next.run(request).await;
        drop(place);
        answer
    };
    tokio::select! {
        answer = tokio::spawn(work.in_current_span()) => answer.map_err(|error| {
            tracing::error!(cause = error.to_string(), "fault");
            Fault::Server
        }),
        () = coming.overdue(patience) => Err(late),
    }
}
