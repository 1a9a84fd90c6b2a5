//! Exceptions: asked for with a reason, approved with a reason, and only where a rule can be waived.

use jiangnan_booking::{Party, Reservation};
use jiangnan_kernel::Rate;

use crate::script::{Desk, at};

#[test]
fn a_rule_is_waived_only_with_a_reason_on_both_sides() {
    Desk::check(
        "
        policy max=4h exceptions
        # Without a reason the rules hold.
        reserve a e1 03-03 09:00-15:00 = too-long
        ask a e1 03-03 09:00-15:00 long-run = requested
        judge a = ReasonNeeded
        judge a the-queue-is-empty = reserved
        # What somebody has is had, whatever the reason.
        ask b e2 03-03 14:00-16:00 urgent = overlaps
        ask c e2 03-03 14:00-20:00 urgent = too-long outside-opening-hours overlaps
        # Where the rules are kept, a reason changes nothing.
        ask d e2 03-04 09:00-11:00 urgent = reserved
        ",
    );
}

#[test]
fn where_the_provider_allows_no_exception_a_reason_does_not_help() {
    Desk::check(
        "
        policy max=4h
        ask a e1 03-03 09:00-15:00 long-run = too-long
        ",
    );
}

#[test]
fn a_rule_that_came_later_speaks_against_a_request_too() {
    Desk::check(
        "
        policy approval exceptions
        reserve a e1 03-03 09:00-11:00 = requested
        reserve b e1 03-04 09:00-11:00 = requested
        policy min=3h
        judge a = ReasonNeeded
        judge a it-was-agreed = reserved
        outage 03-04 10:00-12:00
        judge b it-was-agreed = too-short outage
        approve b = reserved
        ",
    );
}

#[test]
fn an_answer_that_comes_late_is_not_judged_by_the_notice_that_is_left() {
    Desk::check(
        "
        policy approval notice=24h
        reserve a e1 03-04 09:00-11:00 = requested
        now 03-04 08:00
        judge a = reserved
        ",
    );
}

#[test]
fn calling_off_costs_what_the_policy_says_and_no_earlier() {
    let mut desk = Desk::default();
    Desk::check("reserve a e1 03-04 09:00-11:00 = reserved");
    let draft = jiangnan_booking::Draft {
        id: jiangnan_kernel::Id(1),
        jurisdiction: "CN-SH".parse().unwrap(),
        instrument: jiangnan_kernel::Id(2),
        enterprise: jiangnan_kernel::Id(3),
        requested_by: jiangnan_kernel::Id(4),
        interval: crate::script::span("03-04", "09:00-11:00"),
    };
    let reservation: Reservation = desk.open(&draft).unwrap().reservation;
    for (day, clock, share) in [
        ("03-02", "08:00", Some(Rate(0))),
        ("03-03", "09:00", Some(Rate(0))),
        ("03-03", "09:01", Some(desk.policy.late_cancel_fee)),
        ("03-04", "09:00", None),
    ] {
        desk.now = at(day, clock);
        let off = reservation.call_off(desk.now, &desk.policy);
        assert_eq!(off.map(|off| off.share), share, "{day} {clock}");
        // What is told before is what happens: a share is due exactly where the step is a late one.
        let step = reservation.cancel(desk.now, Party::Enterprise, "", &desk.policy).ok();
        let late =
            step.map(|step| step.reservation.state == jiangnan_booking::ReservationState::LateCancelled);
        assert_eq!(late, share.map(|share| share > Rate(0)), "{day} {clock}");
    }
}
