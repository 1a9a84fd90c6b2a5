//! Opening a database, reading from it, writing a group: the same calls for both engines.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use crate::postgres::{self, Pool, Session};
use crate::writer::Writer;
use crate::{Query, StoreError, sqlite};

/// A row where the index is there by which no command is written twice; on Citus it reaches as far as one chain.
const ONE_OF_EACH_COMMAND: &str = "SELECT 1 FROM pg_index \
     WHERE indexrelid = to_regclass('event_command') AND indisunique AND indisvalid AND indnatts = 1";

/// A database that can hand out readers and a writer.
#[derive(Clone, Debug)]
pub struct Database {
    url: String,
    engine: Engine,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite(sqlite::File),
    Postgres(Arc<Pool>),
}

/// A connection of one of the engines.
#[derive(Clone, Copy)]
pub enum Link<'a> {
    /// To a file.
    Sqlite(&'a Connection),
    /// To a server.
    Postgres(&'a Session),
}

impl Link<'_> {
    /// Whether the way to the database is long, so that reading many rows at once is worth a detour.
    pub fn is_far(self) -> bool {
        matches!(self, Link::Postgres(_))
    }

    /// Whether the server is one machine, which can be written without a look at it first.
    ///
    /// # Errors
    /// Where the server cannot be asked.
    pub fn can_be_blind(self) -> Result<bool, StoreError> {
        match self {
            Link::Sqlite(_) => Ok(false),
            Link::Postgres(session) => Ok(!session.is_spread()?),
        }
    }

    /// Whether a command that was accepted before cannot be written a second time, whoever writes it.
    ///
    /// # Errors
    /// Where the server cannot be asked.
    pub fn refuses_doubles(self) -> Result<bool, StoreError> {
        match self {
            Link::Sqlite(_) => Ok(true),
            Link::Postgres(session) => Ok(!session.query(ONE_OF_EACH_COMMAND, &[])?.is_empty()),
        }
    }

    /// The expression for where one text stands in another, from 1; 0 where it does not.
    pub(crate) fn position_in(self, text: &str, part: &str) -> String {
        match self {
            Link::Sqlite(_) => format!("instr({text}, {part})"),
            Link::Postgres(_) => format!("strpos({text}, {part})"),
        }
    }
}

/// A connection that only reads.
pub struct Reader {
    connection: Option<Reading>,
    engine: Engine,
}

enum Reading {
    Sqlite(Connection),
    Postgres(Session),
    /// One that is not shared with others afterwards.
    Apart(Session),
}

/// A connection that moves what was written out of SQLite's log into the database, beside the writer, so that no
/// group waits for it. PostgreSQL does that by itself.
pub struct Checkpointer {
    log: Option<sqlite::LogLink>,
}

impl Checkpointer {
    /// Moves what can be moved without anybody waiting.
    ///
    /// # Errors
    /// Where the database fails; nothing is lost by that, the log only stays longer.
    pub fn run(&self) -> Result<(), StoreError> {
        self.log.as_ref().map_or(Ok(()), sqlite::LogLink::empty_log)
    }
}

impl Database {
    /// Opens the database of a URL, makes it where it is missing, and brings its schema up to date. A database of
    /// a server must be there already, but may be empty.
    ///
    /// # Errors
    /// Where the URL is not understood, the file cannot be made, the server cannot be reached, or the schema is
    /// newer than this program.
    pub fn create(url: &str) -> Result<Database, StoreError> {
        let database = Database::at(url)?;
        match &database.engine {
            Engine::Sqlite(file) => file.create()?,
            Engine::Postgres(pool) => postgres::migrate(&Session::open(pool.config().clone(), "", false)?)?,
        }
        Ok(database)
    }

    /// Opens the database of a URL, which must exist, and brings its schema up to date.
    ///
    /// # Errors
    /// As [`Database::create`], and [`StoreError::NoDatabase`] where there is none.
    pub fn open(url: &str) -> Result<Database, StoreError> {
        let exists = match &Engine::of_url(url)? {
            Engine::Sqlite(file) => file.path.exists(),
            Engine::Postgres(pool) => postgres::is_there(&Session::open(pool.config().clone(), "", false)?)?,
        };
        if exists { Database::create(url) } else { Err(StoreError::NoDatabase(url.to_owned())) }
    }

    /// The same database, whose commits do not wait for the disk: a power cut takes the last of them. It is there
    /// to show that a test of power cuts can tell; a server's database is left as it is.
    pub fn relaxed(self) -> Database {
        let engine = match self.engine {
            Engine::Sqlite(file) => Engine::Sqlite(file.relaxed()),
            server => server,
        };
        Database { engine, ..self }
    }

