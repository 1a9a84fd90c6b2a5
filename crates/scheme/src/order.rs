//! The facts of one order: a dense array of compact numbers with a presence mask.

use jiangnan_kernel::{Currency, Date, Id, PlaceCode, PlaceTree};

use crate::day::{date_of, day_number};
use crate::fact::{FACT_COUNT, Fact, FactKind};
use crate::vocabulary::{Sector, Service, Size};

/// The facts of one order, as far as they are known.
///
/// Setters take and give back the order, so that it reads as one expression. A fact that is never set is
/// missing, and a rule that needs it refuses and names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    currency: Currency,
    present: u64,
    values: [i64; FACT_COUNT],
    subjects: [Id; 4],
    seats: [Option<PlaceCode>; 2],
    related_as_declared: Option<bool>,
}

/// A typed value of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A word, as its position in the fact's vocabulary.
    Word(u8),
    /// Yes or no.
    Flag(bool),
    /// Money in minor units.
    Minor(i64),
    /// A date.
    Date(Date),
    /// A whole number.
    Count(i64),
    /// Work in seconds.
    Seconds(i64),
    /// A share in basis points.
    Share(u32),
    /// An id.
    Subject(Id),
}

impl Order {
    /// An order in a currency of which nothing is known yet.
    pub fn new(currency: Currency) -> Order {
        Order {
            currency,
            present: 0,
            values: [0; FACT_COUNT],
            subjects: [Id::default(); 4],
            seats: [None; 2],
            related_as_declared: None,
        }
    }

    /// The currency of all its money.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether a fact is known.
    pub fn has(&self, fact: Fact) -> bool {
        self.present & fact.bit() != 0
    }

    /// The compact number of a fact, 0 where it is missing or an id.
    #[inline]
    pub fn number(&self, fact: Fact) -> i64 {
        self.values.get(fact.index()).copied().unwrap_or(0)
    }

    /// The compact number of a fact, where it is known.
    #[inline]
    pub fn get(&self, fact: Fact) -> Option<i64> {
        self.has(fact).then(|| self.number(fact))
    }

    /// The bits of all known facts.
    pub fn present(&self) -> u64 {
        self.present
    }

    /// The id of one of the four subject facts, where it is known.
    pub fn subject(&self, fact: Fact) -> Option<Id> {
        let slot = subject_slot(fact)?;
        if self.has(fact) { self.subjects.get(slot).copied() } else { None }
    }

    /// The code of one of the two place facts, where it is known.
    pub fn place(&self, fact: Fact) -> Option<PlaceCode> {
        self.seats.get(seat_slot(fact)?).copied().flatten()
    }

    /// The date of a date fact, where it is known.
    pub fn date_of(&self, fact: Fact) -> Option<Date> {
        if fact.kind() == FactKind::Date { date_of(self.get(fact)?) } else { None }
    }

    /// Sets a fact. A value of another kind than the fact's leaves it missing.
    #[must_use]
    pub fn with(mut self, fact: Fact, value: Value) -> Order {
        self.set(fact, value);
        self
    }

    /// Sets a fact as another order has it. Places and ids are left as they are.
    #[must_use]
    pub fn with_same(mut self, fact: Fact, other: &Order) -> Order {
        let plain = !matches!(fact.kind(), FactKind::Place | FactKind::Subject);
        if let Some(number) = other.get(fact).filter(|_| plain) {
            self.put(fact, number);
        }
        self
    }

    /// Sets a fact in place; says whether the value has the fact's kind.
    pub fn set(&mut self, fact: Fact, value: Value) -> bool {
        let number = match (fact.kind(), value) {
            (FactKind::Word(vocabulary), Value::Word(index))
                if usize::from(index) < vocabulary.words.len() =>
            {
                i64::from(index)
            }
            (FactKind::Flag, Value::Flag(flag)) => return self.set_flag(fact, flag),
            (FactKind::Money, Value::Minor(number))
            | (FactKind::Count, Value::Count(number))
            | (FactKind::Hours, Value::Seconds(number))
                if number >= 0 =>
            {
                number
            }
            (FactKind::Date, Value::Date(date)) => day_number(date),
            (FactKind::Share, Value::Share(points)) => i64::from(points),
            (FactKind::Subject, Value::Subject(id)) => return self.set_subject(fact, id),
            _ => return false,
        };
        self.put(fact, number);
        true
    }

