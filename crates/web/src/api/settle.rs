//! Cycles: opened, closed, settled; their positions, nets and payments.

use axum::Json;
use axum::http::StatusCode;
use jiangnan_clearing::{CycleState, PaymentState, Receiver, SettlementForm};
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, CycleStands, OpenCycle, SettleCycle};
use jiangnan_exchange::case::payment::{ExportPayments, ReplacePayment};
use jiangnan_exchange::{Actor, Command};
use jiangnan_kernel::{Instant, PlaceCode};
use jiangnan_store::entity::cycle::{CycleRow, PaymentRow};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::common::{Cursor, PageParams, page_of};
use super::extract::{At, Body, Once, Query};
use super::money::currency;
use super::problem::Trouble;
use super::value::{Amount, KeySchema};
use crate::site::Ask;
use crate::view::Key;

/// Who reads cycles.
const READERS: [Role; 2] = [Role::Treasurer, Role::Auditor];
/// The most cycles of a list.
const CYCLES_MAX: usize = 200;

/// A settlement cycle.
#[derive(Debug, Serialize, ToSchema)]
pub struct CycleAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub cycle: Key,
    /// Its number, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// Where it stands.
    #[schema(value_type = String, example = "open")]
    pub state: CycleState,
    /// Whose money crosses the border.
    pub form: FormName,
    /// Claims granted before this moment are settled in it.
    #[schema(value_type = String, format = DateTime)]
    pub cut_off: Instant,
    /// How many claims and claw-backs it took up.
    pub taken_up: u32,
    /// Who owes whom, once it is closed.
    pub positions: Vec<PositionAnswer>,
    /// What each jurisdiction gets (above zero) or pays (below zero), once it is closed.
    pub nets: Vec<NetAnswer>,
    /// The transfers between treasuries that settle the nets.
    pub transfers: Vec<PositionAnswer>,
}

/// How a cycle is settled.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FormName {
    /// Each funder's treasury pays each payee itself.
    Direct,
    /// Each payee is paid by its own treasury; treasuries settle nets.
    ThroughTreasuries,
}

/// What one jurisdiction owes another.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositionAnswer {
    /// Who owes or pays.
    pub payer: String,
    /// Who is owed or paid.
    pub payee: String,
    /// How much.
    pub amount: Amount,
}

/// The net of a jurisdiction.
#[derive(Debug, Serialize, ToSchema)]
pub struct NetAnswer {
    /// The jurisdiction.
    pub jurisdiction: String,
    /// Its net.
    pub amount: Amount,
}

/// The cycles, the latest first, at most 200.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cycles {
    /// The cycles.
    pub cycles: Vec<CycleAnswer>,
}

impl From<SettlementForm> for FormName {
    fn from(form: SettlementForm) -> FormName {
        match form {
            SettlementForm::Direct => FormName::Direct,
            SettlementForm::ThroughTreasuries => FormName::ThroughTreasuries,
        }
    }
}

impl From<&CycleRow> for CycleAnswer {
    fn from(row: &CycleRow) -> CycleAnswer {
        let owed = |payer: PlaceCode, payee: PlaceCode, money| PositionAnswer {
            payer: payer.to_string(),
            payee: payee.to_string(),
            amount: Amount::from(money),
        };
        let body = &row.body;
        let net = |net: &jiangnan_clearing::Net| NetAnswer {
            jurisdiction: net.jurisdiction.to_string(),
            amount: net.money.into(),
        };
        CycleAnswer {
            cycle: Key { home: row.jurisdiction, id: row.id },
            number: row.number,
            state: row.state,
            form: body.form.into(),
            cut_off: body.cut_off,
            taken_up: body.taken_up,
            positions: body.positions.iter().map(|one| owed(one.payer, one.payee, one.money)).collect(),
            nets: body.nets.iter().map(net).collect(),
            transfers: body.transfers.iter().map(|one| owed(one.from, one.to, one.money)).collect(),
        }
    }
}

/// The settlement cycles of the city group
#[utoipa::path(get, path = "/cycles", tag = "settle",
    responses((status = 200, description = "The cycles.", body = Cycles)))]
