//! A provider's calendar by week and month: days in columns, times in rows.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_kernel::{Date, Instant, Interval, Text};
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use jiff::ToSpan;
use jiff::civil::Time;

use crate::form::Input;
use crate::page::LabCalendarPage;
use crate::site::index::{full_name, shown_name};
use crate::site::slots::monday_of;
use crate::site::{Ask, Halt, Sight, Site};
use crate::view::Key;
use crate::view::lab::{CalendarDay, CalendarEntry, LabCalendar};

/// A reservation may begin so long before the first day that is shown.
const EARLIER_SECONDS: i64 = 7 * Instant::DAY;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/provider/calendar", get(show))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let month = input.get("view") == "month";
    let day: Option<Date> = input.get("day").parse().ok();
    let listing: Option<Key> = input.get("listing").parse().ok();
    let v = ask.read(move |sight| calendar(sight, &actor, month, day, listing)).await?;
    Ok(ask.show(&LabCalendarPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn days_after(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

fn calendar(
    sight: &mut Sight,
    actor: &Actor,
    month: bool,
    day: Option<Date>,
    listing: Option<Key>,
) -> Result<LabCalendar, Halt> {
    let today = sight.today(actor.home);
    let day = day.unwrap_or(today);
    let (first, last) = match month {
        true => (day.first_of_month(), day.last_of_month()),
        false => (monday_of(day), days_after(monday_of(day), 6)),
    };
    let beside = match month {
        true => (days_after(first, -1).first_of_month(), days_after(last, 1)),
        false => (days_after(first, -7), days_after(first, 7)),
    };
    let rows = list::listings_of_provider(sight.reader(), actor.home, actor.organisation)?;
    let mut listings: Vec<(Key, Text)> = rows.iter().map(|row| (key_of(row), full_name(&row.body))).collect();
    listings.sort_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
    let listing = listing.filter(|key| listings.iter().any(|(known, _)| known == key));
    let (from, until) = (monday_of(first), days_after(monday_of(last), 6));
    let entries = entries(sight, actor, &rows, (from, until), listing)?;
    let mut days = Vec::new();
    let mut date = from;
    while date <= until {
        let on = |entry: &&CalendarEntry| {
            let last = entry.span.until.date();
            let ends_before = last == date && entry.span.until.time() == Time::midnight();
            entry.span.from.date() <= date && date <= last && !ends_before
        };
        days.push(CalendarDay {
            date,
            inside: first <= date && date <= last,
            entries: entries.iter().filter(on).cloned().collect(),
        });
        date = days_after(date, 1);
    }
    let hours = hours(&days);
    Ok(LabCalendar { month, listing, listings, first, last, beside, today, days, hours })
}

fn key_of(row: &ListingRow) -> Key {
    Key { home: row.jurisdiction, id: row.id }
}

/// Everything that happens in a stretch of days, in order.
fn entries(
    sight: &mut Sight,
    actor: &Actor,
    rows: &[ListingRow],
    (from, until): (Date, Date),
    listing: Option<Key>,
) -> Result<Vec<CalendarEntry>, Halt> {
    let zone = sight.zone(actor.home);
    let midnight =
        |day: Date| Instant::of_civil(day.to_datetime(Time::midnight()), &zone).unwrap_or_default();
    let (start, end) = (midnight(from), midnight(days_after(until, 1)));
    let Ok(window) = Interval::new(start, end) else { return Ok(Vec::new()) };
    let wanted = |id| listing.is_none_or(|key| key.id == id);
    let earlier = start.plus_seconds(-EARLIER_SECONDS);
    let reserved = list::reservations_of_provider_between(
        sight.reader(),
        actor.home,
        actor.organisation,
        (earlier, end),
    )?;
    let mut found = Vec::new();
    for row in reserved.iter().filter(|row| row.state.occupies() && wanted(row.body.instrument)) {
        if !row.body.interval.overlaps(window) {
            continue;
        }
        let Some(of) = rows.iter().find(|listing| listing.id == row.body.instrument) else { continue };
        let enterprise = sight.organisation_name(row.enterprise_home, row.enterprise)?;
        found.push(CalendarEntry {
            span: sight.span(row.body.interval, of.body.place()),
            listing: key_of(of),
            instrument: shown_name(&of.body),
            reservation: Some((Key { home: row.jurisdiction, id: row.id }, enterprise, row.state)),
            reason: Text::default(),
        });
    }
    for row in rows.iter().filter(|row| wanted(row.id)) {
        for outage in row.body.terms().outages.iter().filter(|outage| outage.interval.overlaps(window)) {
            found.push(CalendarEntry {
                span: sight.span(outage.interval, row.body.place()),
                listing: key_of(row),
                instrument: shown_name(&row.body),
                reservation: None,
                reason: outage.reason.clone(),
            });
        }
    }
    found.sort_by_key(|entry| entry.span.from);
    Ok(found)
}

/// The hours of the table: from the earliest to the latest that something happens in, office hours at least.
fn hours(days: &[CalendarDay]) -> Vec<Time> {
    let begins = days.iter().flat_map(|day| {
        day.entries
            .iter()
            .map(move |entry| if entry.span.from.date() < day.date { 24 } else { entry.span.from.hour() })
    });
    let begins: Vec<i8> = begins.filter(|hour| *hour < 24).collect();
    let first = begins.iter().copied().min().unwrap_or(9).min(9);
    let last = begins.iter().copied().max().unwrap_or(17).max(17);
    (first..=last).filter_map(|hour| Time::new(hour, 0, 0, 0).ok()).collect()
}
