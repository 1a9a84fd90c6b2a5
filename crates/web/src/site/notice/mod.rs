//! What the reader was told, in the page.

mod settings;

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::notice::{ReadAllNotices, ReadNotice};
use jiangnan_kernel::{Id, Instant};
use jiangnan_store::entity::notice::NoticeRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query, list};

use super::{Ask, Halt, Sight, Site, missing, see_other};
use crate::form::Input;
use crate::notice::address;
use crate::page::NoticesPage;
use crate::view::notice::{NoticeLine, Notices};

/// How many notices a page shows.
const LIST_MAX: usize = 40;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/notices", get(show))
        .route("/notices/read", post(read_all))
        .route("/notices/{id}", get(go_on))
        .route("/my/claims", get(my_claims))
        .route("/my/bank", get(my_bank))
        .merge(settings::routes())
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    let before = read_place(input.get("before"));
    let unread = ask.session.as_deref().is_some_and(|session| session.unread > 0);
    let v = ask.read(move |sight| notices(sight, &actor, before, unread)).await?;
    Ok(ask.show(&NoticesPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn notices(
    sight: &Sight,
    actor: &Actor,
    before: Option<(Instant, Id)>,
    unread: bool,
) -> Result<Notices, Halt> {
    let most = i64::try_from(LIST_MAX + 1).unwrap_or(i64::MAX);
    let found = list::notices_of(sight.reader(), (actor.home, actor.person), before, most)?;
    let shown = found.iter().take(LIST_MAX);
    let line = |row: &NoticeRow| NoticeLine {
        id: row.id,
        kind: row.kind,
        at: sight.local(row.at, actor.home),
        fresh: row.read_at.is_none(),
        body: row.body.0.clone(),
    };
    let last = shown.clone().next_back().filter(|_| found.len() > LIST_MAX);
    let older = last.map(|row| format!("/notices?before={}.{}", row.at.seconds(), row.id));
    Ok(Notices { rows: shown.map(line).collect(), older, unread })
}

/// The moment and the id of the last notice of the page before.
fn read_place(text: &str) -> Option<(Instant, Id)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_seconds(at.parse().ok()?), id.parse().ok()?))
}

async fn read_all(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    let person = actor.person;
    ask.run(actor, ReadAllNotices { person }).await?;
    Ok(see_other("/notices"))
}

/// Notes that it was read, and leads to where the reader goes on.
async fn go_on(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    let notice: Id = id.parse().map_err(|_| missing())?;
    let key = (actor.home, actor.person, notice);
    let row = ask.read(move |sight| sight.reader().find::<NoticeRow>(&key)?.ok_or_else(missing)).await?;
    if row.read_at.is_none() {
        ask.run(actor, ReadNotice { notice }).await?;
    }
    Ok(see_other(&address(row.kind, &row.body)))
}

/// Where the reader finds the own claims.
async fn my_claims(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager])?;
    Ok(see_other(if actor.role == Role::LabManager { "/provider/claims" } else { "/wallet" }))
}

/// Where the reader finds the own bank account.
async fn my_bank(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager, Role::Treasurer])?;
    Ok(see_other(if actor.role == Role::Treasurer { "/treasury/accounts" } else { "/account/bank" }))
}
