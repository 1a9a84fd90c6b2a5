//! Times: which are free, as a table of a week and as the next one.

use jiangnan_booking::{Availability, BookingPolicy, next_free};
use jiangnan_catalogue::Access;
use jiangnan_exchange::case::reserve::times;
use jiangnan_exchange::{Decision, Desk};
use jiangnan_kernel::hours::weekday_of;
use jiangnan_kernel::{Date, Id, Instant, Interval, OpeningHours, Text, Weekday};
use jiangnan_store::Lookup;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::catalogue::ListingRow;
use jiff::ToSpan;
use jiff::civil::Time;

use super::{Halt, Sight};
use crate::view::find::{SlotRow, SlotState, SlotWeek};

/// The shortest stretch that a cell of the table and the next free time stand for.
const CELL_SECONDS: i64 = 3_600;
/// How far ahead the next free time is looked for.
pub(super) const AHEAD_WEEKS: i64 = 9;
const WEEK_SECONDS: i64 = 7 * Instant::DAY;

/// When a listing is free next, for users from outside; none where it is not within two months, or not for
/// them.
///
/// # Errors
/// Where rows must be loaded first.
pub fn next_free_of(desk: &mut Desk<'_>, row: &ListingRow) -> Decision<Option<Interval>> {
    let terms = row.body.terms();
    let (Ok((opening, outages)), true) = (times(terms), is_for_others(row)) else {
        return Ok(None);
    };
    let Span { mut from, last, length, step } = wanted_span(&row.policy, desk.at());
    for _ in 0..AHEAD_WEEKS {
        let until = from.plus_seconds(WEEK_SECONDS + length).min(last);
        let Ok(window) = Interval::new(from, until) else { break };
        let occupied = desk.occupied(row.jurisdiction, row.id, window, None, None)?;
        let availability = Availability { opening, outages: &outages, occupied: &occupied };
        let found = next_free(availability, from, until, length, step);
        if let Ok(Some(slot)) = found {
            return Ok(Some(slot));
        }
        from = from.plus_seconds(WEEK_SECONDS);
    }
    Ok(None)
}

/// Where and how the next free time is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The earliest beginning.
    pub from: Instant,
    /// The latest end.
    pub last: Instant,
    /// How long it must be, in seconds.
    pub length: i64,
    /// On which multiples of seconds from local midnight it begins.
    pub step: i64,
}

/// Where and how the next free time is looked for under a policy.
pub fn wanted_span(policy: &BookingPolicy, now: Instant) -> Span {
    Span {
        from: now.plus_seconds(policy.notice_seconds.max(0)),
        last: policy.latest(now),
        length: policy.length_seconds_min.max(CELL_SECONDS).min(policy.length_seconds_max),
        step: policy.grid_seconds.max(1_800),
    }
}

/// Whether users from outside may use a listing.
pub fn is_for_others(row: &ListingRow) -> bool {
    row.body.terms().access != Access::OwnOrganisation && row.policy.external_allowed
}

/// The Monday of the week of a date.
pub fn monday_of(date: Date) -> Date {
    let back = i64::from(weekday_of(date) as u8);
    date.checked_sub(back.days()).unwrap_or(date)
}

/// How many seconds a cell of a listing's table stands for.
pub fn cell_seconds(row: &ListingRow) -> i64 {
    CELL_SECONDS.max(row.policy.grid_seconds)
}

/// The table of a week from its Monday; `mine` is the reader's enterprise.
///
/// # Errors
/// Where the database cannot be read.
pub fn week(sight: &mut Sight, row: &ListingRow, monday: Date, mine: Option<Id>) -> Result<SlotWeek, Halt> {
    let days: Vec<Date> = (0..7_i64).filter_map(|day| monday.checked_add(day.days()).ok()).collect();
    let now = sight.now();
    let today = sight.today(row.body.place());
    let last = sight.local(row.policy.latest(now), row.body.place()).date();
    let aside = |weeks: i64| monday.checked_add((7 * weeks).days()).ok();
    let mut week = SlotWeek {
        previous: aside(-1).filter(|_| monday > monday_of(today)),
        next: aside(1).filter(|next| *next <= last),
        days,
        rows: Vec::new(),
    };
    let Some(opening) = row.body.terms().opening.clone() else { return Ok(week) };
    let taken = taken(sight, row, &opening, &week.days, mine)?;
    let step = cell_seconds(row);
    let open = |cell: Interval| opening.covers(cell).unwrap_or(false);
    let outages: Vec<Interval> = row.body.terms().outages.iter().map(|outage| outage.interval).collect();
    for time in times_of_day(&opening, step) {
        let cells = week.days.iter().map(|day| {
            let start = Instant::of_civil(day.to_datetime(time), &opening.zone).unwrap_or_default();
            let Ok(cell) = Interval::new(start, start.plus_seconds(step)) else { return SlotState::Closed };
            let met = taken.iter().find(|(slot, _)| slot.overlaps(cell));
            match met {
                _ if !open(cell) => SlotState::Closed,
                Some((_, true)) => SlotState::Mine,
                _ if cell.start() < now => SlotState::Past,
                Some(_) => SlotState::Taken,
                None if outages.iter().any(|outage| outage.overlaps(cell)) => SlotState::Outage,
                None => SlotState::Free,
            }
        });
        week.rows.push(SlotRow { time, cells: cells.collect() });
    }
    Ok(week)
}

