//! Facets and orders against the plain way of counting.

use jiangnan_search::{Column, first, tally};
use proptest::prelude::*;

/// Every value of a row.
fn all_of(row: u32, column: &Column<'_>) -> Vec<u32> {
    let more = column.further.get(row as usize).into_iter().flatten().copied();
    std::iter::once(column.values[row as usize]).chain(more).collect()
}

proptest! {
    /// What a facet counts is what would be found if that value alone were chosen in it.
    #[test]
    fn a_count_is_what_choosing_would_find(
        values in prop::collection::vec(prop::collection::vec(0u32..5, 12), 3),
        further in prop::collection::vec(prop::collection::vec(5u32..8, 0..3), 12),
        rows in prop::collection::btree_set(0u32..12, 0..12),
        wanted in prop::collection::vec(prop::option::of(prop::collection::vec(any::<bool>(), 8)), 3),
    ) {
        let rows: Vec<u32> = rows.into_iter().collect();
        // The first column has rows with more than one value, each value once.
        let mut further = further;
        further.iter_mut().for_each(|more| { more.sort_unstable(); more.dedup(); });
        let columns: Vec<Column<'_>> = values.iter().zip(&wanted).enumerate()
            .map(|(at, (values, wanted))| {
                let further = if at == 0 { further.as_slice() } else { &[] };
                Column { values, further, size: 8, wanted: wanted.clone() }
            }).collect();
        let found = tally(&rows, &columns);
        let meets = |row: u32, column: &Column<'_>| column.wanted.as_ref().is_none_or(|wanted| {
            let meets = |value: &u32| wanted.get(*value as usize).copied().unwrap_or(false);
            all_of(row, column).iter().any(meets)
        });
        for (passes, &row) in found.passes.iter().zip(&rows) {
            prop_assert_eq!(*passes, columns.iter().all(|column| meets(row, column)));
        }
        for (at, column) in columns.iter().enumerate() {
            let others = |row: &&u32| {
                columns.iter().enumerate().all(|(other, column)| other == at || meets(**row, column))
            };
            for value in 0..8 {
                let expected = rows.iter().filter(others).filter(|row| all_of(**row, column).contains(&value));
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
