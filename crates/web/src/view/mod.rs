//! What pages show: plain values without behaviour, made by handlers from what the exchange answers.
//! Amounts, dates and names stay typed until the template writes them in the reader's language.

pub mod audit;
pub mod error;
pub mod find;
pub mod officer;
pub mod provider;
pub mod quote;
pub mod reserve;
pub mod start;
pub mod treasury;
pub mod wallet;

use jiangnan_kernel::Text;
use jiff::civil::DateTime;

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
