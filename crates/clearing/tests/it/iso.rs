//! Messages: what is written is read back, what a real bank writes is read, and nothing panics.

use jiangnan_clearing::iso::element::Element;
use jiangnan_clearing::iso::{
    AccountNumber, AccountStatement, Agent, BankParty, BatchReport, Charset, CreditTransfer, Direction,
    Entry, EntryDetail, PaymentOrder, Reason, StatusCode, StatusReport, TransactionReport, bank,
    read_camt053, read_pain001, read_pain002, write_camt053, write_pain001, write_pain002,
};
use jiangnan_kernel::{Currency, Id, Instant, Money};
use proptest::prelude::*;

use crate::sample::{at, day};

fn party(name: &str) -> BankParty {
    let agent = Agent::Member { system: "CNAPS".into(), number: "102290000018".into() };
    BankParty { name: name.into(), account: AccountNumber::Other("1001 2345".into()), agent }
}

fn order() -> PaymentOrder {
    let transfer = |number: u128, minor| CreditTransfer {
        id: Id(number),
        minor,
        creditor: party("上海测试中心 & Co <1>"),
        remittance: format!("jiangnan cycle 1, {number}"),
    };
    PaymentOrder {
        message: Id(99),
        created: "2026-03-31T09:00:00Z".parse().unwrap(),
        initiator: "Treasury of Zhejiang".into(),
        debtor: party("浙江省财政厅"),
        currency: Currency::CNY,
        execution: day("2026-04-01"),
        transfers: vec![transfer(1, 120_000), transfer(2, 5)],
    }
}

#[test]
fn an_order_has_the_elements_of_the_message_in_their_order() {
    let xml = write_pain001(&order(), Charset::Unicode).unwrap();
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">"));
    let mut rest = xml.as_str();
    for piece in [
        "<NbOfTxs>2</NbOfTxs>",
        "<CtrlSum>1200.05</CtrlSum>",
        "<PmtMtd>TRF</PmtMtd>",
        "<ReqdExctnDt>",
        "<Dbtr>",
        "<DbtrAcct>",
        "<DbtrAgt>",
        "<Cd>CNAPS</Cd>",
        "<EndToEndId>00000000000000000000000001</EndToEndId>",
        "<InstdAmt Ccy=\"CNY\">1200.00</InstdAmt>",
        "<CdtrAgt>",
        "<Nm>上海测试中心 &amp; Co &lt;1&gt;</Nm>",
        "<CdtrAcct>",
        "<Ustrd>jiangnan cycle 1, 1</Ustrd>",
        "<InstdAmt Ccy=\"CNY\">0.05</InstdAmt>",
    ] {
        let found = rest.find(piece).unwrap_or_else(|| panic!("`{piece}` is not where it should be"));
        rest = &rest[found..];
    }
}

#[test]
fn what_the_message_cannot_carry_is_named() {
    let refused = |change: &dyn Fn(&mut PaymentOrder), charset| {
        let mut order = order();
        change(&mut order);
        write_pain001(&order, charset).unwrap_err().to_string()
    };
    let long = |order: &mut PaymentOrder| order.transfers[1].remittance = "x".repeat(141);
    assert_eq!(
        refused(&long, Charset::Unicode),
        "the remittance text of payment `00000000000000000000000002`: has 141 characters: shorten it to 140"
    );
    for (change, charset, piece) in [
        (&|_: &mut PaymentOrder| {} as _, Charset::Latin, "does not take"),
        (&|o: &mut PaymentOrder| o.transfers.clear(), Charset::Unicode, "is empty"),
        (&|o: &mut PaymentOrder| o.transfers[0].minor = 0, Charset::Unicode, "above zero"),
        (&|o: &mut PaymentOrder| o.transfers[0].minor = i64::MAX, Charset::Unicode, "18 digits"),
        (&|o: &mut PaymentOrder| o.debtor.name = "a\u{7}b".into(), Charset::Unicode, "\\u{7}"),
        (&|o: &mut PaymentOrder| o.initiator = "  ".into(), Charset::Unicode, "is empty"),
        (&|o: &mut PaymentOrder| o.debtor.agent = Agent::Bic("deutdeff".into()), Charset::Unicode, "a BIC"),
        (
            &|o: &mut PaymentOrder| o.debtor.account = AccountNumber::Iban("DE89370400440532013001".into()),
            Charset::Unicode,
            "check digits",
        ),
    ] as [(&dyn Fn(&mut PaymentOrder), Charset, &str); 8]
    {
        let got = refused(change, charset);
        assert!(got.contains(piece), "{got}");
    }
    // The published sample IBAN of ISO 13616 and its wrong neighbour.
    assert_eq!(
        AccountNumber::of_text("de89 3704 0044 0532 0130 00"),
        AccountNumber::Iban("DE89370400440532013000".into())
    );
    assert!(matches!(AccountNumber::of_text("DE89370400440532013001"), AccountNumber::Other(_)));
}

