//! What a command is: who gives it, what it decides on, what it answers.

use jiangnan_kernel::{Id, Instant, PlaceCode};
use jiangnan_store::Missing;
use jiangnan_store::entity::people::{PersonRow, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::desk::Desk;
use crate::refusal::Refusal;
use crate::sets::Sets;

/// Who gives a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: Id,
    /// The jurisdiction of the person's organisation.
    pub home: PlaceCode,
    /// What the person may do.
    pub role: Role,
    /// For whom the person acts.
    pub organisation: Id,
}

impl From<&PersonRow> for Actor {
    fn from(person: &PersonRow) -> Actor {
        Actor {
            person: person.id,
            home: person.jurisdiction,
            role: person.role,
            organisation: person.organisation,
        }
    }
}

/// A command's cover: all that is not its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The id that the client made, so that a retry is recognised.
    pub id: Id,
    /// Who gives it.
    pub actor: Actor,
    /// When it is given.
    pub at: Instant,
}

/// Why a decision was not reached.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// A row was asked for that is not loaded yet: load it and decide again.
    Missing,
    /// The command is refused.
    Refused(Refusal),
}

impl From<Missing> for Stop {
    fn from(_: Missing) -> Stop {
        Stop::Missing
    }
}

impl<R: Into<Refusal>> From<R> for Stop {
    fn from(refusal: R) -> Stop {
        Stop::Refused(refusal.into())
    }
}

/// What a step of a decision comes to.
pub type Decision<T> = Result<T, Stop>;

/// Something that changes the market. Deciding is pure: it reads and writes the desk's rows only.
pub trait Command: Serialize + Send + 'static {
    /// What is answered.
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    /// Its name in the audit chain.
    const KIND: &'static str;

    /// Whether it asks which rows meet a condition, so that what the group has changed must be in the tables
    /// before it decides.
    const SCANS: bool = false;

    /// What it is about: under this id the audit chain shows it.
    fn subject(&self) -> Id;

    /// Asks for rows that must not be there yet: they are looked for together with those of its neighbours, or not at
    /// all, where the database itself refuses a second one.
    fn want_new(&self, _: &mut Sets) {}

    /// Decides.
    ///
    /// # Errors
    /// [`Stop::Missing`] where rows must be loaded first; [`Stop::Refused`] with the reason. What was written
    /// to the desk is taken back in both cases.
    fn decide(&self, desk: &mut Desk<'_>) -> Decision<Self::Answer>;
}
