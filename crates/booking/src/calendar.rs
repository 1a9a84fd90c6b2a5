//! The times taken on one instrument, kept so that an overlap cannot be stored.

use std::collections::BTreeMap;

use jiangnan_kernel::{Id, Instant, Interval};

/// The times taken on one instrument. No two of them overlap, whatever is asked of it.
///
/// Because they do not overlap, a wanted time can only meet the one that starts before it and those that
/// start within it: each question costs a search, not a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    by_start: BTreeMap<Instant, (Interval, Id)>,
}

/// The time asked for is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time {taken} is taken by reservation `{by}`")]
pub struct Overlap {
    /// The time taken.
    pub taken: Interval,
    /// The reservation that has it.
    pub by: Id,
}

impl Calendar {
    /// An empty calendar.
    pub fn new() -> Calendar {
        Calendar::default()
    }

    /// The first time taken that overlaps a wanted one, leaving out one reservation (the one that moves).
    pub fn first_overlap(&self, wanted: Interval, except: Option<Id>) -> Option<Overlap> {
        self.overlapping(wanted).find(|overlap| Some(overlap.by) != except)
    }

    /// Every time taken that overlaps a window, in order.
    pub fn overlapping(&self, window: Interval) -> impl Iterator<Item = Overlap> {
        let before = self.by_start.range(..window.start()).next_back();
        let inside = self.by_start.range(window.start()..window.end());
        before
            .into_iter()
            .chain(inside)
            .map(|(_, &(taken, by))| Overlap { taken, by })
            .filter(move |overlap| overlap.taken.overlaps(window))
    }

    /// The times taken in a window without one reservation's own, as [`Situation::occupied`] wants them.
    ///
    /// [`Situation::occupied`]: crate::policy::Situation::occupied
    pub fn occupied(&self, window: Interval, except: Option<Id>) -> Vec<Interval> {
        let others = self.overlapping(window).filter(|overlap| Some(overlap.by) != except);
        others.map(|overlap| overlap.taken).collect()
    }

    /// Takes a time.
    ///
    /// # Errors
    /// [`Overlap`] where somebody has part of it; nothing is changed.
    pub fn insert(&mut self, interval: Interval, by: Id) -> Result<(), Overlap> {
        match self.first_overlap(interval, None) {
            Some(overlap) => Err(overlap),
            None => {
                self.by_start.insert(interval.start(), (interval, by));
                Ok(())
            }
        }
    }

    /// Gives a reservation's time back; whether it had it.
    pub fn remove(&mut self, interval: Interval, by: Id) -> bool {
        let has = self.by_start.get(&interval.start()) == Some(&(interval, by));
        has && self.by_start.remove(&interval.start()).is_some()
    }

    /// Moves a reservation's time, which may overlap its own old time.
    ///
    /// # Errors
    /// [`Overlap`] where somebody else has part of the new time; nothing is changed.
    pub fn relocate(&mut self, from: Interval, to: Interval, by: Id) -> Result<(), Overlap> {
        if let Some(overlap) = self.first_overlap(to, Some(by)) {
            return Err(overlap);
        }
        self.remove(from, by);
        self.insert(to, by)
    }

    /// All times taken, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Interval, Id)> {
        self.by_start.values().copied()
    }
}
