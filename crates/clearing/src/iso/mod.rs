//! The ISO 20022 messages that travel between a treasury and its bank.
//!
//! Written: pain.001.001.09 (payment order), and for a bank that is simulated pain.002.001.10 (status
//! report) and camt.053.001.08 (statement). Read: all three, older versions of the same message included,
//! as long as the elements needed are where they were. Elements that are not needed are passed over.

mod amount;
pub mod bank;
pub mod camt053;
pub mod element;
pub mod error;
pub mod pain001;
pub mod pain002;
pub mod party;
pub mod text;
mod writer;

pub use camt053::{AccountStatement, Direction, Entry, EntryDetail, read_camt053, write_camt053};
pub use error::{FieldError, FieldProblem, ReadError, ReadProblem};
pub use pain001::{CreditTransfer, PaymentOrder, read_pain001, write_pain001};
pub use pain002::{
    BatchReport, Reason, StatusCode, StatusReport, TransactionReport, read_pain002, write_pain002,
};
pub use party::{AccountNumber, Agent, BankParty};
pub use text::Charset;
