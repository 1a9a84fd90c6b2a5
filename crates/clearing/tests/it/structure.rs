//! pain.001.001.09 as the standard lays it out: which elements, in which order, how often, and what they may hold.
//! The table holds what the official schema says of the elements that a credit transfer may bear.

use jiangnan_clearing::iso::element::Element;
use jiangnan_clearing::iso::{
    AccountNumber, Agent, BankParty, Charset, CreditTransfer, PaymentOrder, write_pain001,
};
use jiangnan_kernel::{Currency, Id};
use proptest::prelude::*;

use crate::sample::day;

/// One line for each element: its path, `1` (once), `?` (at most once), `+` (once or more), `*` (any number), `|` (a
/// choice: exactly one of the choices of its parent), and what its text must be. The order of the lines is that of
/// the schema.
const TABLE: &str = "
CstmrCdtTrfInitn                          1
CstmrCdtTrfInitn/GrpHdr                   1
GrpHdr/MsgId                              1 max35
GrpHdr/CreDtTm                            1 datetime
GrpHdr/Authstn                            *
GrpHdr/NbOfTxs                            1 digits15
GrpHdr/CtrlSum                            ? decimal
GrpHdr/InitgPty                           1
GrpHdr/FwdgAgt                            ?
CstmrCdtTrfInitn/PmtInf                   +
InitgPty/Nm                               ? max140
PmtInf/PmtInfId                           1 max35
PmtInf/PmtMtd                             1 TRF
PmtInf/BtchBookg                          ?
PmtInf/NbOfTxs                            ? digits15
PmtInf/CtrlSum                            ? decimal
PmtInf/PmtTpInf                           ?
PmtInf/ReqdExctnDt                        1
PmtInf/PoolgAdjstmntDt                    ?
PmtInf/Dbtr                               1
PmtInf/DbtrAcct                           1
PmtInf/DbtrAgt                            1
PmtInf/ChrgBr                             ?
PmtInf/CdtTrfTxInf                        +
ReqdExctnDt/Dt                            | date
ReqdExctnDt/DtTm                          | datetime
Dbtr/Nm                                   ? max140
Cdtr/Nm                                   ? max140
DbtrAcct/Id                               1
CdtrAcct/Id                               1
Id/IBAN                                   | iban
Id/Othr                                   |
Othr/Id                                   1 max34
DbtrAgt/FinInstnId                        1
CdtrAgt/FinInstnId                        1
FinInstnId/BICFI                          ? bic
FinInstnId/ClrSysMmbId                    ?
FinInstnId/Nm                             ? max140
ClrSysMmbId/ClrSysId                      ?
ClrSysMmbId/MmbId                         1 max35
ClrSysId/Cd                               | max5
ClrSysId/Prtry                            | max35
CdtTrfTxInf/PmtId                         1
CdtTrfTxInf/PmtTpInf                      ?
CdtTrfTxInf/Amt                           1
CdtTrfTxInf/ChrgBr                        ?
CdtTrfTxInf/CdtrAgt                       ?
CdtTrfTxInf/Cdtr                          ?
CdtTrfTxInf/CdtrAcct                      ?
CdtTrfTxInf/RmtInf                        ?
PmtId/InstrId                             ? max35
PmtId/EndToEndId                          1 max35
Amt/InstdAmt                              | amount
Amt/EqvtAmt                               |
RmtInf/Ustrd                              * max140
";

struct Line<'t> {
    parent: &'t str,
    name: &'t str,
    often: &'t str,
    holds: &'t str,
}

fn table() -> Vec<Line<'static>> {
    let lines = TABLE.lines().filter(|line| !line.is_empty()).map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (parent, name) = words[0].rsplit_once('/').unwrap_or(("Document", words[0]));
        Line { parent, name, often: words[1], holds: words.get(2).copied().unwrap_or("") }
    });
    lines.collect()
}

