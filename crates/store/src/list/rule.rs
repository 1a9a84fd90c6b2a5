//! Sanctions and reviewers of a funder.

use jiangnan_kernel::PlaceCode;

use crate::entity::people::{PersonRow, Role};
use crate::entity::rule::{ReviewerRow, SanctionRow};
use crate::row::Column;
use crate::{Query, StoreError};

/// The sanctions of a funder, the latest first.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn sanctions_of(source: &impl Query, funder: PlaceCode) -> Result<Vec<SanctionRow>, StoreError> {
    source.list("WHERE jurisdiction = $1 ORDER BY since DESC, id DESC", &[funder.to_value()])
}

/// The officers of a funder, by name.
///
/// # Errors
/// Where the database fails.
pub fn officers_of(source: &impl Query, funder: PlaceCode) -> Result<Vec<PersonRow>, StoreError> {
    let values = [funder.to_value(), Role::Officer.to_value()];
    source.list("WHERE jurisdiction = $1 AND role = $2 ORDER BY name, id", &values)
}

/// Who reviews for a funder, and at which levels.
///
/// # Errors
/// Where the database fails.
pub fn reviewers_of(source: &impl Query, funder: PlaceCode) -> Result<Vec<ReviewerRow>, StoreError> {
    source.list("WHERE jurisdiction = $1 ORDER BY person", &[funder.to_value()])
}
