//! The decision of one scheme on one order, with or without the reasons: the same code for both.

use std::sync::{Arc, LazyLock};

use jiangnan_kernel::{Rate, Text};

use super::answer::{CapLine, Refusal};
use super::share;
use crate::cap::CapUse;
use crate::clause::{Body, Cap, Clause, Condition, Per, Step, Subsidise};
use crate::condition::{Verdict, all};
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::{CapPlan, Scheme};
use crate::vocabulary::Payee;
use crate::wording::give;

/// What a scheme pays.
pub(super) struct Grant<'s> {
    pub(super) clause: &'s Arc<str>,
    pub(super) rate: Rate,
    pub(super) base_minor: i64,
    pub(super) amount_minor: i64,
    /// The amount before caps.
    pub(super) uncapped_minor: i64,
    pub(super) payee: Payee,
}

/// Listens to a decision.
pub(super) trait Trace {
    /// Whether all reasons are wanted; otherwise the decision ends with the first.
    const ALL: bool;

    fn refuse(&mut self, clause: &Arc<str>, fact: &'static str, found: Option<i64>, remedy: &Arc<Text>);

    fn cap(&mut self, clause: &Arc<str>, room: &Room);
}

/// Keeps all reasons.
pub(super) struct Explain<'q> {
    pub(super) scheme: &'q Scheme,
    pub(super) refusals: &'q mut Vec<Refusal>,
    pub(super) caps: Vec<CapLine>,
}

/// Keeps nothing.
pub(super) struct Quick;

impl Trace for Explain<'_> {
    const ALL: bool = true;

    fn refuse(&mut self, clause: &Arc<str>, fact: &'static str, found: Option<i64>, remedy: &Arc<Text>) {
        self.refusals.push(Refusal {
            scheme: Arc::clone(&self.scheme.0.id),
            clause: Arc::clone(clause),
            fact,
            found,
            remedy: Arc::clone(remedy),
        });
    }

    fn cap(&mut self, clause: &Arc<str>, room: &Room) {
        if self.caps.capacity() == 0 {
            self.caps.reserve_exact(self.scheme.0.plan.caps.len());
        }
        self.caps.push(CapLine {
            clause: Arc::clone(clause),
            limit_minor: room.limit_minor,
            used_minor: room.used_minor,
            bound: false,
            key: room.key.clone(),
        });
    }
}

impl Trace for Quick {
    const ALL: bool = false;

    #[inline]
    fn refuse(&mut self, _: &Arc<str>, _: &'static str, _: Option<i64>, _: &Arc<Text>) {}

    #[inline]
    fn cap(&mut self, _: &Arc<str>, _: &Room) {}
}

/// What a cap leaves for one order.
pub(super) struct Room {
    limit_minor: i64,
    used_minor: i64,
    key: Option<crate::cap::CapKey>,
}

static CURRENCY: LazyLock<(Arc<str>, Arc<Text>)> = LazyLock::new(|| {
    let remedy = Text::new(
        "`order.currency` must be the currency of the scheme",
        "订单币种（`order.currency`）须与该政策的币种一致",
    );
    ("currency".into(), Arc::new(remedy))
});

static EFFECTIVE: LazyLock<Arc<str>> = LazyLock::new(|| "effective".into());

/// Decides whether a scheme pays for an order and how much, at most `left_minor`.
pub(super) fn decide<'s, T: Trace>(
    scheme: &'s Scheme,
    order: &Order,
    used: &CapUse,
    left_minor: i64,
    trace: &mut T,
) -> Option<Grant<'s>> {
    let day = day_in_force(scheme, order, trace)?;
    let mut case = Case { scheme, order, day, passed: true, trace };
    for clause in scheme.0.chosen(&scheme.0.plan.gates) {
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
    case.need(&clause.id, Fact::OrderPriceWithTax);
    case.go_on()?;
    case.need(&clause.id, subsidise.base.fact());
    case.go_on()?;
    let base_minor = order.number(subsidise.base.fact());
    let uncapped_minor = share(subsidise.rate, base_minor, case.step()).min(left_minor);
    let amount_minor = case.capped(uncapped_minor, used)?;
    case.passed.then_some(Grant {
        clause: &clause.id,
        rate: subsidise.rate,
        base_minor,
        amount_minor,
        uncapped_minor,
        payee: payee?,
    })
}

