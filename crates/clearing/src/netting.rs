//! Positions between jurisdictions, their nets, and the fewest transfers that settle them.
//!
//! Positions lie in one dense square of numbers per currency, so that a claim costs two look-ups and one
//! addition. Currencies never meet.

use std::collections::{BTreeMap, HashMap};

use jiangnan_kernel::{Currency, Money, PlaceCode, PlaceIx, PlaceTree};
use serde::{Deserialize, Serialize};

/// What one jurisdiction owes another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Who owes.
    pub payer: PlaceCode,
    /// Who is owed.
    pub payee: PlaceCode,
    /// How much, above zero.
    pub money: Money,
}

/// What a jurisdiction gets (positive) or pays (negative) when all positions are settled at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Net {
    /// The jurisdiction.
    pub jurisdiction: PlaceCode,
    /// Its net.
    pub money: Money,
}

/// One transfer from treasury to treasury that settles nets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetTransfer {
    /// Who pays.
    pub from: PlaceCode,
    /// Who is paid.
    pub to: PlaceCode,
    /// How much, above zero.
    pub money: Money,
}

/// Why positions cannot be added up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NettingError {
    /// The place keeps no treasury.
    #[error("`{0}` keeps no treasury in the table of places: name the jurisdiction that pays for it")]
    NoTreasury(PlaceCode),
    /// A sum does not fit 64 bits.
    #[error("the positions in {0} exceed 64 bits of minor units: close cycles more often")]
    TooLarge(Currency),
}

/// The positions of a set of jurisdictions, added up.
#[derive(Clone, Debug)]
pub struct Positions {
    jurisdictions: Vec<PlaceCode>,
    by_code: HashMap<PlaceCode, usize>,
    by_place: Vec<Option<usize>>,
    squares: BTreeMap<Currency, Vec<i64>>,
}

impl Positions {
    /// No positions yet, among the jurisdictions of a place tree.
    pub fn of(tree: &PlaceTree) -> Positions {
        let mut jurisdictions = Vec::new();
        let mut by_place = Vec::with_capacity(tree.places().len());
        for place in tree.places() {
            by_place.push(place.treasury.then_some(jurisdictions.len()));
            jurisdictions.extend(place.treasury.then_some(place.code));
        }
        let by_code = jurisdictions.iter().enumerate().map(|(row, &code)| (code, row)).collect();
        Positions { jurisdictions, by_code, by_place, squares: BTreeMap::new() }
    }

    /// Adds what one jurisdiction owes another; a negative amount lowers it. What a jurisdiction owes within
    /// itself is kept and changes no net.
    ///
    /// # Errors
    /// [`NettingError`]; nothing is changed.
    pub fn add(&mut self, payer: PlaceCode, payee: PlaceCode, money: Money) -> Result<(), NettingError> {
        let (row, column) = (self.row(payer)?, self.row(payee)?);
        self.add_at(row, column, money)
    }

    /// As [`Positions::add`] with places that are indexed already.
    ///
    /// # Errors
    /// As [`Positions::add`]; `codes` names the places in the error.
    pub fn add_indexed(
        &mut self,
        payer: PlaceIx,
        payee: PlaceIx,
        money: Money,
        codes: impl Fn(PlaceIx) -> PlaceCode,
    ) -> Result<(), NettingError> {
        let row_of = |place: PlaceIx| {
            let row = self.by_place.get(usize::from(place.0)).copied().flatten();
            row.ok_or_else(|| NettingError::NoTreasury(codes(place)))
        };
        let (row, column) = (row_of(payer)?, row_of(payee)?);
        self.add_at(row, column, money)
    }

    pub(crate) fn row(&self, code: PlaceCode) -> Result<usize, NettingError> {
        self.by_code.get(&code).copied().ok_or(NettingError::NoTreasury(code))
    }

    pub(crate) fn add_at(&mut self, row: usize, column: usize, money: Money) -> Result<(), NettingError> {
        let size = self.jurisdictions.len();
        let square = self.squares.entry(money.currency).or_insert_with(|| vec![0; size * size]);
        let too_large = NettingError::TooLarge(money.currency);
        match square.get_mut(row * size + column) {
            Some(cell) => *cell = cell.checked_add(money.minor).ok_or(too_large)?,
            None => return Err(too_large),
        }
        Ok(())
    }

    /// The currencies in which something is owed, in order of their codes.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> {
        self.squares.keys().copied()
    }

    /// What one jurisdiction owes another in a currency, in minor units.
    pub fn owed_minor(&self, payer: PlaceCode, payee: PlaceCode, currency: Currency) -> i64 {
        let cell = self.by_code.get(&payer).zip(self.by_code.get(&payee));
        let at = cell.map(|(row, column)| row * self.jurisdictions.len() + column);
        at.and_then(|at| self.squares.get(&currency)?.get(at).copied()).unwrap_or(0)
    }

    /// Every position between two different jurisdictions, by currency, payer, payee. A sum below zero counts
    /// as owed by the other side.
    pub fn list(&self) -> Vec<Position> {
        let mut list = Vec::new();
        for &currency in self.squares.keys() {
            for &payer in &self.jurisdictions {
                for &payee in self.jurisdictions.iter().filter(|&&payee| payee != payer) {
                    let back = self.owed_minor(payee, payer, currency).min(0).saturating_neg();
                    let minor = self.owed_minor(payer, payee, currency).max(0).saturating_add(back);
                    let money = Money::new(minor, currency);
                    list.extend((minor > 0).then_some(Position { payer, payee, money }));
                }
            }
        }
        list
    }

    /// The net of every jurisdiction in every currency in which it has a position, by currency; the nets of
    /// one currency sum to zero.
    ///
    /// # Errors
    /// [`NettingError::TooLarge`].
    pub fn nets(&self) -> Result<Vec<Net>, NettingError> {
        let mut nets = Vec::new();
        for &currency in self.squares.keys() {
            let sums = self.sums(currency);
            let touched = self.touched(currency);
            for ((&jurisdiction, sum), touched) in self.jurisdictions.iter().zip(sums).zip(touched) {
                let minor = i64::try_from(sum).map_err(|_| NettingError::TooLarge(currency))?;
                nets.extend(touched.then(|| Net { jurisdiction, money: Money::new(minor, currency) }));
            }
        }
        Ok(nets)
    }

    fn sums(&self, currency: Currency) -> Vec<i128> {
        let size = self.jurisdictions.len();
        let mut sums = vec![0_i128; size];
        let Some(square) = self.squares.get(&currency) else { return sums };
        for (row, owed) in square.chunks(size.max(1)).enumerate() {
            for (column, &minor) in owed.iter().enumerate() {
                if let Some(sum) = sums.get_mut(row) {
                    *sum -= i128::from(minor);
                }
                if let Some(sum) = sums.get_mut(column) {
                    *sum += i128::from(minor);
                }
            }
        }
        sums
    }

    fn touched(&self, currency: Currency) -> Vec<bool> {
        let size = self.jurisdictions.len();
        let mut touched = vec![false; size];
        let square = self.squares.get(&currency).into_iter().flatten();
        for (at, _) in square.enumerate().filter(|&(at, &minor)| minor != 0 && at / size != at % size) {
            for end in [at / size, at % size] {
                if let Some(touched) = touched.get_mut(end) {
                    *touched = true;
                }
            }
        }
        touched
    }
}
