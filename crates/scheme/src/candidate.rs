//! The values of facts at which rules decide: where changes are looked for.

use jiangnan_kernel::{PlaceIx, PlaceTree};

use crate::clause::{Condition, Test};
use crate::day::date_of;
use crate::fact::{Fact, FactKind};
use crate::order::{Order, Value};
use crate::read_order::subject_id;

/// The values nearest to a condition's edge that pass it, or that fail it where it must not hold.
pub(crate) fn deciding(condition: &Condition, held: bool, order: &Order, places: &PlaceTree) -> Vec<i64> {
    match &condition.test {
        Test::OneOf(set) => {
            let FactKind::Word(vocabulary) = condition.fact.kind() else { return Vec::new() };
            let words = (0i64..).zip(vocabulary.words).map(|(word, _)| word);
            words.filter(|word| (set >> word & 1 == 1) == held).collect()
        }
        Test::Is(flag) => vec![i64::from(*flag == held)],
        Test::Within(parts) if held => parts.iter().map(|part| part.first).collect(),
        Test::Within(parts) => {
            let jurisdictions = (0i64..).zip(places.places()).filter(|(_, place)| place.treasury);
            let outside = |index: &i64| parts.iter().all(|part| *index < part.first || part.end <= *index);
            jurisdictions.map(|(index, _)| index).filter(outside).collect()
        }
        Test::Between(low, high) => {
            let inward = i64::from(!held);
            let value = |bound: &crate::clause::Bound| bound.value(order);
            let low = low.as_ref().map(|low| value(low).saturating_sub(inward));
            let high = high.as_ref().map(|high| value(high).saturating_add(inward));
            low.into_iter().chain(high).collect()
        }
    }
}

impl Order {
    /// The order with another compact number of a fact; none where the fact cannot have it.
    pub(crate) fn with_number(mut self, fact: Fact, number: i64, places: &PlaceTree) -> Option<Order> {
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
