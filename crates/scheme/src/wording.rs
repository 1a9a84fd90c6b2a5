//! Conditions in words: what an order must show to pass, in English and Chinese.

use std::sync::{Arc, LazyLock};

use jiangnan_kernel::{Currency, PlaceTree, Rate, Text};

use crate::clause::{Bound, Cap, Days, Limit, Span, Test};
use crate::day::date_of;
use crate::fact::{FACT_COUNT, Fact, FactKind};

/// What an order has to do about a missing fact.
pub(crate) fn give(fact: Fact) -> Arc<Text> {
    static TEXTS: LazyLock<[Arc<Text>; FACT_COUNT]> = LazyLock::new(|| {
        std::array::from_fn(|at| {
            let fact = Fact::ALL.get(at).copied().unwrap_or(Fact::OrderDate);
            let (en, zh) = fact.label();
            Arc::new(Text::new(
                format!("give `{fact}` ({en}): it is not known"),
                format!("补充“{zh}”（`{fact}`）：目前未知"),
            ))
        })
    });
    TEXTS.get(fact.index()).cloned().unwrap_or_default()
}

/// Writes the values of facts for people.
#[derive(Clone, Copy)]
pub(crate) struct Wording<'a> {
    pub(crate) places: &'a PlaceTree,
    pub(crate) currency: Currency,
}

impl Wording<'_> {
    /// What must hold of an order that has to pass the test (or, where `held` is false, to fail it).
    pub(crate) fn demand(&self, fact: Fact, test: &Test, held: bool) -> Text {
        let (en, zh) = fact.label();
        let allowed = self.allowed(fact, test);
        if held {
            Text::new(
                format!("`{fact}` ({en}) must be {}", allowed.en),
                format!("“{zh}”（`{fact}`）须为{}", allowed.zh),
            )
        } else {
            Text::new(
                format!("`{fact}` ({en}) must not be {}", allowed.en),
                format!("“{zh}”（`{fact}`）不得为{}", allowed.zh),
            )
        }
    }

    fn allowed(&self, fact: Fact, test: &Test) -> Text {
        match test {
            Test::OneOf(mask) => words(fact, *mask),
            Test::Within(parts) => {
                let named = |code| {
                    let name = self.places.get(code).map(|place| place.name.clone()).unwrap_or_default();
                    Text::new(format!("{} ({code})", name.get("en")), format!("{}（{code}）", name.get("zh")))
                };
                let names: Vec<Text> = parts.iter().map(|part| named(part.code)).collect();
                let list = either(&names);
                Text::new(format!("in {}", list.en), format!("{}境内", list.zh))
            }
            Test::Is(true) => Text::new("yes", "是"),
            Test::Is(false) => Text::new("no", "否"),
            Test::Between(low, high) => self.range(fact, *low, *high),
        }
    }

    fn range(&self, fact: Fact, low: Option<Bound>, high: Option<Bound>) -> Text {
        let is_date = fact.kind() == FactKind::Date;
        let (from, until) = if is_date { ("on or after", "on or before") } else { ("at least", "at most") };
        let (from_zh, until_zh) =
            if is_date { ("不早于", "不晚于") } else { ("不低于", "不超过") };
        let end = |bound: Option<Bound>, en: &str, zh: &str| {
            bound.map(|bound| {
                let value = self.bound(fact, bound);
                Text::new(format!("{en} {}", value.en), format!("{zh}{}", value.zh))
            })
        };
        match (end(low, from, from_zh), end(high, until, until_zh)) {
            (Some(low), Some(high)) => {
                Text::new(format!("{} and {}", low.en, high.en), format!("{}且{}", low.zh, high.zh))
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Text::new("known", "已知"),
        }
    }

    fn bound(&self, fact: Fact, bound: Bound) -> Text {
        match bound {
            Bound::At(number) => self.value(fact, number),
            Bound::Moved(other, span) => {
                let (en, zh) = other.label();
                let (plus_en, plus_zh) = moved(span);
                Text::new(format!("`{other}` ({en}){plus_en}"), format!("“{zh}”（`{other}`）{plus_zh}"))
            }
        }
    }

    /// A compact number as a person writes it.
    pub(crate) fn value(&self, fact: Fact, number: i64) -> Text {
        let same = |text: String| Text::new(text.clone(), text);
        match fact.kind() {
            FactKind::Place => {
                let index = u16::try_from(number).ok().map(jiangnan_kernel::PlaceIx);
                match index.and_then(|ix| self.places.at(ix)) {
                    Some(place) => Text::new(
                        format!("{} ({})", place.name.get("en"), place.code),
                        format!("{}（{}）", place.name.get("zh"), place.code),
                    ),
                    None => same(number.to_string()),
                }
            }
            FactKind::Word(vocabulary) => match vocabulary.word(number) {
                Some(word) => Text::new(word.en, word.zh),
                None => same(number.to_string()),
            },
            FactKind::Flag if number == 0 => Text::new("no", "否"),
            FactKind::Flag => Text::new("yes", "是"),
            FactKind::Money => same(format!("{} {}", self.currency.format_minor(number), self.currency)),
            FactKind::Date => same(date_of(number).map(|date| date.to_string()).unwrap_or_default()),
            FactKind::Hours => same(hours(number)),
            FactKind::Share => same(Rate(u32::try_from(number).unwrap_or(u32::MAX)).to_string()),
            FactKind::Count | FactKind::Subject => same(number.to_string()),
        }
    }
}

