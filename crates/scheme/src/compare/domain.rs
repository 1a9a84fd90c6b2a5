//! The orders that a scheme can tell apart: for each fact one value of every stretch on which its rules decide
//! alike.

use std::collections::BTreeSet;

use jiangnan_kernel::{PlaceIx, PlaceTree, Rng, SplitMix64};

use super::explore::{plain, prices};
use crate::clause::{Body, Bound, Condition, Limited, Span, Test};
use crate::day::date_of;
use crate::fact::{Fact, FactKind};
use crate::order::Order;
use crate::scheme::Scheme;

/// The most orders, with all prices of each, that are decided one by one.
const ORDERS_MAX: u64 = 3_000_000;
/// How many orders are drawn where there are more.
const DRAWN: u64 = 60_000;

/// The orders that some schemes can tell apart.
pub(super) struct Domain<'s> {
    schemes: Vec<&'s Scheme>,
    places: &'s PlaceTree,
    base: Order,
    days: Vec<i64>,
    fixed: Vec<(Fact, Vec<i64>)>,
    relative: Vec<(Fact, Vec<Link>)>,
    /// Prices without tax at which something changes, rising.
    pub(super) prices: Vec<i64>,
    /// Why the orders are not all that matter.
    pub(super) gaps: BTreeSet<&'static str>,
}

/// How a date is compared with that of the order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// The date moved by the span is compared with the order's.
    Moved(Span),
    /// It is compared with the order's date moved by the span.
    With(Span),
}

impl<'s> Domain<'s> {
    /// The orders that the schemes can tell apart.
    pub(super) fn of(schemes: &[&'s Scheme], places: &'s PlaceTree) -> Option<Domain<'s>> {
        let base = plain(schemes.first()?, places);
        let prices = prices(schemes, &base, places);
        let mut domain = Domain {
            schemes: schemes.to_vec(),
            places,
            base,
            days: Vec::new(),
            fixed: Vec::new(),
            relative: Vec::new(),
            prices,
            gaps: BTreeSet::new(),
        };
        domain.days = domain.edges(Fact::OrderDate);
        let read: Vec<Fact> = Fact::ALL.iter().copied().filter(|fact| domain.is_read(*fact)).collect();
        read.into_iter().for_each(|fact| domain.add(fact));
        domain.find_gaps();
        Some(domain)
    }

    fn conditions(&self) -> impl Iterator<Item = (Fact, &Condition)> {
        let clauses = self.schemes.iter().flat_map(|scheme| scheme.clauses());
        clauses.flat_map(|clause| clause.conditions()).map(|one| (one.fact, one))
    }

    fn tests(&self, fact: Fact) -> impl Iterator<Item = &Test> {
        self.conditions().filter(move |(other, _)| *other == fact).map(|(_, one)| &one.test)
    }

    fn is_read(&self, fact: Fact) -> bool {
        let granted = fact == Fact::VoucherGrantedOn && self.validities().next().is_some();
        granted || self.conditions().any(|(_, one)| one.needs & fact.bit() != 0)
    }

    fn validities(&self) -> impl Iterator<Item = Span> {
        let bodies = self.schemes.iter().flat_map(|scheme| scheme.clauses()).map(|clause| &clause.body);
        bodies.filter_map(|body| if let Body::Validity(span) = body { Some(*span) } else { None })
    }

    /// The fixed ends of ranges of a fact, each with its neighbours.
    fn edges(&self, fact: Fact) -> Vec<i64> {
        let mut ends: Vec<i64> = Vec::new();
        for test in self.tests(fact) {
            if let Test::Between(low, high) = test {
                let fixed = [low, high].into_iter().flatten();
                ends.extend(fixed.filter_map(|end| if let Bound::At(at) = end { Some(*at) } else { None }));
            }
        }
        if fact == Fact::OrderDate {
            let clauses = self.schemes.iter().flat_map(|scheme| scheme.clauses());
            let dates = clauses.map(|clause| clause.effective);
            let dates = dates.chain(self.schemes.iter().map(|scheme| scheme.0.effective));
            ends.extend(dates.flat_map(|days| [days.from, days.until]));
        }
        // Hours are written in hundredths.
        let step = if fact.kind() == FactKind::Hours { 36 } else { 1 };
        let around = ends.iter().flat_map(|end| [end.saturating_sub(step), *end, end.saturating_add(step)]);
        let usual = self.base.number(fact);
        let values: BTreeSet<i64> = around.chain([usual]).collect();
        let possible = |value: &i64| match fact.kind() {
            FactKind::Date => date_of(*value).is_some(),
            FactKind::Share => (0..=10_000).contains(value),
            _ => *value >= 0,
        };
        values.into_iter().filter(possible).collect()
    }

