//! From the voucher to the reservation and on.

use std::sync::Arc;

use jiangnan_booking::{Party, ReservationState};
use jiangnan_clearing::{ClaimState, Evidence, Invoice, Recommendation};
use jiangnan_exchange::case::answer::{Cancel, ReservationKey};
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::fund::{Appropriate, wallet};
use jiangnan_exchange::case::review::{
    ClaimKey, ConfirmClawBack, DecideClaim, ProposeClawBack, RecommendClaim, Ruling,
};
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::{Envelope, Exchange, ExchangeOptions, Failure, Refusal};
use jiangnan_kernel::{Currency, Id};
use jiangnan_store::Query;
use jiangnan_store::entity::money::{AccountRow, CapUseRow};
use jiangnan_store::list::event_of_command;

use crate::market::*;

fn key(reservation: u128) -> ReservationKey {
    ReservationKey { home: code("CN-SH"), reservation: Id(reservation) }
}

/// What is left in the voucher and what is set aside, in minor units.
fn voucher(market: &Market) -> (i64, i64) {
    let account = wallet(code("CN-ZJ"), VOUCHER, Currency::CNY);
    let row: AccountRow = market.exchange.reader().unwrap().find(&account.key()).unwrap().unwrap();
    (row.account().available_minor(), row.debits_pending)
}

fn cap_used(market: &Market) -> i64 {
    let rows: Vec<CapUseRow> = market.exchange.reader().unwrap().list("", &[]).unwrap();
    rows.iter().map(|row| row.used).sum()
}

#[test]
fn a_reservation_takes_slot_and_money_at_once() {
    let market = Market::ready();
    let reserved = market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    // Two hours: 1,200.00 and 6 % tax; half of the price without tax.
    assert_eq!(
        (reserved.price_minor, reserved.subsidy_minor, reserved.own_part_minor),
        (127_200, 60_000, 67_200)
    );
    assert_eq!(reserved.state, ReservationState::Reserved);
    assert_eq!(voucher(&market), (440_000, 60_000));
    assert_eq!(cap_used(&market), 60_000);
    let refused = market.run(engineer(), market.reserve(2, span(2, 10, 12))).unwrap_err();
    let Failure::Refused(Refusal::Booking { near, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(near.first(), Some(&span(2, 11, 13)));
    assert_eq!(voucher(&market), (440_000, 60_000));
    market.verify();
}

#[test]
fn the_order_cap_and_the_year_cap_bind_in_turn() {
    let market = Market::ready();
    // Eight hours: 4,800.00 before tax, half would be 2,400.00.
    for (day, subsidy) in [(2, 100_000), (3, 100_000), (4, 100_000), (5, 0)] {
        let reserved = market.must(engineer(), market.reserve(u128::from(day), span(day, 9, 17)));
        assert_eq!(reserved.subsidy_minor, subsidy, "day {day}");
    }
    market.verify();
}

#[test]
fn a_voucher_never_pays_more_than_it_holds() {
    let market = Market::with_voucher(70_000);
    let reserved = market.must(engineer(), market.reserve(1, span(2, 9, 17)));
    assert_eq!((reserved.subsidy_minor, reserved.own_part_minor), (70_000, 508_800 - 70_000));
    assert_eq!((voucher(&market), cap_used(&market)), ((0, 70_000), 70_000));
    let empty = market.must(engineer(), market.reserve(2, span(3, 9, 17)));
    assert_eq!(empty.subsidy_minor, 0);
    market.verify();
}

#[test]
fn a_fund_never_grants_more_than_it_holds() {
    let market = Market::with_voucher(9_999_999);
    let refused = market.grant(Id(78), 2).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::Ledger(_))), "{refused}");
    market.grant(Id(79), 1).unwrap();
    assert!(market.grant(Id(80), 1).is_err());
    market.verify();
}

