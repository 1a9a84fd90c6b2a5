//! Free time: what the opening hours leave after outages and the times taken.

use jiangnan_kernel::time::TimeError;
use jiangnan_kernel::{Instant, Interval, OpeningHours};

use crate::policy::seconds_of_day;

/// The most slots that one question answers with.
const SLOTS_MAX: usize = 10_000;
/// How far a search for neighbours looks to each side, in days.
const NEIGHBOUR_DAYS: i64 = 14;
/// How much time a search for the next free slot looks at in one go, in days.
const SEARCH_STEP_DAYS: i64 = 7;

/// What decides whether a time of one instrument is free.
#[derive(Clone, Copy, Debug)]
pub struct Availability<'a> {
    /// When it is open.
    pub opening: &'a OpeningHours,
    /// When it is out of service, in any order.
    pub outages: &'a [Interval],
    /// The times taken, in any order.
    pub occupied: &'a [Interval],
}

/// The free stretches of a window, in order.
///
/// # Errors
/// [`TimeError::UnknownZone`] where the zone of the opening hours is unknown.
pub fn free_stretches(availability: Availability<'_>, window: Interval) -> Result<Vec<Interval>, TimeError> {
    let mut taken: Vec<Interval> = availability
        .outages
        .iter()
        .chain(availability.occupied)
        .copied()
        .filter(|time| time.overlaps(window))
        .collect();
    taken.sort();
    let mut free = Vec::new();
    for open in availability.opening.within(window)? {
        subtract(open, &taken, &mut free);
    }
    Ok(free)
}

/// What is left of one stretch after the sorted times taken.
fn subtract(open: Interval, taken: &[Interval], free: &mut Vec<Interval>) {
    let mut from = open.start();
    for time in taken.iter().filter(|time| time.overlaps(open)) {
        free.extend(Interval::new(from, time.start()));
        from = from.max(time.end());
    }
    free.extend(Interval::new(from, open.end()));
}

/// Every start at which a slot of `length` seconds is free in a window, as slots in order. Starts fall on
/// multiples of `step` seconds from local midnight; the slots of neighbouring starts overlap each other.
/// At most 10,000 are given.
///
/// # Errors
/// [`TimeError::UnknownZone`] where the zone of the opening hours is unknown.
pub fn free_slots(
    availability: Availability<'_>,
    window: Interval,
    length: i64,
    step: i64,
) -> Result<Vec<Interval>, TimeError> {
    let mut slots = Vec::new();
    for stretch in free_stretches(availability, window)? {
        let starts = starts_in(stretch, &availability.opening.zone, length, step);
        slots.extend(starts.take(SLOTS_MAX - slots.len()));
    }
    Ok(slots)
}

/// The slots that fit one free stretch.
fn starts_in(stretch: Interval, zone: &str, length: i64, step: i64) -> impl Iterator<Item = Interval> {
    // Any step of a day or more means: at midnight.
    let step = step.clamp(1, Instant::DAY);
    let first = round_up(stretch.start(), zone, step);
    // A change of summer time shifts the grid of local time: each start is put on it anew.
    let next = move |start: &Instant| Some(round_up(start.plus_seconds(1), zone, step));
    std::iter::successors(Some(first), next)
        .map_while(move |start| Interval::new(start, start.plus_seconds(length)).ok())
        .take_while(move |slot| slot.end() <= stretch.end())
}

/// The first moment at or after `instant` that lies on the grid of local time.
fn round_up(instant: Instant, zone: &str, step: i64) -> Instant {
    let past_grid = |moment| seconds_of_day(moment, zone).map_or(0, |second| second % step);
    let mut grid = instant;
    let mut past = past_grid(grid);
    while past != 0 {
        let next = grid.plus_seconds(step - past);
        past = past_grid(next);
        // A step that went over midnight went too far: midnight itself is on the grid. After a change of
        // summer time going back may lead to where it came from; then the search goes on from the later one.
        let back = next.plus_seconds(-past);
        (grid, past) = if back > grid && past_grid(back) == 0 { (back, 0) } else { (next, past) };
    }
    grid
}

/// The first free slot of `length` seconds that starts at or after `from` and ends by `until`.
///
/// # Errors
/// [`TimeError::UnknownZone`] where the zone of the opening hours is unknown.
pub fn next_free(
    availability: Availability<'_>,
    from: Instant,
    until: Instant,
    length: i64,
    step: i64,
) -> Result<Option<Interval>, TimeError> {
    let mut start = from;
    while start < until {
        // Each part overlaps the next by the length, so that no slot falls between two of them.
        let end = start.plus_seconds(SEARCH_STEP_DAYS * Instant::DAY + length.max(0)).min(until);
        let Ok(window) = Interval::new(start, end) else { break };
        for stretch in free_stretches(availability, window)? {
            if let Some(slot) = starts_in(stretch, &availability.opening.zone, length, step).next() {
                return Ok(Some(slot));
            }
        }
        start = start.plus_seconds(SEARCH_STEP_DAYS * Instant::DAY);
    }
    Ok(None)
}

/// The free slots nearest to one that was lost: of its length, not before `earliest`, at most two weeks
/// away, nearest first, at most `count`. Neighbouring answers do not overlap each other.
///
/// # Errors
/// [`TimeError::UnknownZone`] where the zone of the opening hours is unknown.
pub fn neighbours(
    availability: Availability<'_>,
    lost: Interval,
    earliest: Instant,
    step: i64,
    count: usize,
) -> Result<Vec<Interval>, TimeError> {
    let from = lost.start().plus_seconds(-NEIGHBOUR_DAYS * Instant::DAY).max(earliest);
    let Ok(window) = Interval::new(from, lost.end().plus_seconds(NEIGHBOUR_DAYS * Instant::DAY)) else {
        return Ok(Vec::new());
    };
    let mut slots = free_slots(availability, window, lost.seconds(), step)?;
    slots.sort_by_key(|slot| ((slot.start().seconds() - lost.start().seconds()).abs(), slot.start()));
    let mut near: Vec<Interval> = Vec::new();
    for slot in slots {
        if near.len() >= count {
            break;
        }
        if near.iter().all(|chosen| !chosen.overlaps(slot)) {
            near.push(slot);
        }
    }
    Ok(near)
}
