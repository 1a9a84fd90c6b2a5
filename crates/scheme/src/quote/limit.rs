//! Caps of one scheme on one order, and what the schemes before it left.

use std::sync::Arc;

use super::decide::Case;
use super::trace::{Room, Trace};
use crate::cap::{CapKey, CapUse, key};
use crate::clause::{Cap, Clause, Limit, Limited, Per, Stack};
use crate::scheme::{CapPlan, Scheme};

/// What the schemes before left of the price, and what they count under shared caps.
pub(super) struct Pot<'p> {
    pub(super) left_minor: i64,
    pub(super) paid: &'p [(Arc<str>, i64)],
    pub(super) counted: &'p [(CapKey, i64)],
}

impl Pot<'_> {
    /// Nobody was paid before.
    pub(super) fn of(price_minor: i64) -> Pot<'static> {
        Pot { left_minor: price_minor, paid: &[], counted: &[] }
    }

    /// What a scheme and those before which it stands have been paid.
    fn paid_before(&self, stack: &Stack) -> i64 {
        let before = self.paid.iter().filter(|(scheme, _)| stack.after.contains(scheme));
        before.map(|(_, amount)| amount).sum()
    }

    fn counted(&self, key: &CapKey) -> i64 {
        self.counted.iter().filter(|(other, _)| other == key).map(|(_, amount)| amount).sum()
    }
}

impl<T: Trace> Case<'_, '_, T> {
    /// The price that counts after the limits of the base.
    pub(super) fn limited_base(&mut self, base_minor: i64) -> i64 {
        let scheme = self.scheme;
        let mut base_minor = base_minor;
        for (clause, _, cap) in caps(scheme, Limited::Base) {
            if !self.applies(clause) {
                continue;
            }
            let Some(limit_minor) = self.limit(clause, cap) else { continue };
            self.trace.base(&clause.id, limit_minor, limit_minor < base_minor);
            base_minor = base_minor.min(limit_minor);
        }
        base_minor
    }

    /// The amount that all caps leave. Where one of them leaves nothing or cannot be counted, the order has not
    /// passed.
    pub(super) fn capped(&mut self, uncapped_minor: i64, used: &CapUse, pot: &Pot<'_>) -> i64 {
        let scheme = self.scheme;
        let mut amount_minor = uncapped_minor;
        for (clause, plan, cap) in caps(scheme, Limited::Subsidy) {
            if !self.applies(clause) {
                continue;
            }
            let Some(room) = self.room(clause, plan, cap, used, pot) else { continue };
            let left_minor = room.left_minor();
            if left_minor == 0 && uncapped_minor > 0 {
                self.passed = false;
                self.trace.refuse(&clause.id, "cap.left", Some(0), &plan.used_up);
            }
            if matches!(cap.limit, Limit::Amount(_)) {
                amount_minor = amount_minor.min(left_minor);
            }
            self.trace.cap(&clause.id, &room);
        }
        self.under_ceiling(amount_minor, pot)
    }

    /// What the ceiling over several schemes leaves.
    fn under_ceiling(&mut self, amount_minor: i64, pot: &Pot<'_>) -> i64 {
        let scheme = self.scheme;
        let Some((at, stack)) = &scheme.0.plan.stack else { return amount_minor };
        let (Some(clause), Some((rate, base))) = (scheme.0.clauses.get(*at), stack.ceiling) else {
            return amount_minor;
        };
        if !clause.effective.contains(self.day) {
            return amount_minor;
        }
        self.need(&clause.id, base.fact());
        let limit_minor = rate.of(self.order.number(base.fact()), jiangnan_kernel::Rounding::Down);
        let room = Room { limit_minor, used_minor: pot.paid_before(stack), key: None };
        self.trace.cap(&clause.id, &room);
        amount_minor.min(room.left_minor())
    }

    fn room(
        &mut self,
        clause: &Clause,
        plan: &CapPlan,
        cap: &Cap,
        used: &CapUse,
        pot: &Pot<'_>,
    ) -> Option<Room> {
        let limit_minor = self.limit(clause, cap)?;
        if !cap.per.outlasts_order() {
            return Some(Room { limit_minor, used_minor: 0, key: None });
        }
        if let Some(subject) = cap.per.subject() {
            self.need(&clause.id, subject);
            if !self.order.has(subject) {
                return None;
            }
        }
        if !T::ALL && used.is_empty() && pot.counted.is_empty() {
            return Some(Room { limit_minor, used_minor: 0, key: None });
        }
        let key = key(plan, cap, self.order, self.day)?;
        let counted = if pot.counted.is_empty() { 0 } else { pot.counted(&key) };
        Some(Room {
            limit_minor,
            used_minor: used.used_over(&key, cap.years).saturating_add(counted),
            key: Some(key),
        })
    }

    /// The limit for this order, by its hours or persons where it counts them.
    fn limit(&mut self, clause: &Clause, cap: &Cap) -> Option<i64> {
        let (Limit::Amount(number) | Limit::Orders(number)) = cap.limit;
        let Some(fact) = cap.per.multiplier() else { return Some(number) };
        self.need(&clause.id, fact);
        Some(multiplied(number, cap.per, self.order.get(fact)?))
    }
}

/// The caps of a scheme that limit the base, or the subsidy.
fn caps(scheme: &Scheme, on: Limited) -> impl Iterator<Item = (&Clause, &CapPlan, &Cap)> {
    scheme.0.plan.caps.iter().filter(move |plan| plan.on == on).filter_map(|plan| {
        let clause = scheme.0.clauses.get(plan.at)?;
        Some((clause, plan, clause.body.cap()?))
    })
}

/// The amount times hours (of which parts count) or persons.
pub(crate) fn multiplied(amount_minor: i64, per: Per, number: i64) -> i64 {
    let product = i128::from(amount_minor) * i128::from(number);
    let limit = if per == Per::Hour { product / 3_600 } else { product };
    i64::try_from(limit).unwrap_or(i64::MAX)
}
