//! The public list of what vouchers paid, as far as each scheme demands it.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_scheme::Scheme;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::list;

use super::officer::versions_where;
use super::{Ask, Halt, Sight, Site};
use crate::form::Input;
use crate::page::PublishedPage;
use crate::view::published::{PublishedList, PublishedRow};

/// How many payments stand on a page.
const PAGE: usize = 100;
/// How many paid claims are read at once, and how often for one page: a page may stay shorter, and lead on.
const AT_ONCE: i64 = 200;
const READS: usize = 10;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/published", get(show))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let from = input.get("from").parse::<i64>().map_or(0, |from| from.max(0));
    let v = ask.read(move |sight| published(sight, from)).await?;
    Ok(ask.show(&PublishedPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// The payments from a position on, the latest first, until a page is full; and where the next page begins.
fn published(sight: &mut Sight, from: i64) -> Result<PublishedList, Halt> {
    let mut rows = Vec::new();
    let (mut at, mut next) = (from, None);
    let speaking = versions_where(sight, Scheme::publishes)?;
    'page: for read in 1..=READS {
        let claims = list::settled_claims(sight.reader(), at, AT_ONCE)?;
        let last = i64::try_from(claims.len()).unwrap_or(AT_ONCE) < AT_ONCE;
        for claim in claims {
            if rows.len() == PAGE {
                next = Some(at);
                break 'page;
            }
            at += 1;
            if speaking.contains(&(claim.jurisdiction, claim.body.draft.version.clone())) {
                rows.extend(row(sight, &claim)?);
            }
        }
        if last {
            break;
        }
        next = (read == READS).then_some(at);
    }
    let address = |at: i64| format!("/published?from={at}");
    Ok(PublishedList { rows, newest: (from > 0).then(|| "/published".to_owned()), older: next.map(address) })
}

fn row(sight: &mut Sight, claim: &ClaimRow) -> Result<Option<PublishedRow>, Halt> {
    let Some(one) = sight.ask(|desk| desk.published(claim))? else { return Ok(None) };
    Ok(Some(PublishedRow {
        on: sight.local(one.paid_at, one.funder).date(),
        funder: sight.place_name(one.funder),
        scheme: one.scheme,
        enterprise: one.enterprise,
        provider: one.provider,
        purpose: one.purpose,
        amount: one.amount,
    }))
}