    /// Sets one of the two place facts; says whether the tree knows the place. Where it does not, the fact
    /// stays missing.
    pub fn set_place(&mut self, fact: Fact, code: PlaceCode, places: &PlaceTree) -> bool {
        let (Some(index), Some(slot)) = (places.index(code), seat_slot(fact)) else { return false };
        if let Some(seat) = self.seats.get_mut(slot) {
            *seat = Some(code);
        }
        self.put(fact, i64::from(index.0));
        self.compare_jurisdictions(places);
        true
    }

    /// Makes a fact unknown.
    #[must_use]
    pub fn without(mut self, fact: Fact) -> Order {
        self.present &= !fact.bit();
        if let Some(value) = self.values.get_mut(fact.index()) {
            *value = 0;
        }
        if let Some(seat) = seat_slot(fact).and_then(|slot| self.seats.get_mut(slot)) {
            *seat = None;
            self.present &= !Fact::OrderAcrossBorder.bit();
        }
        if fact == Fact::OrderRelatedParty {
            self.related_as_declared = None;
        }
        if fact.kind() == FactKind::Subject {
            self.compare_subjects();
        }
        self
    }

    /// The order with all its money in another currency.
    pub(crate) fn converted(&self, currency: Currency, convert: impl Fn(i64) -> i64) -> Order {
        let mut order = Order { currency, ..self.clone() };
        for fact in Fact::ALL.iter().filter(|fact| fact.kind() == FactKind::Money) {
            if let Some(minor) = self.get(*fact) {
                order.put(*fact, convert(minor));
            }
        }
        order
    }

    fn put(&mut self, fact: Fact, number: i64) {
        if let Some(value) = self.values.get_mut(fact.index()) {
            *value = number;
            self.present |= fact.bit();
        }
    }

    fn set_flag(&mut self, fact: Fact, flag: bool) -> bool {
        if fact == Fact::OrderRelatedParty {
            self.related_as_declared = Some(flag);
            self.compare_subjects();
        } else {
            self.put(fact, i64::from(flag));
        }
        true
    }

    fn set_subject(&mut self, fact: Fact, id: Id) -> bool {
        let Some(subject) = subject_slot(fact).and_then(|slot| self.subjects.get_mut(slot)) else {
            return false;
        };
        *subject = id;
        self.present |= fact.bit();
        self.compare_subjects();
        true
    }

    /// Related are an enterprise and a provider of one controller, or where one is or controls the other. A
    /// declared relation is believed; a declared absence only where the controllers do not show otherwise.
    fn compare_subjects(&mut self) {
        let known = |fact| self.subject(fact);
        let enterprise = [known(Fact::EnterpriseId), known(Fact::EnterpriseController)];
        let provider = [known(Fact::ProviderId), known(Fact::ProviderController)];
        let shared = enterprise.iter().flatten().any(|id| provider.contains(&Some(*id)));
        let controllers_known = enterprise[1].is_some() && provider[1].is_some();
        let related = match self.related_as_declared {
            _ if shared => Some(true),
            Some(true) => Some(true),
            Some(false) => Some(false),
            None => controllers_known.then_some(false),
        };
        match related {
            Some(related) => self.put(Fact::OrderRelatedParty, i64::from(related)),
            None => self.present &= !Fact::OrderRelatedParty.bit(),
        }
    }

    fn compare_jurisdictions(&mut self, places: &PlaceTree) {
        let [Some(enterprise), Some(provider)] = self.seats else { return };
        let code_of = |seat| places.jurisdiction_of(seat).map(|place| place.code);
        if let (Some(from), Some(to)) = (code_of(enterprise), code_of(provider)) {
            self.put(Fact::OrderAcrossBorder, i64::from(from != to));
        }
    }
}

/// Setters of the facts that nearly every order has.
impl Order {
    /// Who asks, and who controls it (itself where nobody does).
    #[must_use]
    pub fn enterprise(self, id: Id, controller: Id) -> Order {
        self.with(Fact::EnterpriseId, Value::Subject(id))
            .with(Fact::EnterpriseController, Value::Subject(controller))
    }

    /// Who serves, and who controls it (itself where nobody does).
    #[must_use]
    pub fn provider(self, id: Id, controller: Id) -> Order {
        self.with(Fact::ProviderId, Value::Subject(id))
            .with(Fact::ProviderController, Value::Subject(controller))
    }

    /// Where the enterprise has its seat. Missing where the tree does not know the place.
    #[must_use]
    pub fn registered_in(mut self, code: PlaceCode, places: &PlaceTree) -> Order {
        self.set_place(Fact::EnterpriseRegisteredIn, code, places);
        self
    }

