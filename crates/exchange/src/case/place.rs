//! The places of the city group, as a table that the operator can replace.

use jiangnan_kernel::{Id, PlaceTree};
use jiangnan_store::Json;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::study::StudyRow;
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The name under which the table of places is kept.
pub const PLACES: &str = "places";

/// The operator replaces the table of places. It holds from the next start of the program on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutPlaces {
    /// The table, as `data/places/README.md` describes it.
    pub table: String,
}

impl Command for PutPlaces {
    type Answer = ();

    const KIND: &'static str = "put-places";

    fn subject(&self) -> Id {
        id_of(self.table.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let home = desk.actor().home;
        desk.require(Role::Operator, home)?;
        let tree = PlaceTree::read_csv(&self.table)
            .map_err(|error| Refusal::invalid("table", error.to_string(), format!("地区表有误：{error}")))?;
        let root = tree.places().first().map(|place| place.code);
        let root = root.ok_or_else(|| Refusal::invalid("table", "The table is empty.", "地区表为空。"))?;
        desk.sets.studies.put(StudyRow {
            jurisdiction: root,
            name: PLACES.to_owned(),
            body: Json(serde_json::Value::String(self.table.clone())),
        });
        Ok(())
    }
}
