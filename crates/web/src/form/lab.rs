//! The lab manager's further forms: hours, outages, rules, imports, experts.

use jiangnan_booking::BookingPolicy;
use jiangnan_kernel::hours::OpenStretch;
use jiangnan_kernel::{Date, Rate, Weekday};
use jiff::civil::Time;

use super::{Field, Input, form};
use crate::view::Span;

/// The most days that somebody can close a listing on.
const CLOSED_MAX: usize = 400;

form! {
    /// When a listing is open.
    HoursForm {
        /// Monday.
        mon,
        /// Tuesday.
        tue,
        /// Wednesday.
        wed,
        /// Thursday.
        thu,
        /// Friday.
        fri,
        /// Saturday.
        sat,
        /// Sunday.
        sun,
        /// Days on which it is closed.
        closed,
    }
}

/// The days of the week, in the order of the form.
const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl HoursForm {
    fn days_mut(&mut self) -> [&mut Field; 7] {
        [
            &mut self.mon,
            &mut self.tue,
            &mut self.wed,
            &mut self.thu,
            &mut self.fri,
            &mut self.sat,
            &mut self.sun,
        ]
    }

    /// Each day's field with its name and the key of its label.
    pub fn days(&self) -> [(&'static str, &'static str, &Field); 7] {
        [
            ("mon", "weekday-mon", &self.mon),
            ("tue", "weekday-tue", &self.tue),
            ("wed", "weekday-wed", &self.wed),
            ("thu", "weekday-thu", &self.thu),
            ("fri", "weekday-fri", &self.fri),
            ("sat", "weekday-sat", &self.sat),
            ("sun", "weekday-sun", &self.sun),
        ]
    }

    /// The form filled in with hours.
    pub fn of(week: &[OpenStretch], closed: &[Date]) -> HoursForm {
        let mut form = HoursForm::default();
        for (day, field) in DAYS.into_iter().zip(form.days_mut()) {
            let stretches = week.iter().filter(|stretch| stretch.day == day);
            let shown: Vec<String> = stretches.map(shown).collect();
            field.value = shown.join(", ");
        }
        let closed: Vec<String> = closed.iter().map(Date::to_string).collect();
        form.closed.value = closed.join("\n");
        form
    }

    /// The weekly pattern and the closed days, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<(Vec<OpenStretch>, Vec<Date>), Box<HoursForm>> {
        let mut form = HoursForm::read(input);
        let mut week = Vec::new();
        for (day, field) in DAYS.into_iter().zip(form.days_mut()) {
            match stretches(day, &field.value) {
                Some(stretches) => week.extend(stretches),
                None => field.refuse("hours-wrong"),
            }
        }
        let closed: Option<Vec<Date>> = form
            .closed
            .value
            .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、'))
            .filter(|word| !word.is_empty())
            .map(|word| word.parse().ok())
            .collect();
        let closed = closed.filter(|days| days.len() <= CLOSED_MAX);
        if closed.is_none() {
            form.closed.refuse("hours-closed-wrong");
        }
        match closed {
            Some(mut closed) if form.problems().is_empty() => {
                closed.sort_unstable();
                closed.dedup();
                Ok((week, closed))
            }
            _ => Err(Box::new(form)),
        }
    }
}

fn shown(stretch: &OpenStretch) -> String {
    let clock = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
    let until = if stretch.until == Time::midnight() { "24:00".to_owned() } else { clock(stretch.until) };
    format!("{}-{until}", clock(stretch.from))
}

/// The stretches of a day: `08:30-12:00, 13:00-17:30`; none where the text is none.
fn stretches(day: Weekday, text: &str) -> Option<Vec<OpenStretch>> {
    let mut found: Vec<OpenStretch> = Vec::new();
    let mut last = 0;
    for part in text.split([',', '，', ';', '；', '、']).map(str::trim).filter(|part| !part.is_empty()) {
        let (from, until) = part.split_once(['-', '–', '—', '~', '至'])?;
        let (from, until) = (minute(from.trim())?, minute(until.trim())?);
        if from < last || until <= from {
            return None;
        }
        last = until;
        found.push(OpenStretch { day, from: time(from)?, until: time(until % 1_440)? });
    }
    Some(found)
}

