//! What can be done in the market, one file for each part of the work.

pub mod answer;
mod change;
pub mod fund;
pub mod people;
pub mod reserve;
pub mod rule;
pub mod usage;
