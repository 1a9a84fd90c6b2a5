//! Money, dates, numbers as a reader of a language expects them. No value is `--`, never 0.

use std::borrow::Borrow;

use jiangnan_kernel::time::Period;
use jiangnan_kernel::{Currency, Date, Money, Rate};
use jiff::civil::{DateTime, Time};

use crate::locale::{Language, Locale};
use crate::view::Span;

/// What stands where there is no value.
pub const NONE: &str = "--";

/// The true minus sign: as wide as a digit, never broken from it.
const MINUS: char = '\u{2212}';
const NO_BREAK_SPACE: char = '\u{a0}';

impl Locale {
    /// An amount such as `¥1,234.00`.
    pub fn money(&self, money: impl Borrow<Money>) -> String {
        let money = money.borrow();
        let plain = money.currency.format_minor(money.minor);
        let digits = plain.strip_prefix('-').unwrap_or(&plain);
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let mut text = String::with_capacity(plain.len() + 8);
        if money.minor < 0 {
            text.push(MINUS);
        }
        push_symbol(&mut text, money.currency);
        text.push_str(&grouped(whole));
        if let Some(fraction) = fraction {
            text.push('.');
            text.push_str(fraction);
        }
        text
    }

    /// An amount with its sign in front, such as `+¥600.00`, for movements and steps of a waterfall.
    pub fn signed_money(&self, money: impl Borrow<Money>) -> String {
        let money = money.borrow();
        let text = self.money(money);
        if money.minor > 0 { format!("+{text}") } else { text }
    }

    /// An amount, or `--`.
    pub fn money_or_none(&self, money: &Option<Money>) -> String {
        money.as_ref().map_or_else(|| NONE.to_owned(), |money| self.money(money))
    }

    /// A large amount in round numbers: `¥1.2 m`, `¥120万`.
    pub fn round_money(&self, money: impl Borrow<Money>) -> String {
        let money = money.borrow();
        let unit = 10_i64.saturating_pow(money.currency.decimals());
        let steps: &[(i64, &str)] = match self.language {
            Language::En => &[(1_000_000_000, "\u{a0}bn"), (1_000_000, "\u{a0}m"), (1_000, "\u{a0}k")],
            Language::ZhCn => &[(100_000_000, "\u{a0}亿"), (10_000, "\u{a0}万")],
        };
        let major = money.minor.unsigned_abs() / unit.unsigned_abs().max(1);
        let Some((step, name)) = steps.iter().find(|(step, _)| major >= step.unsigned_abs()) else {
            return self.money(money);
        };
        let tenths =
            (u128::from(major) * 10 + u128::from(step.unsigned_abs()) / 2) / u128::from(step.unsigned_abs());
        let mut text = String::new();
        if money.minor < 0 {
            text.push(MINUS);
        }
        push_symbol(&mut text, money.currency);
        text.push_str(&grouped(&(tenths / 10).to_string()));
        text.push_str(&format!(".{}{name}", tenths % 10));
        text
    }

    /// A number with its thousands apart: `12,345`.
    pub fn count(&self, number: impl Borrow<u64>) -> String {
        grouped(&number.borrow().to_string())
    }

    /// A rate as a percentage: `50%`.
    pub fn rate(&self, rate: &Rate) -> String {
        rate.to_string()
    }

    /// A share in basis points as a percentage with one decimal: `41.3%`.
    pub fn share(&self, basis_points: impl Borrow<u32>) -> String {
        let tenths = (basis_points.borrow() + 5) / 10;
        format!("{}.{}%", tenths / 10, tenths % 10)
    }

    /// A distance in whole kilometres, or `--`.
    pub fn km(&self, km: &Option<u32>) -> String {
        let unit = if self.language == Language::ZhCn { "公里" } else { "km" };
        km.map_or_else(|| NONE.to_owned(), |km| format!("{}{NO_BREAK_SPACE}{unit}", grouped(&km.to_string())))
    }

    /// A date in ISO form.
    pub fn date(&self, date: &Date) -> String {
        date.to_string()
    }

    /// A date, or `--`.
    pub fn date_or_none(&self, date: &Option<Date>) -> String {
        date.as_ref().map_or_else(|| NONE.to_owned(), |date| self.date(date))
    }

    /// A date with its weekday: `Tue 2026-11-24`.
    pub fn long_date(&self, date: &Date) -> String {
        format!("{}{NO_BREAK_SPACE}{date}", self.weekday(date))
    }

    /// Month and day, where the year is plain: `11-24`.
    pub fn day(&self, date: &Date) -> String {
        format!("{:02}-{:02}", date.month(), date.day())
    }

