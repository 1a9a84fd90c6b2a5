//! Why a time cannot be reserved, explained in both languages.

use jiangnan_kernel::{Instant, Interval, Text};
use serde::{Deserialize, Serialize};

/// One reason against a wanted time. A check returns all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum Problem {
    /// It begins before now.
    InThePast {
        /// Now.
        now: Instant,
    },
    /// It begins sooner than the notice that the provider asks for.
    ShortNotice {
        /// The earliest start.
        earliest: Instant,
    },
    /// It ends after the last moment that can be reserved today.
    BeyondHorizon {
        /// The last moment.
        latest: Instant,
    },
    /// Shorter than allowed.
    TooShort {
        /// Its length in seconds.
        seconds: i64,
        /// The shortest allowed.
        min: i64,
    },
    /// Longer than allowed.
    TooLong {
        /// Its length in seconds.
        seconds: i64,
        /// The longest allowed.
        max: i64,
    },
    /// Its start or length is not on the grid.
    OffGrid {
        /// The grid step in seconds, counted from local midnight.
        step: i64,
    },
    /// Part of it lies outside the opening hours.
    OutsideOpeningHours,
    /// It meets an outage.
    Outage {
        /// The outage.
        outage: Interval,
    },
    /// Somebody else has the time.
    Overlaps {
        /// The time taken.
        taken: Interval,
    },
    /// The instrument is not open to users from outside its provider.
    NotOpenToExternal,
    /// The time zone of the opening hours is not known; the catalogue entry must be mended.
    UnknownZone {
        /// The name that is not in the IANA database.
        zone: String,
    },
}

impl Problem {
    /// A short stable name for machines and message catalogues.
    pub fn name(&self) -> &'static str {
        match self {
            Problem::InThePast { .. } => "in-the-past",
            Problem::ShortNotice { .. } => "short-notice",
            Problem::BeyondHorizon { .. } => "beyond-horizon",
            Problem::TooShort { .. } => "too-short",
            Problem::TooLong { .. } => "too-long",
            Problem::OffGrid { .. } => "off-grid",
            Problem::OutsideOpeningHours => "outside-opening-hours",
            Problem::Outage { .. } => "outage",
            Problem::Overlaps { .. } => "overlaps",
            Problem::NotOpenToExternal => "not-open-to-external",
            Problem::UnknownZone { .. } => "unknown-zone",
        }
    }

    /// Whether a provider may waive the rule behind it. What others have, what is broken, what is past and who
    /// may come at all cannot be waived.
    pub fn can_be_waived(&self) -> bool {
        match self {
            Problem::ShortNotice { .. }
            | Problem::BeyondHorizon { .. }
            | Problem::TooShort { .. }
            | Problem::TooLong { .. }
            | Problem::OffGrid { .. }
            | Problem::OutsideOpeningHours => true,
            Problem::InThePast { .. }
            | Problem::Outage { .. }
            | Problem::Overlaps { .. }
            | Problem::NotOpenToExternal
            | Problem::UnknownZone { .. } => false,
        }
    }

    /// Whether every one of them can be waived.
    pub fn all_can_be_waived(problems: &[Problem]) -> bool {
        problems.iter().all(Problem::can_be_waived)
    }

    /// What is wrong and what to do, with times in a zone.
    pub fn text(&self, zone: &str) -> Text {
        let at = |instant: Instant| local(instant, zone);
        match self {
            Problem::InThePast { now } => Text::new(
                format!("The time lies in the past: it is {} now. Choose a later start.", at(*now)),
                format!("所选时间已过，现在是 {}。请选择更晚的开始时间。", at(*now)),
            ),
            Problem::ShortNotice { earliest } => Text::new(
                format!("The provider needs more notice. Choose a start from {} on.", at(*earliest)),
                format!("服务机构需要提前准备，最早可从 {} 开始。", at(*earliest)),
            ),
            Problem::BeyondHorizon { latest } => Text::new(
                format!("Times can be reserved only up to {}. Choose an earlier one.", at(*latest)),
                format!("目前只能预约到 {}，请选择更早的时间。", at(*latest)),
            ),
            Problem::OutsideOpeningHours => {
                Text::new("The time lies outside the opening hours.", "所选时间不在开放时段内。")
            }
            Problem::Outage { outage } => Text::new(
                format!(
                    "The instrument is out of service from {} to {}.",
                    at(outage.start()),
                    at(outage.end())
                ),
                format!("仪器在 {} 至 {} 停机。", at(outage.start()), at(outage.end())),
            ),
            Problem::Overlaps { taken } => Text::new(
                format!("The time from {} to {} is taken.", at(taken.start()), at(taken.end())),
                format!("{} 至 {} 已被占用。", at(taken.start()), at(taken.end())),
            ),
            other => other.text_without_times(),
        }
    }

    fn text_without_times(&self) -> Text {
        match self {
            Problem::TooShort { seconds, min } => Text::new(
                format!("{} is too short: reserve at least {}.", length_en(*seconds), length_en(*min)),
                format!("{}太短，至少需预约{}。", length_zh(*seconds), length_zh(*min)),
            ),
            Problem::TooLong { seconds, max } => Text::new(
                format!("{} is too long: reserve at most {}.", length_en(*seconds), length_en(*max)),
                format!("{}太长，最多可预约{}。", length_zh(*seconds), length_zh(*max)),
            ),
            Problem::OffGrid { step } => Text::new(
                format!("Start and length must fall on steps of {}.", length_en(*step)),
                format!("开始时间和时长须为{}的整数倍。", length_zh(*step)),
            ),
            Problem::UnknownZone { zone } => Text::new(
                format!("`{zone}` is not a time zone. The provider must correct the opening hours."),
                format!("时区“{zone}”不存在，需由服务机构更正开放时间。"),
            ),
            _ => Text::new(
                "The instrument is not open to users from outside its provider.",
                "该仪器不对外部用户开放。",
            ),
        }
    }
}