pub async fn list(ask: Ask) -> Result<Json<Cycles>, Trouble> {
    ask.needs(&READERS)?;
    let rows = ask.read(|sight| Ok(list::cycles_of(sight.reader(), sight.site.group)?)).await?;
    Ok(Json(Cycles { cycles: rows.iter().take(CYCLES_MAX).map(CycleAnswer::from).collect() }))
}

/// One cycle with its positions and nets
#[utoipa::path(get, path = "/cycles/{key}", tag = "settle",
    params(("key" = KeySchema, Path, description = "The cycle.")),
    responses((status = 200, description = "The cycle.", body = CycleAnswer)))]
pub async fn show(ask: Ask, At(key): At) -> Result<Json<CycleAnswer>, Trouble> {
    ask.needs(&READERS)?;
    Ok(Json(answer(&ask, key).await?))
}

async fn answer(ask: &Ask, key: Key) -> Result<CycleAnswer, Trouble> {
    let row = ask.read(move |sight| sight.ask(|desk| desk.cycle(cycle_key(key)))).await?;
    Ok(CycleAnswer::from(&row))
}

fn cycle_key(key: Key) -> CycleKey {
    CycleKey { group: key.home, cycle: key.id }
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentAnswer {
    /// Which one; the bank sees its id as the end-to-end id.
    #[schema(value_type = KeySchema)]
    pub payment: Key,
    /// The organisation that is paid; none where a treasury is.
    #[schema(value_type = Option<KeySchema>)]
    pub payee: Option<Key>,
    /// The treasury that is paid; none where an organisation is.
    pub treasury: Option<String>,
    /// How much.
    pub amount: Amount,
    /// Where it stands.
    #[schema(value_type = String, example = "planned")]
    pub state: PaymentState,
    /// What the bank said where it failed; may be empty.
    pub reason: String,
}

/// A page of payments.
#[derive(Debug, Serialize, ToSchema)]
pub struct Payments {
    /// The payments, in order of payer and number.
    pub payments: Vec<PaymentAnswer>,
    /// Where the next page begins; none where this is the last.
    #[schema(value_type = Option<String>)]
    pub next: Option<Cursor>,
}

impl From<&PaymentRow> for PaymentAnswer {
    fn from(row: &PaymentRow) -> PaymentAnswer {
        let (payee, treasury) = match &row.body.receiver {
            Receiver::Party(payee) => (Some(Key { home: payee.home, id: payee.party }), None),
            Receiver::Treasury(place) => (None, Some(place.to_string())),
        };
        PaymentAnswer {
            payment: Key { home: row.jurisdiction, id: row.id },
            payee,
            treasury,
            amount: row.body.money.into(),
            state: row.state,
            reason: row.body.reason.clone(),
        }
    }
}

/// The payments of a cycle
#[utoipa::path(get, path = "/cycles/{key}/payments", tag = "settle",
    params(("key" = KeySchema, Path, description = "The cycle."), PageParams),
    responses((status = 200, description = "A page of payments.", body = Payments)))]
pub async fn payments(
    ask: Ask,
    At(key): At,
    Query(params): Query<PageParams>,
) -> Result<Json<Payments>, Trouble> {
    ask.needs(&READERS)?;
    let count = params.count()? + 1;
    let after = params.after.as_deref().map(|text| {
        let after: Key = text.parse().map_err(|_| super::common::bad_cursor(text))?;
        Ok::<_, Trouble>((after.home, after.id))
    });
    let after = after.transpose()?;
    let rows = ask.read(move |sight| {
        let cycle = sight.ask(|desk| desk.cycle(cycle_key(key)))?;
        Ok(list::payment_page(sight.reader(), cycle.id, after, count)?)
    });
    let cursor = |row: &PaymentRow| Key { home: row.jurisdiction, id: row.id }.to_string();
    let (rows, next) = page_of(rows.await?, count, cursor);
    Ok(Json(Payments { payments: rows.iter().map(PaymentAnswer::from).collect(), next }))
}

/// The next cycle.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// How it is settled.
    form: FormName,
    /// Claims granted before this moment are settled in it.
    #[schema(value_type = String, format = DateTime)]
    cut_off: Instant,
}