const REAL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- as a bank writes it -->
<camt:Document xmlns:camt="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
 <camt:BkToCstmrStmt><camt:GrpHdr><camt:MsgId>M</camt:MsgId></camt:GrpHdr>
  <camt:Stmt><camt:Id>S1</camt:Id><camt:CreDtTm>2026-04-01T18:00:00</camt:CreDtTm><camt:Unknown a="b"><camt:Deep/></camt:Unknown>
   <camt:Acct><camt:Id><camt:IBAN>DE89370400440532013000</camt:IBAN></camt:Id></camt:Acct>
   <camt:Bal><camt:Tp><camt:CdOrPrtry><camt:Cd>PRCD</camt:Cd></camt:CdOrPrtry></camt:Tp><camt:Amt Ccy="EUR">10.5000</camt:Amt><camt:CdtDbtInd>CRDT</camt:CdtDbtInd></camt:Bal>
   <camt:Bal><camt:Tp><camt:CdOrPrtry><camt:Cd>CLBD</camt:Cd></camt:CdOrPrtry></camt:Tp><camt:Amt Ccy="EUR">2</camt:Amt><camt:CdtDbtInd>DBIT</camt:CdtDbtInd><camt:Dt><camt:Dt>2026-04-01</camt:Dt></camt:Dt></camt:Bal>
   <camt:Ntry><camt:Amt Ccy="EUR">12.50</camt:Amt><camt:CdtDbtInd>DBIT</camt:CdtDbtInd><camt:Sts>BOOK</camt:Sts><camt:BookgDt><camt:DtTm>2026-04-01T10:00:00+02:00</camt:DtTm></camt:BookgDt>
    <camt:NtryDtls><camt:TxDtls><camt:Refs><camt:EndToEndId>A&amp;<![CDATA[B]]>&#67;</camt:EndToEndId></camt:Refs></camt:TxDtls></camt:NtryDtls></camt:Ntry>
  </camt:Stmt></camt:BkToCstmrStmt>
</camt:Document>
"#;

