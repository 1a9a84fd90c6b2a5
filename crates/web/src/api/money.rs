//! Vouchers and funds.

use axum::Json;
use axum::http::StatusCode;
use jiangnan_exchange::case::fund::{Appropriate, Grant};
use jiangnan_kernel::{Currency, Date, Money};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Body, Once};
use super::problem::Trouble;
use super::value::{Amount, KeySchema, Name};
use crate::site::{Ask, parts as site};
use crate::view::Key;
use crate::view::wallet::{TransferKind, Voucher, Wallet};

/// The vouchers of your enterprise and what moved in them.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletAnswer {
    /// What can be used, of the vouchers in the first one's currency.
    pub available: Amount,
    /// What is set aside for reservations.
    pub pending: Amount,
    /// What was paid.
    pub spent: Amount,
    /// The vouchers.
    pub vouchers: Vec<VoucherAnswer>,
    /// The last movements, at most 200, the latest first.
    pub transfers: Vec<TransferAnswer>,
}

/// A voucher.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoucherAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub voucher: String,
    /// The name of its scheme.
    pub scheme: Name,
    /// The name of its funder.
    pub funder: Name,
    /// What it was granted over.
    pub amount: Amount,
    /// What can be used.
    pub available: Amount,
    /// What is set aside.
    pub pending: Amount,
    /// What was paid.
    pub spent: Amount,
    /// The last day of its validity; none where nothing limits it.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<Date>,
}

/// A movement of a voucher.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferAnswer {
    /// The voucher.
    #[schema(value_type = KeySchema)]
    pub voucher: String,
    /// When, by the clocks of your jurisdiction: a local time without a zone.
    #[schema(value_type = String, example = "2026-06-02T10:00:00")]
    pub at: jiff::civil::DateTime,
    /// What kind of movement.
    pub kind: KindName,
    /// How what can be used changed by it.
    pub change: Amount,
    /// What could be used after it.
    pub available: Amount,
    /// What it was for.
    pub what: Name,
}

/// What a movement is to a voucher.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KindName {
    /// It was granted.
    Grant,
    /// Set aside.
    Pending,
    /// Paid; what was left over of the amount set aside came back.
    Post,
    /// Given back.
    Void,
    /// Taken back after it was paid.
    Reverse,
    /// It ran out.
    Expire,
}

impl From<&Voucher> for VoucherAnswer {
    fn from(voucher: &Voucher) -> VoucherAnswer {
        VoucherAnswer {
            voucher: voucher.number.clone(),
            scheme: (&voucher.scheme).into(),
            funder: (&voucher.funder).into(),
            amount: voucher.face.into(),
            available: voucher.available.into(),
            pending: voucher.pending.into(),
            spent: voucher.spent.into(),
            valid_until: voucher.until,
        }
    }
}

impl From<TransferKind> for KindName {
    fn from(kind: TransferKind) -> KindName {
        match kind {
            TransferKind::Grant => KindName::Grant,
            TransferKind::Pending => KindName::Pending,
            TransferKind::Post => KindName::Post,
            TransferKind::Void => KindName::Void,
            TransferKind::Reverse => KindName::Reverse,
            TransferKind::Expire => KindName::Expire,
        }
    }
}

/// Your wallet
#[utoipa::path(get, path = "/wallet", tag = "money",
    responses((status = 200, description = "The wallet.", body = WalletAnswer)))]
pub async fn wallet(ask: Ask) -> Result<Json<WalletAnswer>, Trouble> {
    let actor = ask.needs(&[Role::Engineer])?;
    let wallet: Wallet = ask.read(move |sight| site::wallet(sight, &actor)).await?;
    let transfer = |row: &crate::view::wallet::TransferRow| TransferAnswer {
        voucher: row.voucher.clone(),
        at: row.at,
        kind: row.kind.into(),
        change: row.amount.into(),
        available: row.available.into(),
        what: (&row.what).into(),
    };
    Ok(Json(WalletAnswer {
        available: wallet.available.into(),
        pending: wallet.pending.into(),
        spent: wallet.spent.into(),
        vouchers: wallet.vouchers.iter().map(VoucherAnswer::from).collect(),
        transfers: wallet.transfers.iter().map(transfer).collect(),
    }))
}

/// Where the money of a scheme is.
#[derive(Debug, Serialize, ToSchema)]
pub struct FundAnswer {
    /// The funder.
    #[schema(example = "CN-ZJ")]
    pub funder: String,
    /// The scheme.
    pub scheme: String,
    /// Its name.
    pub title: Name,
    /// What was appropriated.
    pub appropriated: Amount,
    /// What can still be granted.
    pub free: Amount,
    /// What lies in vouchers and is not set aside.
    pub unused: Amount,
    /// What is set aside for reservations.
    pub pending: Amount,
    /// What was paid.
    pub spent: Amount,
}

