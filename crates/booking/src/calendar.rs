//! The times taken on one instrument, kept so that an overlap cannot be stored.

use jiangnan_kernel::{Id, Interval};

/// The times taken on one instrument. No two of them overlap, whatever is asked of it.
///
/// Because they do not overlap, a wanted time can only meet the one that starts before it and those that
/// start within it: each question costs a search, not a scan. They lie in one sorted piece of memory, because
/// a calendar is copied whenever a decision on it may have to be undone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    sorted: Vec<(Interval, Id)>,
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
        let first = self.sorted.partition_point(|(taken, _)| taken.end() <= window.start());
        let rest = self.sorted.get(first..).unwrap_or_default().iter();
        rest.take_while(move |(taken, _)| taken.start() < window.end())
            .map(|&(taken, by)| Overlap { taken, by })
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
                let at = self.sorted.partition_point(|(taken, _)| taken.start() < interval.start());
                self.sorted.insert(at, (interval, by));
                Ok(())
            }
        }
    }

    /// Gives a reservation's time back; whether it had it.
    pub fn remove(&mut self, interval: Interval, by: Id) -> bool {
        let found = self.sorted.binary_search_by_key(&interval.start(), |(taken, _)| taken.start());
        let at = found.ok().filter(|at| self.sorted.get(*at) == Some(&(interval, by)));
        at.map(|at| self.sorted.remove(at)).is_some()
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
        self.sorted.iter().copied()
    }
}
