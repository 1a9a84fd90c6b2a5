//! Many orders as columns, and the same rules run over them: for simulations of millions of orders.
//!
//! Both evaluators work on one checked form. Here a clause is swept over a block of orders at a time, so that the
//! compiler can use wide instructions; caps that outlast an order are counted in the order of the rows.

mod column;
mod convert;
mod count;
mod decisions;
mod limit;
mod mask;
mod passing;
mod run;
mod shift;
mod stacked;

use std::collections::HashMap;

use jiangnan_kernel::{Currency, Id};

use crate::fact::{FACT_COUNT, Fact};
use crate::order::Order;
use column::{Column, Stretch};

pub use count::Counted;
pub use decisions::Decisions;
pub use stacked::Stacked;

/// The mark of a missing value where the numbers of a block are worked with. No value that an order may have looks
/// like it.
pub(crate) const NO_DAY: i32 = i32::MIN;
pub(crate) const NO_NUMBER: i64 = i64::MIN;
pub(crate) const NO_SUBJECT: u32 = u32::MAX;

/// Orders as columns, in the order in which they are decided.
#[derive(Clone, Debug)]
pub struct Columns {
    currency: Currency,
    len: usize,
    /// By the position of the fact.
    columns: Vec<Column>,
    /// The bits of the facts that some order lacks.
    lacking: u64,
    /// Whether some order costs less with tax than without.
    untaxed_above: bool,
    subjects: Vec<Id>,
    subject_of: HashMap<Id, u32>,
}

impl Columns {
    /// No orders yet. All of them have to be in one currency.
    pub fn new(currency: Currency) -> Columns {
        Columns {
            currency,
            len: 0,
            columns: vec![Column::default(); FACT_COUNT],
            lacking: 0,
            untaxed_above: false,
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
            match order.get(fact) {
                Some(number) => column.push(subject.map_or(number, i64::from), self.len),
                None => {
                    column.push_missing();
                    self.lacking |= fact.bit();
                }
            }
        }
        self.untaxed_above |=
            order.number(Fact::OrderPriceWithoutTax) > order.number(Fact::OrderPriceWithTax);
        self.len += 1;
        true
    }

    fn subject(&mut self, id: Id) -> u32 {
        let next = u32::try_from(self.subjects.len()).unwrap_or(NO_SUBJECT);
        let subjects = &mut self.subjects;
        *self.subject_of.entry(id).or_insert_with(|| {
            subjects.push(id);
            next
        })
    }

    /// The numbers of a fact; none where no order has it.
    fn numbers(&self, fact: Fact) -> Stretch<'_> {
        self.columns.get(fact.index()).map_or(Stretch::One(&[]), Column::numbers)
    }

    /// The least and the greatest number of a column; the least is the greater of the two where no order has one.
    fn range(&self, fact: Fact) -> (i64, i64) {
        self.columns.get(fact.index()).map_or((i64::MAX, i64::MIN), Column::range)
    }

    /// The first and the last day of a column; the first lies after the last where no order has one.
    fn day_range(&self, fact: Fact) -> (i32, i32) {
        let (first, last) = self.range(fact);
        if first <= last { (first as i32, last as i32) } else { (i32::MAX, i32::MIN) }
    }

    /// The largest number of a column; 0 where there is none.
    fn largest(&self, fact: Fact) -> i64 {
        self.range(fact).1.max(0)
    }

    /// Whether some order lacks one of the facts of these bits.
    fn lacks(&self, bits: u64) -> bool {
        self.lacking & bits != 0
    }
}

impl Extend<Order> for Columns {
    fn extend<T: IntoIterator<Item = Order>>(&mut self, orders: T) {
        for order in orders {
            self.push(&order);
        }
    }
}
