//! camt.053: the statement of an account.

use jiangnan_kernel::{Date, Instant, Money};
use serde::{Deserialize, Serialize};

use crate::iso::amount;
use crate::iso::element::Element;
use crate::iso::error::{FieldError, FieldProblem, ReadError};
use crate::iso::pain002::{Reason, read_reasons};
use crate::iso::party::AccountNumber;
use crate::iso::text::Charset;
use crate::iso::writer::Writer;
use crate::words::words;

words! {
    /// Which way money moved, seen from the account.
    Direction, "direction of a booking";
    /// Out of the account.
    Debit = "debit";
    /// Into the account.
    Credit = "credit";
}

/// One payment within an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryDetail {
    /// The end-to-end id, as it came back.
    pub end_to_end: Option<String>,
    /// Its own amount, where the entry books several.
    pub money: Option<Money>,
    /// Why it came back, where it is a return.
    pub returned: Option<Reason>,
    /// The remittance text.
    #[serde(default)]
    pub remittance: String,
}

/// One booking on the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The bank's reference, or its number within the statement; empty where it has none.
    pub reference: String,
    /// How much, never negative.
    pub money: Money,
    /// Which way.
    pub direction: Direction,
    /// Whether it takes an earlier booking back.
    pub reversal: bool,
    /// Whether it is booked; otherwise it is only announced.
    pub booked: bool,
    /// On which day.
    pub booked_on: Option<Date>,
    /// The payments in it.
    pub details: Vec<EntryDetail>,
}

/// The statement of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountStatement {
    /// The statement's id.
    pub id: String,
    /// When it was made; absent where the bank gives no offset from UTC.
    pub created: Option<Instant>,
    /// The day that it covers; written only with one.
    pub day: Option<Date>,
    /// The account.
    pub account: AccountNumber,
    /// The booked balance before; negative where overdrawn.
    pub opening: Option<Money>,
    /// The booked balance after.
    pub closing: Option<Money>,
    /// The bookings in order.
    pub entries: Vec<Entry>,
}

impl Entry {
    /// The amount with its sign, in minor units: below zero where it leaves the account.
    pub fn signed_minor(&self) -> i64 {
        match self.direction {
            Direction::Debit => self.money.minor.saturating_neg(),
            Direction::Credit => self.money.minor,
        }
    }
}

impl AccountStatement {
    /// By how much the closing balance differs from the opening one and the booked entries, in minor units;
    /// `None` where a balance is missing or in another currency. Anything but zero means that the bank left
    /// a page out.
    pub fn gap_minor(&self) -> Option<i128> {
        let (opening, closing) = self.opening.zip(self.closing)?;
        let same = self.entries.iter().all(|entry| entry.money.currency == opening.currency);
        let booked = self.entries.iter().filter(|entry| entry.booked);
        let sum: i128 = booked.map(|entry| i128::from(entry.signed_minor())).sum();
        let gap = i128::from(closing.minor) - i128::from(opening.minor) - sum;
        (same && opening.currency == closing.currency).then_some(gap)
    }
}

/// Writes statements as camt.053.001.08, for a bank that is simulated.
///
/// # Errors
/// The first text or amount that the message cannot carry.
pub fn write_camt053(
    message: &str,
    created: Instant,
    statements: &[AccountStatement],
) -> Result<String, FieldError> {
    let mut xml = Writer::message("camt.053.001.08");
    xml.element("BkToCstmrStmt", |xml| {
        xml.element("GrpHdr", |xml| {
            xml.text("MsgId", Charset::Unicode.check(message, 35, "the id", "the statement")?);
            xml.text("CreDtTm", &created.to_string());
            Ok(())
        })?;
        statements.iter().try_for_each(|statement| write_statement(xml, statement))
    })?;
    Ok(xml.finish())
}

