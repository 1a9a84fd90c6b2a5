//! The trail of a request: the number under which every answer and every line of the log names it, and the trace
//! that it belongs to where the client or the proxy has begun one (W3C `traceparent`).

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::Site;

/// The header of an answer that names its request.
const REQUEST_ID: &str = "x-request-id";

/// What a request is named by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// The number of this request; nobody chooses it but the server.
    pub request: String,
    /// The trace, 32 hexadecimal digits.
    pub trace: String,
    /// The span of the caller, 16 hexadecimal digits; empty where the trace begins here.
    pub caller: String,
    /// Whether the caller wants the trace kept.
    pub sampled: bool,
}

impl Trail {
    fn of(site: &Site, headers: &HeaderMap) -> Trail {
        let request = site.make_id().to_string();
        let told = headers.get("traceparent").and_then(|value| value.to_str().ok()).and_then(read);
        let (trace, caller, sampled) = told.unwrap_or_else(|| {
            let drawn = site.make_token();
            (drawn.iter().take(16).map(|byte| format!("{byte:02x}")).collect(), String::new(), true)
        });
        Trail { request, trace, caller, sampled }
    }
}

/// Trace, span and wish of a `traceparent`; none where it is not one, and then a new trace begins.
fn read(header: &str) -> Option<(String, String, bool)> {
    let mut parts = header.trim().split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, length| {
        text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_set = |text: &str| text.bytes().any(|byte| byte != b'0');
    let well = is_hex(version, 2) && version != "ff" && is_hex(trace, 32) && is_hex(span, 16);
    // Later versions may have more parts; this one has four.
    if !well
        || !is_hex(flags, 2)
        || !is_set(trace)
        || !is_set(span)
        || (version == "00" && parts.next().is_some())
    {
        return None;
    }
    let sampled = u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1);
    Some((trace.to_owned(), span.to_owned(), sampled))
}

/// Names a request, measures how long its answer takes, and says so. The pattern of the address is told and never
/// the address itself, which may hold names, words that somebody searched for, and the secrets of calendar feeds.
pub(super) async fn observe(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let trail = Trail::of(&site, request.headers());
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let method = known(request.method().as_str());
    let span = tracing::info_span!(
        "request",
        request = trail.request,
        trace = trail.trace,
        caller = trail.caller,
        sampled = trail.sampled,
        method,
        route,
        status = tracing::field::Empty,
    );
    let number = HeaderValue::from_str(&trail.request);
    request.extensions_mut().insert(trail);
    let began = site.clock.micros();
    let mut answer = next.run(request).instrument(span.clone()).await;
    let took_ms = site.clock.micros().saturating_sub(began) as f64 / 1_000.0;
    if let Ok(number) = number {
        answer.headers_mut().insert(REQUEST_ID, number);
    }
    let status = answer.status().as_u16();
    span.record("status", status);
    let _inside = span.entered();
    // Whoever watches over the process asks every few seconds: that would drown the rest.
    if !route.starts_with("/health/") {
        tracing::info!(status, took_ms, "answered");
    }
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::histogram!("jiangnan_request_seconds", &labels).record(took_ms / 1_000.0);
    answer
}

/// The methods that there are; anybody can invent others, and each would be a series of its own.
fn known(method: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_goes_on_where_the_caller_tells_one_that_is_well_formed() {
        let (trace, span) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        let told = |sampled| Some((trace.to_owned(), span.to_owned(), sampled));
        for (header, found) in [
            (format!("00-{trace}-{span}-01"), told(true)),
            (format!("00-{trace}-{span}-00"), told(false)),
            (format!("01-{trace}-{span}-01-later"), told(true)),
            (format!("00-{trace}-{span}-01-extra"), None),
            (format!("ff-{trace}-{span}-01"), None),
            (format!("00-{}-{span}-01", "0".repeat(32)), None),
            (format!("00-{trace}-{}-01", "0".repeat(16)), None),
            (format!("00-{}-{span}-01", trace.to_uppercase()), None),
            ("nonsense".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(read(&header), found, "{header}");
        }
    }
}
