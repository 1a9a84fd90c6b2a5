//! The provider's desk: requests to answer, usage to record.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_booking::{Problem, Refused, ReservationState, Situation};
use jiangnan_exchange::case::answer::{Approve, Decline};
use jiangnan_exchange::case::reserve::times;
use jiangnan_exchange::case::usage::{RecordNoShow, RecordUsage};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::Money;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::claim::ready;
use super::reservation::{at, listing_of};
use super::{Ask, Halt, Sight, Site, see_other};
use crate::form::{DeclineForm, Field, Input, Usage, UsageForm, WaiveForm};
use crate::page::{DeclinePage, RequestsPage, UsageListPage, UsagePage, WaivePage};
use crate::view::error::Fault;
use crate::view::provider::{self, RequestRow, Requests, UsageEntry, UsageList, UsageRow};
use crate::view::{Key, Span};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/provider/requests", get(requests))
        .route("/provider/requests/{id}/approve", get(show_approve).post(approve))
        .route("/provider/requests/{id}/decline", get(show_decline).post(decline))
        .route("/provider/usage", get(usage_list))
        .route("/provider/usage/{id}", get(show_usage).post(record))
}

async fn requests(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let v = ask.read(move |sight| requests_view(sight, &actor)).await?;
    Ok(ask.show(&RequestsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn show_approve(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let request = ask.read(move |sight| request(sight, &actor, key)).await?;
    let v = provider::Waive { request, form: WaiveForm::default() };
    Ok(ask.show(&WaivePage { l: ask.locale(), frame: ask.frame(), v }))
}

/// Approves a request. Where the provider's own rules speak against it, a reason is asked for first.
async fn approve(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let mut form = WaiveForm::read(&input);
    let Some(waiver) = form.waiver.optional_text() else { return waive_again(&ask, &actor, key, form).await };
    match ask.run(actor.clone(), Approve { at: at(key), waiver }).await {
        Ok(_) => Ok(see_other("/provider/requests")),
        Err(Failure::Refused(Refusal::Booking { refused, .. }))
            if matches!(*refused, Refused::ReasonNeeded(_)) =>
        {
            form.waiver.refuse("waiver-missing");
            waive_again(&ask, &actor, key, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn waive_again(ask: &Ask, actor: &Actor, key: Key, form: WaiveForm) -> Result<Response, Halt> {
    let actor = actor.clone();
    let request = ask.read(move |sight| request(sight, &actor, key)).await?;
    let v = provider::Waive { request, form };
    Ok(ask.show(&WaivePage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

async fn show_decline(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let request = ask.read(move |sight| request(sight, &actor, key)).await?;
    let v = provider::Decline { request, form: DeclineForm::default() };
    Ok(ask.show(&DeclinePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn decline(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    match DeclineForm::parse(&input) {
        Ok(reason) => {
            ask.run(actor, Decline { at: at(key), reason }).await?;
            Ok(see_other("/provider/requests"))
        }
        Err(form) => {
            let request = ask.read(move |sight| request(sight, &actor, key)).await?;
            let v = provider::Decline { request, form: *form };
            Ok(ask.show(&DeclinePage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

async fn usage_list(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let v = ask.read(move |sight| {
        let mut rows = Vec::new();
        for row in unrecorded(sight, &actor)? {
            rows.push(usage_row(sight, &row)?);
        }
        let (home, provider) = (actor.home, actor.organisation);
        let state = ReservationState::Disputed;
        let mut disputed = Vec::new();
        for row in list::reservations_of_provider(sight.reader(), home, provider, state)? {
            disputed.push(usage_row(sight, &row)?);
        }
        Ok(UsageList { rows, disputed })
    });
    let v = v.await?;
    Ok(ask.show(&UsageListPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn show_usage(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let row = own(sight, &actor, key)?;
        let form = proposed(&usage_row(sight, &row)?.span, row.terms.samples);
        Ok(UsageEntry { row: usage_row(sight, &row)?, form })
    });
    let v = v.await?;
    Ok(ask.show(&UsagePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn record(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let usage = match UsageForm::parse(&input) {
        Ok(usage) => usage,
        Err(form) => return usage_again(&ask, &actor, key, *form).await,
    };
    let done = match usage {
        Usage::NoShow => ask.run(actor.clone(), RecordNoShow { at: at(key) }).await,
        Usage::Used { span, samples, operator } => {
            let own_actor = actor.clone();
            let actual = ask.read(move |sight| {
                let row = own(sight, &own_actor, key)?;
                let place = listing_of(sight, &row)?.body.place();
                sight.interval(span, place).ok_or_else(|| Halt::of(Fault::Refused))
            });
            let usage = RecordUsage { at: at(key), actual: actual.await?, samples, operator };
            ask.run(actor.clone(), usage).await
        }
    };
    match done {
        Ok(_) => Ok(see_other("/provider/usage")),
        Err(Failure::Refused(Refusal::Booking { refused, .. })) => {
            let mut form = UsageForm::read(&input);
            let key_of = match *refused {
                jiangnan_booking::Refused::UsageElsewhere { .. } => "usage-elsewhere",
                jiangnan_booking::Refused::TooEarly(_) => "usage-too-early",
                _ => return Err(Refusal::from(*refused).into()),
            };
            let field = if form.outcome.value == "used" { &mut form.until } else { &mut form.outcome };
            field.refuse(key_of);
            usage_again(&ask, &actor, key, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn usage_again(ask: &Ask, actor: &Actor, key: Key, form: UsageForm) -> Result<Response, Halt> {
    let actor = actor.clone();
    let v = ask.read(move |sight| {
        let row = own(sight, &actor, key)?;
        Ok(UsageEntry { row: usage_row(sight, &row)?, form })
    });
    let v = v.await?;
    Ok(ask.show(&UsagePage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

/// A reservation of the actor's provider.
///
/// # Errors
/// Pages that say that there is none, or that it is somebody else's.
pub fn own(sight: &mut Sight, actor: &Actor, key: Key) -> Result<ReservationRow, Halt> {
    let row = sight.ask(|desk| desk.reservation(key.home, key.id))?;
    let own = row.provider == actor.organisation && row.jurisdiction == actor.home;
    if own { Ok(row) } else { Err(Halt::of(Fault::Forbidden)) }
}

fn requests_view(sight: &mut Sight, actor: &Actor) -> Result<Requests, Halt> {
    let state = ReservationState::Requested;
    let mut rows = list::reservations_of_provider(sight.reader(), actor.home, actor.organisation, state)?;
    rows.retain(|row| !row.body.is_overdue(sight.now()));
    rows.sort_by_key(|row| row.lapses_at);
    let mut shown = Vec::new();
    for row in &rows {
        shown.push(request_row(sight, row)?);
    }
    let claims = list::claims_of_provider(sight.reader(), actor.home, actor.organisation)?;
    Ok(Requests {
        provider: sight.organisation_name(actor.home, actor.organisation)?,
        rows: shown,
        usage_missing: count(unrecorded(sight, actor)?.len()),
        claims_ready: count(ready(sight, actor, &claims)?.len()),
    })
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The firm reservations that are over and whose usage is not recorded, the oldest first.
///
/// # Errors
/// Where the database cannot be read.
pub fn unrecorded(sight: &Sight, actor: &Actor) -> Result<Vec<ReservationRow>, Halt> {
    let state = ReservationState::Reserved;
    let mut rows = list::reservations_of_provider(sight.reader(), actor.home, actor.organisation, state)?;
    rows.retain(|row| row.body.interval.end() <= sight.now());
    Ok(rows)
}

fn request(sight: &mut Sight, actor: &Actor, key: Key) -> Result<RequestRow, Halt> {
    let row = own(sight, actor, key)?;
    if row.state != ReservationState::Requested {
        let (what, state, asked) = ("reservation", row.state.to_string(), "declined");
        return Err(Refusal::WrongState { what, state, asked }.into());
    }
    request_row(sight, &row)
}

fn request_row(sight: &mut Sight, row: &ReservationRow) -> Result<RequestRow, Halt> {
    let listing = listing_of(sight, row)?;
    let place = listing.body.place();
    let enterprise = sight.organisation(row.enterprise_home, row.enterprise)?;
    let lapses = row.lapses_at.unwrap_or(row.body.interval.start());
    let problems = against(sight, row, &listing);
    let zone = sight.zone(place);
    Ok(RequestRow {
        id: Key { home: row.jurisdiction, id: row.id },
        enterprise: enterprise.body.name.clone(),
        place: sight.place_name(enterprise.body.place),
        instrument: listing.body.name().clone(),
        span: sight.span(row.body.interval, place),
        samples: row.terms.samples,
        price: Money::new(row.terms.price_minor, row.terms.currency),
        lapses: sight.local(lapses, place),
        against: problems.iter().map(|problem| problem.text(&zone)).collect(),
        waivable: Problem::all_can_be_waived(&problems),
        exception: row.body.exception.clone(),
    })
}

/// What speaks against a reservation by now: a rule that was asked to be waived, or an outage or other hours
/// that came after it was made.
pub fn against(sight: &Sight, row: &ReservationRow, listing: &ListingRow) -> Vec<Problem> {
    let Ok((opening, outages)) = times(listing.body.terms()) else { return Vec::new() };
    let external = row.enterprise != row.provider;
    let situation = Situation { now: sight.now(), opening, outages: &outages, occupied: &[], external };
    row.body.problems(&listing.policy, &situation)
}

/// A reservation that is over.
///
/// # Errors
/// Where the database cannot be read.
pub fn usage_row(sight: &mut Sight, row: &ReservationRow) -> Result<UsageRow, Halt> {
    let listing = listing_of(sight, row)?;
    Ok(UsageRow {
        id: Key { home: row.jurisdiction, id: row.id },
        enterprise: sight.organisation_name(row.enterprise_home, row.enterprise)?,
        instrument: listing.body.name().clone(),
        span: sight.span(row.body.interval, listing.body.place()),
        price: Money::new(row.terms.price_minor, row.terms.currency),
    })
}

/// The form filled in as it was reserved.
fn proposed(span: &Span, samples: u32) -> UsageForm {
    let clock = |moment: jiff::civil::DateTime| format!("{:02}:{:02}", moment.hour(), moment.minute());
    UsageForm {
        outcome: Field::of("used"),
        date: Field::of(span.from.date().to_string()),
        from: Field::of(clock(span.from)),
        until: Field::of(clock(span.until)),
        samples: Field::of(if samples == 0 { String::new() } else { samples.to_string() }),
        ..UsageForm::default()
    }
}
