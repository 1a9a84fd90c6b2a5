//! The auditor's desk.

use jiangnan_kernel::Text;
use jiff::civil::DateTime;

/// The chain of events.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// What the last verification found; none where nobody has asked yet.
    pub verdict: Option<Verdict>,
    /// How many events a verification that runs now has read.
    pub running: Option<u64>,
    /// How many events there are.
    pub total: u64,
    /// The words that were searched for.
    pub q: String,
    /// How many events match.
    pub found: u64,
    /// The events of this page, the newest first.
    pub rows: Vec<EventRow>,
    /// The address of newer events.
    pub newer: Option<String>,
    /// The address of older events.
    pub older: Option<String>,
}

/// What verifying the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// When.
    pub at: DateTime,
    /// How many events were read.
    pub checked: u64,
    /// The hash of the last event.
    pub head: String,
    /// The first event that does not fit, and why.
    pub broken: Option<(u64, Text)>,
    /// What else is not as it must be: accounts, times taken.
    pub faults: Vec<String>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its number in the chain.
    pub number: u64,
    /// When.
    pub at: DateTime,
    /// Who did it.
    pub actor: Text,
    /// The name of the event, such as `usage-recorded`.
    pub name: String,
    /// What it is about.
    pub subject: String,
    /// Its hash in hexadecimal digits.
    pub hash: String,
}

/// One event with everything that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventView {
    /// What the list says.
    pub row: EventRow,
    /// The hash of the event before.
    pub before: String,
    /// The command, written for people.
    pub body: String,
    /// What was answered, written for people.
    pub answer: String,
    /// The number of the event after, where there is one.
    pub next: Option<u64>,
}

impl EventRow {
    /// The first twelve digits of the hash: enough to compare by eye.
    pub fn short_hash(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }
}
