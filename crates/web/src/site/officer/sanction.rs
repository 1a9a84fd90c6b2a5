//! Sanctions: proposed by one officer, confirmed by another; and who reviews at which level.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::case::reviewer::AppointReviewer;
use jiangnan_exchange::case::sanction::{ConfirmSanction, LiftSanction, ProposeSanction, SanctionKey};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::Id;
use jiangnan_scheme::{Breach, Level};
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::rule::{SanctionRow as Row, SanctionState};
use jiangnan_store::list;

use super::READERS;
use super::claim::at;
use crate::form::{Field, Input, SanctionForm};
use crate::page::SanctionsPage;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::published::{Reviewer, SanctionRow, Sanctions};
use crate::view::{Key, person_name};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/officer/sanctions", get(show).post(propose))
        .route("/officer/sanctions/{id}/confirm", post(confirm))
        .route("/officer/sanctions/{id}/lift", post(lift))
        .route("/officer/reviewers", post(appoint))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let next = ask.site.make_id();
    // The page of a claim leads here with its number.
    let form = SanctionForm { claim: Field::of(input.get("claim")), ..SanctionForm::default() };
    let v = ask.read(move |sight| view(sight, &actor, next, form)).await?;
    Ok(ask.show(&SanctionsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn propose(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let sanction: Id = input.get("sanction").parse().map_err(|_| missing())?;
    let form = match SanctionForm::parse(&input) {
        Err(form) => *form,
        Ok(wanted) => {
            let (breach, reason) = (wanted.breach, wanted.reason);
            let command = ProposeSanction { sanction, at: at(wanted.claim), breach, reason };
            match ask.run_once(sanction, actor.clone(), command).await {
                Ok(_) => return Ok(see_other("/officer/sanctions")),
                Err(Failure::Refused(refusal)) => refused(&input, &refusal),
                Err(failure) => return Err(failure.into()),
            }
        }
    };
    let v = ask.read(move |sight| view(sight, &actor, sanction, form)).await?;
    Ok(ask.show(&SanctionsPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

/// The form with what the exchange refused at its field.
fn refused(input: &Input, refusal: &Refusal) -> SanctionForm {
    let mut form = SanctionForm::read(input);
    match refusal {
        Refusal::Invalid { field: "breach", .. } => form.breach.refuse("sanction-breach-unnamed"),
        _ => form.claim.refuse("sanction-claim-unknown"),
    }
    form
}

async fn confirm(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let at = key(&actor, &id)?;
    ask.run(actor, ConfirmSanction { at }).await?;
    Ok(see_other("/officer/sanctions"))
}

async fn lift(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let at = key(&actor, &id)?;
    ask.run(actor, LiftSanction { at, reason: input.get("reason").trim().to_owned() }).await?;
    Ok(see_other("/officer/sanctions"))
}

fn key(actor: &Actor, id: &str) -> Result<SanctionKey, Halt> {
    Ok(SanctionKey { funder: actor.home, sanction: id.parse().map_err(|_| missing())? })
}

async fn appoint(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let person: Id = input.get("person").parse().map_err(|_| missing())?;
    let words = input.0.iter().filter(|(name, _)| name == "level");
    let levels: Vec<Level> = words.filter_map(|(_, word)| Level::of_name(word)).collect();
    ask.run(actor.clone(), AppointReviewer { funder: actor.home, person, levels }).await?;
    Ok(see_other("/officer/sanctions"))
}

fn view(sight: &mut Sight, actor: &Actor, next: Id, form: SanctionForm) -> Result<Sanctions, Halt> {
    let mut rows = Vec::new();
    for row in list::sanctions_of(sight.reader(), actor.home)? {
        rows.push(line(sight, actor, &row)?);
    }
    let known = list::reviewers_of(sight.reader(), actor.home)?;
    let levels_of = |person: Id| {
        let row = known.iter().find(|row| row.person == person);
        row.map(|row| row.levels.iter().map(|level| level.label()).collect()).unwrap_or_default()
    };
    let officers = list::officers_of(sight.reader(), actor.home)?.into_iter();
    let reviewers = officers.map(|row| Reviewer {
        id: row.id,
        name: person_name(&row.name),
        levels: levels_of(row.id),
        own: row.id == actor.person,
    });
    Ok(Sanctions {
        rows,
        reviewers: reviewers.collect(),
        breaches: Breach::ALL.iter().map(|one| (one.name(), one.label())).collect(),
        levels: Level::ALL.iter().map(|one| (one.name(), one.label())).collect(),
        next: (actor.role == Role::Officer).then_some(next),
        form,
    })
}

fn line(sight: &mut Sight, actor: &Actor, row: &Row) -> Result<SanctionRow, Halt> {
    let mut name = |organisation: Id| {
        let home = list::seat_of(sight.reader(), organisation)?.unwrap_or(row.jurisdiction);
        sight.organisation_name(home, organisation)
    };
    let (enterprise, provider) = (name(row.enterprise)?, name(row.provider)?);
    let body = &row.body;
    let officer = actor.role == Role::Officer;
    Ok(SanctionRow {
        id: row.id,
        claim: Key { home: row.jurisdiction, id: body.claim },
        enterprise,
        provider,
        breach: body.breach.label(),
        clause: body.clause.clone(),
        then: body.then.iter().map(|one| one.label()).collect(),
        reason: body.reason.clone(),
        days: (row.since, row.until),
        state: match row.state {
            SanctionState::Proposed => "sanction-proposed",
            SanctionState::InForce => "sanction-in-force",
            SanctionState::Lifted => "sanction-lifted",
        },
        confirm: officer && row.state == SanctionState::Proposed && body.proposed_by != actor.person,
        lift: officer && row.state != SanctionState::Lifted && body.confirmed_by != Some(actor.person),
    })
}
