//! People and who of them is signed in.

use jiangnan_kernel::{Id, Instant, PlaceCode};
use jiangnan_store::entity::people::{PersonRow, Role, SessionRow};
use serde::{Deserialize, Serialize};

use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// How long somebody stays signed in, in seconds.
pub const SESSION_SECONDS: i64 = 12 * 3_600;

/// The operator adds a person, or changes one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutPerson {
    /// The jurisdiction of the person's organisation.
    pub home: PlaceCode,
    /// The person.
    pub person: Id,
    /// The name to sign in with.
    pub login: String,
    /// What the person may do.
    pub role: Role,
    /// For whom the person acts.
    pub organisation: Id,
    /// The person's name.
    pub name: String,
    /// The password's hash.
    pub password_hash: String,
}

impl Command for PutPerson {
    type Answer = ();

    const KIND: &'static str = "put-person";

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        // Only the command line acts as operator, so nobody can add people from outside.
        desk.require(Role::Operator, self.home)?;
        desk.take_login(&self.login, (self.home, self.person))?;
        desk.save_person(PersonRow {
            jurisdiction: self.home,
            id: self.person,
            login: self.login.clone(),
            role: self.role,
            organisation: self.organisation,
            name: self.name.clone(),
            password_hash: self.password_hash.clone(),
        })
    }
}

/// A person whose password was checked signs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The hash of the token that the browser gets.
    pub token_hash: [u8; 32],
}

/// Until when somebody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// When the session ends.
    pub expires: Instant,
}

impl Command for SignIn {
    type Answer = SignedIn;

    const KIND: &'static str = "sign-in";

    fn subject(&self) -> Id {
        crate::account::id_of(&self.token_hash)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SignedIn> {
        let expires = desk.at().plus_seconds(SESSION_SECONDS);
        let actor = desk.actor();
        desk.sets.sessions.put(SessionRow {
            token_hash: self.token_hash,
            jurisdiction: actor.home,
            person: actor.person,
            expires,
        });
        Ok(SignedIn { expires })
    }
}

/// A person signs out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    /// The hash of the token.
    pub token_hash: [u8; 32],
}

impl Command for SignOut {
    type Answer = ();

    const KIND: &'static str = "sign-out";

    fn subject(&self) -> Id {
        crate::account::id_of(&self.token_hash)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let key = (self.token_hash,);
        let found = desk.sets.sessions.get(&key)?.map(|session| session.person);
        match found {
            Some(person) if person == desk.actor().person => {
                desk.sets.sessions.remove(&key);
                Ok(())
            }
            _ => Err(Refusal::not_found("session", self.subject()).into()),
        }
    }
}
