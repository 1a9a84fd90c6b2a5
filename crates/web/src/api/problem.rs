//! What went wrong, as a problem document of RFC 9457 in the reader's language.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::{Interval, Text};
use jiangnan_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use super::value::Stretch;
use crate::locale::Locale;
use crate::site::{Halt, is_unsettled};
use crate::view::KeyError;
use crate::view::error::Fault;

/// Where the address of every problem's type begins.
pub const TYPES: &str = "/api/problems/";

/// Every type of problem with its status, in the order in which the page explains them.
pub const PROBLEMS: [(&str, StatusCode); 30] = [
    ("bad-request", StatusCode::BAD_REQUEST),
    ("idempotency-key-missing", StatusCode::BAD_REQUEST),
    ("not-signed-in", StatusCode::UNAUTHORIZED),
    ("not-allowed", StatusCode::FORBIDDEN),
    ("maker-is-checker", StatusCode::FORBIDDEN),
    ("not-found", StatusCode::NOT_FOUND),
    ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED),
    ("timeout", StatusCode::REQUEST_TIMEOUT),
    ("conflict", StatusCode::CONFLICT),
    ("price-changed", StatusCode::CONFLICT),
    ("not-bookable", StatusCode::CONFLICT),
    ("wrong-state", StatusCode::CONFLICT),
    ("not-before", StatusCode::CONFLICT),
    ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
    ("media-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("id-used-otherwise", StatusCode::UNPROCESSABLE_ENTITY),
    ("invalid", StatusCode::UNPROCESSABLE_ENTITY),
    ("no-tariff", StatusCode::UNPROCESSABLE_ENTITY),
    ("ledger", StatusCode::UNPROCESSABLE_ENTITY),
    ("scheme-has-errors", StatusCode::UNPROCESSABLE_ENTITY),
    ("claim", StatusCode::UNPROCESSABLE_ENTITY),
    ("cycle", StatusCode::UNPROCESSABLE_ENTITY),
    ("payment", StatusCode::UNPROCESSABLE_ENTITY),
    ("bank-file", StatusCode::UNPROCESSABLE_ENTITY),
    ("no-bank-account", StatusCode::UNPROCESSABLE_ENTITY),
    ("too-many-requests", StatusCode::TOO_MANY_REQUESTS),
    ("server", StatusCode::INTERNAL_SERVER_ERROR),
    ("busy", StatusCode::SERVICE_UNAVAILABLE),
    ("late", StatusCode::SERVICE_UNAVAILABLE),
    ("unsettled", StatusCode::SERVICE_UNAVAILABLE),
];

/// A problem document (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Problem {
    /// The type of problem, a relative address that never changes: `/api/problems/price-changed`.
    #[schema(format = "uri-reference")]
    pub r#type: String,
    /// What kind of problem it is, in the reader's language.
    pub title: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened and what to do, in the reader's language.
    pub detail: String,
    /// Which fields are wrong; none where the problem is not about fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Free times near the one asked for; none where the problem is not about time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<Stretch>,
    /// The number under which the operator finds the cause; only for faults of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// What is wrong with it, in the reader's language.
    pub message: String,
}

/// Why a handler stops: a problem that does not know its reader's language yet.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// The last part of the type.
    pub name: &'static str,
    /// What happened; the general words of the type where it is empty.
    pub detail: Text,
    /// The fields that are wrong.
    pub errors: Vec<(String, Text)>,
    /// Free times near the one asked for.
    pub near: Vec<Interval>,
    /// Our own fault's cause, for the log only.
    pub cause: Option<String>,
    /// After how many seconds to try again.
    pub retry_seconds: Option<i64>,
}

impl Trouble {
    /// A problem of a type, in the type's general words.
    pub fn of(name: &'static str) -> Trouble {
        let (errors, near) = (Vec::new(), Vec::new());
        Trouble { name, detail: Text::default(), errors, near, cause: None, retry_seconds: None }
    }

    /// A problem of a type with what happened.
    pub fn because(name: &'static str, detail: Text) -> Trouble {
        Trouble { detail, ..Trouble::of(name) }
    }

    /// A field does not hold what it must.
    pub fn field(field: &str, en: impl Into<String>, zh: impl Into<String>) -> Trouble {
        let reason = Text::new(en, zh);
        Trouble { errors: vec![(field.to_owned(), reason.clone())], ..Trouble::because("invalid", reason) }
    }

