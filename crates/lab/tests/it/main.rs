//! Tests of the lab through its public face.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod choose;
mod compare;
mod demand;
mod demo;
mod facts;
mod population;
mod run;
