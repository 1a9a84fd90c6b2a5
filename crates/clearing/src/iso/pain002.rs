//! pain.002: what the bank says about an order.

use jiangnan_kernel::Instant;
use serde::{Deserialize, Serialize};

use crate::iso::amount;
use crate::iso::element::Element;
use crate::iso::error::{FieldError, ReadError};
use crate::iso::text::Charset;
use crate::iso::writer::Writer;

/// A status by its ISO 20022 code; codes that are not known are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum StatusCode {
    /// `RCVD`: received.
    Received,
    /// `PDNG`: pending.
    Pending,
    /// `ACTC`: the technical check passed.
    TechnicalCheck,
    /// `ACCP`: the customer check passed.
    CustomerCheck,
    /// `ACWC`: accepted with a change.
    WithChange,
    /// `ACSP`: settlement in process.
    InProcess,
    /// `ACSC`: settled on the payer's account.
    Settled,
    /// `ACCC`: settled on the payee's account.
    Credited,
    /// `PART`: accepted in part; each payment has its own status.
    Part,
    /// `RJCT`: rejected.
    Rejected,
    /// `CANC`: cancelled.
    Cancelled,
    /// Any other code.
    Other(String),
}

/// What a status means for a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is decided.
    Waiting,
    /// The bank took the payment on. That it is booked is told by the statement alone.
    TakenOn,
    /// The bank refused it.
    Refused,
}

impl StatusCode {
    /// The four letters.
    pub fn code(&self) -> &str {
        match self {
            StatusCode::Received => "RCVD",
            StatusCode::Pending => "PDNG",
            StatusCode::TechnicalCheck => "ACTC",
            StatusCode::CustomerCheck => "ACCP",
            StatusCode::WithChange => "ACWC",
            StatusCode::InProcess => "ACSP",
            StatusCode::Settled => "ACSC",
            StatusCode::Credited => "ACCC",
            StatusCode::Part => "PART",
            StatusCode::Rejected => "RJCT",
            StatusCode::Cancelled => "CANC",
            StatusCode::Other(code) => code,
        }
    }

    /// What it means for a payment.
    pub fn progress(&self) -> Progress {
        match self {
            StatusCode::CustomerCheck
            | StatusCode::WithChange
            | StatusCode::InProcess
            | StatusCode::Settled
            | StatusCode::Credited => Progress::TakenOn,
            StatusCode::Rejected | StatusCode::Cancelled => Progress::Refused,
            StatusCode::Received
            | StatusCode::Pending
            | StatusCode::TechnicalCheck
            | StatusCode::Part
            | StatusCode::Other(_) => Progress::Waiting,
        }
    }
}

impl From<String> for StatusCode {
    fn from(code: String) -> StatusCode {
        match code.as_str() {
            "RCVD" => StatusCode::Received,
            "PDNG" => StatusCode::Pending,
            "ACTC" => StatusCode::TechnicalCheck,
            "ACCP" => StatusCode::CustomerCheck,
            "ACWC" => StatusCode::WithChange,
            "ACSP" => StatusCode::InProcess,
            "ACSC" => StatusCode::Settled,
            "ACCC" => StatusCode::Credited,
            "PART" => StatusCode::Part,
            "RJCT" => StatusCode::Rejected,
            "CANC" => StatusCode::Cancelled,
            _ => StatusCode::Other(code),
        }
    }
}

impl From<StatusCode> for String {
    fn from(status: StatusCode) -> String {
        status.code().to_owned()
    }
}

/// Why the bank refused or returned something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The code, of ISO 20022 (`AC04`: closed account) or the bank's own.
    pub code: String,
    /// The bank's own words; empty where it gives none.
    #[serde(default)]
    pub text: String,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.text.is_empty() { f.write_str(&self.code) } else { write!(f, "{}: {}", self.code, self.text) }
    }
}

/// What the bank says about one payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransactionReport {
    /// The end-to-end id, as it came back.
    pub end_to_end: String,
    /// Its status; that of the batch where absent.
    pub status: Option<StatusCode>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What the bank says about one batch of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchReport {
    /// The batch's id, as it came back.
    pub batch: String,
    /// Its status; that of the order where absent.
    pub status: Option<StatusCode>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The payments that are named; often only those refused.
    pub transactions: Vec<TransactionReport>,
}

/// What the bank says about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusReport {
    /// The id of the bank's message.
    pub message: String,
    /// When the bank made it; absent where it gives no offset from UTC.
    pub created: Option<Instant>,
    /// The id of the order's message.
    pub original_message: String,
    /// The status of the whole order, where the bank gives one.
    pub status: Option<StatusCode>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The batches that are named.
    pub batches: Vec<BatchReport>,
}

