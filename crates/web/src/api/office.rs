//! What offices do: claw-backs, schemes with four eyes, files of the bank.

use axum::Json;
use axum::http::StatusCode;
use jiangnan_exchange::case::bank::ImportBankFile;
use jiangnan_exchange::case::review::{ClaimKey, ConfirmClawBack, ProposeClawBack};
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme, SchemeVersion};
use jiangnan_kernel::{Id, Instant};
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::SchemeVersionRow;
use jiangnan_store::list;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::claim::{ClaimAnswer, answer as claim_answer};
use super::common::Reason;
use super::extract::{At, Body, Once};
use super::problem::Trouble;
use super::value::KeySchema;
use crate::site::Ask;
use crate::view::Key;

/// The most versions of rule texts that are listed.
const VERSIONS_MAX: usize = 500;

/// What is to be taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakingBack {
    /// How much, in minor units.
    #[schema(minimum = 1)]
    minor: i64,
    /// The clause that decides.
    #[schema(max_length = 200)]
    clause: String,
    /// Why.
    #[schema(max_length = 2000)]
    reason: String,
}

/// A claw-back that another officer can confirm.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedBack {
    /// The claim.
    #[schema(value_type = KeySchema)]
    pub claim: Key,
    /// The number of the proposal, with which it is confirmed.
    #[schema(value_type = String, example = "01k3c0000000000000000000ab")]
    pub proposal: Id,
}

/// The proposal that is confirmed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirming {
    /// Its number.
    #[schema(value_type = String, example = "01k3c0000000000000000000ab")]
    proposal: Id,
}

/// Propose to take back what a claim was granted
#[utoipa::path(post, path = "/claims/{key}/claw-back", tag = "claims", request_body = TakingBack,
    params(("key" = KeySchema, Path, description = "The claim.")),
    responses((status = 201, description = "It is proposed.", body = ProposedBack)))]
pub async fn propose_back(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(back): Body<TakingBack>,
) -> Result<(StatusCode, Json<ProposedBack>), Trouble> {
    let actor = ask.needs(&[Role::Officer])?;
    let reason = Reason { reason: back.reason }.given()?;
    let clause = Reason { reason: back.clause }.given()?;
    let at = ClaimKey { funder: key.home, claim: key.id };
    let proposal = once.id(&actor);
    once.run(&ask, actor, ProposeClawBack { at, minor: back.minor, clause, reason }).await?;
    Ok((StatusCode::CREATED, Json(ProposedBack { claim: key, proposal })))
}

/// Confirm a claw-back
///
/// By another officer than who proposed it: the amount goes back into the voucher.
#[utoipa::path(post, path = "/claims/{key}/claw-back/confirm", tag = "claims", request_body = Confirming,
    params(("key" = KeySchema, Path, description = "The claim.")),
    responses((status = 200, description = "The claim after it.", body = ClaimAnswer)))]
pub async fn confirm_back(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(which): Body<Confirming>,
) -> Result<Json<ClaimAnswer>, Trouble> {
    let actor = ask.needs(&[Role::Officer])?;
    once.run(&ask, actor.clone(), ConfirmClawBack { proposal: which.proposal }).await?;
    Ok(Json(claim_answer(&ask, actor, key).await?))
}

/// A rule text.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// The text in the rule language (TOML).
    #[schema(max_length = 60000)]
    text: String,
}

/// A version of a rule text.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionName {
    /// The scheme.
    scheme: String,
    /// Its version.
    version: String,
}

/// A version of a scheme.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchemeAnswer {
    /// The code of the funder.
    pub funder: String,
    /// The scheme.
    pub scheme: String,
    /// The version, which follows from the text.
    pub version: String,
    /// When it was enacted; none where it is a draft.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub enacted_at: Option<Instant>,
}

/// Versions of schemes.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchemesAnswer {
    /// By funder and scheme, drafts first, then the latest enactment first.
    pub schemes: Vec<SchemeAnswer>,
}