/// The funds.
#[derive(Debug, Serialize, ToSchema)]
pub struct Funds {
    /// One for each enacted scheme.
    pub funds: Vec<FundAnswer>,
}

/// The funds of your jurisdiction
///
/// An auditor sees all of them.
#[utoipa::path(get, path = "/funds", tag = "money",
    responses((status = 200, description = "The funds.", body = Funds)))]
pub async fn funds(ask: Ask) -> Result<Json<Funds>, Trouble> {
    let actor = ask.needs(&[Role::Officer, Role::Auditor])?;
    let balances = ask.read(move |sight| site::balances(sight, &actor)).await?;
    let funds = balances.into_iter().map(|one| {
        let amount = |minor| Amount::from(Money::new(minor, one.currency));
        FundAnswer {
            funder: one.funder.to_string(),
            scheme: one.scheme.clone(),
            title: (&one.title).into(),
            appropriated: amount(one.sums.appropriated),
            free: amount(one.sums.free),
            unused: amount(one.sums.unused),
            pending: amount(one.sums.pending),
            spent: amount(one.sums.spent()),
        }
    });
    Ok(Json(Funds { funds: funds.collect() }))
}

/// Money for a scheme.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appropriation {
    /// The scheme, of your own jurisdiction.
    #[schema(min_length = 1, max_length = 60, example = "zj-2026")]
    scheme: String,
    /// How much, in minor units of the scheme's currency.
    #[schema(minimum = 1)]
    amount_minor: i64,
}

/// What can be granted of a fund.
#[derive(Debug, Serialize, ToSchema)]
pub struct FundLeft {
    /// In minor units.
    pub available_minor: i64,
}

/// Add to the budget of a scheme
#[utoipa::path(post, path = "/funds", tag = "money", request_body = Appropriation,
    responses((status = 200, description = "It is added.", body = FundLeft)))]
pub async fn appropriate(
    ask: Ask,
    once: Once,
    Body(body): Body<Appropriation>,
) -> Result<Json<FundLeft>, Trouble> {
    let actor = ask.needs(&[Role::Officer])?;
    let command = Appropriate { funder: actor.home, scheme: body.scheme, amount_minor: body.amount_minor };
    let left = once.run(&ask, actor, command).await?;
    Ok(Json(FundLeft { available_minor: left.available_minor }))
}

/// A voucher to be granted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantBody {
    /// The scheme, of your own jurisdiction.
    #[schema(min_length = 1, max_length = 60, example = "zj-2026")]
    scheme: String,
    /// The enterprise.
    #[schema(value_type = KeySchema)]
    enterprise: Key,
    /// Over how much, in minor units of the scheme's currency.
    #[schema(minimum = 1)]
    amount_minor: i64,
}

/// A voucher that was granted.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub voucher: Key,
    /// The last day of its validity; none where nothing limits it.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<Date>,
}

/// Grant a voucher
#[utoipa::path(post, path = "/vouchers", tag = "money", request_body = GrantBody,
    responses((status = 201, description = "It is granted.", body = GrantAnswer)))]
pub async fn grant(
    ask: Ask,
    once: Once,
    Body(body): Body<GrantBody>,
) -> Result<(StatusCode, Json<GrantAnswer>), Trouble> {
    let actor = ask.needs(&[Role::Officer])?;
    let funder = actor.home;
    let command = Grant {
        voucher: once.id(&actor),
        funder,
        scheme: body.scheme,
        enterprise_home: body.enterprise.home,
        enterprise: body.enterprise.id,
        amount_minor: body.amount_minor,
    };
    let granted = once.run(&ask, actor, command).await?;
    let voucher = Key { home: funder, id: granted.voucher };
    Ok((StatusCode::CREATED, Json(GrantAnswer { voucher, valid_until: granted.valid_until })))
}

/// The currency of a code, for those who settle.
///
/// # Errors
/// Where it is none.
pub fn currency(code: &str) -> Result<Currency, Trouble> {
    code.parse().map_err(|_| {
        let shown: String = code.chars().take(20).collect();
        let en = format!("`{shown}` is no ISO 4217 code: write `CNY`.");
        Trouble::field("currency", en, format!("“{shown}”不是 ISO 4217 货币代码，请填写如 CNY。"))
    })
}
