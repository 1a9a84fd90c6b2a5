//! Who pays what of an order, and why.

mod answer;
mod decide;
mod limit;
mod trace;

pub use answer::{CapLine, Quote, Refusal, SubsidyLine};

pub(crate) use limit::multiplied;

use std::sync::Arc;

use jiangnan_kernel::Rate;

use crate::cap::CapUse;
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::Scheme;
use decide::decide;
use limit::Pot;
use trace::{Explain, Quick};

/// Quotes an order under schemes, with all refusals and every cap.
///
/// Schemes pay in the order given, but after those after which they say they stand. Together they never pay more
/// than the price: what a scheme would pay beyond it is cut.
pub fn quote(schemes: &[&Scheme], order: &Order, used: &CapUse) -> Quote {
    let price_minor = order.number(Fact::OrderPriceWithTax);
    let mut answer = Quote {
        currency: order.currency(),
        price_minor,
        own_part_minor: price_minor,
        subsidies: Vec::new(),
        refusals: Vec::new(),
        payee: None,
        schemes: schemes.iter().map(|&scheme| scheme.clone()).collect(),
    };
    let (mut left_minor, mut paid, mut counted) = (price_minor, Vec::new(), Vec::new());
    in_pay_order(schemes, |_, scheme| {
        let mut trace = Explain::new(scheme, &mut answer.refusals);
        let pot = Pot { left_minor, paid: &paid, counted: &counted };
        let Some(grant) = decide(scheme, order, used, &pot, &mut trace) else { return };
        let (caps, bases, top_ups) = (trace.caps, trace.bases, trace.top_ups);
        let line = SubsidyLine::new(scheme, &grant, caps, bases, top_ups);
        left_minor -= grant.amount_minor;
        if schemes.len() > 1 {
            paid.push((Arc::clone(&line.scheme), grant.amount_minor));
            counted.extend(line.increments().map(|(key, number)| (key.clone(), number)));
        }
        answer.subsidies.push(line);
    });
    answer.own_part_minor = left_minor;
    let payee = answer.subsidies.first().map(|line| line.payee);
    answer.payee = payee.or_else(|| schemes.first().map(|scheme| scheme.payee()));
    answer
}

/// What the schemes pay together, in minor units: the sum of the subsidies of [`quote`], without the reasons.
pub fn subsidy(schemes: &[&Scheme], order: &Order, used: &CapUse) -> i64 {
    let price_minor = order.number(Fact::OrderPriceWithTax);
    if let [scheme] = schemes {
        let grant = decide(scheme, order, used, &Pot::of(price_minor), &mut Quick);
        return grant.map_or(0, |grant| grant.amount_minor);
    }
    quote(schemes, order, used).subsidy_minor()
}

/// Visits the schemes, each with its position, so that each follows those after which it stands. A circle is
/// broken where it began.
pub(crate) fn in_pay_order<'s>(schemes: &[&'s Scheme], mut visit: impl FnMut(usize, &'s Scheme)) {
    let waits =
        |scheme: &Scheme| scheme.0.plan.stack.as_ref().is_some_and(|(_, stack)| !stack.after.is_empty());
    if !schemes.iter().any(|scheme| waits(scheme)) {
        schemes.iter().enumerate().for_each(|(at, scheme)| visit(at, scheme));
        return;
    }
    let mut left: Vec<(usize, &Scheme)> = schemes.iter().copied().enumerate().collect();
    while !left.is_empty() {
        let free = left.iter().position(|(_, scheme)| match &scheme.0.plan.stack {
            Some((_, stack)) => {
                !left.iter().any(|(_, other)| other.id() != scheme.id() && stack.after.contains(&other.0.id))
            }
            None => true,
        });
        let (at, scheme) = left.remove(free.unwrap_or(0));
        visit(at, scheme);
    }
}

/// A rate of a base, rounded to a step, in integers throughout.
#[inline]
pub(crate) fn share(rate: Rate, base_minor: i64, step: crate::clause::Step) -> i64 {
    if step.minor == 1 {
        return rate.of(base_minor, step.mode);
    }
    let product = i128::from(base_minor) * i128::from(rate.0);
    let steps = step.mode.divide(product, 10_000 * i128::from(step.minor));
    i64::try_from(steps * i128::from(step.minor)).unwrap_or(i64::MAX)
}
