//! Instants, intervals, civil dates and the periods in which caps and statistics count.

use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A civil date without a zone.
pub type Date = jiff::civil::Date;

/// A moment in UTC, to the second. Where a person sees it, the zone of the instrument or place is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A half-open stretch of time `[start, end)`, never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Interval {
    start: Instant,
    end: Instant,
}

/// Why a text or pair is not a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is not an instant.
    #[error("`{0}` is not a time: write it as 2026-03-01T09:00:00Z")]
    NotAnInstant(String),
    /// The end is not after the start.
    #[error("the end {1} is not after the start {0}")]
    EmptyInterval(Instant, Instant),
    /// The time zone is not in the IANA database.
    #[error("`{0}` is not a time zone: write an IANA name such as `Asia/Shanghai`")]
    UnknownZone(String),
    /// The text is not a period.
    #[error("`{0}` is not a period: write 2026, 2026-Q1 or 2026-03")]
    NotAPeriod(String),
}

/// Where the time comes from. The shell hands in the system's clock; tests, demo and lab hand in their own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;

    /// The milliseconds since 1970, for ids: they sort by their making only as finely as this tells moments
    /// apart.
    fn millis(&self) -> i64 {
        self.now().seconds().saturating_mul(1_000)
    }

    /// The microseconds of a stopwatch that never goes back: only differences mean something.
    fn micros(&self) -> u64 {
        u64::try_from(self.millis()).unwrap_or(0).saturating_mul(1_000)
    }
}

impl Clock for Instant {
    /// A clock that stands still.
    fn now(&self) -> Instant {
        *self
    }
}

impl Instant {
    /// Seconds in a day that has no zone change.
    pub const DAY: i64 = 86_400;

    /// The instant that lies this many seconds after 1970-01-01T00:00:00Z.
    pub fn from_seconds(seconds: i64) -> Instant {
        Instant(seconds)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The instant `seconds` later, or earlier where negative. Saturates at the ends of 64 bits.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds))
    }

    /// The civil date and time of this instant in a zone.
    ///
    /// # Errors
    /// [`TimeError::UnknownZone`], or [`TimeError::NotAnInstant`] beyond the year 9999.
    pub fn in_zone(self, zone: &str) -> Result<jiff::ZonedDateTime, TimeError> {
        self.in_known_zone(zone_named(zone)?)
    }

    /// The same in a zone that was found before, for what asks for it many times.
    pub(crate) fn in_known_zone(self, zone: TimeZone) -> Result<jiff::ZonedDateTime, TimeError> {
        let stamp =
            jiff::Timestamp::from_second(self.0).map_err(|_| TimeError::NotAnInstant(self.0.to_string()))?;
        Ok(stamp.to_zoned_datetime(zone))
    }

    /// The civil date of this instant in a zone.
    ///
    /// # Errors
    /// As [`Instant::in_zone`].
    pub fn date_in(self, zone: &str) -> Result<Date, TimeError> {
        Ok(self.in_zone(zone)?.date())
    }

    /// The instant at which a civil date and time occurs in a zone. A time skipped by a zone change moves
    /// forward, a repeated one is its first occurrence.
    ///
    /// # Errors
    /// [`TimeError::UnknownZone`], or [`TimeError::NotAnInstant`] beyond the range of the calendar.
    pub fn of_civil(civil: jiff::civil::DateTime, zone: &str) -> Result<Instant, TimeError> {
        Instant::of_civil_in(civil, zone_named(zone)?)
    }

    /// The same in a zone that was found before.
    pub(crate) fn of_civil_in(civil: jiff::civil::DateTime, zone: TimeZone) -> Result<Instant, TimeError> {
        let zoned = civil.to_zoned_datetime(zone).map_err(|_| TimeError::NotAnInstant(civil.to_string()))?;
        Ok(Instant(zoned.timestamp().as_second()))
    }
}

/// The zone of a name.
///
/// # Errors
/// [`TimeError::UnknownZone`].
pub(crate) fn zone_named(name: &str) -> Result<TimeZone, TimeError> {
    TimeZone::get(name).map_err(|_| TimeError::UnknownZone(name.to_owned()))
}

impl Interval {
    /// The stretch from `start` up to but without `end`.
    ///
    /// # Errors
    /// [`TimeError::EmptyInterval`] where `end` is not after `start`.
    pub fn new(start: Instant, end: Instant) -> Result<Interval, TimeError> {
        if start < end { Ok(Interval { start, end }) } else { Err(TimeError::EmptyInterval(start, end)) }
    }

    /// The first moment.
    pub fn start(self) -> Instant {
        self.start
    }

    /// The first moment after.
    pub fn end(self) -> Instant {
        self.end
    }

    /// The length in seconds, at least 1.
    pub fn seconds(self) -> i64 {
        self.end.0.saturating_sub(self.start.0)
    }

