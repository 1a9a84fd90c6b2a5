//! Weekly series, checked as a whole: all of it is free, or none of it is reserved.

use jiangnan_kernel::time::TimeError;
use jiangnan_kernel::{Instant, Interval};
use serde::{Deserialize, Serialize};

use crate::policy::{BookingPolicy, Situation};
use crate::problem::Problem;

/// The most slots of one series: a year of weeks.
pub const SERIES_COUNT_MAX: u32 = 53;

/// The problems of one slot of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesProblem {
    /// The slot.
    pub slot: Interval,
    /// Everything against it.
    pub problems: Vec<Problem>,
}

/// The slots of a weekly series: the first, then the same local time each week. Lengths in seconds stay
/// the same over a change of summer time. `count` is cut to 1 up to [`SERIES_COUNT_MAX`].
///
/// # Errors
/// [`TimeError`] where the zone is unknown or the series runs beyond the calendar.
pub fn weekly(first: Interval, count: u32, zone: &str) -> Result<Vec<Interval>, TimeError> {
    let civil = first.start().in_zone(zone)?.datetime();
    let mut slots = vec![first];
    for week in 1..i64::from(count.clamp(1, SERIES_COUNT_MAX)) {
        let beyond = || TimeError::NotAnInstant(format!("{civil} + {week} weeks"));
        let shifted = civil.checked_add(jiff::Span::new().weeks(week)).map_err(|_| beyond())?;
        let start = Instant::of_civil(shifted, zone)?;
        slots.push(Interval::new(start, start.plus_seconds(first.seconds()))?);
    }
    Ok(slots)
}

/// Checks every slot of a series, also against each other.
///
/// # Errors
/// The problems of each slot that has any; then nothing of the series may be reserved.
pub fn check_series(
    slots: &[Interval],
    policy: &BookingPolicy,
    situation: &Situation<'_>,
) -> Result<(), Vec<SeriesProblem>> {
    let mut refused = Vec::new();
    for (index, &slot) in slots.iter().enumerate() {
        let mut problems = policy.check(slot, situation).err().unwrap_or_default();
        let earlier = slots.iter().take(index).filter(|other| other.overlaps(slot));
        problems.extend(earlier.map(|&taken| Problem::Overlaps { taken }));
        if !problems.is_empty() {
            refused.push(SeriesProblem { slot, problems });
        }
    }
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}
