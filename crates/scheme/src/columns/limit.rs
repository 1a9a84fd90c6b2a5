//! Caps over a block: those of one order for all orders at once, the others in the order of the rows.

use super::NO_NUMBER;
use super::count::Counts;
use super::mask::{Applies, BLOCK, Mask, always, not};
use super::run::Sweep;
use crate::clause::{Cap, Clause, Limit, Limited, Per};
use crate::fact::Fact;
use crate::quote::multiplied;
use crate::scheme::Scheme;

/// What a cap allows each order.
pub(super) enum Limits {
    /// The same number for all.
    Same(i64),
    /// One for each order, where its mark is set; where it is not, the cap does not apply.
    Each(Box<([i64; BLOCK], Mask)>),
}

impl Sweep<'_, '_> {
    /// Whether some cap limits the base.
    pub(super) fn limits_base(&self) -> bool {
        self.scheme.0.plan.caps.iter().any(|plan| plan.on == Limited::Base)
    }

    pub(super) fn limit_base(&mut self, base: &mut [i64]) {
        let scheme = self.scheme;
        for plan in &scheme.0.plan.caps {
            let Some(clause) = scheme.0.clauses.get(plan.at) else { continue };
            let Some(cap) = clause.body.cap().filter(|cap| cap.on == Limited::Base) else { continue };
            match self.limits(clause, cap) {
                Limits::Same(limit) => base.iter_mut().for_each(|base| *base = (*base).min(limit)),
                Limits::Each(each) => {
                    for ((base, limit), yes) in base.iter_mut().zip(&each.0).zip(&each.1) {
                        *base = if *yes == 1 { (*base).min(*limit) } else { *base };
                    }
                }
            }
        }
    }

    /// The lowest amount that is the limit of every order, whatever its facts. (A limit of nothing refuses instead.)
    pub(super) fn flat_limit(&self) -> i64 {
        caps(self.scheme).filter_map(|(_, clause, cap)| flat(clause, cap)).min().unwrap_or(i64::MAX)
    }

    /// Cuts the amounts to what the caps leave, and counts what is paid.
    pub(super) fn cap(&mut self, counts: &mut Counts) {
        let scheme = self.scheme;
        let mut lasting = Vec::new();
        for (at, clause, cap) in caps(scheme).filter(|(_, clause, cap)| flat(clause, cap).is_none()) {
            let limits = self.limits(clause, cap);
            if cap.per.outlasts_order() {
                lasting.push((at, limits));
            } else {
                self.cut(&limits);
            }
        }
        // Whoever was to be paid something before the ceiling is refused by a cap that is used up.
        let mut wanted: Mask = [0; BLOCK];
        if scheme.0.plan.stack.as_ref().is_some_and(|(_, stack)| stack.ceiling.is_some()) {
            for (wanted, amount) in wanted.iter_mut().zip(self.amounts.iter()) {
                *wanted = u8::from(*amount > 0);
            }
            self.ceiling();
        }
        counts.count(self, &lasting, &wanted);
    }

    /// Cuts each amount to what a cap of one order allows; nothing allowed is a refusal.
    fn cut(&mut self, limits: &Limits) {
        let rows = self.amounts.iter_mut().zip(&mut self.pass);
        match limits {
            Limits::Same(limit @ 1..) => rows.for_each(|(amount, _)| *amount = (*amount).min(*limit)),
            Limits::Same(_) => rows.for_each(|(amount, pass)| {
                *pass &= u8::from(*amount <= 0);
                *amount = 0;
            }),
            Limits::Each(each) => {
                for ((amount, pass), (limit, yes)) in rows.zip(each.0.iter().zip(&each.1)) {
                    *pass &= not(yes & u8::from((*limit == 0) & (*amount > 0)));
                    *amount = if *yes == 1 { (*amount).min(*limit) } else { *amount };
                }
            }
        }
    }

    /// The ceiling over several schemes, of which this one is alone here.
    fn ceiling(&mut self) {
        let Some((at, stack)) = &self.scheme.0.plan.stack else { return };
        let (Some(clause), Some((rate, base))) = (self.scheme.0.clauses.get(*at), stack.ceiling) else {
            return;
        };
        let Applies { yes, .. } = self.block.applies(clause);
        let values = self.block.wide(base.fact());
        if values.is_empty() {
            self.pass.iter_mut().zip(&yes).for_each(|(pass, yes)| *pass &= not(*yes));
        }
        let rows = self.amounts.iter_mut().zip(&mut self.pass).zip(values);
        for (((amount, pass), value), &yes) in rows.zip(&yes) {
            if yes == 1 {
                *pass &= u8::from(value != NO_NUMBER);
                *amount = (*amount).min(rate.of(value.max(0), jiangnan_kernel::Rounding::Down));
            }
        }
    }

    /// What a cap allows each order; refuses those of which it cannot be told.
    pub(super) fn limits(&mut self, clause: &Clause, cap: &Cap) -> Limits {
        let (Limit::Amount(number) | Limit::Orders(number)) = cap.limit;
        let multiplier = cap.per.multiplier();
        if multiplier.is_none() && always(clause) {
            return Limits::Same(number);
        }
        let Applies { yes, no } = self.block.applies(clause);
        for ((pass, yes), no) in self.pass.iter_mut().zip(&yes).zip(&no) {
            *pass &= yes | no;
        }
        let mut limits = [number; BLOCK];
        if let Some(fact) = multiplier {
            self.multiply(&mut limits, &yes, cap.per, fact);
        }
        Limits::Each(Box::new((limits, yes)))
    }

    /// Multiplies the limits by the hours or persons of each order.
    fn multiply(&mut self, limits: &mut [i64; BLOCK], yes: &Mask, per: Per, fact: Fact) {
        let mut known: Mask = [1; BLOCK];
        self.block.and_known(fact, &mut known);
        for ((pass, known), yes) in self.pass.iter_mut().zip(&known).zip(yes) {
            *pass &= known | not(*yes);
        }
        let values = self.block.wide(fact);
        for (limit, value) in limits.iter_mut().zip(values) {
            *limit = multiplied(*limit, per, value.max(0));
        }
    }
}

/// The caps of a scheme's subsidy, with their positions in its plan.
fn caps(scheme: &Scheme) -> impl Iterator<Item = (usize, &Clause, &Cap)> {
    scheme.0.plan.caps.iter().enumerate().filter_map(|(at, plan)| {
        let clause = scheme.0.clauses.get(plan.at)?;
        let cap = clause.body.cap().filter(|cap| cap.on == Limited::Subsidy)?;
        Some((at, clause, cap))
    })
}

/// The amount to which a cap limits every order alike; none where it depends on facts, or on what came before.
fn flat(clause: &Clause, cap: &Cap) -> Option<i64> {
    match cap.limit {
        Limit::Amount(limit @ 1..) if cap.per == Per::Order && always(clause) => Some(limit),
        _ => None,
    }
}
