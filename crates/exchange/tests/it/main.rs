//! Tests of the exchange on a real database file, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

#[test]
fn every_test_on_postgres() {
    jiangnan_testbed::every_test_on_postgres();
}

mod ahead;
mod contacts;
mod crash;
mod deadlines;
mod desk;
mod desks;
mod disputes;
mod history;
mod kill;
mod listing;
mod long_history;
mod market;
mod move_house;
mod notices;
mod power;
mod rhine;
mod rules;
mod sanctions;
mod series_end;
mod settle;
mod spine;
mod wal;
