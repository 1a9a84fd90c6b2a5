//! Where somebody begins: what went wrong, what waits, what comes next.

use jiangnan_booking::ReservationState;
use jiangnan_kernel::{Money, Text};

use super::{Key, Span, Tone};

/// The start page of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Today {
    /// For whom the person acts.
    pub organisation: Text,
    /// What went wrong, the worst first.
    pub wrong: Vec<Item>,
    /// What waits for the person.
    pub waiting: Vec<Item>,
    /// What comes next.
    pub next: Vec<NextRow>,
    /// Amounts: the key of what each is, and how much.
    pub figures: Vec<(&'static str, Money)>,
    /// Where to go for more: address and key.
    pub ways: Vec<(&'static str, &'static str)>,
}

/// Something that wants attention.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The key of its sentence, which may count.
    pub key: &'static str,
    /// How many.
    pub n: u64,
    /// What more there is to say; may be empty.
    pub detail: Text,
    /// Where to deal with it.
    pub href: String,
    /// How it is coloured.
    pub tone: Tone,
}

/// A reservation to come.
#[derive(Clone, Debug, PartialEq)]
pub struct NextRow {
    /// The reservation.
    pub id: Key,
    /// When.
    pub span: Span,
    /// What.
    pub instrument: Text,
    /// With whom: the provider for an engineer, the enterprise for a lab manager.
    pub with: Text,
    /// Where it stands.
    pub state: ReservationState,
}

impl Today {
    /// Whether nothing wants attention.
    pub fn is_quiet(&self) -> bool {
        self.wrong.is_empty() && self.waiting.is_empty()
    }
}
