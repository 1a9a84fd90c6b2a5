//! Forms for the programs of a person.

use jiangnan_exchange::case::token::TOKEN_DAYS_MAX;
use jiangnan_kernel::Id;

use super::{Input, form};

form! {
    /// A token to be made.
    TokenForm {
        /// What the person calls it.
        label,
        /// For how many days it works.
        days,
        /// The id of the command, made with the page.
        command,
    }
}

/// What a token is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedToken {
    /// What the person calls it.
    pub label: String,
    /// For how many days it works.
    pub days: u32,
    /// The id of the command.
    pub command: Id,
}

impl TokenForm {
    /// The wanted token, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<WantedToken, Box<TokenForm>> {
        let mut form = TokenForm::read(input);
        let label = form.label.text("token-label-missing");
        if form.label.value.chars().count() > 80 {
            form.label.refuse("token-label-long");
        }
        let days = form.days.count().filter(|days| (1..=TOKEN_DAYS_MAX).contains(days));
        if days.is_none() && form.days.wrong.is_none() {
            form.days.refuse("token-days-wrong");
        }
        let command = form.command.id("form-not-an-id");
        match (label, days, command) {
            (Some(label), Some(days), Some(command)) if form.label.wrong.is_none() => {
                Ok(WantedToken { label, days, command })
            }
            _ => Err(Box::new(form)),
        }
    }
}
