//! Free slots, the next one, and the neighbours of one that was lost.

use jiangnan_booking::{
    Availability, BookingPolicy, Situation, free_slots, free_stretches, neighbours, next_free,
};
use jiangnan_kernel::hours::OpenStretch;
use jiangnan_kernel::{Instant, Interval, OpeningHours, Weekday};
use jiff::civil::{Time, time};
use proptest::prelude::*;

use crate::script::{Desk, at, office_hours, span};

#[test]
fn free_starts_of_a_day() {
    Desk::check(
        "policy grid=1h
         outage 03-03 12:00-13:00
         reserve a e1 03-03 10:00-11:00 = reserved
         free 03-03 1h = 09:00 11:00 13:00 14:00 15:00 16:00 17:00
         free 03-03 2h = 13:00 14:00 15:00 16:00
         free 03-07 1h =
         outage 03-03 10:30-17:00
         free 03-03 1h = 09:00 17:00",
    );
}

#[test]
fn the_next_free_slot_skips_the_weekend_and_what_is_taken() {
    let opening = office_hours();
    let outages = [span("03-06", "00:00-+00:00")];
    let occupied = [span("03-09", "09:00-12:00")];
    let availability = Availability { opening: &opening, outages: &outages, occupied: &occupied };
    let from = at("03-05", "17:30");
    let next = next_free(availability, from, at("04-01", "00:00"), 3_600, 1_800).unwrap();
    assert_eq!(next, Some(span("03-09", "12:00-13:00")));
    assert_eq!(next_free(availability, from, at("03-09", "12:30"), 3_600, 1_800), Ok(None));
    // Ten hours never fit a day of nine.
    assert_eq!(next_free(availability, from, at("05-01", "00:00"), 36_000, 1_800), Ok(None));
}

#[test]
fn a_slot_longer_than_the_search_step_is_found_across_it() {
    let opening = around_the_clock("Asia/Shanghai");
    let availability =
        Availability { opening: &opening, outages: &[], occupied: &[span("03-05", "09:00-10:00")] };
    let from = at("03-02", "08:00");
    let length = 20 * Instant::DAY;
    let next = next_free(availability, from, at("06-01", "00:00"), length, 3_600).unwrap();
    assert_eq!(next.unwrap().start(), at("03-05", "10:00"));
}

#[test]
fn neighbours_are_the_nearest_of_the_same_length() {
    let opening = office_hours();
    let occupied = [span("03-03", "10:00-14:00")];
    let availability = Availability { opening: &opening, outages: &[], occupied: &occupied };
    let lost = span("03-03", "11:00-13:00");
    let near = neighbours(availability, lost, at("03-03", "08:00"), 3_600, 3).unwrap();
    // Three hours away to either side would be 08:00 (closed) and 14:00; then 16:00; then Monday is past.
    assert_eq!(
        near,
        [span("03-03", "14:00-16:00"), span("03-03", "16:00-18:00"), span("03-04", "09:00-11:00")]
    );
    assert!(neighbours(availability, lost, at("04-30", "08:00"), 3_600, 3).unwrap().is_empty());
}

#[test]
fn slots_follow_local_time_over_a_change_of_summer_time() {
    // Berlin loses the hour from 02:00 on 2026-03-29; starts stay on full local hours.
    let opening = around_the_clock("Europe/Berlin");
    let window = Interval::new(instant("2026-03-28T23:00:00Z"), instant("2026-03-29T04:00:00Z")).unwrap();
    let availability = Availability { opening: &opening, outages: &[], occupied: &[] };
    let slots = free_slots(availability, window, 3_600, 7_200).unwrap();
    let clocks: Vec<i8> =
        slots.iter().map(|slot| slot.start().in_zone("Europe/Berlin").unwrap().datetime().hour()).collect();
    assert_eq!(clocks, [0, 4]);
}

#[test]
fn a_grid_that_does_not_divide_the_day_starts_anew_at_midnight() {
    let opening = around_the_clock("Asia/Shanghai");
    let availability = Availability { opening: &opening, outages: &[], occupied: &[] };
    let window = span("03-03", "23:00-+01:00");
    let slots = free_slots(availability, window, 600, 3_000).unwrap();
    let starts: Vec<Instant> = slots.iter().map(|slot| slot.start()).collect();
    assert_eq!(starts, [at("03-03", "23:20"), at("03-04", "00:00"), at("03-04", "00:50")]);
}

