//! Cycles, payments and the bank's answers, in both settlement forms and all three payment modes.

use jiangnan_clearing::iso::{
    AccountNumber, Agent, BankParty, Charset, CreditTransfer, PaymentOrder, Reason, bank, write_camt053,
    write_pain001, write_pain002,
};
use jiangnan_clearing::{CycleState, Evidence, Invoice, PaymentState, Recommendation, SettlementForm};
use jiangnan_exchange::case::answer::ReservationKey;
use jiangnan_exchange::case::bank::{BankImported, ImportBankFile, PutBankAccount};
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, OpenCycle, SettleCycle};
use jiangnan_exchange::case::fund::PayIn;
use jiangnan_exchange::case::payment::{ExportPayments, ReplacePayment};
use jiangnan_exchange::case::review::{ClaimKey, DecideClaim, RecommendClaim, Ruling};
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::{Actor, Failure, Refusal, bank_file};
use jiangnan_kernel::{Currency, Id, Money, PlaceCode};
use jiangnan_store::entity::money::AccountRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list::{claims_in, cycles, payments, payments_to};
use jiangnan_store::{Query, entity::cycle::PaymentRow};

use crate::market::*;

const CYCLE: Id = Id(7_000);

pub fn key() -> CycleKey {
    CycleKey { group: code("YRD"), cycle: CYCLE }
}

pub fn treasurer(home: &str) -> Actor {
    actor(Role::Treasurer, home, Id(8), 301)
}

/// A market with one accepted claim, under a scheme that pays a given way, and an open cycle.
pub fn accepted(pay: &str, form: SettlementForm) -> Market {
    let scheme = SCHEME.replace("to = \"provider\"", &format!("to = \"{pay}\""));
    let market = Market::with_scheme(&scheme, 500_000);
    market.set_now(at(1, 8));
    for home in ["CN-ZJ", "CN-SH"] {
        put_account(&market, home, None);
    }
    put_account(&market, "CN-SH", Some(PROVIDER));
    put_account(&market, "CN-ZJ", Some(ENTERPRISE));
    let (home, enterprise, currency) = (code("CN-ZJ"), ENTERPRISE, Currency::CNY);
    market.must(treasurer("CN-ZJ"), PayIn { home, enterprise, amount_minor: 100_000, currency });
    market.must(treasurer("CN-ZJ"), OpenCycle { at: key(), form, cut_off: at(5, 0) });
    claim(&market, pay);
    market.set_now(at(5, 9));
    market
}

pub fn put_account(market: &Market, home: &str, party: Option<Id>) {
    let number = AccountNumber::Other(format!("00001{:04}", party.unwrap_or_default().0));
    let account = BankParty { name: format!("{home} account"), account: number, agent: Agent::Unknown };
    market.must(operator(), PutBankAccount { home: code(home), party, account });
}

fn claim(market: &Market, pay: &str) {
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.set_now(at(2, 19));
    let at_reservation = ReservationKey { home: code("CN-SH"), reservation: Id(1) };
    let (actual, operator) = (span(2, 9, 11), "Li".to_owned());
    market.must(lab_manager(), RecordUsage { at: at_reservation, actual, samples: 0, operator });
    market.must(engineer(), Confirm { at: at_reservation });
    let paper = |kind: &str| Evidence { kind: kind.into(), name: "scan.pdf".into(), sha256: String::new() };
    let date = jiff::civil::date(2026, 6, 2);
    let lodge = LodgeClaim {
        claim: Id(501),
        at: at_reservation,
        voucher: VOUCHER,
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice: Invoice { number: "INV-1".into(), date, issuer: "Org".into() },
        invoiced_minor: None,
    };
    let claimant = if pay == "enterprise" { engineer() } else { lab_manager() };
    market.must(claimant, lodge);
    let at = ClaimKey { funder: code("CN-ZJ"), claim: Id(501) };
    market.must(
        officer(201),
        RecommendClaim { at, advice: Recommendation::Accept { minor: 60_000, note: String::new() } },
    );
    market.must(
        officer(202),
        DecideClaim { at, ruling: Ruling::Accept { minor: 60_000, note: String::new() } },
    );
}

/// Exports what a jurisdiction has to pay, and lets the bank answer.
fn pay(market: &Market, home: &str, message: u128, refuse: bool) -> Vec<BankImported> {
    pay_in(market, key(), home, message, refuse)
}

