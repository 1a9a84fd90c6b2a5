//! Claims: lodged with evidence, reviewed by two people.

use axum::Json;
use axum::http::StatusCode;
use jiangnan_clearing::ClaimState;
use jiangnan_exchange::case::claim::ClaimStands;
use jiangnan_exchange::case::review::{ClaimKey, DecideClaim, RecommendClaim, WithdrawClaim};
use jiangnan_exchange::{Actor, Command};
use jiangnan_kernel::Instant;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::claim_body::{Advice, Lodging, RulingBody};
use super::common::{Cursor, PageParams, cursor_of, page_of};
use super::extract::{At, Body, Once, Query};
use super::problem::Trouble;
use super::value::{Amount, KeySchema};
use crate::site::{Ask, Halt, Sight};
use crate::view::Key;
use crate::view::error::Fault;

/// Which claims.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClaimParams {
    /// Officers and auditors: the state of the wanted claims, `lodged` where none is given.
    #[param(value_type = Option<StateName>)]
    state: Option<StateName>,
    /// Auditors: the funder.
    #[param(max_length = 12, example = "CN-ZJ")]
    funder: Option<String>,
    /// The `next` of the page before.
    #[param(max_length = 60)]
    after: Option<String>,
    /// The most rows.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StateName {
    /// It waits for the first officer.
    Lodged,
    /// It waits for the second officer.
    InReview,
    /// It was granted, whole or in part.
    Accepted,
    /// It was refused.
    Rejected,
    /// It went back to the claimant.
    Returned,
    /// The claimant took it back.
    Withdrawn,
    /// A cycle pays it.
    InCycle,
    /// It is paid.
    Settled,
    /// All of it was taken back.
    ClawedBack,
}

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub claim: Key,
    /// The reservation whose work is claimed.
    #[schema(value_type = KeySchema)]
    pub reservation: Key,
    /// The voucher that pays.
    #[schema(value_type = KeySchema)]
    pub voucher: Key,
    /// The scheme.
    pub scheme: String,
    /// Where it stands.
    #[schema(value_type = String, example = "lodged")]
    pub state: ClaimState,
    /// When it was lodged.
    #[schema(value_type = String, format = DateTime)]
    pub lodged_at: Instant,
    /// What is asked.
    pub asked: Amount,
    /// What was granted; 0 before the second officer has decided.
    pub granted: Amount,
    /// The number of the invoice.
    pub invoice: String,
    /// What was last said about it; may be empty.
    pub reason: String,
}

/// A page of claims, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Claims {
    /// The claims.
    pub claims: Vec<ClaimAnswer>,
    /// Where the next page begins; none where this is the last.
    #[schema(value_type = Option<String>)]
    pub next: Option<Cursor>,
}

impl From<&ClaimRow> for ClaimAnswer {
    fn from(row: &ClaimRow) -> ClaimAnswer {
        let draft = &row.body.draft;
        ClaimAnswer {
            claim: Key { home: row.jurisdiction, id: row.id },
            reservation: Key { home: row.provider_home, id: row.reservation },
            voucher: Key { home: row.jurisdiction, id: draft.voucher },
            scheme: draft.scheme.clone(),
            state: row.state,
            lodged_at: row.submitted_at,
            asked: row.body.money(draft.subsidy_minor).into(),
            granted: row.body.money(row.body.accepted_minor).into(),
            invoice: draft.invoice.number.clone(),
            reason: row.body.reason().to_owned(),
        }
    }
}

impl StateName {
    fn state(self) -> ClaimState {
        match self {
            StateName::Lodged => ClaimState::Lodged,
            StateName::InReview => ClaimState::InReview,
            StateName::Accepted => ClaimState::Accepted,
            StateName::Rejected => ClaimState::Rejected,
            StateName::Returned => ClaimState::Returned,
            StateName::Withdrawn => ClaimState::Withdrawn,
            StateName::InCycle => ClaimState::InCycle,
            StateName::Settled => ClaimState::Settled,
            StateName::ClawedBack => ClaimState::ClawedBack,
        }
    }
}

/// Claims
///
/// A lab manager sees those for the provider's work, an officer those to her own funder in one state.
#[utoipa::path(get, path = "/claims", tag = "claims", params(ClaimParams),
    responses((status = 200, description = "A page of claims.", body = Claims)))]
pub async fn list(ask: Ask, Query(params): Query<ClaimParams>) -> Result<Json<Claims>, Trouble> {
    let actor = ask.needs(&[Role::LabManager, Role::Officer, Role::Auditor])?;
    let window = PageParams { after: params.after, limit: params.limit }.window()?;
    let state = params.state.map_or(ClaimState::Lodged, StateName::state);
    let funder = match (actor.role, &params.funder) {
        (Role::Auditor, Some(code)) => code.parse().map_err(|_| Trouble::of("not-found"))?,
        _ => actor.home,
    };
    let rows = ask.read(move |sight| {
        let who = (actor.home, actor.organisation);
        Ok(match actor.role {
            Role::LabManager => list::claim_page_of_provider(sight.reader(), who, window)?,
            _ => list::claim_page_of_funder(sight.reader(), funder, state, window)?,
        })
    });
    let (rows, next) = page_of(rows.await?, window.count, |row| cursor_of(row.submitted_at, row.id));
    Ok(Json(Claims { claims: rows.iter().map(ClaimAnswer::from).collect(), next }))
}

