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
use tokio::time::Instant;
use tracing::Instrument;

use crate::view::error::Fault;

/// How often it is looked whether a body has come.
const LOOK: Duration = Duration::from_secs(1);

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

/// Whether a handler waits for its client's body: that time is not the handler's.
#[derive(Clone)]
pub(super) struct Coming(Arc<Mutex<State>>);

struct State {
    /// Since when the handler has had all that came.
    since: Instant,
    /// Whether it waits for more.
    waiting: bool,
}

impl Coming {
    fn new() -> Coming {
        Coming(Arc::new(Mutex::new(State { since: Instant::now(), waiting: false })))
    }

    /// Notes that the handler has got a part of the body, or waits for one.
    pub fn note(&self, waiting: bool) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State { since: Instant::now(), waiting };
    }

    /// When it is worth looking again; none where the handler has had its time.
    fn look_at(&self, patience: Duration) -> Option<Instant> {
        let (state, now) = (self.0.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        let end = if state.waiting { now + patience.min(LOOK) } else { state.since + patience };
        (now < end).then_some(end)
    }

    /// Done when the handler has had its time.
    async fn overdue(&self, patience: Duration) {
        while let Some(end) = self.look_at(patience) {
            tokio::time::sleep_until(end).await;
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
    let coming = Coming::new();
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
