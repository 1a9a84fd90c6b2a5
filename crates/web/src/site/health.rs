//! Whether the process lives and whether it can serve: for proxies and whoever watches over it.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiangnan_store::list;

use super::Site;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/health/live", get(async || say(true))).route("/health/ready", get(ready))
}

/// The same addresses for a router that works with something else.
pub(super) fn routes_of<S: Clone + Send + Sync + 'static>(site: &Arc<Site>) -> Router<S> {
    routes().with_state(Arc::clone(site))
}

/// Ready is who can read the database.
async fn ready(State(site): State<Arc<Site>>) -> Response {
    let read = tokio::task::spawn_blocking(move || {
        let reader = site.exchange.reader()?;
        list::last_event(&reader, jiangnan_exchange::writer::CHAIN)
    });
    say(matches!(read.await, Ok(Ok(_))))
}

fn say(well: bool) -> Response {
    let (status, word) =
        if well { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready\n") };
    (status, [(CACHE_CONTROL, "no-store")], word).into_response()
}
