//! A line of the bank that a person settles.

use jiangnan_clearing::PaymentState;
use jiangnan_kernel::{Date, Money, Text};
use jiff::civil::DateTime;

use super::Key;
use crate::form::LineForm;

/// A line of the bank.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The line.
    pub id: Key,
    /// The reference on it.
    pub reference: String,
    /// How much, where the message tells it.
    pub amount: Option<Money>,
    /// The key of whether money went or came, where the message tells it.
    pub direction: Option<&'static str>,
    /// When it was booked.
    pub booked_on: Option<Date>,
    /// Why somebody has to look at it.
    pub reason: Text,
    /// The payments whose booking it could be.
    pub candidates: Vec<Candidate>,
    /// What somebody made of it.
    pub resolved: Option<Resolved>,
    /// Settling it; none where the reader may not, or it is done.
    pub form: Option<LineForm>,
}

/// A payment that fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its end-to-end reference.
    pub id: String,
    /// Who is paid.
    pub payee: Text,
    /// How much.
    pub amount: Money,
    /// The cycle.
    pub cycle: String,
    /// Where it stands.
    pub state: PaymentState,
}

/// What somebody made of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The payment that it is the booking of; none where it is none of ours.
    pub payment: Option<String>,
    /// How that is known.
    pub reason: String,
    /// Who decided so.
    pub by: Text,
    /// When.
    pub at: DateTime,
}

/// A line that was settled by hand, in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHand {
    /// Where it is shown.
    pub href: String,
    /// The reference on it.
    pub reference: String,
    /// How much.
    pub amount: Option<Money>,
    /// Whether it was assigned to a payment.
    pub assigned: bool,
    /// How that is known.
    pub reason: String,
}
