//! A weekly series: all of it, or none of it.

use jiangnan_booking::{Availability, Problem, SeriesProblem, check_series, neighbours, weekly};
use jiangnan_kernel::{Currency, Id, Instant, Interval, PlaceCode};
use jiangnan_scheme::Service;
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::reserve::{Particulars, Reserve, check_agreed, situation_of, times};
use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// How many free times are offered in place of a slot that is taken.
const NEAR_COUNT: usize = 3;
/// How far to each side they are looked for: not into the next week's slot.
const NEAR_SECONDS: i64 = 3 * Instant::DAY;

/// The engineer reserves the same time of several weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveSeries {
    /// The series' id, made by the client.
    pub series: Id,
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The instrument or expert.
    pub listing: Id,
    /// The jurisdiction of the enterprise.
    pub enterprise_home: PlaceCode,
    /// The enterprise.
    pub enterprise: Id,
    /// The first time.
    pub first: Interval,
    /// How many weeks, the first one counted.
    pub weeks: u32,
    /// How many samples each time; 0 where they do not count.
    pub samples: u32,
    /// What is bought.
    pub service: Service,
    /// Where an expert does the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_at: Option<PlaceCode>,
    /// The own part over all slots that the engineer saw and agreed to, in minor units; `None` agrees to any.
    pub agreed_minor: Option<i64>,
}

/// What was reserved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesReserved {
    /// Each slot, in order.
    pub slots: Vec<SeriesSlot>,
    /// The currency of the amounts.
    pub currency: Currency,
    /// The price with tax, over all.
    pub price_minor: i64,
    /// What was set aside in vouchers.
    pub subsidy_minor: i64,
    /// What the enterprise pays.
    pub own_part_minor: i64,
}

/// One slot of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesSlot {
    /// The reservation.
    pub reservation: Id,
    /// Its time.
    pub interval: Interval,
    /// Its price with tax, in minor units.
    pub price_minor: i64,
    /// What the enterprise pays of it, in minor units.
    pub own_part_minor: i64,
}

impl Command for ReserveSeries {
    type Answer = SeriesReserved;

    const KIND: &'static str = "reserve-series";

    fn subject(&self) -> Id {
        self.series
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SeriesReserved> {
        desk.require_for(Role::Engineer, self.enterprise_home, self.enterprise)?;
        let listing = desk.listing(self.home, self.listing)?;
        let slots = self.slots(&listing)?;
        self.check(desk, &listing, &slots)?;
        let mut answer = SeriesReserved {
            slots: Vec::with_capacity(slots.len()),
            currency: desk.currency_of(self.home),
            price_minor: 0,
            subsidy_minor: 0,
            own_part_minor: 0,
        };
        for (number, interval) in (1_u32..).zip(slots) {
            let reserve = self.one(number, interval);
            let done = reserve.decide(desk)?;
            answer.currency = done.currency;
            answer.price_minor += done.price_minor;
            answer.subsidy_minor += done.subsidy_minor;
            answer.own_part_minor += done.own_part_minor;
            answer.slots.push(SeriesSlot {
                reservation: reserve.reservation,
                interval,
                price_minor: done.price_minor,
                own_part_minor: done.own_part_minor,
            });
        }
        check_agreed(self.agreed_minor, answer.own_part_minor, answer.currency)?;
        Ok(answer)
    }
}

/// The id of a week of a series, from 1.
pub fn reservation_of(series: Id, number: u32) -> Id {
    let id = id_of(format!("series:{series}:{number}").as_bytes());
    // The moment of the series' id in front keeps what is made together together in the tables.
    Id((series.0 >> 80 << 80) | (id.0 >> 48))
}

impl ReserveSeries {
    fn slots(&self, listing: &ListingRow) -> Decision<Vec<Interval>> {
        let (opening, _) = times(listing.body.terms())?;
        let slots = weekly(self.first, self.weeks, &opening.zone);
        Ok(slots
            .map_err(|error| Refusal::invalid("weeks", error.to_string(), format!("日期有误：{error}")))?)
    }

    /// One slot as a reservation of its own; its id follows from the series and its number.
    fn one(&self, number: u32, interval: Interval) -> Reserve {
        Reserve {
            reservation: reservation_of(self.series, number),
            home: self.home,
            listing: self.listing,
            enterprise_home: self.enterprise_home,
            enterprise: self.enterprise,
            interval,
            samples: self.samples,
            service: self.service,
            agreed_minor: None,
            how: Particulars { series: Some(self.series), work_at: self.work_at, ..Particulars::default() },
        }
    }

    fn check(&self, desk: &mut Desk<'_>, listing: &ListingRow, slots: &[Interval]) -> Decision<()> {
        let (opening, outages) = times(listing.body.terms())?;
        let mut occupied = Vec::new();
        for slot in slots {
            occupied.extend(desk.occupied(self.home, self.listing, *slot, None, Some(self.enterprise))?);
        }
        let situation = situation_of(desk, listing, opening, &outages, &occupied, self.enterprise);
        let Err(problems) = check_series(slots, &listing.policy, &situation) else { return Ok(()) };
        let mut near = Vec::new();
        for problem in &problems {
            near.push(self.near(desk, listing, problem)?);
        }
        Err(Refusal::Series { problems, near }.into())
    }

    /// Free times near a slot of the series that is taken.
    fn near(
        &self,
        desk: &mut Desk<'_>,
        listing: &ListingRow,
        problem: &SeriesProblem,
    ) -> Decision<Vec<Interval>> {
        let lost = |one: &Problem| matches!(one, Problem::Overlaps { .. } | Problem::Outage { .. });
        if !problem.problems.iter().any(lost) {
            return Ok(Vec::new());
        }
        let (opening, outages) = times(listing.body.terms())?;
        let from = problem.slot.start().plus_seconds(-NEAR_SECONDS).max(desk.at());
        let Ok(window) = Interval::new(from, problem.slot.end().plus_seconds(NEAR_SECONDS)) else {
            return Ok(Vec::new());
        };
        let occupied = desk.occupied(self.home, self.listing, window, None, Some(self.enterprise))?;
        let availability = Availability { opening, outages: &outages, occupied: &occupied };
        let step = listing.policy.grid_seconds.max(1_800);
        let found = neighbours(availability, problem.slot, desk.at(), step, NEAR_COUNT).unwrap_or_default();
        Ok(found.into_iter().filter(|slot| window.covers(*slot)).collect())
    }
}
