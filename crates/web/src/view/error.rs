//! What went wrong, and what to do.

use axum::http::StatusCode;
use jiangnan_kernel::Text;

/// What kind of fault a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Nothing is here.
    NotFound,
    /// It is here, but not for this reader.
    Forbidden,
    /// Somebody was faster, or the thing has moved on.
    Conflict,
    /// It cannot be done as asked.
    Refused,
    /// What was sent is too large.
    TooLarge,
    /// What was sent came too slowly.
    Slow,
    /// More ask at once than can be answered, or the database is held by another.
    Busy,
    /// A page took too long.
    Late,
    /// A deed took too long, or its answer was lost: it may have been done.
    Unsettled,
    /// Our own fault.
    Server,
}

/// An error page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorView {
    /// What kind of fault.
    pub fault: Fault,
    /// Each thing that is wrong, in words; may be empty.
    pub details: Vec<Text>,
    /// Where to go instead: address and name.
    pub ways: Vec<(String, Text)>,
    /// The number under which the log keeps it.
    pub reference: Option<String>,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Fault; 10] = [
        Fault::NotFound,
        Fault::Forbidden,
        Fault::Conflict,
        Fault::Refused,
        Fault::TooLarge,
        Fault::Slow,
        Fault::Busy,
        Fault::Late,
        Fault::Unsettled,
        Fault::Server,
    ];

    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Forbidden => StatusCode::FORBIDDEN,
            Fault::Conflict => StatusCode::CONFLICT,
            Fault::Refused => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::Slow => StatusCode::REQUEST_TIMEOUT,
            Fault::Busy | Fault::Late | Fault::Unsettled => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Server => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of its heading.
    pub fn title_key(self) -> &'static str {
        match self {
            Fault::NotFound => "error-not-found",
            Fault::Forbidden => "error-forbidden",
            Fault::Conflict => "error-conflict",
            Fault::Refused => "error-refused",
            Fault::TooLarge => "error-too-large",
            Fault::Slow => "error-slow",
            Fault::Busy => "error-busy",
            Fault::Late => "error-late",
            Fault::Unsettled => "error-unsettled",
            Fault::Server => "error-server",
        }
    }

    /// The key of the sentence that says what to do.
    pub fn text_key(self) -> &'static str {
        match self {
            Fault::NotFound => "error-not-found-text",
            Fault::Forbidden => "error-forbidden-text",
            Fault::Conflict => "error-conflict-text",
            Fault::Refused => "error-refused-text",
            Fault::TooLarge => "error-too-large-text",
            Fault::Slow => "error-slow-text",
            Fault::Busy => "error-busy-text",
            Fault::Late => "error-late-text",
            Fault::Unsettled => "error-unsettled-text",
            Fault::Server => "error-server-text",
        }
    }

    /// After how many seconds it is worth asking again.
    pub fn retry_after_seconds(self) -> Option<u32> {
        match self {
            Fault::Busy => Some(5),
            Fault::Late | Fault::Unsettled => Some(10),
            _ => None,
        }
    }

    /// Whether the same address may be asked again: a form has to be sent again instead.
    pub fn is_asked_again(self) -> bool {
        matches!(self, Fault::Busy | Fault::Late)
    }
}

impl ErrorView {
    /// The bare page of a fault.
    pub fn of(fault: Fault) -> ErrorView {
        ErrorView { fault, details: Vec::new(), ways: Vec::new(), reference: None }
    }
}
