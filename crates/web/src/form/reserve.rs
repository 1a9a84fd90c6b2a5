//! The engineer's forms.

use jiangnan_kernel::Id;

use super::{Field, Input, form};
use crate::view::{Key, Span};

form! {
    /// When an instrument is wanted, and for how many samples.
    ReserveForm {
        /// The day.
        date,
        /// The time at which it begins.
        from,
        /// The time at which it ends.
        until,
        /// How many samples.
        samples,
        /// Where an expert does the work; empty where the expert stays at home.
        work_at,
        /// Why it is asked for against the rules.
        exception,
    }
}

/// A wanted reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// When, in the local time of the instrument.
    pub span: Span,
    /// How many samples; 0 where they do not count.
    pub samples: u32,
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
        let samples = form.samples.count();
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            form.until.refuse("reserve-until-before-from");
        }
        match (date, from, until, samples) {
            (Some(date), Some(from), Some(until), Some(samples)) if until > from => {
                let span = Span { from: date.to_datetime(from), until: date.to_datetime(until) };
                Ok(Wanted { span, samples })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// The answers that were checked, with the id by which a second press is recognised.
    ConfirmForm {
        /// The instrument.
        instrument,
        /// The id made when the answers were shown.
        command,
        /// The own part that was shown, in minor units.
        agreed,
    }
}

/// What was agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The instrument.
    pub instrument: Key,
    /// The id of the reservation to make.
    pub command: Id,
    /// The own part that was shown, in minor units.
    pub own_part_minor: i64,
}

impl ConfirmForm {
    /// What was agreed to, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<Agreed, Box<ConfirmForm>> {
        let mut form = ConfirmForm::read(input);
        let instrument = form.instrument.key("form-not-an-id");
        let command = form.command.id("form-not-an-id");
        let agreed = form.agreed.value.parse().ok();
        match (instrument, command, agreed) {
            (Some(instrument), Some(command), Some(own_part_minor)) => {
                Ok(Agreed { instrument, command, own_part_minor })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// Who signs in.
    SignInForm {
        /// The name of the account.
        login,
        /// The password; never given back to the page.
        password,
    }
}

/// What somebody signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name of the account.
    pub login: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("login", &self.login).finish_non_exhaustive()
    }
}

impl SignInForm {
    /// What was typed, or the form with what is missing.
    ///
    /// # Errors
    /// The form itself, each problem at its field, the password forgotten.
    pub fn parse(input: &Input) -> Result<Credentials, Box<SignInForm>> {
        let mut form = SignInForm::read(input);
        let login = form.login.text("sign-in-login-missing");
        let password = form.password.text("sign-in-password-missing");
        form.password.value.clear();
        login
            .zip(password)
            .map(|(login, password)| Credentials { login, password })
            .ok_or_else(|| Box::new(form))
    }

    /// The form where a name was tried too often.
    pub fn too_often(login: &str) -> SignInForm {
        let mut form = SignInForm { login: Field::of(login), ..SignInForm::default() };
        form.password.refuse("sign-in-too-often");
        form
    }

    /// The form where name and password do not belong together.
    pub fn refused(login: &str) -> SignInForm {
        let mut form = SignInForm { login: Field::of(login), ..SignInForm::default() };
        form.password.refuse("sign-in-refused");
        form
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
