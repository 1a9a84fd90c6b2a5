//! Tests of the rule language: findings at load, quotes, shipped schemes and their cases.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod comparisons;
mod documents;
mod explanations;
mod findings;
mod once;
mod pinned;
mod proofs;
mod properties;
mod quotes;
mod robust;
mod shipped;
mod stacks;
mod world;
