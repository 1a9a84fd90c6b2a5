//! Reservations: the list of an enterprise, one with its history, and what its people may do with it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_booking::ReservationState;
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::answer::ReservationKey;
use jiangnan_exchange::case::dispute::Dispute;
use jiangnan_exchange::case::usage::Confirm;
use jiangnan_exchange::writer::OPERATOR;
use jiangnan_kernel::{Id, Instant, Money, PlaceCode, Rounding, Text};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::entity::people::{PersonRow, Role};
use jiangnan_store::{Lookup, list};

use super::dispute::contested;
use super::instrument::brief;
use super::{Ask, Halt, Sight, Site, claim, frozen, see_other};
use crate::form::{DisputeForm, Input};
use crate::page::{ReservationPage, ReservationsPage};
use crate::view::error::Fault;
use crate::view::reserve::{self, May, ReservationView, Reservations, UsageView};
use crate::view::{Event, Key};

/// The most reservations that a list shows.
const LIST_MAX: i64 = 200;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/reservations", get(list_all))
        .route("/reservations/{id}", get(show))
        .route("/reservations/{id}/confirm", post(confirm))
        .route("/reservations/{id}/dispute", post(dispute))
}

async fn list_all(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let v = ask.read(move |sight| reservations(sight, &actor)).await?;
    Ok(ask.show(&ReservationsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor =
        ask.needs(&[Role::Engineer, Role::LabManager, Role::Officer, Role::Treasurer, Role::Auditor])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| view(sight, &actor, key, DisputeForm::default())).await?;
    Ok(ask.show(&ReservationPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn confirm(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    ask.run(actor, Confirm { at: at(key) }).await?;
    Ok(see_other(&format!("/reservations/{key}")))
}

async fn dispute(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    match DisputeForm::parse(&input) {
        Ok(reason) => {
            ask.run(actor, Dispute { at: at(key), reason }).await?;
            Ok(see_other(&format!("/reservations/{key}")))
        }
        Err(form) => {
            let v = ask.read(move |sight| view(sight, &actor, key, *form)).await?;
            Ok(ask.show(&ReservationPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

/// A reservation's key for the exchange.
pub fn at(key: Key) -> ReservationKey {
    ReservationKey { home: key.home, reservation: key.id }
}

fn reservations(sight: &mut Sight, actor: &Actor) -> Result<Reservations, Halt> {
    let rows = list::reservations_of_enterprise(sight.reader(), actor.home, actor.organisation, LIST_MAX)?;
    let mut all = Reservations { waiting: Vec::new(), coming: Vec::new(), past: Vec::new() };
    for row in rows {
        let now = sight.now();
        let shown = list_row(sight, &row)?;
        let open = matches!(row.state, ReservationState::Requested | ReservationState::Reserved);
        match row.state {
            ReservationState::Used => all.waiting.push(shown),
            _ if open && now < row.body.interval.end() => all.coming.push(shown),
            _ => all.past.push(shown),
        }
    }
    all.coming.reverse();
    Ok(all)
}

fn list_row(sight: &mut Sight, row: &ReservationRow) -> Result<reserve::ReservationRow, Halt> {
    let listing = listing_of(sight, row)?;
    Ok(reserve::ReservationRow {
        id: Key { home: row.jurisdiction, id: row.id },
        instrument: listing.body.name().clone(),
        provider: sight.organisation_name(row.jurisdiction, row.provider)?,
        span: sight.span(row.body.interval, listing.body.place()),
        state: row.state,
        price: Money::new(row.terms.price_minor, row.terms.currency),
        own_part: Money::new(row.terms.own_part_minor, row.terms.currency),
    })
}

/// The instrument or expert of a reservation.
///
/// # Errors
/// Where the database cannot be read.
pub fn listing_of(sight: &mut Sight, row: &ReservationRow) -> Result<ListingRow, Halt> {
    sight.listing(Key { home: row.jurisdiction, id: row.body.instrument })
}

/// Whether somebody may see a reservation: its two sides, those who pay for it, and who audits.
pub fn may_see(actor: &Actor, row: &ReservationRow) -> bool {
    match actor.role {
        Role::Engineer => actor.organisation == row.enterprise,
        Role::LabManager => actor.organisation == row.provider,
        Role::Officer | Role::Treasurer => {
            actor.home == row.jurisdiction || row.terms.holds.iter().any(|hold| hold.home == actor.home)
        }
        Role::Auditor | Role::Operator => true,
    }
}

fn view(sight: &mut Sight, actor: &Actor, key: Key, dispute: DisputeForm) -> Result<ReservationView, Halt> {
    let row = sight.ask(|desk| desk.reservation(key.home, key.id))?;
    if !may_see(actor, &row) {
        return Err(Halt::of(Fault::Forbidden));
    }
    let listing = listing_of(sight, &row)?;
    let place = listing.body.place();
    let (now, start) = (sight.now(), row.body.interval.start());
    let mine = actor.role == Role::Engineer;
    let off = row.body.call_off(sight.now(), &listing.policy).filter(|_| mine);
    let fee = off.map_or(0, |off| off.share.of(row.terms.price_minor, Rounding::HalfUp));
    let open = matches!(row.state, ReservationState::Requested | ReservationState::Reserved);
    let late = row.state == ReservationState::Reserved && now > listing.policy.free_until(start);
    Ok(ReservationView {
        id: key,
        instrument: brief(sight, &listing)?,
        enterprise: sight.organisation_name(row.enterprise_home, row.enterprise)?,
        span: sight.span(row.body.interval, place),
        state: row.state,
        samples: row.terms.samples,
        usage: usage(sight, &row, place)?,
        quote: frozen::quote(sight, &row)?,
        events: events(sight, &row, place)?,
        free_until: off.filter(|_| fee == 0).map(|off| sight.local(off.free_until, place)),
        late_fee: (fee > 0).then(|| Money::new(fee, row.terms.currency)),
        may: May {
            cancel: off.is_some(),
            relocate: mine && open && now < start && !late,
            confirm: mine && row.body.confirm().is_ok(),
            dispute: mine && row.body.dispute("").is_ok(),
            answer: actor.role == Role::LabManager && row.state == ReservationState::Disputed,
            rule: actor.role == Role::Officer
                && actor.home == row.jurisdiction
                && row.state == ReservationState::Disputed,
        },
        moves: moves(sight, &row, place)?,
        series: row.terms.series.map(|series| Key { home: row.jurisdiction, id: series }).filter(|_| mine),
        exception: row.body.exception.clone(),
        waiver: row.body.waiver.clone(),
        refunds: if mine { claim::refunds(sight, &row)? } else { Vec::new() },
        contested: match row.body.dispute {
            Some(_) => Some(contested(sight, &row)?),
            None => None,
        },
        dispute,
    })
}

/// Where the reservation was before, and who moved it.
fn moves(sight: &Sight, row: &ReservationRow, place: PlaceCode) -> Result<Vec<reserve::MoveRow>, Halt> {
    let mut moves = Vec::new();
    for moved in &row.body.moves {
        moves.push(reserve::MoveRow {
            at: sight.local(moved.at, place),
            by: person_name(sight, &[row.enterprise_home, row.jurisdiction], moved.by)?,
            from: sight.span(moved.from, place),
            to: sight.span(moved.to, place),
        });
    }
    Ok(moves)
}

/// What was recorded, and what it costs.
///
/// # Errors
/// Where the database cannot be read.
pub fn usage(sight: &mut Sight, row: &ReservationRow, place: PlaceCode) -> Result<Option<UsageView>, Halt> {
    let Some(usage) = &row.body.usage else { return Ok(None) };
    // A dispute that the enterprise won leaves a record, and nothing to charge for.
    let (price_minor, own_part_minor) = match row.state {
        ReservationState::Cancelled => (0, 0),
        _ => sight.ask(|desk| desk.bill(row, None)).map(|bill| (bill.price_minor, bill.own_part_minor()))?,
    };
    Ok(Some(UsageView {
        span: sight.span(usage.actual, place),
        samples: usage.samples,
        operator: usage.operator.clone(),
        price: Money::new(price_minor, row.terms.currency),
        own_part: Money::new(own_part_minor, row.terms.currency),
    }))
}

/// What happened to a reservation and to the claims for it, the oldest first.
///
/// # Errors
/// Where the database cannot be read.
pub fn events(sight: &mut Sight, row: &ReservationRow, place: PlaceCode) -> Result<Vec<Event>, Halt> {
    let mut happened: Vec<(Instant, Id, String, String)> = Vec::new();
    for event in list::events_about(sight.reader(), row.id)? {
        let body: serde_json::Value = serde_json::from_str(&event.body).unwrap_or_default();
        let note = body.get("reason").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        happened.push((event.at, event.actor, event.kind, note));
    }
    for claim in list::claims_for_reservation(sight.reader(), row.id)? {
        for note in &claim.body.history {
            happened.push((
                note.at,
                note.by.unwrap_or(OPERATOR),
                note.event.name().to_owned(),
                note.reason.clone(),
            ));
        }
    }
    happened.sort_by_key(|(at, ..)| *at);
    let mut homes = vec![row.enterprise_home, row.jurisdiction];
    homes.extend(row.terms.holds.iter().map(|hold| hold.home));
    let mut events = Vec::new();
    for (at, by, name, note) in happened {
        events.push(Event { at: sight.local(at, place), actor: person_name(sight, &homes, by)?, name, note });
    }
    Ok(events)
}

/// The name of a person of one of some jurisdictions.
///
/// # Errors
/// Where the database cannot be read.
pub fn person_name(sight: &Sight, homes: &[PlaceCode], person: Id) -> Result<Text, Halt> {
    if person == OPERATOR {
        return Ok(Text::new("the program", "系统"));
    }
    for home in homes {
        if let Some(found) = PersonRow::fetch(sight.reader(), &(*home, person))? {
            return Ok(crate::view::person_name(&found.name));
        }
    }
    Ok(Text::new(person.to_string(), person.to_string()))
}
