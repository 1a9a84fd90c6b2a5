//! pain.001: the order to the bank to pay.

use jiangnan_kernel::{Currency, Date, Id, Instant, Money};
use serde::{Deserialize, Serialize};

use crate::iso::amount;
use crate::iso::element::Element;
use crate::iso::error::{FieldError, FieldProblem, ReadError};
use crate::iso::party::{BankParty, CREDITOR, DEBTOR};
use crate::iso::text::Charset;
use crate::iso::writer::Writer;

/// One payment of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditTransfer {
    /// The payment's id, carried end to end: its text has 26 of the 35 characters allowed.
    pub id: Id,
    /// How much, in minor units of the order's currency.
    pub minor: i64,
    /// Who is paid.
    pub creditor: BankParty,
    /// What the payee reads on its statement, at most 140 characters.
    pub remittance: String,
}

/// An order of one payer in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentOrder {
    /// The id of the message.
    pub message: Id,
    /// When it was made.
    pub created: Instant,
    /// Who sends it.
    pub initiator: String,
    /// Who pays.
    pub debtor: BankParty,
    /// The currency of all payments.
    pub currency: Currency,
    /// The day on which to pay.
    pub execution: Date,
    /// The payments.
    pub transfers: Vec<CreditTransfer>,
}

/// Writes an order as pain.001.001.09.
///
/// # Errors
/// The first [`FieldError`]: an empty order, an amount, a text or an account that the message cannot carry.
pub fn write_pain001(order: &PaymentOrder, charset: Charset) -> Result<String, FieldError> {
    let of = "the order";
    if order.transfers.is_empty() {
        return Err(FieldError {
            field: "the list of payments".into(),
            of: of.into(),
            problem: FieldProblem::Empty,
        });
    }
    let minors = || order.transfers.iter().map(|transfer| transfer.minor);
    let sum = amount::sum(minors(), order.currency, of)?;
    let sum = order.currency.format_minor(sum.minor);
    let count = order.transfers.len().to_string();
    let mut xml = Writer::message("pain.001.001.09");
    xml.element("CstmrCdtTrfInitn", |xml| {
        xml.element("GrpHdr", |xml| {
            xml.text("MsgId", &order.message.to_string());
            xml.text("CreDtTm", &order.created.to_string());
            xml.text("NbOfTxs", &count);
            xml.text("CtrlSum", &sum);
            xml.path(&["InitgPty", "Nm"], charset.check(&order.initiator, 140, "the sender", of)?);
            Ok(())
        })?;
        xml.element("PmtInf", |xml| {
            // One order is one batch, so that they share their id.
            xml.text("PmtInfId", &order.message.to_string());
            xml.text("PmtMtd", "TRF");
            xml.text("NbOfTxs", &count);
            xml.text("CtrlSum", &sum);
            xml.path(&["ReqdExctnDt", "Dt"], &order.execution.to_string());
            order.debtor.write_debtor(xml, charset)?;
            order.transfers.iter().try_for_each(|transfer| write_transfer(xml, order, transfer, charset))
        })
    })?;
    Ok(xml.finish())
}

fn write_transfer(
    xml: &mut Writer,
    order: &PaymentOrder,
    transfer: &CreditTransfer,
    charset: Charset,
) -> Result<(), FieldError> {
    let id = transfer.id.to_string();
    let of = format!("payment `{id}`");
    let money = amount::checked(Money::new(transfer.minor, order.currency), "the amount", &of)?;
    xml.element("CdtTrfTxInf", |xml| {
        xml.element("PmtId", |xml| {
            xml.text("InstrId", &id);
            xml.text("EndToEndId", &id);
            Ok(())
        })?;
        xml.element("Amt", |xml| {
            xml.amount("InstdAmt", money);
            Ok(())
        })?;
        transfer.creditor.write_creditor(xml, charset, &of)?;
        let remittance = charset.check(&transfer.remittance, 140, "the remittance text", &of)?;
        xml.path(&["RmtInf", "Ustrd"], remittance);
        Ok(())
    })
}

/// Reads an order as [`write_pain001`] writes it: one batch in one currency, under ids of ours.
///
/// # Errors
/// [`ReadError`] with line and column.
pub fn read_pain001(bytes: &[u8]) -> Result<PaymentOrder, ReadError> {
    let message = Element::read_message(bytes, "pain.001.001.")?;
    let header = message.need(&["GrpHdr"])?;
    let batch = message.need(&["PmtInf"])?;
    if let Some(second) = message.children("PmtInf").nth(1) {
        return Err(second.unreadable("nothing: an order has one batch"));
    }
    let created = header.need(&["CreDtTm"])?;
    let transfers: Vec<(Currency, CreditTransfer)> =
        batch.children("CdtTrfTxInf").map(read_transfer).collect::<Result<_, _>>()?;
    let currency = match transfers.first() {
        Some((currency, _)) => *currency,
        None => return Err(batch.unreadable("at least one `CdtTrfTxInf`")),
    };
    if transfers.iter().any(|(other, _)| *other != currency) {
        return Err(batch.unreadable("payments in one currency"));
    }
    check_count(header, transfers.len())?;
    let execution = batch.need(&["ReqdExctnDt"])?;
    Ok(PaymentOrder {
        message: read_id(header.need(&["MsgId"])?)?,
        created: created
            .text
            .parse()
            .map_err(|_| created.unreadable("a time such as 2026-03-01T09:00:00Z"))?,
        initiator: header.need(&["InitgPty", "Nm"])?.text.clone(),
        debtor: BankParty::read(batch, &DEBTOR)?,
        currency,
        execution: amount::read_date(execution)?.ok_or_else(|| execution.unreadable("a date in `Dt`"))?,
        transfers: transfers.into_iter().map(|(_, transfer)| transfer).collect(),
    })
}

fn read_transfer(element: &Element) -> Result<(Currency, CreditTransfer), ReadError> {
    let money = amount::read(element.need(&["Amt", "InstdAmt"])?)?;
    let transfer = CreditTransfer {
        id: read_id(element.need(&["PmtId", "EndToEndId"])?)?,
        minor: money.minor,
        creditor: BankParty::read(element, &CREDITOR)?,
        remittance: element.text_at(&["RmtInf", "Ustrd"]).unwrap_or_default().to_owned(),
    };
    Ok((money.currency, transfer))
}

fn read_id(element: &Element) -> Result<Id, ReadError> {
    element.text.parse().map_err(|_| element.unreadable("an id of 26 characters"))
}

fn check_count(header: &Element, count: usize) -> Result<(), ReadError> {
    let told = header.need(&["NbOfTxs"])?;
    if told.text == count.to_string() {
        Ok(())
    } else {
        Err(told.unreadable(&format!("{count}, as many as follow")))
    }
}
