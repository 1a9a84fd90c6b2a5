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
/// The states in which something of a claim is still to be done; of a paid one only where later parts are open.
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
    let mut open = Vec::new();
    for state in OPEN {
        let claims = match actor.role {
            Role::Officer => list::claims_of_funder(sight.reader(), actor.home, state)?,
            _ => list::claims_in(sight.reader(), state)?,
        };
        open.extend(claims);
    }
    let funder = (actor.role == Role::Officer).then_some(actor.home);
    let in_parts = list::claims_with_open_parts(sight.reader(), funder)?;
    open.extend(in_parts.into_iter().filter(|claim| claim.state == ClaimState::Settled));
    let mut late = Vec::new();
    for claim in open {
        let days = fewest.get(&(claim.jurisdiction, claim.version.clone())).copied();
        if is_young(&claim, days, sight.now()) {
            continue;
        }
        let today = sight.today(claim.jurisdiction);
        let all = deadlines(sight, &claim)?.into_iter();
        late.extend(all.filter(|one| one.until < today).map(|one| (claim.clone(), one)));
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
        named.extend(until.map(|until| Deadline { until, duty: Duty::Review, part: None }));
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
    let part = claim.body.instalments.iter().find(|part| Some(part.id) == deadline.part);
    let under_way = part.map_or(claim.state == ClaimState::InCycle, |part| part.cycle.is_some());
    let duty = match (deadline.duty, part.is_some()) {
        (Duty::Review, _) => "late-review",
        (Duty::Payment, false) => "late-payment",
        (Duty::Payment, true) => "late-part-payment",
        (Duty::Publication, false) => "late-publication",
        (Duty::Publication, true) => "late-part-publication",
    };
    let helps = match deadline.duty {
        Duty::Review => "late-review-helps",
        Duty::Payment if !under_way => "late-payment-helps",
        Duty::Payment | Duty::Publication => "late-bank-helps",
    };
    let days = day::day_number(today) - day::day_number(deadline.until);
    let minor = match part {
        Some(part) => part.minor,
        None if claim.state.is_granted() => {
            claim.body.granted_minor().saturating_sub(claim.body.in_instalments_minor())
        }
        None => draft.subsidy_minor,
    };
    Ok(LateRow {
        claim: Key { home: claim.jurisdiction, id: claim.id },
        duty,
        helps,
        until: deadline.until,
        days: u64::try_from(days).unwrap_or(0),
        provider: sight.organisation_name(claim.provider_home, claim.provider)?,
        enterprise: sight.organisation_name(reservation.enterprise_home, reservation.enterprise)?,
        scheme: frozen_scheme(sight, claim, &reservation)?.title().clone(),
        amount: claim.body.money(minor),
    })
}
