//! Matching, as tables: payments, what the bank says, what it comes to.

use jiangnan_clearing::iso::{
    AccountNumber, AccountStatement, BatchReport, Direction, Entry, EntryDetail, Reason, StatusCode,
    StatusReport, TransactionReport,
};
use jiangnan_clearing::{
    AssignRefused, Finding, MatchLine, Matching, Payee, Payment, PaymentState, Receiver, match_report,
    match_statement,
};
use jiangnan_kernel::{Currency, Id, Money};

use crate::sample::{day, id, place};

/// Payments 1 to 4 of 100.00 each from J0: sent, in process, settled under `old`, rejected; 5 is a net of
/// J0 for J1, sent; 6 was never sent.
fn payments() -> Vec<Payment> {
    let states = [
        PaymentState::Sent,
        PaymentState::InProcess,
        PaymentState::Settled,
        PaymentState::Rejected,
        PaymentState::Sent,
        PaymentState::Planned,
    ];
    let payment = |(number, &state): (u128, &PaymentState)| Payment {
        id: Id(number),
        cycle: id("cycle"),
        payer: place("J0"),
        receiver: match number {
            5 => Receiver::Treasury(place("J1")),
            _ => Receiver::Party(Payee { home: place("J1"), party: Id(70) }),
        },
        money: Money::new(10_000, Currency::CNY),
        dues: Vec::new(),
        state,
        message: (state != PaymentState::Planned).then_some(Id(99)),
        booked_on: None,
        bank_reference: if state == PaymentState::Settled { "old".into() } else { String::new() },
        reason: String::new(),
        replaced_by: None,
    };
    (1..).zip(&states).map(payment).collect()
}

/// The findings in words, `payment finding`, and the states of those that changed.
fn words(matching: &Matching) -> (Vec<String>, Vec<String>) {
    let finding = |finding: &Finding| match finding {
        Finding::Rejected { reason } => format!("rejected {reason}"),
        Finding::Returned { reason } => format!("returned {reason}"),
        Finding::AmountDiffers { ordered, booked } => format!("differs {} {}", ordered.minor, booked.minor),
        Finding::Contradicts { state } => format!("contradicts {state}"),
        other => serde_json::to_value(other).unwrap()["finding"].as_str().unwrap().to_owned(),
    };
    let id = |id: Option<Id>| id.map_or("-".to_owned(), |id| id.0.to_string());
    let lines = matching.lines.iter().map(|line| format!("{} {}", id(line.payment), finding(&line.finding)));
    let changed = matching.changed.iter().map(|payment| format!("{} {}", payment.id.0, payment.state));
    (lines.collect(), changed.collect())
}

/// A report whose lines are `PAYMENT STATUS [REASON]`; `order` is the status of the whole order.
fn report(order: &str, lines: &str) -> StatusReport {
    let status = |code: &str| (code != "-").then(|| StatusCode::from(code.to_owned()));
    let transaction = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let reason = |code: &&str| Reason { code: (*code).into(), text: String::new() };
        TransactionReport {
            end_to_end: words[0].parse().map_or(words[0].to_owned(), |number: u128| Id(number).to_string()),
            status: status(words[1]),
            reasons: words.get(2).map(reason).into_iter().collect(),
        }
    };
    let transactions = lines.lines().map(transaction).collect();
    let batch = BatchReport { batch: Id(99).to_string(), status: None, reasons: Vec::new(), transactions };
    StatusReport {
        message: "S".into(),
        created: None,
        original_message: Id(99).to_string(),
        status: status(order),
        reasons: vec![Reason { code: "FF01".into(), text: "whole file".into() }],
        batches: vec![batch],
    }
}

#[track_caller]
fn reported(order: &str, lines: &str, found: &[&str], changed: &[&str]) {
    let got = words(&match_report(&payments(), &report(order, lines)));
    assert_eq!(
        (got.0.as_slice(), got.1.as_slice()),
        (
            &found.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..],
            &changed.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..]
        )
    );
}

#[test]
fn each_payment_of_a_report_is_found() {
    reported(
        "PART",
        "1 ACSP\n2 RJCT AC04\n3 ACSC\n3 ACSC\n4 RJCT\n4444 ACSP\nnonsense ACSP\n5 PDNG\n6 ACSP",
        &[
            "1 taken-on",
            "2 rejected AC04",
            "3 already-matched",
            "3 duplicate",
            "4 already-matched",
            "- unknown",
            "- unknown",
            "5 waiting",
            "6 contradicts planned",
        ],
        &["1 in-process", "2 rejected"],
    );
    reported("PART", "3 RJCT AM04", &["3 contradicts settled"], &[]);
}

#[test]
fn a_status_of_the_whole_order_counts_for_those_not_named() {
    reported(
        "RJCT",
        "2 ACSP",
        &[
            "2 already-matched",
            "1 rejected FF01: whole file",
            "3 contradicts settled",
            "4 already-matched",
            "5 rejected FF01: whole file",
        ],
        &["1 rejected", "5 rejected"],
    );
    reported("ACTC", "", &[], &[]);
    reported("RCVD", "1 -", &["1 waiting"], &[]);
    let mut other = report("RJCT", "");
    other.original_message = Id(98).to_string();
    assert!(match_report(&payments(), &other).lines.is_empty());
}