    /// The database of a URL, whether it is there or not.
    pub(crate) fn at(url: &str) -> Result<Database, StoreError> {
        Ok(Database { url: url.to_owned(), engine: Engine::of_url(url)? })
    }

    /// How a server is reached; none for a file.
    pub(crate) fn server_config(&self) -> Option<&tokio_postgres::Config> {
        match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(pool) => Some(pool.config()),
        }
    }

    /// What the tools of a server must know to reach it; none for a file.
    pub(crate) fn server_environment(&self) -> Option<Vec<(&'static str, String)>> {
        match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(pool) => Some(postgres::environment(pool.config())),
        }
    }

    /// What it was opened by. It may hold a password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The file, where it is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.engine {
            Engine::Sqlite(file) => Some(&file.path),
            Engine::Postgres(_) => None,
        }
    }

    /// A connection that reads.
    ///
    /// # Errors
    /// Where the file cannot be opened or the server cannot be reached.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        let connection = match &self.engine {
            Engine::Sqlite(file) => Reading::Sqlite(file.reader()?),
            Engine::Postgres(pool) => Reading::Postgres(pool.take()?),
        };
        Ok(Reader { connection: Some(connection), engine: self.engine.clone() })
    }

    /// A connection that reads rows by their keys, beside the one that writes.
    ///
    /// # Errors
    /// As [`Database::reader`].
    pub fn reader_of_rows(&self) -> Result<Reader, StoreError> {
        let Engine::Postgres(pool) = &self.engine else { return self.reader() };
        let session = postgres::session_of_rows(pool.config())?;
        Ok(Reader { connection: Some(Reading::Apart(session)), engine: self.engine.clone() })
    }

    /// A connection that empties the log.
    ///
    /// # Errors
    /// Where the file cannot be opened for writing.
    pub fn checkpointer(&self) -> Result<Checkpointer, StoreError> {
        let log = match &self.engine {
            Engine::Sqlite(file) => Some(file.checkpointer()?),
            Engine::Postgres(_) => None,
        };
        Ok(Checkpointer { log })
    }

    /// A connection that writes. There should be one a process; others wait for it.
    ///
    /// # Errors
    /// Where the file cannot be opened for writing or the server cannot be reached.
    pub fn writer(&self) -> Result<Writer, StoreError> {
        match &self.engine {
            Engine::Sqlite(file) => Ok(Writer::of_sqlite(file.writer()?)),
            Engine::Postgres(pool) => Writer::of_postgres(pool.config().clone()),
        }
    }
}

impl Engine {
    fn of_url(url: &str) -> Result<Engine, StoreError> {
        if !postgres::is_url(url) {
            return Ok(Engine::Sqlite(sqlite::File::of_url(url)?));
        }
        let config = url.parse().map_err(|error| StoreError::BadUrl(format!("{error}")))?;
        Ok(Engine::Postgres(Arc::new(Pool::new(config))))
    }
}

impl Reader {
    /// Lets everything be read as it is at one moment, while others go on writing.
    ///
    /// # Errors
    /// Where the database fails; what `read` answers is handed on.
    pub fn at_one_moment<T>(&self, read: impl FnOnce(&Reader) -> T) -> Result<T, StoreError> {
        self.begin_snapshot()?;
        let found = read(self);
        self.end_snapshot();
        Ok(found)
    }

    /// From here on everything is read as it is now, until [`Reader::end_snapshot`].
    pub(crate) fn begin_snapshot(&self) -> Result<(), StoreError> {
        match self.link() {
            Link::Sqlite(connection) => Ok(connection.execute_batch("BEGIN")?),
            Link::Postgres(session) => session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Ends what [`Reader::begin_snapshot`] began.
    pub(crate) fn end_snapshot(&self) {
        match self.link() {
            // Nothing was written: there is nothing that could fail to be taken back.
            Link::Sqlite(connection) => drop(connection.execute_batch("ROLLBACK")),
            Link::Postgres(session) => session.rollback("ROLLBACK"),
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        match (self.connection.take(), &self.engine) {
            (Some(Reading::Sqlite(connection)), Engine::Sqlite(file)) => file.give(connection),
            (Some(Reading::Postgres(session)), Engine::Postgres(pool)) => pool.give(session),
            _ => {}
        }
    }
}

impl Query for Reader {
    #[expect(clippy::expect_used, reason = "the connection is taken only when the reader is dropped")]
    fn link(&self) -> Link<'_> {
        match self.connection.as_ref().expect("a reader in use has its connection") {
            Reading::Sqlite(connection) => Link::Sqlite(connection),
            Reading::Postgres(session) | Reading::Apart(session) => Link::Postgres(session),
        }
    }
}
