//! What engineers and lab managers do beside a single reservation: series, wait lists, exceptions, hours and
//! outages, experts, documents, feeds.

use jiangnan_booking::{BookingPolicy, Party, Problem, Refused, ReservationState, WaitState};
use jiangnan_catalogue::{Consent, Expert, Tariff, Terms, Unit};
use jiangnan_clearing::{Evidence, Invoice};
use jiangnan_exchange::case::answer::{Approve, Cancel, MoveReservation, ReservationKey};
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::document::{KeepDocument, Purpose, hash_of};
use jiangnan_exchange::case::feed::{CloseFeed, OpenFeed};
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::case::series::ReserveSeries;
use jiangnan_exchange::case::terms::{AddOutage, ListingKey, PutExpert, RemoveOutage, SetOpening, SetPolicy};
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::case::wait::{JoinWaitList, LeaveWaitList};
use jiangnan_exchange::lapse::pass_offers_on;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Currency, Id, Interval, OpeningHours, Text};
use jiangnan_scheme::Service;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::desk::WaitRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query, list};
use jiff::civil::{date, time};
use proptest::prelude::*;

use crate::market::*;

const RIVAL: Id = Id(12);

fn key(reservation: u128) -> ReservationKey {
    ReservationKey { home: code("CN-SH"), reservation: Id(reservation) }
}

fn of() -> ListingKey {
    ListingKey { home: code("CN-SH"), listing: INSTRUMENT }
}

fn rival() -> Actor {
    actor(Role::Engineer, "CN-ZJ", RIVAL, 105)
}

/// A market with a second enterprise, which has no voucher.
fn with_rival() -> Market {
    let market = Market::ready();
    market.organisation(RIVAL, "CN-330100", jiangnan_catalogue::Profile::Enterprise(small_enterprise()));
    market
}

fn series(id: u128, day: u8, weeks: u32) -> ReserveSeries {
    ReserveSeries {
        series: Id(id),
        home: code("CN-SH"),
        listing: INSTRUMENT,
        enterprise_home: code("CN-ZJ"),
        enterprise: ENTERPRISE,
        first: span(day, 9, 11),
        weeks,
        samples: 0,
        service: Service::InstrumentTime,
        work_at: None,
        agreed_minor: None,
    }
}

fn reservations(market: &Market) -> Vec<ReservationRow> {
    list::reservations(&market.exchange.reader().unwrap()).unwrap()
}

fn wait_state(market: &Market, entry: u128) -> WaitState {
    let row: WaitRow = market.exchange.reader().unwrap().find(&(code("CN-SH"), Id(entry))).unwrap().unwrap();
    row.body.state
}

fn join(entry: u128, who: Id, days: (u8, u8), hours: i64) -> JoinWaitList {
    JoinWaitList {
        entry: Id(entry),
        home: code("CN-SH"),
        listing: INSTRUMENT,
        enterprise_home: code("CN-ZJ"),
        enterprise: who,
        window: Interval::new(at(days.0, 0), at(days.1, 23)).unwrap(),
        seconds: hours * 3_600,
    }
}

#[test]
fn a_series_is_reserved_as_a_whole_and_its_caps_count_on() {
    let market = Market::ready();
    let done = market.must(engineer(), series(900, 2, 4));
    let days: Vec<Interval> = done.slots.iter().map(|slot| slot.interval).collect();
    assert_eq!(days, [span(2, 9, 11), span(9, 9, 11), span(16, 9, 11), span(23, 9, 11)]);
    // Each slot costs 1,272.00 and gets 600.00; the year's cap of 3,000.00 leaves all four whole.
    assert_eq!((done.price_minor, done.subsidy_minor, done.own_part_minor), (508_800, 240_000, 268_800));
    assert!(reservations(&market).iter().all(|row| row.terms.series == Some(Id(900))));
    // Four more: the cap has 600.00 left, so one is paid for and three are not.
    let rest = market.must(engineer(), series(901, 3, 4));
    assert_eq!(rest.subsidy_minor, 60_000);
    assert_eq!(
        rest.slots.iter().map(|slot| slot.own_part_minor).collect::<Vec<_>>(),
        [67_200, 127_200, 127_200, 127_200]
    );
    market.verify();
}

