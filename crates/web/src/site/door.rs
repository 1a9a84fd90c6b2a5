//! What happens around every handler: who asks is found out, and what went wrong becomes a page.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::halt::{Cause, Shown};
use super::{Ask, Halt, Site, Trail};
use crate::page::{self, ErrorPage};
use crate::view::error::{ErrorView, Fault};

/// Finds out who asks, runs the handler, and turns faults into pages in the reader's language. A handler that
/// panics is answered like any other fault of ours.
pub async fn enter(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let trail = request.extensions().get::<Trail>().cloned().unwrap_or_default();
    let known = Ask::of(site, trail, request.method(), request.uri(), request.headers());
    let (ask, known) = known.await;
    if let Err(halt) = known {
        return show(&ask, halt.into_response());
    }
    request.extensions_mut().insert(ask.clone());
    // In a task of its own a panic ends the task and not the connection.
    let answer = tokio::spawn(next.run(request).in_current_span()).await;
    let answer = answer.unwrap_or_else(|error| Halt::Broken(error.to_string()).into_response());
    show(&ask, answer)
}

fn show(ask: &Ask, mut answer: Response) -> Response {
    let shown = answer.extensions_mut().remove::<Shown>().map(|Shown(view)| *view);
    let cause = answer.extensions_mut().remove::<Cause>();
    let view = match (shown, cause) {
        (Some(view), Some(Cause(cause))) => {
            tracing::warn!(cause, "busy");
            Some(view)
        }
        (None, Some(Cause(cause))) => Some(broken(ask, &cause)),
        (shown, None) => shown,
    };
    match view.or_else(|| rejection(&answer).map(ErrorView::of)) {
        Some(mut v) => {
            if v.fault == Fault::TooLarge && v.details.is_empty() {
                v.details.push(super::limit::told(&ask.path));
            }
            page::fault(&ErrorPage { l: ask.locale(), frame: ask.frame(), v })
        }
        None => answer,
    }
}

/// The page of our own fault: the cause goes to the log under a number that the page names.
fn broken(ask: &Ask, cause: &str) -> ErrorView {
    tracing::error!(cause, "fault");
    ErrorView { reference: Some(ask.trail.request.clone()), ..ErrorView::of(Fault::Server) }
}

/// The fault behind an answer that the framework made before any handler ran.
fn rejection(answer: &Response) -> Option<Fault> {
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/html") {
        return None;
    }
    match answer.status() {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Some(Fault::NotFound),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Fault::TooLarge),
        StatusCode::REQUEST_TIMEOUT => Some(Fault::Slow),
        status if status.is_client_error() => Some(Fault::Refused),
        status if status.is_server_error() => Some(Fault::Server),
        _ => None,
    }
}