/// Seconds as hours with as many decimals as needed, at most two.
fn hours(seconds: i64) -> String {
    let hundredths = seconds / 36;
    let text = Currency::EUR.format_minor(hundredths);
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

fn words(fact: Fact, mask: u64) -> Text {
    let FactKind::Word(vocabulary) = fact.kind() else { return Text::default() };
    let chosen = vocabulary.words.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
    let names: Vec<Text> = chosen.map(|(_, word)| Text::new(word.en, word.zh)).collect();
    either(&names)
}

fn either(names: &[Text]) -> Text {
    let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let en = match en.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => en.concat(),
    };
    Text::new(en, zh.join("或"))
}

fn moved(span: Span) -> (String, String) {
    let part = |number: i64, one: &str, zh: &str| match number {
        0 => (String::new(), String::new()),
        _ => {
            let sign = if number < 0 { '-' } else { '+' };
            let plural = if number.abs() == 1 { "" } else { "s" };
            let side = if number < 0 { '前' } else { '后' };
            let count = number.abs();
            (format!(" {sign} {count} {one}{plural}"), format!("{side}{count}{zh}"))
        }
    };
    let (months, months_zh) = part(span.months, "month", "个月");
    let (days, days_zh) = part(span.days, "day", "天");
    (months + &days, months_zh + &days_zh)
}

/// The dates that an order may have.
pub(crate) fn dates(days: Days) -> Text {
    let named = |day: i64| date_of(day).map(|date| date.to_string());
    match (named(days.from), named(days.until)) {
        (Some(from), Some(until)) => Text::new(
            format!("`order.date` (date of the order) must be from {from} until {until}"),
            format!("“订单日期”（`order.date`）须在{from}至{until}之间"),
        ),
        (Some(from), None) => Text::new(
            format!("`order.date` (date of the order) must be on or after {from}"),
            format!("“订单日期”（`order.date`）须不早于{from}"),
        ),
        (None, Some(until)) => Text::new(
            format!("`order.date` (date of the order) must be on or before {until}"),
            format!("“订单日期”（`order.date`）须不晚于{until}"),
        ),
        (None, None) => Text::new("any date", "任何日期"),
    }
}

/// What to say where a cap leaves nothing.
pub(crate) fn used_up(cap: &Cap, currency: Currency) -> Text {
    let (en, zh) = cap.per.label();
    let (amount, amount_zh) = match cap.limit {
        Limit::Amount(minor) => {
            let amount = format!("{} {currency}", currency.format_minor(minor));
            (amount.clone(), amount)
        }
        Limit::Orders(count) => (format!("{count} orders"), format!("{count}个订单")),
    };
    let later = if cap.per.is_yearly() { ": order in a later year" } else { "" };
    let later_zh = if cap.per.is_yearly() { "，可在以后年度下单" } else { "" };
    Text::new(
        format!("the cap of {amount} for each {en} is used up{later}"),
        format!("{zh}{amount_zh}的限额已用完{later_zh}"),
    )
}

/// What to say where a voucher is no longer valid.
pub(crate) fn valid_until(day: i64) -> Text {
    let day = date_of(day).map(|date| date.to_string()).unwrap_or_default();
    Text::new(
        format!("the voucher was valid until {day}: order within its validity or apply for a new one"),
        format!("创新券有效期至{day}：请在有效期内下单或重新申领"),
    )
}
