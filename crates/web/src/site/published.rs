//! The public list of what vouchers paid, as far as each scheme demands it.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::publication::Published;
use jiangnan_kernel::{Id, Instant, PlaceCode};
use jiangnan_scheme::Scheme;
use jiangnan_store::list;

use super::officer::versions_where;
use super::{Ask, Halt, Sight, Site};
use crate::form::Input;
use crate::page::PublishedPage;
use crate::view::published::{PublishedList, PublishedRow};

/// How many payments stand on a page.
const PAGE: usize = 50;
/// How often claims are read for one page: where a clause on publication has its days, a page may stay shorter, and
/// lead on.
const READS: usize = 5;

/// A place in the order of claims: when one was lodged, and its id.
type Place = (Instant, Id);

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/published", get(show))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let after = place(input.get("after"));
    let v = ask.read(move |sight| published(sight, after)).await?;
    Ok(ask.show(&PublishedPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// The place that an address names.
fn place(text: &str) -> Option<Place> {
    let (seconds, id) = text.split_once('.')?;
    Some((Instant::from_seconds(seconds.parse().ok()?), id.parse().ok()?))
}

fn address((at, id): Place) -> String {
    format!("/published?after={}.{id}", at.seconds())
}

/// The payments after a place, the latest first, until a page is full; and where the next page begins.
fn published(sight: &mut Sight, after: Option<Place>) -> Result<PublishedList, Halt> {
    let speaking = speaking(sight)?;
    let (mut rows, mut at, mut more) = (Vec::new(), after, true);
    for _ in 0..READS {
        let wanted = PAGE.saturating_sub(rows.len());
        if wanted == 0 || !more {
            break;
        }
        let mut claims = list::settled_claims(sight.reader(), &speaking, at, wanted + 1)?;
        more = claims.len() > wanted;
        claims.truncate(wanted);
        at = claims.last().map(|last| (last.submitted_at, last.id)).or(at);
        let found = sight.ask(|desk| desk.published_of(&claims))?;
        rows.extend(found.into_iter().map(|one| row(sight, one)));
    }
    let newest = after.map(|_| "/published".to_owned());
    Ok(PublishedList { rows, newest, older: at.filter(|_| more).map(address) })
}

/// The versions of rule texts that publish anything.
fn speaking(sight: &mut Sight) -> Result<Vec<(PlaceCode, String)>, Halt> {
    Ok(versions_where(sight, Scheme::publishes)?.into_iter().collect())
}

fn row(sight: &Sight, one: Published) -> PublishedRow {
    PublishedRow {
        on: sight.local(one.paid_at, one.funder).date(),
        funder: sight.place_name(one.funder),
        scheme: one.scheme,
        enterprise: one.enterprise,
        provider: one.provider,
        purpose: one.purpose,
        amount: one.amount,
    }
}
