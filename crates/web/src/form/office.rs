//! The forms of officers and treasurers beside the review: appropriations, rule texts, claw-backs, cycles.

use jiangnan_clearing::SettlementForm;
use jiangnan_kernel::{Currency, Id, Money};
use jiff::civil::DateTime;

use super::{Field, Input, form};

/// The longest rule text, in characters.
const RULES_MAX: usize = 60_000;

form! {
    /// Budget for a scheme.
    AppropriateForm {
        /// The scheme.
        scheme,
        /// The amount.
        amount,
        /// The id of the command, made with the page, so that a second press changes nothing.
        command,
    }
}

/// Budget to appropriate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appropriation {
    /// The scheme.
    pub scheme: String,
    /// The amount.
    pub amount: Money,
    /// The id of the command.
    pub command: Id,
}

impl AppropriateForm {
    /// The budget, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, currency: Currency) -> Result<Appropriation, Box<AppropriateForm>> {
        let mut form = AppropriateForm::read(input);
        let amount = form.amount.money(currency, "appropriate-amount-missing");
        let scheme = form.scheme.text("grant-scheme-missing");
        let command = form.command.id("form-not-an-id");
        match (scheme, amount, command) {
            (Some(scheme), Some(amount), Some(command)) => Ok(Appropriation { scheme, amount, command }),
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// A rule text.
    SchemeForm {
        /// The text.
        text,
    }
}

impl SchemeForm {
    /// The rule text, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, where the text is missing or too long.
    pub fn parse(input: &Input) -> Result<String, Box<SchemeForm>> {
        let mut form = SchemeForm::read(input);
        if form.text.value.is_empty() {
            form.text.refuse("scheme-text-missing");
        } else if form.text.value.chars().count() > RULES_MAX {
            form.text.refuse("form-too-long");
        } else {
            return Ok(form.text.value);
        }
        Err(Box::new(form))
    }

    /// The form for a text that the rule language refuses.
    pub fn refused(text: &str) -> SchemeForm {
        let mut form = SchemeForm { text: Field::of(text) };
        form.text.refuse("scheme-text-wrong");
        form
    }
}

form! {
    /// What is to be taken back of a granted claim. Its fields have names of their own, because it stands on
    /// one page with the review.
    ClawBackForm {
        /// The amount.
        back_amount,
        /// The clause that says so.
        back_clause,
        /// The reasons.
        back_note,
    }
}

/// What is to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClawBack {
    /// The amount.
    pub amount: Money,
    /// The clause that says so.
    pub clause: String,
    /// The reasons.
    pub note: String,
}

impl ClawBackForm {
    /// What is to be taken back of what is left of a grant, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, left: Money) -> Result<ClawBack, Box<ClawBackForm>> {
        let mut form = ClawBackForm::read(input);
        let amount = form.back_amount.money(left.currency, "claw-back-amount-missing");
        let amount = amount.filter(|amount| amount.minor <= left.minor);
        if amount.is_none() && form.back_amount.wrong.is_none() {
            form.back_amount.refuse("claw-back-amount-too-large");
        }
        let clause = form.back_clause.text("claw-back-clause-missing");
        let note = form.back_note.text("review-note-missing");
        match (amount, clause, note) {
            (Some(amount), Some(clause), Some(note)) => Ok(ClawBack { amount, clause, note }),
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// The next settlement cycle.
    CycleForm {
        /// The day of the cut-off.
        day,
        /// The time of the cut-off.
        time,
        /// In which form it settles: a word of the clearing room.
        form,
    }
}

/// The next settlement cycle as it will be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextCycle {
    /// The cut-off, as the clocks of the city group show it.
    pub cut_off: DateTime,
    /// In which form it settles.
    pub form: SettlementForm,
}

impl CycleForm {
    /// The next cycle, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<NextCycle, Box<CycleForm>> {
        let mut form = CycleForm::read(input);
        let day = form.day.date("cycle-day-missing");
        let time = form.time.time("cycle-time-missing");
        let settles = form.form.value.parse::<SettlementForm>().ok();
        if settles.is_none() {
            form.form.refuse("cycle-form-missing");
        }
        match (day, time, settles) {
            (Some(day), Some(time), Some(settles)) => {
                Ok(NextCycle { cut_off: day.to_datetime(time), form: settles })
            }
            _ => Err(Box::new(form)),
        }
    }
}
