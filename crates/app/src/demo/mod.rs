//! The demo: a city group with real places, institutions and instrument models, and invented enterprises,
//! prices and work; a quarter of it played through the same commands that people give.

mod bank;
pub mod build;
mod day;
pub mod figures;
mod need;
mod paper;
mod play;
mod says;
mod settle;
pub mod stage;
pub mod waiting;
pub mod world;

pub use play::play;
pub use stage::Rules;
pub use world::World;

/// The seed from which everything invented follows.
pub const SEED: u64 = 2026;
