//! Many orders as columns, and the same rules run over them: for simulations of millions of orders.
//!
//! Both evaluators work on one checked form. Here a clause is swept over a block of orders at a time, so that the
//! compiler can use wide instructions; caps that outlast an order are counted in the order of the rows.

mod convert;
mod count;
mod limit;
mod mask;
mod passing;
mod run;
mod shift;
mod stacked;

use std::collections::HashMap;

use jiangnan_kernel::{Currency, Id};

use crate::fact::{FACT_COUNT, Fact, FactKind};
use crate::order::Order;

pub use count::Counted;
pub use run::Decisions;
pub use stacked::Stacked;

/// The mark of a missing value in each kind of column. No value that an order may have looks like it.
pub(crate) const NO_WORD: u8 = u8::MAX;
pub(crate) const NO_PLACE: u16 = u16::MAX;
pub(crate) const NO_DAY: i32 = i32::MIN;
pub(crate) const NO_NUMBER: i64 = i64::MIN;
pub(crate) const NO_SUBJECT: u32 = u32::MAX;

/// Orders as columns, in the order in which they are decided.
#[derive(Clone, Debug)]
pub struct Columns {
    currency: Currency,
    len: usize,
    columns: Vec<Column>,
    /// The first and the last day of each column of days, by the position of the fact.
    day_ranges: Vec<(i32, i32)>,
    /// The largest of each column of numbers, by the position of the fact.
    largest: Vec<i64>,
    /// The bits of the facts that some order lacks.
    lacking: u64,
    subjects: Vec<Id>,
    subject_of: HashMap<Id, u32>,
}

/// The values of one fact, as narrow as its kind allows; absent where no order has it.
#[derive(Clone, Debug)]
enum Column {
    Absent,
    Words(Vec<u8>),
    Places(Vec<u16>),
    Days(Vec<i32>),
    Numbers(Vec<i64>),
    Subjects(Vec<u32>),
}

impl Columns {
    /// No orders yet. All of them have to be in one currency.
    pub fn new(currency: Currency) -> Columns {
        Columns {
            currency,
            len: 0,
            columns: vec![Column::Absent; FACT_COUNT],
            day_ranges: vec![(i32::MAX, i32::MIN); FACT_COUNT],
            largest: vec![0; FACT_COUNT],
            lacking: 0,
            subjects: Vec::new(),
            subject_of: HashMap::new(),
        }
    }

    /// The currency of all money.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// How many orders there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an order. One in another currency is not added; the answer says whether it was.
    pub fn push(&mut self, order: &Order) -> bool {
        if order.currency() != self.currency {
            return false;
        }
        for &fact in Fact::ALL {
            let subject = order.subject(fact).map(|id| self.subject(id));
            let Some(column) = self.columns.get_mut(fact.index()) else { continue };
            let known = if let Some(number) = order.get(fact) {
                column.prepare(fact.kind(), self.len);
                column.push(subject.map_or(number, i64::from))
            } else {
                column.push_missing();
                false
            };
            if known {
                self.widen(fact);
            } else {
                self.lacking |= fact.bit();
            }
        }
        self.len += 1;
        true
    }

    /// Takes the last value of a column into its range.
    fn widen(&mut self, fact: Fact) {
        match self.columns.get(fact.index()) {
            Some(Column::Days(days)) => {
                if let (Some(range), Some(day)) = (self.day_ranges.get_mut(fact.index()), days.last()) {
                    *range = (range.0.min(*day), range.1.max(*day));
                }
            }
            Some(Column::Numbers(numbers)) => {
                if let (Some(largest), Some(number)) = (self.largest.get_mut(fact.index()), numbers.last()) {
                    *largest = (*largest).max(*number);
                }
            }
            _ => {}
        }
    }

    fn subject(&mut self, id: Id) -> u32 {
        let next = u32::try_from(self.subjects.len()).unwrap_or(NO_SUBJECT);
        let subjects = &mut self.subjects;
        *self.subject_of.entry(id).or_insert_with(|| {
            subjects.push(id);
            next
        })
    }

    fn column(&self, fact: Fact) -> &Column {
        self.columns.get(fact.index()).unwrap_or(&Column::Absent)
    }

    fn numbers(&self, fact: Fact) -> &[i64] {
        if let Column::Numbers(values) = self.column(fact) { values } else { &[] }
    }

    fn days(&self, fact: Fact) -> &[i32] {
        if let Column::Days(values) = self.column(fact) { values } else { &[] }
    }

    /// The first and the last day of a column; the first lies after the last where no order has one.
    fn day_range(&self, fact: Fact) -> (i32, i32) {
        self.day_ranges.get(fact.index()).copied().unwrap_or((i32::MAX, i32::MIN))
    }

    /// The largest number of a column; 0 where there is none.
    fn largest(&self, fact: Fact) -> i64 {
        self.largest.get(fact.index()).copied().unwrap_or(0)
    }

    /// Whether some order lacks one of the facts of these bits.
    fn lacks(&self, bits: u64) -> bool {
        self.lacking & bits != 0
    }

    fn subject_column(&self, fact: Fact) -> &[u32] {
        if let Column::Subjects(values) = self.column(fact) { values } else { &[] }
    }
}

impl Extend<Order> for Columns {
    fn extend<T: IntoIterator<Item = Order>>(&mut self, orders: T) {
        for order in orders {
            self.push(&order);
        }
    }
}

impl Column {
    /// Makes a column that was absent until now one of missing values.
    fn prepare(&mut self, kind: FactKind, len: usize) {
        if matches!(self, Column::Absent) {
            *self = match kind {
                FactKind::Word(_) | FactKind::Flag => Column::Words(vec![NO_WORD; len]),
                FactKind::Place => Column::Places(vec![NO_PLACE; len]),
                FactKind::Date => Column::Days(vec![NO_DAY; len]),
                FactKind::Subject => Column::Subjects(vec![NO_SUBJECT; len]),
                _ => Column::Numbers(vec![NO_NUMBER; len]),
            };
        }
    }

    /// Adds a value; says whether the column can hold it. What it cannot hold is missing.
    fn push(&mut self, number: i64) -> bool {
        match self {
            Column::Absent => false,
            Column::Words(values) => push(values, u8::try_from(number).unwrap_or(NO_WORD), NO_WORD),
            Column::Places(values) => push(values, u16::try_from(number).unwrap_or(NO_PLACE), NO_PLACE),
            Column::Days(values) => push(values, i32::try_from(number).unwrap_or(NO_DAY), NO_DAY),
            Column::Numbers(values) => push(values, number, NO_NUMBER),
            Column::Subjects(values) => push(values, u32::try_from(number).unwrap_or(NO_SUBJECT), NO_SUBJECT),
        }
    }

    fn push_missing(&mut self) {
        match self {
            Column::Absent => {}
            Column::Words(values) => values.push(NO_WORD),
            Column::Places(values) => values.push(NO_PLACE),
            Column::Days(values) => values.push(NO_DAY),
            Column::Numbers(values) => values.push(NO_NUMBER),
            Column::Subjects(values) => values.push(NO_SUBJECT),
        }
    }
}

fn push<T: Copy + PartialEq>(values: &mut Vec<T>, value: T, missing: T) -> bool {
    values.push(value);
    value != missing
}
