//! What the desks do beside claims and cycles: bank accounts changed by two people, lines of the bank settled
//! by hand, people and their passwords.

use jiangnan_clearing::iso::{BankParty, bank, write_camt053};
use jiangnan_clearing::{LineOutcome, PaymentState, SettlementForm};
use jiangnan_exchange::case::account::{ConfirmBankAccount, ProposeBankAccount, RefuseBankAccount};
use jiangnan_exchange::case::bank::{ImportBankFile, PutBankAccount};
use jiangnan_exchange::case::bank_line::{AssignBankLine, NoteBankLine};
use jiangnan_exchange::case::cycle::{CloseCycle, SettleCycle};
use jiangnan_exchange::case::payment::ExportPayments;
use jiangnan_exchange::case::people::{PutPerson, SignIn};
use jiangnan_exchange::case::staff::{ChangePerson, SetPassword, SignOutEverywhere, SuspendPerson};
use jiangnan_exchange::{Actor, Refusal};
use jiangnan_exchange::{Failure, bank_file};
use jiangnan_kernel::{Currency, Id, Money};
use jiangnan_store::Query;
use jiangnan_store::entity::cycle::{BankAccountRow, BankEntryRow};
use jiangnan_store::entity::people::{PersonRow, Role, SessionRow};
use jiangnan_store::list::{bank_entries_of, payments};

use crate::market::*;
use crate::settle::{accepted, key, order, treasurer};

fn second() -> Actor {
    actor(Role::Treasurer, "CN-ZJ", Id(8), 302)
}

fn account(number: &str) -> BankParty {
    BankParty::of_text("杭州某企业", number, "102290024433")
}

fn propose(change: u128, number: &str) -> ProposeBankAccount {
    let (home, party) = (code("CN-ZJ"), Some(ENTERPRISE));
    ProposeBankAccount { change: Id(change), home, party, account: account(number) }
}

fn confirm(change: u128) -> ConfirmBankAccount {
    ConfirmBankAccount { home: code("CN-ZJ"), change: Id(change) }
}

