//! A small text language for tests: one instrument, one calendar, and what is done to it, line by line.
//!
//! ```text
//! policy grid=30m min=30m max=4h horizon=30d free=24h      # set the rules; `approval`, `internal` are flags
//! now 03-02 08:00                                           # Shanghai time, year 2026
//! outage 03-05 09:00-12:00
//! reserve a e1 03-03 09:00-11:00 = reserved                 # expected state, or the problems or the refusal
//! move a 03-03 13:00-15:00 = reserved
//! cancel a enterprise = cancelled
//! use a 03-03 09:00-10:30 = used
//! charge a = 5400s 0 samples 100%
//! free 03-03 2h = 09:00 09:30
//! ```

use std::collections::BTreeMap;

use jiangnan_booking::{
    Availability, BookingPolicy, Calendar, Draft, Party, Refused, Reservation, ReservationState, Situation,
    Step, UsageRecord, Verdict, free_slots,
};
use jiangnan_kernel::{Id, Instant, Interval, OpeningHours, Rate};
use jiff::civil::time;

pub const ZONE: &str = "Asia/Shanghai";

/// Open from Monday to Friday, 09:00 to 18:00 in Shanghai.
pub fn office_hours() -> OpeningHours {
    OpeningHours::workdays(ZONE, time(9, 0, 0, 0), time(18, 0, 0, 0))
}

/// `03-02 09:00` of 2026 in Shanghai.
pub fn at(day: &str, clock: &str) -> Instant {
    let civil = format!("2026-{day}T{clock}:00").parse().unwrap_or_else(|e| panic!("{day} {clock}: {e}"));
    Instant::of_civil(civil, ZONE).unwrap()
}

/// `03-02` and `09:00-11:00` of 2026 in Shanghai; an end on the next day is written `22:00-+02:00`.
pub fn span(day: &str, clocks: &str) -> Interval {
    let (from, until) = clocks.split_once('-').unwrap_or_else(|| panic!("{clocks} is not a span"));
    let (until, later) = until.strip_prefix('+').map_or((until, 0), |until| (until, Instant::DAY));
    Interval::new(at(day, from), at(day, until).plus_seconds(later)).unwrap()
}

/// `90s`, `30m`, `4h`, `30d` in seconds.
fn seconds(text: &str) -> i64 {
    let (number, unit) = text.split_at(text.len() - 1);
    let size = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => Instant::DAY,
        _ => panic!("{text} is not a length"),
    };
    number.parse::<i64>().unwrap() * size
}

pub struct Desk {
    pub policy: BookingPolicy,
    pub now: Instant,
    pub opening: OpeningHours,
    pub outages: Vec<Interval>,
    pub calendar: Calendar,
    pub reservations: BTreeMap<String, Reservation>,
    external: bool,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk {
            policy: BookingPolicy::default(),
            now: at("03-02", "08:00"),
            opening: office_hours(),
            outages: Vec::new(),
            calendar: Calendar::new(),
            reservations: BTreeMap::new(),
            external: true,
        }
    }
}

/// An officer by a number.
fn officer(number: &str) -> Id {
    Id(number.parse().unwrap())
}

fn verdict(word: &str) -> Verdict {
    Verdict::of_name(word).unwrap_or_else(|| panic!("no verdict {word}"))
}

impl Desk {
    /// Runs a script and compares every line with what it expects after ` = `.
    pub fn check(script: &str) {
        let mut desk = Desk::default();
        for (number, line) in (1..).zip(script.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (command, expected) = line.rsplit_once(" =").unwrap_or((line, ""));
            let words: Vec<&str> = command.split_whitespace().collect();
            let got = desk.run(&words);
            assert_eq!(got, expected.trim(), "line {number}: {line}");
            desk.assert_calendar_is_the_reservations();
        }
    }