    /// Our own fault; the cause goes to the log.
    pub fn broken(cause: impl std::fmt::Display) -> Trouble {
        Trouble { cause: Some(cause.to_string()), ..Trouble::of("server") }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        let known = PROBLEMS.iter().find(|(name, _)| *name == self.name);
        known.map_or(StatusCode::INTERNAL_SERVER_ERROR, |(_, status)| *status)
    }

    /// The answer in a language.
    pub fn answer(&self, l: Locale, reference: Option<String>) -> Response {
        let title = l.t(&format!("problem-{}", self.name)).into_owned();
        let detail = match l.text(&self.detail) {
            "" => l.t(&format!("problem-{}-text", self.name)).into_owned(),
            words => words.to_owned(),
        };
        let field = |(field, text): &(String, Text)| FieldProblem {
            field: field.clone(),
            message: l.text(text).to_owned(),
        };
        let problem = Problem {
            r#type: format!("{TYPES}{}", self.name),
            title,
            status: self.status().as_u16(),
            detail,
            errors: self.errors.iter().map(field).collect(),
            near: self.near.iter().copied().map(Stretch::from).collect(),
            reference,
        };
        let headers = [
            (CONTENT_TYPE, "application/problem+json"),
            (CONTENT_LANGUAGE, l.language.tag()),
            (CACHE_CONTROL, "no-store"),
        ];
        let mut answer = (self.status(), headers, Json(problem)).into_response();
        if let Some(seconds) = self.retry_seconds {
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            let challenge = axum::http::HeaderValue::from_static("Bearer");
            answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}

/// The document of what stopped a request before the interface was reached.
pub fn refusal(halt: Halt, l: Locale) -> Response {
    Trouble::from(halt).answer(l, None)
}

impl IntoResponse for Trouble {
    /// The middleware that knows the language makes the document.
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(Box::new(self));
        answer
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        let detail = refusal.text();
        // What programs need not tell apart has one name.
        let name = match refusal.name() {
            "series-not-bookable" | "expert-not-available" => "not-bookable",
            "not-reviewer" => "not-allowed",
            name => name,
        };
        let mut trouble = Trouble::because(name, detail);
        match refusal {
            Refusal::Series { near, .. } => trouble.near = near.into_iter().flatten().collect(),
            Refusal::Invalid { field, reason } => trouble.errors.push((field.to_owned(), reason)),
            Refusal::Booking { near, .. } => trouble.near = near,
            _ => {}
        }
        trouble
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Trouble {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            other => match other.retry_after() {
                Some(seconds) => {
                    let name = if is_unsettled(&other) { "unsettled" } else { "busy" };
                    let (cause, retry_seconds) = (Some(other.to_string()), Some(seconds.into()));
                    Trouble { cause, retry_seconds, ..Trouble::of(name) }
                }
                None => Trouble::broken(other),
            },
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::broken(error)
    }
}

impl From<KeyError> for Trouble {
    fn from(_: KeyError) -> Trouble {
        Trouble::of("not-found")
    }
}

impl From<Halt> for Trouble {
    fn from(halt: Halt) -> Trouble {
        match halt {
            Halt::SignIn { .. } => Trouble::of("not-signed-in"),
            Halt::Busy(cause) => {
                Trouble { cause: Some(cause), retry_seconds: Some(5), ..Trouble::of("busy") }
            }
            Halt::Unsettled(cause) => {
                let retry_seconds = Fault::Unsettled.retry_after_seconds().map(i64::from);
                Trouble { cause: Some(cause), retry_seconds, ..Trouble::of("unsettled") }
            }
            Halt::Broken(cause) => Trouble::broken(cause),
            Halt::Fault(view) => {
                let name = match view.fault {
                    Fault::NotFound => "not-found",
                    Fault::Forbidden => "not-allowed",
                    Fault::Conflict => "conflict",
                    Fault::Refused => "invalid",
                    Fault::TooLarge => "too-large",
                    Fault::Slow => "timeout",
                    Fault::Busy => "busy",
                    Fault::Late => "late",
                    Fault::Unsettled => "unsettled",
                    Fault::Server => "server",
                };
                let join =
                    |pick: fn(&Text) -> &str| view.details.iter().map(pick).collect::<Vec<_>>().join(" ");
                let detail = Text::new(join(|text| &text.en), join(|text| &text.zh));
                let retry_seconds = view.fault.retry_after_seconds().map(i64::from);
                Trouble { retry_seconds, ..Trouble::because(name, detail) }
            }
        }
    }
}
