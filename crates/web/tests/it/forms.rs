//! Forms read what was typed, say what is wrong with each field, and never lose a value.

use jiangnan_kernel::{Currency, Money, Text};
use jiangnan_web::form::{
    ClaimForm, ConfirmForm, Decision, Document, GrantForm, Input, Problem, ReserveForm, ReviewForm,
    SignInForm, Usage, UsageForm,
};
use proptest::prelude::*;

/// `name=value` pairs apart by `;`.
fn typed(text: &str) -> Input {
    let pairs = text.split(';').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap());
    Input::of_pairs(pairs)
}

fn wrong(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("{}:{}", problem.field, problem.wrong.key))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_reservation_needs_a_day_and_times_in_order() {
    let good = "date=2026-11-25;from=09:00;until=12:00";
    let wanted = ReserveForm::parse(&typed(good)).unwrap();
    assert_eq!(wanted.span.until.to_string(), "2026-11-25T12:00:00");
    for (change, expected) in [
        ("", ""),
        (";date=x", ""),
        ("date=25.11.2026;", "date:form-not-a-date"),
        ("from=9:00;", "from:form-not-a-time"),
        ("from=12:00;", "until:reserve-until-before-from"),
        ("from=13:00;samples=two;", "until:reserve-until-before-from samples:form-not-a-count"),
        ("until=24:00;", "until:form-not-a-time"),
        (
            "date=;from=;until=;",
            "date:reserve-date-missing from:reserve-from-missing until:reserve-until-missing",
        ),
    ] {
        let text = format!("{change}{good}").replace(";;", ";");
        let text = if change.starts_with(';') { format!("{good}{change}") } else { text };
        let found =
            ReserveForm::parse(&typed(&text)).err().map_or_else(String::new, |form| wrong(&form.problems()));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn usage_is_a_span_or_a_no_show() {
    let good = "outcome=used;date=2026-11-20;from=09:05;until=11:00;samples=3;operator=Xu Wen";
    let used = UsageForm::parse(&typed(good)).unwrap();
    assert!(matches!(used, Usage::Used { span, samples: 3, .. } if span.from.minute() == 5));
    assert_eq!(UsageForm::parse(&typed("outcome=no-show")).unwrap(), Usage::NoShow);
    let form = UsageForm::parse(&typed("date=2026-11-20")).unwrap_err();
    assert_eq!(wrong(&form.problems()), "outcome:usage-outcome-missing");
    assert_eq!(form.date.value, "2026-11-20", "what was typed stays");
    let form = UsageForm::parse(&typed("outcome=used;date=2026-11-20;from=09:00;until=08:00")).unwrap_err();
    assert_eq!(wrong(&form.problems()), "until:usage-until-before-from operator:usage-operator-missing");
}

#[test]
fn what_was_agreed_names_instrument_command_and_own_part() {
    let key = format!("CN-SH.{}", "0".repeat(26));
    let good = format!("instrument={key};command={};agreed=70500", "0".repeat(26));
    let agreed = ConfirmForm::parse(&typed(&good)).unwrap();
    assert_eq!((agreed.instrument.to_string(), agreed.own_part_minor), (key, 70_500));
    for change in ["agreed=x;", "command=1;", "instrument=CN-SH;"] {
        assert!(ConfirmForm::parse(&typed(&format!("{change}{good}"))).is_err(), "{change}");
    }
}

#[test]
fn a_password_is_never_given_back() {
    let form = SignInForm::parse(&typed("password=secret")).unwrap_err();
    assert_eq!(wrong(&form.problems()), "login:sign-in-login-missing");
    assert!(!format!("{form:?}").contains("secret"));
    let credentials = SignInForm::parse(&typed("login=chen;password=secret")).unwrap();
    assert!(!format!("{credentials:?}").contains("secret"));
}

#[test]
fn a_decision_is_whole_part_or_clause() {
    let claimed = Money::new(73_500, Currency::CNY);
    let decide =
        |text: &str| ReviewForm::parse(&typed(text), claimed).map_err(|form| wrong(&form.problems()));
    assert_eq!(decide("decision=accept"), Ok(Decision::Accept { note: String::new() }));
    let part = Decision::AcceptPart { amount: Money::new(49_000, Currency::CNY), note: "2 of 3 h".into() };
    assert_eq!(decide("decision=part;amount=¥490.00;note=2 of 3 h"), Ok(part));
    for (text, expected) in [
        ("", "decision:review-decision-missing"),
        ("decision=part;amount=735;note=x", "amount:review-amount-too-large"),
        ("decision=part;amount=0;note=x", "amount:form-not-an-amount"),
        ("decision=part;amount=-1", "amount:form-not-an-amount note:review-note-missing"),
        ("decision=send-back", "note:review-note-missing"),
        ("decision=reject", "clause:review-clause-missing note:review-note-missing"),
    ] {
        assert_eq!(decide(text), Err(expected.to_owned()), "{text}");
    }
}

#[test]
fn claims_and_grants_name_what_is_missing() {
    let asked = [("contract", "Contract"), ("report", "Report")]
        .map(|(kind, label)| Document::asked(kind, Text::new(label, label)));
    let claim = ClaimForm::parse(&typed("invoice=2631;report=R-1"), &asked).unwrap_err();
    assert_eq!(
        wrong(&claim.problems()),
        "invoice_date:claim-invoice-date-missing contract:claim-document-missing"
    );
    let evidence =
        ClaimForm::parse(&typed("invoice=1;invoice_date=2026-11-20;contract=C;report=R"), &asked).unwrap();
    assert_eq!(evidence.documents, [("contract", "C".to_owned()), ("report", "R".to_owned())]);
    let grant = GrantForm::parse(&typed("enterprise=x;scheme=zj;amount=1,000.50"), Currency::CNY);
    assert_eq!(grant.unwrap().amount, Money::new(100_050, Currency::CNY));
}

proptest! {
    #[test]
    fn no_input_makes_a_form_fall(values in prop::collection::vec(".{0,30}", 5), amount in ".{0,24}") {
        let names = ["date", "from", "until", "purpose", "outcome"];
        let mut input = Input::of_pairs(names.into_iter().zip(values));
        input.0.push(("amount".into(), amount));
        input.0.push(("decision".into(), "part".into()));
        let _ = ReserveForm::parse(&input);
        let _ = UsageForm::parse(&input);
        if let Err(form) = ReviewForm::parse(&input, Money::new(1_000, Currency::CNY)) {
            prop_assert_eq!(form.amount.value.as_str(), input.get("amount"));
        }
    }
}
