//! Scenarios and seeded populations that drive the real scheme code.
//!
//! A [`Population`] is made out of [`Facts`] and a [`Plan`], and a [`Demand`] for it. A run shows each need the
//! offers that its rules leave; [`choose()`] says which one is taken. The [`Outcome`]s of two runs make a
//! [`Comparison`]. All of it is pure and follows from the seed.

pub mod choose;
pub mod compare;
mod credit_code;
pub mod demand;
mod draw;
pub mod facts;
mod plan;
pub mod population;

pub use choose::{Candidate, Chances, Taste, chances, choose};
pub use compare::{Change, CompareError, Comparison, Deal, Flow, Outcome};
pub use demand::{Demand, Need};
pub use facts::{FactError, FactTables, Facts};
pub use plan::{LabError, Plan};
pub use population::{Enterprise, Fund, Government, Grant, Instrument, Person, Population, Provider, Role};
