//! What a use costs under a tariff: exact, in minor units, with each step shown.

use jiangnan_kernel::{Currency, Date, Money, Rate, Rounding};
use serde::{Deserialize, Serialize};

use crate::tariff::{Tariff, Unit};

/// Seconds in an hour and in a day of 24 hours.
const HOUR_SECONDS: i64 = 3_600;
const DAY_SECONDS: i64 = 86_400;

/// What is used, planned or done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Usage {
    /// Time on the instrument or with the expert.
    pub seconds: i64,
    /// Samples.
    pub samples: u32,
}

/// Whose prices are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The provider's own people.
    Internal,
    /// Everybody else.
    External,
}

/// A price with how it came about. `without_tax + tax = with_tax`, nothing is negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The first day of the tariff version that gave it.
    pub tariff_from: Date,
    /// Whose price it is.
    pub audience: Audience,
    /// What each unit costs.
    pub lines: Vec<PriceLine>,
    /// The tariff's minimum, where the lines stay below it and it was charged instead of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_to_minimum: Option<Money>,
    /// The rate of the tax.
    pub tax_rate: Rate,
    /// The price without tax.
    pub without_tax: Money,
    /// The tax.
    pub tax: Money,
    /// What has to be paid in all.
    pub with_tax: Money,
}

/// One unit's part of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceLine {
    /// The unit.
    pub unit: Unit,
    /// How much of it: seconds where the unit is the hour, otherwise days or samples.
    pub quantity: i64,
    /// The price of one unit.
    pub unit_price: Money,
    /// What it makes.
    pub amount: Money,
}

/// Why there is no price.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceRefusal {
    /// No version holds on the date.
    #[error("no tariff holds on {date}{}: ask the provider to publish one for that day", next(.next_from))]
    NoTariff {
        /// The date.
        date: Date,
        /// When the next version begins, where there is one.
        next_from: Option<Date>,
    },
    /// The tariff has no price for these users.
    #[error("the tariff from {from} has no {audience} price per {unit}: ask the provider whether it is offered", unit = .unit.name())]
    NotOffered {
        /// The tariff's first day.
        from: Date,
        /// Whose price was asked.
        audience: Audience,
        /// The unit.
        unit: Unit,
    },
    /// The use does not say how much of a unit the tariff charges.
    #[error("the tariff from {from} charges per {unit}: say how much is needed", unit = .unit.name())]
    QuantityMissing {
        /// The tariff's first day.
        from: Date,
        /// The unit.
        unit: Unit,
    },
    /// The price does not fit 64 bits of minor units.
    #[error("the price is too large to be computed: ask for less at once")]
    TooLarge,
}

fn next(date: &Option<Date>) -> String {
    date.map_or_else(String::new, |date| format!(" (the next begins on {date})"))
}

impl std::fmt::Display for Audience {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Audience::Internal => "internal",
            Audience::External => "external",
        })
    }
}

impl Usage {
    /// Time only.
    pub fn time(seconds: i64) -> Usage {
        Usage { seconds, samples: 0 }
    }

    /// The same with a number of samples.
    #[must_use]
    pub fn with_samples(self, samples: u32) -> Usage {
        Usage { samples, ..self }
    }

    /// How much of a unit is used; 0 where nothing.
    fn quantity(self, unit: Unit) -> i64 {
        match unit {
            Unit::Hour => self.seconds.max(0),
            Unit::Day => whole_days(self.seconds.max(0)),
            Unit::Sample => i64::from(self.samples),
        }
    }
}

fn whole_days(seconds: i64) -> i64 {
    let days = Rounding::Up.divide(i128::from(seconds), i128::from(DAY_SECONDS));
    i64::try_from(days).unwrap_or(i64::MAX)
}

