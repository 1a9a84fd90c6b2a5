//! The decision of one scheme on one order, with or without the reasons: the same code for both.

use std::sync::{Arc, LazyLock};

use jiangnan_kernel::{Currency, Rate, Text};

use super::limit::Pot;
use super::share;
use super::trace::Trace;
use crate::cap::CapUse;
use crate::clause::{Body, Clause, Condition, Convert, Step, Subsidise};
use crate::condition::{Verdict, all};
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::Scheme;
use crate::vocabulary::Payee;
use crate::wording::give;

/// What a scheme pays.
pub(super) struct Grant<'s> {
    pub(super) clause: &'s Arc<str>,
    pub(super) rate: Rate,
    /// The fact that says what the rate is of, and how much of it counts.
    pub(super) base: Fact,
    pub(super) base_minor: i64,
    pub(super) amount_minor: i64,
    /// The amount before caps.
    pub(super) uncapped_minor: i64,
    pub(super) payee: Payee,
    /// The rate of exchange and the amount in the scheme's currency, where the order has another.
    pub(super) convert: Option<(Convert, i64)>,
}

static CURRENCY: LazyLock<(Arc<str>, Arc<Text>)> = LazyLock::new(|| {
    let remedy = Text::new(
        "`order.currency` must be the currency of the scheme or one that it converts",
        "订单币种（`order.currency`）须为该政策的币种或其规定可折算的币种",
    );
    ("currency".into(), Arc::new(remedy))
});

static EFFECTIVE: LazyLock<Arc<str>> = LazyLock::new(|| "effective".into());

/// Decides whether a scheme pays for an order and how much, at most what the pot has left.
pub(super) fn decide<'s, T: Trace>(
    scheme: &'s Scheme,
    order: &Order,
    used: &CapUse,
    pot: &Pot<'_>,
    trace: &mut T,
) -> Option<Grant<'s>> {
    let day = day_in_force(scheme, order, trace)?;
    if order.currency() == scheme.0.currency {
        decide_here(scheme, order, day, used, pot, trace)
    } else {
        decide_converted(scheme, order, day, used, pot, trace)
    }
}

/// Decides in the scheme's currency and converts the amounts back.
fn decide_converted<'s, T: Trace>(
    scheme: &'s Scheme,
    order: &Order,
    day: i64,
    used: &CapUse,
    pot: &Pot<'_>,
    trace: &mut T,
) -> Option<Grant<'s>> {
    let Some(convert) = exchange(scheme, order.currency(), day) else {
        trace.refuse(&CURRENCY.0, "order.currency", None, &CURRENCY.1);
        return None;
    };
    let currency = scheme.0.currency;
    let there = |minor| convert.into_scheme(minor, currency);
    let back = |minor| convert.out_of_scheme(minor, currency);
    let converted = order.converted(currency, there);
    let paid: Vec<(Arc<str>, i64)> =
        pot.paid.iter().map(|(scheme, minor)| (Arc::clone(scheme), there(*minor))).collect();
    let pot_there = Pot { left_minor: there(pot.left_minor), paid: &paid, counted: pot.counted };
    let grant = decide_here(scheme, &converted, day, used, &pot_there, trace)?;
    // Converted there and back, an amount that counts whole would lose its parts of a minor unit.
    let whole_minor = order.number(grant.base);
    let is_whole = grant.base_minor == there(whole_minor);
    Some(Grant {
        base_minor: if is_whole { whole_minor } else { back(grant.base_minor) },
        amount_minor: back(grant.amount_minor).min(pot.left_minor),
        uncapped_minor: back(grant.uncapped_minor),
        convert: Some((convert, grant.amount_minor)),
        ..grant
    })
}

/// The rate of exchange in force for orders in a foreign currency.
fn exchange(scheme: &Scheme, from: Currency, day: i64) -> Option<Convert> {
    let in_force = scheme.0.chosen(&scheme.0.plan.convert).filter(|clause| clause.effective.contains(day));
    in_force
        .filter_map(|clause| if let Body::Convert(convert) = clause.body { Some(convert) } else { None })
        .find(|convert| convert.from == from)
}