    /// The short name of a date's weekday.
    pub fn weekday(&self, date: &Date) -> String {
        use jiangnan_kernel::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let key = match jiangnan_kernel::hours::weekday_of(*date) {
            Mon => "weekday-mon",
            Tue => "weekday-tue",
            Wed => "weekday-wed",
            Thu => "weekday-thu",
            Fri => "weekday-fri",
            Sat => "weekday-sat",
            Sun => "weekday-sun",
        };
        self.t(key).into_owned()
    }

    /// A time of day, 24 hours: `09:00`.
    pub fn time(&self, time: impl Borrow<Time>) -> String {
        let time = time.borrow();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// A date and time: `2026-11-24 09:00`.
    pub fn moment(&self, moment: &DateTime) -> String {
        format!("{} {}", moment.date(), self.time(moment.time()))
    }

    /// A date and time, or `--`.
    pub fn moment_or_none(&self, moment: &Option<DateTime>) -> String {
        moment.as_ref().map_or_else(|| NONE.to_owned(), |moment| self.moment(moment))
    }

    /// From when until when: `2026-11-24 09:00–12:00`, with the second date where it is another.
    pub fn span(&self, span: &Span) -> String {
        let from = self.moment(&span.from);
        if span.from.date() == span.until.date() {
            return format!("{from}–{}", self.time(span.until.time()));
        }
        format!("{from} – {}", self.moment(&span.until))
    }

    /// From when until when, with the weekday of the first day.
    pub fn long_span(&self, span: &Span) -> String {
        format!("{}{NO_BREAK_SPACE}{}", self.weekday(&span.from.date()), self.span(span))
    }

    /// A year, quarter or month: `2026-Q3`.
    pub fn period(&self, period: &Period) -> String {
        period.to_string()
    }
}

fn push_symbol(text: &mut String, currency: Currency) {
    match currency.code() {
        "CNY" => text.push('¥'),
        "EUR" => text.push('€'),
        "GBP" => text.push('£'),
        code => {
            text.push_str(code);
            text.push(NO_BREAK_SPACE);
        }
    }
}

/// Digits with a comma before every third from the right.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const EN: Locale = Locale { language: Language::En };
    const ZH: Locale = Locale { language: Language::ZhCn };

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::CNY)
    }

    #[test]
    fn money_has_symbol_thousands_and_decimals() {
        for (money, expected) in [
            (cny(123_400), "¥1,234.00"),
            (cny(5), "¥0.05"),
            (cny(-123_456_789), "−¥1,234,567.89"),
            (Money::new(123_400, Currency::EUR), "€1,234.00"),
            (Money::new(99_999, Currency::CHF), "CHF\u{a0}999.99"),
            (Money::new(1_000_000, "JPY".parse().unwrap()), "JPY\u{a0}1,000,000"),
            (cny(i64::MIN), "−¥92,233,720,368,547,758.08"),
        ] {
            assert_eq!(EN.money(money), expected);
        }
        assert_eq!(EN.money_or_none(&None), "--");
        assert_eq!(EN.signed_money(cny(60_000)), "+¥600.00");
    }

    #[test]
    fn round_money_speaks_the_language_of_its_reader() {
        assert_eq!(EN.round_money(cny(12_345_678_900)), "¥123.5\u{a0}m");
        assert_eq!(ZH.round_money(cny(12_345_678_900)), "¥1.2\u{a0}亿");
        assert_eq!(ZH.round_money(cny(4_567_800)), "¥4.6\u{a0}万");
        assert_eq!(ZH.round_money(cny(-99_900)), "−¥999.00");
    }

    #[test]
    fn times_are_iso_and_24_hours() {
        let span =
            Span { from: date(2026, 11, 24).at(9, 0, 0, 0), until: date(2026, 11, 24).at(17, 30, 0, 0) };
        assert_eq!(EN.span(&span), "2026-11-24 09:00–17:30");
        let night = Span { until: date(2026, 11, 25).at(1, 0, 0, 0), ..span };
        assert_eq!(EN.span(&night), "2026-11-24 09:00 – 2026-11-25 01:00");
        assert_eq!(ZH.long_date(&date(2026, 11, 24)), "周二\u{a0}2026-11-24");
    }

    #[test]
    fn shares_and_distances() {
        assert_eq!(EN.share(4_126), "41.3%");
        assert_eq!(EN.km(&Some(1_204)), "1,204\u{a0}km");
        assert_eq!(ZH.km(&None), "--");
    }
}
