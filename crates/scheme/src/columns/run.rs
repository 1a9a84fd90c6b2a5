//! One scheme over all orders.

use std::borrow::Cow;

use jiangnan_kernel::{Rate, Rounding};

use super::count::{Counted, Counts};
use super::mask::{BLOCK, Block, Mask, always, lesser, not};
use super::passing::Passing;
use super::shift::Tables;
use super::{Columns, NO_NUMBER};
use crate::cap::CapUse;
use crate::clause::{Base, Body, Clause, Condition, Step};
use crate::fact::Fact;
use crate::quote::share;
use crate::scheme::Scheme;

/// What a scheme decides of each order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// What it pays, in minor units of the orders' currency; 0 where it refuses.
    pub amounts: Vec<i64>,
    /// Whether it passes the order (it may then still pay nothing).
    pub passed: Vec<bool>,
}

impl Decisions {
    /// The sum of all that is paid.
    pub fn total_minor(&self) -> i128 {
        self.amounts.iter().map(|&amount| i128::from(amount)).sum()
    }
}

impl Columns {
    /// Decides every order under a scheme, in order, from what caps have counted before; says also what they have
    /// counted after. The answers are those of [`crate::quote()`], order by order, without the reasons.
    pub fn decide<'c>(&'c self, scheme: &Scheme, used: &'c CapUse) -> (Decisions, Counted<'c>) {
        let mut answer = Decisions::default();
        let counted = self.decide_into(&mut answer, scheme, used);
        (answer, counted)
    }

    /// The same, with the answers in the place of those of another run: its memory is not asked for again, which is
    /// a good part of the time of a run.
    pub fn decide_into<'c>(
        &'c self,
        answer: &mut Decisions,
        scheme: &Scheme,
        used: &'c CapUse,
    ) -> Counted<'c> {
        if self.currency() != scheme.currency() {
            return self.decide_converted(answer, scheme, used);
        }
        let counts = self.decide_here(answer, scheme, used);
        Counted { counts, columns: Cow::Borrowed(self), before: used }
    }

    /// Decides orders in the scheme's own currency.
    pub(super) fn decide_here(&self, answer: &mut Decisions, scheme: &Scheme, used: &CapUse) -> Counts {
        let tables = self.tables_for(scheme);
        let mut counts = Counts::new(self, scheme, used);
        answer.amounts.resize(self.len(), 0);
        answer.passed.resize(self.len(), false);
        let blocks = answer.amounts.chunks_mut(BLOCK).zip(answer.passed.chunks_mut(BLOCK));
        for (start, (amounts, passed)) in (0..).step_by(BLOCK).zip(blocks) {
            // What another run left must not stand where this one has nothing to pay.
            amounts.fill(0);
            let block = Block { columns: self, tables: &tables, start, len: amounts.len() };
            let mut sweep = Sweep::new(block, scheme, amounts);
            sweep.decide(&mut counts);
            for (passed, pass) in passed.iter_mut().zip(&sweep.pass) {
                *passed = *pass == 1;
            }
        }
        counts
    }

    /// The moved dates that a scheme's clauses need.
    pub(super) fn tables_for(&self, scheme: &Scheme) -> Tables {
        let mut tables = Tables::default();
        scheme.clauses().iter().for_each(|clause| tables.add_bounds(self, clause));
        for clause in scheme.0.chosen(&scheme.0.plan.validity) {
            if let Body::Validity(span) = clause.body {
                tables.add(self, Fact::VoucherGrantedOn, span);
            }
        }
        tables
    }
}

/// One block under one scheme.
pub(super) struct Sweep<'c, 'a> {
    pub(super) block: Block<'c>,
    pub(super) scheme: &'c Scheme,
    pub(super) pass: Mask,
    /// Those that passed when the shares were worked out: all others are paid nothing.
    pub(super) passing: Passing,
    pub(super) amounts: &'a mut [i64],
}