/// Minutes after midnight; `24:00` is the end of the day.
fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= 1_440).then_some(hour * 60 + minute)
}

fn time(minutes: u32) -> Option<Time> {
    Time::new(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0).ok()
}

form! {
    /// When a listing is out of service, and why.
    OutageForm {
        /// The first day.
        from_date,
        /// The time at which it begins.
        from_time,
        /// The last day.
        until_date,
        /// The time at which it ends.
        until_time,
        /// Why.
        reason,
    }
}

impl OutageForm {
    /// The stretch and the reason, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<(Span, String), Box<OutageForm>> {
        let mut form = OutageForm::read(input);
        let first =
            form.from_date.date("outage-date-missing").zip(form.from_time.time("outage-time-missing"));
        let last =
            form.until_date.date("outage-date-missing").zip(form.until_time.time("outage-time-missing"));
        let reason = form.reason.text("outage-reason-missing");
        let span = first.zip(last).map(|((from, at), (until, end))| Span {
            from: from.to_datetime(at),
            until: until.to_datetime(end),
        });
        if span.is_some_and(|span| span.until <= span.from) {
            form.until_time.refuse("outage-ends-before");
        }
        match (span, reason) {
            (Some(span), Some(reason)) if span.from < span.until => Ok((span, reason)),
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// By which rules a listing is reserved.
    RulesForm {
        /// The shortest reservation, in minutes.
        shortest,
        /// The longest, in hours.
        longest,
        /// The step of starts and lengths, in minutes.
        grid,
        /// How many days ahead.
        horizon,
        /// How many hours of notice.
        notice,
        /// `yes` where each request is approved.
        approval,
        /// After how many hours an unanswered request lapses.
        lapses,
        /// `yes` where exceptions can be asked for.
        exceptions,
        /// `yes` where users from outside may come.
        external,
        /// Until how many hours before the start calling off is free.
        free,
        /// The share of the price that is due after that.
        late_fee,
        /// The share where nobody comes.
        no_show_fee,
        /// The share of time left unused that is charged.
        unused_fee,
        /// For how many hours a freed slot is kept for who waits.
        offer,
    }
}

impl RulesForm {
    /// The form filled in with rules.
    pub fn of(policy: &BookingPolicy) -> RulesForm {
        let yes = |flag: bool| Field::of(if flag { "yes" } else { "no" });
        RulesForm {
            shortest: Field::of((policy.length_seconds_min / 60).to_string()),
            longest: Field::of((policy.length_seconds_max / 3_600).to_string()),
            grid: Field::of((policy.grid_seconds / 60).to_string()),
            horizon: Field::of(policy.horizon_days.to_string()),
            notice: Field::of((policy.notice_seconds / 3_600).to_string()),
            approval: yes(policy.approval_needed),
            lapses: Field::of((policy.request_lapses_seconds / 3_600).to_string()),
            exceptions: yes(policy.exceptions_allowed),
            external: yes(policy.external_allowed),
            free: Field::of(policy.cancel_free_hours.to_string()),
            late_fee: Field::of(policy.late_cancel_fee.to_string()),
            no_show_fee: Field::of(policy.no_show_fee.to_string()),
            unused_fee: Field::of(policy.unused_fee.to_string()),
            offer: Field::of((policy.offer_holds_seconds / 3_600).to_string()),
        }
    }

