//! Counting: how many hits each value of each filter has.

/// One thing that hits can be narrowed by: a value for each row, and which values are wanted.
#[derive(Clone, Debug)]
pub struct Column<'c> {
    /// The value of each row; a value that is not below `size` is none.
    pub values: &'c [u32],
    /// Further values of each row, beside the one; empty where no row has any.
    pub further: &'c [Vec<u32>],
    /// How many values there are.
    pub size: usize,
    /// Which values are wanted; none wants all.
    pub wanted: Option<Vec<bool>>,
}

/// Which rows meet every filter, and what could be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// For each of the rows given, whether it meets every filter.
    pub passes: Vec<bool>,
    /// For each column the number of rows of each value, as far as all *other* filters let them pass: what
    /// would be found if that value were chosen instead.
    pub counts: Vec<Vec<u32>>,
    /// For each column the rows that only its own filter keeps away, or none does.
    pub totals: Vec<u32>,
}

/// Filters rows by columns and counts what each value has. No more than 32 columns are looked at.
pub fn tally(rows: &[u32], columns: &[Column<'_>]) -> Tally {
    let columns = columns.get(..columns.len().min(32)).unwrap_or_default();
    let mut failed = vec![0_u32; rows.len()];
    for (bit, column) in columns.iter().enumerate() {
        let Some(wanted) = &column.wanted else { continue };
        for (failed, &row) in failed.iter_mut().zip(rows) {
            let value = column.value(row);
            let meets = |value: usize| wanted.get(value).copied().unwrap_or(false);
            let passes = meets(value) || column.further(row).iter().any(|value| meets(*value as usize));
            *failed |= u32::from(!passes) << bit;
        }
    }
    let (mut counts, mut totals) = (Vec::new(), Vec::new());
    for (bit, column) in columns.iter().enumerate() {
        // Where a value is none it is counted in one place more, which is cut off.
        let mut count = vec![0_u32; column.size + 1];
        let others = !(1_u32 << bit);
        for (failed, &row) in failed.iter().zip(rows) {
            if let Some(place) = count.get_mut(column.value(row).min(column.size)) {
                *place += u32::from(failed & others == 0);
            }
        }
        totals.push(count.iter().sum());
        let more = rows.get(..if column.further.is_empty() { 0 } else { rows.len() }).unwrap_or_default();
        for (failed, &row) in failed.iter().zip(more) {
            for value in column.further(row) {
                if let Some(place) = count.get_mut(*value as usize) {
                    *place += u32::from(failed & others == 0);
                }
            }
        }
        count.truncate(column.size);
        counts.push(count);
    }
    Tally { passes: failed.into_iter().map(|failed| failed == 0).collect(), counts, totals }
}

impl Column<'_> {
    fn value(&self, row: u32) -> usize {
        self.values.get(row as usize).map_or(usize::MAX, |value| *value as usize)
    }

    fn further(&self, row: u32) -> &[u32] {
        self.further.get(row as usize).map_or(&[], Vec::as_slice)
    }
}
