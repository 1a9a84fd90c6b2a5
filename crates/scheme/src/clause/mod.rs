//! The checked form of a scheme: what both evaluators, the pages and the tools work on.

mod cap;
mod duty;

pub use cap::{Budget, Cap, Limit, Limited, Per, Shared};
pub use duty::{Convert, Instalment, Pay, Publish, Review, Sanctions, Stack, Wait};

use std::sync::Arc;

use jiangnan_kernel::{PlaceCode, Rate, Rounding, Text};

use crate::fact::Fact;
use crate::screen::Comparisons;
use crate::vocabulary::{Evidence, OpenOrders, Service};

/// One clause: an article of the regulation with its text and its effect.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The article, unique in its scheme.
    pub id: Arc<str>,
    /// The article's text; empty where the scheme gives none.
    pub text: Text,
    /// The dates of orders to which the clause applies.
    pub effective: Days,
    /// The clause applies only to orders of which all of these hold.
    pub when: Vec<Condition>,
    /// The same as comparisons, where it is no more than that.
    pub(crate) compared: Option<Comparisons>,
    /// What the clause does.
    pub body: Body,
    /// Whether a scheme that extends this one must keep the clause.
    pub locked: bool,
    /// The line in the file, from 1.
    pub line: usize,
}

/// What a clause does.
#[derive(Clone, Debug)]
pub enum Body {
    /// All of these must hold of the order.
    Require(Vec<Condition>),
    /// These must not all hold of the order.
    Forbid(Vec<Condition>),
    /// A share of the price is paid.
    Subsidise(Subsidise),
    /// The subsidy is limited.
    Cap(Cap),
    /// Who receives the subsidy, and when.
    Pay(Pay),
    /// What a claim has to bring.
    Evidence(Demand),
    /// How long a voucher may be used.
    Validity(Span),
    /// How a subsidy is rounded.
    Round(Step),
    /// The money that the scheme has.
    Budget(Budget),
    /// How the scheme pays beside others.
    Stack(Stack),
    /// A foreign currency in which orders may be priced.
    Convert(Convert),
    /// Who reviews a claim.
    Review(Review),
    /// What follows a breach.
    Sanction(Sanctions),
    /// What is made public.
    Publish(Publish),
    /// Which text holds for an order that is open when the text changes.
    Transition(OpenOrders),
}

/// A share of the price that is paid.
#[derive(Clone, Debug)]
pub struct Subsidise {
    /// Which share.
    pub rate: Rate,
    /// Of what.
    pub base: Base,
    /// The clauses that this one precedes where both could hold.
    pub overrides: Vec<Arc<str>>,
    /// The rate to which this one is added, where it is a top-up.
    pub adds_to: Option<Arc<str>>,
}

/// Of which price a share is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Of the price without tax: the tax stays with the enterprise.
    PriceWithoutTax,
    /// Of the price with tax.
    PriceWithTax,
}

/// Documents that a claim has to bring.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The documents.
    pub documents: Vec<Evidence>,
    /// For which services; empty for all.
    pub services: Vec<Service>,
}

/// A stretch of calendar time: months first, then days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Calendar months.
    pub months: i64,
    /// Days.
    pub days: i64,
}

/// The step to which a subsidy is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The step in minor units, at least 1.
    pub minor: i64,
    /// The direction.
    pub mode: Rounding,
}

impl Default for Step {
    fn default() -> Step {
        Step { minor: 1, mode: Rounding::Down }
    }
}

/// Day numbers from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: i64,
    /// The last day.
    pub until: i64,
}

impl Days {
    /// All days.
    pub const ALL: Days = Days { from: i64::MIN, until: i64::MAX };

    /// Whether the day is one of them.
    #[inline]
    pub fn contains(self, day: i64) -> bool {
        self.from <= day && day <= self.until
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Days) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}

/// A test of one fact.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The fact.
    pub fact: Fact,
    /// What must hold of it.
    pub test: Test,
    /// The bits of all facts that the test reads.
    pub(crate) needs: u64,
    /// The numbers that pass the test, where that hangs on no other fact.
    pub(crate) runs: Option<Vec<Run>>,
    /// How an order that fails can pass a `require`.
    pub(crate) remedy: Arc<Text>,
    /// How an order that holds can pass a `forbid`.
    pub(crate) escape: Arc<Text>,
}

/// The numbers from the first to the last.
pub(crate) type Run = (i64, i64);

/// What must hold of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Its word is one of these; bit `n` stands for word `n`.
    OneOf(u64),
    /// Its place is one of these or lies below one.
    Within(Vec<Part>),
    /// It is yes (or no).
    Is(bool),
    /// Its number lies between the two, both included.
    Between(Option<Bound>, Option<Bound>),
}

/// A place and everything below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The place.
    pub code: PlaceCode,
    /// Its index in the tree.
    pub first: i64,
    /// One past the last index below it.
    pub end: i64,
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A fixed compact number.
    At(i64),
    /// A date fact moved by a span and then by days (a negative span lies before).
    Moved(Fact, Span),
}

impl Base {
    /// Every value.
    pub const ALL: &'static [Base] = &[Base::PriceWithoutTax, Base::PriceWithTax];

    /// As written in schemes.
    pub fn name(self) -> &'static str {
        match self {
            Base::PriceWithoutTax => "price-without-tax",
            Base::PriceWithTax => "price-with-tax",
        }
    }

    /// The fact that holds it.
    pub fn fact(self) -> Fact {
        match self {
            Base::PriceWithoutTax => Fact::OrderPriceWithoutTax,
            Base::PriceWithTax => Fact::OrderPriceWithTax,
        }
    }
}

impl Body {
    /// The cap of a `cap` or of a `budget`.
    pub fn cap(&self) -> Option<&Cap> {
        match self {
            Body::Cap(cap) => Some(cap),
            Body::Budget(budget) => Some(&budget.cap),
            _ => None,
        }
    }

    /// Whether the clause holds for every order of its dates, so that no `when` may stand beside it.
    pub fn is_timeless(&self) -> bool {
        matches!(
            self,
            Body::Evidence(_)
                | Body::Validity(_)
                | Body::Stack(_)
                | Body::Convert(_)
                | Body::Budget(_)
                | Body::Review(_)
                | Body::Sanction(_)
                | Body::Publish(_)
                | Body::Transition(_)
        )
    }

    /// The key of the body in a clause.
    pub fn name(&self) -> &'static str {
        match self {
            Body::Require(_) => "require",
            Body::Forbid(_) => "forbid",
            Body::Subsidise(_) => "subsidise",
            Body::Cap(_) => "cap",
            Body::Pay(_) => "pay",
            Body::Evidence(_) => "evidence",
            Body::Validity(_) => "validity",
            Body::Round(_) => "round",
            Body::Budget(_) => "budget",
            Body::Stack(_) => "stack",
            Body::Convert(_) => "convert",
            Body::Review(_) => "review",
            Body::Sanction(_) => "sanction",
            Body::Publish(_) => "publish",
            Body::Transition(_) => "transition",
        }
    }
}
