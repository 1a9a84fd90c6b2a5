//! What all addresses share, whoever answers them: style and pictures, the reader's language and theme,
//! and the headers that keep a page from running or loading what is not ours.

mod admin;
mod ask;
mod asker;
mod attempts;
mod audit;
mod change;
mod claim;
mod compare;
mod desk;
mod dispute;
mod door;
mod evidence;
mod explain;
mod export;
mod facets;
mod feed;
mod find;
mod free;
mod frozen;
mod gate;
mod guide;
mod halt;
mod handbook;
mod health;
mod hurry;
mod index;
mod instalment;
mod instrument;
mod lab;
mod limit;
mod listen;
mod map;
mod market;
mod missed;
mod names;
mod notice;
mod officer;
mod operate;
pub(crate) mod parts;
mod patience;
mod price;
mod prices;
mod provider;
mod published;
mod reader;
mod reservation;
mod reserve;
mod series;
mod series_end;
mod sheet;
mod sight;
mod sign;
mod slots;
mod start;
mod today;
mod token;
mod trail;
mod treasury;
mod unread;
mod wait;
mod wallet;
mod wallet_month;

pub use ask::{Ask, Session};
pub use explain::{explain, price_lines};
pub use find::search_page;
pub use halt::{Halt, fault_of, is_unsettled};
pub use handbook::handbook;
pub use hurry::BODY_PATIENCE;
pub(crate) use hurry::hurry;
pub use listen::HEAD_PATIENCE;
pub use market::{Site, SiteError, router, router_with, serve};
pub use operate::{Measurements, operator_router, serve_operator};
pub use patience::Patience;
pub use reader::{Reader, cookie};
pub use sight::{Sight, missing};
pub use trail::Trail;

use axum::Router;
use axum::extract::{Form, Path, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};

use crate::assets;
use crate::form::Input;
use crate::frame::{Frame, Theme};
use crate::locale::{Language, Locale};
use crate::page::{self, ErrorPage};
use crate::view::error::{ErrorView, Fault};

/// How long a preference is kept: a year.
const PREFERENCE_SECONDS: u32 = 31_536_000;

/// What a page may load and do: our own style sheet, pictures and scripts, and forms that lead back to us.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What holds for the whole site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Whether the data are invented; every page says so.
    pub demo: bool,
    /// Whether the site is reached by TLS alone; browsers are told to keep to it.
    pub secure: bool,
}

/// The addresses that need no market: `/assets/…` and `/preferences`.
pub fn common<S: Clone + Send + Sync + 'static>(setting: Setting) -> Router<S> {
    Router::new()
        .route("/assets/{hash}/{name}", get(send_asset))
        .route("/preferences", post(set_preferences))
        .with_state(setting)
}

/// Puts the protecting headers on every answer, and refuses forms that another site sent. Use with
/// `axum::middleware::from_fn_with_state`.
pub async fn protect(State(setting): State<Setting>, request: Request, next: Next) -> Response {
    // The JSON interface knows no cookies: nobody can make a browser act there.
    let by_cookie = !request.uri().path().starts_with(crate::api::ROOT);
    let mut answer = if by_cookie && request.method() != Method::GET && is_foreign(request.headers()) {
        error(setting, &Reader::of(request.headers()), request.uri().path(), ErrorView::of(Fault::Forbidden))
    } else {
        next.run(request).await
    };
    let fixed: [(HeaderName, &'static str); 3] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if setting.secure {
        answer.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    answer
}

/// An error page for a reader who may not be known yet.
pub fn error(setting: Setting, reader: &Reader, path: &str, view: ErrorView) -> Response {
    let frame = Frame { path: path.to_owned(), theme: reader.theme, demo: setting.demo, ..Frame::default() };
    page::fault(&ErrorPage { l: Locale::new(reader.language), frame, v: view })
}

/// Leads on to another page after a deed, so that a reload does not do it again.
pub fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, local(path).to_owned())]).into_response()
}

/// A path of this site; the start page for anything that could lead elsewhere.
pub fn local(path: &str) -> &str {
    let plain = path.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    if plain && path.starts_with('/') && !path.starts_with("//") { path } else { "/" }
}

/// Whether a request was sent by a page of another site. A browser says so in `Origin`; clients that are
/// no browsers do not send it.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    // Where a browser sends no origin it still says whether another site made it ask.
    let foreign = headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    match text(ORIGIN) {
        None if foreign => true,
        None => false,
        Some(origin) => origin.split_once("://").map(|(_, host)| host) != text(HOST),
    }
}

async fn send_asset(
    State(setting): State<Setting>,
    Path((_, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    match assets::find(&name) {
        Some(asset) => {
            let kept = "public, max-age=31536000, immutable";
            ([(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, kept)], asset.content).into_response()
        }
        None => error(setting, &Reader::of(&headers), "/assets", ErrorView::of(Fault::NotFound)),
    }
}

async fn set_preferences(Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let input = Input(pairs);
    let language = Language::of_tag(input.get("language")).map(|language| ("language", language.tag()));
    let theme = Theme::of_tag(input.get("theme")).map(|theme| ("theme", theme.tag()));
    let set = |(name, value)| {
        (SET_COOKIE, format!("{name}={value}; Path=/; Max-Age={PREFERENCE_SECONDS}; SameSite=Lax"))
    };
    let cookies: Vec<(HeaderName, String)> = language.into_iter().chain(theme).map(set).collect();
    (AppendHeaders(cookies), see_other(input.get("back"))).into_response()
}
