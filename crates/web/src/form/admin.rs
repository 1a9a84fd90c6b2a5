//! The forms of administration: bank accounts, people, passwords.

use jiangnan_clearing::iso::BankParty;
use jiangnan_kernel::PlaceCode;
use jiangnan_store::entity::people::Role;

use super::{Field, Input, Wrong, form};
use crate::locale::Locale;
use crate::password;

form! {
    /// A bank account as somebody writes it down.
    AccountForm {
        /// The holder.
        name,
        /// IBAN, or the bank's own number.
        number,
        /// BIC or CNAPS number.
        bank,
    }
}

impl AccountForm {
    /// The form filled with an account.
    pub fn of(account: &BankParty) -> AccountForm {
        AccountForm {
            name: Field::of(account.name.clone()),
            number: Field::of(account.account.as_str()),
            bank: Field::of(account.agent.as_str()),
        }
    }

    /// The account, or the form with everything that the clearing room finds wrong with it.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, l: Locale) -> Result<BankParty, Box<AccountForm>> {
        let mut form = AccountForm::read(input);
        let account = BankParty::of_text(&form.name.value, &form.number.value, &form.bank.value);
        let faults = account.faults();
        for fault in &faults {
            let field = match fault.field() {
                "name" => &mut form.name,
                "bank" => &mut form.bank,
                _ => &mut form.number,
            };
            let said = l.text(&fault.text()).to_owned();
            field.wrong.get_or_insert(Wrong { key: "form-said", value: said });
        }
        if faults.is_empty() { Ok(account) } else { Err(Box::new(form)) }
    }
}

form! {
    /// Why something is refused, taken back or settled by hand.
    ReasonForm {
        /// The reason.
        reason,
    }
}

impl ReasonForm {
    /// The reason, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, where no reason is given or it is too long.
    pub fn parse(input: &Input) -> Result<String, Box<ReasonForm>> {
        let mut form = ReasonForm::read(input);
        form.reason.text("reason-missing").ok_or_else(|| Box::new(form))
    }
}

form! {
    /// A new password. None of it is ever given back.
    PasswordForm {
        /// The present one.
        old,
        /// The new one.
        new,
        /// The new one again.
        again,
    }
}

impl PasswordForm {
    /// The present and the new password, or the form with what is wrong, without what was typed.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, login: &str) -> Result<(String, String), Box<PasswordForm>> {
        let mut form = PasswordForm::read(input);
        let (old, new) = (raw(input, "old"), raw(input, "new"));
        if old.is_empty() {
            form.old.refuse("password-old-missing");
        }
        if let Some(fault) = password::fault(&new, login) {
            form.new.refuse(fault.key());
        } else if raw(input, "again") != new {
            form.again.refuse("password-differs");
        }
        if form.problems().is_empty() { Ok((old, new)) } else { Err(Box::new(form.emptied())) }
    }

    /// The form for a present password that is not the right one.
    pub fn refused() -> PasswordForm {
        let mut form = PasswordForm::default();
        form.old.refuse("password-old-wrong");
        form
    }

    fn emptied(mut self) -> PasswordForm {
        for field in [&mut self.old, &mut self.new, &mut self.again] {
            field.value.clear();
            if let Some(wrong) = &mut field.wrong {
                wrong.value.clear();
            }
        }
        self
    }
}

/// A value as it was typed: blanks belong to a password.
fn raw(input: &Input, name: &str) -> String {
    let found = input.0.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

form! {
    /// A person who is added.
    PersonForm {
        /// The name to sign in with.
        login,
        /// The person's name.
        name,
        /// What the person may do.
        role,
        /// The jurisdiction.
        home,
        /// The organisation's registered code or key; empty for the government of the jurisdiction.
        organisation,
        /// The first password.
        password,
    }
}

/// A person to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// The jurisdiction.
    pub home: PlaceCode,
    /// The organisation as it was typed; empty for the government of the jurisdiction.
    pub organisation: String,
    /// The first password.
    pub password: String,
}

impl PersonForm {
    /// The person, or the form with what is wrong, without the password.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<NewPerson, Box<PersonForm>> {
        let mut form = PersonForm::read(input);
        let login = form.login.text("person-login-missing");
        let plain = |login: &String| login.bytes().all(|byte| byte.is_ascii_graphic()) && login.len() <= 60;
        if !login.as_ref().is_none_or(plain) {
            form.login.refuse("person-login-odd");
        }
        let name = form.name.text("person-name-missing");
        let role = role(&mut form.role);
        let home = form.home.value.parse().ok();
        if home.is_none() {
            form.home.refuse("person-home-missing");
        }
        let government = !matches!(role, Some(Role::Engineer | Role::LabManager));
        let organisation = if government {
            form.organisation.optional_text()
        } else {
            form.organisation.text("person-organisation-missing")
        };
        let password = raw(input, "password");
        form.password = Field::default();
        if let Some(fault) = password::fault(&password, &form.login.value) {
            form.password.refuse(fault.key());
        }
        match (login, name, role, home, organisation) {
            (Some(login), Some(name), Some(role), Some(home), Some(organisation))
                if form.problems().is_empty() =>
            {
                Ok(NewPerson { login, name, role, home, organisation, password })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// A person who is changed.
    PersonChangeForm {
        /// The person's name.
        name,
        /// What the person may do.
        role,
    }
}

impl PersonChangeForm {
    /// Name and role, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<(String, Role), Box<PersonChangeForm>> {
        let mut form = PersonChangeForm::read(input);
        let name = form.name.text("person-name-missing");
        let role = role(&mut form.role);
        name.zip(role).ok_or_else(|| Box::new(form))
    }
}

fn role(field: &mut Field) -> Option<Role> {
    let role = Role::of_name(&field.value);
    if role.is_none() {
        field.refuse("person-role-missing");
    }
    role
}

form! {
    /// A password that the operator sets.
    NewPasswordForm {
        /// The password.
        password,
    }
}

impl NewPasswordForm {
    /// The password, or the form with what is wrong, without what was typed.
    ///
    /// # Errors
    /// The form itself.
    pub fn parse(input: &Input, login: &str) -> Result<String, Box<NewPasswordForm>> {
        let password = raw(input, "password");
        match password::fault(&password, login) {
            None => Ok(password),
            Some(fault) => {
                let mut form = NewPasswordForm::default();
                form.password.refuse(fault.key());
                Err(Box::new(form))
            }
        }
    }
}
