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
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::claim::{ready, refunds, under_way_and_paid};
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

/// An engineer's page: what went wrong, what waits, what comes.
fn engineers(sight: &mut Sight, actor: &Actor) -> Result<Today, Halt> {
    let now = sight.now();
    let rows =
        list::reservations_of_enterprise(sight.reader(), actor.home, actor.organisation, RESERVATIONS_MAX)?;
    let purse = wallet(sight, actor)?;
    let mut wrong = wrong_of_engineer(sight, &rows)?;
    let soon: Vec<_> = purse.vouchers.iter().filter(|one| one.soon && one.available.minor > 0).collect();
    let detail = soon.first().map(|voucher| voucher.scheme.clone()).unwrap_or_default();
    wrong.extend(item("today-voucher-soon", soon.len(), detail, "/wallet", Tone::Warn));
    let waiting = waiting_of_engineer(sight, actor, &rows)?;
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

/// The reservations in a state.
fn in_state(rows: &[ReservationRow], state: ReservationState) -> Vec<&ReservationRow> {
    rows.iter().filter(|row| row.state == state).collect()
}

fn wrong_of_engineer(sight: &mut Sight, rows: &[ReservationRow]) -> Result<Vec<Item>, Halt> {
    let now = sight.now();
    let lately = |state: ReservationState| -> Vec<&ReservationRow> {
        let recent = |row: &&ReservationRow| row.body.interval.end().plus_seconds(WRONG_SECONDS) > now;
        in_state(rows, state).into_iter().filter(recent).collect()
    };
    let mut wrong = Vec::new();
    for (key, found) in [
        ("today-disputed", in_state(rows, ReservationState::Disputed)),
        ("today-declined", lately(ReservationState::Declined)),
        ("today-lapsed", lately(ReservationState::Lapsed)),
        ("today-no-show", lately(ReservationState::NoShow)),
    ] {
        let detail = named(sight, &found)?;
        wrong.extend(item(key, found.len(), detail, &lead(&found, "/reservations"), Tone::Bad));
    }
    Ok(wrong)
}

fn waiting_of_engineer(sight: &mut Sight, actor: &Actor, rows: &[ReservationRow]) -> Result<Vec<Item>, Halt> {
    let waits = waits(sight, actor)?;
    let kept: Vec<_> = waits.open.iter().filter(|row| row.offer.is_some()).collect();
    let detail = kept.first().map(|row| row.instrument.clone()).unwrap_or_default();
    let mut waiting = Vec::new();
    waiting.extend(item("today-kept", kept.len(), detail, "/waits", Tone::Warn));
    let used = in_state(rows, ReservationState::Used);
    let detail = named(sight, &used)?;
    waiting.extend(item("today-confirm", used.len(), detail, &lead(&used, "/reservations"), Tone::Warn));
    let mut claimable = Vec::new();
    for row in in_state(rows, ReservationState::Confirmed) {
        if !refunds(sight, row)?.is_empty() {
            claimable.push(row);
        }
    }
    let detail = named(sight, &claimable)?;
    let href = lead(&claimable, "/reservations");
    waiting.extend(item("today-refund", claimable.len(), detail, &href, Tone::Info));
    Ok(waiting)
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

/// A lab manager's page: what went wrong, what waits, what comes.
fn managers(sight: &mut Sight, actor: &Actor) -> Result<Today, Halt> {
    let now = sight.now();
    let (home, provider) = (actor.home, actor.organisation);
    let of = |sight: &Sight, state| list::reservations_of_provider(sight.reader(), home, provider, state);
    let mut requests = of(sight, ReservationState::Requested)?;
    requests.retain(|row| !row.body.is_overdue(now));
    let reserved = of(sight, ReservationState::Reserved)?;
    let soon =
        |row: &&ReservationRow| now < row.body.interval.end() && row.start < now.plus_seconds(AHEAD_SECONDS);
    let mut coming: Vec<&ReservationRow> = reserved.iter().chain(&requests).filter(soon).collect();
    coming.sort_by_key(|row| row.start);
    let mut next = Vec::new();
    for row in coming.into_iter().take(NEXT_MAX) {
        let with = sight.organisation_name(row.enterprise_home, row.enterprise)?;
        next.push(next_row(sight, row, with)?);
    }
    let claims = list::claims_of_provider(sight.reader(), home, provider)?;
    let (under_way, paid) = under_way_and_paid(sight, actor, &claims);
    Ok(Today {
        organisation: sight.organisation_name(home, provider)?,
        wrong: wrong_of_manager(sight, actor, &reserved, &claims)?,
        waiting: waiting_of_manager(sight, actor, &requests, &claims)?,
        next,
        figures: vec![("claims-outstanding", under_way), ("claims-paid", paid)],
        ways: vec![
            ("/provider/calendar", "lab-calendar"),
            ("/provider/instruments", "lab-instruments"),
            ("/provider/utilisation", "lab-utilisation"),
            ("/provider/payouts", "lab-payouts"),
            ("/calendar", "feed-title"),
        ],
    })
}

fn wrong_of_manager(
    sight: &mut Sight,
    actor: &Actor,
    reserved: &[ReservationRow],
    claims: &[ClaimRow],
) -> Result<Vec<Item>, Halt> {
    let (now, home, provider) = (sight.now(), actor.home, actor.organisation);
    let state = ReservationState::Disputed;
    let disputed = list::reservations_of_provider(sight.reader(), home, provider, state)?;
    let disputed: Vec<&ReservationRow> = disputed.iter().collect();
    let mut wrong = Vec::new();
    let detail = named(sight, &disputed)?;
    let href = match disputed.as_slice() {
        [row] => format!("/provider/disputes/{}", Key { home: row.jurisdiction, id: row.id }),
        _ => "/provider/usage".to_owned(),
    };
    wrong.extend(item("today-disputed-work", disputed.len(), detail, &href, Tone::Bad));
    let payments = list::payments_to(sight.reader(), provider)?;
    let failed = payments.iter().filter(|row| row.state.failed() && row.body.replaced_by.is_none()).count();
    wrong.extend(item("today-payment-failed", failed, Text::default(), "/provider/payouts", Tone::Bad));
    let mut met = Vec::new();
    for row in reserved.iter().filter(|row| now < row.start) {
        let listing = listing_of(sight, row)?;
        if against(sight, row, &listing).iter().any(|problem| !problem.can_be_waived()) {
            met.push(row);
        }
    }
    let detail = named(sight, &met)?;
    wrong.extend(item("today-outage-meets", met.len(), detail, &lead(&met, "/provider/calendar"), Tone::Bad));
    let rejected = claims.iter().filter(|row| {
        let last = row.body.history.last();
        row.state == ClaimState::Rejected
            && last.is_some_and(|note| note.at.plus_seconds(WRONG_SECONDS) > now)
    });
    wrong.extend(item("today-rejected", rejected.count(), Text::default(), "/provider/claims", Tone::Bad));
    Ok(wrong)
}

fn waiting_of_manager(
    sight: &mut Sight,
    actor: &Actor,
    requests: &[ReservationRow],
    claims: &[ClaimRow],
) -> Result<Vec<Item>, Halt> {
    let detail = named(sight, &requests.iter().collect::<Vec<_>>())?;
    let mut waiting = Vec::new();
    waiting.extend(item("today-requests", requests.len(), detail, "/provider/requests", Tone::Warn));
    let missing = unrecorded(sight, actor)?.len();
    waiting.extend(item("todo-usage", missing, Text::default(), "/provider/usage", Tone::Warn));
    let returned = claims.iter().filter(|row| row.state == ClaimState::Returned).count();
    waiting.extend(item("today-returned", returned, Text::default(), "/provider/claims", Tone::Warn));
    let claimable = ready(sight, actor, claims)?.len();
    waiting.extend(item("todo-claims", claimable, Text::default(), "/provider/claims", Tone::Info));
    Ok(waiting)
}
