//! Tests of the ledger: tables in a small text language, and properties of random histories.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod language;
mod properties;
mod tables;
