//! What happens around every handler of the interface: whose token it is, whether it asks too often, and what
//! went wrong as a document in the reader's language.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::problem::Trouble;
use crate::locale::Locale;
use crate::site::{Ask, Reader, Site, Trail};

/// Finds out who asks, counts the request, runs the handler and makes documents of problems.
pub async fn enter(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let l = Locale::new(Reader::of(request.headers()).language);
    let trail = request.extensions().get::<Trail>().cloned().unwrap_or_default();
    let answer = pass(&site, trail.clone(), request, next).await;
    let mut answer = answer.unwrap_or_else(axum::response::IntoResponse::into_response);
    let trouble =
        answer.extensions_mut().remove::<Box<Trouble>>().or_else(|| rejection(&answer).map(Box::new));
    let Some(trouble) = trouble else {
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return answer;
    };
    let Some(cause) = &trouble.cause else { return trouble.answer(l, None) };
    if trouble.status() == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(cause, "busy");
    } else {
        tracing::error!(cause, "fault");
    }
    trouble.answer(l, Some(trail.request))
}

async fn pass(site: &Arc<Site>, trail: Trail, mut request: Request, next: Next) -> Result<Response, Trouble> {
    let token = bearer(request.headers())?;
    let ask = Ask::by_token(Arc::clone(site), trail, request.uri(), request.headers(), token).await?;
    let ask = ask.ok_or_else(|| Trouble::of("not-signed-in"))?;
    let who = ask.session.as_deref().map(|session| (session.person.jurisdiction, session.person.id));
    site.limiter
        .count(who, site.now())
        .map_err(|seconds| Trouble { retry_seconds: Some(seconds), ..Trouble::of("too-many-requests") })?;
    request.extensions_mut().insert(ask);
    // In a task of its own a panic ends the task and not the connection.
    tokio::spawn(next.run(request).in_current_span()).await.map_err(Trouble::broken)
}

/// The token of a request; none where it has no `Authorization` at all.
fn bearer(headers: &HeaderMap) -> Result<Option<String>, Trouble> {
    let Some(value) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().ok().and_then(|text| text.split_once(' '));
    match text {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim().to_owned())),
        _ => Err(Trouble::of("not-signed-in")),
    }
}

/// The problem behind an answer that the framework made before any handler ran.
fn rejection(answer: &Response) -> Option<Trouble> {
    let json = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    match answer.status() {
        _ if json => None,
        StatusCode::NOT_FOUND => Some(Trouble::of("not-found")),
        StatusCode::METHOD_NOT_ALLOWED => Some(Trouble::of("method-not-allowed")),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Trouble::of("too-large")),
        StatusCode::REQUEST_TIMEOUT => Some(Trouble::of("timeout")),
        status if status.is_client_error() => Some(Trouble::of("bad-request")),
        status if status.is_server_error() => Some(Trouble::broken(status)),
        _ => None,
    }
}
