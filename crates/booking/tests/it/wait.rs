//! The wait list.

use jiangnan_booking::wait::WaitRefused;
use jiangnan_booking::{WaitEntry, WaitList, WaitState};
use jiangnan_kernel::{Id, Interval};

use crate::script::{at, span};

fn entry(number: u128, since: &str, hours: i64) -> WaitEntry {
    WaitEntry {
        id: Id(number),
        enterprise: Id(100 + number),
        requested_by: Id(5),
        window: Interval::new(at("03-03", "00:00"), at("03-07", "00:00")).unwrap(),
        seconds: hours * 3_600,
        since: at("03-02", since),
        state: WaitState::Waiting,
    }
}

fn list() -> WaitList {
    let mut list = WaitList::of(vec![entry(2, "09:30", 2), entry(1, "09:00", 4)]);
    list.join(entry(3, "09:10", 2)).unwrap();
    list
}

#[test]
fn who_came_first_and_fits_is_offered_first_and_the_next_after_it_lapses() {
    let mut list = list();
    let order: Vec<Id> = list.entries().iter().map(|entry| entry.id).collect();
    assert_eq!(order, [Id(1), Id(3), Id(2)]);
    let freed = span("03-04", "10:00-12:00");
    let now = at("03-03", "08:00");
    let two_hours = |entry: &WaitEntry| (entry.seconds <= 7_200).then_some(freed);
    // The first wants four hours: the offer goes to the second in the list.
    assert_eq!(list.offer_next(now, 3_600, two_hours).unwrap().id, Id(3));
    assert_eq!(list.held(now, None), [freed]);
    assert!(list.held(now, Some(Id(103))).is_empty());
    assert_eq!(list.take(Id(2), now), Err(WaitRefused::NoOffer(Id(2))));
    assert!(list.lapse_offers(at("03-03", "08:59")).is_empty());
    let later = at("03-03", "09:00");
    assert_eq!(list.take(Id(3), later), Err(WaitRefused::NoOffer(Id(3))));
    assert_eq!(list.lapse_offers(later), [freed]);
    assert_eq!(list.offer_next(later, 3_600, two_hours).unwrap().id, Id(2));
    assert_eq!(list.take(Id(2), later), Ok(freed));
    assert_eq!(list.take(Id(2), later), Err(WaitRefused::NoOffer(Id(2))));
    assert!(list.offer_next(later, 3_600, two_hours).is_none());
}

#[test]
fn an_offer_ends_when_its_slot_begins_and_a_window_that_passed_lapses() {
    let mut list = list();
    let now = at("03-04", "09:30");
    let slot = span("03-04", "10:00-14:00");
    let offered = list.offer_next(now, 86_400, |_| Some(slot)).unwrap();
    assert_eq!(offered.state, WaitState::Offered { slot, until: slot.start() });
    // Two hours no longer fit a window that ends in one.
    assert!(list.offer_next(at("03-06", "23:00"), 3_600, |_| Some(slot)).is_none());
    assert!(list.entries()[1..].iter().all(|entry| entry.state == WaitState::Lapsed));
}

#[test]
fn a_slot_too_short_or_outside_the_window_is_not_offered() {
    let mut list = list();
    let now = at("03-03", "08:00");
    assert!(list.offer_next(now, 3_600, |_| Some(span("03-04", "10:00-11:00"))).is_none());
    assert!(list.offer_next(now, 3_600, |_| Some(span("03-09", "09:00-13:00"))).is_none());
}

#[test]
fn joining_twice_and_leaving() {
    let mut list = list();
    assert_eq!(list.join(entry(1, "10:00", 1)), Err(WaitRefused::Twice(Id(1))));
    assert_eq!(list.withdraw(Id(9)), Err(WaitRefused::Unknown(Id(9))));
    list.withdraw(Id(1)).unwrap();
    let slot = span("03-04", "10:00-14:00");
    assert_eq!(list.offer_next(at("03-03", "08:00"), 60, |_| Some(slot)).unwrap().id, Id(3));
}
