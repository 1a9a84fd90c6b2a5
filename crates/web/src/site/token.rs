//! The tokens by which programs act for a person.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::token::{MakeToken, RevokeToken};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::ask::{token_hash, write_token};
use super::{Ask, Halt, Sight, Site, missing, see_other};
use crate::form::{Field, Input, TokenForm};
use crate::page::TokensPage;
use crate::view::access::{TokenRow, Tokens};

/// Everybody who signs in may have programs.
pub const PEOPLE: [Role; 5] =
    [Role::Engineer, Role::LabManager, Role::Officer, Role::Treasurer, Role::Auditor];
/// For how many days a token works where nobody says otherwise.
const DAYS: &str = "90";

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/me/tokens", get(show).post(make)).route("/me/tokens/{hash}/revoke", post(revoke))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&PEOPLE)?;
    page(&ask, actor, None, None).await
}

async fn page(
    ask: &Ask,
    actor: Actor,
    fresh: Option<String>,
    form: Option<TokenForm>,
) -> Result<Response, Halt> {
    let frame = if form.is_some() { ask.wrong_frame() } else { ask.frame() };
    let v = ask.read(move |sight| view(sight, &actor, fresh, form)).await?;
    Ok(ask.show(&TokensPage { l: ask.locale(), frame, v }))
}

async fn make(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&PEOPLE)?;
    let wanted = match TokenForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return page(&ask, actor, None, Some(*form)).await,
    };
    let token = write_token(actor.home, &ask.site.make_token());
    let command = MakeToken { token_hash: token_hash(&token), label: wanted.label, days: wanted.days };
    ask.run_once(wanted.command, actor.clone(), command).await?;
    page(&ask, actor, Some(token), None).await
}

async fn revoke(ask: Ask, Path(hash): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&PEOPLE)?;
    let token_hash = read_hash(&hash).ok_or_else(missing)?;
    ask.run(actor, RevokeToken { token_hash }).await?;
    Ok(see_other("/me/tokens"))
}

fn read_hash(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

fn view(
    sight: &mut Sight,
    actor: &Actor,
    fresh: Option<String>,
    form: Option<TokenForm>,
) -> Result<Tokens, Halt> {
    let rows = list::tokens_of(sight.reader(), actor.home, actor.person)?;
    let row = |row: &jiangnan_store::entity::access::TokenRow| TokenRow {
        hash: row.token_hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        label: row.label.clone(),
        made: sight.local(row.made_at, actor.home),
        expires: sight.local(row.expires, actor.home),
        over: row.expires <= sight.now(),
    };
    let blank = || TokenForm {
        days: Field::of(DAYS),
        command: Field::of(sight.site.make_id().to_string()),
        ..TokenForm::default()
    };
    Ok(Tokens { fresh, rows: rows.iter().map(row).collect(), form: form.unwrap_or_else(blank) })
}