#[test]
fn an_unknown_zone_is_told() {
    let opening = OpeningHours::workdays("Nowhere", time(9, 0, 0, 0), time(18, 0, 0, 0));
    let availability = Availability { opening: &opening, outages: &[], occupied: &[] };
    assert!(free_slots(availability, span("03-03", "09:00-12:00"), 3_600, 3_600).is_err());
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn around_the_clock(zone: &str) -> OpeningHours {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let week = [Mon, Tue, Wed, Thu, Fri, Sat, Sun]
        .map(|day| OpenStretch { day, from: Time::midnight(), until: Time::midnight() })
        .to_vec();
    OpeningHours { zone: zone.to_owned(), week, closed_on: Vec::new() }
}

/// Stretches of half hours somewhere in the two weeks that contain Europe's change to summer time.
fn times() -> impl Strategy<Value = Vec<Interval>> {
    let begin = instant("2026-03-23T00:00:00Z");
    proptest::collection::vec((0i64..672, 1i64..60), 0..20).prop_map(move |pairs| {
        let make = |(start, length): (i64, i64)| {
            let start = begin.plus_seconds(start * 1_800);
            Interval::new(start, start.plus_seconds(length * 1_800)).unwrap()
        };
        pairs.into_iter().map(make).collect()
    })
}

proptest! {
    #[test]
    fn free_slots_are_free_open_on_the_grid_and_complete(
        outages in times(), occupied in times(), start in 0i64..300, days in 1i64..6,
        halves in 1i64..12, round_the_clock: bool, step in prop_oneof![Just(1_800i64), Just(3_600), Just(5_400), Just(21_600)],
    ) {
        let zone = "Europe/Berlin";
        let opening = if round_the_clock { around_the_clock(zone) } else {
            OpeningHours::workdays(zone, time(8, 0, 0, 0), time(17, 30, 0, 0))
        };
        let from = instant("2026-03-23T00:00:00Z").plus_seconds(start * 1_800);
        let window = Interval::new(from, from.plus_seconds(days * Instant::DAY)).unwrap();
        let availability = Availability { opening: &opening, outages: &outages, occupied: &occupied };
        let length = halves * 1_800;
        let slots = free_slots(availability, window, length, step).unwrap();
        for slot in &slots {
            prop_assert_eq!(slot.seconds(), length);
            prop_assert!(window.covers(*slot));
            prop_assert!(opening.covers(*slot).unwrap());
            prop_assert!(outages.iter().chain(&occupied).all(|taken| !taken.overlaps(*slot)));
        }
        // What the check of a policy on the same grid allows is exactly what is offered.
        let policy = BookingPolicy {
            length_seconds_min: 0, grid_seconds: step, horizon_days: 400, ..BookingPolicy::default()
        };
        let situation = Situation {
            now: window.start(), opening: &opening, outages: &outages, occupied: &occupied, external: true,
        };
        let mut expected = Vec::new();
        let mut at = window.start();
        while at < window.end() {
            let slot = Interval::new(at, at.plus_seconds(length)).unwrap();
            let off_grid_length_only = length % step != 0;
            let problems = policy.check(slot, &situation).err().unwrap_or_default();
            let on_grid = at.in_zone(zone).is_ok_and(|zoned| {
                let time = zoned.datetime().time();
                (i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60) % step == 0
            });
            let others = problems.iter().filter(|problem| problem.name() != "off-grid").count();
            prop_assert_eq!(problems.iter().any(|p| p.name() == "off-grid"), off_grid_length_only || !on_grid);
            if others == 0 && on_grid && window.covers(slot) {
                expected.push(slot);
            }
            at = at.plus_seconds(1_800);
        }
        prop_assert_eq!(&slots, &expected);
        let next = next_free(availability, window.start(), window.end(), length, step).unwrap();
        prop_assert_eq!(next, slots.first().copied());
    }

    #[test]
    fn free_and_taken_fill_the_open_time(outages in times(), occupied in times()) {
        let opening = around_the_clock("UTC");
        let begin = instant("2026-03-23T00:00:00Z");
        let window = Interval::new(begin, begin.plus_seconds(14 * Instant::DAY)).unwrap();
        let availability = Availability { opening: &opening, outages: &outages, occupied: &occupied };
        let free = free_stretches(availability, window).unwrap();
        for half in 0..672 {
            let moment = begin.plus_seconds(half * 1_800);
            let taken = outages.iter().chain(&occupied).any(|time| time.contains(moment));
            prop_assert_eq!(free.iter().any(|stretch| stretch.contains(moment)), !taken);
        }
    }
}