#[test]
fn one_slot_that_is_taken_refuses_the_series_and_says_which() {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(16, 10, 12)));
    let refused = market.run(engineer(), series(900, 2, 4)).unwrap_err();
    let Failure::Refused(Refusal::Series { problems, near }) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].slot, span(16, 9, 11));
    assert_eq!(problems[0].problems, [Problem::Overlaps { taken: span(16, 10, 12) }]);
    assert_eq!(near[0].first(), Some(&span(16, 12, 14)));
    assert_eq!(reservations(&market).len(), 1);
    market.verify();
}

#[test]
fn a_series_whose_price_changed_is_not_reserved() {
    let market = Market::ready();
    let agreed = ReserveSeries { agreed_minor: Some(1), ..series(900, 2, 3) };
    let refused = market.run(engineer(), agreed).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::PriceChanged { .. })), "{refused:?}");
    assert!(reservations(&market).is_empty());
    let envelope = market.envelope(engineer());
    let command = ReserveSeries { agreed_minor: Some(201_600), ..series(900, 2, 3) };
    let first = market.exchange.run(envelope.clone(), command.clone()).unwrap();
    assert_eq!(market.exchange.run(envelope, command).unwrap(), first);
    assert_eq!(reservations(&market).len(), 3);
    market.verify();
}

#[test]
fn who_waits_first_is_kept_the_slot_that_becomes_free() {
    let market = with_rival();
    market.must(engineer(), market.reserve(1, span(4, 9, 18)));
    let window = (4, 4);
    assert_eq!(market.must(engineer(), join(10, ENTERPRISE, window, 3)).state, WaitState::Waiting);
    assert_eq!(market.must(rival(), join(11, RIVAL, window, 2)).state, WaitState::Waiting);
    let cancel = Cancel { at: key(1), party: Party::Enterprise, reason: String::new() };
    market.must(engineer(), cancel);
    let until = at(1, 8).plus_seconds(12 * 3_600);
    assert_eq!(wait_state(&market, 10), WaitState::Offered { slot: span(4, 9, 12), until });
    assert_eq!(wait_state(&market, 11), WaitState::Offered { slot: span(4, 12, 14), until });
    // What is kept for one is taken for the other.
    let grab = Reserve { enterprise: RIVAL, ..market.reserve(2, span(4, 9, 11)) };
    let refused = market.run(rival(), grab).unwrap_err();
    let Failure::Refused(Refusal::Booking { near, .. }) = refused else { panic!("{refused:?}") };
    assert!(near.contains(&span(4, 12, 14)), "the own offer is among the free ones: {near:?}");
    market.must(engineer(), market.reserve(3, span(4, 9, 12)));
    assert_eq!(wait_state(&market, 10), WaitState::Taken);
    market.verify();
}

#[test]
fn an_offer_that_nobody_takes_goes_to_the_next() {
    let market = with_rival();
    market.must(engineer(), market.reserve(1, span(4, 9, 18)));
    market.must(engineer(), join(10, ENTERPRISE, (4, 4), 9));
    market.must(rival(), join(11, RIVAL, (4, 4), 9));
    market.must(engineer(), Cancel { at: key(1), party: Party::Enterprise, reason: String::new() });
    assert!(matches!(wait_state(&market, 10), WaitState::Offered { .. }));
    assert_eq!(wait_state(&market, 11), WaitState::Waiting);
    let now = at(1, 20);
    assert_eq!(pass_offers_on(&market.exchange, at(1, 19)).unwrap(), 0);
    assert_eq!(pass_offers_on(&market.exchange, now).unwrap(), 1);
    assert_eq!(wait_state(&market, 10), WaitState::Lapsed);
    assert!(matches!(wait_state(&market, 11), WaitState::Offered { .. }));
    assert_eq!(pass_offers_on(&market.exchange, now).unwrap(), 0);
    // Who leaves gives the slot up.
    market.set_now(at(1, 21));
    assert_eq!(
        market.must(rival(), LeaveWaitList { home: code("CN-SH"), entry: Id(11) }).state,
        WaitState::Withdrawn
    );
    market.must(engineer(), market.reserve(4, span(4, 9, 18)));
    market.verify();
}

