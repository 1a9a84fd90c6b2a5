//! Reservations: made, listed, moved, called off, used, confirmed, disputed.

use axum::Json;
use axum::http::StatusCode;
use jiangnan_booking::{Party, ReservationState};
use jiangnan_exchange::case::answer::{Approve, Cancel, Decline, MoveReservation, ReservationStands};
use jiangnan_exchange::case::dispute::Dispute;
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::case::usage::{Confirm, RecordNoShow, RecordUsage};
use jiangnan_exchange::{Actor, Command};
use jiangnan_kernel::{Instant, Money};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::common::{Cursor, PageParams, Reason, cursor_of, page_of};
use super::dispute::DisputeAnswer;
use super::extract::{At, Body, Once, Query};
use super::problem::Trouble;
use super::quote::reserve;
use super::value::{Amount, KeySchema, Stretch};
use crate::site::{Ask, Halt, parts as site};
use crate::view::Key;
use crate::view::error::Fault;

/// Who looks at reservations.
const READERS: [Role; 5] = [Role::Engineer, Role::LabManager, Role::Officer, Role::Treasurer, Role::Auditor];

/// A reservation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReservationAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub reservation: Key,
    /// The instrument or expert.
    #[schema(value_type = KeySchema)]
    pub instrument: Key,
    /// The provider.
    #[schema(value_type = KeySchema)]
    pub provider: Key,
    /// The enterprise.
    #[schema(value_type = KeySchema)]
    pub enterprise: Key,
    /// Where it stands.
    #[schema(value_type = String, example = "reserved")]
    pub state: ReservationState,
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    pub from: Instant,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub until: Instant,
    /// When it lapses if nobody answers; none where it does not.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub lapses_at: Option<Instant>,
    /// How many samples; 0 where they do not count.
    pub samples: u32,
    /// The price with tax that was agreed.
    pub price: Amount,
    /// What the enterprise pays of it.
    pub own_part: Amount,
    /// The vouchers in which the rest is set aside.
    pub vouchers: Vec<HeldAnswer>,
    /// What was used; none before it is recorded.
    pub usage: Option<UsageAnswer>,
    /// What was said since the record was contested; none where it never was.
    pub dispute: Option<DisputeAnswer>,
    /// The last reason given for a decline, cancellation or dispute; may be empty.
    pub reason: String,
}

/// What is set aside in a voucher.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldAnswer {
    /// The voucher.
    #[schema(value_type = KeySchema)]
    pub voucher: Key,
    /// Its scheme.
    pub scheme: String,
    /// How much.
    pub amount: Amount,
}

/// What was used.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageAnswer {
    /// When the work began.
    #[schema(value_type = String, format = DateTime)]
    pub from: Instant,
    /// When it ended.
    #[schema(value_type = String, format = DateTime)]
    pub until: Instant,
    /// How many samples were measured.
    pub samples: u32,
}

/// A page of reservations, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reservations {
    /// The reservations.
    pub reservations: Vec<ReservationAnswer>,
    /// Where the next page begins; none where this is the last.
    #[schema(value_type = Option<String>)]
    pub next: Option<Cursor>,
}

impl From<&ReservationRow> for ReservationAnswer {
    fn from(row: &ReservationRow) -> ReservationAnswer {
        let amount = |minor| Amount::from(Money::new(minor, row.terms.currency));
        let held = row.terms.holds.iter().filter_map(|hold| {
            let held = hold.voucher.as_ref()?;
            let voucher = Key { home: hold.home, id: held.voucher };
            Some(HeldAnswer { voucher, scheme: held.scheme.clone(), amount: amount(hold.amount_minor) })
        });
        ReservationAnswer {
            reservation: Key { home: row.jurisdiction, id: row.id },
            instrument: Key { home: row.jurisdiction, id: row.body.instrument },
            provider: Key { home: row.jurisdiction, id: row.provider },
            enterprise: Key { home: row.enterprise_home, id: row.enterprise },
            state: row.state,
            from: row.body.interval.start(),
            until: row.body.interval.end(),
            lapses_at: row.lapses_at,
            samples: row.terms.samples,
            price: amount(row.terms.price_minor),
            own_part: amount(row.terms.own_part_minor),
            vouchers: held.collect(),
            usage: row.body.usage.as_ref().map(|usage| UsageAnswer {
                from: usage.actual.start(),
                until: usage.actual.end(),
                samples: usage.samples,
            }),
            dispute: row.body.dispute.as_ref().map(DisputeAnswer::from),
            reason: row.body.reason.clone(),
        }
    }
}