    fn add(&mut self, fact: Fact) {
        let values = match fact.kind() {
            FactKind::Subject => return,
            _ if matches!(fact, Fact::OrderPriceWithTax | Fact::OrderPriceWithoutTax | Fact::OrderDate) => {
                return;
            }
            FactKind::Word(vocabulary) => {
                let words = (0i64..).zip(vocabulary.words).map(|(word, _)| word);
                self.classes(fact, words)
            }
            FactKind::Place => self.place_classes(fact),
            // Computed from both places.
            FactKind::Flag if fact == Fact::OrderAcrossBorder => return,
            FactKind::Flag => vec![0, 1],
            FactKind::Date => {
                let links = self.links(fact);
                if !links.is_empty() {
                    self.relative.push((fact, links));
                    return;
                }
                self.edges(fact)
            }
            _ => self.edges(fact),
        };
        self.fixed.push((fact, values));
    }

    /// One value of each class that the tests of a fact tell apart.
    fn classes(&self, fact: Fact, values: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut seen = BTreeSet::new();
        values.filter(|value| seen.insert(self.signature(fact, *value))).collect()
    }

    fn signature(&self, fact: Fact, value: i64) -> Vec<bool> {
        let alone = self.base.clone();
        self.tests(fact)
            .flat_map(|test| single(test).into_iter().map(|one| one.holds(value, &alone)))
            .collect()
    }

    /// Places by what the tests say of them and, where a rule asks for a border, by whose they are.
    fn place_classes(&self, fact: Fact) -> Vec<i64> {
        let all = (0i64..).zip(self.places.places()).map(|(index, _)| index);
        if !self.is_read(Fact::OrderAcrossBorder) {
            return self.classes(fact, all);
        }
        let mut seen = BTreeSet::new();
        let seats: Vec<Option<i64>> = match fact {
            Fact::ProviderLocatedIn => {
                let seats = self.fixed.iter().find(|(other, _)| *other == Fact::EnterpriseRegisteredIn);
                let seats = seats.map(|(_, seats)| seats.clone()).unwrap_or_default();
                seats.into_iter().map(|seat| self.home(seat)).collect()
            }
            _ => Vec::new(),
        };
        let of = |index: i64| {
            let home = self.home(index);
            let known = home.is_some() && seats.contains(&home);
            (self.signature(fact, index), home.is_some(), known.then_some(home))
        };
        all.filter(|index| seen.insert(of(*index))).collect()
    }

    fn home(&self, index: i64) -> Option<i64> {
        let place = self.places.at(PlaceIx(u16::try_from(index).ok()?))?;
        let home = self.places.jurisdiction_of(place.code)?;
        self.places.index(home.code).map(|index| i64::from(index.0))
    }

