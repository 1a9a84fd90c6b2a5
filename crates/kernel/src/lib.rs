//! The value types that every room of jiangnan shares.
//!
//! Nothing here does IO, reads a clock or draws a random number: [`Clock`] and [`Rng`] are traits whose
//! implementations are handed in, so that the lab can run production code under a simulated time.

pub mod hours;
pub mod id;
pub mod money;
pub mod place;
pub mod rng;
pub mod text;
pub mod time;

pub use hours::{OpeningHours, Weekday};
pub use id::Id;
pub use money::{Currency, Money, MoneyError, Rate, Rounding};
pub use place::{Place, PlaceCode, PlaceIx, PlaceKind, PlaceTree};
pub use rng::{Rng, SplitMix64};
pub use text::Text;
pub use time::{Clock, Date, Instant, Interval, Period};