/// What a use costs under one version of a tariff on a date.
///
/// Each line is rounded to a minor unit by itself (half up), then the minimum is applied, then the tax is
/// added, or taken out where the prices contain it; so what is shown adds up to what is charged.
///
/// # Errors
/// Why there is no price.
pub fn price(tariff: &Tariff, usage: Usage, audience: Audience, date: Date) -> Result<Price, PriceRefusal> {
    if !tariff.holds_on(date) {
        let next_from = Some(tariff.from).filter(|from| date < *from);
        return Err(PriceRefusal::NoTariff { date, next_from });
    }
    let lines = price_lines(tariff, usage, audience)?;
    let sum = lines
        .iter()
        .try_fold(0i64, |sum, line| sum.checked_add(line.amount.minor))
        .ok_or(PriceRefusal::TooLarge)?;
    let money = |minor| Money::new(minor, tariff.currency);
    let raised_to_minimum = (sum < tariff.minimum_minor).then(|| money(tariff.minimum_minor));
    let charged = sum.max(tariff.minimum_minor);
    let (without_tax, with_tax) = both_sides_of_tax(charged, tariff.tax, tariff.tax_included)?;
    Ok(Price {
        tariff_from: tariff.from,
        audience,
        lines,
        raised_to_minimum,
        tax_rate: tariff.tax,
        without_tax: money(without_tax),
        tax: money(with_tax - without_tax),
        with_tax: money(with_tax),
    })
}

/// What a use costs under the version that holds on a date.
///
/// # Errors
/// Why there is no price; where no version holds, with the day on which the next begins.
pub fn price_on(
    tariffs: &[Tariff],
    usage: Usage,
    audience: Audience,
    date: Date,
) -> Result<Price, PriceRefusal> {
    match tariffs.iter().find(|tariff| tariff.holds_on(date)) {
        Some(tariff) => price(tariff, usage, audience, date),
        None => {
            let next_from = tariffs.iter().map(|tariff| tariff.from).filter(|from| date < *from).min();
            Err(PriceRefusal::NoTariff { date, next_from })
        }
    }
}

fn price_lines(tariff: &Tariff, usage: Usage, audience: Audience) -> Result<Vec<PriceLine>, PriceRefusal> {
    let from = tariff.from;
    let mut lines = Vec::with_capacity(tariff.lines.len());
    for line in &tariff.lines {
        let offered = match audience {
            Audience::Internal => line.internal_minor,
            Audience::External => line.external_minor,
        };
        let unit = line.unit;
        let unit_minor = offered.ok_or(PriceRefusal::NotOffered { from, audience, unit })?;
        let quantity = usage.quantity(unit);
        if quantity == 0 {
            return Err(PriceRefusal::QuantityMissing { from, unit });
        }
        let amount = line_amount(unit, quantity, unit_minor)?;
        lines.push(PriceLine {
            unit,
            quantity,
            unit_price: Money::new(unit_minor, tariff.currency),
            amount: Money::new(amount, tariff.currency),
        });
    }
    Ok(lines)
}

fn line_amount(unit: Unit, quantity: i64, unit_minor: i64) -> Result<i64, PriceRefusal> {
    let per = if unit == Unit::Hour { HOUR_SECONDS } else { 1 };
    let product = i128::from(quantity) * i128::from(unit_minor);
    i64::try_from(Rounding::HalfUp.divide(product, i128::from(per))).map_err(|_| PriceRefusal::TooLarge)
}

/// The amount without and with tax. Where the tax is inside, the amount without it is rounded half up.
fn both_sides_of_tax(charged: i64, rate: Rate, included: bool) -> Result<(i64, i64), PriceRefusal> {
    let full = i128::from(Rate::FULL.basis_points());
    let points = i128::from(rate.basis_points());
    if included {
        let without = Rounding::HalfUp.divide(i128::from(charged) * full, full + points);
        let without = i64::try_from(without).map_err(|_| PriceRefusal::TooLarge)?;
        return Ok((without, charged));
    }
    let tax = Rounding::HalfUp.divide(i128::from(charged) * points, full);
    let with = i64::try_from(i128::from(charged) + tax).map_err(|_| PriceRefusal::TooLarge)?;
    Ok((charged, with))
}

impl Price {
    /// The same use for a lower price with tax, as a provider may ask by way of a discount.
    #[must_use]
    pub fn lowered_to(&self, with_tax_minor: i64) -> Price {
        let currency = self.currency();
        let full = i128::from(Rate::FULL.basis_points());
        let with_tax = with_tax_minor.clamp(0, self.with_tax.minor);
        let without = Rounding::HalfUp
            .divide(i128::from(with_tax) * full, full + i128::from(self.tax_rate.basis_points()));
        let without = i64::try_from(without).unwrap_or(with_tax).min(with_tax);
        Price {
            without_tax: Money::new(without, currency),
            tax: Money::new(with_tax - without, currency),
            with_tax: Money::new(with_tax, currency),
            ..self.clone()
        }
    }

    /// The currency of all its amounts.
    pub fn currency(&self) -> Currency {
        self.with_tax.currency
    }
}
