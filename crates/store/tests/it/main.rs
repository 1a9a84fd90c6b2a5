//! Tests of the store on real databases, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod database;
mod distribute;
mod lists;
mod schema;
mod server;

#[test]
fn every_test_on_postgres() {
    jiangnan_testbed::every_test_on_postgres();
}
