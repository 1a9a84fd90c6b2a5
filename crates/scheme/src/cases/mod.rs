//! Readable cases beside a scheme: facts in, expected lines out, with the article that they illustrate.
//!
//! ```text
//! facts plain
//!   enterprise.registered-in = CN-330100
//!   order.price-without-tax = 10000.00
//!
//! case 11.1: Half of the price without tax is paid
//!   like plain
//!   pays 5000.00
//! ```

mod duty;
mod read;
mod run;

use duty::Duty;

use crate::clause::Body;
use crate::order::Order;
use crate::scheme::Scheme;
use crate::vocabulary::{Award, Evidence, Payee, Schedule};

/// The cases of one file.
#[derive(Clone, Debug)]
pub struct Cases {
    cases: Vec<Case>,
}

/// One case.
#[derive(Clone, Debug)]
struct Case {
    clauses: Vec<String>,
    title: String,
    line: usize,
    order: Order,
    used: Vec<(String, i64)>,
    expected: Vec<Expected>,
}

/// What a case says of the quote.
#[derive(Clone, Debug)]
enum Expected {
    Pays(i64),
    SchemePays(String, i64),
    OwnPart(i64),
    RefusedBy(String, String),
    BoundBy(String),
    PaidTo(Payee),
    Evidence(Vec<Evidence>),
    ValidUntil(String),
    /// What the scheme says beside amounts.
    Says(Duty, String),
}

/// What became of the cases of a file.
#[derive(Clone, Debug)]
pub struct Report {
    /// One outcome for each case, in the order of the file.
    pub outcomes: Vec<Outcome>,
    /// The clauses that no case exercises, as scheme and clause.
    pub uncovered: Vec<(String, String)>,
}

/// What became of one case.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The clauses that it illustrates.
    pub clauses: Vec<String>,
    /// What it shows.
    pub title: String,
    /// Its line, from 1.
    pub line: usize,
    /// What differs from the case; empty where it passes.
    pub differences: Vec<String>,
}

/// Every form of a line of a case.
pub(crate) fn forms() -> impl Iterator<Item = &'static str> {
    read::FORMS.iter().chain(duty::FORMS).copied()
}

impl Report {
    /// Whether every case passes.
    pub fn passes(&self) -> bool {
        self.outcomes.iter().all(|outcome| outcome.differences.is_empty())
    }
}

impl Cases {
    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }
}

/// Whether no amount and no refusal shows a clause at work, so that a case has to name it.
fn shown_by_name(body: &Body) -> bool {
    !matches!(
        body,
        Body::Require(_) | Body::Forbid(_) | Body::Subsidise(_) | Body::Cap(_) | Body::Validity(_)
    )
}

impl Case {
    /// Whether the case says what such a clause does, and does not only name it.
    fn shows(&self, body: &Body) -> bool {
        let says =
            || self.expected.iter().any(|one| matches!(one, Expected::Says(duty, _) if duty.shows(body)));
        let pays_to = || self.expected.iter().any(|one| matches!(one, Expected::PaidTo(_)));
        match body {
            Body::Review(_) | Body::Publish(_) | Body::Transition(_) | Body::Sanction(_) => says(),
            Body::Budget(budget) => budget.award != Award::Lottery || says(),
            Body::Pay(pay) if pay.instalments.is_empty() && pay.schedule == Schedule::Claim => {
                pays_to() || says()
            }
            Body::Pay(_) => says(),
            Body::Evidence(_) => self.expected.iter().any(|one| matches!(one, Expected::Evidence(_))),
            _ => true,
        }
    }
}

fn clause_known(schemes: &[&Scheme], id: &str) -> bool {
    schemes.iter().any(|scheme| scheme.clause(id).is_some())
}
