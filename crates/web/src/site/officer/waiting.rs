//! The claims that wait for an officer.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::{ClaimState, Signal};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::claim::held_for;
use jiangnan_exchange::signal::signals;
use jiangnan_kernel::{Money, Text};
use jiangnan_scheme::Scheme;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::READERS;
use crate::page::ReviewListPage;
use crate::site::{Ask, Halt, Sight, Site};
use crate::view::Key;
use crate::view::officer::{ReviewList, ReviewRow};

/// The most claims that the list shows; the total counts all of them.
const LIST_MAX: usize = 100;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/officer/claims", get(show))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let v = ask.read(move |sight| waiting(sight, &actor)).await?;
    Ok(ask.show(&ReviewListPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn waiting(sight: &mut Sight, actor: &Actor) -> Result<ReviewList, Halt> {
    let mut claims = Vec::new();
    for state in [ClaimState::InReview, ClaimState::Lodged] {
        claims.extend(match actor.role {
            Role::Officer => list::claims_of_funder(sight.reader(), actor.home, state)?,
            _ => list::claims_in(sight.reader(), state)?,
        });
    }
    claims.sort_by_key(|row| (row.submitted_at, row.id));
    let currency = claims.first().map_or_else(|| sight.currency(), |row| row.body.draft.currency);
    let asked = claims.iter().map(|row| row.body.draft.subsidy_minor);
    let total = Money::new(asked.fold(0, i64::saturating_add), currency);
    let mut rows = Vec::new();
    for claim in claims.iter().take(LIST_MAX) {
        let reservation = reservation_of(sight, claim)?;
        let found = warnings(sight, claim)?;
        rows.push(row(sight, claim, &reservation, found.len())?);
    }
    let place = if actor.role == Role::Officer { actor.home } else { sight.site.group };
    Ok(ReviewList { funder: sight.place_name(place), rows, total })
}

/// The reservation that a claim is about.
pub(super) fn reservation_of(sight: &mut Sight, claim: &ClaimRow) -> Result<ReservationRow, Halt> {
    sight.ask(|desk| desk.reservation(claim.provider_home, claim.reservation))
}

/// What the reviewer of a claim is warned of.
pub(super) fn warnings(sight: &mut Sight, claim: &ClaimRow) -> Result<Vec<Signal>, Halt> {
    Ok(signals(&mut sight.look, &sight.envelope, claim)?)
}

/// The rule text that was frozen for a claim.
pub(super) fn frozen_scheme(
    sight: &mut Sight,
    claim: &ClaimRow,
    reservation: &ReservationRow,
) -> Result<Arc<Scheme>, Halt> {
    let (hold, held) = held_for(reservation, claim.body.draft.voucher)?;
    sight.ask(|desk| desk.scheme_version(hold.home, &held.scheme, &held.version))
}

/// What lists say of a claim.
pub(super) fn row(
    sight: &mut Sight,
    claim: &ClaimRow,
    reservation: &ReservationRow,
    signals: usize,
) -> Result<ReviewRow, Halt> {
    let draft = &claim.body.draft;
    let until = sight.ask(|desk| desk.review_until(claim))?;
    let waits = matches!(claim.state, ClaimState::Lodged | ClaimState::InReview);
    Ok(ReviewRow {
        until,
        overdue: waits && until.is_some_and(|day| day < sight.today(claim.jurisdiction)),
        id: Key { home: claim.jurisdiction, id: claim.id },
        provider: sight.organisation_name(claim.provider_home, claim.provider)?,
        provider_place: sight.place_name(claim.provider_home),
        enterprise: sight.organisation_name(reservation.enterprise_home, reservation.enterprise)?,
        scheme: title(&*frozen_scheme(sight, claim, reservation)?),
        amount: Money::new(draft.subsidy_minor, draft.currency),
        lodged: sight.local(claim.submitted_at, claim.jurisdiction),
        signals: u64::try_from(signals).unwrap_or(u64::MAX),
        crosses: claim.provider_home != claim.jurisdiction,
        advised: claim.state == ClaimState::InReview,
    })
}

fn title(scheme: &Scheme) -> Text {
    scheme.title().clone()
}