/// The rate of each order.
struct Rates {
    points: [u32; BLOCK],
    /// The position of the chosen clause in the list of rates.
    chosen: [u16; BLOCK],
    /// The one price of which all rates are shares, where it is one.
    base: Option<Base>,
    with_tax: Mask,
}

impl<'c, 'a> Sweep<'c, 'a> {
    /// Nothing is decided yet; the amounts are 0.
    pub(super) fn new(block: Block<'c>, scheme: &'c Scheme, amounts: &'a mut [i64]) -> Sweep<'c, 'a> {
        Sweep { block, scheme, pass: [1; BLOCK], passing: Passing::nobody(), amounts }
    }

    fn decide(&mut self, counts: &mut Counts) {
        self.shared_out(self.flat_limit());
        if self.cap(counts) == Refused::Cleared {
            return;
        }
        for (amount, pass) in self.amounts.iter_mut().zip(&self.pass) {
            *amount = if *pass == 1 { *amount } else { 0 };
        }
    }

    /// Decides all but the caps of the subsidy: who passes, and the share of each price, at most a limit.
    pub(super) fn shared_out(&mut self, limit: i64) {
        let scheme = self.scheme;
        self.block.and_dated(Fact::OrderDate, scheme.0.effective, &mut self.pass);
        for clause in scheme.0.chosen(&scheme.0.plan.gates) {
            self.gate(clause);
        }
        self.validity();
        self.payee();
        let rates = self.rates();
        self.block.and_known(Fact::OrderPriceWithTax, &mut self.pass);
        let mut base = self.base(&rates);
        self.limit_base(&mut base);
        self.shares(&rates, &base, limit);
    }

    fn gate(&mut self, clause: &Clause) {
        let (require, conditions): (bool, &[Condition]) = match &clause.body {
            Body::Require(conditions) => (true, conditions),
            Body::Forbid(conditions) => (false, conditions),
            _ => return,
        };
        if require && always(clause) {
            for condition in conditions {
                self.block.and_holds(condition, &mut self.pass);
            }
            return;
        }
        let mut met: Mask = [u8::from(require); BLOCK];
        for condition in conditions {
            if require {
                self.block.and_holds(condition, &mut met);
            } else {
                self.block.or_fails(condition, &mut met);
            }
        }
        if !always(clause) {
            let applies = self.block.applies(clause);
            for ((met, yes), no) in met.iter_mut().zip(&applies.yes).zip(&applies.no) {
                *met = no | (yes & *met);
            }
        }
        and(&mut self.pass, &met);
    }

    fn validity(&mut self) {
        let scheme = self.scheme;
        let granted = self.block.part(self.block.columns.days(Fact::VoucherGrantedOn));
        let ordered = self.block.part(self.block.columns.days(Fact::OrderDate));
        for clause in scheme.0.chosen(&scheme.0.plan.validity) {
            let Body::Validity(span) = clause.body else { continue };
            self.block.and_known(Fact::VoucherGrantedOn, &mut self.pass);
            let Some(table) = self.block.tables.get(Fact::VoucherGrantedOn, span) else { continue };
            for ((pass, &granted), &ordered) in self.pass.iter_mut().zip(granted).zip(ordered) {
                let in_force = clause.effective.contains(i64::from(granted));
                *pass &= u8::from(!in_force | (ordered <= table.after(granted)));
            }
        }
    }

    /// One clause about the payee must apply; what cannot be told before it refuses.
    fn payee(&mut self) {
        let scheme = self.scheme;
        let mut open: Mask = [1; BLOCK];
        for clause in scheme.0.chosen(&scheme.0.plan.pay) {
            if always(clause) {
                return;
            }
            let applies = self.block.applies(clause);
            self.settle(&mut open, &applies.yes, &applies.no);
        }
        for (pass, open) in self.pass.iter_mut().zip(&open) {
            *pass &= not(*open);
        }
    }

