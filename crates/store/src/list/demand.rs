//! What is in demand and not to be had: searches in vain, people who wait, work done far away.

use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::entity::demand::MissedRow;
use crate::entity::desk::WaitRow;
use crate::row::Column;
use crate::{Query, StoreError};

/// An enterprise that uses an instrument: jurisdiction and id of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The instrument.
    pub instrument: (PlaceCode, Id),
    /// The enterprise.
    pub enterprise: (PlaceCode, Id),
}

/// The searches in vain from a month on.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn missed_since(source: &impl Query, month: &str) -> Result<Vec<MissedRow>, StoreError> {
    let condition = "WHERE month >= $1 ORDER BY jurisdiction, month, place, technique";
    source.list(condition, &[month.to_owned().to_value()])
}

/// Who has begun to wait since a moment, whatever became of it.
///
/// # Errors
/// Where the database fails.
pub fn waits_since(source: &impl Query, since: Instant) -> Result<Vec<WaitRow>, StoreError> {
    source.list("WHERE since >= $1 ORDER BY jurisdiction, id", &[since.to_value()])
}

/// The times taken that began since a moment, each with who took it.
///
/// # Errors
/// Where the database fails.
pub fn uses_since(source: &impl Query, since: Instant) -> Result<Vec<Use>, StoreError> {
    let sql = "SELECT slot.jurisdiction, slot.instrument, reservation.enterprise_home, reservation.enterprise \
               FROM slot JOIN reservation ON reservation.jurisdiction = slot.jurisdiction \
               AND reservation.id = slot.reservation WHERE slot.start >= $1";
    source.rows("slot", sql, &[since.to_value()], |fields| {
        let instrument = (fields.take()?, fields.take()?);
        Ok(Use { instrument, enterprise: (fields.take()?, fields.take()?) })
    })
}