    fn run(&mut self, words: &[&str]) -> String {
        match *words {
            ["policy", ref settings @ ..] => self.set_policy(settings),
            ["now", day, clock] => self.now = at(day, clock),
            ["outage", day, clocks] => self.outages.push(span(day, clocks)),
            ["inside"] => self.external = false,
            ["free", day, length] => return self.free(day, seconds(length)),
            ["charge", name] => return self.charge(name),
            ["reserve" | "ask", name, enterprise, day, clocks, ref reason @ ..] => {
                let id = Id(self.reservations.len() as u128 + 1);
                let draft = Draft {
                    id,
                    jurisdiction: "CN-SH".parse().unwrap(),
                    instrument: Id(77),
                    enterprise: Id(enterprise.bytes().map(u128::from).sum()),
                    requested_by: Id(5),
                    interval: span(day, clocks),
                };
                let result = self.open_with(&draft, reason.first().unwrap_or(&""));
                return self.keep(name, result);
            }
            [command, name, ref rest @ ..] => {
                let result = self.change(command, name, rest);
                return self.keep(name, result);
            }
            _ => panic!("{words:?} is not a line of a script"),
        }
        String::new()
    }

    fn set_policy(&mut self, settings: &[&str]) {
        let policy = &mut self.policy;
        for setting in settings {
            match setting.split_once('=').unwrap_or((setting, "")) {
                ("grid", value) => policy.grid_seconds = seconds(value),
                ("min", value) => policy.length_seconds_min = seconds(value),
                ("max", value) => policy.length_seconds_max = seconds(value),
                ("horizon", value) => policy.horizon_days = (seconds(value) / Instant::DAY) as u32,
                ("notice", value) => policy.notice_seconds = seconds(value),
                ("free", value) => policy.cancel_free_hours = (seconds(value) / 3_600) as u32,
                ("lapses", value) => policy.request_lapses_seconds = seconds(value),
                ("late-fee", value) => policy.late_cancel_fee = value.parse().unwrap(),
                ("no-show-fee", value) => policy.no_show_fee = value.parse().unwrap(),
                ("unused-fee", value) => policy.unused_fee = value.parse().unwrap(),
                ("approval", "") => policy.approval_needed = true,
                ("internal", "") => policy.external_allowed = false,
                ("exceptions", "") => policy.exceptions_allowed = true,
                _ => panic!("{setting} is not a setting"),
            }
        }
    }

    pub fn open(&self, draft: &Draft) -> Result<Step, Refused> {
        let occupied = self.calendar.occupied(draft.interval, None);
        Reservation::open(draft, &self.policy, &self.situation(&occupied))
    }

    fn open_with(&self, draft: &Draft, reason: &str) -> Result<Step, Refused> {
        let occupied = self.calendar.occupied(draft.interval, None);
        Reservation::open_with(draft, &self.policy, &self.situation(&occupied), reason)
    }

    fn approve_under(&self, reservation: &Reservation, reason: &str) -> Result<Step, Refused> {
        let occupied = self.calendar.occupied(reservation.interval, Some(reservation.id));
        reservation.approve_under(&self.policy, &self.situation(&occupied), reason)
    }

    pub fn move_to(&self, reservation: &Reservation, to: Interval) -> Result<Step, Refused> {
        let occupied = self.calendar.occupied(to, Some(reservation.id));
        reservation.move_to(to, Id(5), &self.policy, &self.situation(&occupied))
    }

    fn situation<'a>(&'a self, occupied: &'a [Interval]) -> Situation<'a> {
        let (opening, outages) = (&self.opening, &self.outages);
        Situation { now: self.now, opening, outages, occupied, external: self.external }
    }

    fn change(&self, command: &str, name: &str, rest: &[&str]) -> Result<Step, Refused> {
        let reservation = self.reservations.get(name).unwrap_or_else(|| panic!("no reservation {name}"));
        match (command, rest) {
            ("approve", []) => reservation.approve(self.now),
            ("judge", []) => self.approve_under(reservation, ""),
            ("judge", [reason]) => self.approve_under(reservation, reason),
            ("decline", [reason]) => reservation.decline(*reason),
            ("cancel", [party]) => {
                let party = if *party == "provider" { Party::Provider } else { Party::Enterprise };
                reservation.cancel(self.now, party, "plans changed", &self.policy)
            }
            ("move", [day, clocks]) => self.move_to(reservation, span(day, clocks)),
            ("lapse", []) => reservation.lapse(self.now),
            ("use", [day, clocks]) => reservation.record_usage(self.now, self.usage(day, clocks)),
            ("no-show", []) => reservation.record_no_show(self.now),
            ("confirm", []) => reservation.confirm(),
            ("dispute", [reason]) => reservation.dispute(*reason),
            ("correct", [day, clocks]) => reservation.correct(self.now, self.usage(day, clocks)),
            ("give-in", []) => reservation.give_in(),
            ("stand-by", [answer]) => reservation.stand_by(*answer),
            ("propose", [by, word]) => {
                reservation.propose_ruling(self.now, officer(by), verdict(word), "because")
            }
            ("ruled-by", [by, word]) => reservation.confirm_ruling(officer(by), verdict(word)),
            _ => panic!("{command} {rest:?} is not a command"),
        }
    }

