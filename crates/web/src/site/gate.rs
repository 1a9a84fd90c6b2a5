//! How many requests are answered at once: what does not fit is told to come back, before it costs anything.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::Semaphore;

use super::{Reader, Setting, error};
use crate::view::error::{ErrorView, Fault};

/// The most requests that are answered at once. Each may hold a thread and a connection to the database.
pub const REQUESTS_MAX: usize = 256;

/// The gate of one site.
#[derive(Clone)]
pub struct Gate {
    places: Arc<Semaphore>,
    setting: Setting,
}

impl Gate {
    /// A gate through which so many requests go at once.
    pub fn new(setting: Setting, most: usize) -> Gate {
        Gate { places: Arc::new(Semaphore::new(most)), setting }
    }
}

/// Lets a request in, or answers that the site is busy. The style sheet always comes: the page that says so
/// needs it.
pub async fn admit(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if path.starts_with("/assets/") {
        return next.run(request).await;
    }
    match gate.places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => {
            metrics::counter!("jiangnan_requests_turned_away_total").increment(1);
            error(gate.setting, &Reader::of(request.headers()), path, ErrorView::of(Fault::Busy))
        }
    }
}