/// Open the next cycle
#[utoipa::path(post, path = "/cycles", tag = "settle", request_body = Opening,
    responses((status = 201, description = "It is open.", body = CycleAnswer)))]
pub async fn open(
    ask: Ask,
    once: Once,
    Body(body): Body<Opening>,
) -> Result<(StatusCode, Json<CycleAnswer>), Trouble> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let key = Key { home: ask.site.group, id: once.id(&actor) };
    let form = match body.form {
        FormName::Direct => SettlementForm::Direct,
        FormName::ThroughTreasuries => SettlementForm::ThroughTreasuries,
    };
    once.run(&ask, actor, OpenCycle { at: cycle_key(key), form, cut_off: body.cut_off }).await?;
    Ok((StatusCode::CREATED, Json(answer(&ask, key).await?)))
}

async fn step<C: Command<Answer = CycleStands>>(
    ask: &Ask,
    once: &Once,
    key: Key,
    command: C,
) -> Result<Json<CycleAnswer>, Trouble> {
    let actor: Actor = ask.needs(&[Role::Treasurer])?;
    once.run(ask, actor, command).await?;
    Ok(Json(answer(ask, key).await?))
}

/// Close a cycle
///
/// Its claims become positions, positions become nets, and payments are planned.
#[utoipa::path(post, path = "/cycles/{key}/close", tag = "settle",
    params(("key" = KeySchema, Path, description = "The cycle.")),
    responses((status = 200, description = "The cycle after it.", body = CycleAnswer)))]
pub async fn close(ask: Ask, At(key): At, once: Once) -> Result<Json<CycleAnswer>, Trouble> {
    step(&ask, &once, key, CloseCycle { at: cycle_key(key) }).await
}

/// Settle a cycle all of whose payments are booked
#[utoipa::path(post, path = "/cycles/{key}/settle", tag = "settle",
    params(("key" = KeySchema, Path, description = "The cycle.")),
    responses((status = 200, description = "The cycle after it.", body = CycleAnswer)))]
pub async fn settle(ask: Ask, At(key): At, once: Once) -> Result<Json<CycleAnswer>, Trouble> {
    step(&ask, &once, key, SettleCycle { at: cycle_key(key) }).await
}

/// Which payments are exported.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// The ISO 4217 code of their currency: one file holds one currency.
    #[schema(pattern = "^[A-Z]{3}$", example = "CNY")]
    currency: String,
}

/// A file for the bank.
#[derive(Debug, Serialize, ToSchema)]
pub struct Exported {
    /// The number of the message.
    pub message: String,
    /// How many payments it orders.
    pub payments: u32,
}

/// Hand your planned payments of a cycle to the bank
///
/// The file (ISO 20022 pain.001) is then among the files of the treasurer's desk.
#[utoipa::path(post, path = "/cycles/{key}/export", tag = "settle", request_body = Export,
    params(("key" = KeySchema, Path, description = "The cycle.")),
    responses((status = 200, description = "They are exported.", body = Exported)))]
pub async fn export(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(body): Body<Export>,
) -> Result<Json<Exported>, Trouble> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let (payer, message) = (actor.home, once.id(&actor));
    let currency = currency(&body.currency)?;
    let done = once.run(&ask, actor, ExportPayments { at: cycle_key(key), payer, currency, message }).await?;
    Ok(Json(Exported { message: done.message.to_string(), payments: done.payments }))
}

/// Make a failed payment again
#[utoipa::path(post, path = "/payments/{key}/again", tag = "settle",
    params(("key" = KeySchema, Path, description = "The payment that failed.")),
    responses((status = 200, description = "The payment that replaces it.", body = PaymentAnswer)))]
pub async fn again(ask: Ask, At(key): At, once: Once) -> Result<Json<PaymentAnswer>, Trouble> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let (by, group) = (once.id(&actor), ask.site.group);
    once.run(&ask, actor, ReplacePayment { group, payer: key.home, payment: key.id, by }).await?;
    let row = ask.read(move |sight| sight.ask(|desk| desk.payment((key.home, by)))).await?;
    Ok(Json(PaymentAnswer::from(&row)))
}
