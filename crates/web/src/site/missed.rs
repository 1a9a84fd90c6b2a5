//! Searches in vain, counted in memory and written now and then: no search waits for it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiangnan_exchange::case::missed::{CountMissed, Missed};
use jiangnan_exchange::lapse::program;
use jiangnan_exchange::{Envelope, Failure};
use jiangnan_kernel::PlaceCode;

use super::Site;

/// The most that one city and technique is counted between two times of writing: a search that somebody repeats
/// without end must not look like a need of many.
const COUNT_MAX: u32 = 1_000;

/// How often each technique was looked for in vain from each city since the last time of writing.
#[derive(Default)]
pub struct MissedSearches(Mutex<BTreeMap<(PlaceCode, String), u32>>);

impl MissedSearches {
    /// Counts a search. `technique` is empty where the words name none.
    pub fn note(&self, place: PlaceCode, technique: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((place, technique.to_owned())).or_default();
        *count = (*count + 1).min(COUNT_MAX);
    }

    fn take(&self) -> Vec<Missed> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        counts.into_iter().map(|((place, technique), count)| Missed { place, technique, count }).collect()
    }

    fn give_back(&self, missed: Vec<Missed>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for Missed { place, technique, count } in missed {
            let known = counts.entry((place, technique)).or_default();
            *known = known.saturating_add(count).min(COUNT_MAX);
        }
    }
}

impl Site {
    /// Writes the searches in vain that were counted since the last time. Waits for the disk.
    ///
    /// # Errors
    /// Where the database fails; what was counted is then kept for the next time.
    pub fn write_missed(&self) -> Result<(), Failure> {
        let missed = self.missed.take();
        if missed.is_empty() {
            return Ok(());
        }
        let zone = self.exchange.places().get(self.group).map_or("UTC", |place| place.zone.as_str());
        let today = self.now().date_in(zone).unwrap_or_default();
        let month = today.strftime("%Y-%m").to_string();
        let envelope = Envelope { id: self.make_id(), actor: program(self.group), at: self.now() };
        let command = CountMissed { group: self.group, month, missed: missed.clone() };
        let written = self.exchange.run(envelope, command);
        if written.is_err() {
            self.missed.give_back(missed);
        }
        written
    }
}
