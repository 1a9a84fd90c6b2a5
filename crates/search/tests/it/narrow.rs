//! Facets and orders against the plain way of counting.

use jiangnan_search::{Column, first, tally};
use proptest::prelude::*;

proptest! {
    /// What a facet counts is what would be found if that value alone were chosen in it.
    #[test]
    fn a_count_is_what_choosing_would_find(
        values in prop::collection::vec(prop::collection::vec(0u32..5, 12), 3),
        rows in prop::collection::btree_set(0u32..12, 0..12),
        wanted in prop::collection::vec(prop::option::of(prop::collection::vec(any::<bool>(), 4)), 3),
    ) {
        let rows: Vec<u32> = rows.into_iter().collect();
        let columns: Vec<Column<'_>> = values.iter().zip(&wanted)
            .map(|(values, wanted)| Column { values, size: 4, wanted: wanted.clone() }).collect();
        let found = tally(&rows, &columns);
        let meets = |row: u32, column: &Column<'_>| column.wanted.as_ref().is_none_or(|wanted| {
            wanted.get(column.values[row as usize] as usize).copied().unwrap_or(false)
        });
        for (passes, &row) in found.passes.iter().zip(&rows) {
            prop_assert_eq!(*passes, columns.iter().all(|column| meets(row, column)));
        }
        for (at, column) in columns.iter().enumerate() {
            let others = |row: &&u32| {
                columns.iter().enumerate().all(|(other, column)| other == at || meets(**row, column))
            };
            for value in 0..4 {
                let expected = rows.iter().filter(others).filter(|row| column.values[**row as usize] == value);
                prop_assert_eq!(found.counts[at][value as usize] as usize, expected.count());
            }
            prop_assert_eq!(found.totals[at] as usize, rows.iter().filter(others).count());
        }
    }

    #[test]
    fn the_first_are_those_of_the_sorted(mut all in prop::collection::vec(0i64..50, 0..60), count in 0usize..70) {
        let some = first(all.clone(), count, |value| *value);
        all.sort_unstable();
        all.truncate(count);
        prop_assert_eq!(some, all);
    }
}
