//! The start pages of engineers and lab managers.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_booking::ReservationState;
use jiangnan_clearing::ClaimState;
use jiangnan_exchange::Actor;
use jiangnan_kernel::{Instant, Text};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::claim::{claims, ready, refunds};
use super::provider::{against, unrecorded};
use super::reservation::listing_of;
use super::wait::waits;
use super::wallet::wallet;
use super::{Ask, Halt, Sight, Site};
use crate::page::TodayPage;
use crate::view::today::{Item, NextRow, Today};
use crate::view::{Key, Tone};

/// The most reservations to come that the page shows.
const NEXT_MAX: usize = 6;
/// How long what went wrong is shown, in seconds.
const WRONG_SECONDS: i64 = 14 * Instant::DAY;
/// How far ahead a lab manager's page looks, in seconds.
const AHEAD_SECONDS: i64 = 7 * Instant::DAY;
/// The most reservations of an enterprise that are looked through.
const RESERVATIONS_MAX: i64 = 500;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/desk", get(engineer)).route("/provider", get(manager))
}

async fn engineer(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let v = ask.read(move |sight| engineers(sight, &actor)).await?;
    Ok(ask.show(&TodayPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn manager(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let v = ask.read(move |sight| managers(sight, &actor)).await?;
    Ok(ask.show(&TodayPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// An item, where there is anything of it.
fn item(key: &'static str, count: usize, detail: Text, href: &str, tone: Tone) -> Option<Item> {
    let n = u64::try_from(count).unwrap_or(u64::MAX);
    (count > 0).then(|| Item { key, n, detail, href: href.to_owned(), tone })
}

/// The address of the only one, or of the list of several.
fn lead(rows: &[&ReservationRow], list: &str) -> String {
    match rows {
        [one] => format!("/reservations/{}", Key { home: one.jurisdiction, id: one.id }),
        _ => list.to_owned(),
    }
}

fn engineers(sight: &mut Sight, actor: &Actor) -> Result<Today, Halt> {
    let now = sight.now();
    let rows =
        list::reservations_of_enterprise(sight.reader(), actor.home, actor.organisation, RESERVATIONS_MAX)?;
    let in_state = |state: ReservationState| -> Vec<&ReservationRow> {
        rows.iter().filter(|row| row.state == state).collect()
    };
    let lately = |state: ReservationState| -> Vec<&ReservationRow> {
        let recent = |row: &&ReservationRow| row.body.interval.end().plus_seconds(WRONG_SECONDS) > now;
        in_state(state).into_iter().filter(recent).collect()
    };
    let mut wrong = Vec::new();
    for (key, found, tone) in [
        ("today-disputed", in_state(ReservationState::Disputed), Tone::Bad),
        ("today-declined", lately(ReservationState::Declined), Tone::Bad),
        ("today-lapsed", lately(ReservationState::Lapsed), Tone::Bad),
        ("today-no-show", lately(ReservationState::NoShow), Tone::Bad),
    ] {
        let detail = named(sight, &found)?;
        wrong.extend(item(key, found.len(), detail, &lead(&found, "/reservations"), tone));
    }
    let purse = wallet(sight, actor)?;
    let soon: Vec<_> = purse.vouchers.iter().filter(|one| one.soon && one.available.minor > 0).collect();
    let detail = soon.first().map(|voucher| voucher.scheme.clone()).unwrap_or_default();
    wrong.extend(item("today-voucher-soon", soon.len(), detail, "/wallet", Tone::Warn));

    let waits = waits(sight, actor)?;
    let kept: Vec<_> = waits.open.iter().filter(|row| row.offer.is_some()).collect();
    let detail = kept.first().map(|row| row.instrument.clone()).unwrap_or_default();
    let mut waiting: Vec<Item> =
        item("today-kept", kept.len(), detail, "/waits", Tone::Warn).into_iter().collect();
    let used = in_state(ReservationState::Used);
    let detail = named(sight, &used)?;
    waiting.extend(item("today-confirm", used.len(), detail, &lead(&used, "/reservations"), Tone::Warn));
    let mut claimable = Vec::new();
    for row in in_state(ReservationState::Confirmed) {
        if !refunds(sight, row)?.is_empty() {
            claimable.push(row);
        }
    }
    let detail = named(sight, &claimable)?;
    let href = lead(&claimable, "/reservations");
    waiting.extend(item("today-refund", claimable.len(), detail, &href, Tone::Info));

    let is_next = |row: &&ReservationRow| {
        matches!(row.state, ReservationState::Requested | ReservationState::Reserved)
            && now < row.body.interval.end()
    };
    let mut coming: Vec<&ReservationRow> = rows.iter().filter(is_next).collect();
    coming.sort_by_key(|row| row.start);
    let mut next = Vec::new();
    for row in coming.into_iter().take(NEXT_MAX) {
        let with = sight.organisation_name(row.jurisdiction, row.provider)?;
        next.push(next_row(sight, row, with)?);
    }
    Ok(Today {
        organisation: purse.enterprise,
        wrong,
        waiting,
        next,
        figures: vec![("wallet-available", purse.available), ("wallet-pending", purse.pending)],
        ways: vec![
            ("/instruments", "reservations-find"),
            ("/reservations", "nav-reservations"),
            ("/waits", "waits-title"),
            ("/calendar", "feed-title"),
            ("/wallet/statement", "wallet-statement-title"),
        ],
    })
}

/// The instrument of the first of some reservations.
fn named(sight: &mut Sight, rows: &[&ReservationRow]) -> Result<Text, Halt> {
    match rows.first() {
        Some(row) => Ok(listing_of(sight, row)?.body.name().clone()),
        None => Ok(Text::default()),
    }
}

fn next_row(sight: &mut Sight, row: &ReservationRow, with: Text) -> Result<NextRow, Halt> {
    let listing = listing_of(sight, row)?;
    Ok(NextRow {
        id: Key { home: row.jurisdiction, id: row.id },
        span: sight.span(row.body.interval, listing.body.place()),
        instrument: listing.body.name().clone(),
        with,
        state: row.state,
    })
}

fn managers(sight: &mut Sight, actor: &Actor) -> Result<Today, Halt> {
    let now = sight.now();
    let (home, provider) = (actor.home, actor.organisation);
    let of = |sight: &Sight, state| list::reservations_of_provider(sight.reader(), home, provider, state);
    let mut requests = of(sight, ReservationState::Requested)?;
    requests.retain(|row| !row.body.is_overdue(now));
    let reserved = of(sight, ReservationState::Reserved)?;
    let disputed = of(sight, ReservationState::Disputed)?;
    let claims_of = list::claims_of_provider(sight.reader(), home, provider)?;

    let mut wrong = Vec::new();
    let detail = named(sight, &disputed.iter().collect::<Vec<_>>())?;
    wrong.extend(item("today-disputed-work", disputed.len(), detail, "/provider/usage", Tone::Bad));
    let payments = list::payments_to(sight.reader(), provider)?;
    let failed = payments.iter().filter(|row| row.state.failed() && row.body.replaced_by.is_none()).count();
    wrong.extend(item("today-payment-failed", failed, Text::default(), "/provider/claims", Tone::Bad));
    let mut met = Vec::new();
    for row in reserved.iter().filter(|row| now < row.start) {
        let listing = listing_of(sight, row)?;
        if against(sight, row, &listing).iter().any(|problem| !problem.can_be_waived()) {
            met.push(row);
        }
    }
    let detail = named(sight, &met)?;
    wrong.extend(item("today-outage-meets", met.len(), detail, &lead(&met, "/provider/requests"), Tone::Bad));
    let rejected = claims_of.iter().filter(|row| {
        row.state == ClaimState::Rejected
            && row.body.history.last().is_some_and(|note| note.at.plus_seconds(WRONG_SECONDS) > now)
    });
    wrong.extend(item("today-rejected", rejected.count(), Text::default(), "/provider/claims", Tone::Bad));

    let detail = named(sight, &requests.iter().collect::<Vec<_>>())?;
    let mut waiting: Vec<Item> =
        item("today-requests", requests.len(), detail, "/provider/requests", Tone::Warn)
            .into_iter()
            .collect();
    let missing = unrecorded(sight, actor)?.len();
    waiting.extend(item("todo-usage", missing, Text::default(), "/provider/usage", Tone::Warn));
    let returned = claims_of.iter().filter(|row| row.state == ClaimState::Returned).count();
    waiting.extend(item("today-returned", returned, Text::default(), "/provider/claims", Tone::Warn));
    let claimable = ready(sight, actor)?.len();
    waiting.extend(item("todo-claims", claimable, Text::default(), "/provider/claims", Tone::Info));

    let soon =
        |row: &&ReservationRow| now < row.body.interval.end() && row.start < now.plus_seconds(AHEAD_SECONDS);
    let mut coming: Vec<&ReservationRow> = reserved.iter().chain(&requests).filter(soon).collect();
    coming.sort_by_key(|row| row.start);
    let mut next = Vec::new();
    for row in coming.into_iter().take(NEXT_MAX) {
        let with = sight.organisation_name(row.enterprise_home, row.enterprise)?;
        next.push(next_row(sight, row, with)?);
    }
    let money = claims(sight, actor)?;
    Ok(Today {
        organisation: sight.organisation_name(home, provider)?,
        wrong,
        waiting,
        next,
        figures: vec![("claims-outstanding", money.outstanding), ("claims-paid", money.paid)],
        ways: vec![("/calendar", "feed-title")],
    })
}
