//! Who uses the system, and who is signed in.

use jiangnan_kernel::{Id, Instant, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::event::Hash;
use crate::row::Column;
use crate::{Fields, Lookup, Query, StoreError, Value};

table! {
    /// A person who can sign in.
    pub struct PersonRow in "person" {
        key {
            /// The jurisdiction of the person's organisation.
            jurisdiction: PlaceCode,
            /// The person.
            id: Id,
        }
        /// The name to sign in with; one person has it in the whole database.
        login: String,
        /// What the person may do.
        role: Role,
        /// For whom the person acts.
        organisation: Id,
        /// The person's name.
        name: String,
        /// The password's hash, empty where the person cannot sign in with a password.
        password_hash: String,
    }
}

table! {
    /// A person who is signed in.
    pub struct SessionRow in "session" {
        key {
            /// The hash of the token that the browser holds.
            token_hash: Hash,
        }
        /// The jurisdiction of the person.
        jurisdiction: PlaceCode,
        /// The person.
        person: Id,
        /// When the session ends.
        expires: Instant,
    }
}

/// What a person may do. The five people of the product, and the operator of the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Reserves for an enterprise.
    Engineer,
    /// Offers instruments for a provider.
    LabManager,
    /// Grants and reviews for a funder.
    Officer,
    /// Settles for a jurisdiction.
    Treasurer,
    /// Reads everything, changes nothing.
    Auditor,
    /// Installs: places, organisations, people. Acts from the command line only.
    Operator,
}

word_column!(Role {
    Engineer = "engineer",
    LabManager = "lab-manager",
    Officer = "officer",
    Treasurer = "treasurer",
    Auditor = "auditor",
    Operator = "operator",
});

impl Role {
    /// Every role.
    pub const ALL: [Role; 6] =
        [Role::Engineer, Role::LabManager, Role::Officer, Role::Treasurer, Role::Auditor, Role::Operator];

    /// The role of a word.
    pub fn of_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The word in the database and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Role::Engineer => "engineer",
            Role::LabManager => "lab-manager",
            Role::Officer => "officer",
            Role::Treasurer => "treasurer",
            Role::Auditor => "auditor",
            Role::Operator => "operator",
        }
    }
}

/// Whose sign-in name it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Login {
    /// The name.
    pub login: String,
    /// The key of the person who has it.
    pub person: (PlaceCode, Id),
}

/// The sessions of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionsOf {
    /// The person.
    pub person: Id,
    /// The hashes of their tokens.
    pub tokens: Vec<Hash>,
}

impl Lookup for SessionsOf {
    type Key = Id;

    fn key(&self) -> Id {
        self.person
    }

    fn fetch_all(source: &impl Query, keys: &[Id]) -> Result<Vec<Option<SessionsOf>>, StoreError> {
        let sql = "SELECT token_hash FROM session WHERE person = $1 ORDER BY token_hash";
        let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
        let found = source.rows_for_each("session", sql, &values, |fields| fields.take())?;
        let of = |(person, tokens): (&Id, Vec<Hash>)| Some(SessionsOf { person: *person, tokens });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}

impl Lookup for Login {
    type Key = String;

    fn key(&self) -> String {
        self.login.clone()
    }

    fn fetch_all(source: &impl Query, keys: &[String]) -> Result<Vec<Option<Login>>, StoreError> {
        let sql = "SELECT jurisdiction, id FROM person WHERE login = $1";
        let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
        let read = |fields: &mut Fields<'_>| Ok((fields.take()?, fields.take()?));
        let found = source.rows_for_each("person", sql, &values, read)?;
        let of = |(login, people): (&String, Vec<(PlaceCode, Id)>)| {
            people.first().map(|person| Login { login: login.clone(), person: *person })
        };
        Ok(keys.iter().zip(found).map(of).collect())
    }
}
