//! Two texts of a scheme compared: in words per clause, on a population, and by the smallest order on which they
//! differ.

mod domain;
mod effect;
mod explore;
mod prove;
mod words;

pub use effect::{Effect, Group, compare};
pub use explore::{Found, differ, falls_in_price, plain, stricter, witness};
pub use prove::{Method, Proof, Property, never_stricter, rises_with_price, same_as, within_price};
pub use words::{Change, ClauseChange, changes};
