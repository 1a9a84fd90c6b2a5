//! Signing in and out.

use std::sync::Arc;

use axum::Router;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::people::{SESSION_SECONDS, SignIn, SignOut};
use jiangnan_store::Lookup;
use jiangnan_store::entity::people::{Login, PersonRow};

use super::ask::{SESSION_COOKIE, role_of, token_hash};
use super::{Ask, Halt, Sight, Site, see_other};
use crate::form::{Input, SignInForm};
use crate::page::SignInPage;
use crate::password;
use crate::view::error::Fault;
use crate::view::person_name;
use crate::view::start::{self, Card};

/// The sign-in names of the demo's people, one of each role.
const DEMO_LOGINS: [&str; 5] = ["engineer", "lab-manager", "officer", "treasurer", "auditor"];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/sign-in", get(show).post(sign_in)).route("/sign-out", post(sign_out))
}

/// The people whose place a stranger can take: none but in a demo.
///
/// # Errors
/// Where the database cannot be read.
pub fn people(sight: &mut Sight) -> Result<Vec<Card>, Halt> {
    let logins = if sight.site.demo { &DEMO_LOGINS[..] } else { &[] };
    let mut cards = Vec::new();
    for login in logins {
        let Some(person) = person(sight, login)? else { continue };
        let Some(role) = role_of(person.role) else { continue };
        let organisation =
            sight.organisation_name(person.jurisdiction, person.organisation).unwrap_or_default();
        let name = person_name(&person.name);
        cards.push(Card { id: person.login, name, organisation, role });
    }
    Ok(cards)
}

fn person(sight: &Sight, login: &str) -> Result<Option<PersonRow>, Halt> {
    let Some(found) = Login::fetch(sight.reader(), &login.to_owned())? else { return Ok(None) };
    Ok(PersonRow::fetch(sight.reader(), &found.person)?)
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    page(&ask, SignInForm::default(), input.get("back").to_owned()).await
}

async fn page(ask: &Ask, form: SignInForm, back: String) -> Result<Response, Halt> {
    let frame = if form.problems().is_empty() { ask.frame() } else { ask.wrong_frame() };
    let people = ask.read(people).await?;
    Ok(ask.show(&SignInPage { l: ask.locale(), frame, v: start::SignIn { people, form, back } }))
}

async fn sign_in(ask: Ask, input: Input) -> Result<Response, Halt> {
    let back = input.get("back").to_owned();
    let chosen = input.get("person").to_owned();
    let person = if chosen.is_empty() {
        match SignInForm::parse(&input) {
            Ok(typed) => {
                let (login, now) = (typed.login.clone(), ask.site.now());
                if !ask.site.attempts.may_try(&login, now) {
                    return page(&ask, SignInForm::too_often(&login), back).await;
                }
                // Few passwords are checked at a time: each takes memory on purpose.
                let _turn = ask.site.attempts.turn().await;
                match ask.read(move |sight| checked(sight, &typed.login, &typed.password)).await? {
                    Some(person) => person,
                    None => {
                        ask.site.attempts.failed(&login, now);
                        return page(&ask, SignInForm::refused(&login), back).await;
                    }
                }
            }
            Err(form) => return page(&ask, *form, back).await,
        }
    } else {
        let known = DEMO_LOGINS.contains(&chosen.as_str()) && ask.site.demo;
        let found = ask.read(move |sight| person(sight, &chosen)).await?;
        found.filter(|_| known).ok_or_else(|| Halt::of(Fault::Forbidden))?
    };
    let home = role_of(person.role).map_or("/", crate::frame::Role::home);
    let token: String = ask.site.make_token().iter().map(|byte| format!("{byte:02x}")).collect();
    ask.run(Actor::from(&person), SignIn { token_hash: token_hash(&token) }).await?;
    let to = if back.is_empty() { home } else { &back };
    Ok((set_cookie(&token, SESSION_SECONDS, ask.site.secure), see_other(to)).into_response())
}

async fn sign_out(ask: Ask) -> Result<Response, Halt> {
    if let (Some(session), Some(actor)) = (&ask.session, ask.actor()) {
        ask.run(actor, SignOut { token_hash: session.token_hash }).await?;
    }
    Ok((forget_session(), see_other("/")).into_response())
}

/// Makes a browser forget its session.
pub fn forget_session() -> [(axum::http::HeaderName, String); 1] {
    set_cookie("", 0, false)
}

fn set_cookie(token: &str, seconds: i64, secure: bool) -> [(axum::http::HeaderName, String); 1] {
    let secure = if secure { "; Secure" } else { "" };
    let cookie =
        format!("{SESSION_COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    [(SET_COOKIE, cookie)]
}

/// The person of a name whose password this is.
fn checked(sight: &mut Sight, login: &str, password: &str) -> Result<Option<PersonRow>, Halt> {
    let person = person(sight, login)?;
    // Where nobody has the name, the answer takes as long.
    let right = password::fits(password, person.as_ref().map_or("", |person| &person.password_hash));
    Ok(person.filter(|_| right))
}