fn write_statement(xml: &mut Writer, statement: &AccountStatement) -> Result<(), FieldError> {
    xml.element("Stmt", |xml| {
        xml.text("Id", Charset::Unicode.check(&statement.id, 35, "the id", "a statement")?);
        statement.created.iter().for_each(|created| xml.text("CreDtTm", &created.to_string()));
        statement.account.write(xml, "Acct", "the statement")?;
        let (of, empty) = ("the statement".to_owned(), FieldProblem::Empty);
        let day = statement.day.ok_or(FieldError { field: "the day".to_owned(), of, problem: empty })?;
        write_balance(xml, "OPBD", statement.opening, day);
        write_balance(xml, "CLBD", statement.closing, day);
        statement.entries.iter().try_for_each(|entry| write_entry(xml, entry))
    })
}

fn write_balance(xml: &mut Writer, code: &str, balance: Option<Money>, day: Date) {
    let Some(balance) = balance else { return };
    xml.element("Bal", |xml| {
        xml.path(&["Tp", "CdOrPrtry", "Cd"], code);
        xml.amount("Amt", Money::new(balance.minor.saturating_abs(), balance.currency));
        xml.text("CdtDbtInd", if balance.minor < 0 { "DBIT" } else { "CRDT" });
        xml.path(&["Dt", "Dt"], &day.to_string());
        Ok::<(), std::convert::Infallible>(())
    })
    .unwrap_or_else(|never| match never {});
}

fn write_entry(xml: &mut Writer, entry: &Entry) -> Result<(), FieldError> {
    let of = format!("entry `{}`", entry.reference);
    xml.element("Ntry", |xml| {
        xml.amount("Amt", amount::checked(entry.money, "the amount", &of)?);
        xml.text("CdtDbtInd", indicator(entry.direction));
        if entry.reversal {
            xml.text("RvslInd", "true");
        }
        xml.path(&["Sts", "Cd"], if entry.booked { "BOOK" } else { "PDNG" });
        entry.booked_on.iter().for_each(|day| xml.path(&["BookgDt", "Dt"], &day.to_string()));
        if !entry.reference.is_empty() {
            xml.text("AcctSvcrRef", Charset::Unicode.check(&entry.reference, 35, "the reference", &of)?);
        }
        xml.path(&["BkTxCd", "Prtry", "Cd"], "NTRF");
        if entry.details.is_empty() {
            return Ok(());
        }
        xml.element("NtryDtls", |xml| {
            entry.details.iter().try_for_each(|detail| write_detail(xml, detail, entry.direction, &of))
        })
    })
}

fn write_detail(
    xml: &mut Writer,
    detail: &EntryDetail,
    direction: Direction,
    of: &str,
) -> Result<(), FieldError> {
    let charset = Charset::Unicode;
    xml.element("TxDtls", |xml| {
        if let Some(id) = &detail.end_to_end {
            xml.path(&["Refs", "EndToEndId"], charset.check(id, 35, "the end-to-end id", of)?);
        }
        if let Some(money) = detail.money {
            xml.amount("Amt", amount::checked(money, "the amount", of)?);
            xml.text("CdtDbtInd", indicator(direction));
        }
        if !detail.remittance.is_empty() {
            let text = charset.check(&detail.remittance, 140, "the remittance text", of)?;
            xml.path(&["RmtInf", "Ustrd"], text);
        }
        let Some(reason) = &detail.returned else { return Ok(()) };
        xml.element("RtrInf", |xml| {
            let code = charset.check(&reason.code, 35, "the return code", of)?;
            let kind = if code.chars().count() <= 4 { "Cd" } else { "Prtry" };
            xml.path(&["Rsn", kind], code);
            if !reason.text.is_empty() {
                xml.text("AddtlInf", charset.check(&reason.text, 105, "the return text", of)?);
            }
            Ok(())
        })
    })
}

fn indicator(direction: Direction) -> &'static str {
    match direction {
        Direction::Debit => "DBIT",
        Direction::Credit => "CRDT",
    }
}

