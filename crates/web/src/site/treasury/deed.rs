//! What a treasurer does with a cycle: opens, closes, exports, settles it, and makes failed payments again.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::post;
use jiangnan_clearing::{CycleRefused, PaymentState};
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, OpenCycle, SettleCycle};
use jiangnan_exchange::case::payment::{ExportPayments, ReplacePayment};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Currency, Instant};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::cycle::page;
use super::{cycles, named};
use crate::form::{CycleForm, Input};
use crate::site::{Ask, Halt, Site, missing, see_other};
use crate::view::Key;
use crate::view::error::Fault;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/treasury/cycle", post(open))
        .route("/treasury/cycle/{name}/close", post(close))
        .route("/treasury/cycle/{name}/export", post(export))
        .route("/treasury/cycle/{name}/settle", post(settle))
        .route("/treasury/cycle/{name}/again/{payment}", post(again))
}

fn treasurer(ask: &Ask) -> Result<Actor, Halt> {
    ask.needs(&[Role::Treasurer])
}

/// The key of the cycle of a name.
async fn key(ask: &Ask, name: &str) -> Result<CycleKey, Halt> {
    let name = name.to_owned();
    let found = ask.read(move |sight| {
        let cycles = cycles(sight)?;
        let row = named(&cycles, &name)?;
        Ok(CycleKey { group: row.jurisdiction, cycle: row.id })
    });
    found.await
}

async fn open(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = treasurer(&ask)?;
    let mut form = match CycleForm::parse(&input) {
        Err(form) => return page(&ask, actor, None, Some(*form)).await,
        Ok(next) => {
            let group = ask.site.group;
            let zone = ask.read(move |sight| Ok(sight.zone(group))).await?;
            let cut_off = Instant::of_civil(next.cut_off, &zone).map_err(|_| Halt::of(Fault::Refused))?;
            let at = CycleKey { group, cycle: ask.site.make_id() };
            match ask.run(actor.clone(), OpenCycle { at, form: next.form, cut_off }).await {
                Ok(_) => return Ok(see_other("/treasury/cycle")),
                Err(Failure::Refused(Refusal::Cycle(CycleRefused::CutOffPassed { .. }))) => {
                    CycleForm::read(&input)
                }
                Err(failure) => return Err(failure.into()),
            }
        }
    };
    form.day.refuse("cycle-day-passed");
    page(&ask, actor, None, Some(form)).await
}

async fn close(ask: Ask, Path(name): Path<String>) -> Result<Response, Halt> {
    let actor = treasurer(&ask)?;
    let at = key(&ask, &name).await?;
    ask.run(actor, CloseCycle { at }).await?;
    Ok(see_other(&format!("/treasury/cycle/{name}")))
}

async fn export(ask: Ask, Path(name): Path<String>) -> Result<Response, Halt> {
    let actor = treasurer(&ask)?;
    let at = key(&ask, &name).await?;
    let payer = actor.home;
    let currencies = ask.read(move |sight| {
        let mut planned = list::payments_of(sight.reader(), at.cycle)?;
        planned.retain(|row| row.jurisdiction == payer && row.state == PaymentState::Planned);
        let mut found: Vec<Currency> = planned.iter().map(|row| row.body.money.currency).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    });
    let currencies = currencies.await?;
    if currencies.is_empty() {
        return Err(Halt::of(Fault::Conflict));
    }
    // A message holds one currency.
    for currency in currencies {
        let message = ask.site.make_id();
        ask.run(actor.clone(), ExportPayments { at, payer, currency, message }).await?;
    }
    Ok(see_other("/treasury/files"))
}

async fn settle(ask: Ask, Path(name): Path<String>) -> Result<Response, Halt> {
    let actor = treasurer(&ask)?;
    let at = key(&ask, &name).await?;
    ask.run(actor, SettleCycle { at }).await?;
    Ok(see_other(&format!("/treasury/cycle/{name}")))
}

async fn again(ask: Ask, Path((name, payment)): Path<(String, String)>) -> Result<Response, Halt> {
    let actor = treasurer(&ask)?;
    let payment: Key = payment.parse()?;
    let cycle = key(&ask, &name).await?;
    if payment.home != actor.home {
        return Err(missing());
    }
    let by = ask.site.make_id();
    let command = ReplacePayment { group: cycle.group, payer: payment.home, payment: payment.id, by };
    ask.run(actor, command).await?;
    Ok(see_other(&format!("/treasury/cycle/{name}")))
}
