//! What the pages promise: complete in both languages, well nested, escaped, labelled, readable.

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

mod api;
mod catalogue;
mod desks;
mod disputes;
mod enterprises;
mod explain;
mod faults;
mod forms;
mod journey;
mod lab;
mod mail;
mod market;
mod nodes;
mod notices;
mod own;
mod page;
mod pages;
mod patience;
mod routes;
mod search;
mod site;
mod tokens;
mod unmet;
