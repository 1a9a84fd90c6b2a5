//! Commands that were accepted before, so that a retry gets the same answer.

use jiangnan_kernel::Id;

use crate::row::Column;
use crate::{Lookup, Query, StoreError, Value};

/// What is kept of an accepted command.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The id that the client made.
    pub command: Id,
    /// Who gave it.
    pub actor: Id,
    /// What kind of command it was.
    pub kind: String,
    /// Its canonical JSON.
    pub body: String,
    /// What was answered.
    pub answer: String,
}

impl Lookup for Known {
    type Key = Id;

    fn key(&self) -> Id {
        self.command
    }

    fn fetch_all(source: &impl Query, keys: &[Id]) -> Result<Vec<Option<Known>>, StoreError> {
        let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
        let found = source.rows_for_each(
            "event",
            "SELECT command, actor, kind, body, answer FROM event WHERE command = $1",
            &values,
            |fields| {
                let (command, actor) = (fields.take()?, fields.take()?);
                Ok(Known {
                    command,
                    actor,
                    kind: fields.take()?,
                    body: fields.take()?,
                    answer: fields.take()?,
                })
            },
        )?;
        Ok(found.into_iter().map(|rows| rows.into_iter().next()).collect())
    }
}
