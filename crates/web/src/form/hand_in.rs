//! What a claimant hands in later.

use super::{Input, form};

form! {
    /// A document for an instalment.
    HandInForm {
        /// Its number or title.
        number,
    }
}

impl HandInForm {
    /// The number or title, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, where neither is given.
    pub fn parse(input: &Input) -> Result<String, Box<HandInForm>> {
        let mut form = HandInForm::read(input);
        form.number.text("instalment-number-missing").ok_or_else(|| Box::new(form))
    }
}
