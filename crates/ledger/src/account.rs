//! Accounts: four sums of one currency under a constraint.

use jiangnan_kernel::{Currency, Id};
use serde::{Deserialize, Serialize};

/// What an account must never do. Pending amounts count as if they were posted already, pending income
/// does not count until it is posted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Constraint {
    /// Anything is allowed: a bank account seen from outside, a payable.
    #[default]
    None,
    /// Never spend more than came in: a fund, a wallet, a deposit.
    DebitsNotAboveCredits,
    /// Never take in more than was lent out.
    CreditsNotAboveDebits,
}

/// One account. All amounts are minor units of `currency` and never negative.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: Id,
    /// The one currency it holds.
    pub currency: Currency,
    /// What it must never do.
    pub constraint: Constraint,
    /// Set aside by pending transfers that debit it.
    pub debits_pending: i64,
    /// Debited for good.
    pub debits_posted: i64,
    /// Announced by pending transfers that credit it.
    pub credits_pending: i64,
    /// Credited for good.
    pub credits_posted: i64,
}

impl Account {
    /// An account without any transfer yet.
    pub fn new(id: Id, currency: Currency, constraint: Constraint) -> Account {
        Account {
            id,
            currency,
            constraint,
            debits_pending: 0,
            debits_posted: 0,
            credits_pending: 0,
            credits_posted: 0,
        }
    }

    /// How much more may be debited, in minor units: what came in less what was spent or set aside.
    /// Negative only for an account without the constraint [`Constraint::DebitsNotAboveCredits`].
    pub fn available_minor(&self) -> i64 {
        clamp(i128::from(self.credits_posted) - self.debits())
    }

    /// How much more may be credited, in minor units, the mirror of [`Account::available_minor`].
    pub fn creditable_minor(&self) -> i64 {
        clamp(i128::from(self.debits_posted) - self.credits())
    }

    /// Posted credits less posted debits, in minor units.
    pub fn balance_minor(&self) -> i64 {
        clamp(i128::from(self.credits_posted) - i128::from(self.debits_posted))
    }

    /// Whether the four sums obey the constraint.
    pub fn keeps_constraint(&self) -> bool {
        match self.constraint {
            Constraint::None => true,
            Constraint::DebitsNotAboveCredits => self.debits() <= i128::from(self.credits_posted),
            Constraint::CreditsNotAboveDebits => self.credits() <= i128::from(self.debits_posted),
        }
    }

    fn debits(&self) -> i128 {
        i128::from(self.debits_pending) + i128::from(self.debits_posted)
    }

    fn credits(&self) -> i128 {
        i128::from(self.credits_pending) + i128::from(self.credits_posted)
    }
}

/// The nearest 64-bit number: only sums near the ends of 64 bits, which [`crate::decide`] never makes,
/// are cut.
fn clamp(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
}
