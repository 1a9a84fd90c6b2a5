//! Changing a reservation: calling it off with what follows shown before, and moving it with its history kept.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_booking::{Party, Refused, ReservationState};
use jiangnan_exchange::case::answer::{Cancel, MoveReservation};
use jiangnan_exchange::{Actor, Command, Failure, Refusal};
use jiangnan_kernel::{Date, Id, Interval, Money, Rounding, Text};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::entity::people::Role;
use jiff::civil::Time;

use super::instrument::brief;
use super::reservation::{at, listing_of};
use super::reserve::{length, times_of};
use super::{Ask, Halt, Sight, Site, see_other, slots};
use crate::form::{CancelForm, Field, Input, MoveForm};
use crate::page::{CancelPage, MoveCheckPage, MovePage};
use crate::view::error::Fault;
use crate::view::own::{CancelEntry, Fee, MoveCheck, MoveEntry};
use crate::view::{Key, Span};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/reservations/{id}/cancel", get(show_cancel).post(cancel))
        .route("/reservations/{id}/move", get(show_move).post(move_it))
        .route("/reservations/{id}/move/check", get(check_move))
}

/// A reservation of the actor's enterprise.
fn own(sight: &mut Sight, actor: &Actor, key: Key) -> Result<ReservationRow, Halt> {
    let row = sight.ask(|desk| desk.reservation(key.home, key.id))?;
    let own = (row.enterprise_home, row.enterprise) == (actor.home, actor.organisation);
    if own { Ok(row) } else { Err(Halt::of(Fault::Forbidden)) }
}

