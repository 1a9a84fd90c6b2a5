//! Cells that are more than text: dates, amounts, opening hours, words of a list.

use jiangnan_kernel::hours::OpenStretch;
use jiangnan_kernel::{Currency, Date, MoneyError, OpeningHours, Weekday};
use jiangnan_scheme::day::parse_date;

use crate::tariff::Unit;
use crate::terms::Access;

const DAYS: [(Weekday, &str, char); 7] = [
    (Weekday::Mon, "mon", '一'),
    (Weekday::Tue, "tue", '二'),
    (Weekday::Wed, "wed", '三'),
    (Weekday::Thu, "thu", '四'),
    (Weekday::Fri, "fri", '五'),
    (Weekday::Sat, "sat", '六'),
    (Weekday::Sun, "sun", '日'),
];

/// A date as `2026-03-01`, `2026/3/1`, `2026.3.1` or `2026年3月1日`.
pub(super) fn date(text: &str) -> Option<Date> {
    let mut parts = text.trim_end_matches('日').split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    parse_date(&format!("{year}-{month:0>2}-{day:0>2}"))
}

/// An amount, without a currency sign and with or without separators of thousands.
pub(super) fn amount_minor(text: &str, currency: Currency) -> Result<i64, MoneyError> {
    let bare = text
        .trim_start_matches(currency.code())
        .trim_start_matches(['¥', '￥', '€', '£', '$'])
        .trim_end_matches(currency.code())
        .trim_end_matches('元')
        .trim();
    let (whole, fraction) = bare.split_once('.').map_or((bare, None), |(w, f)| (w, Some(f)));
    let grouped = whole.contains(',') && whole.split(',').skip(1).all(|group| group.len() == 3);
    let whole = if grouped { whole.replace(',', "") } else { whole.to_owned() };
    let plain = fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}"));
    // The message must quote the cell, not what was made of it.
    currency.parse_minor(&plain).map_err(|error| match error {
        MoneyError::NotAnAmount(_, decimals) => MoneyError::NotAnAmount(text.to_owned(), decimals),
        other => other,
    })
}

/// The unit of a price.
pub(super) fn unit(text: &str) -> Option<Unit> {
    let lower = text.to_lowercase();
    let word = lower.trim_start_matches("per ").trim_start_matches("元/").trim_start_matches('/').trim();
    match word {
        "hour" | "hours" | "h" | "小时" | "机时" | "时" => Some(Unit::Hour),
        "day" | "days" | "d" | "天" | "日" => Some(Unit::Day),
        "sample" | "samples" | "样品" | "样" | "个" | "件" => Some(Unit::Sample),
        _ => None,
    }
}

/// Who may use an instrument.
pub(super) fn access(text: &str) -> Option<Access> {
    match text.to_lowercase().as_str() {
        "open" | "yes" | "external" | "开放" | "对外开放" | "共享" => Some(Access::Open),
        "trained" | "trained users" | "培训后使用" | "培训" => Some(Access::Trained),
        "own-organisation" | "no" | "internal" | "不开放" | "不对外开放" | "仅限本单位" => {
            Some(Access::OwnOrganisation)
        }
        _ => None,
    }
}

/// Whether a word of the kind means an expert.
pub(super) fn is_expert(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "expert" | "专家" => Some(true),
        "instrument" | "仪器" | "设备" => Some(false),
        _ => None,
    }
}

/// Yes or no.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "是" | "含税" => Some(true),
        "no" | "false" | "0" | "否" | "不含税" => Some(false),
        _ => None,
    }
}

/// Opening hours such as `Mon-Fri 08:30-17:30; Sat 09:00-12:00`, `周一至周五 8:30-17:30` or `24/7`.
pub(super) fn opening(text: &str, zone: &str) -> Option<OpeningHours> {
    let mut week = Vec::new();
    if text == "24/7" {
        week.extend(stretches((0, 6), "00:00", "24:00")?);
    } else {
        for part in text.split([';', '；', ',', '，']).map(str::trim).filter(|part| !part.is_empty()) {
            let times_start = part.find(|c: char| c.is_ascii_digit())?;
            let (days, times) = part.split_at(times_start);
            let (from, until) = times.split_once(['-', '–', '~', '至'])?;
            week.extend(stretches(day_range(days)?, from.trim(), until.trim())?);
        }
    }
    (!week.is_empty()).then(|| OpeningHours { zone: zone.to_owned(), week, closed_on: Vec::new() })
}

fn stretches((first, last): (usize, usize), from: &str, until: &str) -> Option<Vec<OpenStretch>> {
    let minutes = |text: &str| -> Option<u32> {
        let (hour, minute) = text.split_once([':', '：'])?;
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
    };
    let (from, until) = (minutes(from)?, minutes(until)?);
    if from >= until {
        return None;
    }
    let days = DAYS.get(first..=last)?;
    let clock = |minutes: u32| format!("{:02}:{:02}:00", minutes / 60 % 24, minutes % 60);
    let (from, until) = (clock(from).parse().ok()?, clock(until).parse().ok()?);
    Some(days.iter().map(|&(day, ..)| OpenStretch { day, from, until }).collect())
}

/// The first and last day, counted from Monday, of `Mon-Fri`, `Sat`, `周一至周五`, or all for an empty text.
fn day_range(text: &str) -> Option<(usize, usize)> {
    let text = text.trim().trim_end_matches(':').to_lowercase();
    if text.is_empty() || text == "daily" || text == "每天" {
        return Some((0, 6));
    }
    let (first, last) = text.split_once(['-', '–', '至', '到']).unwrap_or((&text, &text));
    let (first, last) = (day(first.trim())?, day(last.trim())?);
    (first <= last).then_some((first, last))
}

fn day(text: &str) -> Option<usize> {
    let chinese = ["周", "星期", "礼拜"].iter().find_map(|prefix| text.strip_prefix(prefix));
    match chinese {
        Some("天") => Some(6),
        Some(name) => DAYS.iter().position(|(_, _, zh)| name.chars().eq([*zh])),
        None => DAYS.iter().position(|(_, en, _)| {
            text.strip_prefix(en).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_lowercase()))
        }),
    }
}

/// Whether a cell only says that there is nothing to say, as other programs write an empty cell.
pub(super) fn says_nothing(text: &str) -> bool {
    const WORDS: [&str; 10] = ["none", "null", "nan", "n/a", "na", "tba", "-", "--", "/", "无"];
    WORDS.contains(&text.to_lowercase().as_str())
}

/// The parts of a list, without those that say nothing.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['|', ';', ',', '；', '，', '、']).map(str::trim);
    parts.filter(|part| !part.is_empty() && !says_nothing(part))
}

/// Whether a text has a Chinese character.
pub(super) fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'))
}
