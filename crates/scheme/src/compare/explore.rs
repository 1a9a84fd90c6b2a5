//! Orders at the edges of rules: where two texts differ, where one is stricter, where a higher price brings less.

use jiangnan_kernel::{Date, PlaceTree};

use crate::candidate::deciding;
use crate::cap::CapUse;
use crate::clause::{Body, Limit};
use crate::explain::lift;
use crate::fact::{Fact, FactKind};
use crate::order::{Order, Value};
use crate::quote::{quote, subsidy};
use crate::read_order::subject_id;
use crate::scheme::Scheme;

/// An order that shows something, and how it was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The order.
    pub order: Order,
    /// The facts in which it differs from an order that is paid for: the fewest that show it.
    pub changed: Vec<Fact>,
    /// What the first scheme pays of it.
    pub one_minor: i64,
    /// What the second scheme pays of it (of the order before, where one scheme is examined).
    pub two_minor: i64,
}

/// The most values at which a search looks.
const VALUES_MAX: usize = 600;

/// The smallest order found on which two schemes pay different amounts; none where they agree on every order
/// at the edges of their rules, alone and in pairs.
pub fn differ(old: &Scheme, new: &Scheme, places: &PlaceTree) -> Option<Found> {
    search(old, new, places, |_, one, two| one != two)
}

/// The smallest order found of an enterprise in the member's own place for which `member` pays less than `group`:
/// where the member is stricter than the group.
pub fn stricter(member: &Scheme, group: &Scheme, places: &PlaceTree) -> Option<Found> {
    let home = |order: &Order| {
        order.place(Fact::EnterpriseRegisteredIn).is_some_and(|seat| places.is_within(seat, member.funder()))
    };
    search(member, group, places, |order, member, group| member < group && home(order))
}

/// Two orders of rising price of which the dearer one is paid less; none where no edge of the rules shows it.
pub fn falls_in_price(scheme: &Scheme, places: &PlaceTree) -> Option<Found> {
    let base = witness(scheme, places)?;
    let prices = prices(&[scheme], &base, places);
    let mut variants = vec![(base.clone(), Vec::new())];
    variants.extend(edges(&[scheme], &base, places).into_iter().map(|(fact, order)| (order, vec![fact])));
    let none = CapUse::new();
    for (order, changed) in variants {
        let mut before = 0;
        for &price in &prices {
            let priced = with_price(&order, price);
            let paid = subsidy(&[scheme], &priced, &none);
            if paid < before {
                return Some(Found { order: priced, changed, one_minor: paid, two_minor: before });
            }
            before = paid;
        }
    }
    None
}

/// Looks at orders that both schemes' rules make interesting, those with the fewest changes first.
fn search(
    one: &Scheme,
    two: &Scheme,
    places: &PlaceTree,
    shows: impl Fn(&Order, i64, i64) -> bool,
) -> Option<Found> {
    let none = CapUse::new();
    let look = |order: &Order, changed: &[Fact]| {
        let (one_minor, two_minor) = (subsidy(&[one], order, &none), subsidy(&[two], order, &none));
        let found = Found { order: order.clone(), changed: changed.to_vec(), one_minor, two_minor };
        shows(order, one_minor, two_minor).then_some(found)
    };
    let bases: Vec<Order> = [one, two].into_iter().filter_map(|scheme| witness(scheme, places)).collect();
    if let Some(found) = bases.iter().find_map(|base| look(base, &[])) {
        return Some(found);
    }
    let schemes = [one, two];
    let near: Vec<(Fact, Order)> = bases.iter().flat_map(|base| edges(&schemes, base, places)).collect();
    if let Some(found) = near.iter().find_map(|(fact, order)| look(order, &[*fact])) {
        return Some(found);
    }
    near.iter().find_map(|(first, order)| {
        let further = edges(&schemes, order, places).into_iter().filter(|(second, _)| second > first);
        further.into_iter().find_map(|(second, order)| look(&order, &[*first, second]))
    })
}

/// Every order that differs from one in one fact, at an edge of a rule or missing.
fn edges(schemes: &[&Scheme], base: &Order, places: &PlaceTree) -> Vec<(Fact, Order)> {
    let mut orders = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let clauses = || schemes.iter().flat_map(|scheme| scheme.clauses());
    for condition in clauses().flat_map(|clause| clause.conditions()) {
        for held in [true, false] {
            for number in deciding(condition, held, base, places) {
                if seen.len() < VALUES_MAX && seen.insert((condition.fact, number)) {
                    let order = base.clone().with_number(condition.fact, number, places);
                    orders.extend(order.map(|order| (condition.fact, order)));
                }
            }
        }
    }
    let days = clauses().flat_map(|clause| [clause.effective.from, clause.effective.until]);
    let ends = schemes.iter().flat_map(|scheme| [scheme.0.effective.from, scheme.0.effective.until]);
    for day in days.chain(ends).flat_map(|day| [day.saturating_sub(1), day, day.saturating_add(1)]) {
        if seen.len() < VALUES_MAX && seen.insert((Fact::OrderDate, day)) {
            orders.extend(
                base.clone().with_number(Fact::OrderDate, day, places).map(|order| (Fact::OrderDate, order)),
            );
        }
    }
    let prices = prices(schemes, base, places);
    orders.extend(prices.into_iter().map(|price| (Fact::OrderPriceWithoutTax, with_price(base, price))));
    orders.extend(
        Fact::ALL.iter().filter(|fact| base.has(**fact)).map(|fact| (*fact, base.clone().without(*fact))),
    );
    orders
}

