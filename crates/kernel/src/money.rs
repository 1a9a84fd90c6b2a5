//! Money as integers in minor units of an ISO 4217 currency. No floats, no silent overflow.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 4217 currency code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// An amount in minor units (fen, cent) of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units; negative for what is owed back.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// Why a money value could not be read or computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a currency code.
    #[error("`{0}` is not a currency: write the three capital letters of ISO 4217, for example `CNY`")]
    NotACurrency(String),
    /// The text is not an amount.
    #[error("`{0}` is not an amount: write digits with at most {1} decimals, for example `300000.00`")]
    NotAnAmount(String, u32),
    /// The text is not a rate.
    #[error("`{0}` is not a rate: write a percentage with at most two decimals, for example `50%`")]
    NotARate(String),
    /// Two currencies met in one sum.
    #[error("{0} and {1} cannot be added: convert one of them first")]
    CurrenciesDiffer(Currency, Currency),
    /// The result does not fit 64 bits.
    #[error("the amount is too large for 64 bits of minor units")]
    TooLarge,
}

/// How a fraction of a minor unit is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// Towards zero: a subsidy never exceeds its rate. The default.
    #[default]
    Down,
    /// Away from zero.
    Up,
    /// To the nearest; a half goes away from zero (commercial rounding).
    HalfUp,
    /// To the nearest; a half goes to the even neighbour.
    HalfEven,
}

/// A rate in basis points: 10,000 is 100 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rate(pub u32);

impl Currency {
    /// Chinese yuan.
    pub const CNY: Currency = Currency(*b"CNY");
    /// Euro.
    pub const EUR: Currency = Currency(*b"EUR");
    /// Swiss franc.
    pub const CHF: Currency = Currency(*b"CHF");
    /// Pound sterling.
    pub const GBP: Currency = Currency(*b"GBP");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals the minor unit has (ISO 4217, "minor unit" column).
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// Reads an amount such as `300000.00`, `-4.5` or `12` into minor units.
    ///
    /// # Errors
    /// [`MoneyError::NotAnAmount`] for anything else, [`MoneyError::TooLarge`] beyond 64 bits.
    pub fn parse_minor(self, text: &str) -> Result<i64, MoneyError> {
        let decimals = self.decimals();
        let wrong = || MoneyError::NotAnAmount(text.chars().take(40).collect(), decimals);
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let dangling = digits.ends_with('.');
        let fraction_len = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
        if whole.is_empty()
            || dangling
            || !all_digits(whole)
            || !all_digits(fraction)
            || fraction_len > decimals
        {
            return Err(wrong());
        }
        let mut minor: i64 = 0;
        let zeros = usize::try_from(decimals - fraction_len).unwrap_or(0);
        for byte in whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', zeros)) {
            let digit = i64::from(byte - b'0');
            minor = minor.checked_mul(10).and_then(|m| m.checked_add(digit)).ok_or(MoneyError::TooLarge)?;
        }
        Ok(if negative { -minor } else { minor })
    }

    /// Writes minor units as a plain decimal without separators: `120000` of CNY is `1200.00`.
    pub fn format_minor(self, minor: i64) -> String {
        let decimals = usize::try_from(self.decimals()).unwrap_or(2);
        let digits = minor.unsigned_abs().to_string();
        let sign = if minor < 0 { "-" } else { "" };
        if decimals == 0 {
            return format!("{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, fraction) = padded.split_at(padded.len() - decimals);
        format!("{sign}{whole}.{fraction}")
    }
}

impl Money {
    /// An amount in minor units.
    pub fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// No money.
    pub fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// Where the currencies differ or the sum is too large.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrenciesDiffer(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// The difference of two amounts of one currency.
    ///
    /// # Errors
    /// Where the currencies differ or the difference is too large.
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        let negated = other.minor.checked_neg().ok_or(MoneyError::TooLarge)?;
        self.plus(Money { minor: negated, ..other })
    }
}

impl Rounding {
    /// `numerator / denominator` as an integer, rounded this way. `denominator` must be positive; with
    /// zero or less the answer is 0.
    pub fn divide(self, numerator: i128, denominator: i128) -> i128 {
        if denominator <= 0 {
            return 0;
        }
        let quotient = numerator / denominator;
        let remainder = numerator % denominator;
        let away = if numerator < 0 { -1 } else { 1 };
        let twice = remainder.abs() * 2;
        let step = match self {
            Rounding::Down => false,
            Rounding::Up => remainder != 0,
            Rounding::HalfUp => twice >= denominator,
            Rounding::HalfEven => twice > denominator || (twice == denominator && quotient % 2 != 0),
        };
        if step { quotient + away } else { quotient }
    }
}

