//! Tokens, and the page for those who write programs.

use super::{Rendered, at, frame, rendered, wrong_frame};
use crate::form::{Field, Input, TokenForm};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{HandbookPage, TokensPage};
use crate::site::handbook;
use crate::view::access::{TokenRow, Tokens};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let seen = || frame("/me/tokens", Some(Role::Engineer));
    let fresh = Some(format!("jn_CN-ZJ_{}", "0123456789abcdef".repeat(4)));
    let none = Tokens { fresh: None, rows: Vec::new(), form: blank() };
    vec![
        rendered(
            "tokens",
            &TokensPage { l, frame: seen(), v: Tokens { fresh, rows: rows(), form: blank() } },
        ),
        rendered("tokens-none", &TokensPage { l, frame: seen(), v: none }),
        rendered(
            "tokens-wrong",
            &TokensPage { l, frame: wrong_frame("/me/tokens", Role::Officer), v: refused() },
        ),
        rendered("handbook", &HandbookPage { l, frame: frame("/api", None), v: handbook() }),
    ]
}

fn blank() -> TokenForm {
    TokenForm { days: Field::of("90"), ..TokenForm::default() }
}

fn rows() -> Vec<TokenRow> {
    let row = |label: &str, hash: &str, over| TokenRow {
        hash: hash.repeat(32),
        label: label.to_owned(),
        made: at(2, 9, 15),
        expires: at(30, 9, 15),
        over,
    };
    vec![row("night export", "a7", false), row("预约同步", "3f", true)]
}

fn refused() -> Tokens {
    let input = Input::of_pairs([("label", ""), ("days", "400"), ("command", "01k0000000000000000000000a")]);
    let form = TokenForm::parse(&input).err().map(|form| *form).unwrap_or_default();
    Tokens { fresh: None, rows: rows(), form }
}
