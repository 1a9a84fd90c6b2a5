//! PostgreSQL: connections that heal themselves, statements for many rows at once.

mod cells;
mod driver;
mod environment;
mod fault;
mod many;
mod migrate;
mod pool;
mod session;

pub use cells::Kind;
pub(crate) use environment::environment;
pub(crate) use many::arrays;
pub(crate) use migrate::{is_there, migrate};
pub(crate) use pool::Pool;
pub use session::Session;

/// What makes the commits of a session wait for the disk, as the server says, at least for its own.
macro_rules! durable {
    () => {
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    };
}
pub(crate) use durable;

/// A session on which nothing is set.
pub(crate) fn plain_session(config: &tokio_postgres::Config) -> Result<Session, crate::StoreError> {
    Session::open(config.clone(), "", false)
}

/// What is set on a session that reads rows by their keys, as on the one that writes.
const SETUP_OF_ROWS: &str = "SET default_transaction_read_only = on; SET jit = off; SET statement_timeout = '30s'; \
     SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; \
     SET plan_cache_mode = force_custom_plan; SET client_min_messages = warning";

/// A session that reads rows by their keys.
pub(crate) fn session_of_rows(config: &tokio_postgres::Config) -> Result<Session, crate::StoreError> {
    Session::open(config.clone(), SETUP_OF_ROWS, true)
}

/// Whether a URL names this engine.
pub(crate) fn is_url(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}
