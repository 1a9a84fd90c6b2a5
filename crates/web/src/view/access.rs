//! Programs that act for a person, and the interface that they use.

use jiff::civil::DateTime;

use crate::form::TokenForm;

/// The tokens of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The token that was just made: it is shown this once.
    pub fresh: Option<String>,
    /// The tokens that work or have run out.
    pub rows: Vec<TokenRow>,
    /// Making another one.
    pub form: TokenForm,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Its hash in hexadecimal digits, by which it is revoked.
    pub hash: String,
    /// What the person calls it.
    pub label: String,
    /// When it was made.
    pub made: DateTime,
    /// When it ends.
    pub expires: DateTime,
    /// Whether it has ended.
    pub over: bool,
}

/// The page for those who write programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handbook {
    /// The operations, by what they are about.
    pub groups: Vec<Group>,
    /// The types of problems.
    pub problems: Vec<ProblemLine>,
    /// The most requests of one person in a minute.
    pub person_max: u64,
}

/// Operations about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The key of its name.
    pub key: String,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `GET` or `POST`.
    pub method: String,
    /// The address below the root.
    pub path: String,
    /// The key of the sentence that says what it does.
    pub key: String,
    /// The parameters behind the question mark.
    pub query: Vec<String>,
    /// The fields of the body, the necessary ones marked.
    pub body: Vec<(String, bool)>,
}

/// One type of problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemLine {
    /// The last part of its type.
    pub name: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// The key of its title.
    pub key: String,
    /// The key of the sentence that says what to do.
    pub text_key: String,
}
