//! Questions that run the same code as decisions, on a reader, and change nothing.

use std::sync::Arc;

use jiangnan_kernel::PlaceTree;
use jiangnan_store::Reader;

use crate::command::{Decision, Envelope, Stop};
use crate::desk::Desk;
use crate::rules::Rules;
use crate::sets::Sets;
use crate::writer::Failure;

/// A view of the market at one moment: rows are read once and kept. What is asked may write to its desk; all
/// of it is forgotten.
pub struct Look {
    reader: Reader,
    places: Arc<PlaceTree>,
    sets: Sets,
    rules: Rules,
}

impl Look {
    /// A view through a reader; `rules` are those that were read before.
    pub(crate) fn new(reader: Reader, places: Arc<PlaceTree>, rules: Rules) -> Look {
        Look { reader, places, sets: Sets::default(), rules }
    }

    /// The reader behind it, for lists.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Asks a question as somebody at some time.
    ///
    /// # Errors
    /// What the question refuses; where the database fails.
    pub fn ask<T>(
        &mut self,
        envelope: &Envelope,
        question: impl Fn(&mut Desk<'_>) -> Decision<T>,
    ) -> Result<T, Failure> {
        loop {
            let mut desk = Desk::new(&mut self.sets, &self.places, &self.rules, envelope);
            let answer = question(&mut desk);
            self.sets.rollback();
            match answer {
                Ok(answer) => return Ok(answer),
                Err(Stop::Refused(refusal)) => return Err(Failure::Refused(refusal)),
                Err(Stop::Missing) => {
                    let loaded =
                        self.sets.load(&self.reader).map_err(|error| Failure::Store(Arc::new(error)))?;
                    if !loaded {
                        return Err(Failure::Stopped);
                    }
                }
            }
        }
    }

    /// Forgets what changes with every reservation, so that the next question sees it as it is now: money,
    /// caps, times taken. What is listed and who takes part is kept.
    pub fn forget_what_moves(&mut self) {
        self.sets.forget_what_moves();
    }
}
