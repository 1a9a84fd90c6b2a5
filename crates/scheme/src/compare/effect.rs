//! What a changed text does to a population of orders.

use std::collections::BTreeMap;

use jiangnan_kernel::{Period, PlaceCode, PlaceTree, Rounding};

use crate::cap::CapUse;
use crate::clause::{Body, Limit};
use crate::columns::Columns;
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::Scheme;
use crate::vocabulary::Size;

/// What a changed text does to a population: all amounts in minor units of its currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// All orders together.
    pub all: Group,
    /// Orders by the jurisdiction of the enterprise and its size, where both are known.
    pub groups: BTreeMap<(PlaceCode, Size), Group>,
    /// The share of the subsidy that goes across a border, in basis points, before and after; none where nothing
    /// is paid.
    pub across_border_bp: (Option<i64>, Option<i64>),
    /// The month in which the yearly budget runs out, before and after; none where it lasts.
    pub budget_gone: (Option<Period>, Option<Period>),
}

/// Some orders under the old and the new text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many orders.
    pub orders: u64,
    /// How many of them are paid more.
    pub gain: u64,
    /// How many are paid less.
    pub lose: u64,
    /// How much more those that gain are paid together.
    pub gained_minor: i128,
    /// How much less those that lose are paid together.
    pub lost_minor: i128,
    /// What was paid.
    pub old_minor: i128,
    /// What is paid.
    pub new_minor: i128,
}

impl Group {
    fn add(&mut self, old_minor: i64, new_minor: i64) {
        self.orders += 1;
        self.gain += u64::from(new_minor > old_minor);
        self.lose += u64::from(new_minor < old_minor);
        let change = i128::from(new_minor) - i128::from(old_minor);
        self.gained_minor += change.max(0);
        self.lost_minor += (-change).max(0);
        self.old_minor += i128::from(old_minor);
        self.new_minor += i128::from(new_minor);
    }
}

/// Decides the same orders, by their dates and from unused caps, under two texts: who comes first finds the money,
/// wherever he stands in the population. Those of one day follow each other as they stand. Orders in another
/// currency than that of the first are left out.
pub fn compare(old: &Scheme, new: &Scheme, orders: &[Order], places: &PlaceTree) -> Effect {
    let Some(first) = orders.first() else { return Effect::default() };
    let same = orders.iter().filter(|order| order.currency() == first.currency());
    let mut orders: Vec<&Order> = same.collect();
    orders.sort_by_key(|order| order.get(Fact::OrderDate));
    let mut columns = Columns::new(first.currency());
    orders.iter().for_each(|order| {
        columns.push(order);
    });
    let none = CapUse::new();
    let amounts = |scheme| columns.decide(scheme, &none).0.amounts().collect::<Vec<i64>>();
    let (before, after) = (amounts(old), amounts(new));
    let mut effect = Effect::default();
    for ((order, &old_minor), &new_minor) in orders.iter().zip(&before).zip(&after) {
        effect.all.add(old_minor, new_minor);
        if let Some(key) = group_of(order, places) {
            effect.groups.entry(key).or_default().add(old_minor, new_minor);
        }
    }
    effect.across_border_bp = (across_border(&orders, &before), across_border(&orders, &after));
    let gone =
        |scheme: &Scheme, amounts| budget_gone(scheme, &orders, &columns.in_scheme_currency(scheme, amounts));
    effect.budget_gone = (gone(old, &before), gone(new, &after));
    effect
}

fn group_of(order: &Order, places: &PlaceTree) -> Option<(PlaceCode, Size)> {
    let seat = order.place(Fact::EnterpriseRegisteredIn)?;
    let size = usize::try_from(order.get(Fact::EnterpriseSize)?).ok()?;
    Some((places.jurisdiction_of(seat)?.code, *Size::ALL.get(size)?))
}

fn across_border(orders: &[&Order], amounts: &[i64]) -> Option<i64> {
    let (mut across, mut all) = (0i128, 0i128);
    for (order, &amount) in orders.iter().zip(amounts) {
        all += i128::from(amount);
        if order.get(Fact::OrderAcrossBorder) == Some(1) {
            across += i128::from(amount);
        }
    }
    (all > 0).then(|| i64::try_from(Rounding::HalfUp.divide(across * 10_000, all)).unwrap_or(10_000))
}

/// The month of the order with which the first year's money is gone; the amounts are in the scheme's currency.
fn budget_gone(scheme: &Scheme, orders: &[&Order], amounts: &[i64]) -> Option<Period> {
    let mut budgets = scheme.clauses().iter().filter_map(|clause| match &clause.body {
        Body::Budget(budget) => Some(&budget.cap),
        _ => None,
    });
    let budget = budgets.next()?;
    let Limit::Amount(limit) = budget.limit else { return None };
    let mut paid: BTreeMap<i16, i128> = BTreeMap::new();
    for (order, &amount) in orders.iter().zip(amounts) {
        let Some(date) = order.date_of(Fact::OrderDate) else { continue };
        let year = if budget.per.is_yearly() { date.year() } else { 0 };
        let sum = paid.entry(year).or_default();
        *sum += i128::from(amount);
        if *sum >= i128::from(limit) {
            return Some(Period::month_of(date));
        }
    }
    None
}