#[test]
fn the_same_command_twice_happens_once() {
    let market = Market::ready();
    let envelope = market.envelope(engineer());
    let command = market.reserve(1, span(2, 9, 11));
    let first = market.exchange.run(envelope.clone(), command.clone()).unwrap();
    let second = market.exchange.run(envelope.clone(), command).unwrap();
    assert_eq!(first, second);
    let other = market.exchange.run(envelope, market.reserve(2, span(3, 9, 11))).unwrap_err();
    assert!(matches!(other, Failure::Refused(Refusal::IdUsedOtherwise { .. })));
    assert_eq!(voucher(&market), (440_000, 60_000));
    market.verify();
}

#[test]
fn cancelling_gives_slot_money_and_cap_back() {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(4, 9, 11)));
    let cancel = Cancel { at: key(1), party: Party::Enterprise, reason: "plans changed".into() };
    assert_eq!(market.must(engineer(), cancel).state, ReservationState::Cancelled);
    assert_eq!((voucher(&market), cap_used(&market)), ((500_000, 0), 0));
    market.must(engineer(), market.reserve(2, span(4, 9, 11)));
    market.verify();
}

#[test]
fn somebody_else_may_not() {
    let market = Market::ready();
    let refused = market.run(lab_manager(), market.reserve(1, span(2, 9, 11))).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::NotAllowed { .. })));
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    let stranger = actor(jiangnan_store::entity::people::Role::Engineer, "CN-ZJ", Id(77), 7);
    let cancel = Cancel { at: key(1), party: Party::Enterprise, reason: String::new() };
    assert!(matches!(market.run(stranger, cancel), Err(Failure::Refused(Refusal::NotAllowed { .. }))));
}

/// Reserves, works and claims; the claim's key.
fn claimed(market: &Market, reservation: u128, worked_until: i8) -> ClaimKey {
    market.set_now(at(1, 8));
    market.must(engineer(), market.reserve(reservation, span(2, 9, 11)));
    market.set_now(at(2, 19));
    let actual = span(2, 9, worked_until);
    market
        .must(lab_manager(), RecordUsage { at: key(reservation), actual, samples: 0, operator: "Li".into() });
    market.must(engineer(), Confirm { at: key(reservation) });
    let claim = Id(reservation + 500);
    market.must(lab_manager(), lodge(claim, reservation));
    ClaimKey { funder: code("CN-ZJ"), claim }
}

fn lodge(claim: Id, reservation: u128) -> LodgeClaim {
    let paper = |kind: &str| Evidence { kind: kind.into(), name: "scan.pdf".into(), sha256: String::new() };
    LodgeClaim {
        claim,
        at: key(reservation),
        voucher: VOUCHER,
        invoiced_minor: None,
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice: Invoice {
            number: format!("INV-{reservation}"),
            date: jiff::civil::date(2026, 6, 2),
            issuer: "Org".into(),
        },
    }
}

#[test]
fn a_claim_needs_two_officers_and_pays_once() {
    let market = Market::ready();
    let claim = claimed(&market, 1, 11);
    let advice = Recommendation::Accept { minor: 60_000, note: String::new() };
    market.must(officer(201), RecommendClaim { at: claim, advice });
    let accept = || DecideClaim { at: claim, ruling: Ruling::Accept { minor: 60_000, note: String::new() } };
    assert!(market.run(officer(201), accept()).is_err(), "the maker decides");
    let stands = market.must(officer(202), accept());
    assert_eq!((stands.state, stands.accepted_minor), (ClaimState::Accepted, 60_000));
    assert!(market.run(officer(202), accept()).is_err(), "twice");
    assert_eq!(voucher(&market), (440_000, 0));
    assert!(market.run(lab_manager(), lodge(Id(900), 1)).is_err(), "claimed again");
    market.verify();
}

#[test]
fn shorter_work_is_paid_less_and_the_rest_goes_back() {
    let market = Market::ready();
    let claim = claimed(&market, 1, 10);
    let advice = Recommendation::Accept { minor: 30_000, note: String::new() };
    market.must(officer(201), RecommendClaim { at: claim, advice });
    let stands = market.must(
        officer(202),
        DecideClaim { at: claim, ruling: Ruling::Accept { minor: 30_000, note: String::new() } },
    );
    assert_eq!((stands.asked_minor, stands.accepted_minor), (30_000, 30_000));
    assert_eq!((voucher(&market), cap_used(&market)), ((470_000, 0), 30_000));
    market.verify();
}

