//! What is left of a fund, month by month.

use std::borrow::Borrow;

use jiangnan_kernel::Money;

use super::officer::Fund;
use crate::chart::line::{Line, NARROW, WIDE, line};
use crate::locale::Locale;

/// What is left of a fund at the end of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnPoint {
    /// The month, as `2026-07`.
    pub month: String,
    /// What is left.
    pub left: Money,
    /// Whether it is only expected.
    pub expected: bool,
}

impl Fund {
    /// What is left, as a line.
    pub fn line(&self, narrow: impl Borrow<bool>) -> Line {
        let values: Vec<i64> = self.burn.iter().map(|point| point.left.minor).collect();
        let known = self.burn.iter().filter(|point| !point.expected).count();
        line(&values, known, if *narrow.borrow() { NARROW } else { WIDE })
    }

    /// An amount at an axis.
    pub fn round(&self, l: &Locale, minor: impl Borrow<i64>) -> String {
        l.round_money(Money::new(*minor.borrow(), self.appropriated.currency))
    }

    /// The class of a point.
    pub fn point_class(&self, index: impl Borrow<usize>) -> &'static str {
        let expected = self.burn.get(*index.borrow()).is_some_and(|point| point.expected);
        if expected { "expected" } else { "known" }
    }

    /// The month of a point.
    pub fn point_month(&self, index: impl Borrow<usize>) -> &str {
        self.burn.get(*index.borrow()).map_or("", |point| &point.month)
    }

    /// Month and amount of a point.
    pub fn point_words(&self, l: &Locale, index: impl Borrow<usize>) -> String {
        let words = |point: &BurnPoint| format!("{}: {}", point.month, l.money(point.left));
        self.burn.get(*index.borrow()).map(words).unwrap_or_default()
    }
}
