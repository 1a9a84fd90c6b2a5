//! One scheme over all orders.

use std::borrow::Cow;

use jiangnan_kernel::{Rate, Rounding};

use super::column::{Cell, Stretch};
use super::count::{Counted, Counts};
use super::decisions::Decisions;
use super::mask::{Applies, BLOCK, Block, Mask, always, and, lesser, not};
use super::passing::Passing;
use super::shift::Tables;
use super::{Columns, NO_NUMBER};
use crate::cap::CapUse;
use crate::clause::{Base, Body, Clause, Condition, Step};
use crate::fact::Fact;
use crate::quote::share;
use crate::scheme::Scheme;

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
        answer.prepare(self.largest(Fact::OrderPriceWithTax), self.len());
        let mut amounts = vec![0; BLOCK];
        for start in (0..self.len()).step_by(BLOCK) {
            let block = Block { columns: self, tables: &tables, start, len: BLOCK.min(self.len() - start) };
            let amounts = amounts.get_mut(..block.len).unwrap_or_default();
            let mut sweep = Sweep::new(block, scheme, amounts);
            sweep.decide(&mut counts);
            answer.write(start, sweep.amounts, &sweep.pass);
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
    /// Those that passed when the shares were worked out.
    pub(super) passing: Passing,
    /// What each order that passes is paid; of the others it may be anything.
    pub(super) amounts: &'a mut [i64],
}

/// The rate of each order.
struct Rates {
    points: [u16; BLOCK],
    /// The position of the chosen clause in the list of rates; empty where nothing adds to a rate.
    chosen: Vec<u16>,
    /// The one price of which all rates are shares, where it is one.
    base: Option<Base>,
    /// Which rates are shares of the price with tax; empty where all are shares of one price.
    with_tax: Vec<u8>,
}

impl Rates {
    /// No order has a rate yet.
    fn none(scheme: &Scheme) -> Rates {
        let base = scheme.0.one_base();
        let added_to = if scheme.0.plan.top_ups.is_empty() { 0 } else { BLOCK };
        let mixed = if base.is_some() { 0 } else { BLOCK };
        Rates { points: [0; BLOCK], chosen: vec![u16::MAX; added_to], base, with_tax: vec![0; mixed] }
    }
}

impl<'c, 'a> Sweep<'c, 'a> {
    /// Nothing is decided yet.
    pub(super) fn new(block: Block<'c>, scheme: &'c Scheme, amounts: &'a mut [i64]) -> Sweep<'c, 'a> {
        Sweep { block, scheme, pass: [1; BLOCK], passing: Passing::nobody(), amounts }
    }

