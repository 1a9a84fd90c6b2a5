//! Prices: one table of cases in words, and the properties that hold for all of them.

use jiangnan_catalogue::tariff::check_versions;
use jiangnan_catalogue::{Audience, Price, Tariff, TariffLine, Unit, Usage, price};
use jiangnan_kernel::{Currency, Date, Rate};
use proptest::prelude::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Reads `hour 300.00/600.00 sample 50.00 min 100.00 tax 6% [included] from … until …`; two prices are the
/// internal and the external one, `-` is not offered.
fn tariff(text: &str) -> Tariff {
    let mut tariff = Tariff::per(Unit::Hour, 0, Currency::CNY, date("2026-01-01"));
    tariff.lines.clear();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word == "included" {
            tariff.tax_included = true;
            continue;
        }
        let value = words.next().unwrap();
        let minor = |text: &str| (text != "-").then(|| Currency::CNY.parse_minor(text).unwrap());
        match word {
            "min" => tariff.minimum_minor = minor(value).unwrap(),
            "tax" => tariff.tax = value.parse().unwrap(),
            "from" => tariff.from = date(value),
            "until" => tariff.until = Some(date(value)),
            unit => {
                let unit = Unit::ALL.into_iter().find(|known| known.name() == unit).unwrap();
                let (internal, external) = value.split_once('/').unwrap_or((value, value));
                let (internal_minor, external_minor) = (minor(internal), minor(external));
                tariff.lines.push(TariffLine { unit, internal_minor, external_minor });
            }
        }
    }
    tariff
}

/// Reads `3h`, `90m`, `5s`, `4x` (samples), in any order.
fn usage(text: &str) -> Usage {
    let mut usage = Usage::default();
    for word in text.split_whitespace() {
        let (number, unit) = word.split_at(word.len() - 1);
        let number: i64 = number.parse().unwrap();
        match unit {
            "h" => usage.seconds += number * 3_600,
            "m" => usage.seconds += number * 60,
            "s" => usage.seconds += number,
            _ => usage.samples += u32::try_from(number).unwrap(),
        }
    }
    usage
}

fn told(result: &Result<Price, jiangnan_catalogue::PriceRefusal>) -> String {
    let minor = |minor| Currency::CNY.format_minor(minor);
    match result {
        Ok(price) => format!(
            "{} + {} = {}{}",
            minor(price.without_tax.minor),
            minor(price.tax.minor),
            minor(price.with_tax.minor),
            if price.raised_to_minimum.is_some() { " (minimum)" } else { "" }
        ),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn a_table_of_prices() {
    let table = "
        hour 600.00                     | external 2026-03-01 3h     | 1800.00 + 0.00 = 1800.00
        hour 600.00 tax 6%              | external 2026-03-01 90m    | 900.00 + 54.00 = 954.00
        hour 600.00 tax 6% included     | external 2026-03-01 90m    | 849.06 + 50.94 = 900.00
        hour 300.00/600.00              | internal 2026-03-01 1h     | 300.00 + 0.00 = 300.00
        hour 0.01                       | external 2026-03-01 30m    | 0.01 + 0.00 = 0.01
        hour 0.01                       | external 2026-03-01 1799s  | 0.00 + 0.00 = 0.00
        hour 600.00 min 100.00 tax 13%  | external 2026-03-01 5m     | 100.00 + 13.00 = 113.00 (minimum)
        day 2000.00                     | external 2026-03-01 24h 1s | 4000.00 + 0.00 = 4000.00
        hour 100.00 sample 50.00        | external 2026-03-01 2h 4x  | 400.00 + 0.00 = 400.00
        sample 80.00                    | external 2026-03-01 3x     | 240.00 + 0.00 = 240.00
        hour 300.00/-                   | external 2026-03-01 1h     | the tariff from 2026-01-01 has no external price per hour: ask the provider whether it is offered
        hour 100.00 sample 50.00        | external 2026-03-01 2h     | the tariff from 2026-01-01 charges per sample: say how much is needed
        hour 1.00 from 2026-02-01       | external 2026-01-31 1h     | no tariff holds on 2026-01-31 (the next begins on 2026-02-01): ask the provider to publish one for that day
        hour 1.00 until 2026-02-01      | external 2026-02-02 1h     | no tariff holds on 2026-02-02: ask the provider to publish one for that day
    ";
    for case in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let parts: Vec<&str> = case.split('|').map(str::trim).collect();
        let (who, rest) = parts[1].split_once(' ').unwrap();
        let (on, used) = rest.split_once(' ').unwrap();
        let audience = if who == "internal" { Audience::Internal } else { Audience::External };
        let result = price(&tariff(parts[0]), usage(used), audience, date(on));
        assert_eq!(told(&result), parts[2], "{case}");
    }
}

#[test]
fn versions_must_be_usable_and_follow_each_other() {
    let check = |texts: &[&str]| {
        let tariffs: Vec<Tariff> = texts.iter().map(|text| tariff(text)).collect();
        check_versions(&tariffs).map_err(|error| error.to_string())
    };
    assert_eq!(check(&["hour 1.00 until 2026-06-30", "hour 2.00 from 2026-07-01"]), Ok(()));
    for (wrong, part) in [
        (&["min 1.00"][..], "has no price"),
        (&["hour 1.00 until 2025-01-01"], "before it begins"),
        (&["hour -1.00"], "write 0 or more"),
        (&["hour 1.00 day 1.00"], "charges the same work twice"),
        (&["hour 1.00", "hour 2.00 from 2026-07-01"], "both hold on 2026-07-01"),
    ] {
        assert!(check(wrong).unwrap_err().contains(part), "{wrong:?}");
    }
}

#[test]
fn a_price_too_large_is_refused() {
    let tariff = Tariff::per(Unit::Sample, i64::MAX, Currency::CNY, date("2026-01-01"));
    let many = Usage::default().with_samples(2);
    assert!(price(&tariff, many, Audience::External, date("2026-01-01")).is_err());
}

proptest! {
    #[test]
    fn parts_add_up_and_nothing_is_negative(
        hour in 0i64..10_000_000, sample in 0i64..1_000_000, minimum in 0i64..1_000_000,
        points in 0u32..3_000, included: bool, seconds in 1i64..10_000_000, samples in 1u32..1_000,
    ) {
        let mut tariff = Tariff::per(Unit::Hour, hour, Currency::CNY, date("2026-01-01"));
        tariff.lines.extend(Tariff::per(Unit::Sample, sample, Currency::CNY, date("2026-01-01")).lines);
        tariff.minimum_minor = minimum;
        tariff.tax = Rate(points);
        tariff.tax_included = included;
        let used = Usage::time(seconds).with_samples(samples);
        let priced = price(&tariff, used, Audience::External, date("2026-05-01")).unwrap();
        let sum: i64 = priced.lines.iter().map(|line| line.amount.minor).sum();
        let charged = if included { priced.with_tax } else { priced.without_tax };
        prop_assert_eq!(charged.minor, sum.max(minimum));
        prop_assert_eq!(priced.without_tax.plus(priced.tax), Ok(priced.with_tax));
        prop_assert!(priced.tax.minor >= 0 && priced.without_tax.minor >= 0);
        let more = price(&tariff, Usage { seconds: seconds + 1, ..used }, Audience::External, date("2026-05-01"));
        prop_assert!(more.unwrap().with_tax.minor >= priced.with_tax.minor);
    }
}
