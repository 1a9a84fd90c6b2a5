//! What people are told, by which way, and the mails that wait to be sent.

use std::collections::BTreeMap;

use jiangnan_kernel::{Id, Instant, Interval, Money, PlaceCode, Text};
use serde::{Deserialize, Serialize};

use super::notice_kind::NoticeKind;
use crate::entity::people::Role;
use crate::event::Hash;
use crate::row::Column;
use crate::{Fields, Json, Lookup, Query, StoreError, Value};

table! {
    /// Where a person is reached, and of what.
    pub struct ContactRow in "contact" {
        key {
            /// The jurisdiction of the person.
            jurisdiction: PlaceCode,
            /// The person.
            person: Id,
        }
        /// The mail address; empty where there is none.
        address: String,
        /// Whether the person has shown that the address is theirs.
        confirmed: bool,
        /// The hash of the code that was sent there.
        code_hash: Option<Hash>,
        /// Until when the code works.
        code_until: Option<Instant>,
        /// How often a wrong code was given.
        code_tries: i64,
        /// The tag of the language in which mails are written.
        language: String,
        /// By which way the person wants to be told of what.
        choices: Json<Choices>,
    }
}

table! {
    /// Something that a person is told in the page.
    pub struct NoticeRow in "notice" {
        key {
            /// The jurisdiction of the person.
            jurisdiction: PlaceCode,
            /// The person.
            person: Id,
            /// Its id.
            id: Id,
        }
        /// What it tells of.
        kind: NoticeKind,
        /// When it happened.
        at: Instant,
        /// When it was read.
        read_at: Option<Instant>,
        /// What happened.
        body: Json<NoticeBody>,
    }
}

table! {
    /// A mail that waits, was sent, or could not be delivered.
    pub struct MailRow in "mail" {
        key {
            /// The jurisdiction of the person.
            jurisdiction: PlaceCode,
            /// Its id, out of which its message id is made.
            id: Id,
        }
        /// To whom.
        person: Id,
        /// What it tells of.
        kind: NoticeKind,
        /// Where it stands.
        state: MailState,
        /// When it may be tried next; while somebody is at it, when they are given up.
        due_at: Instant,
        /// How often it was tried.
        attempts: i64,
        /// The address, as it was when the mail was written.
        address: String,
        /// The tag of the language.
        language: String,
        /// When it was written.
        made_at: Instant,
        /// When it was sent or given up.
        done_at: Option<Instant>,
        /// Why it could not be delivered the last time; empty where it never failed.
        problem: String,
        /// What happened.
        body: Json<NoticeBody>,
    }
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailState {
    /// It waits, or somebody is at it.
    Due,
    /// The server took it.
    Sent,
    /// It could not be delivered, and is not tried again.
    Dead,
}

word_column!(MailState { Due = "due", Sent = "sent", Dead = "dead" });

impl MailState {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            MailState::Due => "due",
            MailState::Sent => "sent",
            MailState::Dead => "dead",
        }
    }
}

/// By which ways somebody is told of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ways {
    /// In the page.
    pub page: bool,
    /// By mail, where there is a confirmed address.
    pub mail: bool,
}

/// What somebody chose; the rest is as it is for everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices(pub BTreeMap<NoticeKind, Ways>);

impl Choices {
    /// By which ways this person is told of a kind.
    pub fn ways(&self, kind: NoticeKind) -> Ways {
        // A receipt belongs into a calendar; in the page it would only repeat what was just done.
        self.0.get(&kind).copied().unwrap_or(Ways { page: !kind.is_receipt(), mail: true })
    }
}

/// What a notice is about, which is where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum About {
    /// A reservation.
    Reservation {
        /// The jurisdiction of the instrument.
        home: PlaceCode,
        /// The reservation.
        id: Id,
    },
    /// A place in a wait list.
    Wait {
        /// The jurisdiction of the instrument.
        home: PlaceCode,
        /// The entry.
        id: Id,
        /// The instrument or expert.
        listing: Id,
    },
    /// A claim.
    Claim {
        /// The funder.
        funder: PlaceCode,
        /// The claim.
        id: Id,
    },
    /// A voucher.
    Voucher {
        /// The funder.
        funder: PlaceCode,
        /// The voucher.
        id: Id,
    },
    /// A version of a rule text.
    Scheme {
        /// The funder.
        funder: PlaceCode,
        /// The scheme.
        scheme: String,
        /// The version.
        version: String,
    },
    /// A sanction.
    Sanction {
        /// The funder.
        funder: PlaceCode,
        /// The sanction.
        id: Id,
    },
    /// A change of a bank account.
    Account {
        /// The jurisdiction.
        home: PlaceCode,
        /// The change.
        change: Id,
    },
    /// A payment.
    Payment {
        /// The jurisdiction that pays.
        home: PlaceCode,
        /// The payment.
        id: Id,
    },
    /// A cycle.
    Cycle {
        /// The city group.
        group: PlaceCode,
        /// The cycle.
        id: Id,
    },
    /// The registrations of a jurisdiction.
    Enterprises {
        /// The jurisdiction.
        home: PlaceCode,
    },
    /// The reader's own settings.
    Settings,
}

