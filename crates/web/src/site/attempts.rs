//! Sign-ins in vain: a name that was tried too often rests, whether anybody has it or not, so that nobody can guess
//! passwords and nobody learns which names there are.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiangnan_kernel::Instant;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How often a name may be tried in vain within the window.
const TRIES_MAX: u32 = 10;
/// The window, in seconds, from the first try in vain.
const WINDOW_SECONDS: i64 = 15 * 60;
/// The most names that are remembered; beyond that those whose window is over are forgotten, then all.
const NAMES_MAX: usize = 20_000;
/// How many passwords are checked at a time.
const CHECKS_MAX: usize = 2;

/// Who tried to sign in in vain, and whose turn it is.
#[derive(Debug)]
pub struct Attempts {
    failed: Mutex<HashMap<String, (Instant, u32)>>,
    turns: Semaphore,
}

impl Default for Attempts {
    fn default() -> Attempts {
        Attempts { failed: Mutex::default(), turns: Semaphore::new(CHECKS_MAX) }
    }
}

impl Attempts {
    /// Whether a name may be tried now.
    pub fn may_try(&self, login: &str, now: Instant) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get(login).is_none_or(|(since, tries)| is_over(*since, now) || *tries < TRIES_MAX)
    }

    /// Notes a try in vain.
    pub fn failed(&self, login: &str, now: Instant) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.len() >= NAMES_MAX {
            failed.retain(|_, (since, _)| !is_over(*since, now));
        }
        if failed.len() >= NAMES_MAX {
            failed.clear();
        }
        let (since, tries) = failed.entry(login.to_owned()).or_insert((now, 0));
        if is_over(*since, now) {
            (*since, *tries) = (now, 0);
        }
        *tries += 1;
    }

    /// Waits until a password may be checked; its turn ends when what comes back is dropped.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }
}

fn is_over(since: Instant, now: Instant) -> bool {
    now >= since.plus_seconds(WINDOW_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_rests_after_ten_tries_and_no_other_does() {
        let attempts = Attempts::default();
        let now = Instant::from_seconds(1_000);
        for _ in 0..10 {
            assert!(attempts.may_try("a", now));
            attempts.failed("a", now);
        }
        assert!(!attempts.may_try("a", now.plus_seconds(899)));
        assert!(attempts.may_try("b", now));
        assert!(attempts.may_try("a", now.plus_seconds(900)));
        attempts.failed("a", now.plus_seconds(900));
        assert!(attempts.may_try("a", now.plus_seconds(901)), "a new window has begun");
    }
}
