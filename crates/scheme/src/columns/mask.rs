//! Conditions swept over a block of orders. A mask has a byte for each order: 1 or 0.

use super::column::{Cell, Stretch};
use super::shift::Tables;
use super::{Columns, NO_DAY, NO_NUMBER};
use crate::clause::{Bound, Clause, Condition, Days, Per, Run, Span, Test};
use crate::condition::{facts, fixed};
use crate::fact::Fact;

/// How many orders are swept at a time: few enough that all masks stay in the nearest cache.
pub(super) const BLOCK: usize = 1024;

pub(super) type Mask = [u8; BLOCK];

/// A stretch of orders.
#[derive(Clone, Copy)]
pub(super) struct Block<'c> {
    pub(super) columns: &'c Columns,
    pub(super) tables: &'c Tables,
    pub(super) start: usize,
    pub(super) len: usize,
}

/// Whose mark a sweep leaves as it is; all others are cleared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Numbers that lie in one of the runs.
    Inside,
    /// Numbers that lie in none of them. What is missing lies nowhere.
    Outside,
}

/// Whether clauses apply: for certain, for certain not, or it cannot be told.
pub(super) struct Applies {
    pub(super) yes: Mask,
    pub(super) no: Mask,
}

impl Applies {
    pub(super) fn nobody() -> Applies {
        Applies { yes: [0; BLOCK], no: [1; BLOCK] }
    }
}

