//! What a provider lists, and changing one of it: hours, outages, rules.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_booking::BookingPolicy;
use jiangnan_exchange::case::terms::{AddOutage, ListingKey, RemoveOutage, SetOpening, SetPolicy};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Instant, Interval, OpeningHours, Text};
use jiangnan_store::entity::catalogue::{Listing, ListingRow as Row};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::own;
use crate::form::{HoursForm, Input, OutageForm, RulesForm};
use crate::page::{HoursPage, ListingPage, ListingsPage, OutagesPage, RulesPage};
use crate::site::index::{model_of, shown_name};
use crate::site::instrument::brief;
use crate::site::reserve::length_of;
use crate::site::{Ask, Halt, Sight, Site, price, see_other, slots};
use crate::view::Key;
use crate::view::error::Fault;
use crate::view::lab::{HoursEntry, ListingHub, ListingRow, Listings, OutageEntry, OutageRow, RulesEntry};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/provider/instruments", get(list_all))
        .route("/provider/instruments/{id}", get(hub))
        .route("/provider/instruments/{id}/hours", get(show_hours).post(set_hours))
        .route("/provider/instruments/{id}/outages", get(show_outages).post(add_outage))
        .route("/provider/instruments/{id}/outages/remove", post(remove_outage))
        .route("/provider/instruments/{id}/rules", get(show_rules).post(set_rules))
}

fn of(key: Key) -> ListingKey {
    ListingKey { home: key.home, listing: key.id }
}

