//! The same time of many weeks, and the wait list.

use axum::Json;
use axum::http::StatusCode;
use jiangnan_booking::WaitState;
use jiangnan_exchange::case::series::ReserveSeries;
use jiangnan_exchange::case::series_end::CancelSeries;
use jiangnan_exchange::case::wait::{JoinWaitList, LeaveWaitList, state_name};
use jiangnan_kernel::{Id, Instant, Money};
use jiangnan_store::Query as _;
use jiangnan_store::entity::desk::WaitRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::common::Reason;
use super::extract::{At, Body, Once};
use super::problem::Trouble;
use super::value::{Amount, KeySchema, Stretch};
use crate::site::{Ask, missing, parts as site};
use crate::view::Key;

/// The most places in wait lists that are listed.
const WAITS_MAX: i64 = 200;

/// A wanted series.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedSeries {
    /// The instrument or expert.
    #[schema(value_type = KeySchema)]
    instrument: Key,
    /// When the first time begins.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T02:00:00Z")]
    from: Instant,
    /// When the first time ends.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T04:00:00Z")]
    until: Instant,
    /// How many weeks, the first one counted.
    #[schema(minimum = 2, maximum = 26)]
    weeks: u32,
    /// How many samples each time; 0 where they do not count.
    #[serde(default)]
    #[schema(maximum = 100000)]
    samples: u32,
    /// The own part over all weeks that you saw, in minor units; where it is not what holds now, nothing is reserved.
    agreed_minor: Option<i64>,
}

/// A series.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub series: Key,
    /// Each week's reservation, in order.
    pub reservations: Vec<SeriesWeek>,
    /// The price with tax, over all.
    pub price: Amount,
    /// What the enterprise pays of it.
    pub own_part: Amount,
}

/// One week of a series.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesWeek {
    /// The reservation.
    #[schema(value_type = KeySchema)]
    pub reservation: Key,
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    pub from: Instant,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub until: Instant,
    /// What the enterprise pays of it.
    pub own_part: Amount,
}

/// What was called off.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesEnded {
    /// The reservations that were called off.
    #[schema(value_type = Vec<KeySchema>)]
    pub cancelled: Vec<Key>,
    /// What is due for it.
    pub fee: Amount,
}

/// Reserve the same time of several weeks
///
/// All of them, or none.
#[utoipa::path(post, path = "/series", tag = "reserve", request_body = WantedSeries,
    responses((status = 201, description = "It is reserved, or requested.", body = SeriesAnswer)))]
pub async fn reserve_series(
    ask: Ask,
    once: Once,
    Body(wanted): Body<WantedSeries>,
) -> Result<(StatusCode, Json<SeriesAnswer>), Trouble> {
    let actor = ask.needs(&[Role::Engineer])?;
    if !(2..=26).contains(&wanted.weeks) {
        let en = format!("`{}` weeks: ask for 2 to 26.", wanted.weeks);
        return Err(Trouble::field("weeks", en, format!("“{}”周：请填写 2 至 26。", wanted.weeks)));
    }
    let first = Stretch { from: wanted.from, until: wanted.until }.interval()?;
    let (key, series) = (wanted.instrument, once.id(&actor));
    let service =
        ask.read(move |sight| Ok(site::service_of(&sight.listing(key)?.body, wanted.samples))).await?;
    let command = ReserveSeries {
        series,
        home: key.home,
        listing: key.id,
        enterprise_home: actor.home,
        enterprise: actor.organisation,
        first,
        weeks: wanted.weeks,
        samples: wanted.samples,
        service,
        work_at: None,
        agreed_minor: wanted.agreed_minor,
    };
    let done = once.run(&ask, actor, command).await?;
    let amount = |minor| Amount::from(Money::new(minor, done.currency));
    let weeks = done.slots.iter().map(|slot| SeriesWeek {
        reservation: Key { home: key.home, id: slot.reservation },
        from: slot.interval.start(),
        until: slot.interval.end(),
        own_part: amount(slot.own_part_minor),
    });
    let answer = SeriesAnswer {
        series: Key { home: key.home, id: series },
        reservations: weeks.collect(),
        price: amount(done.price_minor),
        own_part: amount(done.own_part_minor),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Call off what is left of a series
#[utoipa::path(post, path = "/series/{key}/cancel", tag = "reserve", request_body = Reason,
    params(("key" = KeySchema, Path, description = "The series.")),
    responses((status = 200, description = "What was called off.", body = SeriesEnded)))]
