//! What pages show: plain values without behaviour, made by handlers from what the exchange answers.
//! Amounts, dates and names stay typed until the template writes them in the reader's language.

pub mod access;
pub mod admin;
pub mod asker;
pub mod audit;
pub mod batch;
pub mod burn;
pub mod compare;
pub mod desk;
pub mod dispute;
pub mod duty;
pub mod editor;
pub mod enterprise;
pub mod error;
pub mod export;
pub mod find;
pub mod guide;
pub mod hit_map;
pub mod import;
pub mod lab;
pub mod line;
pub mod notice;
pub mod officer;
pub mod own;
pub mod provider;
pub mod published;
pub mod quote;
pub mod reserve;
pub mod start;
pub mod today;
pub mod treasury;
pub mod unmet;
pub mod wallet;

use std::fmt;
use std::str::FromStr;

use jiangnan_kernel::{Id, PlaceCode, Text};
use jiff::civil::DateTime;

/// Where a thing is kept and which one it is; in addresses and on paper `CN-SH.01k3…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The jurisdiction that keeps it.
    pub home: PlaceCode,
    /// Its id.
    pub id: Id,
}

/// A text that is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number of this system: it is a place, a dot and 26 characters")]
pub struct KeyError(pub String);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.home, self.id)
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Key, KeyError> {
        let wrong = || KeyError(text.chars().take(60).collect());
        let (home, id) = text.split_once('.').ok_or_else(wrong)?;
        Ok(Key { home: home.parse().map_err(|_| wrong())?, id: id.parse().map_err(|_| wrong())? })
    }
}

/// From when until when, in the local time of the instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: DateTime,
    /// The first moment after.
    pub until: DateTime,
}

/// Something that happened, as a line of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime,
    /// Who did it.
    pub actor: Text,
    /// The name of the event, such as `usage-recorded`.
    pub name: String,
    /// What was said with it; may be empty.
    pub note: String,
}

/// How a tag or message is coloured. Colour never speaks alone: the words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing to note.
    Plain,
    /// For information.
    Info,
    /// As it should be.
    Good,
    /// Needs somebody.
    Warn,
    /// Wrong.
    Bad,
}

impl Tone {
    /// The class.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        }
    }
}

/// A person's name in each language. Whoever is written in two ways has both in one name, parted by ` / `:
/// `李静 / Li Jing`.
pub fn person_name(name: &str) -> Text {
    let (zh, en) = name.split_once(" / ").unwrap_or((name, name));
    Text::new(en, zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_written_in_two_ways_is_shown_in_the_reader_s() {
        assert_eq!(person_name("李静 / Li Jing"), Text::new("Li Jing", "李静"));
        assert_eq!(person_name("Ada"), Text::new("Ada", "Ada"));
    }
}