#[test]
fn an_older_statement_with_prefixes_and_unknown_elements_is_read() {
    let statement = read_camt053(REAL.as_bytes()).unwrap().remove(0);
    assert_eq!((statement.created, statement.day), (None, Some(day("2026-04-01"))));
    assert_eq!(statement.opening, Some(Money::new(1_050, Currency::EUR)));
    assert_eq!(statement.closing, Some(Money::new(-200, Currency::EUR)));
    assert_eq!(statement.gap_minor(), Some(0));
    let entry = &statement.entries[0];
    assert_eq!((entry.money.minor, entry.direction, entry.booked), (1_250, Direction::Debit, true));
    assert_eq!(entry.details[0].end_to_end.as_deref(), Some("A&BC"));
    assert_eq!(read_camt053(format!("\u{feff}{REAL}").as_bytes()).unwrap(), [statement]);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let check = |xml: &str, expected: &str| {
        let got = read_camt053(xml.as_bytes()).unwrap_err().to_string();
        assert!(got.starts_with(expected), "{got}\nis not\n{expected}");
    };
    check("", "line 1, column 1: the XML is broken: the file holds no element");
    check("<a>\n <b></a>", "line 2, column 5: the XML is broken: `b` is closed by `a`");
    check("<a>\n中<b x=1/></a>", "line 2, column 2: the XML is broken");
    check("<a>&nbsp;</a>", "line 1, column 4: the XML is broken: `&nbsp;` stands for nothing");
    check("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "line 1, column 1: the file has a document type");
    check("<a/>text", "line 1, column 5: the XML is broken: something follows after `a`");
    check(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"/>",
        "line 1, column 1: the file is `urn:iso:std:iso:20022:tech:xsd:pain.002.001.10`, not `camt.053.001.`",
    );
    check(
        &REAL.replace("12.50</", "12.505</"),
        "line 9, column 15: `Amt` holds `12.505`: it must hold an amount with at most 2 decimals",
    );
    check(&REAL.replace("12.50</", "-12.50</"), "line 9, column 15: `Amt` holds `-12.50`");
    check(&REAL.replace("<camt:Amt Ccy=\"EUR\">12", "<camt:Amt>12"), "line 9, column 15: `Amt` lacks `Ccy`");
    check(
        &REAL.replace("DBIT</camt:CdtDbtInd><camt:Sts>", "OUT</camt:CdtDbtInd><camt:Sts>"),
        "line 9, column 51: `CdtDbtInd` holds `OUT`: it must hold `DBIT` or `CRDT`",
    );
    check(&REAL.replace("IBAN", "Nothing"), "line 6, column 4: `Acct` lacks `IBAN`");
    check(&"<a>".repeat(100), "line 1, column 193: elements lie more than 64 deep");
    let not_utf8 = Element::read(b"<a>\n\xC4\xE3</a>").unwrap_err();
    assert_eq!((not_utf8.line, not_utf8.column), (2, 1));
}

#[test]
fn the_simulated_bank_answers_an_order() {
    let order = read_pain001(write_pain001(&order(), Charset::Unicode).unwrap().as_bytes()).unwrap();
    let refuse = |transfer: &CreditTransfer| {
        (transfer.id == Id(2)).then(|| Reason { code: "AC04".into(), text: "closed".into() })
    };
    let report = bank::answer(&order, at(0), refuse);
    assert_eq!(report.status, Some(StatusCode::Part));
    let who = (day("2026-04-01"), at(0));
    let orders = [order];
    let statement = bank::book(&orders, Money::new(500_000, Currency::CNY), who, refuse).unwrap();
    assert_eq!((statement.closing.unwrap().minor, statement.entries.len()), (380_000, 1));
    assert_eq!(statement.gap_minor(), Some(0));
}

fn word(max: usize) -> impl Strategy<Value = String> {
    let letters = prop::collection::vec(
        prop::sample::select("aZ9 &<>\"'/浙é-.:😀".chars().collect::<Vec<_>>()),
        0..max - 1,
    );
    letters.prop_map(|letters| format!("x{}", letters.into_iter().collect::<String>()).trim().to_owned())
}

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["CNY", "EUR", "JPY", "KWD"]).prop_map(|code| code.parse().unwrap())
}

fn holder() -> impl Strategy<Value = BankParty> {
    let account = prop::sample::select(vec![
        AccountNumber::Iban("DE89370400440532013000".into()),
        AccountNumber::Iban("GB29NWBK60161331926819".into()),
        AccountNumber::Other("6222-0210".into()),
    ]);
    let agent = prop::sample::select(vec![
        Agent::Bic("DEUTDEFF".into()),
        Agent::Member { system: "CNAPS".into(), number: "102290000018".into() },
        Agent::Unknown,
    ]);
    (word(140), account, agent).prop_map(|(name, account, agent)| BankParty { name, account, agent })
}

fn reasons() -> impl Strategy<Value = Vec<Reason>> {
    let text = prop_oneof![Just(String::new()), word(105)];
    prop::collection::vec((word(35), text).prop_map(|(code, text)| Reason { code, text }), 0..3)
}

fn status() -> impl Strategy<Value = Option<StatusCode>> {
    let code = prop::sample::select(vec!["RCVD", "ACSP", "ACSC", "RJCT", "PART", "XXXX"]);
    prop::option::of(code.prop_map(|code| StatusCode::from(code.to_owned())))
}

fn moment() -> impl Strategy<Value = Instant> {
    (0i64..4_000_000_000).prop_map(at)
}

fn entry(currency: Currency) -> impl Strategy<Value = Entry> {
    let detail = (prop::option::of(word(35)), prop::option::of(1i64..1_000_000), reasons(), word(140));
    let detail = detail.prop_map(move |(end_to_end, minor, reasons, remittance)| EntryDetail {
        end_to_end,
        money: minor.map(|minor| Money::new(minor, currency)),
        returned: reasons.into_iter().next(),
        remittance,
    });
    let details = prop::collection::vec(detail, 0..3);
    (word(35), 1i64..1_000_000_000_000, any::<(bool, bool, bool)>(), details).prop_map(
        move |(reference, minor, flags, details)| Entry {
            reference,
            money: Money::new(minor, currency),
            direction: if flags.0 { Direction::Debit } else { Direction::Credit },
            reversal: flags.1,
            booked: flags.2,
            booked_on: flags.0.then(|| day("2026-02-28")),
            details,
        },
    )
}