/// The same for any cycle.
pub fn pay_in(
    market: &Market,
    at_cycle: CycleKey,
    home: &str,
    message: u128,
    refuse: bool,
) -> Vec<BankImported> {
    let (payer, currency) = (code(home), Currency::CNY);
    let export = ExportPayments { at: at_cycle, payer, currency, message: Id(message) };
    market.must(treasurer(home), export);
    let order = order(market, Id(message));
    write_pain001(&order, Charset::Unicode).unwrap();
    let reason = |_: &CreditTransfer| refuse.then(|| Reason { code: "AC04".into(), text: "closed".into() });
    let now = at(5, 10);
    let status = write_pain002(&bank::answer(&order, now, reason)).unwrap();
    let opening = Money::new(1_000_000, Currency::CNY);
    let statement =
        bank::book(std::slice::from_ref(&order), opening, (order.execution, now), reason).unwrap();
    let statement = write_camt053("B", now, &[statement]).unwrap();
    let import =
        |text| market.must(treasurer(home), ImportBankFile { home: payer, group: code("YRD"), text });
    vec![import(status), import(statement)]
}

pub fn order(market: &Market, message: Id) -> PaymentOrder {
    let reader = market.exchange.reader().unwrap();
    let rows = payments(&reader).unwrap();
    bank_file::order_of(&reader, market.exchange.places(), message, &rows, at(5, 9)).unwrap().unwrap()
}

/// Every account whose balance is not zero: its code without the ids, and the balance.
fn balances(market: &Market) -> Vec<(String, i64)> {
    let rows: Vec<AccountRow> = market.exchange.reader().unwrap().list("", &[]).unwrap();
    let mut balances: Vec<(String, i64)> = rows
        .iter()
        .filter(|row| row.account().balance_minor() != 0 && !row.code.starts_with("fund"))
        .map(|row| {
            let parts: Vec<&str> = row.code.split(':').collect();
            (format!("{} {}", parts[0], row.jurisdiction), row.account().balance_minor())
        })
        .collect();
    balances.sort();
    balances
}

fn settled(market: &Market) -> PaymentRow {
    let reader = market.exchange.reader().unwrap();
    assert_eq!(claims_in(&reader, jiangnan_clearing::ClaimState::Settled).unwrap().len(), 1);
    assert_eq!(cycles(&reader).unwrap()[0].state, CycleState::Settled);
    payments(&reader).unwrap().remove(0)
}

#[test]
fn through_treasuries_each_payee_is_paid_at_home_and_the_net_crosses() {
    let market = accepted("provider", SettlementForm::ThroughTreasuries);
    let closed = market.must(treasurer("CN-SH"), CloseCycle { at: key() });
    assert_eq!((closed.taken_up, closed.payments), (1, 2));
    let nets: Vec<(PlaceCode, i64)> =
        closed.nets.iter().map(|net| (net.jurisdiction, net.money.minor)).filter(|net| net.1 != 0).collect();
    assert_eq!(nets, [(code("CN-SH"), 60_000), (code("CN-ZJ"), -60_000)]);
    pay(&market, "CN-SH", 9_001, false);
    let early = market.run(treasurer("CN-ZJ"), SettleCycle { at: key() });
    assert!(matches!(early, Err(Failure::Refused(Refusal::Cycle(_)))), "a payment is open");
    pay(&market, "CN-ZJ", 9_002, false);
    market.must(treasurer("CN-ZJ"), SettleCycle { at: key() });
    settled(&market);
    let reader = market.exchange.reader().unwrap();
    let to = |party| payments_to(&reader, party).unwrap().len();
    assert_eq!((payments(&reader).unwrap().len(), to(PROVIDER), to(ENTERPRISE)), (2, 1, 0));
    // Zhejiang appropriated 100,000.00 and paid Shanghai 600.00 and got the deposit of 1,000.00; Shanghai paid
    // the provider and was paid by Zhejiang; nobody owes anybody anything.
    let zhejiang = ("bank CN-ZJ".to_owned(), -10_000_000 - 100_000 + 60_000);
    let rest = [("deposit CN-ZJ".to_owned(), 100_000), ("wallet CN-ZJ".to_owned(), 440_000)];
    assert_eq!(balances(&market), [[zhejiang].as_slice(), &rest].concat());
    market.verify();
}

#[test]
fn directly_the_funder_pays_across_the_border() {
    let market = accepted("provider", SettlementForm::Direct);
    market.must(treasurer("CN-ZJ"), CloseCycle { at: key() });
    let imported = pay(&market, "CN-ZJ", 9_001, false);
    assert_eq!(imported.iter().map(|one| (one.changed, one.attention)).collect::<Vec<_>>(), [(1, 0), (1, 0)]);
    market.must(treasurer("CN-ZJ"), SettleCycle { at: key() });
    assert_eq!(settled(&market).body.money.minor, 60_000);
    market.verify();
}

