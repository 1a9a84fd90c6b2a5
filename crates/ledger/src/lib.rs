//! Double entry as a pure state machine: value in, value out.
//!
//! [`decide`] takes a transfer and what it touches (two accounts, the transfer of the same id where there
//! is one, the transfer it refers to) and answers with the new values or with a [`Refusal`]. It reads
//! nothing and writes nothing, so that the exchange drives it over its own working set and the lab over
//! [`Ledger`], an in-memory one.
//!
//! The crate knows nothing of vouchers or reservations: a transfer carries an opaque reference.

pub mod account;
pub mod decide;
pub mod memory;
pub mod refusal;
pub mod transfer;

pub use account::{Account, Constraint};
pub use decide::{Context, Effect, Outcome, decide};
pub use memory::{Ledger, Totals};
pub use refusal::Refusal;
pub use transfer::{Kind, Record, State, Transfer};