    /// Where the provider is. Missing where the tree does not know the place.
    #[must_use]
    pub fn located_in(mut self, code: PlaceCode, places: &PlaceTree) -> Order {
        self.set_place(Fact::ProviderLocatedIn, code, places);
        self
    }

    /// How large the enterprise is.
    #[must_use]
    pub fn size(self, size: Size) -> Order {
        self.with(Fact::EnterpriseSize, Value::Word(size as u8))
    }

    /// The sector of the enterprise.
    #[must_use]
    pub fn sector(self, sector: Sector) -> Order {
        self.with(Fact::EnterpriseSector, Value::Word(sector as u8))
    }

    /// Whether the provider is admitted, and since when.
    #[must_use]
    pub fn admitted(self, since: Option<Date>) -> Order {
        let order = self.with(Fact::ProviderAdmitted, Value::Flag(since.is_some()));
        match since {
            Some(date) => order.with(Fact::ProviderAdmittedOn, Value::Date(date)),
            None => order.without(Fact::ProviderAdmittedOn),
        }
    }

    /// The date of the order.
    #[must_use]
    pub fn on(self, date: Date) -> Order {
        self.with(Fact::OrderDate, Value::Date(date))
    }

    /// What the order buys.
    #[must_use]
    pub fn service(self, service: Service) -> Order {
        self.with(Fact::OrderService, Value::Word(service as u8))
    }

    /// The price in minor units, without and with tax.
    #[must_use]
    pub fn price(self, without_tax_minor: i64, with_tax_minor: i64) -> Order {
        self.with(Fact::OrderPriceWithoutTax, Value::Minor(without_tax_minor))
            .with(Fact::OrderPriceWithTax, Value::Minor(with_tax_minor))
    }

    /// When the voucher was granted.
    #[must_use]
    pub fn granted_on(self, date: Date) -> Order {
        self.with(Fact::VoucherGrantedOn, Value::Date(date))
    }
}

fn subject_slot(fact: Fact) -> Option<usize> {
    match fact {
        Fact::EnterpriseId => Some(0),
        Fact::EnterpriseController => Some(1),
        Fact::ProviderId => Some(2),
        Fact::ProviderController => Some(3),
        _ => None,
    }
}

fn seat_slot(fact: Fact) -> Option<usize> {
    match fact {
        Fact::EnterpriseRegisteredIn => Some(0),
        Fact::ProviderLocatedIn => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta() -> PlaceTree {
        PlaceTree::read_csv(include_str!("../../../data/places/yrd.csv")).unwrap()
    }

    fn code(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    #[test]
    fn relation_follows_from_the_controllers() {
        let order = Order::new(Currency::CNY);
        let related = |order: &Order| order.get(Fact::OrderRelatedParty);
        let half = order.enterprise(Id(1), Id(9));
        assert_eq!(related(&half), None);
        assert_eq!(related(&half.clone().provider(Id(2), Id(2))), Some(0));
        assert_eq!(related(&half.clone().provider(Id(2), Id(9))), Some(1));
        assert_eq!(related(&half.clone().provider(Id(9), Id(9))), Some(1));
        let declared = half.clone().with(Fact::OrderRelatedParty, Value::Flag(false));
        assert_eq!(related(&declared), Some(0));
        assert_eq!(related(&declared.provider(Id(2), Id(9))), Some(1), "the controllers show otherwise");
        let known = half.provider(Id(2), Id(2));
        assert_eq!(related(&known.without(Fact::ProviderController)), None);
    }

    #[test]
    fn a_border_lies_between_jurisdictions_not_between_cities() {
        let places = delta();
        let from_hangzhou = Order::new(Currency::CNY).registered_in(code("CN-330100"), &places);
        let border = |to| from_hangzhou.clone().located_in(code(to), &places).get(Fact::OrderAcrossBorder);
        assert_eq!(border("CN-330200"), Some(0));
        assert_eq!(border("CN-310100"), Some(1));
        assert_eq!(border("CN-999999"), None);
    }

    #[test]
    fn a_value_of_another_kind_leaves_the_fact_missing() {
        let order = Order::new(Currency::CNY)
            .with(Fact::OrderDate, Value::Count(3))
            .with(Fact::OrderPriceWithTax, Value::Minor(-1))
            .with(Fact::EnterpriseSize, Value::Word(9));
        assert_eq!(order.present(), 0);
    }
}
