//! Disputes: who may end them, what becomes of the money, and that nobody decides alone.

use jiangnan_booking::{Refused, ReservationState as State, Verdict};
use jiangnan_exchange::case::answer::ReservationKey;
use jiangnan_exchange::case::dispute::{ConfirmRuling, Dispute, GiveIn, ProposeRuling, StandBy};
use jiangnan_exchange::case::usage::{Confirm, RecordNoShow, RecordUsage};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::Id;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use crate::market::*;

fn key() -> ReservationKey {
    ReservationKey { home: code("CN-SH"), reservation: Id(1) }
}

fn officer_of_shanghai(person: u128) -> Actor {
    actor(Role::Officer, "CN-SH", Id(8), person)
}

/// A market with work of two hours that is recorded and contested.
fn contested() -> Market {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.set_now(at(2, 12));
    let (actual, operator) = (span(2, 9, 11), "Xu".to_owned());
    market.must(lab_manager(), RecordUsage { at: key(), actual, samples: 2, operator });
    market.must(engineer(), Dispute { at: key(), reason: "one hour only".to_owned() });
    market
}

fn row(market: &Market) -> ReservationRow {
    let reader = market.exchange.reader().unwrap();
    let all = State::ALL.iter().flat_map(|state| list::reservations_in(&reader, *state).unwrap());
    all.into_iter().find(|row| row.id == Id(1)).unwrap()
}

fn propose(verdict: Verdict) -> ProposeRuling {
    ProposeRuling { at: key(), verdict, reason: "the log shows it".to_owned() }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Refusal {
    match answer.unwrap_err() {
        Failure::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

#[test]
fn a_corrected_record_is_confirmed_by_the_enterprise_and_not_by_who_corrected_it() {
    let market = contested();
    let corrected = Some((span(2, 9, 10), 1));
    let give_in = GiveIn { at: key(), corrected, reason: "the second hour was a repair".to_owned() };
    assert_eq!(market.must(lab_manager(), give_in).state, State::Used);
    assert_eq!(refused(market.run(lab_manager(), Confirm { at: key() })).name(), "not-allowed");
    let usage = row(&market).body.0.usage.unwrap();
    assert_eq!((usage.actual, usage.samples, usage.operator.as_str()), (span(2, 9, 10), 1, "Xu"));
    assert_eq!(market.must(engineer(), Confirm { at: key() }).state, State::Confirmed);
    assert!(row(&market).terms.holds.iter().any(|hold| !hold.spent), "the subsidy waits for the claim");
    market.verify();
}

#[test]
fn what_nobody_has_to_pay_is_free_again() {
    for by_officers in [false, true] {
        let market = contested();
        assert!(!row(&market).terms.holds.is_empty());
        if by_officers {
            market.must(officer_of_shanghai(301), propose(Verdict::Overturned));
            assert!(!row(&market).terms.holds.is_empty(), "a proposal moves no money");
            let confirm = ConfirmRuling { at: key(), verdict: Verdict::Overturned };
            assert_eq!(market.must(officer_of_shanghai(302), confirm).state, State::Cancelled);
        } else {
            let give_in = GiveIn { at: key(), corrected: None, reason: String::new() };
            assert_eq!(market.must(lab_manager(), give_in).state, State::Cancelled);
        }
        assert_eq!(row(&market).terms.holds.len(), 0);
        market.verify();
    }
}

#[test]
fn officers_rule_in_twos_with_a_reason_and_only_where_the_instrument_stands() {
    let market = contested();
    assert_eq!(refused(market.run(officer(201), propose(Verdict::Upheld))).name(), "not-allowed");
    let silent = ProposeRuling { reason: "  ".to_owned(), ..propose(Verdict::Upheld) };
    assert_eq!(refused(market.run(officer_of_shanghai(301), silent)).name(), "invalid");
    let confirm = |verdict| ConfirmRuling { at: key(), verdict };
    let early = refused(market.run(officer_of_shanghai(302), confirm(Verdict::Upheld)));
    assert!(
        matches!(&early, Refusal::Booking { refused, .. } if **refused == Refused::NotProposed),
        "{early}"
    );
    market.must(officer_of_shanghai(301), propose(Verdict::Upheld));
    let alone = market.run(officer_of_shanghai(301), confirm(Verdict::Upheld));
    assert_eq!(refused(alone), Refusal::MakerIsChecker);
    let other = refused(market.run(officer_of_shanghai(302), confirm(Verdict::Overturned)));
    assert_eq!(other.name(), "not-bookable");
    market.must(officer_of_shanghai(302), confirm(Verdict::Upheld));
    let ruling = row(&market).body.0.dispute.unwrap().ruling.unwrap();
    assert_eq!((ruling.proposed_by, ruling.confirmed_by), (Id(301), Some(Id(302))));
    assert_eq!(ruling.reason, "the log shows it");
    assert_eq!(row(&market).state, State::Confirmed);
    market.verify();
}

#[test]
fn the_sides_say_what_they_have_to_say_and_no_more() {
    let market = contested();
    let stand_by = |reason: &str| StandBy { at: key(), reason: reason.to_owned() };
    assert_eq!(refused(market.run(engineer(), stand_by("no"))).name(), "not-allowed");
    assert_eq!(refused(market.run(lab_manager(), stand_by(" "))).name(), "invalid");
    market.must(lab_manager(), stand_by(" it ran two hours "));
    assert_eq!(row(&market).body.0.dispute.unwrap().answer, "it ran two hours");
    assert_eq!(market.must(engineer(), Confirm { at: key() }).state, State::Confirmed);
    let late = refused(market.run(lab_manager(), stand_by("again")));
    assert!(late.text().zh.starts_with("该预约当前状态为"), "{}", late.text().zh);
}

#[test]
fn a_no_show_on_which_officers_ruled_cannot_be_contested_again() {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.set_now(at(2, 12));
    market.must(lab_manager(), RecordNoShow { at: key() });
    let contest = || Dispute { at: key(), reason: "I was there".to_owned() };
    market.must(engineer(), contest());
    assert_eq!(refused(market.run(engineer(), Confirm { at: key() })).name(), "not-bookable");
    market.must(officer_of_shanghai(301), propose(Verdict::Upheld));
    let confirm = ConfirmRuling { at: key(), verdict: Verdict::Upheld };
    assert_eq!(market.must(officer_of_shanghai(302), confirm).state, State::NoShow);
    let again = refused(market.run(engineer(), contest()));
    assert!(matches!(again, Refusal::Booking { refused, .. } if *refused == Refused::Ruled));
    market.verify();
}
