use super::*;
use crate::{Query, StoreError};
use proptest::prelude::*;

#[derive(Clone, Debug, PartialEq)]
struct Cell(i64, i64);

impl Lookup for Cell {
    type Key = i64;

    fn key(&self) -> i64 {
        self.0
    }

    fn fetch_all(_: &impl Query, keys: &[i64]) -> Result<Vec<Option<Cell>>, StoreError> {
        Ok(keys.iter().map(|_| None).collect())
    }
}

#[test]
fn what_is_not_loaded_is_wanted_once() {
    let mut set = Set::<Cell>::default();
    assert_eq!(set.get(&1), Err(Missing));
    assert_eq!(set.get(&1), Err(Missing));
    assert_eq!(set.take_wanted(), [1]);
    set.loaded(1, None);
    assert_eq!(set.get(&1), Ok(None));
}

/// What is taken for granted is believed only where a key must be new, and what is put there is new.
#[test]
fn what_is_assumed_is_believed_of_new_keys_only() {
    let mut set = Set::<Cell>::default();
    let _ = set.want([&1, &2]);
    set.assume_absent();
    assert_eq!(set.get_new(&1), Ok(None));
    assert_eq!(set.want([&1]), Ok(()));
    assert_eq!(set.get(&2), Err(Missing));
    set.loaded(2, Some(Cell(2, 5)));
    assert_eq!(set.get_new(&2), Ok(Some(&Cell(2, 5))));
    set.put(Cell(1, 7));
    assert_eq!(set.changed(), [(1, Before::Assumed)]);
    assert!(!set.overwrites());
    set.doubt();
    assert_eq!(set.get_new(&1), Ok(Some(&Cell(1, 7))));
    assert_eq!(set.get_new(&2), Ok(Some(&Cell(2, 5))));
    assert_eq!(set.get_new(&3), Err(Missing));
}

/// What a refused command wrote is as unknown afterwards as it was before, where nobody had looked.
#[test]
fn a_refused_command_leaves_what_was_assumed_assumed() {
    let mut set = Set::<Cell>::default();
    let _ = set.want([&1]);
    set.assume_absent();
    set.put(Cell(1, 7));
    set.put(Cell(2, 7));
    set.put_new(Cell(3, 7));
    set.put(Cell(3, 8));
    set.rollback();
    assert!(!set.is_touched() && set.changed().is_empty());
    assert_eq!(set.get_new(&1), Ok(None));
    assert_eq!(set.get(&1), Err(Missing));
    assert_eq!(set.get(&2), Err(Missing));
    assert_eq!(set.get(&3), Ok(None));
}

/// What the group had is not lost with what one command did to it, even where it was sorted in between.
#[test]
fn a_refused_command_takes_back_no_more_than_its_own() {
    let mut set = Set::<Cell>::default();
    set.put_new(Cell(2, 1));
    set.put_new(Cell(1, 1));
    set.put(Cell(2, 2));
    set.accept();
    assert_eq!(set.take_changed(), []);
    set.put(Cell(1, 9));
    set.put_new(Cell(0, 9));
    set.rollback();
    assert_eq!(set.get(&1), Ok(Some(&Cell(1, 1))));
    assert_eq!(set.get(&2), Ok(Some(&Cell(2, 2))));
    assert_eq!(set.changed(), [(1, Before::Nothing), (2, Before::Nothing)]);
}

proptest! {
    /// Groups of writes, each accepted or refused: the set must hold what a plain map holds that only
    /// ever saw the accepted ones, and must report exactly their keys.
    #[test]
    fn a_refused_command_leaves_no_trace(
        groups in prop::collection::vec((any::<bool>(), prop::collection::vec((0i64..6, prop::option::of(0i64..9)), 0..6)), 0..12)
    ) {
        let mut set = Set::<Cell>::default();
        let mut model = std::collections::BTreeMap::new();
        let mut touched = std::collections::BTreeSet::new();
        for key in 0..6 {
            set.loaded(key, None);
        }
        for (accepted, writes) in groups {
            for (key, value) in &writes {
                match value {
                    Some(value) => set.put(Cell(*key, *value)),
                    None => set.remove(key),
                }
            }
            if accepted {
                set.accept();
                for (key, value) in writes {
                    touched.insert(key);
                    match value {
                        Some(value) => model.insert(key, value),
                        None => model.remove(&key),
                    };
                }
            } else {
                set.rollback();
            }
        }
        for key in 0..6 {
            prop_assert_eq!(set.get(&key).unwrap().map(|cell| cell.1), model.get(&key).copied());
        }
        // The table was known to have none of them.
        prop_assert_eq!(set.changed(), touched.iter().map(|key| (*key, Before::Nothing)).collect::<Vec<_>>());
        set.take_over();
        set.keep_changes();
        for key in 0..6 {
            prop_assert_eq!(set.get(&key).is_ok(), touched.contains(&key));
        }
        set.send_off();
        set.keep_changes();
        prop_assert!(set.is_empty());
    }
}
