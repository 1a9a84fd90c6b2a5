//! The style guide: every part that pages are made of, with a specimen.

use crate::form::{ReserveForm, SignInForm};
use crate::view::Event;
use crate::view::find::SlotWeek;
use crate::view::quote::Quote;
use crate::view::wallet::Wallet;

/// The style guide.
#[derive(Clone, Debug, PartialEq)]
pub struct Guide {
    /// A form as it is given out.
    pub form: ReserveForm,
    /// A form that came back with problems.
    pub refused: SignInForm,
    /// Vouchers and movements.
    pub wallet: Wallet,
    /// A price explained.
    pub quote: Quote,
    /// A week of slots.
    pub week: SlotWeek,
    /// A history.
    pub events: Vec<Event>,
}

/// The tokens of colour: what is written or drawn, and what it is for.
pub const COLOURS: [(&str, &str); 12] = [
    ("ink", "guide-ink"),
    ("ink-soft", "guide-ink-soft"),
    ("link", "guide-link"),
    ("brand", "guide-brand"),
    ("good", "guide-good"),
    ("warn", "guide-warn"),
    ("bad", "guide-bad"),
    ("info", "guide-info"),
    ("chart-1", "guide-chart-1"),
    ("chart-2", "guide-chart-2"),
    ("chart-3", "guide-chart-3"),
    ("chart-4", "guide-chart-4"),
];

impl Guide {
    /// The tokens of colour.
    pub fn colours(&self) -> [(&'static str, &'static str); 12] {
        COLOURS
    }
}
