//! What caps count over time: a dense table for each, by subject and year.

use std::borrow::Cow;

use super::column::{Cell, Stretch};
use super::limit::Limits;
use super::mask::{Mask, always, lesser};
use super::run::Sweep;
use super::{Columns, NO_SUBJECT};
use crate::cap::{CapKey, CapUnit, CapUse};
use crate::clause::{Cap, Limit};
use crate::day::year_of;
use crate::fact::Fact;
use crate::scheme::{CapPlan, Scheme};

/// What the caps have counted after a run.
pub struct Counted<'c> {
    pub(super) counts: Counts,
    pub(super) columns: Cow<'c, Columns>,
    pub(super) before: &'c CapUse,
}

impl Counted<'_> {
    /// The counts by key, those from before the run included.
    pub fn into_use(self) -> CapUse {
        self.counts.into_use(&self.columns, self.before)
    }
}

/// The counts of all lasting caps of a scheme.
pub(super) struct Counts {
    years: Years,
    /// By the position of the cap in the scheme's plan; empty where a cap does not outlast an order.
    tables: Vec<Count>,
}

/// The count of one cap.
pub(super) struct Count {
    pub(super) key: Option<CapKey>,
    cap: Option<Cap>,
    used: Vec<i64>,
    /// The limit, where it is one amount for everyone and over one year: then no count lies above it.
    plain: Option<i64>,
}

/// The years of the orders' dates.
pub(super) struct Years {
    first_day: i32,
    /// For every day between the first and the last of the orders, the years since the first year.
    of_day: Vec<u16>,
    first: i64,
    pub(super) count: usize,
}

impl Years {
    pub(super) fn of(columns: &Columns, before: i64) -> Years {
        let (first_day, last) = columns.day_range(Fact::OrderDate);
        if last < first_day {
            return Years { first_day: 0, of_day: Vec::new(), first: 0, count: 1 };
        }
        let first = year_of(i64::from(first_day)) - before;
        let since = |day: i32| u16::try_from(year_of(i64::from(day)) - first).unwrap_or(u16::MAX);
        let count = usize::from(since(last)) + 1;
        Years { first_day, of_day: (first_day..=last).map(since).collect(), first, count }
    }

    #[inline]
    pub(super) fn at(&self, day: i32) -> usize {
        let at = usize::try_from(i64::from(day) - i64::from(self.first_day)).unwrap_or(usize::MAX);
        self.of_day.get(at).copied().map_or(0, usize::from)
    }
}

impl Counts {
    pub(super) fn new(columns: &Columns, scheme: &Scheme, used: &CapUse) -> Counts {
        let caps = || scheme.0.plan.caps.iter().map(|plan| (plan, scheme.0.clauses.get(plan.at)));
        let back = caps().filter_map(|(_, clause)| Some(clause?.body.cap()?.years - 1)).max().unwrap_or(0);
        let years = Years::of(columns, back);
        let tables = caps().map(|(plan, clause)| {
            let cap = clause.and_then(|clause| clause.body.cap()).filter(|cap| cap.per.outlasts_order());
            let count = Count::new(plan, cap, columns, &years, used);
            if clause.is_some_and(always) { count.plainly() } else { count }
        });
        Counts { tables: tables.collect(), years }
    }

    /// Takes the orders of a block in turn: cuts each to what is left, and counts it. `wanted` marks orders that
    /// were to be paid something before the ceiling.
    pub(super) fn count(&mut self, sweep: &mut Sweep<'_, '_>, lasting: &[(usize, Limits)], wanted: &Mask) {
        let lanes: Vec<Lane<'_>> = lasting
            .iter()
            .filter_map(|(at, limits)| {
                let per = self.tables.get(*at)?.cap.as_ref()?.per;
                Some(Lane { at: *at, limits, subjects: sweep.block.subjects(per) })
            })
            .collect();
        match lanes.as_slice() {
            [] => {}
            [lane] if self.count_plainly(sweep, lane, wanted) => {}
            lanes => self.count_in_turn(sweep, lanes, wanted),
        }
    }

    /// The common case, without what it does not need: one cap of an amount, over one year, for everyone. Says whether
    /// it is this case.
    fn count_plainly(&mut self, sweep: &mut Sweep<'_, '_>, lane: &Lane<'_>, wanted: &Mask) -> bool {
        let Counts { years, tables } = self;
        let Some(table) = tables.get_mut(lane.at) else { return false };
        let (Some(limit), Some(subjects)) = (table.plain, lane.subjects) else { return false };
        if subjects.len() != sweep.amounts.len() {
            return false;
        }
        let by_year = table.key.as_ref().is_some_and(|key| key.year.is_some()) && years.count > 1;
        let days = if by_year { sweep.block.days(Fact::OrderDate) } else { Vec::new() };
        let year = |row: usize| days.get(row).map_or(0, |&day| years.at(day));
        let mut plain = Plain { sweep, wanted, used: &mut table.used, limit, years: years.count };
        match subjects {
            Stretch::One(subjects) => plain.count(subjects, year),
            Stretch::Two(subjects) => plain.count(subjects, year),
            Stretch::Four(subjects) => plain.count(subjects, year),
            Stretch::Eight(subjects) => plain.count(subjects, year),
        }
        true
    }

