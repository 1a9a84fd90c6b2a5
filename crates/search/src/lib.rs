//! Finding: what somebody typed, in Chinese or English, against everything that is listed.
//!
//! An [`Engine`] holds the words of all [`Item`]s in memory; a [`View`] of it answers. Both follow from the
//! database and can be made anew at any time: nothing is true because it stands here. What depends on the
//! reader (prices, distances, free times) is handed in as columns, one value for each item.

mod cut;
mod engine;
mod error;
mod facet;
mod fold;
mod item;
mod phrase;
mod plan;
mod rank;
mod shelf;
mod spell;
mod view;
mod wanted;

pub use engine::Engine;
pub use error::SearchError;
pub use facet::{Column, Tally, tally};
pub use item::{Item, Key};
pub use phrase::{BUILT_IN, PhraseBook, PhraseTables};
pub use rank::first;
pub use shelf::{NONE, Provider, Shelf};
pub use view::{Matches, View};
pub use wanted::{Meaning, Wanted};

/// Reads the Chinese dictionary, where that has not happened yet. It takes a moment, so a server does it
/// before somebody searches.
pub fn warm_up() {
    cut::dictionary();
}
