//! Reserving: the form, the answers to check, the deed.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_booking::{Problem, Refused};
use jiangnan_catalogue::Usage;
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::offer::Wish;
use jiangnan_exchange::{Command, Failure, Refusal};
use jiangnan_kernel::{Id, Interval, Money, Text};
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use jiangnan_store::entity::people::Role;

use super::instrument::brief;
use super::{Ask, Halt, Sight, Site, price, see_other, slots};
use crate::form::{ConfirmForm, Input, ReserveForm, Wanted, address};
use crate::page::{CheckPage, ConfirmationPage, ReservePage};
use crate::view::error::{ErrorView, Fault};
use crate::view::reserve::{self, Check, Confirmation};
use crate::view::{Key, Span};

/// The step of the times to choose from.
const TIMES_STEP_SECONDS: i64 = 1_800;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/instruments/{id}/reserve", get(form))
        .route("/instruments/{id}/check", get(check))
        .route("/reservations", post(deed))
        .route("/reservations/{id}/done", get(done))
}

async fn form(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let form = ReserveForm::read(&input);
    let v = ask.read(move |sight| reserve_view(sight, key, form, Objection::default())).await?;
    Ok(ask.show(&ReservePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn check(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let wanted = match ReserveForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return refuse(&ask, key, *form, Objection::default()).await,
    };
    let command = ask.site.make_id();
    let how = how(&ReserveForm::read(&input));
    match ask.read(move |sight| check_view(sight, key, wanted, command, how)).await? {
        Ok(v) => Ok(ask.show(&CheckPage { l: ask.locale(), frame: ask.frame(), v })),
        Err(objection) => refuse(&ask, key, ReserveForm::read(&input), objection).await,
    }
}

async fn deed(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let Ok(agreed) = ConfirmForm::parse(&input) else { return Err(Halt::of(Fault::Refused)) };
    let key = agreed.instrument;
    let wanted = match ReserveForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return refuse(&ask, key, *form, Objection::default()).await,
    };
    let (id, own_part) = (agreed.command, agreed.own_part_minor);
    let how = how(&ReserveForm::read(&input));
    let reserve = ask.read(move |sight| {
        let row = sight.listing(key)?;
        let reserve = command(sight, &row, wanted, id)?;
        Ok(reserve.map(|reserve| Reserve { agreed_minor: Some(own_part), how, ..reserve }))
    });
    let Some(reserve) = reserve.await? else { return Err(Halt::of(Fault::Refused)) };
    match ask.run_once(id, actor, reserve).await {
        Ok(_) => Ok(see_other(&format!("/reservations/{}/done", Key { home: key.home, id }))),
        Err(Failure::Refused(refusal @ Refusal::PriceChanged { .. })) => {
            let again = ["date", "from", "until", "samples", "work_at", "exception"]
                .map(|name| (name, input.get(name)));
            let way = (
                address(&format!("/instruments/{key}/check"), &again),
                Text::new("See the new price", "查看新价格"),
            );
            let view = ErrorView {
                details: vec![refusal.text()],
                ways: vec![way],
                ..ErrorView::of(Fault::Conflict)
            };
            Err(Halt::Fault(Box::new(view)))
        }
        Err(Failure::Refused(
            refusal @ (Refusal::Booking { .. }
            | Refusal::Ledger(_)
            | Refusal::NoTariff { .. }
            | Refusal::Expert(_)),
        )) => {
            let form = ReserveForm::read(&input);
            let objection = ask.read(move |sight| {
                let row = sight.listing(key)?;
                Ok(Objection::of(sight, &row, &refusal))
            });
            let objection = objection.await?;
            refuse(&ask, key, form, objection).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn done(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let row = sight.ask(|desk| desk.reservation(key.home, key.id))?;
        if row.enterprise != actor.organisation {
            return Err(Halt::of(Fault::Forbidden));
        }
        let listing = sight.listing(Key { home: row.jurisdiction, id: row.body.instrument })?;
        let place = listing.body.place();
        let money = |minor| Money::new(minor, row.terms.currency);
        Ok(Confirmation {
            id: key,
            instrument: brief(sight, &listing)?,
            span: sight.span(row.body.interval, place),
            state: row.state,
            lapses: row.lapses_at.map(|lapses| sight.local(lapses, place)),
            subsidy: money(row.terms.price_minor - row.terms.own_part_minor),
            own_part: money(row.terms.own_part_minor),
            email: None,
        })
    });
    let v = v.await?;
    Ok(ask.show(&ConfirmationPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// What stands against a wanted time, with free ones near it.
#[derive(Default)]
struct Objection {
    against: Vec<Text>,
    near: Vec<Interval>,
    /// Whether the provider may be asked to waive what is against it.
    may_ask: bool,
}

impl Objection {
    fn of(sight: &Sight, row: &ListingRow, refusal: &Refusal) -> Objection {
        match refusal {
            Refusal::Booking { refused, near } => {
                let (against, may_ask) = match &**refused {
                    Refused::Problems(problems) => {
                        let zone = sight.zone(row.body.place());
                        let may_ask = row.policy.exceptions_allowed && Problem::all_can_be_waived(problems);
                        (problems.iter().map(|problem| problem.text(&zone)).collect(), may_ask)
                    }
                    _ => (vec![refusal.text()], false),
                };
                Objection { against, near: near.clone(), may_ask }
            }
            other => Objection { against: vec![other.text()], near: Vec::new(), may_ask: false },
        }
    }
}

async fn refuse(ask: &Ask, key: Key, form: ReserveForm, objection: Objection) -> Result<Response, Halt> {
    let v = ask.read(move |sight| reserve_view(sight, key, form, objection)).await?;
    Ok(ask.show(&ReservePage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

fn reserve_view(
    sight: &mut Sight,
    key: Key,
    form: ReserveForm,
    objection: Objection,
) -> Result<reserve::Reserve, Halt> {
    let row = sight.listing(key)?;
    let place = row.body.place();
    let times = times_of(&row, &[&form.from.value, &form.until.value]);
    let may_ask = objection.may_ask || !form.exception.value.is_empty();
    Ok(reserve::Reserve {
        may_ask,
        places: places_of(sight, &row)?,
        instrument: brief(sight, &row)?,
        form,
        times,
        against: objection.against,
        neighbours: objection.near.into_iter().map(|slot| sight.span(slot, place)).collect(),
    })
}

/// Where an expert may do the work: at home, or at the enterprise's place where the expert travels there.
fn places_of(sight: &mut Sight, row: &ListingRow) -> Result<Vec<(String, Text)>, Halt> {
    let Listing::Expert(expert) = &*row.body.0 else { return Ok(Vec::new()) };
    let actor = sight.envelope.actor.clone();
    let seat = sight.organisation(actor.home, actor.organisation)?.body.place;
    let mut places = vec![(String::new(), sight.place_name(expert.place))];
    if seat != expert.place && expert.travels_to.iter().any(|to| sight.places().is_within(seat, *to)) {
        places.push((seat.to_string(), sight.place_name(seat)));
    }
    Ok(places)
}

/// What is not asked of every reservation.
fn how(form: &ReserveForm) -> Particulars {
    let exception = form.exception.value.chars().take(2_000).collect();
    Particulars { series: None, exception, work_at: form.work_at.value.parse().ok() }
}

/// The times of day at which something may begin or end, and those that were typed.
pub fn times_of(row: &ListingRow, typed: &[&String]) -> Vec<String> {
    let opening = row.body.terms().opening.as_ref();
    let mut times: Vec<String> = opening
        .map(|opening| slots::times_of_day(opening, TIMES_STEP_SECONDS))
        .unwrap_or_default()
        .into_iter()
        .map(clock)
        .collect();
    // The last start is not the last end.
    let last = opening.and_then(|opening| opening.week.iter().map(|stretch| stretch.until).max());
    times.extend(last.map(clock).filter(|last| !times.contains(last)));
    for typed in typed {
        if typed.len() == 5 && !times.contains(typed) {
            times.push((*typed).clone());
        }
    }
    times.sort();
    times
}

fn clock(time: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The command that reserves; none where the wanted time does not exist in the instrument's zone.
fn command(sight: &mut Sight, row: &ListingRow, wanted: Wanted, id: Id) -> Result<Option<Reserve>, Halt> {
    let actor = sight.envelope.actor.clone();
    let Some(interval) = sight.interval(wanted.span, row.body.place()) else { return Ok(None) };
    Ok(Some(Reserve {
        reservation: id,
        home: row.jurisdiction,
        listing: row.id,
        enterprise_home: actor.home,
        enterprise: actor.organisation,
        interval,
        samples: wanted.samples,
        service: price::service_of(&row.body, wanted.samples),
        agreed_minor: None,
        how: Particulars::default(),
    }))
}

/// The answers to check, or what stands against them: the decision itself is asked, and forgotten.
fn check_view(
    sight: &mut Sight,
    key: Key,
    wanted: Wanted,
    id: Id,
    how: Particulars,
) -> Result<Result<Check, Objection>, Halt> {
    let row = sight.listing(key)?;
    let place = row.body.place();
    let Some(reserve) = command(sight, &row, wanted, id)? else { return Err(Halt::of(Fault::Refused)) };
    let reserve = Reserve { how, ..reserve };
    let wish = Wish {
        home: row.jurisdiction,
        listing: row.id,
        enterprise: (reserve.enterprise_home, reserve.enterprise),
        usage: Usage { seconds: reserve.interval.seconds(), samples: reserve.samples },
        service: reserve.service,
        starts_on: sight.local(reserve.interval.start(), row.jurisdiction).date(),
        finishes_on: sight.last_day(reserve.interval, row.jurisdiction),
    };
    let offer = match sight.look.ask(&sight.envelope, |desk| reserve.decide(desk)) {
        Ok(_) => sight.ask(|desk| desk.offer(&wish))?,
        Err(Failure::Refused(
            refusal @ (Refusal::Booking { .. }
            | Refusal::NoTariff { .. }
            | Refusal::Ledger(_)
            | Refusal::Expert(_)),
        )) => {
            return Ok(Err(Objection::of(sight, &row, &refusal)));
        }
        Err(failure) => return Err(failure.into()),
    };
    let free_until = row.policy.free_until(reserve.interval.start());
    Ok(Ok(Check {
        instrument: brief(sight, &row)?,
        span: wanted.span,
        length: length(wanted.span),
        samples: wanted.samples,
        quote: price::quote(&offer, sight.places()),
        free_until: (free_until > sight.now()).then(|| sight.local(free_until, place)),
        command: id,
        work_at: reserve.how.work_at.map(|place| (place.to_string(), sight.place_name(place))),
        exception: reserve.how.exception.clone(),
    }))
}

/// How long a span is: `3 h`, `90 min`.
pub fn length(span: Span) -> Text {
    length_of(span.until.duration_since(span.from).as_secs())
}

/// How long so many seconds are, in words.
pub fn length_of(seconds: i64) -> Text {
    match (seconds / 3_600, seconds % 3_600 / 60) {
        (hours, 0) => Text::new(format!("{hours} h"), format!("{hours} 小时")),
        (0, minutes) => Text::new(format!("{minutes} min"), format!("{minutes} 分钟")),
        (hours, minutes) => {
            Text::new(format!("{hours} h {minutes} min"), format!("{hours} 小时 {minutes} 分钟"))
        }
    }
}
