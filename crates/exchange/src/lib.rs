//! Use cases: authorise, load, decide, save.
//!
//! Every change of the market is a [`Command`]. [`Exchange::run`] hands it to the writer, which decides it
//! together with whatever else has queued up and answers once all of it is durable. Questions are answered by
//! readers that never wait for the writer.

pub mod account;
pub mod audit;
pub mod bank_file;
pub mod case;
pub mod command;
pub mod deadline;
pub mod desk;
mod exchange;
pub mod facts;
pub mod lapse;
pub mod look;
pub mod notice;
pub mod offer;
pub mod publication;
pub mod purse;
pub mod refusal;
mod refusal_words;
mod rules;
mod sets;
pub mod signal;
#[cfg(test)]
mod simulation;
pub mod watch;
pub mod writer;

#[cfg(test)]
extern crate self as jiangnan_exchange;

pub use command::{Actor, Command, Decision, Envelope, Stop};
pub use desk::Desk;
pub use exchange::{Exchange, ExchangeOptions};
pub use look::Look;
pub use refusal::Refusal;
pub use writer::Failure;
