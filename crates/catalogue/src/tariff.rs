//! Tariffs: what a unit of work costs, from when to when.

use jiangnan_kernel::{Currency, Date, Rate};
use serde::{Deserialize, Serialize};

/// One version of what is charged. Prices change by a new version, never by editing one that was in force, so
/// that an old price can always be computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// The first day on which it holds.
    pub from: Date,
    /// The last day, where one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// What is charged for each unit; what one use needs of several units adds up.
    pub lines: Vec<TariffLine>,
    /// The least that one use costs, in minor units, on the same side of the tax as the prices.
    #[serde(default)]
    pub minimum_minor: i64,
    /// The rate of the value added tax.
    #[serde(default)]
    pub tax: Rate,
    /// Whether the prices contain the tax already.
    #[serde(default)]
    pub tax_included: bool,
}

/// The price of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TariffLine {
    /// The unit.
    pub unit: Unit,
    /// Price of a unit for the provider's own people, in minor units. None: not offered to them.
    pub internal_minor: Option<i64>,
    /// Price of a unit for everybody else, in minor units. None: not offered to them.
    pub external_minor: Option<i64>,
}

/// In what work is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// An hour, charged by the second.
    Hour,
    /// Each started day of 24 hours.
    Day,
    /// A sample.
    Sample,
}

/// Why a tariff cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TariffError {
    /// It charges for nothing.
    #[error("the tariff from {from} has no price: give a price per hour, day or sample")]
    NoLine {
        /// Its first day.
        from: Date,
    },
    /// It ends before it begins.
    #[error("the tariff from {from} ends on {until}, before it begins: correct one of the dates")]
    EndsBeforeBegin {
        /// Its first day.
        from: Date,
        /// Its last day.
        until: Date,
    },
    /// A price is below zero.
    #[error("the tariff from {from} has the amount {minor} minor units: write 0 or more")]
    Negative {
        /// Its first day.
        from: Date,
        /// The amount.
        minor: i64,
    },
    /// A unit stands twice, or time is charged both by the hour and by the day.
    #[error("the tariff from {from} charges the same work twice: keep one price per unit, and hour or day")]
    ChargesTwice {
        /// Its first day.
        from: Date,
    },
    /// Two versions hold on one day.
    #[error(
        "the tariffs from {first} and from {second} both hold on {second}: end the first before that day"
    )]
    Overlap {
        /// The first day of the earlier one.
        first: Date,
        /// The first day of the later one.
        second: Date,
    },
}

impl Unit {
    /// Every unit.
    pub const ALL: [Unit; 3] = [Unit::Hour, Unit::Day, Unit::Sample];

    /// The word for it in files.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::Sample => "sample",
        }
    }
}

impl Tariff {
    /// A tariff with one unit, the same price for everybody and no tax, from a day on.
    pub fn per(unit: Unit, minor: i64, currency: Currency, from: Date) -> Tariff {
        let line = TariffLine { unit, internal_minor: Some(minor), external_minor: Some(minor) };
        Tariff {
            from,
            until: None,
            currency,
            lines: vec![line],
            minimum_minor: 0,
            tax: Rate(0),
            tax_included: false,
        }
    }

    /// Whether it holds on a date.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// Whether the tariff can be used.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(&self) -> Result<(), TariffError> {
        let from = self.from;
        if self.lines.is_empty() {
            return Err(TariffError::NoLine { from });
        }
        if let Some(until) = self.until.filter(|until| *until < from) {
            return Err(TariffError::EndsBeforeBegin { from, until });
        }
        let prices = self.lines.iter().flat_map(|line| [line.internal_minor, line.external_minor]);
        if let Some(minor) = prices.flatten().chain([self.minimum_minor]).find(|minor| minor.is_negative()) {
            return Err(TariffError::Negative { from, minor });
        }
        // Hours and days measure the same time: charging both would charge it twice.
        let count = |wanted: &[Unit]| self.lines.iter().filter(|line| wanted.contains(&line.unit)).count();
        if count(&[Unit::Hour, Unit::Day]) > 1 || count(&[Unit::Sample]) > 1 {
            return Err(TariffError::ChargesTwice { from });
        }
        Ok(())
    }
}

/// Checks the versions of one instrument's or expert's tariff: each by itself, and no two on one day.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_versions(tariffs: &[Tariff]) -> Result<(), TariffError> {
    let mut ordered: Vec<&Tariff> = tariffs.iter().collect();
    ordered.sort_by_key(|tariff| tariff.from);
    for tariff in &ordered {
        tariff.check()?;
    }
    for (earlier, later) in ordered.iter().zip(ordered.iter().skip(1)) {
        if earlier.holds_on(later.from) {
            return Err(TariffError::Overlap { first: earlier.from, second: later.from });
        }
    }
    Ok(())
}
