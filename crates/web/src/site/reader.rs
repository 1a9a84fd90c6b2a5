//! Who reads, as far as the request says: language and theme.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};

use crate::frame::Theme;
use crate::locale::Language;

/// What a request says of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The language: the chosen one, else the browser's, else Chinese.
    pub language: Language,
    /// The theme: the chosen one, else the system's.
    pub theme: Theme,
}

impl Reader {
    /// Reads the cookies and `Accept-Language` of a request.
    pub fn of(headers: &HeaderMap) -> Reader {
        let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let [first, _] = Language::ALL;
        Reader {
            language: cookie(headers, "language")
                .and_then(Language::of_tag)
                .or_else(|| asked.and_then(Language::negotiate))
                .unwrap_or(first),
            theme: cookie(headers, "theme").and_then(Theme::of_tag).unwrap_or_default(),
        }
    }
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}