fn recorded(market: &Market) -> Option<String> {
    let reader = market.exchange.reader().unwrap();
    let found: Option<BankAccountRow> = reader.find(&(code("CN-ZJ"), ENTERPRISE)).unwrap();
    found.map(|row| row.body.account.as_str().to_owned())
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Failure>) -> &'static str {
    match result {
        Err(Failure::Refused(refusal)) => refusal.name(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bank_account_is_changed_by_two_people() {
    let market = Market::ready();
    market.must(treasurer("CN-ZJ"), propose(1, "1001234567890123"));
    assert_eq!(recorded(&market), None, "a proposal changes nothing");
    assert_eq!(refused(market.run(treasurer("CN-ZJ"), confirm(1))), "maker-is-checker");
    let stranger = actor(Role::Treasurer, "CN-SH", Id(8), 303);
    assert_eq!(refused(market.run(stranger, confirm(1))), "not-allowed");
    market.must(second(), confirm(1));
    assert_eq!(recorded(&market).as_deref(), Some("1001234567890123"));
    assert_eq!(refused(market.run(second(), confirm(1))), "wrong-state");
    // The enterprise's own people may propose, and nobody of another one.
    market.must(engineer(), propose(2, "6222020000000001"));
    let rival = actor(Role::Engineer, "CN-ZJ", Id(12), 109);
    assert_eq!(refused(market.run(rival, propose(3, "6222020000000002"))), "not-allowed");
    assert_eq!(refused(market.run(engineer(), confirm(2))), "not-allowed");
    let refuse =
        |reason: &str| RefuseBankAccount { home: code("CN-ZJ"), change: Id(2), reason: reason.to_owned() };
    assert_eq!(refused(market.run(second(), refuse(" "))), "invalid");
    market.must(second(), refuse("nobody answers at the known number"));
    assert_eq!(recorded(&market).as_deref(), Some("1001234567890123"));
    market.verify();
}

#[test]
fn what_was_changed_behind_a_proposal_cannot_be_confirmed() {
    let market = Market::ready();
    market.must(treasurer("CN-ZJ"), propose(1, "1001234567890123"));
    market.must(treasurer("CN-ZJ"), propose(2, "6222020000000001"));
    market.must(second(), confirm(2));
    let stale = market.run(second(), confirm(1)).unwrap_err();
    assert!(stale.to_string().contains("changed after this was proposed"), "{stale}");
    assert_eq!(recorded(&market).as_deref(), Some("6222020000000001"));
}

#[test]
fn a_wrong_number_is_not_even_proposed() {
    let market = Market::ready();
    for number in ["", "12", "DE89370400440532013001", "1001-2345"] {
        assert_eq!(refused(market.run(treasurer("CN-ZJ"), propose(1, number))), "invalid", "{number}");
    }
    let (home, party, account) = (code("CN-ZJ"), Some(ENTERPRISE), account("1001234567890123"));
    let alone = PutBankAccount { home, party, account };
    assert_eq!(refused(market.run(treasurer("CN-ZJ"), alone)), "not-allowed", "no way around the second");
}

/// A cycle whose only payment was booked by the bank without its reference.
fn unmatched() -> (Market, BankEntryRow, Id) {
    let market = accepted("provider", SettlementForm::Direct);
    market.must(treasurer("CN-ZJ"), CloseCycle { at: key() });
    let payer = code("CN-ZJ");
    let export = ExportPayments { at: key(), payer, currency: Currency::CNY, message: Id(9_001) };
    market.must(treasurer("CN-ZJ"), export);
    let order = order(&market, Id(9_001));
    let now = at(5, 10);
    let opening = Money::new(1_000_000, Currency::CNY);
    let mut statement =
        bank::book(std::slice::from_ref(&order), opening, (order.execution, now), |_| None).unwrap();
    statement.entries[0].details[0].end_to_end = Some("NOTPROVIDED".to_owned());
    let text = write_camt053("B", now, &[statement]).unwrap();
    let import = ImportBankFile { home: payer, group: code("YRD"), text };
    let found = market.must(treasurer("CN-ZJ"), import);
    assert_eq!((found.changed, found.attention), (0, 1));
    let reader = market.exchange.reader().unwrap();
    let entry = bank_entries_of(&reader, payer).unwrap().remove(0);
    let payment = payments(&reader).unwrap().remove(0).id;
    (market, entry, payment)
}

fn assign(entry: &BankEntryRow, payment: Id, reason: &str) -> AssignBankLine {
    AssignBankLine { home: entry.jurisdiction, entry: entry.id, payment, reason: reason.to_owned() }
}

#[test]
fn a_line_is_assigned_to_its_payment_once_and_with_a_reason() {
    let (market, entry, payment) = unmatched();
    assert_eq!(refused(market.run(treasurer("CN-ZJ"), assign(&entry, payment, ""))), "invalid");
    let reason = "amount and day agree, the bank confirms by telephone";
    assert_eq!(refused(market.run(treasurer("CN-SH"), assign(&entry, payment, reason))), "not-allowed");
    assert_eq!(refused(market.run(treasurer("CN-ZJ"), assign(&entry, Id(5), reason))), "not-found");
    market.must(treasurer("CN-ZJ"), assign(&entry, payment, reason));
    let reader = market.exchange.reader().unwrap();
    let row = payments(&reader).unwrap().remove(0);
    assert_eq!(row.state, PaymentState::Settled);
    assert_eq!(row.body.bank_reference, entry.body.reference);
    let kept = bank_entries_of(&reader, code("CN-ZJ")).unwrap().remove(0).resolution.unwrap();
    assert_eq!((kept.outcome, kept.reason.as_str()), (LineOutcome::Assigned(payment), reason));
    assert_eq!(refused(market.run(treasurer("CN-ZJ"), assign(&entry, payment, reason))), "wrong-state");
    market.must(treasurer("CN-ZJ"), SettleCycle { at: key() });
    market.verify();
}

#[test]
fn a_line_that_is_not_ours_is_noted_and_changes_no_payment() {
    let (market, entry, _) = unmatched();
    let note =
        |reason: &str| NoteBankLine { home: entry.jurisdiction, entry: entry.id, reason: reason.to_owned() };
    assert_eq!(refused(market.run(treasurer("CN-ZJ"), note(""))), "invalid");
    market.must(treasurer("CN-ZJ"), note("the rent of the office"));
    let reader = market.exchange.reader().unwrap();
    assert_eq!(payments(&reader).unwrap()[0].state, PaymentState::Sent);
    let kept = bank_entries_of(&reader, code("CN-ZJ")).unwrap().remove(0).resolution.unwrap();
    assert_eq!(kept.outcome, LineOutcome::Noted);
    assert_eq!(refused(market.run(treasurer("CN-ZJ"), note("again"))), "wrong-state");
    assert_ne!(bank_file::treasury(code("CN-ZJ")), bank_file::treasury(code("CN-SH")));
    market.verify();
}

fn person(market: &Market) -> Actor {
    let person = Id(901);
    let put = PutPerson {
        home: code("CN-ZJ"),
        person,
        login: "zhou".to_owned(),
        role: Role::Officer,
        organisation: Id(9),
        name: "Zhou".to_owned(),
        password_hash: "old".to_owned(),
    };
    market.must(operator(), put);
    actor(Role::Officer, "CN-ZJ", Id(9), 901)
}

fn sessions(market: &Market) -> usize {
    market.exchange.reader().unwrap().list::<SessionRow>("", &[]).unwrap().len()
}

fn row(market: &Market) -> PersonRow {
    market.exchange.reader().unwrap().find(&(code("CN-ZJ"), Id(901))).unwrap().unwrap()
}

#[test]
fn a_new_password_signs_out_everywhere_else() {
    let market = Market::ready();
    let zhou = person(&market);
    for token in [1, 2, 3] {
        market.must(zhou.clone(), SignIn { token_hash: [token; 32] });
    }
    let set =
        |keep| SetPassword { home: code("CN-ZJ"), person: Id(901), password_hash: "new".to_owned(), keep };
    assert_eq!(refused(market.run(officer(201), set(None))), "not-allowed");
    let ended = market.must(zhou.clone(), set(Some([2; 32])));
    assert_eq!((ended.sessions, sessions(&market)), (2, 1));
    assert_eq!(row(&market).password_hash, "new");
    market.must(zhou.clone(), SignIn { token_hash: [4; 32] });
    let everywhere = SignOutEverywhere { person: Id(901) };
    assert_eq!(refused(market.run(officer(201), everywhere.clone())), "not-found");
    assert_eq!(market.must(zhou, everywhere).sessions, 2);
    assert_eq!(sessions(&market), 0);
    market.verify();
}

#[test]
fn the_operator_changes_and_suspends_others_but_not_herself() {
    let market = Market::ready();
    let zhou = person(&market);
    let change =
        |role, name: &str| ChangePerson { home: code("CN-ZJ"), person: Id(901), role, name: name.to_owned() };
    assert_eq!(refused(market.run(zhou.clone(), change(Role::Treasurer, "Zhou"))), "not-allowed");
    assert_eq!(refused(market.run(operator(), change(Role::Treasurer, " "))), "invalid");
    market.must(operator(), change(Role::Treasurer, "Zhou Ping"));
    assert_eq!((row(&market).role, row(&market).name.as_str()), (Role::Treasurer, "Zhou Ping"));
    market.must(zhou, SignIn { token_hash: [1; 32] });
    let suspend = SuspendPerson { home: code("CN-ZJ"), person: Id(901) };
    assert_eq!(market.must(operator(), suspend.clone()).sessions, 1);
    assert_eq!((row(&market).password_hash.as_str(), sessions(&market)), ("", 0));
    let herself = actor(Role::Operator, "CN-ZJ", Id(0), 901);
    assert_eq!(refused(market.run(herself.clone(), suspend)), "invalid");
    assert_eq!(refused(market.run(herself, change(Role::Auditor, "Zhou"))), "invalid");
    assert!(Refusal::MakerIsChecker.text().zh.contains("复核"));
}
