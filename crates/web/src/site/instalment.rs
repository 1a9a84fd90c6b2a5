//! The documents for which later instalments wait: what a claimant still has to hand in, and handing it in.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::case::payout::HandIn;
use jiangnan_exchange::case::review::ClaimKey;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_scheme::Evidence;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::claim::fault_of_upload;
use super::reservation::listing_of;
use super::{Ask, Halt, Sight, Site, evidence, missing, see_other};
use crate::form::{HandInForm, Input, Wrong};
use crate::page::InstalmentsPage;
use crate::view::Key;
use crate::view::duty::{Instalments, Waiting};

/// The most bytes of a document with its form.
const BYTES_MAX: usize = 12 * 1024 * 1024;
const CLAIMANTS: [Role; 2] = [Role::LabManager, Role::Engineer];
const ADDRESS: &str = "/instalments";

pub(super) fn routes() -> Router<Arc<Site>> {
    let deed = post(hand_in).layer(DefaultBodyLimit::max(BYTES_MAX));
    Router::new().route(ADDRESS, get(show)).route("/instalments/{claim}/{kind}", deed)
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&CLAIMANTS)?;
    let v = ask.read(move |sight| view(sight, &actor)).await?;
    Ok(ask.show(&InstalmentsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn hand_in(
    ask: Ask,
    Path((claim, kind)): Path<(String, String)>,
    body: Multipart,
) -> Result<Response, Halt> {
    let actor = ask.needs(&CLAIMANTS)?;
    let key: Key = claim.parse()?;
    let kind = Evidence::of_name(&kind).ok_or_else(missing)?.name();
    let sent = Input::of_multipart(body).await;
    let (input, files) = sent.map_err(|error| Halt::of(fault_of_upload(&error)))?;
    let number = match HandInForm::parse(&input) {
        Ok(number) => number,
        Err(form) => return again(&ask, actor, key, kind, *form).await,
    };
    let mut form = HandInForm::read(&input);
    let document = match evidence::keep(&ask, &actor, kind, number, &files).await? {
        Ok(document) => document,
        Err(file) => {
            form.number.wrong =
                Some(Wrong { key: "claim-file-refused", value: file.chars().take(60).collect() });
            return again(&ask, actor, key, kind, form).await;
        }
    };
    let at = ClaimKey { funder: key.home, claim: key.id };
    match ask.run(actor, HandIn { at, document }).await {
        // A second press finds that nothing waits any more, which is what it wanted.
        Ok(_) | Err(Failure::Refused(Refusal::Claim(_))) => Ok(see_other(ADDRESS)),
        Err(failure) => Err(failure.into()),
    }
}

async fn again(
    ask: &Ask,
    actor: Actor,
    key: Key,
    kind: &'static str,
    form: HandInForm,
) -> Result<Response, Halt> {
    let v = ask.read(move |sight| {
        let mut v = view(sight, &actor)?;
        for row in v.rows.iter_mut().filter(|row| row.claim == key && row.kind == kind) {
            row.form = form.clone();
        }
        Ok(v)
    });
    let v = v.await?;
    Ok(ask.show(&InstalmentsPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

/// What a claimant still has to hand in.
pub(crate) fn view(sight: &mut Sight, actor: &Actor) -> Result<Instalments, Halt> {
    let claims = match actor.role {
        Role::LabManager => list::claims_of_provider(sight.reader(), actor.home, actor.organisation)?,
        _ => list::claims_of_enterprise(sight.reader(), actor.home, actor.organisation)?,
    };
    let mut rows = Vec::new();
    for claim in claims.iter().filter(|claim| claim.body.draft.payee.party == actor.organisation) {
        waiting(sight, claim, &mut rows)?;
    }
    Ok(Instalments { rows })
}

/// Adds one row for each kind of document for which a claim waits.
fn waiting(sight: &mut Sight, claim: &ClaimRow, rows: &mut Vec<Waiting>) -> Result<(), Halt> {
    let open = |kind: &str| {
        let parts = claim.body.instalments.iter().filter(|part| part.waits_for.as_deref() == Some(kind));
        parts.map(|part| part.minor).sum::<i64>()
    };
    for kind in Evidence::ALL.iter().filter(|kind| open(kind.name()) > 0) {
        let reservation = sight.ask(|desk| desk.reservation(claim.provider_home, claim.reservation))?;
        let listing = listing_of(sight, &reservation)?;
        rows.push(Waiting {
            claim: Key { home: claim.jurisdiction, id: claim.id },
            kind: kind.name(),
            document: kind.label(),
            amount: claim.body.money(open(kind.name())),
            funder: sight.place_name(claim.jurisdiction),
            instrument: listing.body.name().clone(),
            span: sight.span(reservation.body.interval, listing.body.place()),
            form: HandInForm::default(),
        });
    }
    Ok(())
}
