//! What can be found.

use jiangnan_kernel::{Id, PlaceCode, Text};

/// By what an item is known outside: its jurisdiction and its id.
pub type Key = (PlaceCode, Id);

/// An instrument or expert, as far as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which one.
    pub key: Key,
    /// Its name, without maker and model.
    pub name: Text,
    /// Maker and model; empty for an expert.
    pub model: String,
    /// Words of the provider for what it does, in any language.
    pub keywords: Vec<String>,
    /// The provider.
    pub provider: Key,
    /// The provider's name.
    pub provider_name: Text,
    /// Where it stands.
    pub place: PlaceCode,
    /// The code of its technique.
    pub technique: Option<String>,
    /// The codes of further techniques.
    pub also: Vec<String>,
    /// The code of its class.
    pub class: Option<String>,
    /// Whether users from outside may use it.
    pub external: bool,
}

impl Item {
    /// The codes of its techniques, the main one first.
    pub fn techniques(&self) -> impl Iterator<Item = &str> {
        self.technique.iter().chain(&self.also).map(String::as_str)
    }
}
