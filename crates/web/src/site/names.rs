//! The names of people, wherever they are at home.

use std::collections::BTreeMap;

use jiangnan_exchange::writer::OPERATOR;
use jiangnan_kernel::{Id, Text};
use jiangnan_store::list::names_of_people;

use super::{Halt, Sight};
use crate::view::person_name;

/// The names of some people.
#[derive(Clone, Debug, Default)]
pub struct Names(BTreeMap<Id, String>);

impl Names {
    /// The names of these people, read in one go.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn of(sight: &Sight, ids: impl IntoIterator<Item = Id>) -> Result<Names, Halt> {
        let mut ids: Vec<Id> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Names(names_of_people(sight.reader(), &ids)?.into_iter().collect()))
    }

    /// The name of one of them; the id of somebody who is not known.
    pub fn get(&self, id: Id) -> Text {
        if id == OPERATOR {
            return Text::new("the program", "系统");
        }
        let name = self.0.get(&id).cloned().unwrap_or_else(|| id.to_string());
        person_name(&name)
    }
}
