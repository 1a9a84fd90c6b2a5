//! A weekly series: the form, the answers to check, the deed. All of it is reserved, or none.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::case::series::{ReserveSeries, SeriesReserved};
use jiangnan_exchange::{Command, Failure, Refusal};
use jiangnan_kernel::{Id, Interval, Money, Text};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::instrument::brief;
use super::reserve::{length, times_of};
use super::{Ask, Halt, Sight, Site, missing, price, see_other};
use crate::form::{ConfirmForm, Input, SeriesForm, WantedSeries, address};
use crate::page::{SeriesCheckPage, SeriesDonePage, SeriesPage};
use crate::view::error::{ErrorView, Fault};
use crate::view::own::{LostSlot, SeriesCheck, SeriesDone, SeriesEntry, SeriesRow, is_firm};
use crate::view::{Key, Span};

/// The most reservations that are looked through for those of a series.
const RESERVATIONS_MAX: i64 = 2_000;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/instruments/{id}/series", get(form))
        .route("/instruments/{id}/series/check", get(check))
        .route("/series", post(deed))
        .route("/series/{id}", get(done))
}

/// What stands against a series.
#[derive(Default)]
struct Objection {
    against: Vec<Text>,
    lost: Vec<LostSlot>,
}

impl Objection {
    fn of(sight: &Sight, row: &ListingRow, refusal: &Refusal) -> Objection {
        let Refusal::Series { problems, near } = refusal else {
            return Objection { against: vec![refusal.text()], lost: Vec::new() };
        };
        let (place, zone) = (row.body.place(), sight.zone(row.body.place()));
        let spans =
            |slots: &[Interval]| -> Vec<Span> { slots.iter().map(|slot| sight.span(*slot, place)).collect() };
        let lost = problems.iter().zip(near).map(|(problem, near)| LostSlot {
            span: sight.span(problem.slot, place),
            against: problem.problems.iter().map(|one| one.text(&zone)).collect(),
            near: spans(near),
        });
        Objection { against: Vec::new(), lost: lost.collect() }
    }
}

/// Whether a refusal is about the wanted times or money, so that the form can answer it.
fn is_answerable(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::Series { .. }
            | Refusal::Expert(_)
            | Refusal::Ledger(_)
            | Refusal::NoTariff { .. }
            | Refusal::Booking { .. }
            | Refusal::Invalid { .. }
    )
}