/// `2026-03-02 09:00` in a zone; in UTC with a `Z` where the zone is unknown.
fn local(instant: Instant, zone: &str) -> String {
    match instant.in_zone(zone) {
        Ok(zoned) => {
            let civil = zoned.datetime();
            format!("{} {:02}:{:02}", civil.date(), civil.hour(), civil.minute())
        }
        Err(_) => instant.to_string(),
    }
}

/// Days, hours, minutes and seconds of a length, the zero parts left out.
fn length(seconds: i64, units: [&str; 4], gap: &str) -> String {
    let sizes = [86_400, 3_600, 60, 1];
    let mut rest = seconds.max(0);
    let mut parts = Vec::new();
    for (size, unit) in sizes.into_iter().zip(units) {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        }
    }
    if parts.is_empty() { format!("0{}", units[3]) } else { parts.join(gap) }
}

fn length_en(seconds: i64) -> String {
    length(seconds, [" d", " h", " min", " s"], " ")
}

fn length_zh(seconds: i64) -> String {
    length(seconds, ["天", "小时", "分钟", "秒"], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_leave_zero_parts_out() {
        assert_eq!(length_en(90 * 60), "1 h 30 min");
        assert_eq!(length_zh(90 * 60), "1小时30分钟");
        assert_eq!(length_en(86_400 + 1), "1 d 1 s");
        assert_eq!(length_en(0), "0 s");
    }

    #[test]
    fn times_are_told_in_the_zone_of_the_instrument() {
        let taken =
            Interval::new("2026-03-02T01:00:00Z".parse().unwrap(), "2026-03-02T03:30:00Z".parse().unwrap());
        let text = Problem::Overlaps { taken: taken.unwrap() }.text("Asia/Shanghai");
        assert_eq!(text.en, "The time from 2026-03-02 09:00 to 2026-03-02 11:30 is taken.");
        assert_eq!(text.zh, "2026-03-02 09:00 至 2026-03-02 11:30 已被占用。");
    }
}
