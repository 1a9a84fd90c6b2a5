//! Instruments side by side.

use jiangnan_kernel::{Money, Text};
use jiff::civil::DateTime;

use super::Key;
use super::asker::PricedFor;
use super::find::{InstrumentBrief, Offer, Unit};
use crate::form::address;

/// Instruments side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// Those that are compared.
    pub columns: Vec<CompareColumn>,
    /// Others of the same technique.
    pub others: Vec<(Key, Text, Text)>,
    /// Whose prices are shown.
    pub priced_for: PricedFor,
    /// The answers by which a stranger describes an enterprise, with their names.
    pub answers: Vec<(&'static str, String)>,
    /// What is to be said of how many were chosen: the key of its message.
    pub note: Option<&'static str>,
}

/// One instrument among others.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareColumn {
    /// What it is.
    pub about: InstrumentBrief,
    /// How far away.
    pub distance_km: Option<u32>,
    /// The list price of a unit; none where there is none today.
    pub price: Option<Money>,
    /// The unit.
    pub unit: Unit,
    /// What the reader pays.
    pub offer: Offer,
    /// When it is free next.
    pub next_free: Option<DateTime>,
    /// When it is open.
    pub hours: Vec<Text>,
    /// The technique.
    pub technique: Text,
    /// Further techniques: code and name.
    pub also: Vec<(String, Text)>,
    /// The class.
    pub class: Text,
    /// Who may use it.
    pub access: &'static str,
    /// The shortest and the longest reservation, in words.
    pub lengths: (Text, Text),
    /// Until how many hours before the start calling off is free.
    pub free_hours: u64,
    /// What its provider says of it.
    pub description: Text,
    /// What is the least of all, to be marked: the own part, the distance, the next free time.
    pub best: [bool; 3],
}

impl Compare {
    /// The address with some of the instruments.
    fn href_of(&self, keys: impl Iterator<Item = Key>) -> String {
        let keys: Vec<String> = keys.map(|key| key.to_string()).collect();
        let answers = self.answers.iter().map(|(name, value)| (*name, value.as_str()));
        let pairs: Vec<(&str, &str)> = keys.iter().map(|key| ("i", key.as_str())).chain(answers).collect();
        address("/compare", &pairs)
    }

    /// The page without one of them.
    pub fn without_href(&self, key: &Key) -> String {
        self.href_of(self.columns.iter().map(|column| column.about.id).filter(|other| other != key))
    }

    /// The page with one more.
    pub fn with_href(&self, key: &Key) -> String {
        self.href_of(self.columns.iter().map(|column| column.about.id).chain([*key]))
    }

    /// Whether one more has room.
    pub fn has_room(&self) -> bool {
        self.columns.len() < 4
    }
}
