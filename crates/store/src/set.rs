//! The part of one table that a group of commands works on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::{Changes, Entity, Lookup};

/// A key that a decision asked for and that has not been loaded yet. The decision is undone, the key loaded,
/// and the decision taken again: so decisions stay pure and still name what they read in one place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

/// What a table held when a row was changed.
#[derive(Clone, Debug, PartialEq)]
enum Before<E> {
    /// This row.
    Row(Arc<E>),
    /// No row.
    Nothing,
    /// No row, as was taken for granted.
    Assumed,
    /// Nobody looked.
    Unknown,
}

impl<E> Before<E> {
    /// Whether there was a row, where that is known.
    fn had(&self) -> Option<bool> {
        match self {
            Before::Row(_) => Some(true),
            Before::Nothing | Before::Assumed => Some(false),
            Before::Unknown => None,
        }
    }
}

/// How many rows a cleared set has room for: those of a large group.
const ROWS_KEPT: usize = 4_096;

/// Rows of one table: what was loaded, what a decision changed, and how to undo it.
#[derive(Debug)]
pub struct Set<E: Lookup> {
    /// Each apart from the table of its keys, which is searched much more often than a row is read, and shared with what
    /// undoes its change.
    rows: HashMap<E::Key, Option<Arc<E>>, RandomState>,
    /// The keys of changes, and what the table was known to hold of each when it was changed.
    dirty: Vec<(E::Key, Before<E>)>,
    /// How many of them are part of the group. Those after them are what a refused command takes back.
    accepted: usize,
    /// The keys of changes that were taken over and are not under way yet.
    taken: Vec<E::Key>,
    /// Those that were sent off last.
    recent: Vec<E::Key>,
    wanted: Vec<E::Key>,
    /// The keys of which the table is taken to have no row, though nobody looked.
    assumed: HashSet<E::Key, RandomState>,
}

impl<E: Lookup> Default for Set<E> {
    fn default() -> Self {
        Set {
            rows: HashMap::default(),
            dirty: Vec::new(),
            accepted: 0,
            taken: Vec::new(),
            recent: Vec::new(),
            wanted: Vec::new(),
            assumed: HashSet::default(),
        }
    }
}

impl<E: Lookup> Set<E> {
    /// The row of a key, `None` where the table has none.
    ///
    /// # Errors
    /// [`Missing`] where the key has not been loaded; it is then remembered as wanted.
    pub fn get(&mut self, key: &E::Key) -> Result<Option<&E>, Missing> {
        // Two look-ups instead of one, because a borrow that is returned cannot be given up again.
        if !self.rows.contains_key(key) {
            self.wanted.push(key.clone());
            return Err(Missing);
        }
        Ok(self.row(key))
    }

    /// The same to keep.
    ///
    /// # Errors
    /// As [`Set::get`].
    pub fn share(&mut self, key: &E::Key) -> Result<Option<Arc<E>>, Missing> {
        let Some(row) = self.rows.get(key) else {
            self.wanted.push(key.clone());
            return Err(Missing);
        };
        Ok(row.clone())
    }

    fn row(&self, key: &E::Key) -> Option<&E> {
        self.rows.get(key).and_then(Option::as_deref)
    }

    /// The same of a key that must not be there yet: it may have been taken for granted that it is not.
    ///
    /// # Errors
    /// As [`Set::get`].
    pub fn get_new(&mut self, key: &E::Key) -> Result<Option<&E>, Missing> {
        if self.assumed.contains(key) && !self.rows.contains_key(key) { Ok(None) } else { self.get(key) }
    }

