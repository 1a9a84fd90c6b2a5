//! Reservations: life cycle, availability, overlap, wait list, usage record.
//!
//! A reservation occupies `[start, end)` of one instrument or expert. A request that awaits approval
//! occupies too, and lapses when nobody answers. Everything here is pure: the caller loads the rows, hands
//! them in with the present moment, and saves what comes back. Nothing here knows of money; what a missed or
//! late-cancelled slot costs is told as a [`Charge`]: seconds, samples and a share of their price.

pub mod approval;
pub mod calendar;
pub mod dispute;
pub mod policy;
pub mod problem;
pub mod reservation;
pub mod series;
pub mod slots;
pub mod state;
pub mod usage;
pub mod wait;

pub use calendar::{Calendar, Overlap};
pub use dispute::{Dispute, Ruling, Verdict};
pub use policy::{BookingPolicy, Situation};
pub use problem::Problem;
pub use reservation::{Draft, Move, Party, Refused, Reservation, Step};
pub use series::{SeriesProblem, check_series, weekly};
pub use slots::{Availability, free_slots, free_stretches, neighbours, next_free};
pub use state::{EDGES, Edge, ReservationEvent, ReservationState};
pub use usage::{CallOff, Charge, UsageRecord};
pub use wait::{WaitEntry, WaitList, WaitState};