    fn links(&self, fact: Fact) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for (about, condition) in self.conditions() {
            let Test::Between(low, high) = &condition.test else { continue };
            for bound in [low, high].into_iter().flatten() {
                match bound {
                    Bound::Moved(other, span) if *other == fact && about == Fact::OrderDate => {
                        links.push(Link::Moved(*span));
                    }
                    Bound::Moved(Fact::OrderDate, span) if about == fact => links.push(Link::With(*span)),
                    _ => {}
                }
            }
        }
        if fact == Fact::VoucherGrantedOn {
            links.extend(self.validities().map(Link::Moved));
        }
        links.dedup();
        links
    }

    /// The days of a date fact at which its comparison with the order's date turns.
    fn turning(&self, links: &[Link], day: i64) -> Vec<i64> {
        let turns = links.iter().map(|link| match link {
            Link::With(span) => span.after(day),
            Link::Moved(span) => earliest(*span, day),
        });
        let around = turns.flat_map(|turn| [turn - 1, turn, turn + 1]);
        around.collect::<BTreeSet<i64>>().into_iter().collect()
    }

    fn find_gaps(&mut self) {
        let mut gaps = BTreeSet::new();
        let clauses: Vec<_> = self.schemes.iter().flat_map(|scheme| scheme.clauses()).collect();
        let on_price =
            |one: &Condition| matches!(one.fact, Fact::OrderPriceWithTax | Fact::OrderPriceWithoutTax);
        for clause in &clauses {
            let narrowed = clause.when.iter().any(on_price);
            if let Some(cap) = clause.body.cap()
                && narrowed
                && (cap.per.multiplier().is_some() || cap.per.outlasts_order() || cap.on == Limited::Base)
            {
                gaps.insert("a cap for some prices depends on more than the price");
            }
            if matches!(clause.body, Body::Validity(_)) && clause.effective != crate::clause::Days::ALL {
                gaps.insert("a validity holds for some days of grant");
            }
        }
        for (about, condition) in self.conditions() {
            let Test::Between(low, high) = &condition.test else { continue };
            let others = [low, high].into_iter().flatten().filter_map(|bound| bound.fact());
            if others.into_iter().any(|other| about != Fact::OrderDate && other != Fact::OrderDate) {
                gaps.insert("two dates are compared of which none is the order's");
            }
        }
        for (fact, links) in &self.relative {
            if !ordered(links) || !self.edges(*fact).iter().all(|edge| *edge == self.base.number(*fact)) {
                gaps.insert(
                    "a date is compared with the order's by spans of which none is always the longer",
                );
            }
        }
        self.gaps = gaps;
    }

    /// All orders, or as many as can be decided, without their price; says how many there are and whether each
    /// was visited. The visit ends it by answering false.
    pub(super) fn each(&self, mut visit: impl FnMut(Order) -> bool) -> bool {
        let axes: Vec<Vec<(Fact, Vec<i64>)>> = self.days.iter().map(|day| self.axes_on(*day)).collect();
        let sizes: Vec<u64> = axes.iter().map(|axes| size_of(axes)).collect();
        let all = sizes.iter().fold(0u64, |sum, size| sum.saturating_add(*size));
        let prices = u64::try_from(self.prices.len()).unwrap_or(1).max(1);
        let every = all.saturating_mul(prices) <= ORDERS_MAX;
        let mut rng = SplitMix64::new(2_026);
        for ((day, axes), size) in self.days.iter().zip(&axes).zip(&sizes) {
            let Some(dated) = self.base.clone().with_number(Fact::OrderDate, *day, self.places) else {
                continue;
            };
            let drawn = DRAWN / u64::try_from(self.days.len()).unwrap_or(1).max(1);
            for number in 0..if every { *size } else { drawn.min(*size) } {
                let at = if every { number } else { rng.next_u64() % size.max(&1) };
                if let Some(order) = self.order_at(&dated, axes, at)
                    && !visit(order)
                {
                    return every;
                }
            }
        }
        every
    }

    fn axes_on(&self, day: i64) -> Vec<(Fact, Vec<i64>)> {
        let relative = self.relative.iter().map(|(fact, links)| (*fact, self.turning(links, day)));
        self.fixed.iter().cloned().chain(relative).collect()
    }

    fn order_at(&self, dated: &Order, axes: &[(Fact, Vec<i64>)], mut at: u64) -> Option<Order> {
        let mut order = dated.clone();
        for (fact, values) in axes {
            let count = u64::try_from(values.len()).ok()?.max(1);
            let value = values.get(usize::try_from(at % count).ok()?)?;
            order = order.with_number(*fact, *value, self.places)?;
            at /= count;
        }
        Some(order)
    }
}

/// The first day that, moved by a span, is not before another.
fn earliest(span: Span, day: i64) -> i64 {
    let back = Span { months: -span.months, days: -span.days };
    let (mut low, mut high) = (back.after(day) - 70, back.after(day) + 70);
    while low < high {
        let middle = low + (high - low) / 2;
        if span.after(middle) >= day { high = middle } else { low = middle + 1 }
    }
    low
}

/// Whether of any two spans one is the longer whatever the day.
fn ordered(links: &[Link]) -> bool {
    let span = |link: &Link| match link {
        Link::Moved(span) | Link::With(span) => *span,
    };
    let one_kind = links
        .windows(2)
        .all(|two| matches!(two, [Link::Moved(_), Link::Moved(_)] | [Link::With(_), Link::With(_)]));
    one_kind
        && links.iter().map(span).all(|one| {
            links.iter().map(span).all(|two| {
                (one.months <= two.months && one.days <= two.days)
                    || (two.months <= one.months && two.days <= one.days)
            })
        })
}

fn size_of(axes: &[(Fact, Vec<i64>)]) -> u64 {
    axes.iter()
        .fold(1u64, |size, (_, values)| size.saturating_mul(u64::try_from(values.len()).unwrap_or(u64::MAX)))
}

/// The parts of a test that a value meets or not: each place of a list by itself does not matter, only the whole.
fn single(test: &Test) -> Option<&Test> {
    (!matches!(test, Test::Between(..))).then_some(test)
}
