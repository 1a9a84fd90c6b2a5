//! The form of a line of the bank that is settled by hand.

use jiangnan_kernel::Id;

use super::{Input, form};

form! {
    /// What a person makes of a line of the bank.
    LineForm {
        /// The id of a payment, or `noted`.
        outcome,
        /// How she knows.
        reason,
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineChoice {
    /// The booking of this payment.
    Payment(Id),
    /// None of ours.
    Noted,
}

impl LineForm {
    /// What the line is and how she knows, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<(LineChoice, String), Box<LineForm>> {
        let mut form = LineForm::read(input);
        let choice = match form.outcome.value.as_str() {
            "noted" => Some(LineChoice::Noted),
            other => other.parse().ok().map(LineChoice::Payment),
        };
        if choice.is_none() {
            form.outcome.refuse("line-outcome-missing");
        }
        let reason = form.reason.text("reason-missing");
        choice.zip(reason).ok_or_else(|| Box::new(form))
    }
}