/// Your reservations
///
/// An engineer sees those of her enterprise, a lab manager those of the provider's instruments.
#[utoipa::path(get, path = "/reservations", tag = "reserve", params(PageParams),
    responses((status = 200, description = "A page of reservations.", body = Reservations)))]
pub async fn list(ask: Ask, Query(params): Query<PageParams>) -> Result<Json<Reservations>, Trouble> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager])?;
    let window = params.window()?;
    let rows = ask.read(move |sight| {
        let who = (actor.home, actor.organisation);
        Ok(match actor.role {
            Role::Engineer => list::reservation_page_of_enterprise(sight.reader(), who, window)?,
            _ => list::reservation_page_of_provider(sight.reader(), who, window)?,
        })
    });
    let (rows, next) = page_of(rows.await?, window.count, |row| cursor_of(row.start, row.id));
    Ok(Json(Reservations { reservations: rows.iter().map(ReservationAnswer::from).collect(), next }))
}

/// One reservation
#[utoipa::path(get, path = "/reservations/{key}", tag = "reserve",
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation.", body = ReservationAnswer)))]
pub async fn show(ask: Ask, At(key): At) -> Result<Json<ReservationAnswer>, Trouble> {
    let actor = ask.needs(&READERS)?;
    Ok(Json(answer(&ask, actor, key).await?))
}

async fn answer(ask: &Ask, actor: Actor, key: Key) -> Result<ReservationAnswer, Trouble> {
    let row = ask.read(move |sight| {
        let row = sight.ask(|desk| desk.reservation(key.home, key.id))?;
        if site::may_see(&actor, &row) { Ok(row) } else { Err(Halt::of(Fault::Forbidden)) }
    });
    Ok(ReservationAnswer::from(&row.await?))
}

/// A wanted reservation.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The instrument or expert.
    #[schema(value_type = KeySchema)]
    instrument: Key,
    /// When it begins.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T02:00:00Z")]
    from: Instant,
    /// When it ends.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T04:00:00Z")]
    until: Instant,
    /// How many samples; 0 where they do not count.
    #[serde(default)]
    #[schema(maximum = 100000)]
    samples: u32,
    /// The own part that you saw, in minor units; where it is not what holds now, the reservation is refused.
    agreed_minor: Option<i64>,
    /// Why the provider should make an exception, where its rules speak against this time: it becomes a request.
    #[serde(default)]
    #[schema(max_length = 2000)]
    exception: String,
}

/// Reserve an instrument or expert
///
/// The time is taken and the subsidy set aside in one step, or nothing happens.
#[utoipa::path(post, path = "/reservations", tag = "reserve", request_body = Wanted,
    responses((status = 201, description = "It is reserved, or requested.", body = ReservationAnswer)))]
pub async fn make(
    ask: Ask,
    once: Once,
    Body(wanted): Body<Wanted>,
) -> Result<(StatusCode, Json<ReservationAnswer>), Trouble> {
    let actor = ask.needs(&[Role::Engineer])?;
    let interval = Stretch { from: wanted.from, until: wanted.until }.interval()?;
    let (key, samples, agreed_minor) = (wanted.instrument, wanted.samples, wanted.agreed_minor);
    let exception = Reason { reason: wanted.exception }.short()?;
    let id = once.id(&actor);
    let command = ask.read(move |sight| {
        let row = sight.listing(key)?;
        Ok(Reserve {
            agreed_minor,
            how: Particulars { exception, ..Particulars::default() },
            ..reserve(sight, &row, interval, samples, id)
        })
    });
    once.run(&ask, actor.clone(), command.await?).await?;
    Ok((StatusCode::CREATED, Json(answer(&ask, actor, Key { home: key.home, id }).await?)))
}

/// A new time.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTime {
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    from: Instant,
    /// When it ends; a move keeps the length.
    #[schema(value_type = String, format = DateTime)]
    until: Instant,
}

/// What was used.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UsageBody {
    /// When the work began.
    #[schema(value_type = String, format = DateTime)]
    from: Instant,
    /// When it ended.
    #[schema(value_type = String, format = DateTime)]
    until: Instant,
    /// How many samples were measured.
    #[serde(default)]
    #[schema(maximum = 100000)]
    samples: u32,
    /// Who ran the instrument, in the provider's own words.
    #[schema(max_length = 200)]
    operator: String,
}