#[test]
fn a_rejected_claim_frees_the_voucher() {
    let market = Market::ready();
    let claim = claimed(&market, 1, 11);
    let reject = |clause: &str, reason: &str| (clause.to_owned(), reason.to_owned());
    let (clause, reason) = reject("8", "the report is of another sample");
    let advice = Recommendation::Reject { clause: clause.clone(), reason: reason.clone() };
    market.must(officer(201), RecommendClaim { at: claim, advice });
    market.must(officer(202), DecideClaim { at: claim, ruling: Ruling::Reject { clause, reason } });
    assert_eq!((voucher(&market), cap_used(&market)), ((500_000, 0), 0));
    market.verify();
}

#[test]
fn a_claw_back_is_proposed_by_one_and_confirmed_by_another() {
    let market = Market::ready();
    let claim = claimed(&market, 1, 11);
    let advice = Recommendation::Accept { minor: 60_000, note: String::new() };
    market.must(officer(201), RecommendClaim { at: claim, advice });
    market.must(
        officer(202),
        DecideClaim { at: claim, ruling: Ruling::Accept { minor: 60_000, note: String::new() } },
    );
    let envelope = market.envelope(officer(201));
    let proposal = envelope.id;
    let propose =
        ProposeClawBack { at: claim, minor: 20_000, clause: "8".into(), reason: "half the samples".into() };
    market.exchange.run(envelope, propose).unwrap();
    assert!(market.run(officer(201), ConfirmClawBack { proposal }).is_err());
    market.must(officer(202), ConfirmClawBack { proposal });
    assert_eq!((voucher(&market), cap_used(&market)), ((460_000, 0), 40_000));
    market.verify();
}

/// More commands than may wait: some are told to come back, and every other one is answered and stands.
#[test]
fn who_does_not_fit_into_the_queue_is_told_and_nobody_else_is_lost() {
    let market = Market::ready();
    let options = ExchangeOptions { queue_max: 3, group_max: 2 };
    let database = market.exchange.database().clone();
    let exchange = Exchange::open(database, Arc::clone(market.exchange.places()), options).unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    for number in 0..200 {
        let (sender, id) = (sender.clone(), Id(50_000 + number));
        let envelope = Envelope { id, ..market.envelope(officer(201)) };
        let scheme = "zj-test".to_owned();
        let command = Appropriate { funder: code("CN-ZJ"), scheme, amount_minor: 1 };
        exchange.submit(envelope, command, move |result| sender.send((id, result.map(|_| ()))).unwrap());
    }
    drop(sender);
    let (mut accepted, mut busy) = (0, 0);
    for (id, result) in receiver {
        match result {
            Ok(()) => accepted += 1,
            Err(failure) => {
                assert_eq!(failure.retry_after(), Some(2), "{failure}");
                assert!(event_of_command(&exchange.reader().unwrap(), id).unwrap().is_none());
                busy += 1;
            }
        }
    }
    assert_eq!(accepted + busy, 200);
    assert!(accepted > 0 && busy > 0, "{accepted} accepted, {busy} told to come back");
    let fund: AccountRow = exchange
        .reader()
        .unwrap()
        .list("", &[])
        .unwrap()
        .into_iter()
        .find(|row: &AccountRow| row.code.starts_with("fund:"))
        .unwrap();
    assert_eq!(fund.credits_posted, 10_000_000 + accepted);
}

#[test]
fn a_market_is_audited_while_others_work_in_it() {
    let market = Market::ready();
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            for number in 1..=40 {
                market.must(engineer(), market.reserve(number, span(4, 9, 11)));
                let (party, reason) = (Party::Enterprise, String::new());
                market.must(engineer(), Cancel { at: key(number), party, reason });
            }
        });
        while !work.is_finished() {
            market.verify();
        }
    });
    market.verify();
}
