//! The page of a cycle: who owes whom, what remains, what is paid.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::{CycleState, PaymentState, SettlementForm};
use jiangnan_exchange::Actor;
use jiangnan_store::entity::cycle::{CycleRow, PaymentRow};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::settlement::Settlement;
use super::{READERS, cycles, named, receiver_name};
use crate::form::{CycleForm, Field};
use crate::page::{CyclePage, NoCyclePage};
use crate::site::{Ask, Halt, Sight, Site};
use crate::view::Key;
use crate::view::treasury::{Book, Cycle, CycleMay, NoCycle, Payment};

/// How many other cycles the page leads to.
const OTHERS_MAX: usize = 24;

pub(super) fn routes() -> Router<Arc<Site>> {
    // A cycle is opened at the same address, in the module `deed`.
    Router::new().route("/treasury/cycle", get(show_last)).route("/treasury/cycle/{name}", get(show))
}

async fn show_last(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    page(&ask, actor, None, None).await
}

async fn show(ask: Ask, Path(name): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    page(&ask, actor, Some(name), None).await
}

/// The page of a cycle, of the last one where none is named, with the form of the next as it stands.
pub(super) async fn page(
    ask: &Ask,
    actor: Actor,
    name: Option<String>,
    form: Option<CycleForm>,
) -> Result<Response, Halt> {
    let frame = if form.is_some() { ask.wrong_frame() } else { ask.frame() };
    let fresh = actor.clone();
    let (v, next) = ask
        .read(move |sight| {
            let cycles = cycles(sight)?;
            let next = form.or_else(|| next(sight, &actor, &cycles));
            let row = match &name {
                Some(name) => Some(named(&cycles, name)?),
                None => cycles.first(),
            };
            let view = row.map(|row| view(sight, &fresh, row, &cycles, next.clone())).transpose()?;
            Ok((view, next))
        })
        .await?;
    let l = ask.locale();
    Ok(match v {
        Some(v) => ask.show(&CyclePage { l, frame, v }),
        None => ask.show(&NoCyclePage { l, frame, v: NoCycle { next } }),
    })
}

/// The form of the next cycle: until the first of next month, in the form of the last one.
fn next(sight: &Sight, actor: &Actor, cycles: &[CycleRow]) -> Option<CycleForm> {
    let open = cycles.iter().any(|row| row.state == CycleState::Open);
    if open || actor.role != Role::Treasurer {
        return None;
    }
    let form = cycles.first().map_or(SettlementForm::ThroughTreasuries, |row| row.body.form);
    let day = sight.today(sight.site.group).last_of_month().tomorrow().ok()?;
    let (day, form) = (Field::of(day.to_string()), Field::of(form.name()));
    Some(CycleForm { day, time: Field::of("00:00"), form })
}

fn view(
    sight: &mut Sight,
    actor: &Actor,
    row: &CycleRow,
    cycles: &[CycleRow],
    next: Option<CycleForm>,
) -> Result<Cycle, Halt> {
    let settlements = Settlement::all(sight, &row.body)?;
    let rows = list::payments_of(sight.reader(), row.id)?;
    let others = cycles.iter().filter(|other| other.id != row.id).take(OTHERS_MAX);
    let earlier = others.map(|other| (other.number.to_string(), address(other)));
    let mut payments = Vec::with_capacity(rows.len());
    for payment in &rows {
        payments.push(payment_of(sight, actor, row, payment)?);
    }
    Ok(Cycle {
        name: row.number.to_string(),
        state: row.state,
        cut_off: sight.local(row.body.cut_off, sight.site.group),
        claims: settlements.first().map_or(0, |settlement| settlement.claims),
        books: settlements.iter().map(|settlement| book(sight, settlement)).collect(),
        payments,
        may: may(sight, actor, row, &rows),
        earlier: earlier.collect(),
        next,
    })
}

/// What is owed in one currency.
fn book(sight: &Sight, settlement: &Settlement) -> Book {
    let places = settlement.jurisdictions();
    let row = |payer| places.iter().map(|payee| settlement.between(payer, *payee)).collect();
    Book {
        currency: settlement.currency.code().to_owned(),
        gross: settlement.gross(),
        net: settlement.net(),
        jurisdictions: places.iter().map(|place| sight.place_name(*place)).collect(),
        owed: places.iter().map(|payer| row(*payer)).collect(),
        nets: places.iter().map(|place| settlement.net_of(sight, *place)).collect(),
    }
}

/// Where a cycle is shown.
pub(super) fn address(row: &CycleRow) -> String {
    format!("/treasury/cycle/{}", row.number)
}

fn payment_of(sight: &mut Sight, actor: &Actor, cycle: &CycleRow, row: &PaymentRow) -> Result<Payment, Halt> {
    let mine = actor.role == Role::Treasurer && actor.home == row.jurisdiction;
    let key = Key { home: row.jurisdiction, id: row.id };
    let again = mine && row.body.is_failure() && cycle.state != CycleState::Settled;
    Ok(Payment {
        reference: row.id.to_string(),
        payer: sight.place_name(row.jurisdiction),
        payee: receiver_name(sight, &row.body.receiver)?,
        amount: row.body.money,
        state: row.state,
        reason: row.body.reason.clone(),
        again: again.then(|| format!("{}/again/{key}", address(cycle))),
    })
}

/// What the reader may do with a cycle now.
fn may(sight: &Sight, actor: &Actor, row: &CycleRow, payments: &[PaymentRow]) -> CycleMay {
    if actor.role != Role::Treasurer || !sight.places().is_within(actor.home, row.jurisdiction) {
        return CycleMay::default();
    }
    let sent = |payment: &PaymentRow| payment.state != PaymentState::Planned;
    let bodies: Vec<_> = payments.iter().map(|payment| payment.body.0.clone()).collect();
    CycleMay {
        close: row.state == CycleState::Open && row.body.cut_off <= sight.now(),
        export: payments.iter().any(|payment| payment.jurisdiction == actor.home && !sent(payment)),
        settle: row.body.settle((actor.person, sight.now()), &bodies).is_ok(),
    }
}
