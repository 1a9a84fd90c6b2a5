//! Reading what one was told.

use jiangnan_kernel::Id;
use jiangnan_store::entity::notice::{NoticeRow, UnreadOf};
use serde::{Deserialize, Serialize};

use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// A person has read a notice. Read again it stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadNotice {
    /// The notice.
    pub notice: Id,
}

impl Command for ReadNotice {
    type Answer = ();

    const KIND: &'static str = "read-notice";

    fn subject(&self) -> Id {
        self.notice
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let (home, person) = (desk.actor().home, desk.actor().person);
        let found = desk.sets.notices.get(&(home, person, self.notice))?.cloned();
        let row = found.ok_or_else(|| Refusal::not_found("notice", self.notice))?;
        if row.read_at.is_none() {
            desk.sets.notices.put(NoticeRow { read_at: Some(desk.at()), ..row });
        }
        Ok(())
    }
}

/// A person has read all that there was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAllNotices {
    /// The person, who must be the one who asks.
    pub person: Id,
}

/// How many were not read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesRead {
    /// How many.
    pub notices: u64,
}

impl Command for ReadAllNotices {
    type Answer = NoticesRead;

    const KIND: &'static str = "read-all-notices";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<NoticesRead> {
        let me = desk.require_self(self.person)?;
        let known = desk.sets.unread_of.get(&me)?.map(|known| known.notices.clone()).unwrap_or_default();
        let keys: Vec<_> = known.iter().map(|notice| (me.0, me.1, *notice)).collect();
        desk.sets.notices.want(&keys)?;
        let mut read = 0;
        for key in &keys {
            let Some(row) = desk.sets.notices.get(key)?.cloned() else { continue };
            if row.read_at.is_none() {
                desk.sets.notices.put(NoticeRow { read_at: Some(desk.at()), ..row });
                read += 1;
            }
        }
        desk.sets.unread_of.put(UnreadOf { of: me, notices: Vec::new() });
        Ok(NoticesRead { notices: read })
    }
}
