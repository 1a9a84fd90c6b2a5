//! A page is a struct, a template, a declared status and a declared cache policy.

mod dispute;
mod duty;
mod lab;
mod list;
mod notice;
mod office;
mod own;

pub use dispute::*;
pub use duty::*;
pub use lab::*;
pub use list::*;
pub use notice::*;
pub use office::*;
pub use own::*;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY};
use axum::response::{Html, IntoResponse, Response};

/// How long a page may be kept, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Never kept: it shows a person's money or bookings.
    Never,
    /// Kept by the reader's browser alone and asked for again each time.
    Private,
}

impl Cache {
    /// The value of `Cache-Control`.
    pub fn header(self) -> &'static str {
        match self {
            Cache::Never => "no-store",
            Cache::Private => "private, no-cache",
        }
    }
}

/// What is declared of every page.
pub trait Page: askama::Template {
    /// The status of the answer.
    const STATUS: StatusCode;
    /// How long it may be kept.
    const CACHE: Cache;

    /// The status of this very page: [`Page::STATUS`], or 422 where it gives a form back with problems.
    fn status(&self) -> StatusCode;
}

/// Renders a page into an answer. A template that cannot be written is a server fault.
pub fn respond<P: Page>(page: &P) -> Response {
    match page.render() {
        Ok(html) => {
            let headers = [(CACHE_CONTROL, P::CACHE.header()), (VARY, "Cookie, Accept-Language")];
            (page.status(), headers, Html(html)).into_response()
        }
        Err(error) => {
            let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
            (StatusCode::INTERNAL_SERVER_ERROR, headers, error.to_string()).into_response()
        }
    }
}

/// Renders an error page with the status of its fault.
pub fn fault(page: &ErrorPage) -> Response {
    let mut response = respond(page);
    if response.status() == ErrorPage::STATUS {
        *response.status_mut() = page.v.fault.status();
    }
    if let Some(seconds) = page.v.fault.retry_after_seconds() {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// Declares a page: its name, template, view, status and cache policy.
macro_rules! page {
    ($(#[$doc:meta])* $name:ident = $path:literal, $view:ty, $status:ident, $cache:ident) => {
        $(#[$doc])*
        #[derive(askama::Template)]
        #[template(path = $path, whitespace = "minimize")]
        pub struct $name {
            /// The reader's language.
            pub l: $crate::locale::Locale,
            /// What stands around the content.
            pub frame: $crate::frame::Frame,
            /// The content.
            pub v: $view,
        }

        impl $crate::page::Page for $name {
            const STATUS: axum::http::StatusCode = axum::http::StatusCode::$status;
            const CACHE: $crate::page::Cache = $crate::page::Cache::$cache;

            fn status(&self) -> axum::http::StatusCode {
                if self.frame.wrong { axum::http::StatusCode::UNPROCESSABLE_ENTITY } else { Self::STATUS }
            }
        }
    };
}
pub(crate) use page;
