//! How much to invent, and from which seed.

use jiangnan_kernel::{Date, Instant};

/// What a population and its demand are made from, beside the facts and the places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Everything random follows from it.
    pub seed: u64,
    /// The first day of the stretch of work, usually a quarter.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// How many instruments.
    pub instruments: usize,
    /// How many experts.
    pub experts: usize,
    /// How many enterprises.
    pub enterprises: usize,
    /// How many needs arise in the stretch.
    pub needs: usize,
}

impl Plan {
    /// The demo's quarter: April to June 2026, 2,000 instruments, 3,000 enterprises, 6,000 needs.
    pub fn demo(seed: u64) -> Plan {
        Plan {
            seed,
            first: Date::constant(2026, 4, 1),
            last: Date::constant(2026, 6, 30),
            instruments: 2_000,
            experts: 60,
            enterprises: 3_000,
            needs: 6_000,
        }
    }

    /// The beginning of the first day in UTC: the time that is written into ids.
    pub(crate) fn start(&self) -> Instant {
        Instant::of_civil(self.first.at(0, 0, 0, 0), "UTC").unwrap_or_default()
    }
}

/// Why no population can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabError {
    /// A fact lies in a place that the tree does not know or that has no treasury above it.
    #[error(
        "table {table}: place {place} is not in the place tree, or no place at or above it has a treasury: \
         add it to the tree or correct the table"
    )]
    NoTreasury {
        /// The table of the fact.
        table: &'static str,
        /// The place.
        place: jiangnan_kernel::PlaceCode,
    },
    /// A table has no line with a weight above zero.
    #[error("table {0} has no line whose weight is above zero: give at least one a weight")]
    NoWeight(&'static str),
    /// A provider or sector shares no field with any technique that has a model.
    #[error("table {table}: `{code}` shares no field with a technique that has a model: correct its fields")]
    NoTechnique {
        /// The table.
        table: &'static str,
        /// The provider or sector.
        code: String,
    },
    /// There are more enterprises than names or codes.
    #[error("the names run out after {made} enterprises: add stems or tails to table names, or make fewer")]
    NamesRunOut {
        /// How many were made.
        made: usize,
    },
    /// Needs are asked for, but nobody has them.
    #[error("there is no enterprise that could need anything: plan at least one enterprise, or no needs")]
    NoEnterprise,
    /// The stretch has no working day on which a need could arise.
    #[error("from {first} to {last} there is no working day: choose a longer stretch")]
    NoWorkingDay {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
}