/// Writes a report as pain.002.001.10, for a bank that is simulated.
///
/// # Errors
/// The first text that the message cannot carry.
pub fn write_pain002(report: &StatusReport) -> Result<String, FieldError> {
    let of = "the report";
    let charset = Charset::Unicode;
    let mut xml = Writer::message("pain.002.001.10");
    xml.element("CstmrPmtStsRpt", |xml| {
        xml.element("GrpHdr", |xml| {
            xml.text("MsgId", charset.check(&report.message, 35, "the id", of)?);
            report.created.iter().for_each(|created| xml.text("CreDtTm", &created.to_string()));
            Ok(())
        })?;
        xml.element("OrgnlGrpInfAndSts", |xml| {
            xml.text("OrgnlMsgId", charset.check(&report.original_message, 35, "the order's id", of)?);
            xml.text("OrgnlMsgNmId", "pain.001.001.09");
            report.status.iter().for_each(|status| xml.text("GrpSts", status.code()));
            write_reasons(xml, &report.reasons)
        })?;
        report.batches.iter().try_for_each(|batch| write_batch(xml, batch))
    })?;
    Ok(xml.finish())
}

fn write_batch(xml: &mut Writer, batch: &BatchReport) -> Result<(), FieldError> {
    xml.element("OrgnlPmtInfAndSts", |xml| {
        let id = Charset::Unicode.check(&batch.batch, 35, "the id", "a batch")?;
        xml.text("OrgnlPmtInfId", id);
        batch.status.iter().for_each(|status| xml.text("PmtInfSts", status.code()));
        write_reasons(xml, &batch.reasons)?;
        batch.transactions.iter().try_for_each(|transaction| {
            xml.element("TxInfAndSts", |xml| {
                let id =
                    Charset::Unicode.check(&transaction.end_to_end, 35, "the end-to-end id", "a payment")?;
                xml.text("OrgnlEndToEndId", id);
                transaction.status.iter().for_each(|status| xml.text("TxSts", status.code()));
                write_reasons(xml, &transaction.reasons)
            })
        })
    })
}

fn write_reasons(xml: &mut Writer, reasons: &[Reason]) -> Result<(), FieldError> {
    reasons.iter().try_for_each(|reason| {
        xml.element("StsRsnInf", |xml| {
            let code = Charset::Unicode.check(&reason.code, 35, "the code", "a reason")?;
            // Codes of the ISO list have four characters at most; longer ones are the bank's own.
            let kind = if code.chars().count() <= 4 { "Cd" } else { "Prtry" };
            xml.path(&["Rsn", kind], code);
            if !reason.text.is_empty() {
                xml.text("AddtlInf", Charset::Unicode.check(&reason.text, 105, "the text", "a reason")?);
            }
            Ok(())
        })
    })
}

/// Reads a report.
///
/// # Errors
/// [`ReadError`] with line and column.
pub fn read_pain002(bytes: &[u8]) -> Result<StatusReport, ReadError> {
    let message = Element::read_message(bytes, "pain.002.001.")?;
    let header = message.need(&["GrpHdr"])?;
    let original = message.need(&["OrgnlGrpInfAndSts"])?;
    let batches = message.children("OrgnlPmtInfAndSts").map(read_batch);
    Ok(StatusReport {
        message: header.need(&["MsgId"])?.text.clone(),
        created: amount::read_instant(header.child("CreDtTm")),
        original_message: original.need(&["OrgnlMsgId"])?.text.clone(),
        status: status_at(original, "GrpSts"),
        reasons: read_reasons(original, "StsRsnInf"),
        batches: batches.collect::<Result<_, _>>()?,
    })
}

fn read_batch(element: &Element) -> Result<BatchReport, ReadError> {
    let transactions = element.children("TxInfAndSts").map(|transaction| {
        Ok(TransactionReport {
            end_to_end: transaction.need(&["OrgnlEndToEndId"])?.text.clone(),
            status: status_at(transaction, "TxSts"),
            reasons: read_reasons(transaction, "StsRsnInf"),
        })
    });
    Ok(BatchReport {
        batch: element.need(&["OrgnlPmtInfId"])?.text.clone(),
        status: status_at(element, "PmtInfSts"),
        reasons: read_reasons(element, "StsRsnInf"),
        transactions: transactions.collect::<Result<_, ReadError>>()?,
    })
}

fn status_at(element: &Element, name: &str) -> Option<StatusCode> {
    element.text_at(&[name]).map(|code| StatusCode::from(code.to_owned()))
}

/// The reasons in elements of a name, each with `Rsn` and any number of `AddtlInf`.
pub(crate) fn read_reasons(element: &Element, name: &str) -> Vec<Reason> {
    let read = |reason: &Element| {
        let code = reason.text_at(&["Rsn", "Cd"]).or_else(|| reason.text_at(&["Rsn", "Prtry"]));
        let texts: Vec<&str> = reason.children("AddtlInf").map(|text| text.text.as_str()).collect();
        Reason { code: code.unwrap_or_default().to_owned(), text: texts.join(" ") }
    };
    element.children(name).map(read).collect()
}
