//! Scenarios and seeded populations that drive the real scheme code.

pub mod facts;

pub use facts::{FactError, FactTables, Facts};
