//! When everything is free next, and on which days: computed for all listings at once, for orders and filters.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiangnan_booking::WaitList;
use jiangnan_exchange::case::reserve::times;
use jiangnan_kernel::{Date, Id, Instant, Interval, OpeningHours, PlaceCode};
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::list::{self, ChainEnds};

use super::index::Catalogue;
use super::slots::{AHEAD_WEEKS, Span, is_for_others, wanted_span};
use super::{Halt, Sight};

/// What stands for "never" among the next free times.
pub const NEVER: i64 = i64::MAX;
/// How many days are told apart.
const DAYS: i64 = 64;
/// How old an answer may be where something was reserved meanwhile, in seconds.
const STALE_SECONDS: i64 = 2;

/// When everything is free, in the order of the catalogue's rows.
#[derive(Debug)]
pub struct Free {
    version: u64,
    ends: ChainEnds,
    made: Instant,
    first: Date,
    /// When each is free next, in seconds; [`NEVER`] where it is not within two months or not for others.
    pub next: Vec<i64>,
    /// On which days a slot can begin, a bit for each from the first day on.
    days: Vec<u64>,
}

/// The last answer.
#[derive(Default)]
pub struct FreeShelf(Mutex<Option<Arc<Free>>>);

impl FreeShelf {
    /// When everything is free, as of now.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn get(&self, sight: &Sight, catalogue: &Catalogue) -> Result<Arc<Free>, Halt> {
        let ends = list::chain_ends(sight.reader())?;
        let now = sight.now();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.holds(catalogue.version, &ends, now)) {
            return Ok(known);
        }
        let fresh = Arc::new(Free::compute(sight, catalogue, ends)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

impl Free {
    fn holds(&self, version: u64, ends: &ChainEnds, now: Instant) -> bool {
        let age = now.seconds() - self.made.seconds();
        let same_minute = now.seconds().div_euclid(60) == self.made.seconds().div_euclid(60);
        let recent = (1..=STALE_SECONDS).contains(&age);
        self.version == version && same_minute && (self.ends == *ends || recent)
    }

    /// 1 for each row where a slot can begin on a day, else 0.
    pub fn on(&self, date: Date) -> Vec<u32> {
        let day = days_between(self.first, date).filter(|day| (0..DAYS).contains(day));
        let bit = |days: &u64| day.map_or(0, |day| u32::from(days >> day & 1 == 1));
        self.days.iter().map(bit).collect()
    }

    fn compute(sight: &Sight, catalogue: &Catalogue, ends: ChainEnds) -> Result<Free, Halt> {
        let (now, first) = (sight.now(), sight.today(sight.site.group));
        let taken = taken(sight, now)?;
        let mut patterns: Vec<Pattern<'_>> = Vec::new();
        let (mut next, mut days) = (Vec::new(), Vec::new());
        for row in catalogue.rows.iter() {
            let found = free_of(row, now, first, &mut patterns, &taken);
            let (at, bits) = found.unwrap_or((NEVER, 0));
            next.push(at);
            days.push(bits);
        }
        Ok(Free { version: catalogue.version, ends, made: now, first, next, days })
    }
}

type Taken = HashMap<(PlaceCode, Id), Vec<Interval>>;

/// The times taken from now on, those kept for somebody who waits among them.
fn taken(sight: &Sight, now: Instant) -> Result<Taken, Halt> {
    let mut taken = Taken::new();
    for slot in list::slots_after(sight.reader(), now)? {
        if let Ok(interval) = Interval::new(slot.start, slot.until) {
            taken.entry((slot.jurisdiction, slot.instrument)).or_default().push(interval);
        }
    }
    for offer in list::offers_after(sight.reader(), now)? {
        let held = WaitList::of(vec![offer.body.0.clone()]).held(now, None);
        taken.entry((offer.jurisdiction, offer.instrument)).or_default().extend(held);
    }
    Ok(taken)
}

/// Opening hours with the stretches in which they are open.
struct Pattern<'c> {
    hours: &'c OpeningHours,
    open: Vec<Open>,
}

/// A stretch that is open.
struct Open {
    interval: Interval,
    /// Seconds of local time from the first midnight to its start.
    local: i64,
}

impl Open {
    /// Seconds of local time from the first midnight to a moment of the stretch.
    fn local_of(&self, at: i64) -> i64 {
        self.local + at - self.interval.start().seconds()
    }
}

impl<'c> Pattern<'c> {
    fn new(hours: &'c OpeningHours, now: Instant, first: Date) -> Option<Pattern<'c>> {
        let window = Interval::new(now, now.plus_seconds(AHEAD_WEEKS * 7 * Instant::DAY)).ok()?;
        let local = |at: Instant| -> Option<i64> {
            let civil = at.in_zone(&hours.zone).ok()?.datetime();
            let time = civil.time();
            let second =
                i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
            Some(days_between(first, civil.date())? * Instant::DAY + second)
        };
        let open = hours.within(window).ok()?.into_iter();
        let open = open.filter_map(|interval| Some(Open { local: local(interval.start())?, interval }));
        Some(Pattern { hours, open: open.collect() })
    }
}

/// When one listing is free next, and on which days; none where never.
fn free_of<'c>(
    row: &'c ListingRow,
    now: Instant,
    first: Date,
    patterns: &mut Vec<Pattern<'c>>,
    taken: &Taken,
) -> Option<(i64, u64)> {
    let (hours, mut gone) = times(row.body.terms()).ok().filter(|_| is_for_others(row))?;
    if !patterns.iter().any(|pattern| pattern.hours == hours) {
        patterns.push(Pattern::new(hours, now, first)?);
    }
    let pattern = patterns.iter().find(|pattern| pattern.hours == hours)?;
    gone.extend(taken.get(&(row.jurisdiction, row.id)).into_iter().flatten().copied());
    gone.sort();
    let span = wanted_span(&row.policy, now);
    let (mut next, mut days) = (NEVER, 0);
    for open in &pattern.open {
        let mut from = open.interval.start().seconds().max(span.from.seconds());
        let end = open.interval.end().seconds().min(span.last.seconds());
        let inside = gone.iter().filter(|time| time.overlaps(open.interval));
        for (start, until) in
            inside.map(|time| (time.start().seconds(), time.end().seconds())).chain([(end, end)])
        {
            if let Some((one, other)) = starts(open, (from, start.min(end)), &span) {
                next = next.min(one);
                days |= bits(open.local_of(one), open.local_of(other));
            }
            from = from.max(until);
        }
    }
    Some((next, days))
}

/// The first and the last moment at which a slot can begin in a free stretch.
fn starts(open: &Open, (from, end): (i64, i64), span: &Span) -> Option<(i64, i64)> {
    let first = from + (-open.local_of(from)).rem_euclid(span.step);
    let last = end - span.length;
    let last = last - open.local_of(last).rem_euclid(span.step);
    (first <= last).then_some((first, last))
}

/// A bit for each day between two local times.
fn bits(first: i64, last: i64) -> u64 {
    let (first, last) = (first.div_euclid(Instant::DAY), last.div_euclid(Instant::DAY));
    (first.max(0)..=last.min(DAYS - 1)).fold(0, |bits, day| bits | 1 << day)
}

fn days_between(first: Date, date: Date) -> Option<i64> {
    let span = first.until((jiff::Unit::Day, date)).ok()?;
    Some(i64::from(span.get_days()))
}
