//! The pages of administration.

use super::page;
use crate::view::admin;

page! {
    /// The bank accounts of a jurisdiction.
    AccountsPage = "accounts.html", admin::Accounts, OK, Never
}
page! {
    /// The bank account of one party.
    AccountPage = "account.html", admin::AccountView, OK, Never
}
page! {
    /// A change of a bank account, before it is proposed.
    AccountCheckPage = "account_check.html", admin::AccountCheck, OK, Never
}
page! {
    /// A change of a bank account, to be confirmed.
    ChangePage = "account_change.html", admin::ChangeView, OK, Never
}
page! {
    /// The reader's own account.
    OwnPage = "own.html", admin::Own, OK, Never
}
page! {
    /// Everybody who can sign in.
    PeoplePage = "people.html", admin::People, OK, Never
}
page! {
    /// Adding a person.
    PersonAddPage = "person_add.html", admin::PersonAdd, OK, Never
}
page! {
    /// One person.
    PersonPage = "person.html", admin::PersonView, OK, Never
}
