//! The forms of the provider's, the officer's and the treasurer's desks.

use jiangnan_kernel::{Currency, Money};

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
        /// How many samples.
        samples,
        /// Who ran the instrument.
        operator,
    }
}

/// What a usage form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The instrument was used.
    Used {
        /// From when until when.
        span: Span,
        /// How many samples; 0 where they do not count.
        samples: u32,
        /// Who ran the instrument.
        operator: String,
    },
    /// Nobody came.
    NoShow,
}

impl UsageForm {
    /// What was used, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<Usage, Box<UsageForm>> {
        let mut form = UsageForm::read(input);
        let usage = match form.outcome.value.as_str() {
            "no-show" => Some(Usage::NoShow),
            "used" => form.used(),
            _ => {
                form.outcome.refuse("usage-outcome-missing");
                None
            }
        };
        usage.ok_or_else(|| Box::new(form))
    }

    fn used(&mut self) -> Option<Usage> {
        let date = self.date.date("usage-date-missing");
        let from = self.from.time("usage-from-missing");
        let until = self.until.time("usage-until-missing");
        let samples = self.samples.count();
        let operator = self.operator.text("usage-operator-missing");
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            self.until.refuse("usage-until-before-from");
            return None;
        }
        let span = Span { from: date?.to_datetime(from?), until: date?.to_datetime(until?) };
        Some(Usage::Used { span, samples: samples?, operator: operator? })
    }
}

form! {
    /// What the officer decides of a claim.
    ReviewForm {
        /// `accept`, `part`, `reject`, `return` or, for the second officer, `send-back`.
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
    /// The provider has to complete it.
    Return {
        /// What is missing.
        note: String,
    },
    /// The first officer has to look again.
    SendBack {
        /// Why.
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
            "return" => form.note.text("review-note-missing").map(|note| Decision::Return { note }),
            "send-back" => form.note.text("review-note-missing").map(|note| Decision::SendBack { note }),
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
        match (enterprise, scheme, amount) {
            (Some(enterprise), Some(scheme), Some(amount)) => Ok(Grant { enterprise, scheme, amount }),
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
