//! Why a message cannot be read or written.

use serde::{Deserialize, Serialize};

/// Why a message cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("line {line}, column {column}: {problem}")]
pub struct ReadError {
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
    /// What is wrong.
    pub problem: ReadProblem,
}

/// What is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum ReadProblem {
    /// The bytes are not UTF-8.
    #[error("the file is not UTF-8: ask the bank for UTF-8")]
    NotUtf8,
    /// The XML is broken.
    #[error("the XML is broken: {reason}")]
    BrokenXml {
        /// What the parser says.
        reason: String,
    },
    /// The file holds a document type declaration.
    #[error("the file has a document type declaration, which ISO 20022 does not use: it is not read")]
    DocumentType,
    /// Elements lie too deep in each other.
    #[error("elements lie more than {max} deep: it is not a message of this kind")]
    TooDeep {
        /// How deep is allowed.
        max: usize,
    },
    /// The file is another message.
    #[error("the file is `{found}`, not `{wanted}`: choose the file of the bank's answer")]
    OtherMessage {
        /// The namespace or element found.
        found: String,
        /// The message wanted.
        wanted: String,
    },
    /// An element that must be there is not.
    #[error("`{parent}` lacks `{element}`")]
    Missing {
        /// The element that should hold it.
        parent: String,
        /// What is missing.
        element: String,
    },
    /// An element or attribute holds something else than it should.
    #[error("`{element}` holds `{found}`: it must hold {wanted}")]
    Unreadable {
        /// The element.
        element: String,
        /// What it holds, cut to 40 characters.
        found: String,
        /// What it must hold.
        wanted: String,
    },
}

/// Why a message cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{field} of {of}: {problem}")]
pub struct FieldError {
    /// Which field.
    pub field: String,
    /// Of what: a payment, the payer.
    pub of: String,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum FieldProblem {
    /// Nothing is in it.
    #[error("is empty: fill it in")]
    Empty,
    /// It is too long.
    #[error("has {len} characters: shorten it to {max}")]
    TooLong {
        /// Its length.
        len: usize,
        /// The longest allowed.
        max: usize,
    },
    /// It has a character that the message may not carry.
    #[error("has the character `{}`, which the bank does not take: replace it", found.escape_default())]
    Character {
        /// The character.
        found: char,
    },
    /// It does not have its form.
    #[error("is `{found}`: it must be {wanted}")]
    Form {
        /// What it is.
        found: String,
        /// What it must be.
        wanted: String,
    },
    /// An amount is not above zero or has more than 18 digits.
    #[error("is `{found}`: it must be above zero and have at most 18 digits")]
    Amount {
        /// The amount as a decimal.
        found: String,
    },
    /// An amount is in another currency than the message.
    #[error("is in {found}, but the message is in {wanted}: make one message per currency")]
    Currency {
        /// Its currency.
        found: String,
        /// The currency of the message.
        wanted: String,
    },
}
