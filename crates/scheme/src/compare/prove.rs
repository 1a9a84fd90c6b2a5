//! Properties of a scheme, proved by deciding every order that its rules can tell apart, or looked for where
//! those are too many.

use jiangnan_kernel::{PlaceTree, Text};

use super::domain::Domain;
use super::explore::{Found, differ, stricter, with_price};
use crate::cap::CapUse;
use crate::clause::{Body, Step, Subsidise};
use crate::fact::Fact;
use crate::order::Order;
use crate::quote::subsidy;
use crate::scheme::Scheme;

/// What can be proved of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// What it pays is never negative and never above the price.
    WithinPrice,
    /// A higher price is never paid less.
    RisesWithPrice,
    /// It pays its own enterprises at least what the scheme that it extends pays them.
    NeverStricter,
    /// It pays what another text pays, on every order.
    SameAs,
}

/// How far a proof goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every order that the rules can tell apart was decided.
    Exhaustion,
    /// Orders at the edges of the rules were decided, and a sample of the others.
    Search,
}

/// A property, and whether it holds.
#[derive(Clone, Debug)]
pub struct Proof {
    /// What was to be proved.
    pub property: Property,
    /// How far it goes.
    pub method: Method,
    /// How many decisions were compared.
    pub decisions: u64,
    /// Why not every order that matters was decided.
    pub gaps: Vec<&'static str>,
    /// An order that shows that it does not hold, with what is paid of it and what of the other.
    pub counterexample: Option<Found>,
}

impl Property {
    /// The name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Property::WithinPrice => "within-price",
            Property::RisesWithPrice => "rises-with-price",
            Property::NeverStricter => "never-stricter",
            Property::SameAs => "same-as",
        }
    }

    /// What it says.
    pub fn label(self) -> Text {
        let (en, zh) = match self {
            Property::WithinPrice => ("never pays more than the price", "补助从不超过价格"),
            Property::RisesWithPrice => ("a higher price is never paid less", "价格越高补助不减"),
            Property::NeverStricter => {
                ("never pays its own less than the scheme that it extends", "对本地企业从不低于所延续的政策")
            }
            Property::SameAs => ("pays the same on every order", "对每个订单补助相同"),
        };
        Text::new(en, zh)
    }
}

impl Proof {
    /// Whether the property holds, as far as the method shows.
    pub fn holds(&self) -> bool {
        self.counterexample.is_none()
    }
}

/// Proves that a scheme never pays more than the price.
pub fn within_price(scheme: &Scheme, places: &PlaceTree) -> Proof {
    prove(Property::WithinPrice, &[scheme], places, |paid, order| {
        let price = order.number(Fact::OrderPriceWithTax);
        paid.iter().any(|&minor| minor < 0 || minor > price).then_some((paid.first().copied()?, price))
    })
}

/// Proves that a scheme pays a higher price no less.
pub fn rises_with_price(scheme: &Scheme, places: &PlaceTree) -> Proof {
    let mut before: Option<(i64, i64)> = None;
    prove(Property::RisesWithPrice, &[scheme], places, |paid, order| {
        let (price, paid) = (order.number(Fact::OrderPriceWithoutTax), paid.first().copied()?);
        let last = before.replace((price, paid)).filter(|(cheaper, _)| *cheaper < price);
        last.filter(|(_, less)| *less > paid).map(|(_, less)| (paid, less))
    })
}

/// Proves that a member is never stricter to its own enterprises than its group. Caps count as unused.
pub fn never_stricter(member: &Scheme, group: &Scheme, places: &PlaceTree) -> Proof {
    let home = |order: &Order| {
        order.place(Fact::EnterpriseRegisteredIn).is_some_and(|seat| places.is_within(seat, member.funder()))
    };
    let mut proof = prove(Property::NeverStricter, &[member, group], places, |paid, order| {
        let [member, group] = paid else { return None };
        (member < group && home(order)).then_some((*member, *group))
    });
    if proof.counterexample.is_some() {
        proof.counterexample = stricter(member, group, places).or(proof.counterexample);
    } else if steps(member) != steps(group) {
        proof.leave("the two texts round to other steps");
    }
    proof
}

/// Proves that two texts pay the same on every order, or finds the smallest on which they do not. Caps count as
/// unused.
pub fn same_as(old: &Scheme, new: &Scheme, places: &PlaceTree) -> Proof {
    let mut proof = prove(Property::SameAs, &[old, new], places, |paid, _| {
        let [old, new] = paid else { return None };
        (old != new).then_some((*old, *new))
    });
    if proof.counterexample.is_some() {
        proof.counterexample = differ(old, new, places).or(proof.counterexample);
    } else if rates(old) != rates(new) || steps(old) != steps(new) {
        proof.leave("the two texts have other rates or round to other steps");
    }
    proof
}

impl Proof {
    fn leave(&mut self, gap: &'static str) {
        self.method = Method::Search;
        self.gaps.push(gap);
    }
}

/// Decides all orders at all prices, rising; what `shows` answers is a counterexample.
fn prove(
    property: Property,
    schemes: &[&Scheme],
    places: &PlaceTree,
    mut shows: impl FnMut(&[i64], &Order) -> Option<(i64, i64)>,
) -> Proof {
    let mut proof =
        Proof { property, method: Method::Search, decisions: 0, gaps: Vec::new(), counterexample: None };
    let Some(domain) = Domain::of(schemes, places) else { return proof };
    let none = CapUse::new();
    let mut paid = vec![0; schemes.len()];
    let every = domain.each(|order| {
        for &price in &domain.prices {
            let priced = with_price(&order, price);
            for (paid, scheme) in paid.iter_mut().zip(schemes) {
                *paid = subsidy(&[scheme], &priced, &none);
            }
            proof.decisions += 1;
            if let Some((one_minor, two_minor)) = shows(&paid, &priced) {
                let changed = Vec::new();
                proof.counterexample = Some(Found { order: priced, changed, one_minor, two_minor });
                return false;
            }
        }
        true
    });
    proof.gaps = domain.gaps.iter().copied().collect();
    if !every {
        proof.gaps.push("there are too many orders to decide each; some were drawn");
    }
    if proof.gaps.is_empty() {
        proof.method = Method::Exhaustion;
    }
    proof
}

fn steps(scheme: &Scheme) -> Vec<Step> {
    let bodies = scheme.clauses().iter().map(|clause| &clause.body);
    bodies.filter_map(|body| if let Body::Round(step) = body { Some(*step) } else { None }).collect()
}

fn rates(scheme: &Scheme) -> Vec<u32> {
    let bodies = scheme.clauses().iter().map(|clause| &clause.body);
    bodies
        .filter_map(
            |body| if let Body::Subsidise(Subsidise { rate, .. }) = body { Some(rate.0) } else { None },
        )
        .collect()
}
