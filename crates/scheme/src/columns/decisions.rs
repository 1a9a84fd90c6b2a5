//! What is decided of each order.

use super::column::{Cell, Cells};
use super::mask::Mask;

/// What a scheme decides of each order: what it pays, or that it refuses. As narrow as the prices allow, like the orders.
#[derive(Clone, Debug)]
pub struct Decisions(Cells);

impl Default for Decisions {
    fn default() -> Decisions {
        Decisions(Cells::Four(Vec::new()))
    }
}

impl Decisions {
    /// How many orders were decided.
    pub fn len(&self) -> usize {
        self.0.all().len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is paid of an order, in minor units of the orders' currency; none where the scheme refuses it. (It may
    /// pass an order and still pay nothing.)
    pub fn get(&self, row: usize) -> Option<i64> {
        self.0.all().get(row)
    }

    /// What is paid of each order, 0 where the scheme refuses.
    pub fn amounts(&self) -> impl Iterator<Item = i64> {
        (0..self.len()).map(|row| self.get(row).unwrap_or(0))
    }

    /// Whether each order passes.
    pub fn passed(&self) -> impl Iterator<Item = bool> {
        (0..self.len()).map(|row| self.get(row).is_some())
    }

    /// The sum of all that is paid.
    pub fn total_minor(&self) -> i128 {
        match &self.0 {
            Cells::Four(cells) => i128::from(total(cells)),
            _ => self.amounts().map(i128::from).sum(),
        }
    }

    /// Adds what is decided of the next order.
    pub(super) fn push(&mut self, paid: Option<i64>) {
        self.0.push(paid);
    }

    /// Makes room for so many orders, none of which is paid more than `most`.
    pub(super) fn prepare(&mut self, most: i64, len: usize) {
        self.0.fit(most, len);
    }

    /// Writes what is decided of a block: the amounts of those that pass.
    pub(super) fn write(&mut self, start: usize, amounts: &[i64], pass: &Mask) {
        match &mut self.0 {
            Cells::One(cells) => write(cells, start, amounts, pass),
            Cells::Two(cells) => write(cells, start, amounts, pass),
            Cells::Four(cells) => write(cells, start, amounts, pass),
            Cells::Eight(cells) => write(cells, start, amounts, pass),
        }
    }
}

impl FromIterator<Option<i64>> for Decisions {
    fn from_iter<T: IntoIterator<Item = Option<i64>>>(paid: T) -> Decisions {
        let mut decisions = Decisions::default();
        paid.into_iter().for_each(|paid| decisions.push(paid));
        decisions
    }
}

fn write<T: Cell>(cells: &mut [T], start: usize, amounts: &[i64], pass: &Mask) {
    let cells = cells.get_mut(start..start.saturating_add(amounts.len())).unwrap_or_default();
    for ((cell, amount), pass) in cells.iter_mut().zip(amounts).zip(pass) {
        // Not a branch, because which order passes is random.
        let kept = i64::from(*pass).wrapping_neg();
        *cell = T::cut((amount & kept) | (T::MISSING.into() & !kept));
    }
}

/// The sum of numbers of 32 bits, of which no memory holds so many that it would not fit.
fn total(cells: &[u32]) -> u64 {
    let paid = cells.iter().map(|cell| if *cell == u32::MISSING { 0 } else { u64::from(*cell) });
    paid.fold(0, u64::wrapping_add)
}
