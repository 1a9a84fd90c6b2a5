//! Several schemes for the same orders: row by row they pay in their turn, out of one price, under shared caps and
//! joint ceilings.

use std::borrow::Cow;

use jiangnan_kernel::Rounding;

use super::column::Stretch;
use super::count::{Count, Years, use_of};
use super::decisions::Decisions;
use super::limit::Limits;
use super::mask::{BLOCK, Block, Mask};
use super::run::Sweep;
use super::shift::Tables;
use super::{Columns, NO_SUBJECT};
use crate::cap::{CapKey, CapUse};
use crate::clause::{Convert, Limit, Limited};
use crate::fact::Fact;
use crate::quote::in_pay_order;
use crate::scheme::Scheme;

/// What several schemes decide of each order, and what their caps have counted after.
pub struct Stacked {
    /// The decisions of each scheme, in the order in which the schemes were given.
    pub by_scheme: Vec<Decisions>,
    /// The counts by key, those from before included.
    pub used: CapUse,
}

impl Stacked {
    /// What all schemes together pay of each order, in minor units.
    pub fn amounts(&self) -> Vec<i64> {
        let len = self.by_scheme.first().map_or(0, Decisions::len);
        let mut sums = vec![0i64; len];
        for decisions in &self.by_scheme {
            for (sum, amount) in sums.iter_mut().zip(decisions.amounts()) {
                *sum = sum.saturating_add(amount);
            }
        }
        sums
    }
}

/// One scheme of the stack, with the orders in its own currency.
struct Layer<'c> {
    scheme: &'c Scheme,
    columns: Cow<'c, Columns>,
    /// The rate of exchange of each order; empty where orders are in the scheme's currency.
    rates: Vec<Option<Convert>>,
    tables: Tables,
    /// For each of its caps, the table that counts it.
    counted_in: Vec<Option<usize>>,
    /// The schemes before which it stands, by their positions.
    after: Vec<usize>,
}

/// One scheme over one block.
struct Swept<'b> {
    at: usize,
    layer: &'b Layer<'b>,
    start: usize,
    pass: Mask,
    uncapped: [i64; BLOCK],
    caps: Vec<SweptCap<'b>>,
    ceilings: Option<Box<([i64; BLOCK], Mask)>>,
}

/// One cap over one block.
struct SweptCap<'b> {
    limits: Limits,
    orders: bool,
    years: i64,
    table: Option<usize>,
    subjects: Option<Stretch<'b>>,
}

/// What counts over the rows.
struct Ledger {
    years: Years,
    tables: Vec<Count>,
}

impl Columns {
    /// Decides every order under several schemes, in order: the answers are those of [`crate::quote()`] with the
    /// same schemes.
    pub fn decide_stacked(&self, schemes: &[&Scheme], used: &CapUse) -> Stacked {
        let back = schemes.iter().flat_map(|scheme| scheme.clauses());
        let back = back.filter_map(|clause| Some(clause.body.cap()?.years - 1)).max().unwrap_or(0);
        let mut ledger = Ledger { years: Years::of(self, back), tables: Vec::new() };
        let mut layers = Vec::new();
        in_pay_order(schemes, |at, scheme| {
            layers.push((at, self.layer(scheme, schemes, &mut ledger, used)));
        });
        let mut by_scheme: Vec<Decisions> = schemes.iter().map(|_| Decisions::default()).collect();
        for start in (0..self.len).step_by(BLOCK) {
            let len = BLOCK.min(self.len - start);
            let mut swept: Vec<Swept<'_>> =
                layers.iter().map(|(at, layer)| layer.sweep(*at, start, len)).collect();
            for row in 0..len {
                let of_row = |fact| self.numbers(fact).get(start + row);
                let price = of_row(Fact::OrderPriceWithTax).unwrap_or(0).max(0);
                let year = of_row(Fact::OrderDate).map_or(0, |day| ledger.years.at(day as i32));
                pay_in_turn(&mut swept, row, (price, year), &mut ledger, &mut by_scheme);
            }
        }
        Stacked { by_scheme, used: use_of(&ledger.tables, &ledger.years, self, used) }
    }

    fn layer<'c>(
        &'c self,
        scheme: &'c Scheme,
        schemes: &[&Scheme],
        ledger: &mut Ledger,
        used: &CapUse,
    ) -> Layer<'c> {
        let own = self.currency == scheme.currency();
        let rates = if own { Vec::new() } else { self.exchange_rates(scheme) };
        let columns = if own { Cow::Borrowed(self) } else { Cow::Owned(self.converted(scheme, &rates)) };
        let after = scheme.0.plan.stack.iter().flat_map(|(_, stack)| &stack.after);
        let after = after.filter_map(|id| schemes.iter().position(|other| other.0.id == *id)).collect();
        let counted_in = scheme.0.plan.caps.iter().map(|plan| {
            let cap = scheme.0.clauses.get(plan.at)?.body.cap()?;
            cap.per
                .outlasts_order()
                .then(|| ledger.add(Count::new(plan, Some(cap), self, &ledger.years, used)))
        });
        let counted_in = counted_in.collect();
        Layer { scheme, tables: columns.tables_for(scheme), columns, rates, counted_in, after }
    }
}

impl Ledger {
    /// The position of the table that counts what this one would: schemes that share a cap share it.
    fn add(&mut self, count: Count) -> usize {
        let like = |other: &Count| {
            let of = |key: &CapKey| (key.funder, key.cap.clone(), key.unit, key.year.is_some());
            other.key.as_ref().map(of) == count.key.as_ref().map(of)
                && other.has_subject() == count.has_subject()
        };
        if let Some(at) = self.tables.iter().position(like) {
            return at;
        }
        self.tables.push(count);
        self.tables.len() - 1
    }
}