    /// Asks for many keys at once, so that a decision that needs them all stops once and not for each.
    ///
    /// # Errors
    /// [`Missing`] where any of them has not been loaded; those are then remembered as wanted.
    pub fn want<'k>(&mut self, keys: impl IntoIterator<Item = &'k E::Key>) -> Result<(), Missing>
    where
        E::Key: 'k,
    {
        let known = self.wanted.len();
        let is_open = |key: &&E::Key| !self.rows.contains_key(*key) && !self.assumed.contains(*key);
        self.wanted.extend(keys.into_iter().filter(is_open).cloned());
        if self.wanted.len() == known { Ok(()) } else { Err(Missing) }
    }

    /// Writes a row into the set.
    pub fn put(&mut self, row: E) {
        let key = row.key();
        self.replace(key, Some(row));
    }

    /// Writes a row that the table does not have, because its key was only just made; should it, the database refuses it.
    pub fn put_new(&mut self, row: E) {
        let key = row.key();
        let before = self.rows.insert(key.clone(), Some(Arc::new(row)));
        self.dirty.push((key, before.flatten().map_or(Before::Nothing, Before::Row)));
    }

    /// Removes a row from the set.
    pub fn remove(&mut self, key: &E::Key) {
        self.replace(key.clone(), None);
    }

    fn replace(&mut self, key: E::Key, row: Option<E>) {
        let before = match self.rows.insert(key.clone(), row.map(Arc::new)) {
            Some(Some(row)) => Before::Row(row),
            Some(None) => Before::Nothing,
            None if self.assumed.contains(&key) => Before::Assumed,
            None => Before::Unknown,
        };
        self.dirty.push((key, before));
    }

    /// Whether anything was written since the last [`Set::accept`].
    pub fn is_touched(&self) -> bool {
        self.dirty.len() > self.accepted
    }

    /// Makes the changes since the last call of this or of [`Set::rollback`] part of the group.
    pub fn accept(&mut self) {
        self.accepted = self.dirty.len();
    }

    /// Takes back the changes since the last [`Set::accept`].
    pub fn rollback(&mut self) {
        for (key, before) in self.dirty.drain(self.accepted..).rev() {
            match before {
                Before::Row(row) => self.rows.insert(key, Some(row)),
                Before::Nothing => self.rows.insert(key, None),
                Before::Assumed | Before::Unknown => self.rows.remove(&key),
            };
        }
    }

    /// Whether a key was asked for that has not been loaded.
    pub fn wants_any(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// The keys that were asked for and not found loaded, each once.
    pub fn take_wanted(&mut self) -> Vec<E::Key> {
        let mut wanted = std::mem::take(&mut self.wanted);
        wanted.sort();
        wanted.dedup();
        wanted
    }

    /// Takes in what the table holds for a key. A row that the group has changed is left as it is.
    pub fn loaded(&mut self, key: E::Key, row: Option<E>) {
        self.rows.entry(key).or_insert_with(|| row.map(Arc::new));
    }

    /// The keys that the group changed, each once, in order, and what the table held before all of that.
    fn changed(&mut self) -> &[(E::Key, Before<E>)] {
        // The order of what was done to one key stays, and the first of it is kept.
        self.dirty.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.dirty.dedup_by(|(later, _), (first, _)| later == first);
        self.accepted = self.dirty.len();
        &self.dirty
    }

    /// Whether the group changed a row that the table holds, or may hold.
    pub fn overwrites(&self) -> bool {
        self.dirty.iter().any(|(_, before)| before.had() != Some(false))
    }

    /// The rows that the group changed and the table held before, as they were and as they are, declared as taken over.
    pub fn take_changed(&mut self) -> Vec<(Arc<E>, Arc<E>)> {
        self.changed();
        let (mut pairs, mut rest) = (Vec::new(), Vec::new());
        for (key, before) in std::mem::take(&mut self.dirty) {
            match (before, self.rows.get(&key)) {
                (Before::Row(was), Some(Some(is))) => {
                    pairs.push((was, Arc::clone(is)));
                    self.taken.push(key);
                }
                (before, _) => rest.push((key, before)),
            }
        }
        self.dirty = rest;
        self.accepted = self.dirty.len();
        pairs
    }

    /// Declares the changes as taken over: the rows stay as a cache.
    pub fn take_over(&mut self) {
        self.taken.extend(self.dirty.drain(..).map(|(key, _)| key));
        self.accepted = 0;
    }

    /// Declares what was taken over as under way: nobody else is to hold on to it.
    pub fn send_off(&mut self) {
        std::mem::swap(&mut self.recent, &mut self.taken);
        self.taken.clear();
    }

    /// Forgets every row but those that were changed and are not under way.
    pub fn keep_changes(&mut self) {
        if self.dirty.is_empty() && self.taken.is_empty() {
            self.rows.clear();
        } else {
            let changed = self.dirty.iter().map(|(key, _)| key);
            let kept: HashSet<&E::Key, RandomState> = changed.chain(&self.taken).collect();
            self.rows.retain(|key, _| kept.contains(key));
        }
        self.rows.shrink_to(ROWS_KEPT);
        self.wanted.clear();
        self.assumed.clear();
    }

    /// Takes for granted that the table has no row of the keys that are wanted. Only [`Set::get_new`] goes by that.
    pub fn assume_absent(&mut self) {
        self.assumed.extend(self.wanted.drain(..));
    }

    /// Forgets what was taken for granted.
    pub fn doubt(&mut self) {
        self.assumed.clear();
        self.wanted.clear();
    }

    /// Forgets every row, and wants those again that the last group changed: what was needed lately is needed soon.
    pub fn renew(&mut self) {
        let recent = std::mem::take(&mut self.recent);
        self.clear();
        self.wanted = recent;
    }

    /// Forgets the row of a key.
    pub fn forget(&mut self, key: &E::Key) {
        self.rows.remove(key);
    }

    /// How many rows the set holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the set holds no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Forgets every row, and keeps the memory of a group for the next.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.rows.shrink_to(ROWS_KEPT);
        self.dirty.clear();
        self.accepted = 0;
        self.taken.clear();
        self.recent.clear();
        self.wanted.clear();
        self.assumed.clear();
    }
}

impl<E: Entity> Set<E> {
    /// What the group changed, with the changes declared as taken over; none where it changed nothing.
    pub fn take_changes(&mut self) -> Option<Changes> {
        if self.changed().is_empty() {
            return None;
        }
        let new = self.dirty.iter().filter(|(_, before)| before.had() == Some(false)).count();
        let mut changes = Changes::of::<E>(self.dirty.len() - new, new);
        for (key, before) in &self.dirty {
            changes.add(key, self.row(key), before.had());
        }
        self.take_over();
        Some(changes)
    }

    /// Adds the rows that the group added to what it changes in this table, declared as taken over, if it did nothing
    /// else here: what goes must go before what comes in its place.
    pub fn take_new(&mut self, all: &mut Vec<Changes>) {
        if self.dirty.is_empty() || self.overwrites() {
            return;
        }
        self.changed();
        let at = all.iter().position(Changes::is_of::<E>);
        let at = at.unwrap_or_else(|| {
            all.push(Changes::of::<E>(0, self.dirty.len()));
            all.len() - 1
        });
        if let Some(changes) = all.get_mut(at) {
            self.dirty.iter().for_each(|(key, _)| changes.add(key, self.row(key), Some(false)));
            self.take_over();
        }
    }
}

#[cfg(test)]
mod tests;
