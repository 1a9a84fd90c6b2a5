//! The smallest change of one fact that lifts a refusal.

use jiangnan_kernel::{PlaceTree, Text};

use crate::candidate::deciding;
use crate::cap::CapUse;
use crate::clause::{Body, Clause, Days};
use crate::day::{date_of, day_number, year_of};
use crate::fact::{Fact, FactKind};
use crate::order::Order;
use crate::quote::{Refusal, quote};
use crate::scheme::Scheme;
use crate::wording::Wording;

/// A change of one fact after which a refusal is gone.
#[derive(Clone, Debug)]
pub struct Lift {
    /// The fact to change.
    pub fact: Fact,
    /// Its new value, for people.
    pub value: Text,
    /// The changed order.
    pub order: Order,
    /// What the enterprise would pay then.
    pub own_part_minor: i64,
    /// Whether the scheme that refused would pay then: other reasons may be left.
    pub pays: bool,
}

/// Finds the smallest change of one fact that lifts a refusal. Every candidate is quoted: what is answered is known
/// to work. None where no change of the one fact helps.
pub fn lift(
    schemes: &[&Scheme],
    order: &Order,
    used: &CapUse,
    refusal: &Refusal,
    places: &PlaceTree,
) -> Option<Lift> {
    let scheme = schemes.iter().find(|scheme| scheme.0.id == refusal.scheme)?;
    let search = Search { scheme, order, places };
    let before = quote(schemes, order, used).refusals;
    search.candidates(refusal).into_iter().find_map(|(fact, number)| {
        let changed = order.clone().with_number(fact, number, places)?;
        let answer = quote(schemes, &changed, used);
        // A change that only trades one reason for another lifts nothing.
        let mut reasons = answer.refusals.iter().filter(|other| other.scheme == refusal.scheme);
        if reasons
            .any(|other| same_reason(other, refusal) || !before.iter().any(|old| same_reason(old, other)))
        {
            return None;
        }
        let pays = answer.subsidies.iter().any(|line| line.scheme == refusal.scheme);
        Some(Lift {
            fact,
            value: search.value(fact, number),
            own_part_minor: answer.own_part_minor,
            pays,
            order: changed,
        })
    })
}

fn same_reason(one: &Refusal, two: &Refusal) -> bool {
    one.scheme == two.scheme && one.clause == two.clause && one.fact == two.fact
}

struct Search<'s> {
    scheme: &'s Scheme,
    order: &'s Order,
    places: &'s PlaceTree,
}

impl Search<'_> {
    fn value(&self, fact: Fact, number: i64) -> Text {
        if fact == Fact::OrderRelatedParty && number == 0 {
            return Text::new("no: another provider", "否：换一家服务机构");
        }
        Wording { places: self.places, currency: self.order.currency() }.value(fact, number)
    }

    /// Values that may lift the refusal, the nearest first.
    fn candidates(&self, refusal: &Refusal) -> Vec<(Fact, i64)> {
        if refusal.fact == "cap.left" {
            return self.next_year().into_iter().collect();
        }
        let Some(fact) = refusal.fact() else { return Vec::new() };
        let mut numbers = match self.scheme.clause(&refusal.clause) {
            Some(clause) => self.of_clause(clause, fact),
            None => ends(self.scheme.0.effective),
        };
        let found = self.order.get(fact);
        if let (Some(found), false) = (found, matches!(fact.kind(), FactKind::Place)) {
            numbers.sort_by_key(|number| number.abs_diff(found));
        }
        numbers.into_iter().map(|number| (fact, number)).collect()
    }

    fn of_clause(&self, clause: &Clause, fact: Fact) -> Vec<i64> {
        let held = !matches!(clause.body, Body::Forbid(_));
        let own = match &clause.body {
            Body::Require(conditions) | Body::Forbid(conditions) => conditions.as_slice(),
            _ => &[],
        };
        let mut numbers: Vec<i64> = own
            .iter()
            .filter(|one| one.fact == fact)
            .flat_map(|one| deciding(one, held, self.order, self.places))
            .collect();
        let gate = matches!(clause.body, Body::Require(_) | Body::Forbid(_));
        let when = clause.when.iter().filter(|one| one.fact == fact);
        numbers.extend(when.flat_map(|one| deciding(one, !gate, self.order, self.places)));
        // A fact to which another one is compared, such as the day of the grant.
        if numbers.is_empty() && fact.kind() == FactKind::Date && fact != Fact::OrderDate {
            numbers.extend(self.order.get(Fact::OrderDate));
        }
        if fact == Fact::OrderDate {
            numbers.extend(ends(clause.effective));
        }
        if let (Body::Validity(span), Some(granted_on)) =
            (&clause.body, self.order.get(Fact::VoucherGrantedOn))
        {
            numbers.push(span.after(granted_on));
        }
        numbers
    }

    /// The first day of the next year, when yearly caps begin anew.
    fn next_year(&self) -> Option<(Fact, i64)> {
        let year = year_of(self.order.get(Fact::OrderDate)?) + 1;
        let date = jiangnan_kernel::Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
        Some((Fact::OrderDate, day_number(date)))
    }
}

fn ends(days: Days) -> Vec<i64> {
    [days.from, days.until].into_iter().filter(|&day| date_of(day).is_some()).collect()
}
