//! Whether the process lives and whether it can serve: for proxies and whoever watches over it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiangnan_store::list;

use super::Site;

/// How long the database may take to answer whoever watches over the process.
pub(super) const HEALTH_PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/health/live", get(async || say(true))).route("/health/ready", get(ready))
}

/// The same addresses for a router that works with something else.
pub(super) fn routes_of<S: Clone + Send + Sync + 'static>(site: &Arc<Site>) -> Router<S> {
    routes().with_state(Arc::clone(site))
}

/// Ready is who can read the database, and soon.
async fn ready(State(site): State<Arc<Site>>) -> Response {
    let read = tokio::task::spawn_blocking(move || {
        let reader = site.exchange.reader()?;
        list::last_event(&reader, jiangnan_exchange::writer::CHAIN)
    });
    say(matches!(tokio::time::timeout(HEALTH_PATIENCE, read).await, Ok(Ok(Ok(_)))))
}

fn say(well: bool) -> Response {
    let (status, word) =
        if well { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready\n") };
    (status, [(CACHE_CONTROL, "no-store")], word).into_response()
}
