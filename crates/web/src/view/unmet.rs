//! What is missing in the market.

use jiangnan_kernel::{Date, Text};

/// A smaller number is not shown: it could tell of single enterprises.
pub const HIDDEN_BELOW: u64 = 5;

/// What is missing by technique and city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The first day that counts.
    pub since: Date,
    /// The last day that counts.
    pub until: Date,
    /// From how many kilometres on travel is far.
    pub far_km: u64,
    /// The rows, the most wanted first.
    pub rows: Vec<UnmetRow>,
}

/// What is missing of one technique in one city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmetRow {
    /// The technique.
    pub technique: Text,
    /// The city of those who want it.
    pub city: Text,
    /// Searches that found nothing; none where they are few.
    pub missed: Option<u64>,
    /// Enterprises that put themselves on a wait list; none where they are few.
    pub waiting: Option<u64>,
    /// Reservations far away; none where they are few.
    pub far: Option<u64>,
}

impl UnmetRow {
    /// All that is shown of it.
    pub fn total(&self) -> u64 {
        [self.missed, self.waiting, self.far].into_iter().flatten().sum()
    }
}
