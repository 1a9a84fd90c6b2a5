//! Disputes: the provider answers, officers of the instrument's jurisdiction rule.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_booking::{Refused, ReservationState, Verdict};
use jiangnan_exchange::case::dispute::{ConfirmRuling, GiveIn, ProposeRuling, StandBy};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::provider::{own, usage_row};
use super::reservation::{at, events, listing_of, may_see, person_name, usage};
use super::{Ask, Halt, Sight, Site, missing, see_other};
use crate::form::{Answer, AnswerForm, Input, RulingForm};
use crate::page::{DisputeAnswerPage, DisputePage, DisputesPage};
use crate::view::Key;
use crate::view::dispute::{Contested, DisputeAnswer, DisputeDesk, DisputeRow, Disputes, RulingView};
use crate::view::error::Fault;

/// The officers' list.
const ADDRESS: &str = "/officer/disputes";
/// Who reads what officers rule on.
const READERS: [Role; 2] = [Role::Officer, Role::Auditor];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/provider/disputes/{id}", get(show_answer).post(answer))
        .route(ADDRESS, get(list_all))
        .route("/officer/disputes/{id}", get(show).post(propose))
        .route("/officer/disputes/{id}/confirm", post(confirm))
}

async fn show_answer(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let row = open(own(sight, &actor, key)?)?;
        let dispute = contested(sight, &row)?;
        let (span, samples) = match &dispute.usage {
            Some(usage) => (usage.span, usage.samples),
            None => (dispute.row.span, row.terms.samples),
        };
        Ok(DisputeAnswer { form: AnswerForm::of(&span, samples), dispute })
    });
    let v = v.await?;
    Ok(ask.show(&DisputeAnswerPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn answer(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let answer = match AnswerForm::parse(&input) {
        Ok(answer) => answer,
        Err(form) => return answer_again(&ask, actor, key, *form).await,
    };
    match carry_out(&ask, &actor, key, answer).await? {
        Ok(()) => Ok(see_other(&format!("/reservations/{key}"))),
        Err(Failure::Refused(Refusal::Booking { refused, .. })) => {
            let mut form = AnswerForm::read(&input);
            form.until.refuse(match *refused {
                Refused::UsageElsewhere { .. } => "usage-elsewhere",
                Refused::TooEarly(_) => "usage-too-early",
                _ => return Err(Refusal::from(*refused).into()),
            });
            answer_again(&ask, actor, key, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn carry_out(ask: &Ask, actor: &Actor, key: Key, answer: Answer) -> Result<Result<(), Failure>, Halt> {
    let (corrected, reason) = match answer {
        Answer::Stand { reason } => {
            return Ok(ask.run(actor.clone(), StandBy { at: at(key), reason }).await.map(drop));
        }
        Answer::Nothing { reason } => (None, reason),
        Answer::Correct { span, samples, reason } => {
            let reader = actor.clone();
            let actual = ask.read(move |sight| {
                let row = own(sight, &reader, key)?;
                let place = listing_of(sight, &row)?.body.place();
                sight.interval(span, place).ok_or_else(|| Halt::of(Fault::Refused))
            });
            (Some((actual.await?, samples)), reason)
        }
    };
    Ok(ask.run(actor.clone(), GiveIn { at: at(key), corrected, reason }).await.map(drop))
}

async fn answer_again(ask: &Ask, actor: Actor, key: Key, form: AnswerForm) -> Result<Response, Halt> {
    let v = ask.read(move |sight| {
        let row = open(own(sight, &actor, key)?)?;
        Ok(DisputeAnswer { dispute: contested(sight, &row)?, form })
    });
    let v = v.await?;
    Ok(ask.show(&DisputeAnswerPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

async fn list_all(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let done = (input.get("done") == "confirmed").then_some("ruling-done-confirmed");
    let v = ask.read(move |sight| {
        let mut rows = Vec::new();
        for row in disputed(sight, &actor)? {
            rows.push(list_row(sight, &row)?);
        }
        Ok(Disputes { done, rows })
    });
    let v = v.await?;
    Ok(ask.show(&DisputesPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// The disputes that somebody reads: an officer those of the own jurisdiction, an auditor all.
///
/// # Errors
/// Where the database cannot be read.
pub fn disputed(sight: &Sight, actor: &Actor) -> Result<Vec<ReservationRow>, Halt> {
    let mut rows = list::reservations_in(sight.reader(), ReservationState::Disputed)?;
    rows.retain(|row| actor.role == Role::Auditor || row.jurisdiction == actor.home);
    rows.sort_by_key(|row| (row.start, row.id));
    Ok(rows)
}

/// The disputes that an officer can do something about: but for those that wait for another.
///
/// # Errors
/// Where the database cannot be read.
pub fn to_rule_on(sight: &Sight, actor: &Actor) -> Result<usize, Halt> {
    let own = |row: &ReservationRow| {
        let ruling = row.body.dispute.as_ref().and_then(|dispute| dispute.ruling.as_ref());
        ruling.is_some_and(|ruling| ruling.proposed_by == actor.person)
    };
    Ok(disputed(sight, actor)?.iter().filter(|row| !own(row)).count())
}

fn list_row(sight: &mut Sight, row: &ReservationRow) -> Result<DisputeRow, Halt> {
    let waits = match &row.body.dispute {
        Some(dispute) if dispute.ruling.is_some() => "dispute-waits-second",
        Some(dispute) if !dispute.answer.is_empty() => "dispute-waits-first",
        Some(_) | None => "dispute-waits-provider",
    };
    let provider = sight.organisation_name(row.jurisdiction, row.provider)?;
    Ok(DisputeRow { row: usage_row(sight, row)?, provider, waits })
}

async fn show(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let key: Key = id.parse()?;
    let done = (input.get("done") == "proposed").then_some("ruling-done-proposed");
    let v =
        ask.read(move |sight| Ok(DisputeDesk { done, ..desk(sight, &actor, key, RulingForm::default())? }));
    let v = v.await?;
    Ok(ask.show(&DisputePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn propose(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let key: Key = id.parse()?;
    match RulingForm::parse(&input) {
        Ok((verdict, reason)) => {
            ask.run(actor, ProposeRuling { at: at(key), verdict, reason }).await?;
            Ok(see_other(&format!("{ADDRESS}/{key}?done=proposed")))
        }
        Err(form) => {
            let v = ask.read(move |sight| desk(sight, &actor, key, *form)).await?;
            Ok(ask.show(&DisputePage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

async fn confirm(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let key: Key = id.parse()?;
    let verdict = Verdict::of_name(input.get("verdict")).ok_or_else(missing)?;
    ask.run(actor, ConfirmRuling { at: at(key), verdict }).await?;
    Ok(see_other(&format!("{ADDRESS}?done=confirmed")))
}

fn desk(sight: &mut Sight, actor: &Actor, key: Key, form: RulingForm) -> Result<DisputeDesk, Halt> {
    let row = sight.ask(|desk| desk.reservation(key.home, key.id))?;
    if !may_see(actor, &row) {
        return Err(Halt::of(Fault::Forbidden));
    }
    let row = open(row)?;
    let may_propose = actor.role == Role::Officer && actor.home == row.jurisdiction;
    let ruling = row.body.dispute.as_ref().and_then(|dispute| dispute.ruling.as_ref());
    let may_confirm = may_propose && ruling.is_some_and(|ruling| ruling.proposed_by != actor.person);
    let place = listing_of(sight, &row)?.body.place();
    Ok(DisputeDesk {
        done: None,
        dispute: contested(sight, &row)?,
        events: events(sight, &row, place)?,
        may_propose,
        may_confirm,
        form,
    })
}

/// The row, where it is contested.
fn open(row: ReservationRow) -> Result<ReservationRow, Halt> {
    if row.state == ReservationState::Disputed {
        return Ok(row);
    }
    let (what, state, asked) = ("reservation", row.state.to_string(), "settled");
    Err(Refusal::WrongState { what, state, asked }.into())
}

/// What was said about a record since it was contested.
///
/// # Errors
/// Where the database cannot be read.
pub fn contested(sight: &mut Sight, row: &ReservationRow) -> Result<Contested, Halt> {
    let place = listing_of(sight, row)?.body.place();
    let said = row.body.dispute.clone().unwrap_or_default();
    let ruling = match said.ruling {
        Some(ruling) => {
            let by = person_name(sight, &[row.jurisdiction], ruling.proposed_by)?;
            let confirmed_by =
                ruling.confirmed_by.map(|other| person_name(sight, &[row.jurisdiction], other));
            Some(RulingView {
                verdict: ruling.verdict,
                reason: ruling.reason,
                by,
                at: sight.local(ruling.proposed_at, place),
                confirmed_by: confirmed_by.transpose()?,
            })
        }
        None => None,
    };
    let usage = usage(sight, row, place)?;
    Ok(Contested {
        row: usage_row(sight, row)?,
        provider: sight.organisation_name(row.jurisdiction, row.provider)?,
        samples: usage.as_ref().map_or(0, |usage| u64::from(usage.samples)),
        usage,
        reason: if said.reason.is_empty() { row.body.reason.clone() } else { said.reason },
        answer: said.answer,
        ruling,
    })
}
