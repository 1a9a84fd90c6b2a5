//! What people are told.

use super::page;
use crate::view::{enterprise, notice};

page! {
    /// What the reader was told.
    NoticesPage = "notices.html", notice::Notices, OK, Never
}
page! {
    /// By which way the reader is told of what.
    NoticeSettingsPage = "notice_settings.html", notice::Settings, OK, Never
}
page! {
    /// Mails that wait and that could not be delivered.
    MailsPage = "mails.html", notice::Mails, OK, Never
}
page! {
    /// Enterprises that wait to be registered, and proposing one.
    EnterprisesPage = "enterprises.html", enterprise::Enterprises, OK, Never
}
