//! How many requests somebody may send in a minute, so that one program cannot take the server for itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiangnan_kernel::{Id, Instant, PlaceCode};

/// The length of the window in seconds.
const WINDOW_SECONDS: i64 = 60;

/// How many requests a minute are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one person, with all of the person's tokens.
    pub person: u32,
    /// Of all together who have no token.
    pub strangers: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { person: 1_200, strangers: 3_000 }
    }
}

/// Counts requests. What it holds is bounded by those who ask within one minute.
#[derive(Debug, Default)]
pub struct Limiter {
    limits: Limits,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    window: i64,
    requests: HashMap<Option<(PlaceCode, Id)>, u32>,
}

impl Limiter {
    /// A counter with limits.
    pub fn new(limits: Limits) -> Limiter {
        Limiter { limits, counted: Mutex::default() }
    }

    /// Counts a request of somebody.
    ///
    /// # Errors
    /// After how many seconds to try again, where it is one too many.
    pub fn count(&self, who: Option<(PlaceCode, Id)>, now: Instant) -> Result<(), i64> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let window = now.seconds().div_euclid(WINDOW_SECONDS);
        if counted.window != window {
            *counted = Counted { window, requests: HashMap::new() };
        }
        let most = if who.is_some() { self.limits.person } else { self.limits.strangers };
        let sent = counted.requests.entry(who).or_default();
        if *sent >= most {
            return Err(WINDOW_SECONDS - now.seconds().rem_euclid(WINDOW_SECONDS));
        }
        *sent += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_for_the_next_minute_and_nobody_waits_for_another() {
        let limiter = Limiter::new(Limits { person: 2, strangers: 1 });
        let home: PlaceCode = "CN-ZJ".parse().unwrap();
        let (one, other) = (Some((home, Id(1))), Some((home, Id(2))));
        let now = Instant::from_seconds(600);
        assert_eq!([limiter.count(one, now), limiter.count(one, now)], [Ok(()), Ok(())]);
        assert_eq!(limiter.count(one, now.plus_seconds(45)), Err(15));
        assert_eq!(limiter.count(other, now), Ok(()));
        assert_eq!(limiter.count(None, now), Ok(()));
        assert_eq!(limiter.count(None, now), Err(60));
        assert_eq!(limiter.count(one, now.plus_seconds(60)), Ok(()));
    }
}