    /// Closes what is decided by a clause, and refuses what cannot be told.
    fn settle(&mut self, open: &mut Mask, yes: &Mask, no: &Mask) {
        for (((pass, open), yes), no) in self.pass.iter_mut().zip(open.iter_mut()).zip(yes).zip(no) {
            *pass &= not(*open & not(yes | no));
            *open &= not(*yes);
        }
    }

    fn rates(&mut self) -> Rates {
        let scheme = self.scheme;
        let base = scheme.0.one_base();
        let mut rates = Rates { points: [0; BLOCK], chosen: [u16::MAX; BLOCK], base, with_tax: [0; BLOCK] };
        let stands_alone = scheme.0.plan.top_ups.is_empty();
        let mut open: Mask = [1; BLOCK];
        for (at, clause) in (0u16..).zip(scheme.0.chosen(&scheme.0.plan.rates)) {
            let Body::Subsidise(subsidise) = &clause.body else { continue };
            let applies = self.block.applies(clause);
            for ((points, open), yes) in rates.points.iter_mut().zip(&open).zip(&applies.yes) {
                // At most one clause is open and applies, so no bits of two rates meet.
                *points |= subsidise.rate.0 & u32::from(open & yes).wrapping_neg();
            }
            if !stands_alone {
                for ((chosen, open), yes) in rates.chosen.iter_mut().zip(&open).zip(&applies.yes) {
                    *chosen = if open & yes == 1 { at } else { *chosen };
                }
            }
            if base.is_none() && subsidise.base == Base::PriceWithTax {
                for ((tax, open), yes) in rates.with_tax.iter_mut().zip(&open).zip(&applies.yes) {
                    *tax |= open & yes;
                }
            }
            self.settle(&mut open, &applies.yes, &applies.no);
        }
        for (pass, open) in self.pass.iter_mut().zip(&open) {
            *pass &= not(*open);
        }
        self.top_up(&mut rates);
        rates
    }

    fn top_up(&mut self, rates: &mut Rates) {
        let scheme = self.scheme;
        for clause in scheme.0.chosen(&scheme.0.plan.top_ups) {
            let Body::Subsidise(top_up) = &clause.body else { continue };
            let target = scheme
                .0
                .chosen(&scheme.0.plan.rates)
                .position(|rate| Some(&rate.id) == top_up.adds_to.as_ref());
            let Some(target) = target.and_then(|at| u16::try_from(at).ok()) else { continue };
            let applies = self.block.applies(clause);
            let rows = rates.points.iter_mut().zip(&rates.chosen).zip(&mut self.pass);
            for (((points, &chosen), pass), (yes, no)) in rows.zip(applies.yes.iter().zip(&applies.no)) {
                let meant = u8::from(chosen == target);
                *points += if meant & yes == 1 { top_up.rate.0 } else { 0 };
                *pass &= not(meant & not(yes | no));
            }
        }
    }