    fn count_in_turn(&mut self, sweep: &mut Sweep<'_, '_>, lanes: &[Lane<'_>], wanted: &Mask) {
        let days = sweep.block.days(Fact::OrderDate);
        let rows = sweep.amounts.iter_mut().zip(&mut sweep.pass).zip(wanted).zip(days).enumerate();
        for (row, (((amount, pass), &wanted), day)) in rows {
            let year = self.years.at(day);
            if *pass == 0 {
                continue;
            }
            let wants = wanted == 1 || *amount > 0;
            for lane in lanes {
                let (Some(limit), Some(table)) = (lane.limits.of(row), self.tables.get(lane.at)) else {
                    continue;
                };
                let Some(left) = table.left(limit, lane.subject(row), year, &self.years) else {
                    *pass = 0;
                    continue;
                };
                *pass &= u8::from(left > 0 || !wants);
                if !table.counts_orders() {
                    *amount = (*amount).min(left);
                }
            }
            if *pass == 0 {
                continue;
            }
            for lane in lanes {
                if let (Some(_), Some(table)) = (lane.limits.of(row), self.tables.get_mut(lane.at)) {
                    table.add(*amount, lane.subject(row), year, self.years.count);
                }
            }
        }
    }

    /// What all caps have counted, with what was counted before of other subjects.
    fn into_use(self, columns: &Columns, before: &CapUse) -> CapUse {
        use_of(&self.tables, &self.years, columns, before)
    }
}

/// What tables have counted, with what was counted before of other subjects.
pub(super) fn use_of(tables: &[Count], years: &Years, columns: &Columns, before: &CapUse) -> CapUse {
    let mut used = before.clone();
    for table in tables {
        let Some(key) = &table.key else { continue };
        for (at, &number) in table.used.iter().enumerate().filter(|(_, number)| **number != 0) {
            let (subject, year) = (at / years.count, at % years.count);
            let subject = columns.subjects.get(subject).copied().filter(|_| table.has_subject());
            let year = key.year.map(|_| years.first + i64::try_from(year).unwrap_or(0));
            let key = CapKey { subject: subject.unwrap_or_default(), year, ..key.clone() };
            // A plain count says no more than its limit, even where more was counted before.
            let number = number.max(used.used(&key));
            used.set(key, number);
        }
    }
    used
}

/// What the common case works with.
struct Plain<'p, 'c, 'a> {
    sweep: &'p mut Sweep<'c, 'a>,
    wanted: &'p Mask,
    used: &'p mut [i64],
    limit: i64,
    /// How many years each subject has a place for.
    years: usize,
}

impl Plain<'_, '_, '_> {
    /// Cuts each order that passes to what the limit leaves its subject in its year, and counts it there. A function
    /// of its own, so that all it needs stays in registers.
    #[inline(never)]
    fn count<T: Cell>(&mut self, subjects: &[T], year: impl Fn(usize) -> usize) {
        let Plain { sweep, wanted, used, limit, years } = self;
        let Sweep { passing, amounts, pass, .. } = sweep;
        for row in passing.rows() {
            let (Some(amount), Some(pass)) = (amounts.get_mut(row), pass.get_mut(row)) else { continue };
            // A missing subject lies beyond all places.
            let subject = subjects.get(row).filter(|subject| **subject != T::MISSING);
            let subject = subject.map_or(usize::MAX, |subject| (*subject).into() as usize);
            let place = subject.wrapping_mul(*years).wrapping_add(year(row));
            let (Some(used), Some(&wanted)) = (used.get_mut(place), wanted.get(row)) else {
                *pass = 0;
                continue;
            };
            // What is used lies between 0 and the limit, so nothing here leaves 64 bits; and nothing here is a branch,
            // because whose cap is used up is random from order to order. A refused order counts 0.
            let left = limit.wrapping_sub(*used);
            let nothing_left = left.wrapping_sub(1).cast_unsigned() >> 63;
            let asks = amount.wrapping_neg().cast_unsigned() >> 63 | u64::from(wanted);
            let passes = u64::from(*pass) & !(nothing_left & asks);
            let paid = lesser(*amount, left) & passes.wrapping_neg().cast_signed();
            *pass = (passes & 1) as u8;
            *used = used.wrapping_add(paid);
            *amount = paid;
        }
    }
}

