//! The pages of administration.

use super::page;
use crate::view::{self, admin};

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
page! {
    /// A rule text that is being edited.
    EditorPage = "editor.html", view::editor::Editor, OK, Never
}
page! {
    /// A file with vouchers to grant.
    BatchPage = "batch.html", view::batch::BatchStart, OK, Never
}
page! {
    /// What a file would grant.
    BatchCheckPage = "batch_check.html", view::batch::BatchCheck, OK, Never
}
page! {
    /// What a file has granted.
    BatchDonePage = "batch_done.html", view::batch::BatchDone, OK, Never
}
page! {
    /// Tables to take away.
    ExportsPage = "exports.html", view::export::Exports, OK, Never
}
page! {
    /// A line of the bank that somebody settles.
    LinePage = "line.html", view::line::Line, OK, Never
}
page! {
    /// Where officers, treasurers and auditors begin.
    DeskPage = "desk.html", view::desk::Desk, OK, Never
}
