//! What rules demand after the order: documents for which instalments wait, open orders under a new text.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use jiangnan_exchange::case::payout::HandIn;
use jiangnan_exchange::case::review::ClaimKey;
use jiangnan_exchange::case::transition::MoveOpenOrders;
use jiangnan_kernel::Money;
use jiangnan_store::entity::people::Role;
use serde::Serialize;
use utoipa::ToSchema;

use super::claim::{ClaimAnswer, answer};
use super::claim_body::EvidenceBody;
use super::extract::{At, Body, Once};
use super::problem::Trouble;
use super::value::{Amount, KeySchema, Name};
use crate::site::{Ask, parts as site};
use crate::view::Key;
use crate::view::duty::{OpenOrders, Waiting};

/// A document for which money waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingAnswer {
    /// The claim, with which it is handed in.
    #[schema(value_type = KeySchema)]
    pub claim: Key,
    /// The kind of document, in the words of the scheme.
    #[schema(example = "final-report")]
    pub kind: String,
    /// The kind in words.
    pub name: Name,
    /// What is paid once it is there.
    pub amount: Amount,
}

/// Documents for which money waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstalmentsAnswer {
    /// One for each claim and kind of document.
    pub instalments: Vec<WaitingAnswer>,
}

impl From<&Waiting> for WaitingAnswer {
    fn from(row: &Waiting) -> WaitingAnswer {
        WaitingAnswer {
            claim: row.claim,
            kind: row.kind.to_owned(),
            name: Name::from(&row.document),
            amount: row.amount.into(),
        }
    }
}

/// An order that moves to the text in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedAnswer {
    /// The reservation.
    #[schema(value_type = KeySchema)]
    pub reservation: Key,
    /// What the old text pays.
    pub before: Amount,
    /// What the new one pays.
    pub after: Amount,
}

/// An order that keeps its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptAnswer {
    /// The reservation.
    #[schema(value_type = KeySchema)]
    pub reservation: Key,
    /// Why.
    pub why: Name,
}

/// What becomes of the open orders of a scheme.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenOrdersAnswer {
    /// Why none moves; none where the text in force says that they move.
    pub keeps: Option<Name>,
    /// Those that move.
    pub moved: Vec<MovedAnswer>,
    /// Those that keep their text.
    pub kept: Vec<KeptAnswer>,
}

impl From<OpenOrders> for OpenOrdersAnswer {
    fn from(all: OpenOrders) -> OpenOrdersAnswer {
        let moved = all.moved.iter().map(|row| MovedAnswer {
            reservation: row.reservation,
            before: row.before.into(),
            after: row.after.into(),
        });
        let kept = all.kept.iter().map(|(key, why)| KeptAnswer { reservation: *key, why: Name::from(why) });
        OpenOrdersAnswer {
            keeps: all.keeps.as_ref().map(Name::from),
            moved: moved.collect(),
            kept: kept.collect(),
        }
    }
}

/// Documents that your claims wait for
#[utoipa::path(get, path = "/instalments", tag = "claims",
    responses((status = 200, description = "The documents.", body = InstalmentsAnswer)))]
pub async fn instalments(ask: Ask) -> Result<Json<InstalmentsAnswer>, Trouble> {
    let actor = ask.needs(&[Role::LabManager, Role::Engineer])?;
    let all = ask.read(move |sight| site::instalments(sight, &actor)).await?;
    Ok(Json(InstalmentsAnswer { instalments: all.rows.iter().map(WaitingAnswer::from).collect() }))
}

/// Hand in a document that an instalment waits for
///
/// By who is paid: the next cycle pays what waited for it.
#[utoipa::path(post, path = "/claims/{key}/documents", tag = "claims", request_body = EvidenceBody,
    params(("key" = KeySchema, Path, description = "The claim.")),
    responses((status = 200, description = "The claim after it.", body = ClaimAnswer)))]
pub async fn hand_in(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(document): Body<EvidenceBody>,
) -> Result<Json<ClaimAnswer>, Trouble> {
    let actor = ask.needs(&[Role::LabManager, Role::Engineer])?;
    let at = ClaimKey { funder: key.home, claim: key.id };
    let document = document.paper()?;
    once.run(&ask, actor.clone(), HandIn { at, document }).await?;
    Ok(Json(answer(&ask, actor, key).await?))
}

/// The name of a scheme in the path.
fn name(path: Result<Path<String>, PathRejection>) -> Result<String, Trouble> {
    path.map(|Path(name)| name).map_err(|_| Trouble::of("not-found"))
}

/// What would become of open orders
///
/// Of those that are held under an earlier text of the scheme; nothing changes.
#[utoipa::path(get, path = "/schemes/{scheme}/open-orders", tag = "money",
    params(("scheme" = String, Path, description = "The scheme's short name.", example = "zj-2026")),
    responses((status = 200, description = "What would become of each.", body = OpenOrdersAnswer)))]
pub async fn open_orders(
    ask: Ask,
    scheme: Result<Path<String>, PathRejection>,
) -> Result<Json<OpenOrdersAnswer>, Trouble> {
    let (actor, scheme) = (ask.needs(&[Role::Officer])?, name(scheme)?);
    let all = ask.read(move |sight| site::open_orders(sight, &actor, &scheme)).await?;
    Ok(Json(all.into()))
}

/// Move open orders to the text in force
///
/// Where that text says that they move: each is quoted anew, and what the new text would not pay for keeps its own.
#[utoipa::path(post, path = "/schemes/{scheme}/open-orders", tag = "money",
    params(("scheme" = String, Path, description = "The scheme's short name.", example = "zj-2026")),
    responses((status = 200, description = "What became of each.", body = OpenOrdersAnswer)))]
pub async fn move_orders(
    ask: Ask,
    scheme: Result<Path<String>, PathRejection>,
    once: Once,
) -> Result<Json<OpenOrdersAnswer>, Trouble> {
    let (actor, scheme) = (ask.needs(&[Role::Officer])?, name(scheme)?);
    let (reader, code) = (actor.clone(), scheme.clone());
    let currency = ask.read(move |sight| Ok(site::open_orders(sight, &reader, &code)?.currency)).await?;
    let done = once.run(&ask, actor.clone(), MoveOpenOrders { funder: actor.home, scheme }).await?;
    let amount = |minor| Amount::from(Money::new(minor, currency));
    let moved = done.moved.iter().map(|order| MovedAnswer {
        reservation: Key { home: order.home, id: order.reservation },
        before: amount(order.before_minor),
        after: amount(order.after_minor),
    });
    let kept = done.kept.iter().map(|order| KeptAnswer {
        reservation: Key { home: order.home, id: order.reservation },
        why: Name::from(&order.why),
    });
    Ok(Json(OpenOrdersAnswer { keeps: None, moved: moved.collect(), kept: kept.collect() }))
}