/// One lasting cap over a block.
struct Lane<'b> {
    at: usize,
    limits: &'b Limits,
    subjects: Option<Stretch<'b>>,
}

impl Lane<'_> {
    /// The subject of a row: 0 where everybody counts together.
    fn subject(&self, row: usize) -> u32 {
        self.subjects.map_or(0, |subjects| subjects.get(row).map_or(NO_SUBJECT, |subject| subject as u32))
    }
}

impl Limits {
    pub(super) fn of(&self, row: usize) -> Option<i64> {
        match self {
            Limits::Same(limit) => Some(*limit),
            Limits::Each(each) => {
                let limit = each.0.get(row).copied()?;
                (each.1.get(row) == Some(&1)).then_some(limit)
            }
        }
    }
}

impl Count {
    pub(super) fn new(
        plan: &CapPlan,
        cap: Option<&Cap>,
        columns: &Columns,
        years: &Years,
        used: &CapUse,
    ) -> Count {
        let Some(cap) = cap else { return Count { key: None, cap: None, used: Vec::new(), plain: None } };
        let subjects = if cap.per.subject().is_some() { columns.subjects.len() } else { 1 };
        let unit = if matches!(cap.limit, Limit::Orders(_)) { CapUnit::Orders } else { CapUnit::Minor };
        let year = cap.per.is_yearly().then_some(0);
        let key = CapKey {
            funder: plan.kept_by,
            cap: plan.name.clone(),
            subject: jiangnan_kernel::Id::default(),
            year,
            unit,
        };
        let used_here = vec![0; subjects * years.count];
        let mut count = Count { key: Some(key), cap: Some(cap.clone()), used: used_here, plain: None };
        for (key, number) in used.iter().filter(|(key, _)| key.cap == plan.name && key.funder == plan.kept_by)
        {
            let subject = match count.has_subject() {
                true => columns.subject_of.get(&key.subject).copied(),
                false => Some(0),
            };
            let year = key.year.map_or(Some(0), |year| usize::try_from(year - years.first).ok());
            if let (Some(subject), Some(year)) = (subject, year.filter(|year| *year < years.count))
                && let Some(place) = count.place(subject, year, years.count)
                && let Some(used) = count.used.get_mut(place)
            {
                *used = number;
            }
        }
        count
    }

    /// Counts a cap that limits everyone alike.
    fn plainly(mut self) -> Count {
        let plain = self.cap.as_ref().filter(|cap| cap.years == 1).map(|cap| cap.limit);
        if let Some(Limit::Amount(limit)) = plain {
            self.used.iter_mut().for_each(|used| *used = (*used).min(limit));
            self.plain = Some(limit);
        }
        self
    }

    pub(super) fn has_subject(&self) -> bool {
        self.cap.as_ref().is_some_and(|cap| cap.per.subject().is_some())
    }

    fn counts_orders(&self) -> bool {
        self.key.as_ref().is_some_and(|key| key.unit == CapUnit::Orders)
    }

    /// Where the count of a subject and year stands.
    #[inline]
    fn place(&self, subject: u32, year: usize, years: usize) -> Option<usize> {
        let year = if self.key.as_ref().is_some_and(|key| key.year.is_some()) { year } else { 0 };
        (subject != NO_SUBJECT).then(|| subject as usize * years + year)
    }

    /// What the cap leaves; none where the subject is missing.
    #[inline]
    fn left(&self, limit: i64, subject: u32, year: usize, years: &Years) -> Option<i64> {
        let back = self.cap.as_ref().map_or(1, |cap| cap.years);
        self.left_over(limit, back, subject, (year, years))
    }

    /// What a limit over so many years leaves; none where the subject is missing.
    #[inline]
    pub(super) fn left_over(
        &self,
        limit: i64,
        back: i64,
        subject: u32,
        (year, years): (usize, &Years),
    ) -> Option<i64> {
        let place = self.place(subject, year, years.count)?;
        let mut used = self.used.get(place).copied().unwrap_or(0);
        for earlier in 1..back {
            let at = usize::try_from(earlier)
                .ok()
                .filter(|earlier| *earlier <= year)
                .map(|earlier| place - earlier);
            used = used.saturating_add(at.and_then(|at| self.used.get(at)).copied().unwrap_or(0));
        }
        Some(limit.saturating_sub(used).max(0))
    }

    #[inline]
    pub(super) fn add(&mut self, amount: i64, subject: u32, year: usize, years: usize) {
        let number = if self.counts_orders() { 1 } else { amount };
        if let Some(used) = self.place(subject, year, years).and_then(|place| self.used.get_mut(place)) {
            *used = used.saturating_add(number);
        }
    }
}