    fn usage(&self, day: &str, clocks: &str) -> UsageRecord {
        let operator = "Li".to_owned();
        let actual = span(day, clocks);
        UsageRecord { actual, samples: 3, operator, recorded_by: Id(6), recorded_at: self.now }
    }

    /// Saves a step; the state after it, or why there was none.
    fn keep(&mut self, name: &str, result: Result<Step, Refused>) -> String {
        match result {
            Err(Refused::Problems(problems)) => {
                let names: Vec<&str> = problems.iter().map(jiangnan_booking::Problem::name).collect();
                names.join(" ")
            }
            Err(refused) => {
                let debug = format!("{refused:?}");
                debug.split(['(', ' ']).next().unwrap_or_default().to_owned()
            }
            Ok(step) => {
                let state = step.reservation.state;
                self.save(name, step);
                state.to_string()
            }
        }
    }

    /// Brings the calendar in line with a reservation that has changed, and keeps it.
    pub fn save(&mut self, name: &str, step: Step) {
        let after = step.reservation;
        let before = self.reservations.get(name).and_then(Reservation::occupied);
        match (before, after.occupied()) {
            (None, Some(new)) => self.calendar.insert(new, after.id).unwrap(),
            (Some(old), Some(new)) => self.calendar.relocate(old, new, after.id).unwrap(),
            (Some(old), None) => assert!(self.calendar.remove(old, after.id)),
            (None, None) => {}
        }
        self.reservations.insert(name.to_owned(), after);
    }

    /// The calendar holds exactly the times of the reservations that occupy, and none of them overlap.
    pub fn assert_calendar_is_the_reservations(&self) {
        let mut times: Vec<(Interval, Id)> =
            self.reservations.values().filter_map(|r| r.occupied().map(|time| (time, r.id))).collect();
        times.sort();
        assert_eq!(self.calendar.iter().collect::<Vec<_>>(), times);
        for (index, (time, _)) in times.iter().enumerate() {
            assert!(times.iter().skip(index + 1).all(|(other, _)| !other.overlaps(*time)));
        }
    }

    pub fn availability<'a>(&'a self, occupied: &'a [Interval]) -> Availability<'a> {
        Availability { opening: &self.opening, outages: &self.outages, occupied }
    }

    fn free(&self, day: &str, length: i64) -> String {
        let window = span(day, "00:00-+00:00");
        let occupied = self.calendar.occupied(window, None);
        let slots = free_slots(self.availability(&occupied), window, length, self.policy.grid_seconds);
        let clock = |slot: &Interval| {
            let time = slot.start().in_zone(ZONE).unwrap().datetime().time();
            format!("{:02}:{:02}", time.hour(), time.minute())
        };
        slots.unwrap().iter().map(clock).collect::<Vec<_>>().join(" ")
    }

    fn charge(&self, name: &str) -> String {
        let charge = self.reservations[name].charge(&self.policy);
        format!("{}s {} samples {}", charge.seconds, charge.samples, charge.share)
    }
}

#[test]
fn a_charge_of_nothing_is_nothing() {
    let mut desk = Desk::default();
    desk.run(&["reserve", "a", "e1", "03-03", "09:00-11:00"]);
    assert_eq!(desk.reservations["a"].state, ReservationState::Reserved);
    assert_eq!(desk.reservations["a"].charge(&desk.policy).share, Rate(0));
}
