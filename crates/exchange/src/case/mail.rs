//! Mails on their way: taken by the program that sends them, and what became of them.

use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::entity::notice::{MailRow, MailState};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::notice::outbox::{Delivery, Taken, after, revived, take};
use crate::refusal::Refusal;

/// Which mail a command is about: the jurisdiction of the person, and the mail.
pub type MailKey = (PlaceCode, Id);

/// The program takes mails to send them: for a while nobody else does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeMails {
    /// The mails that were seen to be due.
    pub mails: Vec<MailKey>,
}

/// The mails that were taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailsTaken {
    /// Each with how often it was tried, this time counted.
    pub mails: Vec<(MailKey, i64)>,
}

impl Command for TakeMails {
    type Answer = MailsTaken;

    const KIND: &'static str = "take-mails";

    fn subject(&self) -> Id {
        self.mails.first().map_or(Id(0), |(_, mail)| *mail)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<MailsTaken> {
        desk.require(Role::Operator, desk.actor().home)?;
        desk.sets.mails.want(&self.mails)?;
        let mut mails = Vec::new();
        for key in &self.mails {
            let row = desk.mail(*key)?;
            match take(&row, desk.at()) {
                Taken::Try(row) => {
                    mails.push((*key, row.attempts));
                    desk.sets.mails.put(row);
                }
                Taken::Old(row) => desk.sets.mails.put(row),
                Taken::No => {}
            }
        }
        Ok(MailsTaken { mails })
    }
}

/// The program says what became of a mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkMail {
    /// The mail.
    pub mail: MailKey,
    /// What became of it.
    pub delivery: Delivery,
}

/// Where a mail stands after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailStands {
    /// Its state.
    pub state: MailState,
}

impl Command for MarkMail {
    type Answer = MailStands;

    const KIND: &'static str = "mark-mail";

    fn subject(&self) -> Id {
        self.mail.1
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<MailStands> {
        desk.require(Role::Operator, desk.actor().home)?;
        let row = after(&desk.mail(self.mail)?, &self.delivery, desk.at());
        let state = row.state;
        desk.sets.mails.put(row);
        Ok(MailStands { state })
    }
}

/// The operator has a mail tried anew that could not be delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryMail {
    /// The mail.
    pub mail: MailKey,
}

impl Command for RetryMail {
    type Answer = MailStands;

    const KIND: &'static str = "retry-mail";

    fn subject(&self) -> Id {
        self.mail.1
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<MailStands> {
        desk.require(Role::Operator, self.mail.0)?;
        let row = desk.mail(self.mail)?;
        let Some(row) = revived(&row, desk.at()) else {
            let state = row.state.name().to_owned();
            return Err(Refusal::WrongState { what: "mail", state, asked: "tried again" }.into());
        };
        let state = row.state;
        desk.sets.mails.put(row);
        Ok(MailStands { state })
    }
}

impl Desk<'_> {
    /// A mail.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn mail(&mut self, key: MailKey) -> Decision<MailRow> {
        let found = self.sets.mails.get(&key)?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("mail", key.1))?)
    }
}