    fn decide(&mut self, counts: &mut Counts) {
        self.shared_out(self.flat_limit());
        self.cap(counts);
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
        let mut rates = Rates::none(scheme);
        self.rates(&mut rates);
        self.block.and_known(Fact::OrderPriceWithTax, &mut self.pass);
        self.shares(&rates, limit);
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
        if let (false, true, [condition]) = (require, always(clause), conditions) {
            self.block.and_fails(condition, &mut self.pass);
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
        for clause in scheme.0.chosen(&scheme.0.plan.validity) {
            let Body::Validity(span) = clause.body else { continue };
            self.block.and_known(Fact::VoucherGrantedOn, &mut self.pass);
            let Some(table) = self.block.tables.get(Fact::VoucherGrantedOn, span) else { continue };
            let (granted, ordered) =
                (self.block.days(Fact::VoucherGrantedOn), self.block.days(Fact::OrderDate));
            for ((pass, &granted), &ordered) in self.pass.iter_mut().zip(&granted).zip(&ordered) {
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

    /// Finds the rate of each order. (A block of rates is large: it is filled where it stands, not handed about.)
    fn rates(&mut self, rates: &mut Rates) {
        let scheme = self.scheme;
        let (mut open, mut applies): (Mask, _) = ([1; BLOCK], Applies::nobody());
        for (at, clause) in (0u16..).zip(scheme.0.chosen(&scheme.0.plan.rates)) {
            let Body::Subsidise(subsidise) = &clause.body else { continue };
            self.block.apply(clause, &mut applies);
            let rate = points(subsidise.rate);
            for ((points, open), yes) in rates.points.iter_mut().zip(&open).zip(&applies.yes) {
                // At most one clause is open and applies, so no bits of two rates meet.
                *points |= rate & u16::from(open & yes).wrapping_neg();
            }
            for ((chosen, open), yes) in rates.chosen.iter_mut().zip(&open).zip(&applies.yes) {
                *chosen = if open & yes == 1 { at } else { *chosen };
            }
            if subsidise.base == Base::PriceWithTax {
                for ((tax, open), yes) in rates.with_tax.iter_mut().zip(&open).zip(&applies.yes) {
                    *tax |= open & yes;
                }
            }
            self.settle(&mut open, &applies.yes, &applies.no);
        }
        for (pass, open) in self.pass.iter_mut().zip(&open) {
            *pass &= not(*open);
        }
        self.top_up(rates);
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
            let added = points(top_up.rate);
            for (((points, &chosen), pass), (yes, no)) in rows.zip(applies.yes.iter().zip(&applies.no)) {
                let meant = u8::from(chosen == target);
                // A rate and all that adds to it make 100 % at most.
                *points = points.wrapping_add(if meant & yes == 1 { added } else { 0 });
                *pass &= not(meant & not(yes | no));
            }
        }
    }

    /// The price of which a share is paid, where it is not a column as it stands; orders that lack it are refused.
    fn base(&mut self, rates: &Rates) -> Option<Vec<i64>> {
        let lacks = Base::ALL.iter().any(|base| self.block.columns.lacks(base.fact().bit()));
        if rates.base.is_some() && !lacks && !self.limits_base() {
            return None;
        }
        let mut base = self.block.wide(rates.base.unwrap_or(Base::PriceWithoutTax).fact());
        base.resize(self.block.len, NO_NUMBER);
        if rates.base.is_none() {
            let mut other = self.block.wide(Base::PriceWithTax.fact());
            other.resize(self.block.len, NO_NUMBER);
            for ((base, other), with_tax) in base.iter_mut().zip(other).zip(&rates.with_tax) {
                *base = if *with_tax == 1 { other } else { *base };
            }
        }
        for (base, pass) in base.iter_mut().zip(&mut self.pass) {
            *pass &= u8::from(*base != NO_NUMBER);
            *base = (*base).max(0);
        }
        self.limit_base(&mut base);
        Some(base)
    }

    /// The share of each base, rounded, at most the price and the limit, of the orders that pass.
    fn shares(&mut self, rates: &Rates, limit: i64) {
        let columns = self.block.columns;
        let worked_out = self.base(rates);
        let column = rates.base.map(|base| self.block.numbers(base.fact()));
        let base = worked_out.as_deref().map(Stretch::Eight).or(column).unwrap_or(Stretch::One(&[]));
        let steps = self.steps();
        let largest = Base::ALL.iter().map(|base| columns.largest(base.fact())).max().unwrap_or(0);
        let fits = largest.cast_unsigned() <= u64::MAX / u64::from(Rate::FULL.0);
        let within_price = rates.base == Some(Base::PriceWithTax) || !columns.untaxed_above;
        self.passing.take(&self.pass);
        let mut paid = Paid { passing: &self.passing, rates, limit, amounts: self.amounts };
        match steps {
            Steps::One(Step { minor: 1, mode: Rounding::Down }) if fits => {
                paid.shares_down(base);
                if within_price {
                    return;
                }
            }
            Steps::One(step) => paid.shares(base, |base, points, _| share(Rate(points), base, step)),
            Steps::Many(steps) => paid.shares(base, |base, points, row| {
                share(Rate(points), base, steps.get(row).copied().unwrap_or_default())
            }),
        }
        self.at_most_price();
    }

    fn at_most_price(&mut self) {
        let prices = self.block.wide(Fact::OrderPriceWithTax);
        for (amount, price) in self.amounts.iter_mut().zip(prices) {
            *amount = lesser(*amount, price);
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
    rates: &'p Rates,
    limit: i64,
    amounts: &'p mut [i64],
}

impl Paid<'_> {
    /// The share of each order that passes, as a function of the base, the rate and the row has it, at most the limit.
    fn shares(&mut self, base: Stretch<'_>, share: impl Fn(i64, u32, usize) -> i64) {
        match base {
            Stretch::One(base) => self.shares_of(base, share),
            Stretch::Two(base) => self.shares_of(base, share),
            Stretch::Four(base) => self.shares_of(base, share),
            Stretch::Eight(base) => self.shares_of(base, share),
        }
    }

    /// A function of its own, so that all it needs stays in registers.
    #[inline(never)]
    fn shares_of<T: Cell>(&mut self, base: &[T], share: impl Fn(i64, u32, usize) -> i64) {
        for row in self.passing.rows() {
            let (Some(amount), Some(&base)) = (self.amounts.get_mut(row), base.get(row)) else { continue };
            let Some(&points) = self.rates.points.get(row) else { continue };
            *amount = lesser(share(base.into(), u32::from(points), row), self.limit);
        }
    }

    /// Shares of prices that are small enough for 64 bits, rounded down.
    fn shares_down(&mut self, base: Stretch<'_>) {
        self.shares(base, |base, points, _| {
            // Bases are not negative here, and unsigned numbers divide faster.
            (base.cast_unsigned().wrapping_mul(u64::from(points)) / 10_000).cast_signed()
        });
    }
}

/// A rate as a number of 16 bits: no rate is greater than 100 %.
fn points(rate: Rate) -> u16 {
    u16::try_from(rate.0).unwrap_or(u16::MAX)
}

/// The step to which each order's subsidy is rounded.
enum Steps {
    One(Step),
    Many(Box<[Step; BLOCK]>),
}
