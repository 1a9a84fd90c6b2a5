//! Amounts: exact decimal text, to the minor unit of the currency.

use jiangnan_kernel::{Currency, Date, Instant, Money};

use crate::iso::element::Element;
use crate::iso::error::{FieldError, FieldProblem, ReadError, ReadProblem};

/// One above the largest amount of 18 digits that a message may carry.
const MINOR_END: i128 = 1_000_000_000_000_000_000;

/// An amount to write.
///
/// # Errors
/// [`FieldProblem::Amount`] where it is not above zero or too large.
pub(crate) fn checked(money: Money, field: &str, of: &str) -> Result<Money, FieldError> {
    if money.minor > 0 && i128::from(money.minor) < MINOR_END {
        return Ok(money);
    }
    let found = money.to_string();
    Err(FieldError { field: field.to_owned(), of: of.to_owned(), problem: FieldProblem::Amount { found } })
}

/// The sum of amounts of one currency, to write.
///
/// # Errors
/// [`FieldProblem::Amount`] where it is too large.
pub(crate) fn sum(
    minors: impl Iterator<Item = i64>,
    currency: Currency,
    of: &str,
) -> Result<Money, FieldError> {
    let sum: i128 = minors.map(i128::from).sum();
    let minor = i64::try_from(sum).unwrap_or(i64::MAX);
    checked(Money::new(minor, currency), "the sum", of)
}

/// The amount that an element holds, with its currency in `Ccy`.
///
/// # Errors
/// [`ReadProblem::Missing`] without currency; [`ReadProblem::Unreadable`].
pub(crate) fn read(element: &Element) -> Result<Money, ReadError> {
    let code = element.attributes.iter().find(|(name, _)| name == "Ccy").map(|(_, code)| code.trim());
    let lacks = || ReadProblem::Missing { parent: element.name.clone(), element: "Ccy".to_owned() };
    let code = code.ok_or_else(|| element.at.error(lacks()))?;
    let currency = code.parse().map_err(|_| element.unreadable("a currency of ISO 4217 in `Ccy`"))?;
    read_minor(element, currency).map(|minor| Money::new(minor, currency))
}

/// The number that an element holds, in minor units of a currency.
///
/// # Errors
/// [`ReadProblem::Unreadable`] where it is no amount without sign, or has a fraction of a minor unit.
pub(crate) fn read_minor(element: &Element, currency: Currency) -> Result<i64, ReadError> {
    // Banks write `12.00000` or `500.00` of a currency without decimals: zeros change nothing.
    let text = match element.text.split_once('.') {
        Some((whole, fraction)) => {
            let kept = fraction.trim_end_matches('0');
            if kept.is_empty() && !fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") }
        }
        None => element.text.clone(),
    };
    let wanted = format!("an amount with at most {} decimals", currency.decimals());
    match currency.parse_minor(&text) {
        Ok(minor) if !text.starts_with('-') => Ok(minor),
        _ => Err(element.unreadable(&wanted)),
    }
}

/// The date that an element holds, as `Dt` or as the day of `DtTm`.
///
/// # Errors
/// [`ReadProblem::Unreadable`].
pub(crate) fn read_date(element: &Element) -> Result<Option<Date>, ReadError> {
    let Some(inner) = element.child("Dt").or_else(|| element.child("DtTm")) else { return Ok(None) };
    let day = inner.text.get(..10).unwrap_or(&inner.text);
    day.parse().map(Some).map_err(|_| inner.unreadable("a date such as 2026-03-31"))
}

/// The moment that an element holds; `None` where it has no offset from UTC, so that it is no moment.
pub(crate) fn read_instant(element: Option<&Element>) -> Option<Instant> {
    element.and_then(|element| element.text.parse().ok())
}
