//! The only place that reads the system's clock and draws the system's random bits.

use std::sync::OnceLock;

use jiangnan_kernel::{Clock, Instant, Rng};

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::from_seconds(self.millis() / 1_000)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the clock")]
    fn millis(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn micros(&self) -> u64 {
        static BEGIN: OnceLock<std::time::Instant> = OnceLock::new();
        micros_since(*BEGIN.get_or_init(std::time::Instant::now))
    }
}

/// The nanoseconds since 1970 by the system's clock, as traces tell them.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the clock")]
pub fn unix_nanos() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}

fn micros_since(begin: std::time::Instant) -> u64 {
    u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// The demo's clock: it goes on from the end of the played quarter, as fast as the system's.
pub struct DemoClock {
    start: Instant,
    since: std::time::Instant,
}

impl DemoClock {
    /// A clock that shows `start` now.
    pub fn new(start: Instant) -> DemoClock {
        DemoClock { start, since: std::time::Instant::now() }
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        Instant::from_seconds(self.millis() / 1_000)
    }

    fn millis(&self) -> i64 {
        let gone = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.start.millis().saturating_add(gone)
    }

    fn micros(&self) -> u64 {
        micros_since(self.since)
    }
}

/// The system's random bits.
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(clippy::expect_used, reason = "without random bits no id and no session would be safe to make")]
    fn next_u64(&mut self) -> u64 {
        getrandom::u64().expect("the system gives random bits")
    }
}