    /// The price of which a share is paid: the column itself, where every order has it.
    fn base(&mut self, rates: &Rates) -> Cow<'c, [i64]> {
        let columns = self.block.columns;
        let with = self.block.part(columns.numbers(Fact::OrderPriceWithTax));
        let without = self.block.part(columns.numbers(Fact::OrderPriceWithoutTax));
        if let Some(base) = rates.base.filter(|base| !columns.lacks(base.fact().bit())) {
            return Cow::Borrowed(if base == Base::PriceWithTax { with } else { without });
        }
        let mut base = vec![NO_NUMBER; self.block.len];
        let (one, other) = match rates.base {
            Some(Base::PriceWithTax) => (with, None),
            Some(Base::PriceWithoutTax) => (without, None),
            None => (without, Some(with)),
        };
        for (base, value) in base.iter_mut().zip(one) {
            *base = *value;
        }
        if let Some(other) = other {
            let other = other.iter().copied().chain(std::iter::repeat(NO_NUMBER));
            for ((base, value), tax) in base.iter_mut().zip(other).zip(&rates.with_tax) {
                *base = if *tax == 1 { value } else { *base };
            }
        }
        for (base, pass) in base.iter_mut().zip(&mut self.pass) {
            *pass &= u8::from(*base != NO_NUMBER);
            *base = (*base).max(0);
        }
        Cow::Owned(base)
    }

    /// The share of each base, rounded, at most the price and the limit, of the orders that pass.
    fn shares(&mut self, rates: &Rates, base: &[i64], limit: i64) {
        let columns = self.block.columns;
        let prices = self.block.part(columns.numbers(Fact::OrderPriceWithTax));
        let steps = self.steps();
        let largest = Base::ALL.iter().map(|base| columns.largest(base.fact())).max().unwrap_or(0);
        let fits = largest.cast_unsigned() <= u64::MAX / u64::from(Rate::FULL.0);
        self.passing = Passing::of(&self.pass);
        let mut paid = Paid { passing: &self.passing, base, rates, prices, limit, amounts: self.amounts };
        match steps {
            Steps::One(Step { minor: 1, mode: Rounding::Down }) if fits => paid.shares_down(),
            Steps::One(step) => paid.shares(|base, points, _| share(Rate(points), base, step)),
            Steps::Many(steps) => paid.shares(|base, points, row| {
                share(Rate(points), base, steps.get(row).copied().unwrap_or_default())
            }),
        }
    }

    fn steps(&mut self) -> Steps {
        let scheme = self.scheme;
        let clauses: Vec<&Clause> = scheme.0.chosen(&scheme.0.plan.round).collect();
        let [first, ..] = clauses.as_slice() else { return Steps::One(Step::default()) };
        if let (true, Body::Round(step)) = (always(first), &first.body) {
            return Steps::One(*step);
        }
        let mut steps = Box::new([Step::default(); BLOCK]);
        let mut open: Mask = [1; BLOCK];
        for clause in clauses {
            let Body::Round(step) = &clause.body else { continue };
            let applies = self.block.applies(clause);
            for ((place, open), yes) in steps.iter_mut().zip(&open).zip(&applies.yes) {
                if open & yes == 1 {
                    *place = *step;
                }
            }
            self.settle(&mut open, &applies.yes, &applies.no);
        }
        Steps::Many(steps)
    }
}

/// What shares are worked out from, and where they go.
struct Paid<'p> {
    passing: &'p Passing,
    base: &'p [i64],
    rates: &'p Rates,
    prices: &'p [i64],
    limit: i64,
    amounts: &'p mut [i64],
}

impl Paid<'_> {
    /// The share of each order that passes, as a function of the base, the rate and the row has it, at most the price
    /// and the limit.
    #[inline(always)]
    fn shares(&mut self, share: impl Fn(i64, u32, usize) -> i64) {
        for row in self.passing.rows() {
            let (Some(amount), Some(&base)) = (self.amounts.get_mut(row), self.base.get(row)) else {
                continue;
            };
            let (Some(&points), Some(&price)) = (self.rates.points.get(row), self.prices.get(row)) else {
                continue;
            };
            *amount = lesser(lesser(share(base, points, row), price), self.limit);
        }
    }

    /// Shares of prices that are small enough for 64 bits, rounded down. A function of its own, so that all it needs
    /// stays in registers.
    #[inline(never)]
    fn shares_down(&mut self) {
        self.shares(|base, points, _| {
            // Bases are not negative here, and unsigned numbers divide faster.
            (base.cast_unsigned().wrapping_mul(u64::from(points)) / 10_000).cast_signed()
        });
    }
}

/// What became of the amounts of refused orders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// They are 0.
    Cleared,
    /// They may be anything.
    Left,
}

/// The step to which each order's subsidy is rounded.
enum Steps {
    One(Step),
    Many(Box<[Step; BLOCK]>),
}

pub(super) fn and(mask: &mut Mask, other: &Mask) {
    for (mark, other) in mask.iter_mut().zip(other) {
        *mark &= other;
    }
}