async fn show_cancel(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let form = CancelForm { command: Field::of(ask.site.make_id().to_string()), ..CancelForm::default() };
    let v = ask.read(move |sight| cancel_entry(sight, &actor, key, form)).await?;
    Ok(ask.show(&CancelPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn cancel(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    match CancelForm::parse(&input) {
        Ok((reason, command)) => {
            let cancel = Cancel { at: at(key), party: Party::Enterprise, reason };
            ask.run_once(command, actor, cancel).await?;
            Ok(see_other(&format!("/reservations/{key}")))
        }
        Err(form) => {
            let v = ask.read(move |sight| cancel_entry(sight, &actor, key, *form)).await?;
            Ok(ask.show(&CancelPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

fn cancel_entry(sight: &mut Sight, actor: &Actor, key: Key, form: CancelForm) -> Result<CancelEntry, Halt> {
    let row = own(sight, actor, key)?;
    let listing = listing_of(sight, &row)?;
    let place = listing.body.place();
    let Some(off) = row.body.call_off(sight.now(), &listing.policy) else {
        let (what, state) = ("reservation", row.state.to_string());
        return Err(Refusal::WrongState { what, state, asked: "called off any more" }.into());
    };
    let price = Money::new(row.terms.price_minor, row.terms.currency);
    let due = off.share.of(price.minor, Rounding::HalfUp);
    let amount = Money::new(due, price.currency);
    let mut back = Vec::new();
    for hold in row.terms.holds.iter().filter(|hold| !hold.spent) {
        let of = match &hold.voucher {
            Some(held) => {
                let scheme = sight.ask(|desk| desk.scheme_version(hold.home, &held.scheme, &held.version))?;
                scheme.title().clone()
            }
            None => Text::new("Your deposit", "您的预存款"),
        };
        back.push((of, Money::new(hold.amount_minor, row.terms.currency)));
    }
    Ok(CancelEntry {
        id: key,
        instrument: brief(sight, &listing)?,
        span: sight.span(row.body.interval, place),
        free_until: sight.local(off.free_until, place),
        fee: (due > 0).then_some(Fee { share: off.share, price, amount }),
        back,
        form,
    })
}

async fn show_move(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let week: Option<Date> = input.get("week").parse().ok();
    let form = MoveForm::read(&input);
    let v = ask.read(move |sight| move_entry(sight, &actor, key, (form, week), Objection::default())).await?;
    Ok(ask.show(&MovePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn check_move(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let (date, from) = match MoveForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return move_again(&ask, actor, key, *form, Objection::default()).await,
    };
    let command = ask.site.make_id();
    let asked = actor.clone();
    match ask.read(move |sight| check_view(sight, &asked, key, (date, from), command)).await? {
        Ok(v) => Ok(ask.show(&MoveCheckPage { l: ask.locale(), frame: ask.frame(), v })),
        Err(objection) => move_again(&ask, actor, key, MoveForm::read(&input), objection).await,
    }
}

async fn move_it(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let command: Id = input.get("command").parse().map_err(|_| Halt::of(Fault::Refused))?;
    let (date, from) = match MoveForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return move_again(&ask, actor, key, *form, Objection::default()).await,
    };
    let asked = actor.clone();
    let to = ask.read(move |sight| {
        let row = own(sight, &asked, key)?;
        let listing = listing_of(sight, &row)?;
        // A second press comes when the reservation has its new time already; its length is the same.
        new_time(sight, &row, &listing, date, from).ok_or_else(|| Halt::of(Fault::Refused))
    });
    let to = to.await?;
    match ask.run_once(command, actor.clone(), MoveReservation { at: at(key), to }).await {
        Ok(_) => Ok(see_other(&format!("/reservations/{key}"))),
        Err(Failure::Refused(refusal)) if is_answerable(&refusal) => {
            let asked = actor.clone();
            let objection = ask.read(move |sight| {
                let row = own(sight, &asked, key)?;
                let listing = listing_of(sight, &row)?;
                Ok(Objection::of(sight, &listing, &refusal))
            });
            let objection = objection.await?;
            move_again(&ask, actor, key, MoveForm::read(&input), objection).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What stands against a new time, with free ones near it.
#[derive(Default)]
struct Objection {
    against: Vec<Text>,
    near: Vec<Span>,
}

impl Objection {
    fn of(sight: &Sight, listing: &ListingRow, refusal: &Refusal) -> Objection {
        let place = listing.body.place();
        let Refusal::Booking { refused, near } = refusal else {
            return Objection { against: vec![refusal.text()], near: Vec::new() };
        };
        let against = match &**refused {
            Refused::Problems(problems) => {
                problems.iter().map(|problem| problem.text(&sight.zone(place))).collect()
            }
            _ => vec![refusal.text()],
        };
        Objection { against, near: near.iter().map(|slot| sight.span(*slot, place)).collect() }
    }
}

fn is_answerable(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Booking { refused, .. } => {
            matches!(**refused, Refused::Problems(_) | Refused::TooLateToMove(_))
        }
        Refusal::Expert(_) => true,
        _ => false,
    }
}

fn new_time(
    sight: &Sight,
    row: &ReservationRow,
    listing: &ListingRow,
    date: Date,
    from: Time,
) -> Option<Interval> {
    let start = date.to_datetime(from);
    let zone = sight.zone(listing.body.place());
    let start = jiangnan_kernel::Instant::of_civil(start, &zone).ok()?;
    Interval::new(start, start.plus_seconds(row.body.interval.seconds())).ok()
}

async fn move_again(
    ask: &Ask,
    actor: Actor,
    key: Key,
    form: MoveForm,
    objection: Objection,
) -> Result<Response, Halt> {
    let v = ask.read(move |sight| move_entry(sight, &actor, key, (form, None), objection)).await?;
    Ok(ask.show(&MovePage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

fn move_entry(
    sight: &mut Sight,
    actor: &Actor,
    key: Key,
    (form, week): (MoveForm, Option<Date>),
    objection: Objection,
) -> Result<MoveEntry, Halt> {
    let row = own(sight, actor, key)?;
    let listing = listing_of(sight, &row)?;
    let place = listing.body.place();
    let open = matches!(row.state, ReservationState::Requested | ReservationState::Reserved);
    if !open || sight.now() >= row.body.interval.start() {
        let (what, state) = ("reservation", row.state.to_string());
        return Err(Refusal::WrongState { what, state, asked: "moved any more" }.into());
    }
    let span = sight.span(row.body.interval, place);
    let typed: Option<Date> = form.date.value.parse().ok();
    let last = sight.local(listing.policy.latest(sight.now()), place).date();
    let day = week.or(typed).filter(|day| *day <= last).unwrap_or(span.from.date()).max(sight.today(place));
    Ok(MoveEntry {
        id: key,
        instrument: brief(sight, &listing)?,
        span,
        length: length(span),
        times: times_of(&listing, &[&form.from.value]),
        form,
        week: slots::week(sight, &listing, slots::monday_of(day), Some(row.enterprise))?,
        against: objection.against,
        near: objection.near,
    })
}

/// The answers to check, or what stands against them: the decision itself is asked, and forgotten.
fn check_view(
    sight: &mut Sight,
    actor: &Actor,
    key: Key,
    (date, from): (Date, Time),
    command: Id,
) -> Result<Result<MoveCheck, Objection>, Halt> {
    let row = own(sight, actor, key)?;
    let listing = listing_of(sight, &row)?;
    let place = listing.body.place();
    let to = new_time(sight, &row, &listing, date, from).ok_or_else(|| Halt::of(Fault::Refused))?;
    let wanted = MoveReservation { at: at(key), to };
    match sight.look.ask(&sight.envelope, |desk| wanted.decide(desk)) {
        Ok(stands) => Ok(Ok(MoveCheck {
            id: key,
            instrument: brief(sight, &listing)?,
            from: sight.span(row.body.interval, place),
            to: sight.span(to, place),
            approval: stands.state == ReservationState::Requested,
            command,
        })),
        Err(Failure::Refused(refusal)) if is_answerable(&refusal) => {
            Ok(Err(Objection::of(sight, &listing, &refusal)))
        }
        Err(failure) => Err(failure.into()),
    }
}
