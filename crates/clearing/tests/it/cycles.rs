//! Cycles: from the first claim to the last booking.

use jiangnan_clearing::{
    Claim, Closing, Cycle, CycleRefused, CycleState, Due, Payment, PaymentRefused, PaymentState, Receiver,
    Recommendation, SettlementForm,
};
use jiangnan_kernel::{Currency, Id, Money, PlaceTree};

use crate::sample::{at, draft, due, id, jurisdictions, place, wanted};

fn open(form: SettlementForm) -> Cycle {
    Cycle::open(id("cycle"), (place("J0"), 1), form, at(100), (id("tan"), at(0))).unwrap().cycle
}

fn close(cycle: &Cycle, dues: &[Due]) -> Closing {
    let mut next = 1_000;
    let mut make_id = || {
        next += 1;
        Id(next)
    };
    cycle.close((id("tan"), at(100)), dues, &jurisdictions(3), &mut make_id).unwrap()
}

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn paid(payment: &Payment) -> Payment {
    let sent = payment.send(id("file")).unwrap().payment;
    sent.take_on().unwrap().payment.book(None, "B1").unwrap().payment
}

fn failed(payment: &Payment) -> Payment {
    payment.send(id("file")).unwrap().payment.reject("AC04").unwrap().payment
}

#[test]
fn a_cycle_takes_what_was_accepted_before_its_cut_off() {
    let cycle = open(SettlementForm::Direct);
    assert!(cycle.takes(at(99)) && !cycle.takes(at(100)));
    let mut make_id = || Id(1);
    let tree: PlaceTree = jurisdictions(2);
    let early = cycle.close((id("tan"), at(99)), &[], &tree, &mut make_id).unwrap_err();
    assert!(matches!(early, CycleRefused::BeforeCutOff { .. }));
    let late = Cycle::open(id("c"), (place("J0"), 1), SettlementForm::Direct, at(5), (id("tan"), at(5)));
    assert!(matches!(late, Err(CycleRefused::CutOffPassed { .. })));
    let next = cycle.next(id("next"), at(200), (id("tan"), at(100))).unwrap().cycle;
    assert_eq!((next.number, next.state), (2, CycleState::Open));
}

#[test]
fn a_cycle_ends_when_everything_is_booked() {
    let dues = [due(1, 0, 1, 7, yuan(500)), due(2, 1, 0, 8, yuan(200))];
    let closing = close(&open(SettlementForm::ThroughTreasuries), &dues);
    let cycle = closing.step.cycle;
    assert_eq!((cycle.taken_up, closing.payments.len()), (2, 3));
    assert_eq!(closing.payments[2].receiver, Receiver::Treasury(place("J1")));
    assert_eq!(closing.payments[2].money, yuan(300));
    let cycle = cycle.export(id("tan"), at(101)).unwrap().cycle;
    let who = (id("tan"), at(102));
    assert_eq!(cycle.settle(who, &closing.payments).unwrap_err(), CycleRefused::PaymentsOpen { open: 3 });
    let mut payments: Vec<Payment> = closing.payments.iter().map(paid).collect();
    let settled = cycle.settle(who, &payments).unwrap();
    assert_eq!((settled.step.cycle.state, settled.carried.len()), (CycleState::Settled, 0));
    // One payout comes back: the net is paid already, so it must be made again within the cycle.
    payments[0] = payments[0].come_back("AC04").unwrap().payment;
    assert_eq!(cycle.settle(who, &payments).unwrap_err(), CycleRefused::PaymentsFailed { failed: 1 });
    let (old, new) = payments[0].replace(Id(2_000)).unwrap();
    assert!(matches!(old.replace(Id(3_000)), Err(PaymentRefused::NotReplaceable { .. })));
    payments[0] = old;
    payments.push(new);
    assert_eq!(cycle.settle(who, &payments).unwrap_err(), CycleRefused::PaymentsOpen { open: 1 });
    let again = cycle.export(id("tan"), at(103)).unwrap().cycle;
    payments[3] = paid(&payments[3]);
    assert!(again.settle(who, &payments).is_ok());
}

#[test]
fn under_direct_payment_what_failed_goes_to_the_next_cycle() {
    let dues = [due(1, 0, 1, 7, yuan(500)), due(2, 1, 0, 8, yuan(200))];
    let closing = close(&open(SettlementForm::Direct), &dues);
    let cycle = closing.step.cycle.export(id("tan"), at(101)).unwrap().cycle;
    let payments = [paid(&closing.payments[0]), failed(&closing.payments[1])];
    assert_eq!(payments[1].state, PaymentState::Rejected);
    let settled = cycle.settle((id("tan"), at(102)), &payments).unwrap();
    assert_eq!(settled.carried, closing.payments[1].dues);
    assert_eq!(settled.step.cycle.carried, settled.carried);
}

#[test]
fn a_cycle_with_nothing_to_pay_needs_no_file() {
    let closing =
        close(&open(SettlementForm::Direct), &[due(1, 0, 1, 7, yuan(5)), due(2, 0, 1, 7, yuan(-5))]);
    assert_eq!((closing.payments.len(), closing.plan.offset().count()), (0, 2));
    assert!(closing.step.cycle.settle((id("tan"), at(102)), &[]).is_ok());
    let stored = serde_json::to_string(&closing.step.cycle).unwrap();
    assert_eq!(serde_json::from_str::<Cycle>(&stored).unwrap(), closing.step.cycle);
}

#[test]
fn a_claim_is_due_once_and_its_claw_back_after_it() {
    let claim = Claim::lodge(draft("claim"), &wanted(at(0))).unwrap().claim;
    assert!(claim.dues().is_empty());
    let claim = claim
        .recommend(id("bob"), Recommendation::Accept { minor: 70_000, note: String::new() }, at(1))
        .unwrap()
        .claim;
    let claim = claim.accept(id("cui"), 60_000, "", at(2)).unwrap().claim;
    let dues = claim.dues();
    assert_eq!((dues.len(), dues[0].money), (1, yuan(60_000)));
    let claim = claim.clear(id("cycle"), at(3)).unwrap().claim;
    assert!(claim.dues().is_empty());
}