    /// The rules, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<BookingPolicy, Box<RulesForm>> {
        let mut form = RulesForm::read(input);
        let shortest = number(&mut form.shortest, 1, 1_440);
        let longest = number(&mut form.longest, 1, 8_760);
        let grid = number(&mut form.grid, 5, 1_440);
        let horizon = number(&mut form.horizon, 1, 730);
        let notice = number(&mut form.notice, 0, 720);
        let lapses = number(&mut form.lapses, 1, 720);
        let free = number(&mut form.free, 0, 720);
        let offer = number(&mut form.offer, 1, 168);
        let fees = [share(&mut form.late_fee), share(&mut form.no_show_fee), share(&mut form.unused_fee)];
        let (Some(shortest), Some(longest)) = (shortest, longest) else { return Err(Box::new(form)) };
        if longest * 60 < shortest {
            form.longest.refuse("rules-longest-too-short");
        }
        let all = (grid, horizon, notice, lapses, free, offer, fees);
        let (Some(grid), Some(horizon), Some(notice), Some(lapses), Some(free), Some(offer), fees) = all
        else {
            return Err(Box::new(form));
        };
        let [Some(late_cancel_fee), Some(no_show_fee), Some(unused_fee)] = fees else {
            return Err(Box::new(form));
        };
        if !form.problems().is_empty() {
            return Err(Box::new(form));
        }
        Ok(BookingPolicy {
            length_seconds_min: i64::from(shortest) * 60,
            length_seconds_max: i64::from(longest) * 3_600,
            grid_seconds: i64::from(grid) * 60,
            horizon_days: horizon,
            notice_seconds: i64::from(notice) * 3_600,
            approval_needed: form.approval.value == "yes",
            request_lapses_seconds: i64::from(lapses) * 3_600,
            cancel_free_hours: free,
            late_cancel_fee,
            no_show_fee,
            unused_fee,
            external_allowed: form.external.value == "yes",
            exceptions_allowed: form.exceptions.value == "yes",
            offer_holds_seconds: i64::from(offer) * 3_600,
        })
    }
}

fn number(field: &mut Field, least: u32, most: u32) -> Option<u32> {
    let found = field.value.parse().ok().filter(|number| (least..=most).contains(number));
    if found.is_none() {
        field.refuse("rules-number-wrong");
    }
    found
}

pub(super) fn share(field: &mut Field) -> Option<Rate> {
    let plain = field.value.trim_end_matches('%').trim();
    let found: Option<Rate> = format!("{plain}%").parse().ok();
    let found = found.filter(|rate| Rate(0) <= *rate && *rate <= Rate::FULL);
    if found.is_none() {
        field.refuse("rules-share-wrong");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_come_back_as_they_were_written() {
        let pairs = [
            ("mon", "08:30-12:00, 13:00-17:30"),
            ("sat", "09:00–24:00"),
            ("closed", "2026-10-01 2026-10-02"),
        ];
        let (week, closed) = HoursForm::parse(&Input::of_pairs(pairs)).unwrap();
        assert_eq!(week.len(), 3);
        assert_eq!(week[2].until, Time::midnight());
        let form = HoursForm::of(&week, &closed);
        assert_eq!((form.mon.value.as_str(), form.sat.value.as_str()), (pairs[0].1, "09:00-24:00"));
        assert_eq!(form.closed.value, "2026-10-01\n2026-10-02");
        for wrong in ["9", "17:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-25:00", "09:61-10:00"] {
            assert!(HoursForm::parse(&Input::of_pairs([("tue", wrong)])).is_err(), "{wrong}");
        }
    }

    #[test]
    fn rules_come_back_as_they_were_written() {
        let policy = BookingPolicy {
            exceptions_allowed: true,
            late_cancel_fee: Rate(1_250),
            ..BookingPolicy::default()
        };
        let form = RulesForm::of(&policy);
        let pairs = [
            ("shortest", form.shortest),
            ("longest", form.longest),
            ("grid", form.grid),
            ("horizon", form.horizon),
            ("notice", form.notice),
            ("approval", form.approval),
            ("lapses", form.lapses),
            ("exceptions", form.exceptions),
            ("external", form.external),
            ("free", form.free),
            ("late_fee", form.late_fee),
            ("no_show_fee", form.no_show_fee),
            ("unused_fee", form.unused_fee),
            ("offer", form.offer),
        ];
        let input = Input::of_pairs(pairs.map(|(name, field)| (name, field.value)));
        assert_eq!(RulesForm::parse(&input), Ok(policy));
        assert!(RulesForm::parse(&Input::default()).is_err());
    }
}
