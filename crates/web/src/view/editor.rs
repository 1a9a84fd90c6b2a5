//! Editing a rule text, and what differs between two of its versions.

use jiangnan_kernel::{Money, Text};

use super::quote::Quote;
use crate::form::{SchemeForm, TryForm};

/// A rule text that is being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Editor {
    /// The scheme that is changed; none for a new one.
    pub code: Option<String>,
    /// Its title.
    pub title: Text,
    /// The text as it stands.
    pub form: SchemeForm,
    /// Whether anybody has asked what is wrong with it.
    pub checked: bool,
    /// Everything that the rule language says of it.
    pub findings: Vec<Finding>,
    /// The parts that a form can set.
    pub knobs: Vec<KnobField>,
    /// What it changes, clause by clause; none where nothing is in force or the text is wrong.
    pub changes: Option<Vec<ChangeLine>>,
    /// The order that it is tried on.
    pub order: TryForm,
    /// Places to choose from: code and name.
    pub places: Vec<(String, Text)>,
    /// What that order costs; none where the text is wrong.
    pub trial: Option<Trial>,
}

/// What the rule language says of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: Text,
    /// What to do; empty where there is nothing to say.
    pub help: Text,
    /// Whether the text cannot be used.
    pub is_error: bool,
}

/// A part of the text as a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnobField {
    /// The name of the field.
    pub id: String,
    /// The article; empty for the head.
    pub clause: String,
    /// What the article says.
    pub text: Text,
    /// The key of its label.
    pub key: &'static str,
    /// The value, where there is one.
    pub value: String,
    /// What can be chosen: word, label, whether it is chosen. Empty where it is typed.
    pub choices: Vec<(String, Text, bool)>,
    /// Whether several can be chosen.
    pub many: bool,
    /// The type of the input, where it is typed.
    pub kind: &'static str,
}

/// What became of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeLine {
    /// The clause; `effective` for the dates of the scheme.
    pub clause: String,
    /// The key of what happened to it.
    pub key: &'static str,
    /// What it said; none where it is new.
    pub before: Option<Text>,
    /// What it says; none where it is gone.
    pub after: Option<Text>,
}

/// What a version of a scheme changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionDiff {
    /// The version.
    pub new: String,
    /// The one enacted before it.
    pub old: String,
    /// Clause by clause.
    pub lines: Vec<ChangeLine>,
}

/// An order under the edited text, and under the one in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Under the edited text.
    pub quote: Quote,
    /// What the enterprise pays under the text in force; none where there is none.
    pub own_now: Option<Money>,
}

impl Editor {
    /// Whether the text can be kept.
    pub fn is_sound(&self) -> bool {
        self.checked && !self.findings.iter().any(|finding| finding.is_error)
    }
}
