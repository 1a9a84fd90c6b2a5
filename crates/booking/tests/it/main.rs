//! Tests of the booking room, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

mod approval;
mod calendar;
mod life;
mod script;
mod series;
mod slots;
mod wait;