/// Everything in an element that is not as the table has it.
fn check(element: &Element, table: &[Line<'_>], wrong: &mut Vec<String>) {
    // An `Id` without elements is a text, whose parent has a line for it.
    let is_text = element.name == "Id" && element.children.is_empty() && !element.text.is_empty();
    let lines: Vec<&Line<'_>> = table.iter().filter(|line| line.parent == element.name && !is_text).collect();
    let mut last = 0;
    for child in &element.children {
        let Some(at) = lines.iter().position(|line| line.name == child.name) else {
            wrong.push(format!("{} may not stand in {}", child.name, element.name));
            continue;
        };
        if at < last {
            wrong.push(format!("{} stands too late in {}", child.name, element.name));
        }
        last = at;
        if !may_hold(lines[at].holds, child) {
            wrong.push(format!("{} holds `{}`, not {}", child.name, child.text, lines[at].holds));
        }
        check(child, table, wrong);
    }
    let count = |line: &Line<'_>| element.children(line.name).count();
    for line in
        lines.iter().filter(|line| matches!((line.often, count(line)), ("1" | "+", 0) | ("1" | "?", 2..)))
    {
        wrong.push(format!("{} stands {} times in {}", line.name, count(line), element.name));
    }
    let choices: Vec<_> = lines.iter().filter(|line| line.often == "|").collect();
    if !choices.is_empty() && choices.iter().map(|line| count(line)).sum::<usize>() != 1 {
        wrong.push(format!("{} holds not exactly one of its choices", element.name));
    }
}

fn may_hold(holds: &str, element: &Element) -> bool {
    let text = element.text.as_str();
    let letters = |max: usize| (1..=max).contains(&text.chars().count());
    let bytes = text.as_bytes();
    let upper = |part: &[u8]| part.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    match holds {
        "" => text.is_empty(),
        "TRF" => text == "TRF",
        "date" => text.parse::<jiangnan_kernel::Date>().is_ok(),
        "datetime" => text.parse::<jiangnan_kernel::Instant>().is_ok(),
        "digits15" => letters(15) && bytes.iter().all(u8::is_ascii_digit),
        "decimal" => is_decimal(text, 17),
        "amount" => is_decimal(text, 5) && has_currency(element),
        // The patterns IBAN2007Identifier and BICFIDec2014Identifier of the schema.
        "iban" => {
            (5..=34).contains(&bytes.len())
                && bytes[..2].iter().all(u8::is_ascii_uppercase)
                && bytes[2..4].iter().all(u8::is_ascii_digit)
                && bytes[4..].iter().all(u8::is_ascii_alphanumeric)
        }
        "bic" => {
            matches!(bytes.len(), 8 | 11) && upper(bytes) && bytes[4..6].iter().all(u8::is_ascii_uppercase)
        }
        _ => letters(holds.trim_start_matches("max").parse().unwrap()),
    }
}

/// At most 18 digits, so many of them after the point.
fn is_decimal(text: &str, after_max: usize) -> bool {
    let (before, after) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    digits(before) && digits(after) && !before.is_empty() && after.len() <= after_max && text.len() <= 19
}

fn has_currency(element: &Element) -> bool {
    let currency = element.attributes.iter().find(|(name, _)| name == "Ccy");
    currency.is_some_and(|(_, code)| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
}

fn wrong(xml: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    check(&Element::read(xml.as_bytes()).unwrap(), &table(), &mut wrong);
    wrong
}

fn party() -> impl Strategy<Value = BankParty> {
    let account = prop_oneof![
        Just(AccountNumber::Iban("DE89370400440532013000".into())),
        "[0-9]{6,34}".prop_map(AccountNumber::Other),
    ];
    let agent = prop_oneof![
        Just(Agent::Bic("DEUTDEFF500".into())),
        "[0-9]{12}".prop_map(|number| Agent::Member { system: "CNAPS".into(), number }),
    ];
    ("[A-Za-z一-龥 &<]{1,60}[a-z]", account, agent).prop_map(|(name, account, agent)| BankParty {
        name: name.trim().to_owned(),
        account,
        agent,
    })
}

fn order() -> impl Strategy<Value = PaymentOrder> {
    let currencies = prop::sample::select(vec![Currency::CNY, Currency::EUR]);
    let payee = (any::<u128>(), 1i64..1_000_000_000_000, party(), "[a-z0-9 ]{0,138}x");
    (any::<u128>(), party(), currencies, prop::collection::vec(payee, 1..6)).prop_map(
        |(message, debtor, currency, payees)| PaymentOrder {
            message: Id(message),
            created: "2026-03-31T09:00:00Z".parse().unwrap(),
            initiator: debtor.name.clone(),
            debtor,
            currency,
            execution: day("2026-04-01"),
            transfers: payees
                .into_iter()
                .map(|(id, minor, creditor, remittance)| CreditTransfer {
                    id: Id(id),
                    minor,
                    creditor,
                    remittance: remittance.trim().to_owned(),
                })
                .collect(),
        },
    )
}

proptest! {
    #[test]
    fn every_order_that_is_written_keeps_the_rules_of_the_message(order in order()) {
        let xml = write_pain001(&order, Charset::Unicode).unwrap();
        prop_assert_eq!(wrong(&xml), Vec::<String>::new(), "{}", xml);
    }
}

#[test]
fn what_breaks_the_rules_is_found() {
    let good = include_str!("pain001.xml");
    assert_eq!(wrong(good), Vec::<String>::new());
    for (from, to, expected) in [
        ("<PmtMtd>TRF</PmtMtd>", "", "PmtMtd stands 0 times in PmtInf"),
        ("<NbOfTxs>1</NbOfTxs>", "<NbOfTxs>one</NbOfTxs>", "NbOfTxs holds `one`, not digits15"),
        ("<IBAN>DE", "<IBAN>de", "IBAN holds `de89370400440532013000`, not iban"),
        ("<BICFI>DEUTDEFF", "<BICFI>DEUT1EFF", "BICFI holds `DEUT1EFF`, not bic"),
        ("Ccy=\"EUR\"", "Ccy=\"eur\"", "InstdAmt holds `12.50`, not amount"),
        ("<Dt>2026-04-01</Dt>", "<Dt>1 April</Dt>", "Dt holds `1 April`, not date"),
        ("<PmtId>", "<Cdtr/><PmtId>", "PmtId stands too late in CdtTrfTxInf"),
        ("<Ustrd>", "<Note/><Ustrd>", "Note may not stand in RmtInf"),
    ] {
        let found = wrong(&good.replacen(from, to, 1));
        assert!(found.iter().any(|problem| problem == expected), "{expected} is not in {found:?}");
    }
}
