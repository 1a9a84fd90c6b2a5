//! One fact of many orders: a column of numbers, all as wide as the widest of them needs. What a run reads and
//! writes goes through the memory, and narrow numbers are fewer bytes.

/// A number as a column holds it.
pub(super) trait Cell: Copy + Ord + Into<i64> {
    /// The mark of what is missing; it is none of the numbers from `LEAST` to `MOST`.
    const MISSING: Self;
    const LEAST: Self;
    const MOST: Self;

    /// A number that is known to fit.
    fn cut(number: i64) -> Self;
}

impl Cell for u8 {
    const MISSING: u8 = u8::MAX;
    const LEAST: u8 = 0;
    const MOST: u8 = u8::MAX - 1;

    fn cut(number: i64) -> u8 {
        number as u8
    }
}

impl Cell for u16 {
    const MISSING: u16 = u16::MAX;
    const LEAST: u16 = 0;
    const MOST: u16 = u16::MAX - 1;

    fn cut(number: i64) -> u16 {
        number as u16
    }
}

impl Cell for u32 {
    const MISSING: u32 = u32::MAX;
    const LEAST: u32 = 0;
    const MOST: u32 = u32::MAX - 1;

    fn cut(number: i64) -> u32 {
        number as u32
    }
}

impl Cell for i64 {
    const MISSING: i64 = i64::MIN;
    const LEAST: i64 = i64::MIN + 1;
    const MOST: i64 = i64::MAX;

    fn cut(number: i64) -> i64 {
        number
    }
}

/// The numbers of a column, in their common width.
#[derive(Clone, Debug)]
pub(super) enum Cells {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
    Eight(Vec<i64>),
}

/// A column: empty where no order has the fact.
#[derive(Clone, Debug)]
pub(super) struct Column {
    cells: Cells,
    least: i64,
    most: i64,
}

impl Default for Column {
    fn default() -> Column {
        Column { cells: Cells::One(Vec::new()), least: i64::MAX, most: i64::MIN }
    }
}

impl Column {
    pub(super) fn numbers(&self) -> Stretch<'_> {
        self.cells.all()
    }

    /// The least and the greatest number; the least is the greater of the two where there is none.
    pub(super) fn range(&self) -> (i64, i64) {
        (self.least, self.most)
    }

    /// Adds the number of the order that comes after so many. The first to have one says that those lack it.
    pub(super) fn push(&mut self, number: i64, after: usize) {
        if self.numbers().len() == 0 {
            (0..after).for_each(|_| self.cells.push(None));
        }
        self.cells.push(Some(number));
        (self.least, self.most) = (self.least.min(number), self.most.max(number));
    }

    /// Says that an order lacks the fact.
    pub(super) fn push_missing(&mut self) {
        if self.numbers().len() > 0 {
            self.cells.push(None);
        }
    }

    /// Gives every number that is there another, or takes it away; the answer says whether any was taken.
    pub(super) fn map(&mut self, change: impl Fn(usize, i64) -> Option<i64>) -> bool {
        let (mut changed, mut taken) = (Column::default(), false);
        for at in 0..self.numbers().len() {
            let old = self.numbers().get(at);
            let new = old.and_then(|number| change(at, number));
            taken |= old.is_some() && new.is_none();
            match new {
                Some(number) => changed.push(number, at),
                None => changed.push_missing(),
            }
        }
        *self = changed;
        taken
    }
}

impl Cells {
    /// Cells for so many numbers of which none is greater than `most` and none negative; those that are there already
    /// stay where they are.
    pub(super) fn fit(&mut self, most: i64, len: usize) {
        match self {
            Cells::Four(cells) if holds::<u32>(most) => cells.resize(len, u32::MISSING),
            Cells::Eight(cells) if !holds::<u32>(most) => cells.resize(len, i64::MISSING),
            _ if holds::<u32>(most) => *self = Cells::Four(vec![u32::MISSING; len]),
            _ => *self = Cells::Eight(vec![i64::MISSING; len]),
        }
    }

    /// Adds a number, or a missing one. What does not fit makes all wider.
    pub(super) fn push(&mut self, number: Option<i64>) {
        let added = match self {
            Cells::One(cells) => add(cells, number),
            Cells::Two(cells) => add(cells, number),
            Cells::Four(cells) => add(cells, number),
            Cells::Eight(cells) => {
                cells.push(number.unwrap_or(i64::MISSING));
                true
            }
        };
        if !added {
            self.widen();
            self.push(number);
        }
    }

    fn widen(&mut self) {
        match self {
            Cells::One(cells) => *self = Cells::Two(read(cells, u16::MISSING, u16::cut)),
            Cells::Two(cells) => *self = Cells::Four(read(cells, u32::MISSING, u32::cut)),
            Cells::Four(cells) => *self = Cells::Eight(read(cells, i64::MISSING, i64::cut)),
            Cells::Eight(_) => {}
        }
    }

    /// All numbers.
    pub(super) fn all(&self) -> Stretch<'_> {
        match self {
            Cells::One(cells) => Stretch::One(cells),
            Cells::Two(cells) => Stretch::Two(cells),
            Cells::Four(cells) => Stretch::Four(cells),
            Cells::Eight(cells) => Stretch::Eight(cells),
        }
    }
}

