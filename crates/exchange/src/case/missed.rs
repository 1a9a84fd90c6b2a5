//! What people looked for and did not find, counted without telling who looked.

use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::entity::demand::MissedRow;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;

/// The program adds to what was looked for in vain in a month: sums, gathered over some time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountMissed {
    /// The city group.
    pub group: PlaceCode,
    /// The month, as `2026-06`.
    pub month: String,
    /// What was looked for.
    pub missed: Vec<Missed>,
}

/// Searches for one technique from one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missed {
    /// The city from which it was looked for; the city group where nobody told.
    pub place: PlaceCode,
    /// The code of the technique; empty where the words name none. The words themselves are not kept.
    pub technique: String,
    /// How many searches.
    pub count: u32,
}

impl Command for CountMissed {
    type Answer = ();

    const KIND: &'static str = "count-missed";

    fn subject(&self) -> Id {
        id_of(self.month.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Operator, self.group)?;
        for missed in &self.missed {
            let key =
                (desk.home_of(missed.place), self.month.clone(), missed.place, missed.technique.clone());
            let before = desk.sets.missed.get(&key)?.map_or(0, |row| row.count);
            let (jurisdiction, month, place, technique) = key;
            let count = before.saturating_add(i64::from(missed.count));
            desk.sets.missed.put(MissedRow { jurisdiction, month, place, technique, count });
        }
        Ok(())
    }
}