/// The decision in the scheme's own currency.
fn decide_here<'s, T: Trace>(
    scheme: &'s Scheme,
    order: &Order,
    day: i64,
    used: &CapUse,
    pot: &Pot<'_>,
    trace: &mut T,
) -> Option<Grant<'s>> {
    let mut case = Case { scheme, order, day, passed: true, trace };
    let plan = &scheme.0.plan;
    if !T::ALL && !plan.screen.passes(order) {
        return None;
    }
    for clause in scheme.0.chosen(if T::ALL { &plan.gates } else { &plan.screen.others }) {
        case.gate(clause);
        case.go_on()?;
    }
    case.validity();
    case.go_on()?;
    let chosen = case.rate();
    case.go_on()?;
    let payee = case.payee();
    case.go_on()?;
    let (clause, subsidise) = chosen?;
    let rate = case.topped_up(clause, subsidise.rate);
    case.need(&clause.id, Fact::OrderPriceWithTax);
    case.go_on()?;
    case.need(&clause.id, subsidise.base.fact());
    case.go_on()?;
    let base = subsidise.base.fact();
    let base_minor = case.limited_base(order.number(base));
    let uncapped_minor = share(rate, base_minor, case.step()).min(pot.left_minor);
    let amount_minor = case.capped(uncapped_minor, used, pot);
    case.passed.then_some(Grant {
        clause: &clause.id,
        rate,
        base,
        base_minor,
        amount_minor,
        uncapped_minor,
        payee: payee?,
        convert: None,
    })
}

/// The date of the order, where the scheme is in force.
fn day_in_force<T: Trace>(scheme: &Scheme, order: &Order, trace: &mut T) -> Option<i64> {
    let Some(day) = order.get(Fact::OrderDate) else {
        trace.refuse(&EFFECTIVE, Fact::OrderDate.name(), None, &give(Fact::OrderDate));
        return None;
    };
    if !scheme.0.effective.contains(day) {
        trace.refuse(&EFFECTIVE, Fact::OrderDate.name(), Some(day), &scheme.0.plan.dates);
        return None;
    }
    Some(day)
}

/// One order under one scheme.
pub(super) struct Case<'s, 'o, T> {
    pub(super) scheme: &'s Scheme,
    pub(super) order: &'o Order,
    pub(super) day: i64,
    pub(super) passed: bool,
    pub(super) trace: &'o mut T,
}