impl<'c> Block<'c> {
    /// The numbers of a fact; none where no order has it.
    pub(super) fn numbers(&self, fact: Fact) -> Stretch<'c> {
        self.columns.numbers(fact).part(self.start, self.len)
    }

    /// The same in 64 bits, whatever the width of the column.
    pub(super) fn wide(&self, fact: Fact) -> Vec<i64> {
        self.numbers(fact).read(NO_NUMBER, |number| number)
    }

    /// The days of a fact; none where no order has it.
    pub(super) fn days(&self, fact: Fact) -> Vec<i32> {
        // Days of the calendar are small numbers.
        self.numbers(fact).read(NO_DAY, |day| day as i32)
    }

    /// The subject of each order under a cap; none where everybody counts together.
    pub(super) fn subjects(&self, per: Per) -> Option<Stretch<'c>> {
        per.subject().map(|fact| self.numbers(fact))
    }

    /// Clears the mark of every order that lacks the fact.
    pub(super) fn and_known(&self, fact: Fact, mask: &mut Mask) {
        self.sweep(fact, &[], Keep::Outside, mask);
    }

    /// Clears the mark of every order of which the condition does not hold.
    pub(super) fn and_holds(&self, condition: &Condition, mask: &mut Mask) {
        match &condition.runs {
            Some(runs) => self.sweep(condition.fact, runs, Keep::Inside, mask),
            None => self.and_between(condition, mask),
        }
    }

    /// Clears the mark of every order of which the condition does not fail for certain.
    pub(super) fn and_fails(&self, condition: &Condition, mask: &mut Mask) {
        let Some(runs) = &condition.runs else {
            let mut holds: Mask = [1; BLOCK];
            self.and_between(condition, &mut holds);
            for fact in facts(condition.needs) {
                self.and_known(fact, mask);
            }
            mask.iter_mut().zip(&holds).for_each(|(mark, holds)| *mark &= not(*holds));
            return;
        };
        self.sweep(condition.fact, runs, Keep::Outside, mask);
    }

    /// Sets the mark of every order of which the condition fails for certain.
    pub(super) fn or_fails(&self, condition: &Condition, mask: &mut Mask) {
        let mut fails: Mask = [1; BLOCK];
        self.and_fails(condition, &mut fails);
        or(mask, &fails);
    }

    /// Clears the mark of every order whose date is not among the days.
    pub(super) fn and_dated(&self, fact: Fact, days: Days, mask: &mut Mask) {
        self.sweep(fact, &[(days.from, days.until)], Keep::Inside, mask);
    }

    fn sweep(&self, fact: Fact, runs: &[Run], keep: Keep, mask: &mut Mask) {
        let (least, most) = self.columns.range(fact);
        if least > most {
            mask.fill(0);
            return;
        }
        // What is known of the whole column often decides, and then none of it is read.
        let all_know = !self.columns.lacks(fact.bit());
        let all_inside = runs.iter().any(|(first, last)| *first <= least && most <= *last);
        let all_outside = runs.iter().all(|(first, last)| *last < least || most < *first);
        let (all, nobody) =
            if keep == Keep::Inside { (all_inside, all_outside) } else { (all_outside, all_inside) };
        if nobody {
            mask.fill(0);
        } else if !(all && all_know) {
            match self.numbers(fact) {
                Stretch::One(cells) => narrow(mask, cells, runs, keep),
                Stretch::Two(cells) => narrow(mask, cells, runs, keep),
                Stretch::Four(cells) => narrow(mask, cells, runs, keep),
                Stretch::Eight(cells) => narrow(mask, cells, runs, keep),
            }
        }
    }

    /// Clears the mark of every order whose day does not lie between two bounds, of which one moves at least.
    fn and_between(&self, condition: &Condition, mask: &mut Mask) {
        let Test::Between(low, high) = condition.test else { return mask.fill(0) };
        let fact = condition.fact;
        self.sweep(fact, &[(fixed(low, i64::MIN), fixed(high, i64::MAX))], Keep::Inside, mask);
        if let Some(Bound::Moved(other, span)) = low {
            self.moved((fact, other), span, mask, |day, low| day >= low);
        }
        if let Some(Bound::Moved(other, span)) = high {
            self.moved((fact, other), span, mask, |day, high| day <= high);
        }
    }

    /// Clears the mark of every order of which a day does not stand as asked to another day, moved by a span.
    fn moved(
        &self,
        (fact, other): (Fact, Fact),
        span: Span,
        mask: &mut Mask,
        stands: impl Fn(i32, i32) -> bool,
    ) {
        self.and_known(other, mask);
        // Days of the calendar are small numbers: a span of days cannot leave 32 bits.
        let days = i32::try_from(span.days).ok().filter(|days| span.months == 0 && days.abs() < 1 << 30);
        let Some(days) = days else {
            let Some(table) = self.tables.get(other, span) else { return mask.fill(0) };
            return compare(mask, &self.days(fact), &self.days(other), |day, other| {
                stands(day, table.after(other))
            });
        };
        let stands = |day: i32, other: i32| stands(day, other.wrapping_add(days));
        match (self.numbers(fact), self.numbers(other)) {
            (Stretch::Two(fact), Stretch::Two(other)) => {
                compare(mask, fact, other, |day, other| stands(day.into(), other.into()));
            }
            _ => compare(mask, &self.days(fact), &self.days(other), stands),
        }
    }

    /// Whether a clause applies to each order. The orders are known to have a date.
    pub(super) fn applies(&self, clause: &Clause) -> Applies {
        let mut answer = Applies::nobody();
        self.apply(clause, &mut answer);
        answer
    }

    /// The same in the place of an earlier answer, which is not handed about then.
    pub(super) fn apply(&self, clause: &Clause, answer: &mut Applies) {
        answer.yes.fill(1);
        answer.no.fill(0);
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

pub(super) fn and(mask: &mut Mask, other: &Mask) {
    mask.iter_mut().zip(other).for_each(|(mark, other)| *mark &= other);
}

fn or(mask: &mut Mask, other: &Mask) {
    mask.iter_mut().zip(other).for_each(|(mark, other)| *mark |= other);
}

fn narrow<T: Cell>(mask: &mut Mask, cells: &[T], runs: &[Run], keep: Keep) {
    let fitting = |(first, last): &Run| {
        let (first, last) = ((*first).max(T::LEAST.into()), (*last).min(T::MOST.into()));
        (first <= last).then(|| (T::cut(first), T::cut(last)))
    };
    let runs: Vec<(T, T)> = runs.iter().filter_map(fitting).collect();
    match (keep, runs.as_slice()) {
        (Keep::Inside, [(first, last)]) => mark(mask, cells, |cell| (*first <= cell) & (cell <= *last)),
        (Keep::Outside, [(first, last)]) => {
            mark(mask, cells, |cell| (cell != T::MISSING) & ((cell < *first) | (*last < cell)))
        }
        (keep, runs) => {
            mark(mask, cells, |cell| cell != T::MISSING);
            let mut outside = *mask;
            for (first, last) in runs {
                mark(&mut outside, cells, |cell| (cell < *first) | (*last < cell));
            }
            // What is marked and does not lie outside lies inside.
            let known = u8::from(keep == Keep::Inside);
            mask.iter_mut().zip(&outside).for_each(|(mark, outside)| *mark = outside ^ (*mark & known));
        }
    }
}

fn mark<T: Copy>(mask: &mut Mask, cells: &[T], keeps: impl Fn(T) -> bool) {
    for (mark, &cell) in mask.iter_mut().zip(cells) {
        *mark &= u8::from(keeps(cell));
    }
}

fn compare<T: Copy>(mask: &mut Mask, cells: &[T], others: &[T], stand: impl Fn(T, T) -> bool) {
    for ((mark, &cell), &other) in mask.iter_mut().zip(cells).zip(others) {
        *mark &= u8::from(stand(cell, other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_keeps_what_lies_inside_or_outside_of_all_runs() {
        fn swept<T: Cell>(runs: &[Run], keep: Keep) -> Vec<i64> {
            let cells: Vec<T> = (0..200).map(T::cut).chain([T::MISSING]).collect();
            let mut mask: Mask = [1; BLOCK];
            narrow(&mut mask, &cells, runs, keep);
            cells.iter().zip(mask).filter(|(_, mark)| *mark == 1).map(|(cell, _)| (*cell).into()).collect()
        }
        let runs = [(3, 3), (100, 101), (190, i64::MAX), (5, 4), (i64::MIN, -1)];
        let inside: Vec<i64> = [3, 100, 101].into_iter().chain(190..200).collect();
        let outside: Vec<i64> = (0..190).filter(|number| !inside.contains(number)).collect();
        for swept in [swept::<u8>, swept::<u16>, swept::<u32>, swept::<i64>] {
            assert_eq!(swept(&runs, Keep::Inside), inside);
            assert_eq!(swept(&runs, Keep::Outside), outside);
            assert_eq!(swept(&[], Keep::Inside), [0; 0]);
            assert_eq!(swept(&[], Keep::Outside), (0..200).collect::<Vec<_>>());
        }
    }
}