async fn form(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let mut form = SeriesForm::read(&input);
    if form.weeks.value.is_empty() {
        "4".clone_into(&mut form.weeks.value);
    }
    let v = ask.read(move |sight| entry(sight, key, form, Objection::default())).await?;
    Ok(ask.show(&SeriesPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn check(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let wanted = match SeriesForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return refuse(&ask, key, *form, Objection::default()).await,
    };
    let series = ask.site.make_id();
    match ask.read(move |sight| check_view(sight, key, wanted, series)).await? {
        Ok(v) => Ok(ask.show(&SeriesCheckPage { l: ask.locale(), frame: ask.frame(), v })),
        Err(objection) => refuse(&ask, key, SeriesForm::read(&input), objection).await,
    }
}

async fn deed(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let Ok(agreed) = ConfirmForm::parse(&input) else { return Err(Halt::of(Fault::Refused)) };
    let (key, id) = (agreed.instrument, agreed.command);
    let wanted = match SeriesForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return refuse(&ask, key, *form, Objection::default()).await,
    };
    let command = ask.read(move |sight| {
        let row = sight.listing(key)?;
        command(sight, &row, wanted, id).ok_or_else(|| Halt::of(Fault::Refused))
    });
    let command = ReserveSeries { agreed_minor: Some(agreed.own_part_minor), ..command.await? };
    match ask.run_once(id, actor, command).await {
        Ok(_) => Ok(see_other(&format!("/series/{}", Key { home: key.home, id }))),
        Err(Failure::Refused(refusal @ Refusal::PriceChanged { .. })) => {
            let again = ["date", "from", "until", "weeks", "samples"].map(|name| (name, input.get(name)));
            let way = address(&format!("/instruments/{key}/series/check"), &again);
            Err(Halt::Fault(Box::new(ErrorView {
                details: vec![refusal.text()],
                ways: vec![(way, Text::new("See the new price", "查看新价格"))],
                ..ErrorView::of(Fault::Conflict)
            })))
        }
        Err(Failure::Refused(refusal)) if is_answerable(&refusal) => {
            let objection = ask.read(move |sight| {
                let row = sight.listing(key)?;
                Ok(Objection::of(sight, &row, &refusal))
            });
            let objection = objection.await?;
            refuse(&ask, key, SeriesForm::read(&input), objection).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn done(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let all = list::reservations_of_enterprise(
            sight.reader(),
            actor.home,
            actor.organisation,
            RESERVATIONS_MAX,
        )?;
        let of_series =
            |row: &ReservationRow| row.terms.series == Some(key.id) && row.jurisdiction == key.home;
        let mut rows: Vec<ReservationRow> = all.into_iter().filter(of_series).collect();
        rows.reverse();
        let first = rows.first().ok_or_else(missing)?;
        let listing = sight.listing(Key { home: first.jurisdiction, id: first.body.instrument })?;
        let place = listing.body.place();
        let currency = first.terms.currency;
        let slots = rows.iter().map(|row| SeriesRow {
            span: sight.span(row.body.interval, place),
            reservation: Some(Key { home: row.jurisdiction, id: row.id }),
            price: Money::new(row.terms.price_minor, currency),
            own_part: Money::new(row.terms.own_part_minor, currency),
        });
        let slots: Vec<SeriesRow> = slots.collect();
        Ok(SeriesDone {
            id: key,
            instrument: brief(sight, &listing)?,
            firm: rows.iter().all(|row| is_firm(row.state)),
            own_part: Money::new(slots.iter().map(|slot| slot.own_part.minor).sum(), currency),
            slots,
        })
    });
    let v = v.await?;
    Ok(ask.show(&SeriesDonePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn refuse(ask: &Ask, key: Key, form: SeriesForm, objection: Objection) -> Result<Response, Halt> {
    let v = ask.read(move |sight| entry(sight, key, form, objection)).await?;
    Ok(ask.show(&SeriesPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

fn entry(sight: &mut Sight, key: Key, form: SeriesForm, objection: Objection) -> Result<SeriesEntry, Halt> {
    let row = sight.listing(key)?;
    Ok(SeriesEntry {
        instrument: brief(sight, &row)?,
        times: times_of(&row, &[&form.from.value, &form.until.value]),
        form,
        against: objection.against,
        lost: objection.lost,
    })
}

fn command(sight: &Sight, row: &ListingRow, wanted: WantedSeries, series: Id) -> Option<ReserveSeries> {
    let actor = &sight.envelope.actor;
    Some(ReserveSeries {
        series,
        home: row.jurisdiction,
        listing: row.id,
        enterprise_home: actor.home,
        enterprise: actor.organisation,
        first: sight.interval(wanted.first.span, row.body.place())?,
        weeks: wanted.weeks,
        samples: wanted.first.samples,
        service: price::service_of(&row.body, wanted.first.samples),
        work_at: None,
        agreed_minor: None,
    })
}

/// The answers to check, or what stands against them: the decision itself is asked, and forgotten.
fn check_view(
    sight: &mut Sight,
    key: Key,
    wanted: WantedSeries,
    series: Id,
) -> Result<Result<SeriesCheck, Objection>, Halt> {
    let row = sight.listing(key)?;
    let command = command(sight, &row, wanted, series).ok_or_else(|| Halt::of(Fault::Refused))?;
    let reserved = match sight.look.ask(&sight.envelope, |desk| command.decide(desk)) {
        Ok(reserved) => reserved,
        Err(Failure::Refused(refusal)) if is_answerable(&refusal) => {
            return Ok(Err(Objection::of(sight, &row, &refusal)));
        }
        Err(failure) => return Err(failure.into()),
    };
    let money = |minor| Money::new(minor, reserved.currency);
    Ok(Ok(SeriesCheck {
        instrument: brief(sight, &row)?,
        slots: rows(sight, &row, &reserved),
        length: length(wanted.first.span),
        samples: wanted.first.samples,
        price: money(reserved.price_minor),
        subsidy: money(reserved.subsidy_minor),
        own_part: money(reserved.own_part_minor),
        command: series,
    }))
}

fn rows(sight: &Sight, row: &ListingRow, reserved: &SeriesReserved) -> Vec<SeriesRow> {
    let place = row.body.place();
    let slot = |slot: &jiangnan_exchange::case::series::SeriesSlot| SeriesRow {
        span: sight.span(slot.interval, place),
        reservation: None,
        price: Money::new(slot.price_minor, reserved.currency),
        own_part: Money::new(slot.own_part_minor, reserved.currency),
    };
    reserved.slots.iter().map(slot).collect()
}
