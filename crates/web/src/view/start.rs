//! The first page a stranger sees.

use jiangnan_kernel::{Money, Text};

use crate::chart::{Bar, WIDTH};
use crate::form::SignInForm;
use crate::frame::Role;

/// The start page.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// The city group.
    pub group: Text,
    /// What can be found.
    pub size: Size,
    /// What the border cost, once there is work to compare.
    pub border: Option<Border>,
    /// The people whose place one can take, in demo mode.
    pub people: Vec<Card>,
}

/// Whose place to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The people whose place one can take.
    pub people: Vec<Card>,
    /// The form as it stands.
    pub form: SignInForm,
    /// Where to go afterwards; empty for the person's own first page.
    pub back: String,
}

/// What is invented, and how numbers are made: words alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About;

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Instruments in the catalogue.
    pub instruments: u64,
    /// Providers that offer them.
    pub providers: u64,
    /// Enterprises that may use them.
    pub enterprises: u64,
    /// Cities they stand in.
    pub cities: u64,
}

/// One quarter, once under closed and once under open borders.
#[derive(Clone, Debug, PartialEq)]
pub struct Border {
    /// The quarter, as `2026-Q3`.
    pub period: String,
    /// Providers of the own province only.
    pub closed: Outcome,
    /// Providers of the whole group.
    pub open: Outcome,
}

/// What came out of a quarter under one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Share of the accepted subsidy that crossed a border, in basis points.
    pub cross_border_bp: u32,
    /// Reservations that were worked off.
    pub claims: u64,
    /// Subsidy of the accepted claims.
    pub subsidy: Money,
    /// What enterprises paid themselves.
    pub own_part: Money,
}

/// A person whose place one can take with one press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The account to sign in to.
    pub id: String,
    /// The person's name.
    pub name: Text,
    /// Where the person works.
    pub organisation: Text,
    /// What the person does.
    pub role: Role,
}

impl Card {
    /// The key of the sentence that says what the person comes to do.
    pub fn job_key(&self) -> &'static str {
        match self.role {
            Role::Engineer => "job-engineer",
            Role::LabManager => "job-lab-manager",
            Role::Officer => "job-officer",
            Role::Treasurer => "job-treasurer",
            Role::Auditor => "job-auditor",
            Role::Operator => "job-operator",
        }
    }
}

/// One row of the comparison, with its bar.
#[derive(Clone, Copy, Debug)]
pub struct BorderRow<'b> {
    /// The key of the rule's name.
    pub key: &'static str,
    /// The class of the bar.
    pub class: &'static str,
    /// What came out.
    pub outcome: &'b Outcome,
    /// The share as a bar; the full width is 100 %.
    pub bar: Bar,
}

impl Border {
    /// How many more reservations open borders brought, and how much more that is in basis points; none where
    /// they brought no more.
    pub fn gain(&self) -> Option<(u64, u32)> {
        let more = self.open.claims.checked_sub(self.closed.claims).filter(|more| *more > 0)?;
        let share = u128::from(more) * 10_000 / u128::from(self.closed.claims.max(1));
        Some((more, u32::try_from(share).unwrap_or(u32::MAX)))
    }

    /// The two rules, the closed one first.
    pub fn rows(&self) -> [BorderRow<'_>; 2] {
        let bar =
            |outcome: &Outcome| Bar { x: 0, width: outcome.cross_border_bp.min(10_000) * WIDTH / 10_000 };
        [("border-closed", "before", &self.closed), ("border-open", "after", &self.open)]
            .map(|(key, class, outcome)| BorderRow { key, class, outcome, bar: bar(outcome) })
    }
}
