//! What an order must pass before anything else is worked out, as comparisons of single numbers: where only the
//! amount is asked for, most refusals need nothing more.

use crate::clause::{Body, Bound, Clause, Condition, Days, Span, Test};
use crate::fact::Fact;
use crate::order::Order;

/// Comparisons of numbers of an order with fixed ones. All are made, without a branch: which of them fails is random from
/// order to order, and a wrong guess costs more than a few comparisons.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comparisons {
    /// The bits of all facts that are compared.
    needs: u64,
    each: Vec<Comparison>,
}

/// A number, or the days from one date to another, lies between two others, or does not.
#[derive(Clone, Copy, Debug)]
struct Comparison {
    needs: u64,
    fact: Fact,
    since: Option<Fact>,
    first: i64,
    last: i64,
    inside: bool,
}

/// The gates of a scheme, sorted.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    comparisons: Comparisons,
    /// The gates that are more than comparisons, as positions in the list of clauses.
    pub(crate) others: Vec<usize>,
}

impl Comparisons {
    /// That all conditions hold; none where one of them is more than a comparison.
    pub(crate) fn of(conditions: &[Condition]) -> Option<Comparisons> {
        conditions.iter().map(|condition| Comparison::of(condition, true)).collect()
    }

    /// Whether they hold of an order; none where it lacks a fact.
    #[inline]
    pub(crate) fn hold(&self, order: &Order) -> Option<bool> {
        let mut hold = true;
        for one in &self.each {
            let since = one.since.map_or(0, |fact| order.number(fact));
            let number = order.number(one.fact).wrapping_sub(since);
            hold &= ((one.first <= number) & (number <= one.last)) == one.inside;
        }
        (self.needs & !order.present() == 0).then_some(hold)
    }
}

impl FromIterator<Comparison> for Comparisons {
    fn from_iter<T: IntoIterator<Item = Comparison>>(each: T) -> Comparisons {
        let each: Vec<Comparison> = each.into_iter().collect();
        Comparisons { needs: each.iter().fold(0, |bits, one| bits | one.needs), each }
    }
}

impl Comparison {
    /// That a condition holds, or that it fails.
    fn of(condition: &Condition, inside: bool) -> Option<Comparison> {
        let Condition { fact, needs, .. } = *condition;
        let ((first, last), since) = match condition.test {
            Test::Between(Some(Bound::Moved(since, Span { months: 0, days })), None) => {
                ((days, i64::MAX), Some(since))
            }
            Test::Between(None, Some(Bound::Moved(since, Span { months: 0, days }))) => {
                ((i64::MIN, days), Some(since))
            }
            _ => (condition.one_run()?, None),
        };
        Some(Comparison { needs, fact, since, first, last, inside })
    }
}

impl Screen {
    /// Sorts the gates at these positions.
    pub(crate) fn of(clauses: &[Clause], gates: &[usize]) -> Screen {
        let (mut each, mut others) = (Vec::new(), Vec::new());
        for &at in gates {
            match clauses.get(at).and_then(compared) {
                Some(comparisons) => each.extend(comparisons),
                None => others.push(at),
            }
        }
        Screen { comparisons: each.into_iter().collect(), others }
    }

    /// Whether an order has all facts that are compared and passes.
    #[inline]
    pub(crate) fn passes(&self, order: &Order) -> bool {
        self.comparisons.hold(order) == Some(true)
    }
}

/// What a gate compares; none where it holds for some orders only, or needs more than comparisons.
fn compared(gate: &Clause) -> Option<Vec<Comparison>> {
    if !gate.when.is_empty() || gate.effective != Days::ALL {
        return None;
    }
    match &gate.body {
        Body::Require(conditions) => conditions.iter().map(|one| Comparison::of(one, true)).collect(),
        Body::Forbid(conditions) => match conditions.as_slice() {
            [condition] => Some(vec![Comparison::of(condition, false)?]),
            _ => None,
        },
        _ => None,
    }
}
