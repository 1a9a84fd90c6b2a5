//! What the operator's own address answers: measurements, and nothing that a stranger should see.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiangnan_store::entity::notice::MailState;
use jiangnan_store::{StoreError, list};
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::Site;
use super::health::HEALTH_PATIENCE;
use super::listen::listen;

/// Writes down what was measured until now, as Prometheus reads it.
pub type Measurements = Arc<dyn Fn() -> String + Send + Sync>;

#[derive(Clone)]
struct Operation {
    site: Arc<Site>,
    measurements: Measurements,
}

/// Serves `/metrics` on the operator's address until `stop` is done.
pub async fn serve_operator(
    site: Arc<Site>,
    measurements: Measurements,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) {
    let patience = site.patience;
    listen(listener, operator_router(site, measurements), patience, stop).await;
}

/// The addresses of the operator.
pub fn operator_router(site: Arc<Site>, measurements: Measurements) -> Router {
    let operation = Operation { site, measurements };
    Router::new()
        .route("/metrics", get(show))
        .merge(super::health::routes_of(&operation.site))
        .with_state(operation)
}

async fn show(State(operation): State<Operation>) -> Response {
    let site = Arc::clone(&operation.site);
    // What is asked of the database may wait; where it does not answer, the rest is told all the same.
    let asked = tokio::task::spawn_blocking(move || ask(&site));
    if !matches!(timeout(HEALTH_PATIENCE, asked).await, Ok(Ok(Ok(())))) {
        metrics::counter!("jiangnan_measurements_failed_total").increment(1);
    }
    let headers = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (StatusCode::OK, headers, (operation.measurements)()).into_response()
}

/// What only the database knows: how far the index is behind, and which mails wait or could not be delivered.
fn ask(site: &Site) -> Result<(), StoreError> {
    let reader = site.exchange.reader()?;
    metrics::gauge!("jiangnan_index_behind_events").set(site.index.behind(&reader)? as f64);
    for (state, name) in [(MailState::Due, "due"), (MailState::Dead, "dead")] {
        metrics::gauge!("jiangnan_mails", "state" => name).set(list::mails_in(&reader, state)? as f64);
    }
    Ok(())
}
