//! Disputes: the provider answers, two officers rule.

use axum::Json;
use jiangnan_booking::{Dispute, Verdict};
use jiangnan_exchange::case::dispute::{ConfirmRuling, GiveIn, ProposeRuling, StandBy};
use jiangnan_kernel::Id;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::common::Reason;
use super::extract::{At, Body, Once};
use super::problem::Trouble;
use super::reservation::{ReservationAnswer, step};
use super::value::{KeySchema, Stretch};
use crate::site::{Ask, parts as site};

/// What was said since a record was contested.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeAnswer {
    /// What the enterprise says is wrong.
    pub reason: String,
    /// Why the provider stands by its record; empty until it says so.
    pub answer: String,
    /// What an officer has proposed, or two have decided.
    pub ruling: Option<RulingAnswer>,
}

/// A ruling on a dispute.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulingAnswer {
    /// `upheld`: the record stands; `overturned`: nothing is charged.
    #[schema(value_type = String, example = "upheld")]
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    #[schema(value_type = String)]
    pub proposed_by: Id,
    /// Who confirmed it; none while it is a proposal.
    #[schema(value_type = Option<String>)]
    pub confirmed_by: Option<Id>,
}

impl From<&Dispute> for DisputeAnswer {
    fn from(dispute: &Dispute) -> DisputeAnswer {
        let ruling = dispute.ruling.as_ref().map(|ruling| RulingAnswer {
            verdict: ruling.verdict,
            reason: ruling.reason.clone(),
            proposed_by: ruling.proposed_by,
            confirmed_by: ruling.confirmed_by,
        });
        DisputeAnswer { reason: dispute.reason.clone(), answer: dispute.answer.clone(), ruling }
    }
}

/// How the provider answers a dispute.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Giving {
    /// The corrected time; without one, nothing is charged.
    corrected: Option<Stretch>,
    /// How many samples were measured in it.
    #[serde(default)]
    #[schema(maximum = 100000)]
    samples: u32,
    /// What the provider says to it; may be left out.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

/// Give in to a dispute
///
/// With a corrected record, which the enterprise confirms or disputes again, or with nothing charged at all.
#[utoipa::path(post, path = "/reservations/{key}/give-in", tag = "work", request_body = Giving,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn give_in(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(giving): Body<Giving>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    let corrected = giving.corrected.map(Stretch::interval).transpose()?;
    let corrected = corrected.map(|interval| (interval, giving.samples));
    let reason = Reason { reason: giving.reason }.short()?;
    step(&ask, &once, &[Role::LabManager], key, |_| GiveIn { at: site::at(key), corrected, reason }).await
}

/// Stand by a record that is disputed
///
/// Two officers of the jurisdiction of the instrument rule then.
#[utoipa::path(post, path = "/reservations/{key}/stand-by", tag = "work", request_body = Reason,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn stand_by(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(why): Body<Reason>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    ask.needs(&[Role::LabManager])?;
    let reason = why.given()?;
    step(&ask, &once, &[Role::LabManager], key, |_| StandBy { at: site::at(key), reason }).await
}

/// How a dispute ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// `upheld`: the record stands; `overturned`: nothing is charged.
    #[schema(value_type = String, example = "upheld")]
    verdict: Verdict,
    /// Why.
    #[schema(max_length = 2000)]
    reason: String,
}

/// Propose how a dispute ends
///
/// By an officer of the jurisdiction of the instrument; it takes the place of what was proposed before.
#[utoipa::path(post, path = "/reservations/{key}/ruling", tag = "work", request_body = Ruling,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn propose(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(ruling): Body<Ruling>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    ask.needs(&[Role::Officer])?;
    let (verdict, reason) = (ruling.verdict, Reason { reason: ruling.reason }.given()?);
    let command = |_| ProposeRuling { at: site::at(key), verdict, reason };
    step(&ask, &once, &[Role::Officer], key, command).await
}

/// The verdict that is confirmed.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// The one that is proposed: another is not confirmed unseen.
    #[schema(value_type = String, example = "upheld")]
    verdict: Verdict,
}

/// Confirm how a dispute ends
///
/// By another officer than who proposed it.
#[utoipa::path(post, path = "/reservations/{key}/ruling/confirm", tag = "work", request_body = Confirmed,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn confirm(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(confirmed): Body<Confirmed>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    let command = |_| ConfirmRuling { at: site::at(key), verdict: confirmed.verdict };
    step(&ask, &once, &[Role::Officer], key, command).await
}
