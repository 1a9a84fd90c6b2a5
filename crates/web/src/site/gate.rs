//! How many requests are answered at once, and for how long: what does not fit is told to come back before it costs
//! anything, and what takes too long is told so.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::Semaphore;

use super::patience::within;
use super::{Halt, Reader, Setting, error};
use crate::locale::Locale;
use crate::view::error::{ErrorView, Fault};

/// The most requests that are answered at once. Each may hold a thread and a connection to the database.
pub const REQUESTS_MAX: usize = 256;

/// The gate of one site.
#[derive(Clone)]
pub struct Gate {
    places: Arc<Semaphore>,
    patience: Duration,
    setting: Setting,
}

impl Gate {
    /// A gate through which so many requests go at once, each for so long.
    pub fn new(setting: Setting, most: usize, patience: Duration) -> Gate {
        Gate { places: Arc::new(Semaphore::new(most)), patience, setting }
    }
}

/// Lets a request in, or answers that the site is busy; tells who waits for too long. The style sheet always comes:
/// the page that says so needs it.
pub async fn admit(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    if path.starts_with("/assets/") {
        return next.run(request).await;
    }
    let reader = Reader::of(request.headers());
    let Ok(place) = Arc::clone(&gate.places).try_acquire_owned() else {
        metrics::counter!("jiangnan_requests_turned_away_total").increment(1);
        return refuse(gate.setting, &reader, &path, Fault::Busy);
    };
    match within(gate.patience, request, next, place).await {
        Ok(answer) => answer,
        Err(fault) => {
            if fault != Fault::Server {
                metrics::counter!("jiangnan_requests_cut_off_total").increment(1);
                tracing::warn!(waited_ms = gate.patience.as_millis() as u64, "cut off");
            }
            refuse(gate.setting, &reader, &path, fault)
        }
    }
}

/// Says what is wrong, as a page or as a document.
fn refuse(setting: Setting, reader: &Reader, path: &str, fault: Fault) -> Response {
    if path.starts_with(crate::api::ROOT) {
        return crate::api::refusal(Halt::of(fault), Locale::new(reader.language));
    }
    error(setting, reader, path, ErrorView::of(fault))
}