impl Rate {
    /// All of it: 100 %.
    pub const FULL: Rate = Rate(10_000);

    /// This share of an amount in minor units.
    #[inline]
    pub fn of(self, minor: i64, rounding: Rounding) -> i64 {
        // Nearly every product fits 64 bits, which divide many times faster than 128.
        if let (Rounding::Down, Some(product)) = (rounding, minor.checked_mul(i64::from(self.0))) {
            return product / 10_000;
        }
        let product = i128::from(minor) * i128::from(self.0);
        let share = rounding.divide(product, 10_000);
        i64::try_from(share).unwrap_or(if share < 0 { i64::MIN } else { i64::MAX })
    }

    /// The basis points.
    pub fn basis_points(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / 100, self.0 % 100);
        match (fraction, fraction % 10) {
            (0, _) => write!(f, "{whole}%"),
            (_, 0) => write!(f, "{whole}.{}%", fraction / 10),
            _ => write!(f, "{whole}.{fraction:02}%"),
        }
    }
}

impl FromStr for Rate {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Rate, MoneyError> {
        let wrong = || MoneyError::NotARate(text.chars().take(40).collect());
        let number = text.strip_suffix('%').ok_or_else(wrong)?.trim_end();
        if number.starts_with('-') {
            return Err(wrong());
        }
        // A percentage has two decimals at most, so its basis points are read like cents.
        let points = Currency::EUR.parse_minor(number).map_err(|_| wrong())?;
        u32::try_from(points).map(Rate).map_err(|_| wrong())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Currency, MoneyError> {
        let wrong = || MoneyError::NotACurrency(text.chars().take(40).collect());
        let bytes: [u8; 3] = text.as_bytes().try_into().map_err(|_| wrong())?;
        if bytes.iter().all(u8::is_ascii_uppercase) { Ok(Currency(bytes)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.format_minor(self.minor), self.currency)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_read_and_write() {
        let cases = [("300000.00", 30_000_000), ("12", 1_200), ("-4.5", -450), ("0.01", 1)];
        for (text, minor) in cases {
            assert_eq!(Currency::CNY.parse_minor(text), Ok(minor), "{text}");
        }
        for text in ["", ".", "1.", ".5", "1.234", "1,000", "1e3", " 1", "--1", "٣"] {
            assert!(Currency::CNY.parse_minor(text).is_err(), "{text}");
        }
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(yen.parse_minor("500"), Ok(500));
        assert!(yen.parse_minor("500.0").is_err());
        assert_eq!(Currency::CNY.parse_minor("99999999999999999999"), Err(MoneyError::TooLarge));
    }

    #[test]
    fn rates_read_and_write() {
        for (text, points) in [("50%", 5000), ("12.5%", 1250), ("0.25%", 25), ("100%", 10_000)] {
            assert_eq!(text.parse(), Ok(Rate(points)));
            assert_eq!(Rate(points).to_string(), text);
        }
        for text in ["50", "-1%", "%", "1.234%", "x%"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn halves_round_as_named() {
        let table = [(Rounding::Down, 2, -2), (Rounding::Up, 3, -3), (Rounding::HalfUp, 3, -3)];
        for (rounding, positive, negative) in table {
            assert_eq!(rounding.divide(5, 2), positive);
            assert_eq!(rounding.divide(-5, 2), negative);
        }
        assert_eq!(Rounding::HalfEven.divide(5, 2), 2);
        assert_eq!(Rounding::HalfEven.divide(7, 2), 4);
    }

    #[test]
    fn currencies_do_not_mix() {
        let sum = Money::new(1, Currency::EUR).plus(Money::new(1, Currency::CHF));
        assert_eq!(sum, Err(MoneyError::CurrenciesDiffer(Currency::EUR, Currency::CHF)));
    }

    proptest! {
        #[test]
        fn formatting_and_reading_are_inverse(minor in -10i64.pow(17)..10i64.pow(17)) {
            for currency in [Currency::CNY, "JPY".parse().unwrap(), "KWD".parse().unwrap()] {
                prop_assert_eq!(currency.parse_minor(&currency.format_minor(minor)), Ok(minor));
            }
        }

        #[test]
        fn a_share_of_at_most_all_is_never_more(minor in 0i64..10i64.pow(17), points in 0u32..=10_000) {
            for rounding in [Rounding::Down, Rounding::Up, Rounding::HalfUp, Rounding::HalfEven] {
                let share = Rate(points).of(minor, rounding);
                prop_assert!((0..=minor).contains(&share));
            }
        }
    }
}
