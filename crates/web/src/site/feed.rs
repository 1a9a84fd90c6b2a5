//! The calendar feed (RFC 5545): a secret address for each person, which that person can revoke. It tells times
//! and instruments, and of other people nothing.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use jiangnan_booking::ReservationState;
use jiangnan_exchange::case::feed::{CloseFeed, OpenFeed};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, Instant};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::desk::FeedRow;
use jiangnan_store::entity::people::{PersonRow, Role};
use jiangnan_store::{Lookup, list};

use super::ask::token_hash;
use super::reservation::listing_of;
use super::{Ask, Halt, Sight, Site, missing, see_other};
use crate::form::Input;
use crate::ical::{plain, utc};
use crate::locale::Locale;
use crate::page::FeedPage;
use crate::view::Key;
use crate::view::error::Fault;
use crate::view::own::Feed;
use crate::view::reserve::state_tag;

/// How far back a feed reaches.
const BACK_SECONDS: i64 = 60 * Instant::DAY;
/// How far ahead it reaches.
const AHEAD_SECONDS: i64 = 366 * Instant::DAY;
/// The most reservations of a feed.
const EVENTS_MAX: i64 = 2_000;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/calendar", get(show).post(open))
        .route("/calendar/close", post(close))
        .route("/calendar/{token}", get(feed))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager])?;
    let token: String = ask.site.make_token().iter().map(|byte| format!("{byte:02x}")).collect();
    let v = settings(&ask, actor, token, None).await?;
    Ok(ask.show(&FeedPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn settings(ask: &Ask, actor: Actor, token: String, address: Option<String>) -> Result<Feed, Halt> {
    let command = ask.site.make_id();
    let since = ask.read(move |sight| {
        let row = FeedRow::fetch(sight.reader(), &(actor.home, actor.person))?;
        Ok(row.map(|row| sight.local(row.opened_at, actor.home)))
    });
    Ok(Feed { since: since.await?, address, token, command })
}

/// Opens a feed under the secret that the form carried, and shows its address this once. A reload opens the
/// same one again.
async fn open(ask: Ask, headers: HeaderMap, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager])?;
    let token = input.get("token").to_owned();
    let secret = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let command: Id = input.get("command").parse().map_err(|_| Halt::of(Fault::Refused))?;
    if !secret {
        return Err(Halt::of(Fault::Refused));
    }
    ask.run_once(command, actor.clone(), OpenFeed { token_hash: token_hash(&token) }).await?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = headers.get("x-forwarded-proto").and_then(|proto| proto.to_str().ok());
    let local = host.starts_with("localhost") || host.starts_with("127.");
    let scheme = match scheme {
        Some("https") => "https",
        Some("http") => "http",
        _ if local => "http",
        _ => "https",
    };
    let address = format!("{scheme}://{host}/calendar/{token}.ics");
    let next: String = ask.site.make_token().iter().map(|byte| format!("{byte:02x}")).collect();
    let v = settings(&ask, actor, next, Some(address)).await?;
    Ok(ask.show(&FeedPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn close(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager])?;
    let person = actor.person;
    match ask.run(actor, CloseFeed { person }).await {
        // Who presses twice has closed it already.
        Ok(()) | Err(Failure::Refused(Refusal::NotFound { .. })) => Ok(see_other("/calendar")),
        Err(failure) => Err(failure.into()),
    }
}

/// The feed itself. Whoever has the address may read it, without a session.
async fn feed(ask: Ask, Path(name): Path<String>) -> Result<Response, Halt> {
    let token = name.strip_suffix(".ics").ok_or_else(missing)?.to_owned();
    let l = Locale::new(ask.reader.language);
    let text = ask.read(move |sight| {
        let row = list::feed_of_token(sight.reader(), token_hash(&token))?.ok_or_else(missing)?;
        let person = PersonRow::fetch(sight.reader(), &(row.jurisdiction, row.person))?;
        calendar(sight, &Actor::from(&person.ok_or_else(missing)?), l)
    });
    let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "private, max-age=300")];
    Ok((headers, text.await?).into_response())
}

fn calendar(sight: &mut Sight, actor: &Actor, l: Locale) -> Result<String, Halt> {
    let now = sight.now();
    let (from, until) = (now.plus_seconds(-BACK_SECONDS), now.plus_seconds(AHEAD_SECONDS));
    let mut rows = match actor.role {
        Role::Engineer => {
            list::reservations_of_enterprise(sight.reader(), actor.home, actor.organisation, EVENTS_MAX)?
        }
        _ => list::reservations_of_provider_between(
            sight.reader(),
            actor.home,
            actor.organisation,
            (from, until),
        )?,
    };
    rows.retain(|row| from <= row.start && row.start < until);
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//jiangnan//reservations//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", "PUBLISH"));
    calendar.name(&format!("jiangnan · {}", l.t("nav-reservations")));
    for row in &rows {
        calendar.push(event(sight, row, l)?);
    }
    Ok(calendar.to_string())
}

fn event(sight: &mut Sight, row: &ReservationRow, l: Locale) -> Result<Event, Halt> {
    let listing = listing_of(sight, row)?;
    let provider = sight.organisation_name(row.jurisdiction, row.provider)?;
    let city = sight.place_name(listing.body.place());
    let key = Key { home: row.jurisdiction, id: row.id };
    let changed = row.body.usage.as_ref().map_or(row.body.asked_at(), |usage| usage.recorded_at);
    let state = l.t(state_tag(row.state).1);
    let number = l.t("reservation-number");
    let mut event = Event::new();
    event
        .uid(&format!("{key}@jiangnan"))
        .summary(&plain(&format!("{} ({state})", l.text(listing.body.name()))))
        .location(&plain(&l.pair(&provider, &city)))
        .description(&plain(&format!("{number} {key}")))
        .add_property("DTSTAMP", utc(changed))
        .add_property("DTSTART", utc(row.body.interval.start()))
        .add_property("DTEND", utc(row.body.interval.end()))
        .add_property("LAST-MODIFIED", utc(changed))
        .add_property("SEQUENCE", row.body.moves.len().to_string())
        .add_property("TRANSP", if row.state.occupies() { "OPAQUE" } else { "TRANSPARENT" });
    event.status(match row.state {
        ReservationState::Requested => EventStatus::Tentative,
        state if state.occupies() => EventStatus::Confirmed,
        _ => EventStatus::Cancelled,
    });
    Ok(event.done())
}
