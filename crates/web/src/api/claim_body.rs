//! What is sent with a claim: evidence, advice, rulings.

use jiangnan_clearing::{Evidence, Invoice, Recommendation};
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::review::Ruling;
use jiangnan_kernel::{Date, Id};
use serde::Deserialize;
use utoipa::ToSchema;

use super::common::Reason;
use super::problem::Trouble;
use super::value::KeySchema;
use crate::site::parts as site;
use crate::view::Key;

/// The most documents of a claim.
const DOCUMENTS_MAX: usize = 30;

/// A claim with its evidence.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lodging {
    /// The reservation whose work is claimed.
    #[schema(value_type = KeySchema)]
    reservation: Key,
    /// The voucher that pays.
    #[schema(value_type = KeySchema)]
    voucher: Key,
    /// The invoice.
    invoice: InvoiceBody,
    /// The documents that the scheme wants.
    #[schema(max_items = 30)]
    evidence: Vec<EvidenceBody>,
    /// The price with tax on the invoice, in minor units; where it is left out, the tariff's.
    #[schema(minimum = 1)]
    invoiced_minor: Option<i64>,
}

/// An invoice.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceBody {
    /// Its number.
    #[schema(min_length = 1, max_length = 100)]
    number: String,
    /// Its date.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Who issued it: a code such as the USCC.
    #[schema(max_length = 100)]
    issuer: String,
}

/// A document that proves something.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceBody {
    /// What kind of document, in the words of the scheme: `usage-record`.
    #[schema(max_length = 60)]
    kind: String,
    /// Its number or name.
    #[schema(max_length = 200)]
    name: String,
    /// The SHA-256 of its file in hexadecimal digits; empty where there is no file.
    #[serde(default)]
    #[schema(pattern = "^([0-9a-f]{64})?$")]
    sha256: String,
}

fn short(text: &str, most: usize) -> bool {
    text.chars().count() <= most
}

fn check_papers(papers: &[EvidenceBody]) -> Result<(), Trouble> {
    let hash =
        |text: &str| text.is_empty() || (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()));
    let fits = papers.iter().all(|one| short(&one.kind, 60) && short(&one.name, 200) && hash(&one.sha256));
    if papers.len() <= DOCUMENTS_MAX && fits {
        return Ok(());
    }
    let en = "Hand in at most 30 documents, each with a kind, a name and 64 hexadecimal digits or none.";
    Err(Trouble::field("evidence", en, "材料最多 30 份，每份须有类别、名称，哈希为 64 位十六进制数或不填。"))
}

impl Lodging {
    fn check(&self) -> Result<(), Trouble> {
        check_papers(&self.evidence)?;
        if self.invoice.number.trim().is_empty()
            || !short(&self.invoice.number, 100)
            || !short(&self.invoice.issuer, 100)
        {
            let en = "Give the number of the invoice, in at most 100 characters, and who issued it.";
            return Err(Trouble::field("invoice", en, "请填写发票号码（最多 100 个字符）和开票方。"));
        }
        if self.invoiced_minor.is_some_and(|minor| minor <= 0) {
            let en = "The price on the invoice is above zero, in minor units.";
            return Err(Trouble::field("invoiced_minor", en, "发票金额须大于零，以最小货币单位填写。"));
        }
        Ok(())
    }
}

/// What the first officer advises.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", tag = "advice", deny_unknown_fields)]
pub enum Advice {
    /// To grant so much.
    Accept {
        /// In minor units.
        #[schema(minimum = 1)]
        minor: i64,
        /// What the reviewer notes.
        #[serde(default)]
        #[schema(max_length = 2000)]
        note: String,
    },
    /// To refuse.
    Reject {
        /// The clause that decides.
        #[schema(max_length = 60)]
        clause: String,
        /// Why.
        #[schema(max_length = 2000)]
        reason: String,
    },
}

/// What the second officer decides.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", tag = "ruling", deny_unknown_fields)]
pub enum RulingBody {
    /// Grants so much.
    Accept {
        /// In minor units.
        #[schema(minimum = 1)]
        minor: i64,
        /// What the reviewer notes.
        #[serde(default)]
        #[schema(max_length = 2000)]
        note: String,
    },
    /// Refuses.
    Reject {
        /// The clause that decides.
        #[schema(max_length = 60)]
        clause: String,
        /// Why.
        #[schema(max_length = 2000)]
        reason: String,
    },
    /// Wants another advice.
    SendBack {
        /// Why.
        #[schema(max_length = 2000)]
        reason: String,
    },
    /// Gives it back to the claimant.
    Return {
        /// What is missing.
        #[schema(max_length = 2000)]
        reason: String,
    },
}

fn words(reason: String) -> Result<String, Trouble> {
    Reason { reason }.short()
}

/// A note may be empty, a reason may not.
fn noted(note: String) -> Result<String, Trouble> {
    if note.trim().is_empty() { Ok(String::new()) } else { words(note) }
}

impl Lodging {
    /// The command that lodges it under an id.
    ///
    /// # Errors
    /// Where a field is empty or too long.
    pub fn command(self, claim: Id) -> Result<LodgeClaim, Trouble> {
        self.check()?;
        let paper = |one: EvidenceBody| Evidence { kind: one.kind, name: one.name, sha256: one.sha256 };
        let InvoiceBody { number, date, issuer } = self.invoice;
        Ok(LodgeClaim {
            claim,
            at: site::at(self.reservation),
            voucher: self.voucher.id,
            evidence: self.evidence.into_iter().map(paper).collect(),
            invoice: Invoice { number, date, issuer },
            invoiced_minor: self.invoiced_minor,
        })
    }
}

impl EvidenceBody {
    /// As the exchange knows it.
    ///
    /// # Errors
    /// Where a field is too long, or a hash is none.
    pub fn paper(self) -> Result<Evidence, Trouble> {
        check_papers(std::slice::from_ref(&self))?;
        Ok(Evidence { kind: self.kind, name: self.name, sha256: self.sha256 })
    }
}

impl Advice {
    /// As the exchange knows it.
    ///
    /// # Errors
    /// Where the reason is too long.
    pub fn recommendation(self) -> Result<Recommendation, Trouble> {
        Ok(match self {
            Advice::Accept { minor, note } => Recommendation::Accept { minor, note: noted(note)? },
            Advice::Reject { clause, reason } => Recommendation::Reject { clause, reason: words(reason)? },
        })
    }
}

impl RulingBody {
    /// As the exchange knows it.
    ///
    /// # Errors
    /// Where the reason is too long.
    pub fn ruling(self) -> Result<Ruling, Trouble> {
        Ok(match self {
            RulingBody::Accept { minor, note } => Ruling::Accept { minor, note: noted(note)? },
            RulingBody::Reject { clause, reason } => Ruling::Reject { clause, reason: words(reason)? },
            RulingBody::SendBack { reason } => Ruling::SendBack { reason: words(reason)? },
            RulingBody::Return { reason } => Ruling::Return { reason: words(reason)? },
        })
    }
}
