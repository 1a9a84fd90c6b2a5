//! What schemes demand beside amounts, and the exchange does: review stages, schedules and instalments.

use jiangnan_clearing::{ClaimRefused, ClaimState, Evidence, Invoice, Recommendation, SettlementForm};
use jiangnan_exchange::case::answer::ReservationKey;
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, CycleStands, OpenCycle, SettleCycle};
use jiangnan_exchange::case::fund::wallet;
use jiangnan_exchange::case::payout::HandIn;
use jiangnan_exchange::case::review::{
    ClaimKey, ConfirmClawBack, DecideClaim, ProposeClawBack, RecommendClaim, Ruling,
};
use jiangnan_exchange::case::reviewer::AppointReviewer;
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::{Currency, Id, Instant};
use jiangnan_scheme::Level;
use jiangnan_store::Query;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::money::AccountRow;

use crate::market::*;
use crate::settle::{pay_in, put_account, treasurer};

pub fn key(reservation: u128) -> ReservationKey {
    ReservationKey { home: code("CN-SH"), reservation: Id(reservation) }
}

pub fn claim_key() -> ClaimKey {
    ClaimKey { funder: code("CN-ZJ"), claim: Id(501) }
}

pub fn with(clause: &str) -> String {
    format!("{SCHEME}\n{clause}")
}

/// Works and claims on 2 June.
pub fn claimed(market: &Market) -> ClaimKey {
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.set_now(at(2, 19));
    let actual = span(2, 9, 11);
    market.must(lab_manager(), RecordUsage { at: key(1), actual, samples: 0, operator: "Li".into() });
    market.must(engineer(), Confirm { at: key(1) });
    let date = jiff::civil::date(2026, 6, 2);
    let lodge = LodgeClaim {
        claim: Id(501),
        at: key(1),
        voucher: VOUCHER,
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice: Invoice { number: "INV-1".into(), date, issuer: "Org".into() },
        invoiced_minor: None,
    };
    market.must(lab_manager(), lodge);
    claim_key()
}

pub fn paper(kind: &str) -> Evidence {
    Evidence { kind: kind.into(), name: "scan.pdf".into(), sha256: String::new() }
}

pub fn advise(market: &Market, person: u128, minor: i64) -> Result<(), Failure> {
    let advice = Recommendation::Accept { minor, note: String::new() };
    market.run(officer(person), RecommendClaim { at: claim_key(), advice }).map(|_| ())
}

pub fn accept(market: &Market, person: u128, minor: i64) -> Result<(), Failure> {
    let ruling = Ruling::Accept { minor, note: String::new() };
    market.run(officer(person), DecideClaim { at: claim_key(), ruling }).map(|_| ())
}

pub fn claim_row(market: &Market) -> ClaimRow {
    market.exchange.reader().unwrap().find(&(code("CN-ZJ"), Id(501))).unwrap().unwrap()
}

pub fn terms(market: &Market, reservation: u128) -> ReservationRow {
    market.exchange.reader().unwrap().find(&(code("CN-SH"), Id(reservation))).unwrap().unwrap()
}

pub fn left_in_voucher(market: &Market) -> i64 {
    let account = wallet(code("CN-ZJ"), VOUCHER, Currency::CNY);
    let row: AccountRow = market.exchange.reader().unwrap().find(&account.key()).unwrap().unwrap();
    row.account().available_minor()
}