/// What happened, as far as it is told. Names stand here as they were then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeBody {
    /// What it is about.
    pub about: About,
    /// The name of the instrument, expert or scheme.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub thing: Text,
    /// The name of the organisation on the other side.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub other: Text,
    /// The time zone in which times are shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// The time that is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Interval>,
    /// The time before a move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Interval>,
    /// Until when something can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// The amount that is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    /// What was said with it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// How often the time was changed, by which calendars tell an old message from a new one.
    #[serde(default)]
    pub revision: u32,
}

impl NoticeBody {
    /// A body that names nothing yet but what it is about.
    pub fn of(about: About) -> NoticeBody {
        NoticeBody {
            about,
            thing: Text::default(),
            other: Text::default(),
            zone: String::new(),
            time: None,
            before: None,
            until: None,
            money: None,
            reason: String::new(),
            revision: 0,
        }
    }
}

/// Who works for an organisation in a role.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffOf {
    /// The jurisdiction, the organisation, the role.
    pub of: (PlaceCode, Id, Role),
    /// The people, in order of their ids.
    pub people: Vec<Id>,
}

impl Lookup for StaffOf {
    type Key = (PlaceCode, Id, Role);

    fn key(&self) -> Self::Key {
        self.of
    }

    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<StaffOf>>, StoreError> {
        let sql =
            "SELECT id FROM person WHERE jurisdiction = $1 AND organisation = $2 AND role = $3 ORDER BY id";
        let values = |(home, organisation, role): &Self::Key| {
            vec![home.to_value(), organisation.to_value(), role.to_value()]
        };
        let values: Vec<Vec<Value>> = keys.iter().map(values).collect();
        let found = source.rows_for_each("person", sql, &values, |fields: &mut Fields<'_>| fields.take())?;
        Ok(keys.iter().zip(found).map(|(of, people)| Some(StaffOf { of: *of, people })).collect())
    }
}

/// Who holds an office of a jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeOf {
    /// The jurisdiction and the role.
    pub of: (PlaceCode, Role),
    /// The people, in order of their ids.
    pub people: Vec<Id>,
}

impl Lookup for OfficeOf {
    type Key = (PlaceCode, Role);

    fn key(&self) -> Self::Key {
        self.of
    }

    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<OfficeOf>>, StoreError> {
        let sql = "SELECT id FROM person WHERE jurisdiction = $1 AND role = $2 ORDER BY id";
        let values: Vec<Vec<Value>> =
            keys.iter().map(|(home, role)| vec![home.to_value(), role.to_value()]).collect();
        let found = source.rows_for_each("person", sql, &values, |fields: &mut Fields<'_>| fields.take())?;
        Ok(keys.iter().zip(found).map(|(of, people)| Some(OfficeOf { of: *of, people })).collect())
    }
}

/// What a person has not read.
#[derive(Clone, Debug, PartialEq)]
pub struct UnreadOf {
    /// The person.
    pub of: (PlaceCode, Id),
    /// The notices.
    pub notices: Vec<Id>,
}

impl Lookup for UnreadOf {
    type Key = (PlaceCode, Id);

    fn key(&self) -> Self::Key {
        self.of
    }

    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<UnreadOf>>, StoreError> {
        let sql =
            "SELECT id FROM notice WHERE jurisdiction = $1 AND person = $2 AND read_at IS NULL ORDER BY id";
        let values: Vec<Vec<Value>> =
            keys.iter().map(|(home, person)| vec![home.to_value(), person.to_value()]).collect();
        let found = source.rows_for_each("notice", sql, &values, |fields: &mut Fields<'_>| fields.take())?;
        Ok(keys.iter().zip(found).map(|(of, notices)| Some(UnreadOf { of: *of, notices })).collect())
    }
}