    /// Whether a moment lies in the stretch.
    pub fn contains(self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether the other stretch lies wholly in this one.
    pub fn covers(self, other: Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a moment. Stretches that only touch do not.
    pub fn overlaps(self, other: Interval) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A calendar year, quarter or month in which caps and statistics count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A year, such as `2026`.
    Year(i16),
    /// A quarter 1 to 4, such as `2026-Q1`.
    Quarter(i16, u8),
    /// A month 1 to 12, such as `2026-03`.
    Month(i16, u8),
}

impl Period {
    /// The calendar year of a date.
    pub fn year_of(date: Date) -> Period {
        Period::Year(date.year())
    }

    /// The quarter of a date.
    pub fn quarter_of(date: Date) -> Period {
        Period::Quarter(date.year(), u8::try_from((date.month() - 1) / 3 + 1).unwrap_or(1))
    }

    /// The month of a date.
    pub fn month_of(date: Date) -> Period {
        Period::Month(date.year(), u8::try_from(date.month()).unwrap_or(1))
    }

    /// Whether a date lies in the period.
    pub fn contains(self, date: Date) -> bool {
        match self {
            Period::Year(_) => Period::year_of(date) == self,
            Period::Quarter(..) => Period::quarter_of(date) == self,
            Period::Month(..) => Period::month_of(date) == self,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Year(year) => write!(f, "{year:04}"),
            Period::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Period::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl FromStr for Period {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Period, TimeError> {
        let wrong = || TimeError::NotAPeriod(text.chars().take(40).collect());
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let year: i16 = year.parse().map_err(|_| wrong())?;
        match rest {
            None => Ok(Period::Year(year)),
            Some(rest) if rest.len() != 2 => Err(wrong()),
            Some(rest) => match rest.strip_prefix('Q') {
                Some(digit) => {
                    let quarter: u8 = digit.parse().map_err(|_| wrong())?;
                    (1..=4).contains(&quarter).then_some(Period::Quarter(year, quarter)).ok_or_else(wrong)
                }
                None => {
                    let month: u8 = rest.parse().map_err(|_| wrong())?;
                    (1..=12).contains(&month).then_some(Period::Month(year, month)).ok_or_else(wrong)
                }
            },
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(self.0) {
            Ok(stamp) => write!(f, "{stamp}"),
            Err(_) => write!(f, "{}s", self.0),
        }
    }
}

impl FromStr for Instant {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Instant, TimeError> {
        let wrong = || TimeError::NotAnInstant(text.chars().take(40).collect());
        text.parse::<jiff::Timestamp>().map(|stamp| Instant(stamp.as_second())).map_err(|_| wrong())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Interval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Interval, D::Error> {
        #[derive(Deserialize)]
        struct Ends {
            start: Instant,
            end: Instant,
        }
        let ends = Ends::deserialize(deserializer)?;
        Interval::new(ends.start, ends.end).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_summer_time_gap_moves_forward() {
        // Berlin jumps from 02:00 to 03:00 on 2026-03-29.
        let civil = date(2026, 3, 29).at(2, 30, 0, 0);
        let instant = Instant::of_civil(civil, "Europe/Berlin").unwrap();
        assert_eq!(instant.to_string(), "2026-03-29T01:30:00Z");
    }

    #[test]
    fn the_date_depends_on_the_zone() {
        let instant: Instant = "2026-03-01T20:00:00Z".parse().unwrap();
        assert_eq!(instant.date_in("Asia/Shanghai"), Ok(date(2026, 3, 2)));
        assert_eq!(instant.date_in("Europe/Paris"), Ok(date(2026, 3, 1)));
        assert!(instant.date_in("Mars/Olympus").is_err());
    }

    #[test]
    fn periods_read_write_and_contain() {
        for text in ["2026", "2026-Q1", "2026-03"] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert!(period.contains(date(2026, 3, 31)));
            assert!(!period.contains(date(2025, 3, 31)));
        }
        for text in ["", "26", "2026-Q5", "2026-13", "2026-3", "2026-", "+026", "2026-Qé"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn overlap_is_symmetric_and_means_a_shared_second(a in 0i64..50, b in 1i64..20, c in 0i64..50, d in 1i64..20) {
            let make = |start: i64, len: i64| {
                Interval::new(Instant::from_seconds(start), Instant::from_seconds(start + len)).unwrap()
            };
            let (x, y) = (make(a, b), make(c, d));
            let shared = (0..80).any(|s| x.contains(Instant::from_seconds(s)) && y.contains(Instant::from_seconds(s)));
            prop_assert_eq!(x.overlaps(y), shared);
            prop_assert_eq!(y.overlaps(x), shared);
        }

        #[test]
        fn instants_survive_text(seconds in 0i64..253_402_207_200) {
            let instant = Instant::from_seconds(seconds);
            prop_assert_eq!(instant.to_string().parse(), Ok(instant));
        }
    }
}
