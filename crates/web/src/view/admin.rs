//! Administration: bank accounts, people, the reader's own account.

use jiangnan_clearing::iso::{AccountNumber, BankParty};
use jiangnan_kernel::{Id, Text};
use jiangnan_store::entity::cycle::ChangeState;
use jiangnan_store::entity::people::Role;
use jiff::civil::DateTime;

use super::{Key, Tone};
use crate::form::{AccountForm, NewPasswordForm, PasswordForm, PersonChangeForm, PersonForm, ReasonForm};

/// The bank accounts of a jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Accounts {
    /// The jurisdiction.
    pub jurisdiction: Text,
    /// Other jurisdictions to look at: address and name.
    pub others: Vec<(String, Text)>,
    /// Where the list is asked for.
    pub path: String,
    /// The jurisdiction as it is asked for.
    pub of: String,
    /// Changes that wait for a second person.
    pub waiting: Vec<ChangeRow>,
    /// Who is to be paid and has no account yet: where it is recorded, and the name.
    pub lacking: Vec<(String, Text)>,
    /// The words that were searched for.
    pub q: String,
    /// The accounts.
    pub rows: Vec<AccountRow>,
    /// How many there are.
    pub total: u64,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    /// Where it is shown.
    pub href: String,
    /// Whose it is.
    pub party: Text,
    /// The account.
    pub account: Account,
}

/// A bank account for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The holder.
    pub name: String,
    /// The number in groups of four.
    pub number: String,
    /// Whether it is an IBAN.
    pub iban: bool,
    /// The number of the bank; empty where the account's number tells it.
    pub bank: String,
}

/// A change of an account in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeRow {
    /// The change.
    pub id: Key,
    /// Whose account it is.
    pub party: Text,
    /// Where it stands.
    pub state: ChangeState,
    /// Who proposed it.
    pub maker: Text,
    /// When.
    pub at: DateTime,
    /// Who decided it; none while it waits.
    pub checker: Option<Text>,
    /// Why it was refused; empty where it was not.
    pub reason: String,
    /// The account that is proposed.
    pub account: Account,
}

/// The account of one party.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountView {
    /// Whose it is.
    pub party: Text,
    /// The list that it stands in; none for people who see only their own.
    pub list: Option<String>,
    /// Where a change is sent.
    pub action: String,
    /// The account that holds now.
    pub now: Option<Account>,
    /// Its changes, the latest first.
    pub changes: Vec<ChangeRow>,
    /// Proposing a change; none where the reader may not.
    pub form: Option<AccountForm>,
}

/// The answers of a proposal, before it is made.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountCheck {
    /// Whose account it is.
    pub party: Text,
    /// Where the change is sent, and where one goes back to.
    pub action: String,
    /// The account that holds now.
    pub now: Option<Account>,
    /// The account that is proposed.
    pub account: Account,
    /// The fields as they were typed.
    pub form: AccountForm,
    /// The id of the change, so that a second press changes nothing.
    pub change: Id,
}

/// One change, to be confirmed or refused.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeView {
    /// What the list says.
    pub row: ChangeRow,
    /// The account at the time of the proposal.
    pub before: Option<Account>,
    /// Whether the reader may confirm it: whoever proposed it may not.
    pub confirm: bool,
    /// Refusing it; none where the reader may not.
    pub form: Option<ReasonForm>,
}

/// People.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// The words that were searched for.
    pub q: String,
    /// The people found.
    pub rows: Vec<PersonRow>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// The name of somebody who was just added.
    pub added: Option<String>,
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRow {
    /// The person.
    pub id: Key,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// For whom the person acts.
    pub organisation: Text,
    /// The jurisdiction.
    pub home: Text,
    /// Whether a password is set.
    pub signs_in: bool,
}

/// Adding a person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonAdd {
    /// Jurisdictions: code and name.
    pub homes: Vec<(String, Text)>,
    /// The id of the person, so that a second press changes nothing.
    pub person: Id,
    /// The form as it stands.
    pub form: PersonForm,
}

/// One person, to be changed.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonView {
    /// What the list says.
    pub row: PersonRow,
    /// Whether it is the reader.
    pub own: bool,
    /// Name and role as they stand.
    pub change: PersonChangeForm,
    /// A new password.
    pub password: NewPasswordForm,
}

/// The reader's own account.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// The name to sign in with.
    pub login: String,
    /// The message key of the role.
    pub role: &'static str,
    /// What was just done, as a key.
    pub done: Option<&'static str>,
    /// The password form; none where the person has no password, as in the demo.
    pub form: Option<PasswordForm>,
    /// Where the organisation's bank account stands; none for people of governments.
    pub bank: Option<String>,
}

/// The key of a role's name.
pub fn role_key(role: &Role) -> &'static str {
    match role {
        Role::Engineer => "role-engineer",
        Role::LabManager => "role-lab-manager",
        Role::Officer => "role-officer",
        Role::Treasurer => "role-treasurer",
        Role::Auditor => "role-auditor",
        Role::Operator => "role-operator",
    }
}

/// The tone and the key of a change's tag.
pub fn change_tag(state: &ChangeState) -> (Tone, &'static str) {
    match state {
        ChangeState::Proposed => (Tone::Warn, "change-proposed"),
        ChangeState::Confirmed => (Tone::Good, "change-confirmed"),
        ChangeState::Refused => (Tone::Bad, "change-refused"),
    }
}

impl Account {
    /// An account for people.
    pub fn of(party: &BankParty) -> Account {
        let digits: Vec<char> = party.account.as_str().chars().collect();
        let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
        Account {
            name: party.name.clone(),
            number: groups.join(" "),
            iban: matches!(party.account, AccountNumber::Iban(_)),
            bank: party.agent.as_str().to_owned(),
        }
    }
}
