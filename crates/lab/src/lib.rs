//! Scenarios and seeded populations that drive the real scheme code.
//!
//! A [`Population`] is made out of [`Facts`] and a [`Plan`]; the same seed gives the same population, on any
//! machine.

mod credit_code;
mod draw;
pub mod facts;
mod plan;
pub mod population;

pub use facts::{FactError, FactTables, Facts};
pub use plan::{LabError, Plan};
pub use population::{
    Enterprise, Expert, Fund, Grant, Instrument, Person, Population, Price, Provider, Role, Workplace,
};