#[test]
fn each_stage_is_reviewed_at_its_level_by_another_person() {
    let stages = "[[clause]]\nid = \"20\"\nreview = { stages = [\"district\", \"city\", \"province\"] }\n";
    let market = Market::with_scheme(&with(stages), 500_000);
    claimed(&market);
    let refused = advise(&market, 203, 60_000).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::NotReviewer { ref level }) if level == "district"));
    let appoint = |person, levels: &[Level]| {
        let levels = levels.to_vec();
        AppointReviewer { funder: code("CN-ZJ"), person: Id(person), levels }
    };
    let own = market.run(officer(203), appoint(203, &[Level::District]));
    assert!(matches!(own, Err(Failure::Refused(Refusal::MakerIsChecker))), "nobody appoints himself");
    market.must(officer(201), appoint(203, &[Level::District, Level::City]));
    market.must(officer(201), appoint(204, &[Level::City]));
    market.must(officer(201), appoint(205, &[Level::Province]));
    advise(&market, 203, 50_000).unwrap();
    let early = accept(&market, 205, 50_000).unwrap_err();
    assert!(
        matches!(early, Failure::Refused(Refusal::NotReviewer { .. })),
        "the city has not reviewed: {early}"
    );
    let early = accept(&market, 204, 50_000).unwrap_err();
    let Failure::Refused(Refusal::Claim(refused)) = early else { panic!("{early}") };
    assert_eq!(*refused, ClaimRefused::StageMissing { level: "city".into() });
    let same = advise(&market, 203, 50_000).unwrap_err();
    let Failure::Refused(Refusal::Claim(refused)) = same else { panic!("{same}") };
    assert!(matches!(*refused, ClaimRefused::MakerMayNotCheck { .. }), "one person, two levels");
    let more = advise(&market, 204, 50_001).unwrap_err();
    let Failure::Refused(Refusal::Claim(refused)) = more else { panic!("{more}") };
    assert!(matches!(*refused, ClaimRefused::AboveRecommended { .. }));
    advise(&market, 204, 40_000).unwrap();
    assert!(advise(&market, 205, 40_000).is_err(), "the last stage decides");
    assert!(accept(&market, 205, 40_001).is_err(), "more than the stage before");
    accept(&market, 205, 40_000).unwrap();
    let row = claim_row(&market);
    assert_eq!((row.state, row.body.accepted_minor), (ClaimState::Accepted, 40_000));
    assert_eq!(row.body.advices().map(|advice| advice.by).collect::<Vec<_>>(), [Id(203), Id(204)]);
    market.verify();
}

#[test]
fn one_stage_still_takes_two_people() {
    let stages = "[[clause]]\nid = \"20\"\nreview = { stages = \"agency\" }\n";
    let market = Market::with_scheme(&with(stages), 500_000);
    claimed(&market);
    for person in [203, 204] {
        let (funder, levels) = (code("CN-ZJ"), vec![Level::Agency]);
        market.must(officer(201), AppointReviewer { funder, person: Id(person), levels });
    }
    assert!(accept(&market, 203, 60_000).is_err());
    advise(&market, 203, 60_000).unwrap();
    assert!(accept(&market, 203, 60_000).is_err());
    accept(&market, 204, 60_000).unwrap();
    market.verify();
}

#[test]
fn the_version_of_the_rules_is_part_of_quote_reservation_and_claim() {
    let market = Market::ready();
    claimed(&market);
    let (terms, claim) = (terms(&market, 1), claim_row(&market));
    let held = terms.terms.holds[0].voucher.clone().unwrap();
    assert_eq!(held.version.len(), 32);
    assert_eq!(terms.terms.quote.version, held.version);
    assert_eq!(claim.body.draft.version, held.version);
}

/// Opens the next cycle, closes it, pays and settles it; what the closing answered.
pub fn cycle(market: &Market, number: u128, cut_off: Instant, refuse: bool) -> CycleStands {
    let at = CycleKey { group: code("YRD"), cycle: Id(7_000 + number) };
    market.must(treasurer("CN-ZJ"), OpenCycle { at, form: SettlementForm::Direct, cut_off });
    market.set_now(cut_off.plus_seconds(3_600));
    let closed = market.must(treasurer("CN-ZJ"), CloseCycle { at });
    if closed.payments > 0 {
        pay_in(market, at, "CN-ZJ", 9_000 + number, refuse);
    }
    market.must(treasurer("CN-ZJ"), SettleCycle { at });
    market.verify();
    closed
}

fn granted(pay: &str) -> Market {
    let scheme = SCHEME.replace("pay = { to = \"provider\" }", &format!("pay = {{ {pay} }}"));
    let market = Market::with_scheme(&scheme, 500_000);
    put_account(&market, "CN-ZJ", None);
    put_account(&market, "CN-SH", Some(PROVIDER));
    claimed(&market);
    advise(&market, 201, 60_000).unwrap();
    accept(&market, 202, 60_000).unwrap();
    market
}

