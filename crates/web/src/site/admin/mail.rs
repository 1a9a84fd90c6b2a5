//! The operator's view of mails: what waits, what did not arrive, and trying it again.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::case::mail::RetryMail;
use jiangnan_store::entity::notice::{MailRow, MailState};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use crate::page::MailsPage;
use crate::site::{Ask, Halt, Sight, Site, see_other};
use crate::view::Key;
use crate::view::notice::{DeadMail, Mails};

/// How many mails that did not arrive the page shows.
const LIST_MAX: i64 = 100;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/mails", get(show)).route("/mails/{id}/retry", post(retry))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    ask.needs(&[Role::Operator])?;
    let v = ask.read(mails).await?;
    Ok(ask.show(&MailsPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn mails(sight: &mut Sight) -> Result<Mails, Halt> {
    let count = |state| list::mails_in(sight.reader(), state);
    let row = |row: &MailRow| DeadMail {
        key: Key { home: row.jurisdiction, id: row.id },
        address: row.address.clone(),
        kind: row.kind,
        made: sight.local(row.made_at, row.jurisdiction),
        attempts: u64::try_from(row.attempts).unwrap_or(0),
        problem: row.problem.clone(),
    };
    Ok(Mails {
        on: sight.site.mails,
        due: count(MailState::Due)?,
        sent: count(MailState::Sent)?,
        dead: count(MailState::Dead)?,
        rows: list::mails_dead(sight.reader(), LIST_MAX)?.iter().map(row).collect(),
    })
}

async fn retry(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Operator])?;
    let key: Key = id.parse()?;
    ask.run(actor, RetryMail { mail: (key.home, key.id) }).await?;
    Ok(see_other("/mails"))
}
