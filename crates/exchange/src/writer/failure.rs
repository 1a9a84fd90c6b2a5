//! Why a command was not carried out.

use std::sync::Arc;

use jiangnan_store::StoreError;

use crate::refusal::Refusal;

/// How long to wait before trying again where the database failed for a while.
const STORE_PAUSE_SECONDS: u32 = 5;

/// Why a command was not carried out.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It was refused.
    Refused(Refusal),
    /// The database failed: nothing of the group was written.
    Store(Arc<StoreError>),
    /// Too many commands wait already. This one was not taken; it may be given again after so many seconds.
    Busy {
        /// How many.
        seconds: u32,
    },
    /// The writer has stopped, or the program has an error at this point; nothing was written.
    Stopped,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Refused(refusal) => refusal.fmt(f),
            Failure::Store(error) => error.fmt(f),
            Failure::Busy { seconds } => write!(f, "too many commands wait: try again in {seconds} s"),
            Failure::Stopped => f.write_str("the writer has stopped: start the program again"),
        }
    }
}

impl std::error::Error for Failure {}

impl Failure {
    /// After how many seconds the same command may succeed; `None` where waiting does not help.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Failure::Busy { seconds } => Some(*seconds),
            Failure::Store(error) if error.is_transient() => Some(STORE_PAUSE_SECONDS),
            Failure::Store(_) | Failure::Refused(_) | Failure::Stopped => None,
        }
    }
}
