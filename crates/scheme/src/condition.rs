//! How a condition is decided, and whether two conditions can hold of one order.

use crate::clause::{Bound, Clause, Condition, Part, Run, Span, Test};
use crate::day::plus_months;
use crate::fact::Fact;
use crate::order::Order;

/// The answer to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Holds,
    Fails,
    /// Cannot be decided without this fact.
    Missing(Fact),
}

impl Span {
    /// The day that lies this span after (before where negative) another.
    #[inline]
    pub fn after(self, day: i64) -> i64 {
        let shifted = if self.months == 0 { day } else { plus_months(day, self.months) };
        shifted.saturating_add(self.days)
    }
}

impl Bound {
    /// The end of the range for an order.
    #[inline]
    pub(crate) fn value(self, order: &Order) -> i64 {
        match self {
            Bound::At(number) => number,
            Bound::Moved(fact, span) => span.after(order.number(fact)),
        }
    }

    /// The fact that the bound reads.
    pub(crate) fn fact(self) -> Option<Fact> {
        match self {
            Bound::At(_) => None,
            Bound::Moved(fact, _) => Some(fact),
        }
    }
}

impl Test {
    /// The bits of the facts that a test of `fact` reads.
    pub(crate) fn needs(&self, fact: Fact) -> u64 {
        let bounds = match self {
            Test::Between(low, high) => [*low, *high],
            _ => [None, None],
        };
        let read = bounds.iter().flatten().filter_map(|bound| bound.fact());
        read.fold(fact.bit(), |bits, fact| bits | fact.bit())
    }

    /// The numbers that pass, from the least on; none where a bound moves with another fact.
    pub(crate) fn runs(&self) -> Option<Vec<Run>> {
        match self {
            Test::OneOf(set) => Some(runs_of(*set)),
            Test::Within(parts) => {
                Some(parts.iter().map(|Part { first, end, .. }| (*first, *end - 1)).collect())
            }
            Test::Is(flag) => Some(vec![if *flag { (1, i64::MAX) } else { (0, 0) }]),
            Test::Between(low, high) => {
                let moves = [low, high].into_iter().flatten().any(|bound| bound.fact().is_some());
                (!moves).then(|| vec![(fixed(*low, i64::MIN), fixed(*high, i64::MAX))])
            }
        }
    }

    #[inline]
    pub(crate) fn holds(&self, number: i64, order: &Order) -> bool {
        match self {
            Test::OneOf(mask) => (0..64).contains(&number) && mask >> number & 1 == 1,
            Test::Within(parts) => parts.iter().any(|part| part.first <= number && number < part.end),
            Test::Is(flag) => (number != 0) == *flag,
            Test::Between(low, high) => {
                low.is_none_or(|low| low.value(order) <= number)
                    && high.is_none_or(|high| number <= high.value(order))
            }
        }
    }

    /// Whether no number can pass both tests, as far as the tests alone show it.
    fn excludes(&self, other: &Test) -> bool {
        match (self, other) {
            (Test::OneOf(one), Test::OneOf(two)) => one & two == 0,
            (Test::Is(one), Test::Is(two)) => one != two,
            (Test::Within(one), Test::Within(two)) => {
                let apart =
                    |a: &crate::clause::Part| two.iter().all(|b| a.end <= b.first || b.end <= a.first);
                one.iter().all(apart)
            }
            (Test::Between(low, high), Test::Between(other_low, other_high)) => {
                lies_before(*high, *other_low) || lies_before(*other_high, *low)
            }
            _ => false,
        }
    }
}

/// The end of a range that does not move.
pub(crate) fn fixed(bound: Option<Bound>, open: i64) -> i64 {
    if let Some(Bound::At(number)) = bound { number } else { open }
}

/// The runs of bits that are set.
fn runs_of(mut set: u64) -> Vec<Run> {
    let mut runs = Vec::new();
    while set != 0 {
        let first = set.trailing_zeros();
        let count = (set >> first).trailing_ones();
        runs.push((i64::from(first), i64::from(first + count - 1)));
        // One more than the lowest bit carries through the run, and what it leaves are the others.
        set &= set.wrapping_add(1 << first);
    }
    runs
}

fn lies_before(high: Option<Bound>, low: Option<Bound>) -> bool {
    match (high, low) {
        (Some(Bound::At(high)), Some(Bound::At(low))) => high < low,
        (Some(Bound::Moved(fact, high)), Some(Bound::Moved(other, low))) => {
            fact == other && high.months == low.months && high.days < low.days
        }
        _ => false,
    }
}

impl Condition {
    #[inline]
    pub(crate) fn verdict(&self, order: &Order) -> Verdict {
        let missing = self.needs & !order.present();
        if missing != 0 {
            return Verdict::Missing(first_fact(missing).unwrap_or(self.fact));
        }
        if self.test.holds(order.number(self.fact), order) { Verdict::Holds } else { Verdict::Fails }
    }

    /// The numbers that hold, where they are one run.
    pub(crate) fn one_run(&self) -> Option<Run> {
        if let Some([run]) = self.runs.as_deref() { Some(*run) } else { None }
    }

    /// Whether it holds for certain.
    #[inline]
    pub(crate) fn is_met(&self, order: &Order) -> bool {
        self.needs & !order.present() == 0 && self.test.holds(order.number(self.fact), order)
    }

    /// Whether it fails for certain.
    #[inline]
    pub(crate) fn is_failed(&self, order: &Order) -> bool {
        self.needs & !order.present() == 0 && !self.test.holds(order.number(self.fact), order)
    }

    /// Whether the two can never both hold, as far as the tests alone show it.
    pub(crate) fn excludes(&self, other: &Condition) -> bool {
        self.fact == other.fact && self.test.excludes(&other.test)
    }
}

fn first_fact(bits: u64) -> Option<Fact> {
    facts(bits).next()
}

/// The facts of these bits.
pub(crate) fn facts(bits: u64) -> impl Iterator<Item = Fact> {
    Fact::ALL.iter().copied().filter(move |fact| bits & fact.bit() != 0)
}

/// Whether all hold: a failure decides, whatever is missing beside it.
#[inline]
pub(crate) fn all(conditions: &[Condition], order: &Order) -> Verdict {
    let mut answer = Verdict::Holds;
    for condition in conditions {
        match condition.verdict(order) {
            Verdict::Fails => return Verdict::Fails,
            Verdict::Holds => {}
            missing => answer = missing,
        }
    }
    answer
}

impl Clause {
    /// Whether no order can be subject to both clauses, as far as dates and conditions alone show it.
    pub(crate) fn excludes(&self, other: &Clause) -> bool {
        !self.effective.overlaps(other.effective)
            || self.when.iter().any(|one| other.when.iter().any(|two| one.excludes(two)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_of_a_set_are_its_bits() {
        let sets = [0, 1, 1 << 63, u64::MAX, 0b1011_0111, 0b111 << 61 | 0b11, 0x5555_5555_5555_5555];
        for set in sets {
            let bits = runs_of(set)
                .iter()
                .flat_map(|(first, last)| *first..=*last)
                .fold(0, |all, bit| all | 1 << bit);
            assert_eq!(bits, set);
        }
    }
}
