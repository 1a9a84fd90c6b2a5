//! What is found, by which words.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

mod find;
mod keep_up;
mod narrow;
mod sample;