#[test]
fn waiting_for_what_is_free_is_offered_at_once_and_nobody_waits_twice() {
    let market = with_rival();
    let state = market.must(engineer(), join(10, ENTERPRISE, (4, 5), 2)).state;
    assert!(matches!(state, WaitState::Offered { slot, .. } if slot == span(4, 9, 11)), "{state:?}");
    let twice = market.run(engineer(), join(11, ENTERPRISE, (5, 6), 2)).unwrap_err();
    assert!(matches!(twice, Failure::Refused(Refusal::Invalid { field: "from", .. })), "{twice:?}");
    for (days, hours, field) in [((4, 4), 200, "hours"), ((4, 4), 0, "hours")] {
        let refused = market.run(rival(), join(12, RIVAL, days, hours)).unwrap_err();
        assert!(
            matches!(&refused, Failure::Refused(Refusal::Invalid { field: found, .. }) if *found == field)
        );
    }
    let stranger = market.run(rival(), LeaveWaitList { home: code("CN-SH"), entry: Id(10) }).unwrap_err();
    assert!(matches!(stranger, Failure::Refused(Refusal::NotAllowed { .. })));
    market.verify();
}

#[test]
fn an_exception_needs_the_engineers_reason_and_then_the_providers() {
    let market = Market::ready();
    let policy = BookingPolicy { exceptions_allowed: true, ..BookingPolicy::default() };
    market.must(lab_manager(), SetPolicy { of: of(), policy });
    let late = market.reserve(1, span(4, 16, 20));
    let refused = market.run(engineer(), late.clone()).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::Booking { .. })));
    let how = Particulars { exception: "The batch takes four hours.".into(), ..Particulars::default() };
    assert_eq!(market.must(engineer(), Reserve { how, ..late }).state, ReservationState::Requested);
    let approve = |waiver: &str| Approve { at: key(1), waiver: waiver.to_owned() };
    let refused = market.run(lab_manager(), approve(" ")).unwrap_err();
    let Failure::Refused(Refusal::Booking { refused, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(*refused, Refused::ReasonNeeded(vec![Problem::OutsideOpeningHours]));
    assert_eq!(
        market.must(lab_manager(), approve("The night shift is there.")).state,
        ReservationState::Reserved
    );
    let events = list::events_about(&market.exchange.reader().unwrap(), Id(1)).unwrap();
    assert!(events.last().unwrap().body.contains("The night shift is there."));
    market.verify();
}

#[test]
fn hours_and_outages_are_changed_by_the_own_provider_and_free_time_goes_to_who_waits() {
    let market = Market::ready();
    let outage = AddOutage { of: of(), interval: span(4, 0, 23), reason: Text::new("Repair", "维修") };
    let stranger = actor(Role::LabManager, "CN-SH", Id(77), 7);
    assert!(matches!(
        market.run(stranger, outage.clone()),
        Err(Failure::Refused(Refusal::NotAllowed { .. }))
    ));
    market.must(lab_manager(), outage.clone());
    assert!(matches!(market.run(lab_manager(), outage), Err(Failure::Refused(Refusal::WrongState { .. }))));
    let refused = market.run(engineer(), market.reserve(1, span(4, 9, 11))).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::Booking { .. })));
    assert_eq!(market.must(engineer(), join(10, ENTERPRISE, (4, 4), 2)).state, WaitState::Waiting);
    market.must(lab_manager(), RemoveOutage { of: of(), start: at(4, 0) });
    assert!(matches!(wait_state(&market, 10), WaitState::Offered { .. }));
    let afternoon = OpeningHours::workdays("Asia/Shanghai", time(13, 0, 0, 0), time(15, 0, 0, 0));
    market.must(lab_manager(), SetOpening { of: of(), opening: Some(afternoon) });
    assert!(market.run(engineer(), market.reserve(2, span(5, 9, 11))).is_err());
    market.must(engineer(), market.reserve(3, span(5, 13, 15)));
    let wrong = OpeningHours::workdays("Nowhere", time(13, 0, 0, 0), time(15, 0, 0, 0));
    assert!(market.run(lab_manager(), SetOpening { of: of(), opening: Some(wrong) }).is_err());
    market.verify();
}