fn statement() -> impl Strategy<Value = AccountStatement> {
    currency().prop_flat_map(|currency| {
        let balance = || {
            prop::option::of((-1_000_000i64..1_000_000).prop_map(move |minor| Money::new(minor, currency)))
        };
        let parts = (
            word(35),
            moment(),
            holder(),
            balance(),
            balance(),
            prop::collection::vec(entry(currency), 0..4),
        );
        parts.prop_map(|(id, created, holder, opening, closing, entries)| AccountStatement {
            id,
            created: Some(created),
            // The day is kept with the closing balance.
            day: Some(day("2026-03-31")),
            account: holder.account,
            opening,
            closing: closing.or(Some(Money::new(0, Currency::CNY))),
            entries,
        })
    })
}

proptest! {
    #[test]
    fn an_order_comes_back(
        ids in any::<(u128, u128)>(), created in moment(), initiator in word(140), debtor in holder(), currency in currency(),
        payees in prop::collection::vec((1i64..1_000_000_000_000, holder(), word(140)), 1..5),
    ) {
        let transfer = |(minor, creditor, remittance)| CreditTransfer { id: Id(ids.1), minor, creditor, remittance };
        let transfers = payees.into_iter().map(transfer).collect();
        let order = PaymentOrder { message: Id(ids.0), created, initiator, debtor, currency, execution: day("2026-04-01"), transfers };
        let xml = write_pain001(&order, Charset::Unicode).unwrap();
        prop_assert_eq!(read_pain001(xml.as_bytes()), Ok(order));
    }

    #[test]
    fn a_report_comes_back(
        names in (word(35), word(35)), created in moment(), status in status(), reasons in reasons(),
        batches in prop::collection::vec((word(35), status(), reasons(), prop::collection::vec((word(35), status(), reasons()), 0..4)), 0..3),
    ) {
        let transaction = |(end_to_end, status, reasons)| TransactionReport { end_to_end, status, reasons };
        let batch = |(batch, status, reasons, list): (String, Option<StatusCode>, Vec<Reason>, Vec<_>)| BatchReport {
            batch, status, reasons, transactions: list.into_iter().map(transaction).collect(),
        };
        let report = StatusReport {
            message: names.0, created: Some(created), original_message: names.1, status, reasons,
            batches: batches.into_iter().map(batch).collect(),
        };
        prop_assert_eq!(read_pain002(write_pain002(&report).unwrap().as_bytes()), Ok(report));
    }

    #[test]
    fn statements_come_back(list in prop::collection::vec(statement(), 1..3)) {
        let xml = write_camt053("message", at(0), &list).unwrap();
        prop_assert_eq!(read_camt053(xml.as_bytes()), Ok(list));
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = (Element::read(&bytes), read_pain001(&bytes), read_pain002(&bytes), read_camt053(&bytes));
    }

    #[test]
    fn no_damage_to_a_message_panics(cuts in prop::collection::vec((0usize..2_000, any::<u8>()), 1..6), end in 0usize..2_200) {
        let written = write_pain001(&order(), Charset::Unicode).unwrap();
        for (message, read) in [(REAL, 0), (written.as_str(), 1)] {
            let mut bytes = message.as_bytes().to_vec();
            for &(place, byte) in &cuts {
                let place = place % bytes.len();
                bytes[place] = byte;
            }
            bytes.truncate(end);
            let _ = if read == 0 { read_camt053(&bytes).is_ok() } else { read_pain001(&bytes).is_ok() };
        }
    }

    #[test]
    fn no_markup_panics(pieces in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "/", "a", "b:c", "=", "\"", "'", "&", ";", "#x", "#", "9", "!", "[CDATA[", "]]>", "--", "?", "xml", "中", " ", "\n", "DOCTYPE", "<a>", "</a>", "<a b='c'>",
    ]), 0..40)) {
        let _ = Element::read(pieces.concat().as_bytes());
    }
}