pub async fn cancel_series(
    ask: Ask,
    At(key): At,
    once: Once,
    Body(why): Body<Reason>,
) -> Result<Json<SeriesEnded>, Trouble> {
    let actor = ask.needs(&[Role::Engineer])?;
    let command = CancelSeries { series: key.id, home: key.home, reason: why.short()?, agreed_minor: None };
    let done = once.run(&ask, actor, command).await?;
    let cancelled = done.reservations.iter().map(|(id, _)| Key { home: key.home, id: *id }).collect();
    Ok(Json(SeriesEnded { cancelled, fee: Money::new(done.fee_minor, done.currency).into() }))
}

/// A wanted place in a wait list.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedWait {
    /// The instrument or expert.
    #[schema(value_type = KeySchema)]
    instrument: Key,
    /// From when on the time may lie.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T02:00:00Z")]
    from: Instant,
    /// Until when.
    #[schema(value_type = String, format = DateTime, example = "2026-06-05T02:00:00Z")]
    until: Instant,
    /// How long it must be, in seconds.
    #[schema(minimum = 1, maximum = 31536000)]
    seconds: i64,
}

/// A place in a wait list.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub wait: Key,
    /// The instrument or expert.
    #[schema(value_type = KeySchema)]
    pub instrument: Key,
    /// Where it stands: `waiting`, `offered`, `taken`, `lapsed` or `withdrawn`.
    #[schema(example = "waiting")]
    pub state: String,
    /// When the time may lie.
    pub window: Stretch,
    /// How long it must be, in seconds.
    pub seconds: i64,
    /// The time that is kept; none where none is.
    pub offer: Option<Stretch>,
    /// Until when it is kept.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub offer_until: Option<Instant>,
}

impl From<&WaitRow> for WaitAnswer {
    fn from(row: &WaitRow) -> WaitAnswer {
        let offer = match row.body.state {
            WaitState::Offered { slot, until } => Some((slot, until)),
            _ => None,
        };
        WaitAnswer {
            wait: Key { home: row.jurisdiction, id: row.id },
            instrument: Key { home: row.jurisdiction, id: row.instrument },
            state: state_name(row.body.state).to_owned(),
            window: row.body.window.into(),
            seconds: row.body.seconds,
            offer: offer.map(|(slot, _)| slot.into()),
            offer_until: offer.map(|(_, until)| until),
        }
    }
}

/// The places of an enterprise in wait lists, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waits {
    /// The places.
    pub waits: Vec<WaitAnswer>,
}

/// Your places in wait lists
#[utoipa::path(get, path = "/waits", tag = "reserve",
    responses((status = 200, description = "The places.", body = Waits)))]
pub async fn list_waits(ask: Ask) -> Result<Json<Waits>, Trouble> {
    let actor = ask.needs(&[Role::Engineer])?;
    let rows = ask.read(move |sight| {
        Ok(list::waits_of_enterprise(sight.reader(), actor.home, actor.organisation, WAITS_MAX)?)
    });
    Ok(Json(Waits { waits: rows.await?.iter().map(WaitAnswer::from).collect() }))
}

/// Wait for a time that is not free
#[utoipa::path(post, path = "/waits", tag = "reserve", request_body = WantedWait,
    responses((status = 201, description = "You wait, or have an offer at once.", body = WaitAnswer)))]
pub async fn join(
    ask: Ask,
    once: Once,
    Body(wanted): Body<WantedWait>,
) -> Result<(StatusCode, Json<WaitAnswer>), Trouble> {
    let actor = ask.needs(&[Role::Engineer])?;
    let window = Stretch { from: wanted.from, until: wanted.until }.interval()?;
    let (key, entry) = (wanted.instrument, once.id(&actor));
    let command = JoinWaitList {
        entry,
        home: key.home,
        listing: key.id,
        enterprise_home: actor.home,
        enterprise: actor.organisation,
        window,
        seconds: wanted.seconds,
    };
    once.run(&ask, actor, command).await?;
    Ok((StatusCode::CREATED, Json(answer(&ask, Key { home: key.home, id: entry }).await?)))
}

/// Wait no longer
#[utoipa::path(post, path = "/waits/{key}/leave", tag = "reserve",
    params(("key" = KeySchema, Path, description = "The place in the wait list.")),
    responses((status = 200, description = "The place after it.", body = WaitAnswer)))]
pub async fn leave(ask: Ask, At(key): At, once: Once) -> Result<Json<WaitAnswer>, Trouble> {
    let actor = ask.needs(&[Role::Engineer])?;
    once.run(&ask, actor, LeaveWaitList { home: key.home, entry: key.id }).await?;
    Ok(Json(answer(&ask, key).await?))
}

async fn answer(ask: &Ask, key: Key) -> Result<WaitAnswer, Trouble> {
    let at: (_, Id) = (key.home, key.id);
    let row = ask.read(move |sight| sight.reader().find::<WaitRow>(&at)?.ok_or_else(missing)).await?;
    Ok(WaitAnswer::from(&row))
}
