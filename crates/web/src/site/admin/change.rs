//! One change of a bank account: before and after side by side, confirmed or refused by a second person.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::account::{ConfirmBankAccount, RefuseBankAccount};
use jiangnan_store::Query;
use jiangnan_store::entity::cycle::{BankAccountChangeRow, ChangeState};
use jiangnan_store::entity::people::Role;

use super::bank::{READERS, change_rows};
use crate::form::{Input, ReasonForm};
use crate::page::ChangePage;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::admin::{Account, ChangeView};
use crate::view::error::Fault;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/treasury/changes/{id}", get(show))
        .route("/treasury/changes/{id}/confirm", post(confirm))
        .route("/treasury/changes/{id}/refuse", post(refuse))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| view(sight, &actor, key, ReasonForm::default())).await?;
    Ok(ask.show(&ChangePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn confirm(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let key: Key = id.parse()?;
    ask.run(actor, ConfirmBankAccount { home: key.home, change: key.id }).await?;
    Ok(see_other(&format!("/treasury/changes/{key}")))
}

async fn refuse(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let key: Key = id.parse()?;
    match ReasonForm::parse(&input) {
        Ok(reason) => {
            ask.run(actor, RefuseBankAccount { home: key.home, change: key.id, reason }).await?;
            Ok(see_other(&format!("/treasury/changes/{key}")))
        }
        Err(form) => {
            let v = ask.read(move |sight| view(sight, &actor, key, *form)).await?;
            Ok(ask.show(&ChangePage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

fn view(sight: &mut Sight, actor: &Actor, key: Key, form: ReasonForm) -> Result<ChangeView, Halt> {
    if actor.role != Role::Auditor && actor.home != key.home {
        return Err(Halt::of(Fault::Forbidden));
    }
    let found: Option<BankAccountChangeRow> = sight.reader().find(&(key.home, key.id))?;
    let found = found.ok_or_else(missing)?;
    let rows = change_rows(sight, std::slice::from_ref(&found))?;
    let open = found.state == ChangeState::Proposed && actor.role == Role::Treasurer;
    Ok(ChangeView {
        row: rows.into_iter().next().ok_or_else(missing)?,
        before: found.before.as_ref().map(|before| Account::of(before)),
        confirm: open && found.proposed_by != actor.person,
        form: open.then_some(form),
    })
}