async fn list_all(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let v = ask.read(move |sight| listings(sight, &actor)).await?;
    Ok(ask.show(&ListingsPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn listings(sight: &mut Sight, actor: &Actor) -> Result<Listings, Halt> {
    let mut all = Listings {
        provider: sight.organisation_name(actor.home, actor.organisation)?,
        instruments: Vec::new(),
        experts: Vec::new(),
    };
    for row in list::listings_of_provider(sight.reader(), actor.home, actor.organisation)? {
        let shown = shown(sight, &row)?;
        match &*row.body.0 {
            Listing::Instrument(_) => all.instruments.push(shown),
            Listing::Expert(_) => all.experts.push(shown),
        }
    }
    all.instruments.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
    Ok(all)
}

fn shown(sight: &Sight, row: &Row) -> Result<ListingRow, Halt> {
    let listing: &Listing = &row.body;
    let (now, today) = (sight.now(), sight.today(listing.place()));
    let waiting = list::waits_of_instrument(sight.reader(), row.jurisdiction, row.id)?.len();
    let (unit, _) = price::one_unit(listing, today);
    Ok(ListingRow {
        id: Key { home: row.jurisdiction, id: row.id },
        name: shown_name(listing),
        model: model_of(listing),
        hours: listing.terms().opening.as_ref().map(slots::hours).unwrap_or_default(),
        price: price::list_price(listing, today),
        unit: unit.key(),
        out: listing.terms().outages.iter().any(|outage| outage.interval.contains(now)),
        open: listing.terms().opening.as_ref().is_some_and(|opening| !opening.week.is_empty()),
        waiting: u64::try_from(waiting).unwrap_or(0),
    })
}

async fn hub(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let row = own(sight, &actor, key)?;
        let listing: &Listing = &row.body;
        let today = sight.today(listing.place());
        let opening = listing.terms().opening.as_ref();
        let closed =
            opening.map_or(0, |opening| opening.closed_on.iter().filter(|day| **day >= today).count());
        let waiting = list::waits_of_instrument(sight.reader(), key.home, key.id)?.len();
        Ok(ListingHub {
            about: brief(sight, &row)?,
            expert: matches!(listing, Listing::Expert(_)),
            hours: opening.map(slots::hours).unwrap_or_default(),
            closed: u64::try_from(closed).unwrap_or(0),
            outages: outages(sight, &row)?,
            rules: rules(&row.policy),
            waiting: u64::try_from(waiting).unwrap_or(0),
        })
    });
    let v = v.await?;
    Ok(ask.show(&ListingPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// The rules in short.
fn rules(policy: &BookingPolicy) -> Vec<(&'static str, Text)> {
    let yes = |flag: bool| if flag { Text::new("yes", "是") } else { Text::new("no", "否") };
    let plain = |text: String| Text::new(text.clone(), text);
    let hours = |hours: i64| length_of(hours * 3_600);
    let (min, max) = (length_of(policy.length_seconds_min), length_of(policy.length_seconds_max));
    vec![
        ("rules-length", Text::new(format!("{} – {}", min.en, max.en), format!("{} – {}", min.zh, max.zh))),
        ("rules-grid", length_of(policy.grid_seconds)),
        ("rules-horizon-short", plain(policy.horizon_days.to_string())),
        ("rules-approval", yes(policy.approval_needed)),
        ("rules-exceptions", yes(policy.exceptions_allowed)),
        ("rules-external", yes(policy.external_allowed)),
        ("rules-free-short", hours(i64::from(policy.cancel_free_hours))),
        ("rules-late-fee", plain(policy.late_cancel_fee.to_string())),
        ("rules-no-show-fee", plain(policy.no_show_fee.to_string())),
    ]
}

/// The outages that are not over, each with the reservations that it meets.
fn outages(sight: &mut Sight, row: &Row) -> Result<Vec<OutageRow>, Halt> {
    let place = row.body.place();
    let now = sight.now();
    let mut rows = Vec::new();
    for outage in row.body.terms().outages.iter().filter(|outage| outage.interval.end() > now) {
        let calendar = sight.ask(|desk| desk.taken(row.jurisdiction, row.id, outage.interval))?;
        let mut meets = Vec::new();
        for overlap in calendar.overlapping(outage.interval) {
            let reservation = sight.ask(|desk| desk.reservation(row.jurisdiction, overlap.by))?;
            let enterprise = sight.organisation_name(reservation.enterprise_home, reservation.enterprise)?;
            let key = Key { home: row.jurisdiction, id: overlap.by };
            meets.push((key, enterprise, sight.span(overlap.taken, place)));
        }
        rows.push(OutageRow {
            span: sight.span(outage.interval, place),
            reason: outage.reason.clone(),
            start: outage.interval.start().seconds(),
            meets,
        });
    }
    Ok(rows)
}

async fn show_hours(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let row = own(sight, &actor, key)?;
        let opening = row.body.terms().opening.as_ref();
        let form = opening.map_or_else(HoursForm::default, |one| HoursForm::of(&one.week, &one.closed_on));
        hours_entry(sight, &row, form)
    });
    let v = v.await?;
    Ok(ask.show(&HoursPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn hours_entry(sight: &mut Sight, row: &Row, form: HoursForm) -> Result<HoursEntry, Halt> {
    let opening = row.body.terms().opening.as_ref();
    let zone = opening.map_or_else(|| sight.zone(row.body.place()), |opening| opening.zone.clone());
    Ok(HoursEntry { about: brief(sight, row)?, form, zone })
}

async fn set_hours(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let asked = actor.clone();
    match HoursForm::parse(&input) {
        Ok((week, closed_on)) => {
            let zone = ask.read(move |sight| {
                let row = own(sight, &asked, key)?;
                Ok(hours_entry(sight, &row, HoursForm::default())?.zone)
            });
            let opening = OpeningHours { zone: zone.await?, week, closed_on };
            let opening = (!opening.week.is_empty()).then_some(opening);
            ask.run(actor, SetOpening { of: of(key), opening }).await?;
            Ok(see_other(&format!("/provider/instruments/{key}")))
        }
        Err(form) => {
            let v = ask.read(move |sight| {
                let row = own(sight, &asked, key)?;
                hours_entry(sight, &row, *form)
            });
            let v = v.await?;
            Ok(ask.show(&HoursPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

async fn show_outages(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let v =
        ask.read(move |sight| outage_entry(sight, &actor, key, OutageForm::default(), Vec::new())).await?;
    Ok(ask.show(&OutagesPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn outage_entry(
    sight: &mut Sight,
    actor: &Actor,
    key: Key,
    form: OutageForm,
    against: Vec<Text>,
) -> Result<OutageEntry, Halt> {
    let row = own(sight, actor, key)?;
    Ok(OutageEntry { about: brief(sight, &row)?, outages: outages(sight, &row)?, form, against })
}

async fn add_outage(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let (span, reason) = match OutageForm::parse(&input) {
        Ok(outage) => outage,
        Err(form) => return outages_again(&ask, actor, key, *form, Vec::new()).await,
    };
    let asked = actor.clone();
    let interval = ask.read(move |sight| {
        let row = own(sight, &asked, key)?;
        sight.interval(span, row.body.place()).ok_or_else(|| Halt::of(Fault::Refused))
    });
    let interval: Interval = interval.await?;
    let command = AddOutage { of: of(key), interval, reason: Text::new(reason.clone(), reason) };
    match ask.run(actor.clone(), command).await {
        // Who presses twice has entered it already.
        Ok(()) | Err(Failure::Refused(Refusal::WrongState { .. })) => {
            Ok(see_other(&format!("/provider/instruments/{key}/outages")))
        }
        Err(Failure::Refused(Refusal::Invalid { reason, .. })) => {
            outages_again(&ask, actor, key, OutageForm::read(&input), vec![reason]).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn outages_again(
    ask: &Ask,
    actor: Actor,
    key: Key,
    form: OutageForm,
    against: Vec<Text>,
) -> Result<Response, Halt> {
    let v = ask.read(move |sight| outage_entry(sight, &actor, key, form, against)).await?;
    Ok(ask.show(&OutagesPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

async fn remove_outage(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let start: i64 = input.get("start").parse().map_err(|_| Halt::of(Fault::Refused))?;
    match ask.run(actor, RemoveOutage { of: of(key), start: Instant::from_seconds(start) }).await {
        // Who presses twice has removed it already.
        Ok(()) | Err(Failure::Refused(Refusal::NotFound { what: "outage", .. })) => {
            Ok(see_other(&format!("/provider/instruments/{key}/outages")))
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn show_rules(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let row = own(sight, &actor, key)?;
        Ok(RulesEntry { about: brief(sight, &row)?, form: RulesForm::of(&row.policy) })
    });
    let v = v.await?;
    Ok(ask.show(&RulesPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn set_rules(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    match RulesForm::parse(&input) {
        Ok(policy) => {
            ask.run(actor, SetPolicy { of: of(key), policy }).await?;
            Ok(see_other(&format!("/provider/instruments/{key}")))
        }
        Err(form) => {
            let v = ask.read(move |sight| {
                let row = own(sight, &actor, key)?;
                Ok(RulesEntry { about: brief(sight, &row)?, form: *form })
            });
            let v = v.await?;
            Ok(ask.show(&RulesPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}