/// Reads the statements of a message.
///
/// # Errors
/// [`ReadError`] with line and column.
pub fn read_camt053(bytes: &[u8]) -> Result<Vec<AccountStatement>, ReadError> {
    let message = Element::read_message(bytes, "camt.053.001.")?;
    message.need(&["Stmt"])?;
    message.children("Stmt").map(read_statement).collect()
}

fn read_statement(element: &Element) -> Result<AccountStatement, ReadError> {
    let closing = element.children("Bal").find(|balance| is_balance(balance, "CLBD"));
    Ok(AccountStatement {
        day: closing.and_then(|closing| closing.child("Dt")).map(amount::read_date).transpose()?.flatten(),
        id: element.need(&["Id"])?.text.clone(),
        created: amount::read_instant(element.child("CreDtTm")),
        account: AccountNumber::read(element.need(&["Acct"])?)?,
        // An interim or previous closing balance opens the statement where no opening one is given.
        opening: read_balance(element, &["OPBD", "PRCD"])?,
        closing: read_balance(element, &["CLBD"])?,
        entries: element.children("Ntry").map(read_entry).collect::<Result<_, _>>()?,
    })
}

fn read_balance(element: &Element, codes: &[&str]) -> Result<Option<Money>, ReadError> {
    for code in codes {
        if let Some(balance) = element.children("Bal").find(|balance| is_balance(balance, code)) {
            let money = amount::read(balance.need(&["Amt"])?)?;
            return Ok(Some(match read_direction(balance)? {
                Direction::Debit => Money::new(money.minor.saturating_neg(), money.currency),
                Direction::Credit => money,
            }));
        }
    }
    Ok(None)
}

fn is_balance(balance: &Element, code: &str) -> bool {
    balance.text_at(&["Tp", "CdOrPrtry", "Cd"]) == Some(code)
}

fn read_direction(element: &Element) -> Result<Direction, ReadError> {
    let indicator = element.need(&["CdtDbtInd"])?;
    match indicator.text.as_str() {
        "DBIT" => Ok(Direction::Debit),
        "CRDT" => Ok(Direction::Credit),
        _ => Err(indicator.unreadable("`DBIT` or `CRDT`")),
    }
}

fn read_entry(element: &Element) -> Result<Entry, ReadError> {
    let details = element.children("NtryDtls").flat_map(|group| group.children("TxDtls"));
    // Version 02 holds the status itself, later ones in `Cd`.
    let status = element.text_at(&["Sts", "Cd"]).or_else(|| element.text_at(&["Sts"]));
    let reference = element.text_at(&["AcctSvcrRef"]).or_else(|| element.text_at(&["NtryRef"]));
    Ok(Entry {
        reference: reference.unwrap_or_default().to_owned(),
        money: amount::read(element.need(&["Amt"])?)?,
        direction: read_direction(element)?,
        reversal: matches!(element.text_at(&["RvslInd"]), Some("true" | "1")),
        booked: status == Some("BOOK"),
        booked_on: element.child("BookgDt").map(amount::read_date).transpose()?.flatten(),
        details: details.map(read_detail).collect::<Result<_, _>>()?,
    })
}

fn read_detail(element: &Element) -> Result<EntryDetail, ReadError> {
    let end_to_end = element.text_at(&["Refs", "EndToEndId"]).filter(|&id| id != "NOTPROVIDED");
    // Version 02 holds the amount of a payment within `AmtDtls`.
    let money = element.child("Amt").or_else(|| element.find(&["AmtDtls", "TxAmt", "Amt"]));
    Ok(EntryDetail {
        end_to_end: end_to_end.map(str::to_owned),
        money: money.map(amount::read).transpose()?,
        returned: read_reasons(element, "RtrInf").into_iter().next(),
        remittance: element.text_at(&["RmtInf", "Ustrd"]).unwrap_or_default().to_owned(),
    })
}
