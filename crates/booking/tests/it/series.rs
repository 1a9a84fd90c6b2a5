//! Weekly series.

use jiangnan_booking::{BookingPolicy, Situation, check_series, weekly};
use jiangnan_kernel::{Interval, OpeningHours};
use jiff::civil::time;

use crate::script::{at, office_hours, span};

#[test]
fn a_series_keeps_its_local_time_over_a_change_of_summer_time() {
    let first =
        Interval::new("2026-03-26T08:00:00Z".parse().unwrap(), "2026-03-26T10:00:00Z".parse().unwrap())
            .unwrap();
    let slots = weekly(first, 2, "Europe/Berlin").unwrap();
    assert_eq!(slots.len(), 2);
    assert_eq!(slots[1].start().to_string(), "2026-04-02T07:00:00Z");
    assert_eq!(slots[1].seconds(), 7_200);
    assert!(weekly(first, 3, "Nowhere").is_err());
    assert_eq!(weekly(first, 1_000_000, "UTC").unwrap().len(), 53);
    assert_eq!(weekly(first, 0, "UTC").unwrap().len(), 1);
}

#[test]
fn one_slot_taken_refuses_the_series_and_names_the_slot() {
    let opening = office_hours();
    let occupied = [span("03-17", "10:00-12:00")];
    let outages = [];
    let now = at("03-02", "08:00");
    let situation =
        Situation { now, opening: &opening, outages: &outages, occupied: &occupied, external: true };
    let policy = BookingPolicy::default();
    let slots = weekly(span("03-03", "09:00-11:00"), 4, &opening.zone).unwrap();
    let refused = check_series(&slots, &policy, &situation).unwrap_err();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].slot, span("03-17", "09:00-11:00"));
    assert_eq!(refused[0].problems[0].name(), "overlaps");
    let later = weekly(span("03-03", "13:00-15:00"), 4, &opening.zone).unwrap();
    assert_eq!(check_series(&later, &policy, &situation), Ok(()));
}

#[test]
fn slots_of_one_series_must_not_meet_each_other() {
    let opening = OpeningHours::workdays("Asia/Shanghai", time(9, 0, 0, 0), time(18, 0, 0, 0));
    let now = at("03-02", "08:00");
    let situation = Situation { now, opening: &opening, outages: &[], occupied: &[], external: true };
    let slots = [span("03-03", "09:00-11:00"), span("03-03", "10:00-12:00")];
    let refused = check_series(&slots, &BookingPolicy::default(), &situation).unwrap_err();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].slot, slots[1]);
}