impl From<&SchemeVersionRow> for SchemeAnswer {
    fn from(row: &SchemeVersionRow) -> SchemeAnswer {
        SchemeAnswer {
            funder: row.jurisdiction.to_string(),
            scheme: row.scheme.clone(),
            version: row.version.clone(),
            enacted_at: row.enacted_at,
        }
    }
}

/// The versions of every scheme
#[utoipa::path(get, path = "/schemes", tag = "money",
    responses((status = 200, description = "The versions.", body = SchemesAnswer)))]
pub async fn list_schemes(ask: Ask) -> Result<Json<SchemesAnswer>, Trouble> {
    ask.needs(&Role::ALL)?;
    let rows = ask.read(move |sight| Ok(list::scheme_versions(sight.reader())?)).await?;
    Ok(Json(SchemesAnswer { schemes: rows.iter().take(VERSIONS_MAX).map(SchemeAnswer::from).collect() }))
}

/// Draft a version of a scheme
#[utoipa::path(post, path = "/schemes", tag = "money", request_body = RuleText,
    responses((status = 201, description = "It is drafted; another officer can enact it.", body = SchemeAnswer)))]
pub async fn draft(
    ask: Ask,
    once: Once,
    Body(rules): Body<RuleText>,
) -> Result<(StatusCode, Json<SchemeAnswer>), Trouble> {
    let actor = ask.needs(&[Role::Officer])?;
    let version = once.run(&ask, actor, DraftScheme { text: rules.text }).await?;
    Ok((StatusCode::CREATED, Json(version_answer(&ask, version).await?)))
}

/// Enact a version of a scheme
///
/// By another officer of the funder than who drafted it.
#[utoipa::path(post, path = "/schemes/enact", tag = "money", request_body = VersionName,
    responses((status = 200, description = "It is what quotes are computed from.", body = SchemeAnswer)))]
pub async fn enact(
    ask: Ask,
    once: Once,
    Body(which): Body<VersionName>,
) -> Result<Json<SchemeAnswer>, Trouble> {
    let actor = ask.needs(&[Role::Officer])?;
    let command = EnactScheme { funder: actor.home, scheme: which.scheme, version: which.version };
    let version = once.run(&ask, actor, command).await?;
    Ok(Json(version_answer(&ask, version).await?))
}

async fn version_answer(ask: &Ask, version: SchemeVersion) -> Result<SchemeAnswer, Trouble> {
    let rows = ask.read(move |sight| Ok(list::scheme_versions(sight.reader())?)).await?;
    let is = |row: &&SchemeVersionRow| {
        (row.jurisdiction, &row.scheme, &row.version) == (version.funder, &version.scheme, &version.version)
    };
    rows.iter().find(is).map(SchemeAnswer::from).ok_or_else(|| Trouble::of("not-found"))
}

/// A file of the bank.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BankFile {
    /// The message of the bank: pain.002 or camt.053, as XML.
    #[schema(max_length = 8000000)]
    xml: String,
}

/// What a file of the bank came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankFileRead {
    /// Lines that were read.
    #[schema(minimum = 0)]
    pub lines: u32,
    /// Payments whose state changed.
    #[schema(minimum = 0)]
    pub changed: u32,
    /// Lines that somebody has to look at.
    #[schema(minimum = 0)]
    pub attention: u32,
}

/// Read a file of your bank
///
/// Each line is matched with the payment that it is about.
#[utoipa::path(post, path = "/bank-files", tag = "settle", request_body = BankFile,
    responses((status = 200, description = "What it came to.", body = BankFileRead)))]
pub async fn import(ask: Ask, once: Once, Body(file): Body<BankFile>) -> Result<Json<BankFileRead>, Trouble> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let command = ImportBankFile { home: actor.home, group: ask.site.group, text: file.xml };
    let found = once.run(&ask, actor, command).await?;
    Ok(Json(BankFileRead { lines: found.lines, changed: found.changed, attention: found.attention }))
}
