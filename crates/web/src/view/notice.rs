//! What people are told, and by which way.

use jiangnan_kernel::Id;
use jiangnan_store::entity::notice::{NoticeBody, Ways};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiff::civil::DateTime;

use crate::form::{AddressForm, CodeForm};
use crate::locale::Language;
use crate::view::Key;

/// What the reader was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices {
    /// The newest first.
    pub rows: Vec<NoticeLine>,
    /// The address of older ones.
    pub older: Option<String>,
    /// Whether any is unread, on this page or another.
    pub unread: bool,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeLine {
    /// Its id.
    pub id: Id,
    /// What it tells of.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: DateTime,
    /// Whether it was not read yet.
    pub fresh: bool,
    /// What happened.
    pub body: NoticeBody,
}

impl NoticeLine {
    /// What was said with it.
    pub fn reason(&self) -> Option<&str> {
        crate::notice::reason(self.kind, &self.body)
    }
}

/// By which way the reader is told of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What was just done: the key of its message.
    pub done: Option<&'static str>,
    /// Whether mails are sent from here at all.
    pub mails: bool,
    /// The address; empty where there is none.
    pub address: String,
    /// Whether the address was shown to be the reader's.
    pub confirmed: bool,
    /// Giving an address.
    pub give: AddressForm,
    /// Giving the code back.
    pub code: CodeForm,
    /// Each kind with the ways that are chosen.
    pub kinds: Vec<(NoticeKind, Ways)>,
    /// The language of mails.
    pub language: Language,
}

impl Settings {
    /// What is wrong on the page.
    pub fn problems(&self) -> Vec<crate::form::Problem> {
        let mut problems = self.give.problems();
        problems.extend(self.code.problems());
        problems
    }
}

/// The mails of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mails {
    /// Whether a mail server is named.
    pub on: bool,
    /// How many wait.
    pub due: u64,
    /// How many were sent.
    pub sent: u64,
    /// How many could not be delivered.
    pub dead: u64,
    /// Those that could not be delivered, the newest first.
    pub rows: Vec<DeadMail>,
}

/// A mail that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadMail {
    /// Which one.
    pub key: Key,
    /// To whom.
    pub address: String,
    /// What it tells of.
    pub kind: NoticeKind,
    /// When it was written.
    pub made: DateTime,
    /// How often it was tried.
    pub attempts: u64,
    /// What the server said the last time.
    pub problem: String,
}
