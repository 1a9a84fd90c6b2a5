//! Dates moved by a span, by table: moving by months takes long, and a column has few days.

use super::{Columns, NO_DAY};
use crate::clause::{Bound, Clause, Span, Test};
use crate::fact::Fact;

/// For every day between the first and the last of a column, the day that lies a span after it.
#[derive(Debug)]
pub(super) struct Table {
    fact: Fact,
    span: Span,
    first: i32,
    days: Vec<i32>,
}

/// All tables that the clauses of a scheme need.
#[derive(Debug, Default)]
pub(super) struct Tables(Vec<Table>);

impl Table {
    /// The day a span after another; missing stays missing.
    #[inline]
    pub(super) fn after(&self, day: i32) -> i32 {
        let at = usize::try_from(i64::from(day) - i64::from(self.first)).unwrap_or(usize::MAX);
        self.days.get(at).copied().unwrap_or(NO_DAY)
    }
}

impl Tables {
    pub(super) fn add(&mut self, columns: &Columns, fact: Fact, span: Span) {
        if self.get(fact, span).is_some() {
            return;
        }
        let (first, last) = columns.day_range(fact);
        let days = (first..=last).map(|day| {
            let moved = span.after(i64::from(day));
            i32::try_from(moved).unwrap_or(if moved < 0 { NO_DAY + 1 } else { i32::MAX })
        });
        self.0.push(Table { fact, span, first, days: days.collect() });
    }

    pub(super) fn add_bounds(&mut self, columns: &Columns, clause: &Clause) {
        for condition in clause.conditions() {
            if let Test::Between(low, high) = &condition.test {
                for bound in [low, high].into_iter().flatten() {
                    if let Bound::Moved(fact, span) = bound {
                        self.add(columns, *fact, *span);
                    }
                }
            }
        }
    }

    pub(super) fn get(&self, fact: Fact, span: Span) -> Option<&Table> {
        self.0.iter().find(|table| table.fact == fact && table.span == span)
    }
}
