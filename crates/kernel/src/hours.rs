//! Opening hours: a weekly pattern in a zone, with dates on which it is closed.

use jiff::ToSpan;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::time::{TimeError, zone_named};
use crate::{Date, Instant, Interval};

/// A day of the week; Monday is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// One stretch of a weekday that is open, in local time. `until = 00:00` means the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenStretch {
    /// The weekday.
    pub day: Weekday,
    /// When it opens, local time.
    pub from: Time,
    /// When it closes, local time.
    pub until: Time,
}

/// When something can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// IANA time zone of the pattern.
    pub zone: String,
    /// The weekly pattern.
    pub week: Vec<OpenStretch>,
    /// Local dates on which it is closed all day.
    #[serde(default)]
    pub closed_on: Vec<Date>,
}

impl OpeningHours {
    /// Open from Monday to Friday between two local times.
    pub fn workdays(zone: impl Into<String>, from: Time, until: Time) -> OpeningHours {
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        let week = days.map(|day| OpenStretch { day, from, until }).to_vec();
        OpeningHours { zone: zone.into(), week, closed_on: Vec::new() }
    }

    /// The open stretches of one local date, in order; adjacent ones are joined.
    ///
    /// # Errors
    /// [`TimeError::UnknownZone`] where the zone is unknown.
    pub fn on(&self, date: Date) -> Result<Vec<Interval>, TimeError> {
        self.on_in(date, &zone_named(&self.zone)?)
    }

    fn on_in(&self, date: Date, zone: &TimeZone) -> Result<Vec<Interval>, TimeError> {
        if self.closed_on.contains(&date) {
            return Ok(Vec::new());
        }
        let weekday = weekday_of(date);
        let mut open = Vec::new();
        for stretch in self.week.iter().filter(|stretch| stretch.day == weekday) {
            let start = Instant::of_civil_in(date.to_datetime(stretch.from), zone.clone())?;
            let closes = if stretch.until == Time::midnight() {
                date.saturating_add(1.day()).to_datetime(Time::midnight())
            } else {
                date.to_datetime(stretch.until)
            };
            let end = Instant::of_civil_in(closes, zone.clone())?;
            open.extend(Interval::new(start, end));
        }
        Ok(join(open))
    }

    /// The open stretches that touch `window`, cut to it, in order; nights that are open are joined.
    ///
    /// # Errors
    /// As [`OpeningHours::on`].
    pub fn within(&self, window: Interval) -> Result<Vec<Interval>, TimeError> {
        // By its name a zone is found once: that costs more than to reckon in it.
        let zone = zone_named(&self.zone)?;
        let date_of = |instant: Instant| Ok(instant.in_known_zone(zone.clone())?.date());
        let (mut date, last) = (date_of(window.start())?, date_of(window.end())?);
        let mut open = Vec::new();
        while date <= last {
            open.extend(self.on_in(date, &zone)?.into_iter().filter_map(|stretch| cut(stretch, window)));
            date = match date.checked_add(1.day()) {
                Ok(next) => next,
                Err(_) => break,
            };
        }
        Ok(join(open))
    }

    /// Whether the whole interval is open.
    ///
    /// # Errors
    /// As [`OpeningHours::on`].
    pub fn covers(&self, interval: Interval) -> Result<bool, TimeError> {
        Ok(self.within(interval)? == [interval])
    }
}

/// The weekday of a date.
pub fn weekday_of(date: Date) -> Weekday {
    match date.weekday() {
        jiff::civil::Weekday::Monday => Weekday::Mon,
        jiff::civil::Weekday::Tuesday => Weekday::Tue,
        jiff::civil::Weekday::Wednesday => Weekday::Wed,
        jiff::civil::Weekday::Thursday => Weekday::Thu,
        jiff::civil::Weekday::Friday => Weekday::Fri,
        jiff::civil::Weekday::Saturday => Weekday::Sat,
        jiff::civil::Weekday::Sunday => Weekday::Sun,
    }
}

fn cut(stretch: Interval, window: Interval) -> Option<Interval> {
    Interval::new(stretch.start().max(window.start()), stretch.end().min(window.end())).ok()
}

/// Sorts stretches and joins those that touch or overlap.
fn join(mut stretches: Vec<Interval>) -> Vec<Interval> {
    stretches.sort();
    let mut joined: Vec<Interval> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if stretch.start() <= last.end() => {
                let end = last.end().max(stretch.end());
                if let Ok(longer) = Interval::new(last.start(), end) {
                    *last = longer;
                }
            }
            _ => joined.push(stretch),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn between(start: &str, end: &str) -> Interval {
        Interval::new(at(start), at(end)).unwrap()
    }

    #[test]
    fn a_working_day_in_shanghai_is_nine_hours_in_utc() {
        let hours = OpeningHours::workdays("Asia/Shanghai", time(8, 30, 0, 0), time(17, 30, 0, 0));
        let monday = hours.on(date(2026, 3, 2)).unwrap();
        assert_eq!(monday, [between("2026-03-02T00:30:00Z", "2026-03-02T09:30:00Z")]);
        assert!(hours.on(date(2026, 3, 1)).unwrap().is_empty());
        assert!(hours.covers(between("2026-03-02T01:00:00Z", "2026-03-02T03:00:00Z")).unwrap());
        assert!(!hours.covers(between("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z")).unwrap());
    }

    #[test]
    fn round_the_clock_covers_a_night_and_a_change_to_summer_time() {
        use Weekday::*;
        let week = [Mon, Tue, Wed, Thu, Fri, Sat, Sun]
            .map(|day| OpenStretch { day, from: Time::midnight(), until: Time::midnight() })
            .to_vec();
        let mut hours = OpeningHours { zone: "Europe/Berlin".into(), week, closed_on: vec![] };
        let weekend = between("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z");
        assert!(hours.covers(weekend).unwrap());
        hours.closed_on.push(date(2026, 3, 29));
        assert!(!hours.covers(weekend).unwrap());
    }

    #[test]
    fn an_unknown_zone_is_an_error() {
        let hours = OpeningHours::workdays("Nowhere", time(8, 0, 0, 0), time(9, 0, 0, 0));
        assert!(hours.on(date(2026, 3, 2)).is_err());
    }
}
