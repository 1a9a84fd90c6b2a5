//! The page on which an officer, a treasurer or an auditor begins the day.

use jiangnan_kernel::Text;
use jiff::civil::DateTime;

/// What waits, what went wrong, what comes next.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// For whom the reader acts.
    pub place: Text,
    /// The key of what the reader is here for.
    pub lede: &'static str,
    /// What went wrong.
    pub wrong: Vec<Item>,
    /// What waits for the reader.
    pub waits: Vec<Item>,
    /// What comes next, with its day.
    pub next: Vec<Coming>,
    /// Other pages of the desk: address, key of the name, key of what it is for.
    pub pages: Vec<(&'static str, &'static str, &'static str)>,
}

/// Something to do, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The key of the sentence, with a number.
    pub key: &'static str,
    /// How many.
    pub n: u64,
    /// Where it is done.
    pub href: String,
}

/// Something that comes on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The key of the sentence, with a name.
    pub key: &'static str,
    /// The name of what comes.
    pub name: Text,
    /// When.
    pub at: DateTime,
    /// Where it stands.
    pub href: String,
}
