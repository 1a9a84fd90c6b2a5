//! Why a handler did not answer with its page.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::Text;
use jiangnan_store::StoreError;

use super::see_other;
use crate::form::address;
use crate::view::KeyError;
use crate::view::error::{ErrorView, Fault};

/// Why a handler stops. It is answered with a page in the reader's language.
#[derive(Clone, Debug)]
pub enum Halt {
    /// Somebody has to sign in first; where to go afterwards.
    SignIn {
        /// The page that was asked for.
        back: String,
    },
    /// Something is wrong.
    Fault(Box<ErrorView>),
    /// It may go well in a moment, with the cause for the log.
    Busy(String),
    /// It is not known whether it was done, with the cause for the log.
    Unsettled(String),
    /// Our own fault, with its cause for the log.
    Broken(String),
}

/// An error page on its way to the middleware that knows the reader's language.
#[derive(Clone, Debug)]
pub(super) struct Shown(pub Box<ErrorView>);

/// The cause of a fault of ours on its way to the log.
#[derive(Clone, Debug)]
pub(super) struct Cause(pub String);

impl Halt {
    /// The bare page of a fault.
    pub fn of(fault: Fault) -> Halt {
        Halt::Fault(Box::new(ErrorView::of(fault)))
    }

    /// The page of a fault with what is wrong in words.
    pub fn because(fault: Fault, detail: Text) -> Halt {
        Halt::Fault(Box::new(ErrorView { details: vec![detail], ..ErrorView::of(fault) }))
    }
}

impl IntoResponse for Halt {
    fn into_response(self) -> Response {
        match self {
            Halt::SignIn { back } => see_other(&address("/sign-in", &[("back", &back)])),
            Halt::Fault(view) => {
                let mut answer = view.fault.status().into_response();
                answer.extensions_mut().insert(Shown(view));
                answer
            }
            Halt::Busy(cause) => {
                let mut answer = Halt::of(Fault::Busy).into_response();
                answer.extensions_mut().insert(Cause(cause));
                answer
            }
            Halt::Unsettled(cause) => {
                let mut answer = Halt::of(Fault::Unsettled).into_response();
                answer.extensions_mut().insert(Cause(cause));
                answer
            }
            Halt::Broken(cause) => {
                let mut answer = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                answer.extensions_mut().insert(Cause(cause));
                answer
            }
        }
    }
}

/// Whether a command may have been done nevertheless: the connection to the database broke, perhaps after it was told
/// to make it durable.
pub fn is_unsettled(failure: &Failure) -> bool {
    matches!(failure, Failure::Store(error) if matches!(**error, StoreError::Unreachable(_)))
}

/// The kind of page that shows a refusal.
pub fn fault_of(refusal: &Refusal) -> Fault {
    match refusal {
        Refusal::NotAllowed { .. } | Refusal::MakerIsChecker => Fault::Forbidden,
        Refusal::NotFound { .. } => Fault::NotFound,
        Refusal::IdUsedOtherwise { .. }
        | Refusal::PriceChanged { .. }
        | Refusal::Booking { .. }
        | Refusal::WrongState { .. }
        | Refusal::NotBefore(_) => Fault::Conflict,
        _ => Fault::Refused,
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Halt {
        Halt::because(fault_of(&refusal), refusal.text())
    }
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Halt {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            other if is_unsettled(&other) => Halt::Unsettled(other.to_string()),
            other if other.retry_after().is_some() => Halt::Busy(other.to_string()),
            other => Halt::Broken(other.to_string()),
        }
    }
}

impl From<jiangnan_search::SearchError> for Halt {
    fn from(error: jiangnan_search::SearchError) -> Halt {
        Halt::Broken(error.to_string())
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Halt {
        if error.is_transient() { Halt::Busy(error.to_string()) } else { Halt::Broken(error.to_string()) }
    }
}

impl From<KeyError> for Halt {
    fn from(_: KeyError) -> Halt {
        Halt::of(Fault::NotFound)
    }
}