/// The times taken in the days of a week, and whether the reader's enterprise has them.
fn taken(
    sight: &mut Sight,
    row: &ListingRow,
    opening: &OpeningHours,
    days: &[Date],
    mine: Option<Id>,
) -> Result<Vec<(Interval, bool)>, Halt> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let midnight = |day: &Date| Instant::of_civil(day.to_datetime(Time::midnight()), &opening.zone);
    let (Ok(from), Ok(until)) = (midnight(first), midnight(last)) else { return Ok(Vec::new()) };
    let Ok(window) = Interval::new(from, until.plus_seconds(Instant::DAY)) else { return Ok(Vec::new()) };
    let calendar = sight.ask(|desk| desk.taken(row.jurisdiction, row.id, window))?;
    // What is kept for others of the wait list cannot be had either.
    let held = sight.ask(|desk| Ok(desk.wait_list(row.jurisdiction, row.id)?.held(desk.at(), mine)))?;
    let mut taken: Vec<(Interval, bool)> = held.into_iter().map(|slot| (slot, false)).collect();
    for overlap in calendar.overlapping(window) {
        let holder = match mine {
            Some(_) => ReservationRow::fetch(sight.reader(), &(row.jurisdiction, overlap.by))?,
            None => None,
        };
        taken.push((overlap.taken, mine.is_some() && holder.map(|row| row.enterprise) == mine));
    }
    Ok(taken)
}

/// The times of day at which something may begin, from the earliest opening to the latest closing.
pub fn times_of_day(opening: &OpeningHours, step: i64) -> Vec<Time> {
    let second = |time: Time| i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60;
    let end = |until: Time| if until == Time::midnight() { Instant::DAY } else { second(until) };
    let first = opening.week.iter().map(|stretch| second(stretch.from)).min().unwrap_or(0);
    let last = opening.week.iter().map(|stretch| end(stretch.until)).max().unwrap_or(0);
    let step = step.clamp(900, Instant::DAY);
    let starts = std::iter::successors(Some(first), |at| Some(at + step)).take_while(|at| at + step <= last);
    starts.filter_map(time_of).collect()
}

/// The time of day of so many seconds after midnight.
pub fn time_of(second: i64) -> Option<Time> {
    let hour = i8::try_from(second / 3_600).ok()?;
    Time::new(hour, i8::try_from(second % 3_600 / 60).ok()?, 0, 0).ok()
}

/// The opening hours in words, a line for each pattern: `Mon–Fri 08:30–17:30`.
pub fn hours(opening: &OpeningHours) -> Vec<Text> {
    let mut lines: Vec<(Weekday, Weekday, String)> = Vec::new();
    for stretch in &opening.week {
        let clock = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
        let until = if stretch.until == Time::midnight() { "24:00".to_owned() } else { clock(stretch.until) };
        let open = format!("{}–{until}", clock(stretch.from));
        match lines.last_mut() {
            Some((_, last, same)) if *same == open && *last as u8 + 1 == stretch.day as u8 => {
                *last = stretch.day
            }
            _ => lines.push((stretch.day, stretch.day, open)),
        }
    }
    let text = |(first, last, open): (Weekday, Weekday, String)| {
        let ((first_en, first_zh), (last_en, last_zh)) = (day_name(first), day_name(last));
        if first == last {
            Text::new(format!("{first_en} {open}"), format!("{first_zh} {open}"))
        } else {
            Text::new(format!("{first_en}–{last_en} {open}"), format!("{first_zh}至{last_zh} {open}"))
        }
    };
    lines.into_iter().map(text).collect()
}

fn day_name(day: Weekday) -> (&'static str, &'static str) {
    match day {
        Weekday::Mon => ("Mon", "周一"),
        Weekday::Tue => ("Tue", "周二"),
        Weekday::Wed => ("Wed", "周三"),
        Weekday::Thu => ("Thu", "周四"),
        Weekday::Fri => ("Fri", "周五"),
        Weekday::Sat => ("Sat", "周六"),
        Weekday::Sun => ("Sun", "周日"),
    }
}
