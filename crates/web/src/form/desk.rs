//! The forms of the provider's, the officer's and the treasurer's desks.

use jiangnan_kernel::{Currency, Date, Money};

use super::{Field, Input, Upload, form};
use crate::view::Span;

form! {
    /// Why a request is declined.
    DeclineForm {
        /// The reason; the enterprise reads it.
        reason,
    }
}

impl DeclineForm {
    /// The reason, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, where no reason is given or it is too long.
    pub fn parse(input: &Input) -> Result<String, Box<DeclineForm>> {
        let mut form = DeclineForm::read(input);
        form.reason.text("decline-reason-missing").ok_or_else(|| Box::new(form))
    }
}

form! {
    /// What was really used.
    UsageForm {
        /// `used` or `no-show`.
        outcome,
        /// The day.
        date,
        /// The time at which work began.
        from,
        /// The time at which work ended.
        until,
        /// What was done.
        note,
    }
}

/// What a usage form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The instrument was used.
    Used {
        /// From when until when.
        span: Span,
        /// What was done; may be empty.
        note: String,
    },
    /// Nobody came.
    NoShow {
        /// What the provider noted; may be empty.
        note: String,
    },
}

impl UsageForm {
    /// What was used, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<Usage, Box<UsageForm>> {
        let mut form = UsageForm::read(input);
        let note = form.note.optional_text();
        match form.outcome.value.as_str() {
            "no-show" => note.map(|note| Usage::NoShow { note }).ok_or_else(|| Box::new(form)),
            "used" => {
                let date = form.date.date("usage-date-missing");
                let from = form.from.time("usage-from-missing");
                let until = form.until.time("usage-until-missing");
                if let (Some(from), Some(until)) = (from, until)
                    && until <= from
                {
                    form.until.refuse("usage-until-before-from");
                }
                match (date, from, until, note) {
                    (Some(date), Some(from), Some(until), Some(note)) if until > from => {
                        let span = Span { from: date.to_datetime(from), until: date.to_datetime(until) };
                        Ok(Usage::Used { span, note })
                    }
                    _ => Err(Box::new(form)),
                }
            }
            _ => {
                form.outcome.refuse("usage-outcome-missing");
                Err(Box::new(form))
            }
        }
    }
}

form! {
    /// The evidence for a claim.
    ClaimForm {
        /// The number of the contract.
        contract,
        /// The number of the invoice.
        invoice,
        /// The number or title of the report.
        report,
        /// What the officer should know.
        note,
    }
}

/// The evidence as it will be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The number of the contract.
    pub contract: String,
    /// The number of the invoice.
    pub invoice: String,
    /// The number or title of the report.
    pub report: String,
    /// What the officer should know; may be empty.
    pub note: String,
}

impl ClaimForm {
    /// The evidence, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<Evidence, Box<ClaimForm>> {
        let mut form = ClaimForm::read(input);
        let contract = form.contract.text("claim-contract-missing");
        let invoice = form.invoice.text("claim-invoice-missing");
        let report = form.report.text("claim-report-missing");
        let note = form.note.optional_text();
        match (contract, invoice, report, note) {
            (Some(contract), Some(invoice), Some(report), Some(note)) => {
                Ok(Evidence { contract, invoice, report, note })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// What the officer decides of a claim.
    ReviewForm {
        /// `accept`, `part` or `reject`.
        decision,
        /// The accepted part, where it is a part.
        amount,
        /// The clause that rejects, where it is rejected.
        clause,
        /// The reasons.
        note,
    }
}

/// What an officer decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// All of it.
    Accept {
        /// The reasons; may be empty.
        note: String,
    },
    /// A part; the rest goes back to the wallet.
    AcceptPart {
        /// The part.
        amount: Money,
        /// The reasons.
        note: String,
    },
    /// Nothing.
    Reject {
        /// The clause that says so.
        clause: String,
        /// The reasons.
        note: String,
    },
}

impl ReviewForm {
    /// The decision about a claim of `claimed`, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, claimed: Money) -> Result<Decision, Box<ReviewForm>> {
        let mut form = ReviewForm::read(input);
        let decision = match form.decision.value.as_str() {
            "accept" => form.note.optional_text().map(|note| Decision::Accept { note }),
            "part" => form.part(claimed),
            "reject" => {
                let clause = form.clause.text("review-clause-missing");
                let note = form.note.text("review-note-missing");
                clause.zip(note).map(|(clause, note)| Decision::Reject { clause, note })
            }
            _ => {
                form.decision.refuse("review-decision-missing");
                None
            }
        };
        decision.ok_or_else(|| Box::new(form))
    }

    fn part(&mut self, claimed: Money) -> Option<Decision> {
        let amount = self.amount.money(claimed.currency, "review-amount-missing");
        let note = self.note.text("review-note-missing");
        let amount = amount.filter(|amount| amount.minor < claimed.minor);
        if amount.is_none() && self.amount.wrong.is_none() {
            self.amount.refuse("review-amount-too-large");
        }
        amount.zip(note).map(|(amount, note)| Decision::AcceptPart { amount, note })
    }
}

form! {
    /// A voucher for an enterprise.
    GrantForm {
        /// The unified social credit code of the enterprise.
        enterprise,
        /// The scheme.
        scheme,
        /// The amount.
        amount,
        /// The last day on which it can be used.
        until,
    }
}

/// A voucher to grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The code of the enterprise, as typed.
    pub enterprise: String,
    /// The scheme.
    pub scheme: String,
    /// The amount.
    pub amount: Money,
    /// The last day on which it can be used.
    pub until: Date,
}

impl GrantForm {
    /// The voucher to grant, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, currency: Currency) -> Result<Grant, Box<GrantForm>> {
        let mut form = GrantForm::read(input);
        let enterprise = form.enterprise.text("grant-enterprise-missing");
        let scheme = form.scheme.text("grant-scheme-missing");
        let amount = form.amount.money(currency, "grant-amount-missing");
        let until = form.until.date("grant-until-missing");
        match (enterprise, scheme, amount, until) {
            (Some(enterprise), Some(scheme), Some(amount), Some(until)) => {
                Ok(Grant { enterprise, scheme, amount, until })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// A file from the bank.
    BankForm {
        /// The file.
        file,
    }
}

impl BankForm {
    /// The file, or the form where none was chosen.
    ///
    /// # Errors
    /// The form itself, where there is no file or an empty one.
    pub fn parse(upload: Upload) -> Result<Upload, Box<BankForm>> {
        if !upload.content.is_empty() {
            return Ok(upload);
        }
        let mut form = BankForm { file: Field::of(upload.name) };
        form.file.refuse("files-missing");
        Err(Box::new(form))
    }

    /// The form for a file that is neither a status report nor a statement.
    pub fn unreadable(upload: &Upload) -> BankForm {
        let mut form = BankForm { file: Field::of(upload.name.clone()) };
        form.file.refuse("files-unreadable");
        form
    }
}
