//! What occupies an instrument, and for whom.

use jiangnan_booking::{Calendar, Reservation, ReservationState};
use jiangnan_kernel::{Currency, Date, Id, Instant, Interval, PlaceCode};
use jiangnan_scheme::{Payee, Service};
use serde::{Deserialize, Serialize};

use super::kept_quote::KeptQuote;
use crate::row::Column;
use crate::{Entity, Json, Lookup, Query, StoreError, Value};

/// The length of a [`SlotWeek`] in seconds. Weeks are counted from 1970, whatever the weekday.
const WEEK_SECONDS: i64 = 7 * Instant::DAY;

table! {
    /// A stretch of one instrument's time that a reservation has. Free again means gone from here.
    pub struct SlotRow in "slot" {
        key {
            /// The jurisdiction of the instrument.
            jurisdiction: PlaceCode,
            /// The instrument.
            instrument: Id,
            /// When it begins.
            start: Instant,
        }
        /// When it ends.
        until: Instant,
        /// Who has it.
        reservation: Id,
    }
}

table! {
    /// A reservation, and what was agreed about its price.
    pub struct ReservationRow in "reservation" {
        key {
            /// The jurisdiction of the instrument.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// The provider of the instrument.
        provider: Id,
        /// The jurisdiction of the enterprise.
        enterprise_home: PlaceCode,
        /// The enterprise.
        enterprise: Id,
        /// Where it stands.
        state: ReservationState,
        /// When it begins.
        start: Instant,
        /// When an unanswered request lapses.
        lapses_at: Option<Instant>,
        /// The reservation as the booking room knows it.
        body: Json<Reservation>,
        /// What was agreed.
        terms: Json<Terms>,
    }
}

/// What was agreed when a reservation was made: frozen, so that a later rule or tariff does not change it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The currency of all amounts.
    pub currency: Currency,
    /// Price with tax, in minor units.
    pub price_minor: i64,
    /// Price without tax.
    pub price_without_tax_minor: i64,
    /// What the enterprise pays.
    pub own_part_minor: i64,
    /// How many samples were asked for; 0 where samples do not count.
    pub samples: u32,
    /// The service that the enterprise buys.
    pub service: Service,
    /// The quote as it was explained.
    pub quote: KeptQuote,
    /// What was set aside.
    pub holds: Vec<Hold>,
    /// The series that it belongs to, where it was reserved with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Id>,
    /// Where an expert does the work; none where the expert stays at home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_at: Option<PlaceCode>,
}

/// Money set aside for a reservation: a subsidy out of a wallet, or the own part out of a deposit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// The jurisdiction that keeps the debited account.
    pub home: PlaceCode,
    /// The pending transfer.
    pub transfer: Id,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// Whether a claim on it was decided, so that nothing of it is set aside any more.
    pub spent: bool,
    /// The voucher and the rules it was set aside under; `None` for the own part out of a deposit.
    pub voucher: Option<HeldVoucher>,
}

/// Which voucher pays, and by which text of which scheme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldVoucher {
    /// The voucher.
    pub voucher: Id,
    /// Its scheme.
    pub scheme: String,
    /// The version of the scheme's text that holds for this reservation.
    pub version: String,
    /// The day on which it moved to this version, as if it had been ordered then; none where it never moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_on: Option<Date>,
    /// Who receives the subsidy.
    pub payee: Payee,
    /// The caps that count it.
    pub caps: Vec<CapCount>,
}

/// What a reservation counts under one cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapCount {
    /// The jurisdiction that keeps the count.
    pub home: PlaceCode,
    /// What counts together.
    pub cap: String,
    /// How much it was counted: minor units, or one order.
    pub counted: i64,
    /// Whether the cap counts orders rather than money.
    pub orders: bool,
}

impl CapCount {
    /// How much to take off the count where so much of an amount is given back.
    pub fn share_of(&self, given_back_minor: i64, amount_minor: i64) -> i64 {
        if given_back_minor >= amount_minor {
            return self.counted;
        }
        if self.orders || amount_minor <= 0 {
            // An order that was paid in part is an order still.
            return 0;
        }
        let share = i128::from(self.counted) * i128::from(given_back_minor) / i128::from(amount_minor);
        i64::try_from(share).unwrap_or(self.counted)
    }
}

/// The times taken on one instrument in one week: what decides whether a time is free.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotWeek {
    jurisdiction: PlaceCode,
    instrument: Id,
    week: i64,
    /// The times taken that touch the week.
    pub taken: Calendar,
}

impl SlotWeek {
    /// The keys of the weeks that an interval touches.
    pub fn keys(
        jurisdiction: PlaceCode,
        instrument: Id,
        interval: Interval,
    ) -> impl Iterator<Item = (PlaceCode, Id, i64)> {
        let first = interval.start().seconds().div_euclid(WEEK_SECONDS);
        let last = (interval.end().seconds() - 1).div_euclid(WEEK_SECONDS);
        (first..=last).map(move |week| (jurisdiction, instrument, week))
    }

    /// A week of which nothing is taken.
    pub fn free((jurisdiction, instrument, week): (PlaceCode, Id, i64)) -> SlotWeek {
        SlotWeek { jurisdiction, instrument, week, taken: Calendar::new() }
    }
}

impl Lookup for SlotWeek {
    type Key = (PlaceCode, Id, i64);

    fn key(&self) -> Self::Key {
        (self.jurisdiction, self.instrument, self.week)
    }

    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<SlotWeek>>, StoreError> {
        let ends = |week: i64| [week * WEEK_SECONDS, (week + 1) * WEEK_SECONDS];
        let values = |bounds: usize| -> Vec<Vec<Value>> {
            let of_key = |&(home, instrument, week): &Self::Key| {
                let times = ends(week).into_iter().take(bounds).map(Value::Int);
                [home.to_value(), instrument.to_value()].into_iter().chain(times).collect()
            };
            keys.iter().map(of_key).collect()
        };
        let slots = |condition: &str, bounds| {
            let sql = format!("{} {condition}", SlotRow::statements().select_all);
            source.rows_for_each(SlotRow::TABLE, &sql, &values(bounds), SlotRow::read)
        };
        // Slots do not overlap: of those that begin before the week only the last can reach into it.
        let before = slots(
            "WHERE jurisdiction = $1 AND instrument = $2 AND start < $3 ORDER BY start DESC LIMIT 1",
            1,
        )?;
        let inside = slots(
            "WHERE jurisdiction = $1 AND instrument = $2 AND start >= $3 AND start < $4 ORDER BY start",
            2,
        )?;
        let both = before.into_iter().zip(inside);
        keys.iter()
            .zip(both)
            .map(|(key, (before, inside))| {
                let [start, _] = ends(key.2);
                let reaching = before.into_iter().filter(|slot| slot.until.seconds() > start);
                SlotWeek::of_slots(*key, reaching.chain(inside)).map(Some)
            })
            .collect()
    }
}

impl SlotWeek {
    fn of_slots(
        key: (PlaceCode, Id, i64),
        slots: impl Iterator<Item = SlotRow>,
    ) -> Result<SlotWeek, StoreError> {
        let damaged = |reason: String| StoreError::Damaged { table: "slot", column: 4, reason };
        let mut found = SlotWeek::free(key);
        for slot in slots {
            let interval =
                Interval::new(slot.start, slot.until).map_err(|error| damaged(error.to_string()))?;
            found.taken.insert(interval, slot.reservation).map_err(|error| damaged(error.to_string()))?;
        }
        Ok(found)
    }
}
