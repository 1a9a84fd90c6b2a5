//! The life cycle, as scripts.

use crate::script::Desk;
use jiangnan_booking::{EDGES, Reservation, ReservationState};

#[test]
fn firm_reservations_do_not_overlap_and_touching_is_no_overlap() {
    Desk::check(
        "reserve a e1 03-03 09:00-11:00 = reserved
         reserve b e2 03-03 10:30-11:30 = overlaps
         reserve b e2 03-03 08:30-09:30 = outside-opening-hours overlaps
         reserve b e1 03-03 09:30-10:30 = overlaps
         reserve b e2 03-03 11:00-12:00 = reserved
         reserve c e2 03-03 10:30-11:30 = overlaps overlaps",
    );
}

#[test]
fn a_request_occupies_until_it_is_answered_or_lapses() {
    Desk::check(
        "policy approval lapses=2h
         reserve a e1 03-03 09:00-11:00 = requested
         reserve b e2 03-03 09:00-11:00 = overlaps
         lapse a = NotDue
         now 03-02 10:00
         approve a = HasLapsed
         move a 03-03 13:00-15:00 = HasLapsed
         reserve b e2 03-03 09:00-11:00 = overlaps
         lapse a = lapsed
         lapse a = WrongState
         reserve b e2 03-03 09:00-11:00 = requested
         decline b busy = declined
         reserve c e2 03-03 09:00-11:00 = requested
         approve c = reserved
         now 03-03 12:00
         lapse c = WrongState
         charge a = 0s 0 samples 0%
         charge b = 0s 0 samples 0%",
    );
}

#[test]
fn a_request_lapses_at_its_start_at_the_latest() {
    Desk::check(
        "policy approval lapses=3d
         reserve a e1 03-02 09:00-11:00 = requested
         now 03-02 09:00
         approve a = HasLapsed
         lapse a = lapsed",
    );
}

#[test]
fn cancelling_is_free_until_the_notice_and_late_after() {
    Desk::check(
        "policy free=24h late-fee=50%
         reserve a e1 03-04 09:00-11:00 = reserved
         reserve b e1 03-04 11:00-12:00 = reserved
         reserve c e1 03-04 13:00-14:00 = reserved
         now 03-03 09:00
         cancel a enterprise = cancelled          # to the second in time
         charge a = 0s 0 samples 0%
         now 03-03 11:30
         cancel b enterprise = late-cancelled
         charge b = 3600s 0 samples 50%
         free 03-04 3h = 09:00 09:30 10:00 14:00 14:30 15:00
         now 03-04 13:00
         cancel c enterprise = HasBegun
         cancel c provider = cancelled
         charge c = 0s 0 samples 0%",
    );
}

#[test]
fn a_request_is_cancelled_free_even_on_the_last_day() {
    Desk::check(
        "policy approval
         reserve a e1 03-03 09:00-11:00 = requested
         now 03-02 20:00
         cancel a enterprise = cancelled
         cancel a enterprise = WrongState",
    );
}

#[test]
fn moving_keeps_the_slot_until_the_new_one_is_taken() {
    Desk::check(
        "reserve a e1 03-04 09:00-11:00 = reserved
         reserve b e2 03-04 13:00-15:00 = reserved
         move a 03-04 12:00-14:00 = overlaps
         move a 03-04 10:00-12:00 = reserved      # over its own old time
         reserve c e2 03-04 09:00-10:00 = reserved
         now 03-03 12:00
         move a 03-05 10:00-12:00 = TooLateToMove
         now 03-04 10:00
         move a 03-05 10:00-12:00 = HasBegun",
    );
}

#[test]
fn moving_does_not_go_around_the_approval() {
    Desk::check(
        "policy approval lapses=1d
         reserve a e1 03-05 09:00-11:00 = requested
         move a 03-05 10:00-12:00 = requested
         approve a = reserved
         move a 03-06 10:00-12:00 = requested
         reserve b e2 03-06 10:00-12:00 = overlaps
         now 03-03 08:00
         lapse a = lapsed",
    );
}

#[test]
fn usage_is_recorded_confirmed_disputed_and_settled() {
    Desk::check(
        "policy unused-fee=50%
         reserve a e1 03-03 09:00-11:00 = reserved
         reserve b e1 03-03 11:00-12:00 = reserved
         use a 03-03 09:00-10:00 = TooEarly
         confirm a = WrongState
         now 03-03 10:30
         use a 03-04 09:00-10:00 = UsageElsewhere
         use a 03-03 09:00-10:00 = used
         charge a = 5400s 3 samples 100%          # an hour, and half of the hour left unused
         cancel a enterprise = WrongState
         dispute a broken = disputed
         reserve c e2 03-03 09:00-11:00 = in-the-past overlaps
         propose a 7 upheld = disputed
         ruled-by a 8 upheld = confirmed
         dispute a again = WrongState
         now 03-03 12:30
         use b 03-03 11:00-12:30 = used           # longer than reserved
         charge b = 5400s 3 samples 100%
         dispute b shorter = disputed
         correct b 03-03 11:00-12:00 = used       # the enterprise looks at it again
         confirm b = confirmed
         charge b = 3600s 3 samples 100%",
    );
}

