//! One person: name and role, a new password, taking the way in.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::staff::{ChangePerson, SetPassword, SuspendPerson};
use jiangnan_store::Query;
use jiangnan_store::entity::people::{PersonRow, Role};

use super::people::row;
use crate::form::{Field, Input, NewPasswordForm, PersonChangeForm};
use crate::page::PersonPage;
use crate::password;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::admin::PersonView;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/people/{id}", get(show).post(change))
        .route("/people/{id}/password", post(set_password))
        .route("/people/{id}/suspend", post(suspend))
}

/// Who asks, and about whom.
fn operator(ask: &Ask, id: &str) -> Result<(Actor, Key), Halt> {
    let actor = ask.needs(&[Role::Operator])?;
    Ok((actor, id.parse()?))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let (actor, key) = operator(&ask, &id)?;
    page(&ask, actor, key, None, NewPasswordForm::default()).await
}

async fn change(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let (actor, key) = operator(&ask, &id)?;
    match PersonChangeForm::parse(&input) {
        Ok((name, role)) => {
            ask.run(actor, ChangePerson { home: key.home, person: key.id, role, name }).await?;
            Ok(see_other(&format!("/people/{key}")))
        }
        Err(form) => page(&ask, actor, key, Some(*form), NewPasswordForm::default()).await,
    }
}

async fn set_password(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let (actor, key) = operator(&ask, &id)?;
    let login = ask.read(move |sight| Ok(person(sight, key)?.login)).await?;
    match NewPasswordForm::parse(&input, &login) {
        Ok(secret) => {
            let salt = ask.site.make_salt();
            let broken = || Halt::Broken("a password could not be hashed".to_owned());
            let password_hash = ask.work(move || password::hash(&secret, salt).ok_or_else(broken)).await?;
            let command = SetPassword { home: key.home, person: key.id, password_hash, keep: None };
            ask.run(actor, command).await?;
            Ok(see_other(&format!("/people/{key}")))
        }
        Err(form) => page(&ask, actor, key, None, *form).await,
    }
}

async fn suspend(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let (actor, key) = operator(&ask, &id)?;
    ask.run(actor, SuspendPerson { home: key.home, person: key.id }).await?;
    Ok(see_other(&format!("/people/{key}")))
}

fn person(sight: &Sight, key: Key) -> Result<PersonRow, Halt> {
    sight.reader().find::<PersonRow>(&(key.home, key.id))?.ok_or_else(missing)
}

async fn page(
    ask: &Ask,
    actor: Actor,
    key: Key,
    change: Option<PersonChangeForm>,
    password: NewPasswordForm,
) -> Result<Response, Halt> {
    let right = change.is_none() && password.problems().is_empty();
    let frame = if right { ask.frame() } else { ask.wrong_frame() };
    let v = ask
        .read(move |sight| {
            let person = person(sight, key)?;
            let known = || PersonChangeForm {
                name: Field::of(person.name.clone()),
                role: Field::of(person.role.name()),
            };
            let change = change.unwrap_or_else(known);
            Ok(PersonView { row: row(sight, &person)?, own: person.id == actor.person, change, password })
        })
        .await?;
    Ok(ask.show(&PersonPage { l: ask.locale(), frame, v }))
}
