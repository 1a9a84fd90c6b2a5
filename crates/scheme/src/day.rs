//! Civil dates as day numbers, so that both evaluators compare and shift dates as plain integers.

use jiangnan_kernel::Date;

/// The day number of a date: days since 1970-01-01, negative before.
pub fn day_number(date: Date) -> i64 {
    days_of_civil(i64::from(date.year()), i64::from(date.month()), i64::from(date.day()))
}

/// The date of a day number, where the calendar has it (years -9999 to 9999).
pub fn date_of(day: i64) -> Option<Date> {
    let (year, month, day) = civil_of_days(day);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The year of a day number.
pub fn year_of(day: i64) -> i64 {
    civil_of_days(day).0
}

/// The day that lies `months` later (earlier where negative): the same day of the month, or the month's last
/// day where it is shorter.
pub fn plus_months(day: i64, months: i64) -> i64 {
    let (year, month, day_of_month) = civil_of_days(day);
    let count = year * 12 + month - 1 + months;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    days_of_civil(year, month, day_of_month.min(month_length(year, month)))
}

/// Reads `2026-03-01` and nothing else.
pub fn parse_date(text: &str) -> Option<Date> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let shape = bytes.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !shape {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let small = |number: i16| i8::try_from(number).ok();
    Date::new(part(0, 4)?, small(part(5, 7)?)?, small(part(8, 10)?)?).ok()
}

fn month_length(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days in the 400 years after which the Gregorian calendar repeats.
const ERA: i64 = 146_097;

/// Counts years from March, so that the leap day is the last of its year.
fn days_of_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    era * ERA + day_of_era - 719_468
}

fn civil_of_days(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let (era, day_of_era) = (shifted.div_euclid(ERA), shifted.rem_euclid(ERA));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_agrees_with_the_calendar() {
        let mut date = Date::new(1799, 12, 31).unwrap();
        let mut expected = day_number(date);
        while date.year() < 2201 {
            date = date.tomorrow().unwrap();
            expected += 1;
            assert_eq!(day_number(date), expected);
            assert_eq!(date_of(expected), Some(date));
        }
        assert_eq!(day_number(Date::new(1970, 1, 1).unwrap()), 0);
    }

    #[test]
    fn months_end_where_the_month_ends() {
        let shift = |text, months| plus_months(day_number(parse_date(text).unwrap()), months);
        let table = [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-05-12", 12, "2027-05-12"),
            ("2026-05-31", -3, "2026-02-28"),
            ("2026-01-15", -13, "2024-12-15"),
        ];
        for (from, months, to) in table {
            assert_eq!(date_of(shift(from, months)), parse_date(to), "{from} {months}");
        }
    }

    #[test]
    fn only_plain_dates_are_dates() {
        for text in ["", "2026-3-1", "2026-02-30", "2026-03-01T00:00", "+026-03-01", "２０２６-03-01"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