fn paid(market: &Market) -> i64 {
    claim_row(market).body.paid_minor()
}

#[test]
fn what_is_granted_in_a_month_is_paid_when_the_month_is_over() {
    let market = granted("to = \"provider\", schedule = \"monthly\"");
    assert_eq!(cycle(&market, 1, at(20, 0), false).taken_up, 0, "June is not over");
    let july = Instant::of_civil(jiff::civil::date(2026, 7, 1).at(0, 0, 0, 0), "Asia/Shanghai").unwrap();
    assert_eq!(cycle(&market, 2, july, false).taken_up, 1);
    assert_eq!(paid(&market), 60_000);
}

#[test]
fn instalments_wait_for_their_document_and_their_time() {
    let market = granted(
        "to = \"provider\", instalments = [{ share = \"50%\" }, { share = \"30.01%\", after = \"report\" }, \
         { share = \"19.99%\", after = { days = 10 } }]",
    );
    assert_eq!(claim_row(&market).body.payable_minor(), 60_000 - 18_006 - 11_994);
    assert_eq!(cycle(&market, 1, at(5, 0), false).taken_up, 1);
    assert_eq!(paid(&market), 30_000);
    assert_eq!(cycle(&market, 2, at(11, 0), false).taken_up, 0, "no report, and ten days are not over");
    let hand_in = |kind: &str| HandIn { at: claim_key(), document: paper(kind) };
    assert!(market.run(lab_manager(), hand_in("contract")).is_err(), "nothing waits for it");
    assert!(market.run(engineer(), hand_in("report")).is_err(), "she is not paid");
    market.must(lab_manager(), hand_in("report"));
    assert_eq!(cycle(&market, 3, at(13, 0), false).taken_up, 2);
    assert_eq!(paid(&market), 60_000);
    assert_eq!(cycle(&market, 4, at(14, 0), false).taken_up, 0, "nothing is paid twice");
    assert_eq!(left_in_voucher(&market), 440_000);
}

#[test]
fn an_instalment_whose_payment_failed_is_paid_by_the_next_cycle() {
    let market = granted(
        "to = \"provider\", instalments = [{ share = \"50%\" }, { share = \"50%\", after = { days = 1 } }]",
    );
    cycle(&market, 1, at(3, 0), false);
    assert_eq!(cycle(&market, 2, at(8, 0), true).taken_up, 1);
    assert_eq!(paid(&market), 30_000, "the bank refused the second half");
    assert_eq!(cycle(&market, 3, at(9, 0), false).taken_up, 1);
    assert_eq!(paid(&market), 60_000);
}

fn take_back(market: &Market, minor: i64) {
    let envelope = market.envelope(officer(201));
    let proposal = envelope.id;
    let propose =
        ProposeClawBack { at: claim_key(), minor, clause: "8".into(), reason: "half the samples".into() };
    market.exchange.run(envelope, propose).unwrap();
    market.must(officer(202), ConfirmClawBack { proposal });
}

#[test]
fn a_claw_back_is_set_off_against_what_was_not_paid_yet() {
    let market = granted(
        "to = \"provider\", instalments = [{ share = \"50%\" }, { share = \"50%\", after = \"report\" }]",
    );
    cycle(&market, 1, at(5, 0), false);
    take_back(&market, 10_000);
    market.must(lab_manager(), HandIn { at: claim_key(), document: paper("report") });
    let second = cycle(&market, 2, at(6, 0), false);
    assert_eq!((second.taken_up, paid(&market)), (1, 50_000));
    assert_eq!(left_in_voucher(&market), 450_000);
}

#[test]
fn what_a_claw_back_leaves_of_an_instalment_is_collected() {
    let market = granted(
        "to = \"provider\", instalments = [{ share = \"50%\" }, { share = \"50%\", after = \"report\" }]",
    );
    cycle(&market, 1, at(5, 0), false);
    take_back(&market, 45_000);
    let row = claim_row(&market);
    let dues: Vec<i64> = row.body.dues().iter().map(|due| due.money.minor).collect();
    assert_eq!(dues, [-15_000], "30,000 were paid, 15,000 are left to the provider");
    assert_eq!(left_in_voucher(&market), 485_000);
    market.verify();
}