/// A stretch of a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stretch<'c> {
    One(&'c [u8]),
    Two(&'c [u16]),
    Four(&'c [u32]),
    Eight(&'c [i64]),
}

impl<'c> Stretch<'c> {
    /// A part of it; nothing where there are no numbers at all.
    pub(super) fn part(self, start: usize, len: usize) -> Stretch<'c> {
        let part = start..start.saturating_add(len);
        match self {
            Stretch::One(cells) => Stretch::One(cells.get(part).unwrap_or_default()),
            Stretch::Two(cells) => Stretch::Two(cells.get(part).unwrap_or_default()),
            Stretch::Four(cells) => Stretch::Four(cells.get(part).unwrap_or_default()),
            Stretch::Eight(cells) => Stretch::Eight(cells.get(part).unwrap_or_default()),
        }
    }

    pub(super) fn len(self) -> usize {
        match self {
            Stretch::One(cells) => cells.len(),
            Stretch::Two(cells) => cells.len(),
            Stretch::Four(cells) => cells.len(),
            Stretch::Eight(cells) => cells.len(),
        }
    }

    /// A number, where there is one.
    pub(super) fn get(self, at: usize) -> Option<i64> {
        match self {
            Stretch::One(cells) => number(cells, at),
            Stretch::Two(cells) => number(cells, at),
            Stretch::Four(cells) => number(cells, at),
            Stretch::Eight(cells) => number(cells, at),
        }
    }

    /// All numbers in another form.
    pub(super) fn read<W: Copy>(self, missing: W, form: impl Fn(i64) -> W) -> Vec<W> {
        match self {
            Stretch::One(cells) => read(cells, missing, form),
            Stretch::Two(cells) => read(cells, missing, form),
            Stretch::Four(cells) => read(cells, missing, form),
            Stretch::Eight(cells) => read(cells, missing, form),
        }
    }
}

/// Whether a number fits.
fn holds<T: Cell>(number: i64) -> bool {
    T::LEAST.into() <= number && number <= T::MOST.into()
}

fn number<T: Cell>(cells: &[T], at: usize) -> Option<i64> {
    let cell = cells.get(at).copied()?;
    (cell != T::MISSING).then(|| cell.into())
}

fn add<T: Cell>(cells: &mut Vec<T>, number: Option<i64>) -> bool {
    let fits = number.is_none_or(holds::<T>);
    if fits {
        cells.push(number.map_or(T::MISSING, T::cut));
    }
    fits
}

fn read<T: Cell, W: Copy>(cells: &[T], missing: W, form: impl Fn(i64) -> W) -> Vec<W> {
    let read = |cell: &T| if *cell == T::MISSING { missing } else { form((*cell).into()) };
    cells.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers about the ends of every width.
    const NUMBERS: [i64; 14] = [
        0,
        254,
        255,
        256,
        65_534,
        65_535,
        65_536,
        4_294_967_294,
        4_294_967_295,
        4_294_967_296,
        1_000_000_000_000_000,
        i64::MAX,
        -1,
        i64::MIN + 1,
    ];

    fn width(column: &Column) -> usize {
        match column.cells {
            Cells::One(_) => 1,
            Cells::Two(_) => 2,
            Cells::Four(_) => 4,
            Cells::Eight(_) => 8,
        }
    }

    #[test]
    fn every_number_comes_back_whatever_came_before_it() {
        for first in NUMBERS {
            for second in NUMBERS {
                let mut column = Column::default();
                column.push_missing();
                column.push(first, 1);
                column.push_missing();
                column.push(second, 3);
                let found: Vec<Option<i64>> = (0..5).map(|at| column.numbers().get(at)).collect();
                assert_eq!(found, [None, Some(first), None, Some(second), None]);
                assert_eq!(column.range(), (first.min(second), first.max(second)));
                assert_eq!(column.numbers().part(1, 3).read(-7, |number| number), [first, -7, second]);
                assert_eq!(column.numbers().part(1, 4).read(-7, |number| number), [0; 0], "beyond the end");
            }
        }
    }

    #[test]
    fn a_column_is_as_wide_as_its_widest_number() {
        for (number, wide) in [(254, 1), (255, 2), (65_534, 2), (65_535, 4), (u32::MAX.into(), 8), (-1, 8)] {
            let mut column = Column::default();
            column.push(0, 0);
            column.push(number, 1);
            column.push(1, 2);
            assert_eq!(width(&column), wide, "{number}");
        }
    }

    #[test]
    fn a_changed_column_is_as_wide_as_it_needs() {
        let mut column = Column::default();
        column.push(300, 2);
        column.push(100_000, 3);
        assert!(!column.map(|_, number| Some(number / 1_000)));
        assert_eq!((width(&column), column.range()), (1, (0, 100)));
        assert!(column.map(|at, number| (at == 2).then_some(number)));
        let found: Vec<Option<i64>> = (0..4).map(|at| column.numbers().get(at)).collect();
        assert_eq!((found, column.range()), (vec![None, None, Some(0), None], (0, 0)));
    }
}