impl Layer<'_> {
    fn sweep(&self, at: usize, start: usize, len: usize) -> Swept<'_> {
        let scheme = self.scheme;
        let block = Block { columns: &self.columns, tables: &self.tables, start, len };
        let mut uncapped = [0; BLOCK];
        let amounts = uncapped.get_mut(..len).unwrap_or_default();
        let mut sweep = Sweep::new(block, scheme, amounts);
        sweep.shared_out(i64::MAX);
        let mut caps = Vec::new();
        for (plan, table) in scheme.0.plan.caps.iter().zip(&self.counted_in) {
            let Some(clause) = scheme.0.clauses.get(plan.at) else { continue };
            let Some(cap) = clause.body.cap().filter(|cap| cap.on == Limited::Subsidy) else { continue };
            caps.push(SweptCap {
                limits: sweep.limits(clause, cap),
                orders: matches!(cap.limit, Limit::Orders(_)),
                years: cap.years,
                table: *table,
                subjects: block.subjects(cap.per),
            });
        }
        let ceilings = self.ceilings(&mut sweep);
        let pass = sweep.pass;
        Swept { at, layer: self, start, pass, uncapped, caps, ceilings }
    }

    /// What this scheme and those before it may pay together of each order.
    fn ceilings(&self, sweep: &mut Sweep<'_, '_>) -> Option<Box<([i64; BLOCK], Mask)>> {
        let (at, stack) = self.scheme.0.plan.stack.as_ref()?;
        let (clause, (rate, base)) = (self.scheme.0.clauses.get(*at)?, stack.ceiling?);
        let yes = sweep.block.applies(clause).yes;
        let mut known: Mask = [1; BLOCK];
        sweep.block.and_known(base.fact(), &mut known);
        for ((pass, yes), known) in sweep.pass.iter_mut().zip(&yes).zip(&known) {
            *pass &= known | (1 ^ yes);
        }
        let mut limits = [0; BLOCK];
        for (limit, value) in limits.iter_mut().zip(sweep.block.wide(base.fact())) {
            *limit = rate.of(value.max(0), Rounding::Down);
        }
        Some(Box::new((limits, yes)))
    }

    /// An amount of the orders' currency in the scheme's.
    fn there(&self, row: usize, minor: i64) -> i64 {
        match self.rates.get(row) {
            Some(rate) => rate.map_or(0, |rate| rate.into_scheme(minor, self.scheme.currency())),
            None => minor,
        }
    }

    /// An amount of the scheme's currency in the orders'.
    fn back(&self, row: usize, minor: i64) -> i64 {
        match self.rates.get(row) {
            Some(rate) => rate.map_or(0, |rate| rate.out_of_scheme(minor, self.scheme.currency())),
            None => minor,
        }
    }
}

/// Lets the schemes pay one order in their turn.
fn pay_in_turn(
    swept: &mut [Swept<'_>],
    row: usize,
    (price, year): (i64, usize),
    ledger: &mut Ledger,
    by_scheme: &mut [Decisions],
) {
    let mut left = price;
    for one in swept.iter_mut() {
        let there = |minor| one.layer.there(one.start + row, minor);
        let paid_before: i64 =
            one.layer.after.iter().filter_map(|at| by_scheme.get(*at)?.get(one.start + row)).map(there).sum();
        let granted = one.grant(row, (there(left), paid_before), year, ledger);
        let paid = granted.map_or(0, |minor| one.layer.back(one.start + row, minor).min(left));
        left -= paid;
        if let Some(decisions) = by_scheme.get_mut(one.at) {
            decisions.push(granted.map(|_| paid));
        }
    }
}

impl Swept<'_> {
    /// What the scheme pays of one order, in its own currency, and counts; none where it refuses.
    fn grant(
        &self,
        row: usize,
        (left, paid_before): (i64, i64),
        year: usize,
        ledger: &mut Ledger,
    ) -> Option<i64> {
        if self.pass.get(row) != Some(&1) {
            return None;
        }
        let uncapped = self.uncapped.get(row).copied().unwrap_or(0).min(left);
        let mut amount = uncapped;
        for cap in &self.caps {
            let Some(limit) = cap.limits.of(row) else { continue };
            let room = match cap.table.and_then(|at| ledger.tables.get(at)) {
                Some(table) => table.left_over(limit, cap.years, cap.subject(row), (year, &ledger.years))?,
                None => limit.max(0),
            };
            if room == 0 && uncapped > 0 {
                return None;
            }
            if !cap.orders {
                amount = amount.min(room);
            }
        }
        if let Some((limit, 1)) = self
            .ceilings
            .as_deref()
            .and_then(|(limits, yes)| Some((limits.get(row).copied()?, yes.get(row).copied()?)))
        {
            amount = amount.min(limit.saturating_sub(paid_before).max(0));
        }
        for cap in self.caps.iter().filter(|cap| cap.limits.of(row).is_some()) {
            if let Some(table) = cap.table.and_then(|at| ledger.tables.get_mut(at)) {
                table.add(amount, cap.subject(row), year, ledger.years.count);
            }
        }
        Some(amount)
    }
}

impl SweptCap<'_> {
    /// The subject of a row: 0 where everybody counts together.
    fn subject(&self, row: usize) -> u32 {
        self.subjects.map_or(0, |subjects| subjects.get(row).map_or(NO_SUBJECT, |subject| subject as u32))
    }
}