#[test]
fn an_enterprise_that_paid_all_is_refunded_at_home() {
    let market = accepted("enterprise", SettlementForm::ThroughTreasuries);
    let closed = market.must(treasurer("CN-ZJ"), CloseCycle { at: key() });
    assert_eq!(closed.payments, 1);
    pay(&market, "CN-ZJ", 9_001, false);
    market.must(treasurer("CN-ZJ"), SettleCycle { at: key() });
    settled(&market);
    market.verify();
}

#[test]
fn in_deposit_mode_the_provider_gets_the_whole_price() {
    let market = accepted("wallet", SettlementForm::Direct);
    market.must(treasurer("CN-ZJ"), CloseCycle { at: key() });
    pay(&market, "CN-ZJ", 9_001, false);
    market.must(treasurer("CN-ZJ"), SettleCycle { at: key() });
    assert_eq!(settled(&market).body.money.minor, 127_200);
    market.verify();
}

#[test]
fn a_refused_payment_is_made_again() {
    let market = accepted("provider", SettlementForm::Direct);
    market.must(treasurer("CN-ZJ"), CloseCycle { at: key() });
    let imported = pay(&market, "CN-ZJ", 9_001, true);
    assert_eq!(imported[0].attention, 1);
    let failed = payments(&market.exchange.reader().unwrap()).unwrap().remove(0);
    assert_eq!(failed.state, PaymentState::Rejected);
    let (group, payer) = (code("YRD"), code("CN-ZJ"));
    let replace = ReplacePayment { group, payer, payment: failed.id, by: Id(9_500) };
    market.must(treasurer("CN-ZJ"), replace);
    pay(&market, "CN-ZJ", 9_002, false);
    market.must(treasurer("CN-ZJ"), SettleCycle { at: key() });
    market.verify();
}

#[test]
fn a_cycle_is_closed_once_and_pays_nothing_twice() {
    let market = accepted("provider", SettlementForm::Direct);
    market.must(treasurer("CN-ZJ"), CloseCycle { at: key() });
    assert!(market.run(treasurer("CN-ZJ"), CloseCycle { at: key() }).is_err());
    pay(&market, "CN-ZJ", 9_001, false);
    let again =
        ExportPayments { at: key(), payer: code("CN-ZJ"), currency: Currency::CNY, message: Id(9_003) };
    assert!(market.run(treasurer("CN-ZJ"), again).is_err());
    market.must(treasurer("CN-ZJ"), SettleCycle { at: key() });
    let next = CycleKey { group: code("YRD"), cycle: Id(7_001) };
    market.must(treasurer("CN-ZJ"), OpenCycle { at: next, form: SettlementForm::Direct, cut_off: at(6, 0) });
    market.set_now(at(6, 9));
    let empty = market.must(treasurer("CN-ZJ"), CloseCycle { at: next });
    assert_eq!((empty.taken_up, empty.payments), (0, 0));
    market.verify();
}

#[test]
fn an_export_without_a_bank_account_names_who_has_none() {
    let market = Market::ready();
    market.must(treasurer("CN-ZJ"), OpenCycle { at: key(), form: SettlementForm::Direct, cut_off: at(5, 0) });
    claim(&market, "provider");
    market.set_now(at(5, 9));
    market.must(treasurer("CN-ZJ"), CloseCycle { at: key() });
    let export =
        ExportPayments { at: key(), payer: code("CN-ZJ"), currency: Currency::CNY, message: Id(9_001) };
    let refused = market.run(treasurer("CN-ZJ"), export).unwrap_err();
    let Failure::Refused(Refusal::NoBankAccount { parties }) = refused else { panic!("{refused}") };
    assert_eq!(parties.len(), 2);
}

#[test]
fn a_file_that_is_no_bank_message_says_where_it_is_wrong() {
    let market = Market::ready();
    for text in ["", "<a>", "no file", "<Document><BkToCstmrStmt>"] {
        let import = ImportBankFile { home: code("CN-ZJ"), group: code("YRD"), text: text.to_owned() };
        let refused = market.run(treasurer("CN-ZJ"), import).unwrap_err();
        assert!(matches!(refused, Failure::Refused(Refusal::BankFile(_))), "{refused}");
    }
}
