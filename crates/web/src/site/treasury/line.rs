//! One line of the bank that the program could not match: what it is, which payment it could be the booking of,
//! and what a person makes of it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::LineOutcome;
use jiangnan_clearing::iso::Direction;
use jiangnan_exchange::case::bank_line::{AssignBankLine, NoteBankLine};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_store::entity::cycle::BankEntryRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query, list};

use super::files::reason;
use super::{READERS, cycles, receiver_name};
use crate::form::{Input, LineChoice, LineForm};
use crate::page::LinePage;
use crate::site::names::Names;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::error::Fault;
use crate::view::line::{Candidate, Line, Resolved};

/// The payments of so many cycles are looked at.
const CYCLES_MAX: usize = 12;
/// How many payments are offered.
const CANDIDATES_MAX: usize = 50;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/treasury/lines/{id}", get(show).post(settle))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let key: Key = id.parse()?;
    page(&ask, actor, key, LineForm::default()).await
}

async fn settle(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let key: Key = id.parse()?;
    let (choice, reason) = match LineForm::parse(&input) {
        Ok(chosen) => chosen,
        Err(form) => return page(&ask, actor, key, *form).await,
    };
    let (home, entry) = (key.home, key.id);
    let done = match choice {
        LineChoice::Noted => ask.run(actor.clone(), NoteBankLine { home, entry, reason }).await,
        LineChoice::Payment(payment) => {
            ask.run(actor.clone(), AssignBankLine { home, entry, payment, reason }).await
        }
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/treasury/lines/{key}"))),
        Err(Failure::Refused(Refusal::Invalid { field: "payment", .. })) => {
            let mut form = LineForm::read(&input);
            form.outcome.refuse("line-outcome-unfit");
            page(&ask, actor, key, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page(ask: &Ask, actor: Actor, key: Key, form: LineForm) -> Result<Response, Halt> {
    let frame = if form.problems().is_empty() { ask.frame() } else { ask.wrong_frame() };
    let v = ask.read(move |sight| view(sight, &actor, key, form)).await?;
    Ok(ask.show(&LinePage { l: ask.locale(), frame, v }))
}

fn view(sight: &mut Sight, actor: &Actor, key: Key, form: LineForm) -> Result<Line, Halt> {
    if actor.role != Role::Auditor && actor.home != key.home {
        return Err(Halt::of(Fault::Forbidden));
    }
    let found: Option<BankEntryRow> = sight.reader().find(&(key.home, key.id))?;
    let row = found.ok_or_else(missing)?;
    let open = row.attention && row.resolution.is_none();
    let resolved = match &row.resolution {
        Some(resolution) => Some(Resolved {
            payment: match resolution.outcome {
                LineOutcome::Assigned(payment) => Some(payment.to_string()),
                LineOutcome::Noted => None,
            },
            reason: resolution.reason.clone(),
            by: Names::of(sight, [resolution.by])?.get(resolution.by),
            at: sight.local(resolution.at, key.home),
        }),
        None => None,
    };
    Ok(Line {
        id: key,
        reference: row.body.reference.clone(),
        amount: row.body.money,
        direction: row.body.direction.map(|direction| match direction {
            Direction::Debit => "line-went",
            Direction::Credit => "line-came",
        }),
        booked_on: row.body.booked_on,
        reason: reason(&row.body.finding),
        candidates: if open { candidates(sight, &row)? } else { Vec::new() },
        resolved,
        form: (open && actor.role == Role::Treasurer).then_some(form),
    })
}

/// The payments whose booking the line could be.
fn candidates(sight: &mut Sight, row: &BankEntryRow) -> Result<Vec<Candidate>, Halt> {
    let mut found = Vec::new();
    for cycle in cycles(sight)?.iter().take(CYCLES_MAX) {
        let payments = list::payments_of(sight.reader(), cycle.id)?;
        for payment in payments.iter().filter(|payment| payment.jurisdiction == row.jurisdiction) {
            if found.len() < CANDIDATES_MAX && row.body.fits(&payment.body) {
                found.push(Candidate {
                    id: payment.id.to_string(),
                    payee: receiver_name(sight, &payment.body.receiver)?,
                    amount: payment.body.money,
                    cycle: cycle.number.to_string(),
                    state: payment.state,
                });
            }
        }
    }
    Ok(found)
}
