//! Two texts of a scheme compared: in words per clause, on a population, and by the smallest order on which they
//! differ.

mod effect;
mod explore;
mod words;

pub use effect::{Effect, Group, compare};
pub use explore::{Found, differ, falls_in_price, stricter, witness};
pub use words::{Change, ClauseChange, changes};
