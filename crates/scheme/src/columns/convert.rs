//! Orders in a currency that the scheme converts.

use std::borrow::Cow;

use super::count::Counted;
use super::run::Decisions;
use super::{Column, Columns, NO_DAY, NO_NUMBER};
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
        let rows = answer.amounts.iter_mut().zip(&rates).zip(prices);
        for ((amount, rate), &price) in rows {
            *amount = rate.map_or(0, |rate| rate.out_of_scheme(*amount, scheme.currency()).min(price.max(0)));
        }
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
        let of_day = |day: i32| {
            let day = (day != NO_DAY).then_some(i64::from(day))?;
            in_force.iter().find(|(days, _)| days.contains(day)).map(|(_, convert)| *convert)
        };
        let mut rates: Vec<Option<Convert>> =
            self.days(Fact::OrderDate).iter().map(|&day| of_day(day)).collect();
        rates.resize(self.len, None);
        rates
    }

    /// The orders with all money in the scheme's currency; an order without a rate loses its date, without which
    /// no scheme pays.
    pub(super) fn converted(&self, scheme: &Scheme, rates: &[Option<Convert>]) -> Columns {
        let currency = scheme.currency();
        let mut there = Columns { currency, ..self.clone() };
        for (fact, column) in Fact::ALL.iter().zip(&mut there.columns) {
            match column {
                Column::Numbers(values) if fact.kind() == FactKind::Money => {
                    for (value, rate) in values.iter_mut().zip(rates) {
                        if let (Some(rate), true) = (rate, *value != NO_NUMBER) {
                            *value = rate.into_scheme(*value, currency);
                        }
                    }
                    if let Some(largest) = there.largest.get_mut(fact.index()) {
                        *largest = values.iter().copied().max().unwrap_or(0);
                    }
                }
                Column::Days(values) if *fact == Fact::OrderDate => {
                    for (day, _) in values.iter_mut().zip(rates).filter(|(_, rate)| rate.is_none()) {
                        *day = NO_DAY;
                        there.lacking |= fact.bit();
                    }
                }
                _ => {}
            }
        }
        there
    }
}