/// Prices at which something changes: the ends of ranges and where each rate meets each cap; rising.
pub(super) fn prices(schemes: &[&Scheme], base: &Order, places: &PlaceTree) -> Vec<i64> {
    let mut prices: Vec<i64> = vec![0, 1, 9_999, 10_000, 1_000_000, 100_000_000];
    for scheme in schemes {
        for condition in scheme.clauses().iter().flat_map(|clause| clause.conditions()) {
            if matches!(condition.fact, Fact::OrderPriceWithoutTax | Fact::OrderPriceWithTax) {
                let ends = [true, false].into_iter().flat_map(|held| deciding(condition, held, base, places));
                prices.extend(ends.map(|end| match condition.fact {
                    Fact::OrderPriceWithTax => without_tax(end),
                    _ => end,
                }));
            }
        }
        for cap in scheme.clauses().iter().filter_map(|clause| clause.body.cap()) {
            let Limit::Amount(limit) = cap.limit else { continue };
            prices.push(limit);
            for clause in scheme.clauses() {
                if let Body::Subsidise(rate) = &clause.body
                    && rate.rate.0 > 0
                {
                    prices.push(limit.saturating_mul(10_000) / i64::from(rate.rate.0));
                }
            }
        }
    }
    let around = prices.iter().flat_map(|price| [price.saturating_sub(1), *price, price.saturating_add(1)]);
    let mut prices: Vec<i64> = around.filter(|price| (0..1_000_000_000_000_000).contains(price)).collect();
    prices.sort_unstable();
    prices.dedup();
    prices
}

/// The highest price without tax that, with a tax of 6 %, is not above a price with tax.
fn without_tax(with_tax: i64) -> i64 {
    let with = |price: i64| price.saturating_add(price / 100 * 6);
    let (mut low, mut high) = (0, with_tax.max(0));
    while low < high {
        let middle = low + (high - low + 1) / 2;
        if with(middle) <= with_tax { low = middle } else { high = middle - 1 }
    }
    low
}

/// The order at another price, with a tax of 6 %.
pub(super) fn with_price(order: &Order, price: i64) -> Order {
    order.clone().price(price, price.saturating_add(price / 100 * 6))
}

/// An order that the scheme pays for, found by lifting refusals one by one from an order of plain facts.
pub fn witness(scheme: &Scheme, places: &PlaceTree) -> Option<Order> {
    let mut order = plain(scheme, places);
    for _ in 0..2 * Fact::ALL.len() {
        let answer = quote(&[scheme], &order, &CapUse::new());
        if !answer.subsidies.is_empty() {
            return Some(order);
        }
        let lifted = answer
            .refusals
            .iter()
            .find_map(|refusal| lift(&[scheme], &order, &CapUse::new(), refusal, places));
        order = lifted?.order;
    }
    None
}

/// An order of plain facts: a small, clean company and an admitted provider in the place of the funder.
pub fn plain(scheme: &Scheme, places: &PlaceTree) -> Order {
    let (enterprise, provider) = (subject_id("enterprise"), subject_id("provider"));
    let day = scheme.effective().0.or(Date::new(2026, 6, 1).ok()).unwrap_or_default();
    let order = Order::new(scheme.currency())
        .enterprise(enterprise, enterprise)
        .provider(provider, provider)
        .registered_in(scheme.funder(), places)
        .located_in(scheme.funder(), places)
        .price(1_000_000, 1_060_000);
    let facts = Fact::ALL.iter().filter(|fact| !order.has(**fact) && !fact.is_computed());
    facts.fold(order.clone(), |order, fact| {
        let value = match fact.kind() {
            FactKind::Word(_) => Value::Word(0),
            FactKind::Flag => {
                Value::Flag(matches!(fact, Fact::ProviderAdmitted | Fact::ProviderPricePublished))
            }
            FactKind::Money => Value::Minor(0),
            FactKind::Date => Value::Date(day),
            FactKind::Count => Value::Count(1),
            FactKind::Hours => Value::Seconds(36_000),
            FactKind::Share => Value::Share(0),
            FactKind::Place | FactKind::Subject => return order,
        };
        order.with(*fact, value)
    })
}
