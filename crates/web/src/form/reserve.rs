//! The engineer's forms.

use jiangnan_kernel::Id;

use super::{Input, form};
use crate::view::Span;

form! {
    /// When an instrument is wanted, and for what.
    ReserveForm {
        /// The day.
        date,
        /// The time at which it begins.
        from,
        /// The time at which it ends.
        until,
        /// What is to be measured.
        purpose,
        /// What the provider should know of the sample.
        sample,
    }
}

/// A wanted reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// When, in the local time of the instrument.
    pub span: Span,
    /// What is to be measured.
    pub purpose: String,
    /// What the provider should know of the sample; may be empty.
    pub sample: String,
}

impl ReserveForm {
    /// The wanted reservation, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<Wanted, Box<ReserveForm>> {
        let mut form = ReserveForm::read(input);
        let date = form.date.date("reserve-date-missing");
        let from = form.from.time("reserve-from-missing");
        let until = form.until.time("reserve-until-missing");
        let purpose = form.purpose.text("reserve-purpose-missing");
        let sample = form.sample.optional_text();
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            form.until.refuse("reserve-until-before-from");
        }
        match (date, from, until, purpose, sample) {
            (Some(date), Some(from), Some(until), Some(purpose), Some(sample)) if until > from => {
                let span = Span { from: date.to_datetime(from), until: date.to_datetime(until) };
                Ok(Wanted { span, purpose, sample })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// The answers that were checked, with the id by which a second press is recognised.
    ConfirmForm {
        /// The id made when the answers were shown.
        command,
        /// The version of the rules under which the price was shown.
        version,
    }
}

impl ConfirmForm {
    /// The id under which to reserve, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, where the id is missing or no id.
    pub fn parse(input: &Input) -> Result<Id, Box<ConfirmForm>> {
        let mut form = ConfirmForm::read(input);
        form.command.id("form-not-an-id").ok_or_else(|| Box::new(form))
    }
}

form! {
    /// Why the usage record is contested.
    DisputeForm {
        /// The reason.
        reason,
    }
}

impl DisputeForm {
    /// The reason, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, where no reason is given or it is too long.
    pub fn parse(input: &Input) -> Result<String, Box<DisputeForm>> {
        let mut form = DisputeForm::read(input);
        form.reason.text("dispute-reason-missing").ok_or_else(|| Box::new(form))
    }
}