#[test]
fn a_no_show_is_charged_and_can_be_overturned() {
    Desk::check(
        "policy no-show-fee=80%
         reserve a e1 03-03 09:00-11:00 = reserved
         reserve b e1 03-03 11:00-12:00 = reserved
         no-show a = TooEarly
         now 03-03 11:00
         no-show a = no-show
         charge a = 7200s 0 samples 80%
         dispute a I-was-there = disputed
         charge a = 0s 0 samples 0%               # nothing is due while it is open
         confirm a = WrongState                   # there is nothing to confirm
         propose a 7 upheld = disputed
         ruled-by a 8 upheld = no-show
         dispute a still = Ruled
         no-show b = no-show
         confirm b = WrongState
         dispute b I-was-there = disputed
         give-in b = cancelled",
    );
}

#[test]
fn a_dispute_ends_by_agreement_or_by_two_officers_and_never_by_one_side_alone() {
    Desk::check(
        "reserve a e1 03-03 09:00-11:00 = reserved
         reserve b e1 03-03 11:00-12:00 = reserved
         reserve c e1 03-03 12:00-13:00 = reserved
         stand-by a why = WrongState
         now 03-03 13:00
         use a 03-03 09:00-11:00 = used
         use b 03-03 11:00-12:00 = used
         use c 03-03 12:00-13:00 = used
         propose a 7 upheld = WrongState          # nobody contests it
         dispute a broken = disputed
         stand-by a it-ran = disputed
         ruled-by a 8 upheld = NotProposed
         propose a 7 upheld = disputed
         ruled-by a 7 upheld = OwnProposal
         ruled-by a 8 overturned = NotProposed    # not what was proposed
         propose a 8 overturned = disputed        # the other officer sees it otherwise
         ruled-by a 8 overturned = OwnProposal
         ruled-by a 7 upheld = NotProposed
         ruled-by a 7 overturned = cancelled
         dispute b shorter = disputed
         correct b 03-04 11:00-12:00 = UsageElsewhere
         correct b 03-03 11:00-12:00 = used
         dispute b still-wrong = disputed
         ruled-by b 8 upheld = NotProposed        # a proposal does not outlive the record that it was about
         correct b 03-03 11:00-11:30 = used
         confirm b = confirmed
         dispute c wrong = disputed
         confirm c = confirmed                    # she looked again
         stand-by c why = WrongState",
    );
}

#[test]
fn every_problem_is_told_at_once() {
    Desk::check(
        "policy grid=30m min=1h max=4h horizon=10d notice=2h internal
         outage 03-03 12:00-13:00
         reserve a e1 03-02 07:00-07:20 = not-open-to-external in-the-past too-short off-grid outside-opening-hours
         reserve a e1 03-02 09:00-10:00 = not-open-to-external short-notice
         reserve a e1 03-03 09:00-14:00 = not-open-to-external too-long outage
         reserve a e1 03-14 09:15-10:15 = not-open-to-external beyond-horizon off-grid outside-opening-hours
         inside
         reserve a e1 03-03 10:00-12:00 = reserved
         reserve b e1 03-03 11:30-12:30 = outage overlaps",
    );
}

#[test]
fn every_edge_is_walked_by_some_command_and_reservations_survive_json() {
    // The scripts above reach every state; here the table and the stored form are compared.
    for state in ReservationState::ALL {
        let ends = EDGES.iter().all(|edge| edge.from != Some(state));
        let expected_end = matches!(
            state,
            ReservationState::Declined
                | ReservationState::Cancelled
                | ReservationState::LateCancelled
                | ReservationState::Lapsed
                | ReservationState::Confirmed
        );
        assert_eq!(ends, expected_end, "{state}");
    }
    let mut desk = Desk::default();
    let draft = jiangnan_booking::Draft {
        id: jiangnan_kernel::Id(1),
        jurisdiction: "CN-SH".parse().unwrap(),
        instrument: jiangnan_kernel::Id(2),
        enterprise: jiangnan_kernel::Id(3),
        requested_by: jiangnan_kernel::Id(4),
        interval: crate::script::span("03-03", "09:00-11:00"),
    };
    let step = desk.open(&draft).unwrap();
    desk.save("a", step);
    let moved = desk.move_to(&desk.reservations["a"], crate::script::span("03-03", "10:00-12:00")).unwrap();
    assert_eq!(moved.reservation.moves.len(), 1);
    assert_eq!(moved.reservation.moves[0].from, draft.interval);
    let json = serde_json::to_string(&moved.reservation).unwrap();
    assert_eq!(serde_json::from_str::<Reservation>(&json).unwrap(), moved.reservation);
}
