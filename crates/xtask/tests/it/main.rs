//! The house rules as tests: what ARCHITECTURE.md says must hold of the source text.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod absences;
mod documents;
mod map;
mod rooms;
mod source;
