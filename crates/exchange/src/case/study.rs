//! Results that are kept to be shown.

use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::study::StudyRow;
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;

/// The program keeps a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutStudy {
    /// The place that it is about.
    pub place: PlaceCode,
    /// Its name; a later result of the same name replaces it.
    pub name: String,
    /// The result.
    pub body: serde_json::Value,
}

impl Command for PutStudy {
    type Answer = ();

    const KIND: &'static str = "put-study";

    fn subject(&self) -> Id {
        id_of(self.name.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Operator, self.place)?;
        desk.sets.studies.put(StudyRow {
            jurisdiction: self.place,
            name: self.name.clone(),
            body: Json(self.body.clone()),
        });
        Ok(())
    }
}