/// The date of the order, where the scheme is in force and pays in its currency.
fn day_in_force<T: Trace>(scheme: &Scheme, order: &Order, trace: &mut T) -> Option<i64> {
    if order.currency() != scheme.0.currency {
        trace.refuse(&CURRENCY.0, "order.currency", None, &CURRENCY.1);
        return None;
    }
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
struct Case<'s, 'o, T> {
    scheme: &'s Scheme,
    order: &'o Order,
    day: i64,
    passed: bool,
    trace: &'o mut T,
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
    fn need(&mut self, clause: &Arc<str>, fact: Fact) {
        if !self.order.has(fact) {
            self.missing(clause, fact);
        }
    }

    /// Whether the clause applies; a missing fact refuses.
    #[inline]
    fn applies(&mut self, clause: &Clause) -> bool {
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
        for condition in conditions {
            match condition.verdict(self.order) {
                Verdict::Holds => {}
                Verdict::Fails => self.fails(&clause.id, condition, &condition.remedy),
                Verdict::Missing(fact) => self.missing(&clause.id, fact),
            }
            if !T::ALL && !self.passed {
                return;
            }
        }
    }

    #[inline]
    fn forbid(&mut self, clause: &Clause, conditions: &[Condition]) {
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
            if let (true, Body::Pay(payee)) = (self.applies(clause), &clause.body) {
                return Some(*payee);
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

    /// The amount that all caps leave; none where one of them leaves nothing or cannot be counted.
    fn capped(&mut self, uncapped_minor: i64, used: &CapUse) -> Option<i64> {
        let scheme = self.scheme;
        let mut amount_minor = uncapped_minor;
        for plan in &scheme.0.plan.caps {
            let Some(clause) = scheme.0.clauses.get(plan.at) else { continue };
            let Body::Cap(cap) = &clause.body else { continue };
            if !self.applies(clause) {
                continue;
            }
            let Some(room) = self.room(clause, plan, cap, used) else { continue };
            let left_minor = room.limit_minor.saturating_sub(room.used_minor).max(0);
            if left_minor == 0 && uncapped_minor > 0 {
                self.passed = false;
                self.trace.refuse(&clause.id, "cap.left", Some(0), &plan.used_up);
            }
            amount_minor = amount_minor.min(left_minor);
            self.trace.cap(&clause.id, &room);
        }
        self.passed.then_some(amount_minor)
    }

    fn room(&mut self, clause: &Clause, plan: &CapPlan, cap: &Cap, used: &CapUse) -> Option<Room> {
        let limit_minor = match cap.per.multiplier() {
            None => cap.amount_minor,
            Some(fact) => {
                self.need(&clause.id, fact);
                multiplied(cap, self.order.get(fact)?)
            }
        };
        let Some(subject) = cap.per.subject() else {
            return Some(Room { limit_minor, used_minor: 0, key: None });
        };
        self.need(&clause.id, subject);
        if !T::ALL && used.is_empty() {
            return self.order.has(subject).then_some(Room { limit_minor, used_minor: 0, key: None });
        }
        let key = self.scheme.key(plan, cap, self.order, self.day)?;
        Some(Room { limit_minor, used_minor: used.used(&key), key: Some(key) })
    }
}

/// The amount times hours (of which parts count) or persons.
fn multiplied(cap: &Cap, number: i64) -> i64 {
    let product = i128::from(cap.amount_minor) * i128::from(number);
    let limit = if cap.per == Per::Hour { product / 3_600 } else { product };
    i64::try_from(limit).unwrap_or(i64::MAX)
}