/// A statement whose lines are `DIRECTION AMOUNT REFERENCE PAYMENT… [!RETURN]`; a payment may be `7:500`.
fn booked(lines: &str) -> AccountStatement {
    let entry = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let returned = words.last().and_then(|word| word.strip_prefix('!'));
        let returned = returned.map(|code| Reason { code: code.into(), text: String::new() });
        let money = |minor: &str| Money::new(minor.parse().unwrap(), Currency::CNY);
        let detail = |word: &&str| {
            let (number, minor) = word.split_once(':').map_or((*word, None), |(a, b)| (a, Some(b)));
            EntryDetail {
                end_to_end: Some(
                    number.parse().map_or(number.to_owned(), |number: u128| Id(number).to_string()),
                ),
                money: minor.map(money),
                returned: returned.clone(),
                remittance: String::new(),
            }
        };
        Entry {
            reference: words[2].into(),
            money: money(words[1]),
            direction: if words[0].starts_with("debit") { Direction::Debit } else { Direction::Credit },
            reversal: false,
            booked: !words[0].ends_with('?'),
            booked_on: Some(day("2026-04-01")),
            details: words[3..].iter().filter(|word| !word.starts_with('!')).map(detail).collect(),
        }
    };
    AccountStatement {
        id: "B".into(),
        created: None,
        day: None,
        account: AccountNumber::Other("1".into()),
        opening: None,
        closing: None,
        entries: lines.lines().map(entry).collect(),
    }
}

#[track_caller]
fn stated(treasury: &str, lines: &str, found: &[&str], changed: &[&str]) {
    let got = words(&match_statement(place(treasury), &payments(), &booked(lines)));
    assert_eq!(
        (got.0, got.1),
        (found.iter().map(|s| (*s).to_owned()).collect(), changed.iter().map(|s| (*s).to_owned()).collect())
    );
}

#[test]
fn bookings_find_their_payments() {
    stated(
        "J0",
        "debit 10000 b1 1\ndebit 9999 b2 2\ndebit 10000 old 3\ndebit 10000 b3 3\ndebit 10000 b4 4\ndebit 10000 b5 77\ndebit 35 fee\ndebit? 10000 b6 5\ndebit 10000 b7 1",
        &[
            "1 booked",
            "2 differs 10000 9999",
            "3 already-matched",
            "3 duplicate",
            "4 contradicts rejected",
            "- unknown",
            "- unknown",
            "1 duplicate",
        ],
        &["1 settled"],
    );
}

#[test]
fn one_entry_may_book_several_payments() {
    stated("J0", "debit 20000 b 1 5", &["1 booked", "5 booked"], &["1 settled", "5 settled"]);
    stated("J0", "debit 19999 b 1 5", &["1 differs 10000 19999", "5 differs 10000 19999"], &[]);
    stated("J0", "debit 19000 b 1:10000 5:9000", &["1 booked", "5 differs 10000 9000"], &["1 settled"]);
}

#[test]
fn what_comes_back_and_what_arrives_is_told_apart() {
    stated(
        "J0",
        "credit 10000 r 3 !AC04\ncredit 10000 r 3 !AC04",
        &["3 returned AC04", "3 already-matched"],
        &["3 returned"],
    );
    stated("J0", "debit 10000 b 2\ncredit 10000 r 2", &["2 booked", "2 returned "], &["2 returned"]);
    stated("J1", "credit 10000 r 5\ncredit 10000 r 1", &["5 received", "1 unknown"], &[]);
}

#[test]
fn a_line_without_a_payment_is_assigned_by_hand_where_everything_fits() {
    let payments = payments();
    let line = |minor: i64, direction: Option<Direction>| MatchLine {
        reference: "B-77".into(),
        payment: None,
        money: Some(Money::new(minor, Currency::CNY)),
        finding: Finding::Unknown,
        direction,
        booked_on: Some(day("2026-10-05")),
    };
    let (went, came) = (line(10_000, Some(Direction::Debit)), line(10_000, Some(Direction::Credit)));
    let outcome = |line: &MatchLine, payment: &Payment| match line.assign(payment, "seen by the bank") {
        Ok(after) => after.state.name(),
        Err(AssignRefused::Known) => "known",
        Err(AssignRefused::NoDirection) => "no direction",
        Err(AssignRefused::Amount { .. }) => "amount",
        Err(AssignRefused::Payment(_)) => "state",
    };
    // Sent, in process, settled, rejected, sent, planned.
    let all = |line: &MatchLine| payments.iter().map(|at| outcome(line, at)).collect::<Vec<_>>().join(" ");
    assert_eq!(all(&went), "settled settled state state settled state");
    assert_eq!(all(&came), "state state returned state state state");
    assert_eq!(outcome(&line(9_999, Some(Direction::Debit)), &payments[0]), "amount");
    assert_eq!(outcome(&line(10_000, None), &payments[0]), "no direction");
    let known = MatchLine { finding: Finding::Duplicate, ..went.clone() };
    assert_eq!(outcome(&known, &payments[0]), "known");
    assert!(went.fits(&payments[0]) && !came.fits(&payments[0]));
    let booked = went.assign(&payments[0], "").unwrap();
    assert_eq!((booked.bank_reference.as_str(), booked.booked_on), ("B-77", Some(day("2026-10-05"))));
}
