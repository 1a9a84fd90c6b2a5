//! Values as the interface writes them.

use jiangnan_kernel::{Instant, Interval, Money, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::problem::Trouble;
use crate::view::Key;

/// Where a thing is kept and which one it is: a jurisdiction, a dot and 26 characters.
#[derive(ToSchema)]
#[schema(
    as = Key,
    pattern = "^[A-Z0-9-]{1,12}\\.[0-7][0-9a-hjkmnp-tv-zA-HJKMNP-TV-Z]{25}$",
    example = "CN-SH.00000000000000000000000011"
)]
pub struct KeySchema(#[expect(dead_code, reason = "only the schema is used")] String);

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Amount {
    /// Whole minor units, such as fen or cents.
    pub minor: i64,
    /// The ISO 4217 code of the currency.
    #[schema(pattern = "^[A-Z]{3}$", example = "CNY")]
    pub currency: String,
}

/// A name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Name {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// When it begins (RFC 3339).
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T02:00:00Z")]
    pub from: Instant,
    /// When it ends, which is the first moment after it.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T04:00:00Z")]
    pub until: Instant,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Amount {
        Amount { minor: money.minor, currency: money.currency.code().to_owned() }
    }
}

impl From<&Text> for Name {
    fn from(text: &Text) -> Name {
        Name { en: text.en.clone(), zh: text.zh.clone() }
    }
}

impl From<Interval> for Stretch {
    fn from(interval: Interval) -> Stretch {
        Stretch { from: interval.start(), until: interval.end() }
    }
}

impl Stretch {
    /// As the exchange knows it.
    ///
    /// # Errors
    /// Where it ends before it begins.
    pub fn interval(self) -> Result<Interval, Trouble> {
        Interval::new(self.from, self.until).map_err(|_| {
            let en =
                format!("`{}` is not after `{}`: give an end after the beginning.", self.until, self.from);
            Trouble::field(
                "until",
                en,
                format!("结束“{}”不晚于开始“{}”，请填写更晚的结束时间。", self.until, self.from),
            )
        })
    }
}