impl<'s, T: Trace> Case<'s, '_, T> {
    /// Ends the decision after the first refusal where only the answer is wanted.
    #[inline]
    fn go_on(&self) -> Option<()> {
        (T::ALL || self.passed).then_some(())
    }

    fn missing(&mut self, clause: &Arc<str>, fact: Fact) {
        self.passed = false;
        if T::ALL {
            self.trace.refuse(clause, fact.name(), None, &give(fact));
        }
    }

    fn fails(&mut self, clause: &Arc<str>, condition: &Condition, remedy: &Arc<Text>) {
        self.passed = false;
        let fact = condition.fact;
        self.trace.refuse(clause, fact.name(), Some(self.order.number(fact)), remedy);
    }

    #[inline]
    pub(super) fn need(&mut self, clause: &Arc<str>, fact: Fact) {
        if !self.order.has(fact) {
            self.missing(clause, fact);
        }
    }

    /// Whether the clause applies; a missing fact refuses.
    #[inline]
    pub(super) fn applies(&mut self, clause: &Clause) -> bool {
        match clause.applies(self.day, self.order) {
            Verdict::Holds => true,
            Verdict::Fails => false,
            Verdict::Missing(fact) => {
                self.missing(&clause.id, fact);
                false
            }
        }
    }

    #[inline]
    fn gate(&mut self, clause: &Clause) {
        if !self.applies(clause) {
            return;
        }
        match &clause.body {
            Body::Require(conditions) => self.require(clause, conditions),
            Body::Forbid(conditions) => self.forbid(clause, conditions),
            _ => {}
        }
    }

    #[inline]
    fn require(&mut self, clause: &Clause, conditions: &[Condition]) {
        if !T::ALL {
            self.passed &= conditions.iter().all(|condition| condition.is_met(self.order));
            return;
        }
        for condition in conditions {
            match condition.verdict(self.order) {
                Verdict::Holds => {}
                Verdict::Fails => self.fails(&clause.id, condition, &condition.remedy),
                Verdict::Missing(fact) => self.missing(&clause.id, fact),
            }
        }
    }

    #[inline]
    fn forbid(&mut self, clause: &Clause, conditions: &[Condition]) {
        if !T::ALL {
            self.passed &= conditions.iter().any(|condition| condition.is_failed(self.order));
            return;
        }
        match all(conditions, self.order) {
            Verdict::Fails => {}
            Verdict::Missing(fact) => self.missing(&clause.id, fact),
            Verdict::Holds => {
                if let Some(first) = conditions.first() {
                    self.fails(&clause.id, first, &first.escape);
                }
            }
        }
    }

    /// A voucher lasts as long as the clause in force on the day of its grant says.
    fn validity(&mut self) {
        let scheme = self.scheme;
        for clause in scheme.0.chosen(&scheme.0.plan.validity) {
            let Body::Validity(span) = clause.body else { continue };
            let Some(granted_on) = self.order.get(Fact::VoucherGrantedOn) else {
                self.missing(&clause.id, Fact::VoucherGrantedOn);
                return;
            };
            if clause.effective.contains(granted_on) && self.day > span.after(granted_on) {
                self.passed = false;
                if T::ALL {
                    let remedy = Arc::new(crate::wording::valid_until(span.after(granted_on)));
                    self.trace.refuse(&clause.id, Fact::OrderDate.name(), Some(self.day), &remedy);
                }
            }
        }
    }

    /// The first rate whose conditions hold. Where none holds, every condition that fails is a reason.
    #[inline]
    fn rate(&mut self) -> Option<(&'s Clause, &'s Subsidise)> {
        let scheme = self.scheme;
        for clause in scheme.0.chosen(&scheme.0.plan.rates) {
            match clause.applies(self.day, self.order) {
                Verdict::Holds => match &clause.body {
                    Body::Subsidise(subsidise) => return Some((clause, subsidise)),
                    _ => continue,
                },
                Verdict::Fails => {}
                Verdict::Missing(fact) => {
                    self.missing(&clause.id, fact);
                    return None;
                }
            }
        }
        self.no_rate();
        None
    }

    /// The rate with all that is added to it.
    #[inline]
    fn topped_up(&mut self, chosen: &Clause, rate: Rate) -> Rate {
        let scheme = self.scheme;
        let mut points = rate.0;
        for clause in scheme.0.chosen(&scheme.0.plan.top_ups) {
            let Body::Subsidise(top_up) = &clause.body else { continue };
            if top_up.adds_to.as_ref() == Some(&chosen.id) && self.applies(clause) {
                points = points.saturating_add(top_up.rate.0);
                self.trace.top_up(&clause.id);
            }
        }
        Rate(points)
    }

    fn no_rate(&mut self) {
        self.passed = false;
        if !T::ALL {
            return;
        }
        let scheme = self.scheme;
        for clause in scheme.0.chosen(&scheme.0.plan.rates) {
            if !clause.effective.contains(self.day) {
                let remedy = Arc::new(crate::wording::dates(clause.effective));
                self.trace.refuse(&clause.id, Fact::OrderDate.name(), Some(self.day), &remedy);
            }
            for condition in &clause.when {
                if condition.verdict(self.order) == Verdict::Fails {
                    self.fails(&clause.id, condition, &condition.remedy);
                }
            }
        }
    }

    fn payee(&mut self) -> Option<Payee> {
        let scheme = self.scheme;
        let mut last = None;
        for clause in scheme.0.chosen(&scheme.0.plan.pay) {
            last = Some(clause);
            if let (true, Body::Pay(pay)) = (self.applies(clause), &clause.body) {
                return Some(pay.to);
            }
        }
        if let (true, Some(clause)) = (self.passed, last) {
            let condition = clause.when.iter().find(|one| one.verdict(self.order) == Verdict::Fails);
            match condition {
                Some(condition) => self.fails(&clause.id, condition, &condition.remedy),
                None => self.missing(&clause.id, Fact::OrderDate),
            }
        }
        None
    }

    fn step(&mut self) -> Step {
        let scheme = self.scheme;
        for clause in scheme.0.chosen(&scheme.0.plan.round) {
            if let (true, Body::Round(step)) = (self.applies(clause), &clause.body) {
                return *step;
            }
        }
        Step::default()
    }
}