/// Carries out a command about a reservation and answers with the reservation after it.
///
/// # Errors
/// As the exchange.
pub async fn step<C: Command<Answer = ReservationStands>>(
    ask: &Ask,
    once: &Once,
    roles: &[Role],
    key: Key,
    command: impl FnOnce(Role) -> C,
) -> Result<Json<ReservationAnswer>, Trouble> {
    let actor = ask.needs(roles)?;
    once.run(ask, actor.clone(), command(actor.role)).await?;
    Ok(Json(answer(ask, actor, key).await?))
}

/// Call a reservation off
///
/// By the enterprise, or by the provider with a reason.
#[utoipa::path(post, path = "/reservations/{key}/cancel", tag = "reserve", request_body = Reason,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn cancel(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(why): Body<Reason>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    let reason = why.short()?;
    let party = |role| if role == Role::Engineer { Party::Enterprise } else { Party::Provider };
    let command = |role| Cancel { at: site::at(key), party: party(role), reason };
    step(&ask, &once, &[Role::Engineer, Role::LabManager], key, command).await
}

/// Move a reservation to another time of the same length
#[utoipa::path(post, path = "/reservations/{key}/move", tag = "reserve", request_body = NewTime,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn change(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(to): Body<NewTime>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    let to = Stretch { from: to.from, until: to.until }.interval()?;
    step(&ask, &once, &[Role::Engineer], key, |_| MoveReservation { at: site::at(key), to }).await
}

/// Approve a request
#[utoipa::path(post, path = "/reservations/{key}/approve", tag = "reserve",
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn approve(ask: Ask, At(key): At, once: Once) -> Result<Json<ReservationAnswer>, Trouble> {
    step(&ask, &once, &[Role::LabManager], key, |_| Approve { at: site::at(key), waiver: String::new() })
        .await
}

/// Decline a request
#[utoipa::path(post, path = "/reservations/{key}/decline", tag = "reserve", request_body = Reason,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn decline(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(why): Body<Reason>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    ask.needs(&[Role::LabManager])?;
    let reason = why.given()?;
    step(&ask, &once, &[Role::LabManager], key, |_| Decline { at: site::at(key), reason }).await
}

/// Record what was used
#[utoipa::path(post, path = "/reservations/{key}/usage", tag = "work", request_body = UsageBody,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn usage(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(used): Body<UsageBody>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    let actual = Stretch { from: used.from, until: used.until }.interval()?;
    let (samples, operator) = (used.samples, used.operator);
    if operator.trim().is_empty() || operator.chars().count() > 200 {
        let en = "Say who ran the instrument, in 1 to 200 characters.";
        return Err(Trouble::field("operator", en, "请用 1 至 200 个字符填写操作人员。"));
    }
    let command = |_| RecordUsage { at: site::at(key), actual, samples, operator };
    step(&ask, &once, &[Role::LabManager], key, command).await
}

/// Record that nobody came
#[utoipa::path(post, path = "/reservations/{key}/no-show", tag = "work",
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn no_show(ask: Ask, At(key): At, once: Once) -> Result<Json<ReservationAnswer>, Trouble> {
    step(&ask, &once, &[Role::LabManager], key, |_| RecordNoShow { at: site::at(key) }).await
}

/// Confirm the usage record
#[utoipa::path(post, path = "/reservations/{key}/confirm", tag = "work",
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn confirm(ask: Ask, At(key): At, once: Once) -> Result<Json<ReservationAnswer>, Trouble> {
    step(&ask, &once, &[Role::Engineer], key, |_| Confirm { at: site::at(key) }).await
}

/// Dispute the usage record or the no-show
#[utoipa::path(post, path = "/reservations/{key}/dispute", tag = "work", request_body = Reason,
    params(("key" = KeySchema, Path, description = "The reservation.")),
    responses((status = 200, description = "The reservation after it.", body = ReservationAnswer)))]
pub async fn dispute(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(why): Body<Reason>,
) -> Result<Json<ReservationAnswer>, Trouble> {
    ask.needs(&[Role::Engineer])?;
    let reason = why.given()?;
    step(&ask, &once, &[Role::Engineer], key, |_| Dispute { at: site::at(key), reason }).await
}
