//! What everybody does with the own account: a new password, signing out everywhere.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiangnan_exchange::case::staff::{SetPassword, SignOutEverywhere};
use jiangnan_store::entity::people::{PersonRow, Role};

use super::bank::OWN;
use crate::form::{Input, PasswordForm};
use crate::page::OwnPage;
use crate::password;
use crate::site::sign::forget_session;
use crate::site::{Ask, Halt, Session, Site, see_other};
use crate::view::admin::{Own, role_key};
use crate::view::error::Fault;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/account", get(show))
        .route("/account/password", post(set_password))
        .route("/account/sign-out-everywhere", post(sign_out_everywhere))
}

fn session(ask: &Ask) -> Result<Arc<Session>, Halt> {
    ask.needs(&Role::ALL)?;
    ask.session.clone().ok_or_else(|| Halt::of(Fault::Forbidden))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let session = session(&ask)?;
    let done = (input.get("done") == "password").then_some("own-password-done");
    let form = (!session.person.password_hash.is_empty()).then(PasswordForm::default);
    Ok(page(&ask, &session.person, form, done))
}

fn page(ask: &Ask, person: &PersonRow, form: Option<PasswordForm>, done: Option<&'static str>) -> Response {
    let wrong = form.as_ref().is_some_and(|form| !form.problems().is_empty());
    let frame = if wrong { ask.wrong_frame() } else { ask.frame() };
    let works = matches!(person.role, Role::Engineer | Role::LabManager);
    let bank = works.then(|| OWN.to_owned());
    let v = Own { login: person.login.clone(), role: role_key(&person.role), done, form, bank };
    ask.show(&OwnPage { l: ask.locale(), frame, v })
}

async fn set_password(ask: Ask, input: Input) -> Result<Response, Halt> {
    let session = session(&ask)?;
    let person = &session.person;
    let form = match PasswordForm::parse(&input, &person.login) {
        Err(form) => *form,
        Ok((old, new)) => {
            let kept = person.password_hash.clone();
            let salt = ask.site.make_salt();
            let hashed = ask.work(move || {
                let right = password::fits(&old, &kept);
                Ok(if right { password::hash(&new, salt) } else { None })
            });
            match hashed.await? {
                None => PasswordForm::refused(),
                Some(password_hash) => {
                    let (home, keep) = (person.jurisdiction, Some(session.token_hash));
                    let command = SetPassword { home, person: person.id, password_hash, keep };
                    ask.run(person.into(), command).await?;
                    return Ok(see_other("/account?done=password"));
                }
            }
        }
    };
    Ok(page(&ask, person, Some(form), None))
}

async fn sign_out_everywhere(ask: Ask) -> Result<Response, Halt> {
    let session = session(&ask)?;
    let person = &session.person;
    ask.run(person.into(), SignOutEverywhere { person: person.id }).await?;
    Ok((forget_session(), see_other("/")).into_response())
}