/// One claim
#[utoipa::path(get, path = "/claims/{key}", tag = "claims",
    params(("key" = KeySchema, Path, description = "The claim.")),
    responses((status = 200, description = "The claim.", body = ClaimAnswer)))]
pub async fn show(ask: Ask, At(key): At) -> Result<Json<ClaimAnswer>, Trouble> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager, Role::Officer, Role::Auditor])?;
    Ok(Json(answer(&ask, actor, key).await?))
}

/// A claim as somebody may see it.
///
/// # Errors
/// Where it is not there, or not for that person.
pub async fn answer(ask: &Ask, actor: Actor, key: Key) -> Result<ClaimAnswer, Trouble> {
    let row = ask.read(move |sight| visible(sight, &actor, key));
    Ok(ClaimAnswer::from(&row.await?))
}

fn visible(sight: &mut Sight, actor: &Actor, key: Key) -> Result<ClaimRow, Halt> {
    let row = sight.ask(|desk| desk.claim(claim_key(key)))?;
    let theirs = match actor.role {
        Role::Engineer => row.body.draft.enterprise == actor.organisation,
        Role::LabManager => row.provider == actor.organisation,
        Role::Officer => row.jurisdiction == actor.home,
        Role::Treasurer => false,
        Role::Auditor | Role::Operator => true,
    };
    if theirs { Ok(row) } else { Err(Halt::of(Fault::Forbidden)) }
}

fn claim_key(key: Key) -> ClaimKey {
    ClaimKey { funder: key.home, claim: key.id }
}

/// Claim a subsidy
///
/// By the provider, or by the enterprise where the scheme refunds her. The reservation's usage must be confirmed.
#[utoipa::path(post, path = "/claims", tag = "claims", request_body = Lodging,
    responses((status = 201, description = "It is lodged.", body = ClaimAnswer)))]
pub async fn lodge(
    ask: Ask,
    once: Once,
    Body(body): Body<Lodging>,
) -> Result<(StatusCode, Json<ClaimAnswer>), Trouble> {
    let actor = ask.needs(&[Role::LabManager, Role::Engineer])?;
    let claim = once.id(&actor);
    let command = body.command(claim)?;
    let stands = once.run(&ask, actor.clone(), command).await?;
    let key = Key { home: stands.funder, id: claim };
    Ok((StatusCode::CREATED, Json(answer(&ask, actor, key).await?)))
}

/// Carries out a command about a claim and answers with the claim after it.
async fn step<C: Command<Answer = ClaimStands>>(
    ask: &Ask,
    once: &Once,
    roles: &[Role],
    key: Key,
    command: C,
) -> Result<Json<ClaimAnswer>, Trouble> {
    let actor = ask.needs(roles)?;
    once.run(ask, actor.clone(), command).await?;
    Ok(Json(answer(ask, actor, key).await?))
}

/// Advise on a claim
///
/// The first of two officers.
#[utoipa::path(post, path = "/claims/{key}/recommend", tag = "claims", request_body = Advice,
    params(("key" = KeySchema, Path, description = "The claim.")),
    responses((status = 200, description = "The claim after it.", body = ClaimAnswer)))]
pub async fn recommend(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(advice): Body<Advice>,
) -> Result<Json<ClaimAnswer>, Trouble> {
    let advice = advice.recommendation()?;
    step(&ask, &once, &[Role::Officer], key, RecommendClaim { at: claim_key(key), advice }).await
}

/// Decide on a claim
///
/// The second of two officers: what was set aside is paid, or goes back into the voucher.
#[utoipa::path(post, path = "/claims/{key}/decide", tag = "claims", request_body = RulingBody,
    params(("key" = KeySchema, Path, description = "The claim.")),
    responses((status = 200, description = "The claim after it.", body = ClaimAnswer)))]
pub async fn decide(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(ruling): Body<RulingBody>,
) -> Result<Json<ClaimAnswer>, Trouble> {
    let ruling = ruling.ruling()?;
    step(&ask, &once, &[Role::Officer], key, DecideClaim { at: claim_key(key), ruling }).await
}

/// Take a claim back
#[utoipa::path(post, path = "/claims/{key}/withdraw", tag = "claims",
    params(("key" = KeySchema, Path, description = "The claim.")),
    responses((status = 200, description = "The claim after it.", body = ClaimAnswer)))]
pub async fn withdraw(ask: Ask, At(key): At, once: Once) -> Result<Json<ClaimAnswer>, Trouble> {
    let roles = [Role::LabManager, Role::Engineer];
    step(&ask, &once, &roles, key, WithdrawClaim { at: claim_key(key) }).await
}
