//! What an officer sends about a breach.

use jiangnan_scheme::Breach;

use super::{Input, form};
use crate::view::Key;

form! {
    /// A sanction to be proposed.
    SanctionForm {
        /// The claim, by the number in its address.
        claim,
        /// The breach: a word of the rule language.
        breach,
        /// What was found.
        reason,
    }
}

/// A sanction as it will be proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The claim.
    pub claim: Key,
    /// The breach.
    pub breach: Breach,
    /// What was found.
    pub reason: String,
}

impl SanctionForm {
    /// What is proposed, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<Proposed, Box<SanctionForm>> {
        let mut form = SanctionForm::read(input);
        let claim = form.claim.value.parse::<Key>().ok();
        if claim.is_none() {
            form.claim.refuse("sanction-claim-missing");
        }
        let breach = Breach::of_name(&form.breach.value);
        if breach.is_none() {
            form.breach.refuse("sanction-breach-missing");
        }
        let reason = form.reason.text("review-note-missing");
        match (claim, breach, reason) {
            (Some(claim), Some(breach), Some(reason)) => Ok(Proposed { claim, breach, reason }),
            _ => Err(Box::new(form)),
        }
    }
}
