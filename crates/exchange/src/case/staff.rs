//! Who works here: names, roles, passwords, and where somebody is signed in.

use jiangnan_catalogue::{Organisation, Profile};
use jiangnan_kernel::{Id, PlaceCode, PlaceTree};
use jiangnan_store::entity::people::{PersonRow, Role};
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The government of a jurisdiction, for whom its officers and treasurers act.
pub fn government(places: &PlaceTree, home: PlaceCode) -> Organisation {
    Organisation {
        id: id_of(format!("government:{home}").as_bytes()),
        name: places.get(home).map(|place| place.name.clone()).unwrap_or_default(),
        place: home,
        identifier: None,
        controller: None,
        founded_on: None,
        profile: Profile::Government,
    }
}

/// The operator changes a person's name or role. Both hold from the next page on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePerson {
    /// The jurisdiction of the person's organisation.
    pub home: PlaceCode,
    /// The person.
    pub person: Id,
    /// What the person may do.
    pub role: Role,
    /// The person's name.
    pub name: String,
}

impl Command for ChangePerson {
    type Answer = ();

    const KIND: &'static str = "change-person";

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Operator, self.home)?;
        let row = desk.person((self.home, self.person))?;
        if desk.actor().person == self.person && row.role != self.role {
            let en = "Nobody changes the own role. Ask another operator.";
            return Err(Refusal::invalid("role", en, "不能更改本人的角色，请由另一名管理员操作。").into());
        }
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            return Err(Refusal::invalid("name", "Write the name.", "请填写姓名。").into());
        }
        desk.save_person(PersonRow { role: self.role, name, ..row })
    }
}

/// A person sets a new password, having shown the old one; or the operator sets it. Whoever is signed in with
/// the old one is signed out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The jurisdiction of the person's organisation.
    pub home: PlaceCode,
    /// The person.
    pub person: Id,
    /// The hash of the new password.
    pub password_hash: String,
    /// The session that stays: the one in which the password is changed.
    pub keep: Option<[u8; 32]>,
}

impl Command for SetPassword {
    type Answer = SignedOut;

    const KIND: &'static str = "set-password";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SignedOut> {
        let actor = desk.actor();
        if actor.person != self.person || actor.home != self.home {
            desk.require(Role::Operator, self.home)?;
        }
        let row = desk.person((self.home, self.person))?;
        if self.password_hash.is_empty() {
            return Err(Refusal::invalid("password", "Write a password.", "请填写密码。").into());
        }
        desk.sets.people.put(PersonRow { password_hash: self.password_hash.clone(), ..row });
        desk.end_sessions(self.person, self.keep)
    }
}

/// The operator takes a person's way in: no password fits any more, and every session ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspendPerson {
    /// The jurisdiction of the person's organisation.
    pub home: PlaceCode,
    /// The person.
    pub person: Id,
}

impl Command for SuspendPerson {
    type Answer = SignedOut;

    const KIND: &'static str = "suspend-person";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SignedOut> {
        desk.require(Role::Operator, self.home)?;
        if desk.actor().person == self.person {
            let en = "Nobody suspends oneself. Ask another operator.";
            return Err(Refusal::invalid("person", en, "不能停用本人的账号，请由另一名管理员操作。").into());
        }
        let row = desk.person((self.home, self.person))?;
        desk.sets.people.put(PersonRow { password_hash: String::new(), ..row });
        desk.forget_address((self.home, self.person))?;
        desk.end_sessions(self.person, None)
    }
}

/// A person signs out wherever she is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOutEverywhere {
    /// The person, who must be the one who asks.
    pub person: Id,
}

/// How many sessions were ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Of how many browsers.
    pub sessions: u32,
}

impl Command for SignOutEverywhere {
    type Answer = SignedOut;

    const KIND: &'static str = "sign-out-everywhere";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SignedOut> {
        if desk.actor().person != self.person {
            return Err(Refusal::not_found("person", self.person).into());
        }
        desk.end_sessions(self.person, None)
    }
}

impl Desk<'_> {
    /// A person.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn person(&mut self, key: (PlaceCode, Id)) -> Decision<PersonRow> {
        let found = self.sets.people.get(&key)?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("person", key.1))?)
    }

    /// Ends every session of a person but one.
    fn end_sessions(&mut self, person: Id, keep: Option<[u8; 32]>) -> Decision<SignedOut> {
        let tokens = self.sets.sessions_of.get(&person)?.map(|of| of.tokens.clone()).unwrap_or_default();
        let ended: Vec<([u8; 32],)> =
            tokens.into_iter().filter(|token| Some(*token) != keep).map(|token| (token,)).collect();
        self.sets.sessions.want(&ended)?;
        ended.iter().for_each(|key| self.sets.sessions.remove(key));
        Ok(SignedOut { sessions: u32::try_from(ended.len()).unwrap_or(u32::MAX) })
    }
}
