//! Who pays what of an order, and why.

mod answer;
mod decide;

pub use answer::{CapLine, Quote, Refusal, SubsidyLine};

use jiangnan_kernel::Rate;

use crate::cap::CapUse;
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::Scheme;
use decide::{Explain, Quick, decide};

/// Quotes an order under schemes, which pay in the order given, with all refusals and every cap.
///
/// Together they never pay more than the price: what a scheme would pay beyond it is cut.
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
    for &scheme in schemes {
        let mut trace = Explain { scheme, refusals: &mut answer.refusals, caps: Vec::new() };
        let Some(grant) = decide(scheme, order, used, answer.own_part_minor, &mut trace) else { continue };
        let caps = trace.caps;
        answer.own_part_minor -= grant.amount_minor;
        answer.subsidies.push(SubsidyLine::new(scheme, &grant, caps));
    }
    let payers = answer.subsidies.first().map(|line| line.payee);
    answer.payee = payers.or_else(|| schemes.first().map(|scheme| scheme.payee()));
    answer
}

/// What the schemes pay together, in minor units: the sum of the subsidies of [`quote`], without the reasons.
pub fn subsidy(schemes: &[&Scheme], order: &Order, used: &CapUse) -> i64 {
    let price_minor = order.number(Fact::OrderPriceWithTax);
    let own_part = schemes.iter().fold(price_minor, |left, scheme| {
        left - decide(scheme, order, used, left, &mut Quick).map_or(0, |grant| grant.amount_minor)
    });
    price_minor - own_part
}

/// A rate of a base, rounded to a step, in integers throughout.
#[inline]
fn share(rate: Rate, base_minor: i64, step: crate::clause::Step) -> i64 {
    if step.minor == 1 {
        return rate.of(base_minor, step.mode);
    }
    let product = i128::from(base_minor) * i128::from(rate.0);
    let steps = step.mode.divide(product, 10_000 * i128::from(step.minor));
    i64::try_from(steps * i128::from(step.minor)).unwrap_or(i64::MAX)
}
