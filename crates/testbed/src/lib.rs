//! Databases for tests: a file of SQLite, or a database of a private PostgreSQL server that listens on a socket in
//! a temporary folder and is gone afterwards.
//!
//! Beside them a mail server that speaks SMTP over a socket and keeps what it is handed.
//!
//! A test asks for [`TestDatabase::fresh`] and does not know which engine it gets. A test binary runs all its tests
//! on files; one test of it, [`every_test_on_postgres`], runs the whole binary once more on a server.

mod database;
mod mail;
mod server;
mod small_log;

pub use database::{TestDatabase, every_test_on_postgres};
pub use mail::{MailServer, ReceivedMail};
pub use server::Server;
pub use small_log::SmallLog;
