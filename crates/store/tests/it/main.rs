//! Tests of the store on real databases, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod blind;
mod database;
mod distribute;
mod lists;
mod schema;
mod server;
mod times;
mod turn;

use jiangnan_store::{Entity, Set, StoreError, Writer};

/// Writes what a set changed.
fn save<E: Entity>(writer: &Writer, set: &mut Set<E>) -> Result<(), StoreError> {
    set.take_changes().iter().try_for_each(|changes| writer.write(changes))
}

#[test]
fn every_test_on_postgres() {
    jiangnan_testbed::every_test_on_postgres();
}