#[test]
fn a_move_keeps_its_history_and_is_offered_neighbours_where_the_time_is_lost() {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(4, 9, 11)));
    market.must(engineer(), market.reserve(2, span(5, 9, 11)));
    let refused = market.run(engineer(), MoveReservation { at: key(1), to: span(5, 10, 12) }).unwrap_err();
    let Failure::Refused(Refusal::Booking { near, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(near.first(), Some(&span(5, 11, 13)));
    market.must(engineer(), MoveReservation { at: key(1), to: span(5, 11, 13) });
    let moved = reservations(&market).into_iter().find(|row| row.id == Id(1)).unwrap();
    assert_eq!((moved.body.interval, moved.body.moves[0].from), (span(5, 11, 13), span(4, 9, 11)));
    market.verify();
}

fn expert() -> Expert {
    let tariff = Tariff::per(Unit::Hour, 80_000, Currency::CNY, date(2026, 1, 1));
    Expert {
        id: Id(34),
        host: PROVIDER,
        role: Text::new("Corrosion engineer", "腐蚀工程师"),
        technique: None,
        also: Vec::new(),
        place: code("CN-310100"),
        travels_to: vec![code("CN-330100")],
        consent: Some(Consent { from: date(2026, 6, 1), until: date(2026, 6, 30) }),
        deliverable: Text::new("Report", "报告"),
        terms: Terms {
            opening: Some(OpeningHours::workdays("Asia/Shanghai", time(9, 0, 0, 0), time(18, 0, 0, 0))),
            tariffs: vec![tariff],
            ..Terms::default()
        },
    }
}

#[test]
fn an_expert_comes_where_and_while_the_employer_consents() {
    let market = Market::ready();
    market.must(lab_manager(), PutExpert { expert: expert() });
    let book = |id: u128, day: u8, place: Option<&str>| Reserve {
        listing: Id(34),
        service: Service::ExpertTime,
        how: Particulars { work_at: place.map(code), ..Particulars::default() },
        ..market.reserve(id, span(day, 9, 11))
    };
    let reserved = market.must(engineer(), book(1, 2, Some("CN-330100")));
    // Two hours at 800.00, half of it paid, and somebody's time is asked for, not taken.
    assert_eq!((reserved.price_minor, reserved.subsidy_minor), (160_000, 80_000));
    assert_eq!(reserved.state, ReservationState::Requested);
    let refused = market.run(engineer(), book(2, 3, Some("CN-340100"))).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::Expert(_))), "{refused:?}");
    let ended =
        Expert { consent: Some(Consent { from: date(2026, 6, 1), until: date(2026, 6, 9) }), ..expert() };
    market.must(lab_manager(), PutExpert { expert: ended });
    market.must(engineer(), book(3, 9, None));
    let refused = market.run(engineer(), book(4, 10, None)).unwrap_err();
    let Failure::Refused(refusal @ Refusal::Expert(_)) = refused else { panic!("{refused:?}") };
    assert!(refusal.text().en.contains("2026-06-09") && refusal.text().zh.contains("2026-06-09"));
    let moved = market.run(engineer(), MoveReservation { at: key(3), to: span(10, 9, 11) }).unwrap_err();
    assert!(matches!(moved, Failure::Refused(Refusal::Expert(_))), "{moved:?}");
    market.must(lab_manager(), PutExpert { expert: Expert { consent: None, ..expert() } });
    assert!(market.run(engineer(), book(5, 4, None)).is_err());
    market.verify();
}

