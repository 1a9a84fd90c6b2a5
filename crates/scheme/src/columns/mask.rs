//! Conditions swept over a block of orders. A mask has a byte for each order: 1 or 0.

use super::shift::Tables;
use super::{Column, Columns, NO_DAY, NO_NUMBER, NO_PLACE, NO_WORD};
use crate::clause::{Bound, Clause, Condition, Days, Part, Test};
use crate::fact::Fact;

/// How many orders are swept at a time: few enough that all masks stay in the nearest cache.
pub(super) const BLOCK: usize = 2048;

pub(super) type Mask = [u8; BLOCK];

/// A stretch of orders.
#[derive(Clone, Copy)]
pub(super) struct Block<'c> {
    pub(super) columns: &'c Columns,
    pub(super) tables: &'c Tables,
    pub(super) start: usize,
    pub(super) len: usize,
}

/// What a sweep looks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Clears the mark of every order of which the condition does not hold for certain.
    Holds,
    /// Sets the mark of every order of which the condition fails for certain.
    Fails,
}

/// Whether clauses apply: for certain, for certain not, or it cannot be told.
pub(super) struct Applies {
    pub(super) yes: Mask,
    pub(super) no: Mask,
}

impl<'c> Block<'c> {
    pub(super) fn part<T>(&self, values: &'c [T]) -> &'c [T] {
        values.get(self.start..self.start + self.len).unwrap_or(&[])
    }

    /// Clears the mark of every order of which the condition does not hold.
    pub(super) fn and_holds(&self, condition: &Condition, mask: &mut Mask) {
        self.sweep(condition, Mode::Holds, mask);
    }

    /// Sets the mark of every order of which the condition fails.
    pub(super) fn or_fails(&self, condition: &Condition, mask: &mut Mask) {
        self.sweep(condition, Mode::Fails, mask);
    }

    /// Clears the mark of every order that lacks the fact.
    pub(super) fn and_known(&self, fact: Fact, mask: &mut Mask) {
        if !self.columns.lacks(fact.bit()) {
            return;
        }
        match self.columns.column(fact) {
            Column::Absent => mask.fill(0),
            Column::Words(values) => mark(mask, self.part(values), |value| value != NO_WORD),
            Column::Places(values) => mark(mask, self.part(values), |value| value != NO_PLACE),
            Column::Days(values) => mark(mask, self.part(values), |value| value != NO_DAY),
            Column::Numbers(values) => mark(mask, self.part(values), |value| value != NO_NUMBER),
            Column::Subjects(values) => mark(mask, self.part(values), |value| value != super::NO_SUBJECT),
        }
    }

    fn sweep(&self, condition: &Condition, mode: Mode, mask: &mut Mask) {
        match (&condition.test, self.columns.column(condition.fact)) {
            (_, Column::Absent) => {
                if mode == Mode::Holds {
                    mask.fill(0);
                }
            }
            (Test::OneOf(set), Column::Words(values)) => words(mask, self.part(values), *set, mode),
            (Test::Is(flag), Column::Words(values)) => {
                words(mask, self.part(values), if *flag { 2 } else { 1 }, mode);
            }
            (Test::Within(parts), Column::Places(values)) => places(mask, self.part(values), parts, mode),
            (Test::Between(low, high), Column::Numbers(values)) => {
                let (low, high) = (fixed(*low, NO_NUMBER + 1), fixed(*high, i64::MAX));
                let inside = |value: i64| (value >= low) & (value <= high);
                narrow(mask, self.part(values), mode, |value| value != NO_NUMBER, inside);
            }
            (Test::Between(low, high), Column::Days(values)) => {
                self.between_days(condition, (*low, *high), self.part(values), mode, mask);
            }
            // A test and a column of other kinds cannot meet: the kind of the fact decides both.
            _ => mask.fill(0),
        }
    }

    fn between_days(
        &self,
        condition: &Condition,
        (low, high): (Option<Bound>, Option<Bound>),
        values: &[i32],
        mode: Mode,
        mask: &mut Mask,
    ) {
        if mode == Mode::Fails {
            let (mut holds, mut known): (Mask, Mask) = ([1; BLOCK], [1; BLOCK]);
            self.between_days(condition, (low, high), values, Mode::Holds, &mut holds);
            self.and_known(condition.fact, &mut known);
            for fact in [low, high].into_iter().flatten().filter_map(Bound::fact) {
                self.and_known(fact, &mut known);
            }
            for ((mark, holds), known) in mask.iter_mut().zip(&holds).zip(&known) {
                *mark |= known & not(*holds);
            }
            return;
        }
        self.and_known(condition.fact, mask);
        match low {
            None => {}
            Some(Bound::At(low)) => mark(mask, values, |value| i64::from(value) >= low),
            Some(Bound::Moved(fact, span)) => self.moved(fact, span, values, mask, |value, low| value >= low),
        }
        match high {
            None => {}
            Some(Bound::At(high)) => mark(mask, values, |value| i64::from(value) <= high),
            Some(Bound::Moved(fact, span)) => {
                self.moved(fact, span, values, mask, |value, high| value <= high)
            }
        }
    }

    /// Clears the mark of every order of which the day does not stand as asked to another day, moved by a span.
    fn moved(
        &self,
        fact: Fact,
        span: crate::clause::Span,
        values: &[i32],
        mask: &mut Mask,
        stands: impl Fn(i32, i32) -> bool,
    ) {
        let from = self.part(self.columns.days(fact));
        // Days of the calendar are small numbers: a span of days cannot leave 32 bits.
        let days = i32::try_from(span.days).ok().filter(|days| span.months == 0 && days.abs() < 1 << 30);
        if let Some(days) = days {
            self.and_known(fact, mask);
            for ((mark, &value), &from) in mask.iter_mut().zip(values).zip(from) {
                *mark &= u8::from(stands(value, from.wrapping_add(days)));
            }
            return;
        }
        let Some(table) = self.tables.get(fact, span).filter(|_| !from.is_empty()) else {
            mask.fill(0);
            return;
        };
        for ((mark, &value), &from) in mask.iter_mut().zip(values).zip(from) {
            let end = table.after(from);
            *mark &= u8::from((end != NO_DAY) & stands(value, end));
        }
    }

    /// Clears the mark of every order whose date is not among the days.
    pub(super) fn and_dated(&self, fact: Fact, days: Days, mask: &mut Mask) {
        let narrow = |day: i64| i32::try_from(day).unwrap_or(if day < 0 { NO_DAY + 1 } else { i32::MAX });
        let (from, until) = (narrow(days.from), narrow(days.until));
        // The mark of a missing day lies before every day.
        mark(mask, self.part(self.columns.days(fact)), |day| (day >= from) & (day <= until));
    }

    /// Whether a clause applies to each order. The orders are known to have a date.
    pub(super) fn applies(&self, clause: &Clause) -> Applies {
        let mut answer = Applies { yes: [1; BLOCK], no: [0; BLOCK] };
        let needs = clause.when.iter().fold(0, |bits, condition| bits | condition.needs);
        for condition in &clause.when {
            self.and_holds(condition, &mut answer.yes);
            if self.columns.lacks(needs) {
                self.or_fails(condition, &mut answer.no);
            }
        }
        if !self.columns.lacks(needs) {
            // Where every order has every fact, what does not hold fails.
            for (no, yes) in answer.no.iter_mut().zip(&answer.yes) {
                *no = not(*yes);
            }
        }
        if clause.effective != Days::ALL {
            let mut dated: Mask = [1; BLOCK];
            self.and_dated(Fact::OrderDate, clause.effective, &mut dated);
            for ((yes, no), dated) in answer.yes.iter_mut().zip(&mut answer.no).zip(&dated) {
                *yes &= dated;
                *no |= not(*dated);
            }
        }
        answer
    }
}

/// The other mark. (A subtraction would be checked for overflow, which keeps the compiler from wide instructions.)
#[inline]
pub(super) fn not(mark: u8) -> u8 {
    mark ^ 1
}

/// The lesser of two numbers that are not negative. (A comparison may become a branch, and which of the two is less
/// is random from order to order. What is negative belongs to an order that is refused.)
#[inline]
pub(super) fn lesser(one: i64, two: i64) -> i64 {
    let ahead = one.wrapping_sub(two);
    two.wrapping_add(ahead & (ahead >> 63))
}

/// Whether a clause applies to every order, whatever its facts.
pub(super) fn always(clause: &Clause) -> bool {
    clause.when.is_empty() && clause.effective == Days::ALL
}

/// The end of a range of numbers; only dates move.
fn fixed(bound: Option<Bound>, open: i64) -> i64 {
    match bound {
        Some(Bound::At(number)) => number.max(NO_NUMBER + 1),
        _ => open,
    }
}

fn mark<T: Copy>(mask: &mut Mask, values: &[T], holds: impl Fn(T) -> bool) {
    if values.is_empty() {
        mask.fill(0);
    }
    for (mark, &value) in mask.iter_mut().zip(values) {
        *mark &= u8::from(holds(value));
    }
}

fn narrow<T: Copy>(
    mask: &mut Mask,
    values: &[T],
    mode: Mode,
    known: impl Fn(T) -> bool,
    inside: impl Fn(T) -> bool,
) {
    match mode {
        Mode::Holds => mark(mask, values, inside),
        Mode::Fails => {
            for (mark, &value) in mask.iter_mut().zip(values) {
                *mark |= u8::from(known(value) & !inside(value));
            }
        }
    }
}

fn words(mask: &mut Mask, values: &[u8], set: u64, mode: Mode) {
    let first = u8::try_from(set.trailing_zeros()).unwrap_or(0);
    let shifted = if set == 0 { 0 } else { set >> first };
    let known = |value: u8| value != NO_WORD;
    if shifted & shifted.wrapping_add(1) == 0 {
        // One run of words: a comparison, which wide instructions do for many orders at once.
        let count = u8::try_from(shifted.trailing_ones()).unwrap_or(0);
        narrow(mask, values, mode, known, |value| value.wrapping_sub(first) < count);
        return;
    }
    let mut table = [false; 256];
    for (word, place) in table.iter_mut().enumerate().take(64) {
        *place = set >> word & 1 == 1;
    }
    narrow(mask, values, mode, known, |value| table.get(usize::from(value)).copied().unwrap_or(false));
}

fn places(mask: &mut Mask, values: &[u16], parts: &[Part], mode: Mode) {
    let known = |value: u16| value != NO_PLACE;
    if let [part] = parts {
        let (first, count) = run(part);
        narrow(mask, values, mode, known, |value| value.wrapping_sub(first) < count);
        return;
    }
    let runs: Vec<(u16, u16)> = parts.iter().map(run).collect();
    let inside = |value: u16| {
        runs.iter().fold(false, |inside, &(first, count)| inside | (value.wrapping_sub(first) < count))
    };
    narrow(mask, values, mode, known, inside);
}

fn run(part: &Part) -> (u16, u16) {
    let narrow = |number: i64| u16::try_from(number).unwrap_or(0);
    (narrow(part.first), narrow(part.end - part.first))
}
