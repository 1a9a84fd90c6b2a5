//! What was really used, and what of a reservation is to be charged.

use jiangnan_kernel::{Id, Instant, Interval, Rate, Rounding};
use serde::{Deserialize, Serialize};

use crate::policy::BookingPolicy;
use crate::reservation::{Party, Reservation};
use crate::state::ReservationState;

/// The provider's record of what was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsageRecord {
    /// When the work really ran.
    pub actual: Interval,
    /// How many samples were measured; 0 where samples do not count.
    pub samples: u32,
    /// Who ran the instrument, in the provider's own words.
    pub operator: String,
    /// Who recorded it.
    pub recorded_by: Id,
    /// When it was recorded.
    pub recorded_at: Instant,
}

impl UsageRecord {
    /// How many seconds of the reserved time were left unused; 0 where the work ran as long or longer.
    pub fn unused_seconds(&self, reserved: Interval) -> i64 {
        (reserved.seconds() - self.actual.seconds()).max(0)
    }

    /// Whether the work was shorter than what was reserved.
    pub fn shortened(&self, reserved: Interval) -> bool {
        self.unused_seconds(reserved) > 0
    }
}

/// What is to be charged: this share of the tariff's price of so many seconds and samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Seconds of instrument time.
    pub seconds: i64,
    /// Samples.
    pub samples: u32,
    /// The share of their price.
    pub share: Rate,
}

impl Charge {
    /// Nothing to pay.
    pub const NOTHING: Charge = Charge { seconds: 0, samples: 0, share: Rate(0) };
}

/// What calling a reservation off would mean for the enterprise now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallOff {
    /// Until when it is, or was, free.
    pub free_until: Instant,
    /// The share of the price that is due; nothing where it is free.
    pub share: Rate,
}

impl Reservation {
    /// What calling it off at `now` would mean; none where it cannot be called off any more.
    pub fn call_off(&self, now: Instant, policy: &BookingPolicy) -> Option<CallOff> {
        let step = self.cancel(now, Party::Enterprise, "", policy).ok()?;
        let start = self.interval.start();
        let late = step.reservation.state == ReservationState::LateCancelled;
        Some(CallOff {
            free_until: policy.free_until(start).min(start),
            share: if late { policy.late_cancel_fee } else { Rate(0) },
        })
    }

    /// What its state makes chargeable under a policy: the recorded use with the policy's share of the time
    /// left unused, the late or no-show fee on the whole reserved time, or nothing.
    pub fn charge(&self, policy: &BookingPolicy) -> Charge {
        let reserved = self.interval.seconds();
        match self.state {
            ReservationState::LateCancelled => {
                Charge { seconds: reserved, samples: 0, share: policy.late_cancel_fee }
            }
            ReservationState::NoShow => Charge { seconds: reserved, samples: 0, share: policy.no_show_fee },
            ReservationState::Used | ReservationState::Confirmed | ReservationState::Disputed => {
                self.usage.as_ref().map_or(Charge::NOTHING, |usage| {
                    let unused = usage.unused_seconds(self.interval);
                    let seconds = usage.actual.seconds() + policy.unused_fee.of(unused, Rounding::Down);
                    Charge { seconds, samples: usage.samples, share: Rate::FULL }
                })
            }
            ReservationState::Requested
            | ReservationState::Reserved
            | ReservationState::Declined
            | ReservationState::Cancelled
            | ReservationState::Lapsed => Charge::NOTHING,
        }
    }
}
