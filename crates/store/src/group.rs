//! What a group is written through, as those see it who decide.

use crate::writer::ForeignCommand;
use crate::{Changes, Grounds, Query, Seal, StoreError, Writer};

/// What a group is written through: a [`Writer`], or one under test that stops at a chosen call.
pub trait GroupWriter: Query {
    /// As [`Writer::chain`].
    fn chain(&self) -> String;

    /// As [`Writer::connected`].
    fn connected(&self) -> u64;

    /// As [`Writer::begin`].
    ///
    /// # Errors
    /// As there; so for all that follow.
    fn begin(&self) -> Result<(), StoreError>;

    /// As [`Writer::commit`].
    ///
    /// # Errors
    /// As there.
    fn commit(&self) -> Result<(), StoreError>;

    /// As [`Writer::commit_early`].
    ///
    /// # Errors
    /// As there.
    fn commit_early(&self) -> Result<Seal, StoreError>;

    /// As [`Writer::rollback`].
    fn rollback(&self);

    /// As [`Writer::foreign_changes`].
    ///
    /// # Errors
    /// As there.
    fn foreign_changes(&self) -> Result<i64, StoreError>;

    /// As [`Writer::beyond_reserving`].
    fn beyond_reserving(&self) -> i64;

    /// As [`Writer::mark_beyond_reserving`].
    ///
    /// # Errors
    /// As there.
    fn mark_beyond_reserving(&self) -> Result<i64, StoreError>;

    /// As [`Writer::is_crowded`].
    fn is_crowded(&self) -> bool;

    /// As [`Writer::come_next`].
    fn come_next(&self);

    /// As [`Writer::write_blind`].
    ///
    /// # Errors
    /// As there.
    fn write_blind(&self, grounds: &Grounds, changes: &[Changes]) -> Result<Seal, StoreError>;

    /// As [`Writer::foreign_commands`].
    ///
    /// # Errors
    /// As there.
    fn foreign_commands(&self) -> Result<Option<Vec<ForeignCommand>>, StoreError>;

    /// As [`Writer::write`].
    ///
    /// # Errors
    /// As there.
    fn write(&self, changes: &Changes) -> Result<(), StoreError>;
}

impl GroupWriter for Writer {
    fn chain(&self) -> String {
        Writer::chain(self)
    }

    fn connected(&self) -> u64 {
        Writer::connected(self)
    }

    fn begin(&self) -> Result<(), StoreError> {
        Writer::begin(self)
    }

    fn commit(&self) -> Result<(), StoreError> {
        Writer::commit(self)
    }

    fn commit_early(&self) -> Result<Seal, StoreError> {
        Writer::commit_early(self)
    }

    fn rollback(&self) {
        Writer::rollback(self);
    }

    fn foreign_changes(&self) -> Result<i64, StoreError> {
        Writer::foreign_changes(self)
    }

    fn beyond_reserving(&self) -> i64 {
        Writer::beyond_reserving(self)
    }

    fn mark_beyond_reserving(&self) -> Result<i64, StoreError> {
        Writer::mark_beyond_reserving(self)
    }

    fn is_crowded(&self) -> bool {
        Writer::is_crowded(self)
    }

    fn come_next(&self) {
        Writer::come_next(self);
    }

    fn write_blind(&self, grounds: &Grounds, changes: &[Changes]) -> Result<Seal, StoreError> {
        Writer::write_blind(self, grounds, changes)
    }

    fn foreign_commands(&self) -> Result<Option<Vec<ForeignCommand>>, StoreError> {
        Writer::foreign_commands(self)
    }

    fn write(&self, changes: &Changes) -> Result<(), StoreError> {
        Writer::write(self, changes)
    }
}
