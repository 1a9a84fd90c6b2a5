//! Tests of the catalogue room, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

mod experts;
mod files;
mod import;
mod mappings;
mod organisations;
mod prices;
mod robust;
mod techniques;
mod terms;
