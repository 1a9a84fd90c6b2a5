//! The public list of what vouchers paid, as far as each scheme demands it.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_store::list;

use super::{Ask, Halt, Sight, Site};
use crate::page::PublishedPage;
use crate::view::published::{PublishedList, PublishedRow};

/// How many of the latest payments are looked at.
const LATEST: i64 = 200;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/published", get(show))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let v = ask.read(published).await?;
    Ok(ask.show(&PublishedPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn published(sight: &mut Sight) -> Result<PublishedList, Halt> {
    let mut rows = Vec::new();
    for claim in list::settled_claims(sight.reader(), 0, LATEST)? {
        let Some(one) = sight.ask(|desk| desk.published(&claim))? else { continue };
        rows.push(PublishedRow {
            on: sight.local(one.paid_at, one.funder).date(),
            funder: sight.place_name(one.funder),
            scheme: one.scheme,
            enterprise: one.enterprise,
            provider: one.provider,
            purpose: one.purpose,
            amount: one.amount,
        });
    }
    Ok(PublishedList { rows })
}
