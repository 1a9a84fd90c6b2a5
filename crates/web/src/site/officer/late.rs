//! What the rules wanted done by a day that is over: reviews, payments, publications.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::ClaimState;
use jiangnan_exchange::Actor;
use jiangnan_exchange::deadline::{Deadline, Duty, fewest_days};
use jiangnan_kernel::{Date, Instant, PlaceCode};
use jiangnan_scheme::day;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::waiting::{frozen_scheme, reservation_of};
use super::{READERS, read};
use crate::page::LatePage;
use crate::site::{Ask, Halt, Sight, Site};
use crate::view::Key;
use crate::view::duty::{Late, LateRow};

/// A review takes too long after so many days where its scheme names no time.
const REVIEW_DAYS: i64 = 20;
/// The states in which something of a claim is still to be done.
const OPEN: [ClaimState; 4] =
    [ClaimState::Lodged, ClaimState::InReview, ClaimState::Accepted, ClaimState::InCycle];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/officer/late", get(show))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let v = ask.read(move |sight| view(sight, &actor)).await?;
    Ok(ask.show(&LatePage { l: ask.locale(), frame: ask.frame(), v }))
}

/// Everything that is late for who reads it, the most overdue first.
pub(in crate::site) fn overdue(sight: &mut Sight, actor: &Actor) -> Result<Vec<(ClaimRow, Deadline)>, Halt> {
    let fewest = fewest(sight)?;
    let mut late = Vec::new();
    for state in OPEN {
        let claims = match actor.role {
            Role::Officer => list::claims_of_funder(sight.reader(), actor.home, state)?,
            _ => list::claims_in(sight.reader(), state)?,
        };
        for claim in claims {
            let days = fewest.get(&(claim.jurisdiction, claim.body.draft.version.clone())).copied();
            if is_young(&claim, days, sight.now()) {
                continue;
            }
            let today = sight.today(claim.jurisdiction);
            let open = deadlines(sight, &claim)?.into_iter();
            late.extend(open.filter(|one| one.until < today).map(|one| (claim.clone(), one)));
        }
    }
    late.sort_by_key(|(claim, one)| (*one, claim.id));
    Ok(late)
}

/// The fewest days that each version of a rule text leaves for anything.
fn fewest(sight: &mut Sight) -> Result<HashMap<(PlaceCode, String), i64>, Halt> {
    let mut found = HashMap::new();
    for row in list::scheme_versions(sight.reader())? {
        if let Some(days) = fewest_days(&*read(sight, &row)?) {
            found.insert((row.jurisdiction, row.version), days);
        }
    }
    Ok(found)
}

/// Whether nothing of a claim can be late yet, or ever: then its rules need not be asked.
fn is_young(claim: &ClaimRow, fewest: Option<i64>, now: Instant) -> bool {
    let waits = matches!(claim.state, ClaimState::Lodged | ClaimState::InReview);
    let days = if waits { Some(fewest.unwrap_or(REVIEW_DAYS).min(REVIEW_DAYS)) } else { fewest };
    // A day less, because days begin and end at midnight, and clocks are changed.
    let spent = |days: i64| claim.submitted_at.plus_seconds((days - 1).saturating_mul(Instant::DAY)) < now;
    !days.is_some_and(spent)
}

/// What of a claim has its day; a review always has one.
fn deadlines(sight: &mut Sight, claim: &ClaimRow) -> Result<Vec<Deadline>, Halt> {
    let mut named = sight.ask(|desk| desk.deadlines(claim))?;
    if named.is_empty() && matches!(claim.state, ClaimState::Lodged | ClaimState::InReview) {
        let lodged = day::day_number(local_day(sight, claim.jurisdiction, claim));
        let until = day::date_of(lodged.saturating_add(REVIEW_DAYS));
        named.extend(until.map(|until| Deadline { until, duty: Duty::Review }));
    }
    Ok(named)
}

fn local_day(sight: &Sight, place: PlaceCode, claim: &ClaimRow) -> Date {
    sight.local(claim.submitted_at, place).date()
}

fn view(sight: &mut Sight, actor: &Actor) -> Result<Late, Halt> {
    let mut rows = Vec::new();
    for (claim, deadline) in overdue(sight, actor)? {
        rows.push(row(sight, &claim, deadline)?);
    }
    let place = if actor.role == Role::Officer { actor.home } else { sight.site.group };
    Ok(Late { funder: sight.place_name(place), rows })
}

fn row(sight: &mut Sight, claim: &ClaimRow, deadline: Deadline) -> Result<LateRow, Halt> {
    let reservation = reservation_of(sight, claim)?;
    let (today, draft) = (sight.today(claim.jurisdiction), &claim.body.draft);
    let (duty, helps) = match deadline.duty {
        Duty::Review => ("late-review", "late-review-helps"),
        Duty::Payment if claim.state == ClaimState::InCycle => ("late-payment", "late-bank-helps"),
        Duty::Payment => ("late-payment", "late-payment-helps"),
        Duty::Publication => ("late-publication", "late-bank-helps"),
    };
    let days = day::day_number(today) - day::day_number(deadline.until);
    let granted = matches!(claim.state, ClaimState::Accepted | ClaimState::InCycle);
    Ok(LateRow {
        claim: Key { home: claim.jurisdiction, id: claim.id },
        duty,
        helps,
        until: deadline.until,
        days: u64::try_from(days).unwrap_or(0),
        provider: sight.organisation_name(claim.provider_home, claim.provider)?,
        enterprise: sight.organisation_name(reservation.enterprise_home, reservation.enterprise)?,
        scheme: frozen_scheme(sight, claim, &reservation)?.title().clone(),
        amount: claim.body.money(if granted { claim.body.granted_minor() } else { draft.subsidy_minor }),
    })
}
