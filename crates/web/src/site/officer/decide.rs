//! What officers do with a claim: the first advises, the second decides; what was granted in error is taken
//! back, again by two.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::post;
use jiangnan_clearing::{ClaimRefused, Recommendation};
use jiangnan_exchange::case::review::{
    ConfirmClawBack, DecideClaim, ProposeClawBack, RecommendClaim, Ruling,
};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, Money};
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;

use super::claim::{at, claim, view};
use crate::form::{ClawBackForm, Decision, Input, ReviewForm};
use crate::page::ReviewPage;
use crate::site::{Ask, Halt, Site, missing, see_other};
use crate::view::Key;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/officer/claims/{id}", post(decide))
        .route("/officer/claims/{id}/claw-back", post(propose))
        .route("/officer/claims/{id}/claw-back/{proposal}", post(confirm))
}

async fn decide(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let key: Key = id.parse()?;
    let row = load(&ask, &actor, key).await?;
    let claimed = Money::new(row.body.draft.subsidy_minor, row.body.draft.currency);
    let form = match ReviewForm::parse(&input, claimed) {
        Err(form) => *form,
        Ok(decision) => match carry_out(&ask, &actor, &row, decision).await {
            Ok(()) => return Ok(see_other(&format!("/officer/claims/{key}"))),
            Err(Failure::Refused(Refusal::Claim(refused)))
                if matches!(*refused, ClaimRefused::AboveRecommended { .. }) =>
            {
                let mut form = ReviewForm::read(&input);
                form.amount.refuse("review-above-advice");
                form
            }
            Err(failure) => return Err(failure.into()),
        },
    };
    again(&ask, actor, key, (form, ClawBackForm::default())).await
}

/// The advice of an officer of a stage before the last, or the ruling of the last.
async fn carry_out(ask: &Ask, actor: &Actor, row: &ClaimRow, decision: Decision) -> Result<(), Failure> {
    let at = at(Key { home: row.jurisdiction, id: row.id });
    let asked = row.body.draft.subsidy_minor;
    // Every stage but the last advises.
    let advises = row.body.wants_advice();
    let ruling = match decision {
        Decision::Accept { note } => Ruling::Accept { minor: asked, note },
        Decision::AcceptPart { amount, note } => Ruling::Accept { minor: amount.minor, note },
        Decision::Reject { clause, note } => Ruling::Reject { clause, reason: note },
        Decision::Return { note } => Ruling::Return { reason: note },
        Decision::SendBack { note } => Ruling::SendBack { reason: note },
    };
    let advice = match &ruling {
        Ruling::Accept { minor, note } => Some(Recommendation::Accept { minor: *minor, note: note.clone() }),
        Ruling::Reject { clause, reason } => {
            Some(Recommendation::Reject { clause: clause.clone(), reason: reason.clone() })
        }
        Ruling::SendBack { .. } | Ruling::Return { .. } => None,
    };
    match advice.filter(|_| advises) {
        Some(advice) => ask.run(actor.clone(), RecommendClaim { at, advice }).await?,
        None => ask.run(actor.clone(), DecideClaim { at, ruling }).await?,
    };
    Ok(())
}

async fn propose(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let key: Key = id.parse()?;
    let row = load(&ask, &actor, key).await?;
    let left = Money::new(row.body.granted_minor(), row.body.draft.currency);
    match ClawBackForm::parse(&input, left) {
        Ok(back) => {
            let (minor, clause, reason) = (back.amount.minor, back.clause, back.note);
            ask.run(actor, ProposeClawBack { at: at(key), minor, clause, reason }).await?;
            Ok(see_other(&format!("/officer/claims/{key}")))
        }
        Err(form) => again(&ask, actor, key, (ReviewForm::default(), *form)).await,
    }
}

async fn confirm(ask: Ask, Path((id, proposal)): Path<(String, String)>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let key: Key = id.parse()?;
    let proposal: Id = proposal.parse().map_err(|_| missing())?;
    ask.run(actor, ConfirmClawBack { proposal }).await?;
    Ok(see_other(&format!("/officer/claims/{key}")))
}

async fn load(ask: &Ask, actor: &Actor, key: Key) -> Result<ClaimRow, Halt> {
    let actor = actor.clone();
    ask.read(move |sight| claim(sight, &actor, key)).await
}

/// The page with its forms given back.
async fn again(
    ask: &Ask,
    actor: Actor,
    key: Key,
    forms: (ReviewForm, ClawBackForm),
) -> Result<Response, Halt> {
    let v = ask.read(move |sight| view(sight, &actor, key, forms)).await?;
    Ok(ask.show(&ReviewPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}
