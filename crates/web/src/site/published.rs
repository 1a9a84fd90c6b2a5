//! The public list of what vouchers paid, as far as each scheme demands it.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_kernel::PlaceCode;
use jiangnan_store::list;

use super::{Ask, Halt, Sight, Site};
use crate::page::PublishedPage;
use crate::view::published::{PublishedList, PublishedRow};

/// How many of the latest payments are looked at.
const LATEST: i64 = 100;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/published", get(show))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let v = ask.read(published).await?;
    Ok(ask.show(&PublishedPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// The versions of rule texts that publish nothing: payments under them need not be looked at one by one.
fn silent(sight: &mut Sight) -> Result<HashSet<(PlaceCode, String)>, Halt> {
    let mut silent = HashSet::new();
    for row in list::scheme_versions(sight.reader())? {
        let scheme = sight.ask(|desk| desk.scheme_version(row.jurisdiction, &row.scheme, &row.version))?;
        if !scheme.publishes() {
            silent.insert((row.jurisdiction, row.version));
        }
    }
    Ok(silent)
}

fn published(sight: &mut Sight) -> Result<PublishedList, Halt> {
    let mut rows = Vec::new();
    let silent = silent(sight)?;
    for claim in list::settled_claims(sight.reader(), 0, LATEST)? {
        if silent.contains(&(claim.jurisdiction, claim.body.draft.version.clone())) {
            continue;
        }
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
