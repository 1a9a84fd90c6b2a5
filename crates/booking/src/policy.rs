//! The rules of one instrument about which times can be reserved, and the check that tells every problem.

use jiangnan_kernel::time::TimeError;
use jiangnan_kernel::{Instant, Interval, OpeningHours, Rate};
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// The longest time that any policy lets one reservation take: a year. It bounds the work of a check.
const LENGTH_SECONDS_CEILING: i64 = 366 * Instant::DAY;

/// The provider's rules for reserving one instrument or expert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BookingPolicy {
    /// The shortest reservation in seconds.
    pub length_seconds_min: i64,
    /// The longest reservation in seconds.
    pub length_seconds_max: i64,
    /// Starts fall on multiples of this many seconds from local midnight, and lengths are multiples of it.
    /// 0 or less: any second.
    pub grid_seconds: i64,
    /// How many days ahead a reservation may end.
    pub horizon_days: u32,
    /// How many seconds before the start a reservation must be made.
    pub notice_seconds: i64,
    /// Whether the provider approves each reservation.
    pub approval_needed: bool,
    /// After how many seconds an unanswered request lapses; at its start at the latest.
    pub request_lapses_seconds: i64,
    /// Until how many hours before the start cancelling and moving is free.
    pub cancel_free_hours: u32,
    /// Share of the price due after a late cancellation.
    pub late_cancel_fee: Rate,
    /// Share of the price due where nobody came.
    pub no_show_fee: Rate,
    /// Share of the reserved time left unused that is charged all the same.
    pub unused_fee: Rate,
    /// Whether users from outside the provider may reserve.
    pub external_allowed: bool,
    /// Whether a time that breaks a rule which can be waived may be asked for, with a reason; the provider then
    /// approves each.
    pub exceptions_allowed: bool,
    /// How many seconds a freed slot is kept for the first of the wait list.
    pub offer_holds_seconds: i64,
}

impl Default for BookingPolicy {
    /// Half an hour to a day in steps of half an hour, 90 days ahead, no approval, free until a day before.
    fn default() -> BookingPolicy {
        BookingPolicy {
            length_seconds_min: 1_800,
            length_seconds_max: Instant::DAY,
            grid_seconds: 1_800,
            horizon_days: 90,
            notice_seconds: 0,
            approval_needed: false,
            request_lapses_seconds: 3 * Instant::DAY,
            cancel_free_hours: 24,
            late_cancel_fee: Rate(5_000),
            no_show_fee: Rate::FULL,
            unused_fee: Rate(0),
            external_allowed: true,
            exceptions_allowed: false,
            offer_holds_seconds: 12 * 3_600,
        }
    }
}

/// What a check must know besides the wanted time.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The present moment.
    pub now: Instant,
    /// When the instrument is open.
    pub opening: &'a OpeningHours,
    /// When it is out of service.
    pub outages: &'a [Interval],
    /// The times taken by others, without the reservation that is being moved.
    pub occupied: &'a [Interval],
    /// Whether the user comes from outside the provider.
    pub external: bool,
}

impl BookingPolicy {
    /// Checks a wanted time against every rule.
    ///
    /// # Errors
    /// All problems, in a fixed order; each overlap and outage by itself.
    pub fn check(&self, wanted: Interval, situation: &Situation<'_>) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        if situation.external && !self.external_allowed {
            problems.push(Problem::NotOpenToExternal);
        }
        self.check_when(wanted, situation.now, &mut problems);
        self.check_shape(wanted, &situation.opening.zone, &mut problems);
        check_opening(wanted, situation.opening, &mut problems);
        let met = |times: &[Interval]| -> Vec<Interval> {
            times.iter().copied().filter(|time| time.overlaps(wanted)).collect()
        };
        problems.extend(met(situation.outages).into_iter().map(|outage| Problem::Outage { outage }));
        problems.extend(met(situation.occupied).into_iter().map(|taken| Problem::Overlaps { taken }));
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn check_when(&self, wanted: Interval, now: Instant, problems: &mut Vec<Problem>) {
        let earliest = now.plus_seconds(self.notice_seconds.max(0));
        if wanted.start() < now {
            problems.push(Problem::InThePast { now });
        } else if wanted.start() < earliest {
            problems.push(Problem::ShortNotice { earliest });
        }
        let latest = self.latest(now);
        if wanted.end() > latest {
            problems.push(Problem::BeyondHorizon { latest });
        }
    }

    fn check_shape(&self, wanted: Interval, zone: &str, problems: &mut Vec<Problem>) {
        let seconds = wanted.seconds();
        let max = self.length_seconds_max.min(LENGTH_SECONDS_CEILING);
        if seconds < self.length_seconds_min {
            problems.push(Problem::TooShort { seconds, min: self.length_seconds_min });
        }
        if seconds > max {
            problems.push(Problem::TooLong { seconds, max });
        }
        let step = self.grid_seconds;
        if step > 0 {
            let start_off = seconds_of_day(wanted.start(), zone).is_some_and(|second| second % step != 0);
            if start_off || seconds % step != 0 {
                problems.push(Problem::OffGrid { step });
            }
        }
    }

    /// The last moment that can be reserved at `now`.
    pub fn latest(&self, now: Instant) -> Instant {
        now.plus_seconds(i64::from(self.horizon_days) * Instant::DAY)
    }

    /// Up to when cancelling and moving is free.
    pub fn free_until(&self, start: Instant) -> Instant {
        start.plus_seconds(-i64::from(self.cancel_free_hours) * 3_600)
    }

    /// When a request made at `now` for a slot starting at `start` lapses.
    pub fn request_lapses_at(&self, now: Instant, start: Instant) -> Instant {
        now.plus_seconds(self.request_lapses_seconds.max(0)).min(start)
    }
}

fn check_opening(wanted: Interval, opening: &OpeningHours, problems: &mut Vec<Problem>) {
    // A length over the ceiling is a problem already; walking its days would be unbounded work.
    if wanted.seconds() > LENGTH_SECONDS_CEILING {
        return;
    }
    match opening.covers(wanted) {
        Ok(true) => {}
        Ok(false) => problems.push(Problem::OutsideOpeningHours),
        Err(TimeError::UnknownZone(zone)) => problems.push(Problem::UnknownZone { zone }),
        // A moment that no calendar has is open nowhere.
        Err(_) => problems.push(Problem::OutsideOpeningHours),
    }
}

/// Seconds since local midnight; `None` where the zone is unknown, which the opening hours report.
pub(crate) fn seconds_of_day(instant: Instant, zone: &str) -> Option<i64> {
    let time = instant.in_zone(zone).ok()?.datetime().time();
    Some(i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second()))
}
