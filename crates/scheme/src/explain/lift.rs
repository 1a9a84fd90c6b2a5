//! The smallest change of one fact that lifts a refusal.

use jiangnan_kernel::{PlaceIx, PlaceTree, Text};

use crate::cap::CapUse;
use crate::clause::{Body, Clause, Condition, Days, Test};
use crate::day::{date_of, day_number, year_of};
use crate::fact::{Fact, FactKind};
use crate::order::{Order, Value};
use crate::quote::{Refusal, quote};
use crate::read_order::subject_id;
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
        let mut numbers: Vec<i64> =
            own.iter().filter(|one| one.fact == fact).flat_map(|one| self.of_condition(one, held)).collect();
        let gate = matches!(clause.body, Body::Require(_) | Body::Forbid(_));
        let when = clause.when.iter().filter(|one| one.fact == fact);
        numbers.extend(when.flat_map(|one| self.of_condition(one, !gate)));
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

    /// Values that pass a condition, or that fail it where it must not hold.
    fn of_condition(&self, condition: &Condition, held: bool) -> Vec<i64> {
        match &condition.test {
            Test::OneOf(set) => {
                let FactKind::Word(vocabulary) = condition.fact.kind() else { return Vec::new() };
                let words = (0i64..).zip(vocabulary.words).map(|(word, _)| word);
                words.filter(|word| (set >> word & 1 == 1) == held).collect()
            }
            Test::Is(flag) => vec![i64::from(*flag == held)],
            Test::Within(parts) if held => parts.iter().map(|part| part.first).collect(),
            Test::Within(parts) => {
                let jurisdictions = (0i64..).zip(self.places.places()).filter(|(_, place)| place.treasury);
                let outside =
                    |index: &i64| parts.iter().all(|part| *index < part.first || part.end <= *index);
                jurisdictions.map(|(index, _)| index).filter(outside).collect()
            }
            Test::Between(low, high) => {
                let inward = i64::from(!held);
                let value = |bound: &crate::clause::Bound| bound.value(self.order);
                let low = low.as_ref().map(|low| value(low).saturating_sub(inward));
                let high = high.as_ref().map(|high| value(high).saturating_add(inward));
                low.into_iter().chain(high).collect()
            }
        }
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

impl Order {
    /// The order with another compact number of a fact; none where the fact cannot have it.
    fn with_number(mut self, fact: Fact, number: i64, places: &PlaceTree) -> Option<Order> {
        let value = match fact.kind() {
            FactKind::Place => {
                let place = places.at(PlaceIx(u16::try_from(number).ok()?))?;
                return self.set_place(fact, place.code, places).then_some(self);
            }
            // A relation that the controllers show ends only with another provider.
            FactKind::Flag if fact == Fact::OrderRelatedParty && number == 0 => {
                let other = subject_id("another provider");
                return Some(self.provider(other, other).with(fact, Value::Flag(false)));
            }
            FactKind::Word(_) => Value::Word(u8::try_from(number).ok()?),
            FactKind::Flag => Value::Flag(number != 0),
            FactKind::Money => Value::Minor(number),
            FactKind::Date => Value::Date(date_of(number)?),
            FactKind::Count => Value::Count(number),
            FactKind::Hours => Value::Seconds(number),
            FactKind::Share => Value::Share(u32::try_from(number).ok()?),
            FactKind::Subject => return None,
        };
        self.set(fact, value).then_some(self)
    }
}
