//! What people were told is not kept for ever.

use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::mail::MailKey;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::notice::lifetime::{mail_is_over, notice_is_over};

/// Which notice: the jurisdiction of the person, the person, and the notice.
pub type NoticeKey = (PlaceCode, Id, Id);

/// The program forgets notices that were read and mails that are done with, each only once it has been kept for as
/// long as its kind is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgetOld {
    /// The notices that were seen to be over.
    pub notices: Vec<NoticeKey>,
    /// The mails that were seen to be over.
    pub mails: Vec<MailKey>,
}

/// How much was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Notices and mails.
    pub rows: u64,
}

impl Command for ForgetOld {
    type Answer = Forgotten;

    const KIND: &'static str = "forget-old";

    fn subject(&self) -> Id {
        let notice = self.notices.first().map(|(.., notice)| *notice);
        notice.or(self.mails.first().map(|(_, mail)| *mail)).unwrap_or(Id(0))
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<Forgotten> {
        desk.require(Role::Operator, desk.actor().home)?;
        let notices = desk.sets.notices.want(&self.notices);
        desk.sets.mails.want(&self.mails)?;
        notices?;
        let (now, mut rows) = (desk.at(), 0);
        for key in &self.notices {
            if desk.sets.notices.get(key)?.is_some_and(|row| notice_is_over(row, now)) {
                desk.sets.notices.remove(key);
                rows += 1;
            }
        }
        for key in &self.mails {
            if desk.sets.mails.get(key)?.is_some_and(|row| mail_is_over(row, now)) {
                desk.sets.mails.remove(key);
                rows += 1;
            }
        }
        Ok(Forgotten { rows })
    }
}