#[test]
fn a_document_is_kept_by_its_hash_and_a_claim_wants_what_is_kept() {
    let market = Market::ready();
    let keep = |name: &str, content: &[u8]| KeepDocument::of(name, Purpose::Evidence, content.to_vec());
    let pdf = b"%PDF-1.7 report";
    for (name, content) in [("a.exe", &b"MZ"[..]), ("page.pdf", b"<html>"), ("empty.pdf", b"")] {
        assert!(market.run(lab_manager(), keep(name, content)).is_err(), "{name}");
    }
    let forged = KeepDocument { sha256: "0".repeat(64), ..keep("report.pdf", pdf) };
    assert!(market.run(lab_manager(), forged).is_err());
    assert!(market.run(officer(201), keep("report.pdf", pdf)).is_err());
    let kept = market.must(lab_manager(), keep("report.pdf", pdf));
    assert_eq!((kept.media_type.as_str(), kept.bytes), ("application/pdf", 15));
    let row = list::document_of(&market.exchange.reader().unwrap(), PROVIDER, hash_of(pdf)).unwrap().unwrap();
    assert_eq!((row.content.as_slice(), row.name.as_str()), (&pdf[..], "report.pdf"));
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.set_now(at(2, 19));
    market.must(
        lab_manager(),
        RecordUsage { at: key(1), actual: span(2, 9, 11), samples: 0, operator: "Li".into() },
    );
    market.must(engineer(), Confirm { at: key(1) });
    let claim = |sha256: String| LodgeClaim {
        claim: Id(7),
        at: key(1),
        voucher: VOUCHER,
        evidence: ["invoice", "usage-record"]
            .map(|kind| Evidence { kind: kind.into(), name: "1".into(), sha256: sha256.clone() })
            .to_vec(),
        invoice: Invoice { number: "1".into(), date: date(2026, 6, 2), issuer: "x".into() },
        invoiced_minor: None,
    };
    let lost = market.run(lab_manager(), claim("ab".repeat(32))).unwrap_err();
    assert!(matches!(lost, Failure::Refused(Refusal::NotFound { what: "document", .. })), "{lost:?}");
    market.must(lab_manager(), claim(keep("report.pdf", pdf).sha256));
    market.verify();
}

#[test]
fn a_feed_is_opened_replaced_and_closed() {
    let market = Market::ready();
    let found =
        |hash: u8| list::feed_of_token(&market.exchange.reader().unwrap(), [hash; 32]).unwrap().is_some();
    market.must(engineer(), OpenFeed { token_hash: [1; 32] });
    assert!(found(1));
    market.must(engineer(), OpenFeed { token_hash: [2; 32] });
    assert!(!found(1) && found(2));
    assert!(market.run(lab_manager(), CloseFeed { person: engineer().person }).is_err());
    market.must(engineer(), CloseFeed { person: engineer().person });
    assert!(!found(2));
    market.verify();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever two enterprises do, nothing overlaps, no slot is kept for two, and the money adds up.
    #[test]
    fn wait_lists_and_series_never_book_twice(steps in prop::collection::vec((0u8..5, 1u8..6, 9i8..16, any::<bool>()), 1..14)) {
        let market = with_rival();
        for (number, (what, day, hour, mine)) in (1u128..).zip(steps) {
            let (who, enterprise) = if mine { (engineer(), ENTERPRISE) } else { (rival(), RIVAL) };
            let slot = span(day, hour, hour + 2);
            let _ = match what {
                0 => market.run(who, Reserve { enterprise, ..market.reserve(number, slot) }).map(|_| ()),
                1 => market.run(who, ReserveSeries { enterprise, first: slot, ..series(number, 2, 3) }).map(|_| ()),
                2 => market.run(who, join(number, enterprise, (day, day), 2)).map(|_| ()),
                3 => market.run(who, Cancel { at: key(number / 2), party: Party::Enterprise, reason: String::new() }).map(|_| ()),
                _ => market.run(who, MoveReservation { at: key(number / 2), to: slot }).map(|_| ()),
            };
            let waits = list::waits_of_instrument(&market.exchange.reader().unwrap(), code("CN-SH"), INSTRUMENT).unwrap();
            let mut kept: Vec<Interval> = waits.iter().filter_map(|row| match row.body.state {
                WaitState::Offered { slot, .. } => Some(slot),
                _ => None,
            }).collect();
            kept.extend(reservations(&market).iter().filter_map(|row| row.body.occupied()));
            kept.sort();
            prop_assert!(kept.windows(2).all(|pair| !pair[0].overlaps(pair[1])), "{kept:?}");
        }
        market.verify();
    }
}
