//! Tests of clearing: tables in small text languages, and properties of random inputs.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod claims;
mod cycles;
mod instalments;
mod iso;
mod matching;
mod netting;
mod received;
mod sample;
mod signals;
mod statements;
mod structure;
