//! Orders in a currency that the scheme converts.

use std::borrow::Cow;

use super::Columns;
use super::count::Counted;
use super::decisions::Decisions;
use crate::cap::CapUse;
use crate::clause::{Body, Convert, Days};
use crate::fact::{Fact, FactKind};
use crate::scheme::Scheme;

impl Columns {
    /// Decides in the scheme's currency and converts the amounts back; orders without a rate of exchange on
    /// their date are refused.
    pub(super) fn decide_converted<'c>(
        &'c self,
        answer: &mut Decisions,
        scheme: &Scheme,
        used: &'c CapUse,
    ) -> Counted<'c> {
        let rates = self.exchange_rates(scheme);
        let there = self.converted(scheme, &rates);
        let counts = there.decide_here(answer, scheme, used);
        let prices = self.numbers(Fact::OrderPriceWithTax);
        let paid = |(row, rate): (usize, &Option<Convert>)| {
            let back = |minor| rate.map_or(0, |rate| rate.out_of_scheme(minor, scheme.currency()));
            Some(back(answer.get(row)?).min(prices.get(row).unwrap_or(0)))
        };
        *answer = rates.iter().enumerate().map(paid).collect();
        Counted { counts, columns: Cow::Owned(there), before: used }
    }

    /// Amounts of these orders in the scheme's currency; parts of a minor unit count as a whole one, as caps count them.
    pub(crate) fn in_scheme_currency(&self, scheme: &Scheme, amounts: &[i64]) -> Vec<i64> {
        if self.currency() == scheme.currency() {
            return amounts.to_vec();
        }
        let rates = self.exchange_rates(scheme);
        let there = |(&minor, rate): (&i64, Option<Convert>)| {
            rate.map_or(0, |rate| rate.into_scheme_up(minor, scheme.currency()))
        };
        amounts.iter().zip(rates).map(there).collect()
    }

    /// The rate of exchange of each order.
    pub(super) fn exchange_rates(&self, scheme: &Scheme) -> Vec<Option<Convert>> {
        let in_force: Vec<(Days, Convert)> = scheme
            .0
            .chosen(&scheme.0.plan.convert)
            .filter_map(|clause| match clause.body {
                Body::Convert(convert) if convert.from == self.currency => Some((clause.effective, convert)),
                _ => None,
            })
            .collect();
        let of_day = |day| in_force.iter().find(|(days, _)| days.contains(day)).map(|(_, convert)| *convert);
        let days = self.numbers(Fact::OrderDate);
        (0..self.len).map(|row| of_day(days.get(row)?)).collect()
    }

    /// The orders with all money in the scheme's currency; an order without a rate loses its date, without which
    /// no scheme pays.
    pub(super) fn converted(&self, scheme: &Scheme, rates: &[Option<Convert>]) -> Columns {
        let currency = scheme.currency();
        let mut there = Columns { currency, ..self.clone() };
        let rate = |row: usize| rates.get(row).copied().flatten();
        for (fact, column) in Fact::ALL.iter().zip(&mut there.columns) {
            if fact.kind() == FactKind::Money {
                column.map(|row, minor| {
                    Some(rate(row).map_or(minor, |rate| rate.into_scheme(minor, currency)))
                });
            } else if *fact == Fact::OrderDate && column.map(|row, day| rate(row).map(|_| day)) {
                there.lacking |= fact.bit();
            }
        }
        there
    }
}
