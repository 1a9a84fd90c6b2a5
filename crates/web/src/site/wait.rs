//! The wait list: joining it, what is kept for whom, leaving it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_booking::WaitState;
use jiangnan_exchange::case::wait::{JoinWaitList, LeaveWaitList};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Date, Text};
use jiangnan_store::entity::people::Role;
use jiangnan_store::{entity, list};
use jiff::ToSpan;
use jiff::civil::Time;

use super::instrument::brief;
use super::reserve::length_of;
use super::{Ask, Halt, Sight, Site, see_other};
use crate::form::{Field, Input, WaitForm};
use crate::page::{WaitPage, WaitsPage};
use crate::view::error::Fault;
use crate::view::own::{WaitEntry, WaitRow, Waits};
use crate::view::{Key, Span};

/// The most places in lists that the page shows.
const WAITS_MAX: i64 = 100;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/instruments/{id}/wait", get(form).post(join))
        .route("/waits", get(list_all))
        .route("/waits/{id}/leave", post(leave))
}

async fn form(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let mut form = WaitForm::read(&input);
    form.command = Field::of(ask.site.make_id().to_string());
    let v = ask.read(move |sight| {
        let row = sight.listing(key)?;
        let today = sight.today(row.body.place());
        let later = |days: i64| today.checked_add(days.days()).unwrap_or(today).to_string();
        for (field, value) in [(&mut form.first, later(0)), (&mut form.last, later(14))] {
            if field.value.is_empty() {
                field.value = value;
            }
        }
        if form.hours.value.is_empty() {
            "2".clone_into(&mut form.hours.value);
        }
        entry(sight, key, form, Vec::new())
    });
    let v = v.await?;
    Ok(ask.show(&WaitPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn join(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let wanted = match WaitForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => return again(&ask, key, *form, Vec::new()).await,
    };
    let window = ask.read(move |sight| {
        let row = sight.listing(key)?;
        let midnight = |day: Date| day.to_datetime(Time::midnight());
        let end = wanted.last.checked_add(1.days()).unwrap_or(wanted.last);
        let span = Span { from: midnight(wanted.first), until: midnight(end) };
        sight.interval(span, row.body.place()).ok_or_else(|| Halt::of(Fault::Refused))
    });
    let join = JoinWaitList {
        entry: wanted.command,
        home: key.home,
        listing: key.id,
        enterprise_home: actor.home,
        enterprise: actor.organisation,
        window: window.await?,
        seconds: wanted.seconds,
    };
    match ask.run_once(wanted.command, actor, join).await {
        Ok(_) => Ok(see_other("/waits")),
        Err(Failure::Refused(Refusal::Invalid { reason, .. })) => {
            again(&ask, key, WaitForm::read(&input), vec![reason]).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn again(ask: &Ask, key: Key, form: WaitForm, against: Vec<Text>) -> Result<Response, Halt> {
    let v = ask.read(move |sight| entry(sight, key, form, against)).await?;
    Ok(ask.show(&WaitPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

fn entry(sight: &mut Sight, key: Key, form: WaitForm, against: Vec<Text>) -> Result<WaitEntry, Halt> {
    let row = sight.listing(key)?;
    let waiting = list::waits_of_instrument(sight.reader(), key.home, key.id)?;
    let before = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
    Ok(WaitEntry { instrument: brief(sight, &row)?, before, form, against })
}

async fn list_all(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let v = ask.read(move |sight| waits(sight, &actor)).await?;
    Ok(ask.show(&WaitsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn leave(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    match ask.run(actor, LeaveWaitList { home: key.home, entry: key.id }).await {
        // Who presses twice has left already.
        Ok(_) | Err(Failure::Refused(Refusal::WrongState { .. })) => Ok(see_other("/waits")),
        Err(failure) => Err(failure.into()),
    }
}

/// For what an enterprise waits.
///
/// # Errors
/// Where the database cannot be read.
pub fn waits(sight: &mut Sight, actor: &Actor) -> Result<Waits, Halt> {
    let rows = list::waits_of_enterprise(sight.reader(), actor.home, actor.organisation, WAITS_MAX)?;
    let mut all = Waits { open: Vec::new(), over: Vec::new() };
    for row in rows {
        let shown = shown(sight, &row)?;
        if row.open { all.open.push(shown) } else { all.over.push(shown) }
    }
    all.open.sort_by_key(|row| (row.offer.is_none(), row.first));
    Ok(all)
}

fn shown(sight: &mut Sight, row: &entity::desk::WaitRow) -> Result<WaitRow, Halt> {
    let listing = sight.listing(Key { home: row.jurisdiction, id: row.instrument })?;
    let place = listing.body.place();
    let window = sight.span(row.body.window, place);
    let before = list::waits_of_instrument(sight.reader(), row.jurisdiction, row.instrument)?;
    let before = before.iter().take_while(|other| other.id != row.id).count();
    // An offer whose time is over is one no more, even if nobody has passed it on yet.
    let offer = match row.body.state {
        WaitState::Offered { slot, until } if sight.now() < until => {
            Some((sight.span(slot, place), sight.local(until, place)))
        }
        _ => None,
    };
    let state = match row.body.state {
        WaitState::Offered { .. } if offer.is_none() => WaitState::Lapsed,
        state => state,
    };
    Ok(WaitRow {
        id: Key { home: row.jurisdiction, id: row.id },
        listing: Key { home: row.jurisdiction, id: row.instrument },
        instrument: listing.body.name().clone(),
        provider: sight.organisation_name(row.jurisdiction, listing.provider)?,
        first: window.from.date(),
        last: window.until.date().yesterday().unwrap_or(window.until.date()),
        length: length_of(row.body.seconds),
        state,
        offer,
        before: u64::try_from(before).unwrap_or(0),
    })
}
