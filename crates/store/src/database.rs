//! Opening a database, reading from it, writing a group.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::{Entity, Fields, Lookup, Set, StoreError, Value};

/// The migrations in order, each once landed never edited.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/sqlite/0001_base.sql")),
    (5, include_str!("../migrations/sqlite/0005_desks.sql")),
    (6, include_str!("../migrations/sqlite/0006_desks.sql")),
];

/// How long a statement waits for another process to finish its own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A database that can hand out readers and a writer.
#[derive(Clone, Debug)]
pub struct Database {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
}

/// A connection that only reads.
pub struct Reader {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

/// A connection that moves what was written out of the log into the database, beside the writer, so that no
/// group waits for it.
pub struct Checkpointer {
    connection: Connection,
}

impl Checkpointer {
    /// Moves what can be moved without anybody waiting.
    ///
    /// # Errors
    /// Where the database fails; nothing is lost by that, the log only stays longer.
    pub fn run(&self) -> Result<(), StoreError> {
        Ok(self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }
}

/// The connection that writes groups.
pub struct Writer {
    connection: Connection,
}

impl Database {
    /// Opens the database of a URL, makes it where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// Where the URL is not understood, the file cannot be made or its schema is newer than this program.
    pub fn create(url: &str) -> Result<Database, StoreError> {
        let path = path_of(url)?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|cause| StoreError::NoFolder { path: folder.display().to_string(), cause })?;
        }
        let database = Database { path, idle: Arc::default() };
        database.writer()?.migrate()?;
        Ok(database)
    }

    /// Opens the database of a URL, which must exist, and brings its schema up to date.
    ///
    /// # Errors
    /// As [`Database::create`], and [`StoreError::NoDatabase`] where there is none.
    pub fn open(url: &str) -> Result<Database, StoreError> {
        if !path_of(url)?.exists() {
            return Err(StoreError::NoDatabase(url.to_owned()));
        }
        Database::create(url)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A connection that reads.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        Ok(Reader { connection: Some(connection), idle: Arc::clone(&self.idle) })
    }

    /// A connection that empties the log.
    ///
    /// # Errors
    /// Where the file cannot be opened for writing.
    pub fn checkpointer(&self) -> Result<Checkpointer, StoreError> {
        Ok(Checkpointer { connection: connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)? })
    }

    /// A connection that writes. There should be one a process; others wait for it.
    ///
    /// # Errors
    /// Where the file cannot be opened for writing.
    pub fn writer(&self) -> Result<Writer, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(&self.path, flags)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000; \
             PRAGMA cache_size = -64000;",
        )?;
        Ok(Writer { connection })
    }
}

fn path_of(url: &str) -> Result<PathBuf, StoreError> {
    match url.strip_prefix("sqlite:") {
        Some(path) if !path.is_empty() && !path.starts_with(':') => {
            Ok(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
        }
        _ => Err(StoreError::UnknownUrl(url.to_owned())),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection
        .execute_batch("PRAGMA cache_size = -8000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

/// Rows read by one statement.
pub trait Query {
    /// The connection to read from.
    fn connection(&self) -> &Connection;

    /// All rows of a statement, each read by `read`.
    ///
    /// # Errors
    /// Where the database fails or holds what cannot be read; so for all methods here.
    fn rows<T>(
        &self,
        table: &'static str,
        sql: &str,
        values: &[Value],
        read: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(&mut Fields::new(table, row))?);
        }
        Ok(found)
    }

    /// The entities that meet a condition: `condition` is what follows the table's name.
    ///
    /// # Errors
    /// As [`Query::rows`].
    fn list<E: Entity>(&self, condition: &str, values: &[Value]) -> Result<Vec<E>, StoreError> {
        let sql = format!("{} {condition}", E::statements().select_all);
        self.rows(E::TABLE, &sql, values, E::read)
    }

    /// The entity of a key.
    ///
    /// # Errors
    /// As [`Query::rows`].
    fn find<E: Entity>(&self, key: &E::Key) -> Result<Option<E>, StoreError> {
        let found = self.rows(E::TABLE, &E::statements().select, &E::key_values(key), E::read)?;
        Ok(found.into_iter().next())
    }

    /// Loads what a set wants; says whether it wanted anything.
    ///
    /// # Errors
    /// Where the database fails or holds what cannot be read.
    fn load<E: Lookup>(&self, set: &mut Set<E>) -> Result<bool, StoreError>
    where
        Self: Sized,
    {
        let wanted = set.take_wanted();
        for key in &wanted {
            set.loaded(key.clone(), E::fetch(self, key)?);
        }
        Ok(!wanted.is_empty())
    }
}

impl Query for Reader {
    #[expect(clippy::expect_used, reason = "the connection is taken only when the reader is dropped")]
    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a reader in use has its connection")
    }
}

impl Query for Writer {
    fn connection(&self) -> &Connection {
        &self.connection
    }
}

impl Writer {
    /// Brings the schema up to date, in one transaction.
    fn migrate(&mut self) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = MIGRATIONS.last().map_or(0, |(version, _)| *version);
        if found > known {
            return Err(StoreError::TooNew { found, known });
        }
        for (version, sql) in MIGRATIONS.iter().filter(|(version, _)| *version > found) {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", version)?;
        }
        Ok(transaction.commit()?)
    }

    /// Opens the transaction of a group, so that no other process writes between its reads and its writes.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another process does not let go in time.
    pub fn begin(&self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Makes the group durable.
    ///
    /// # Errors
    /// Where the database cannot; nothing of the group is then written.
    pub fn commit(&self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// Gives the group up.
    pub fn rollback(&self) {
        // After some failures the engine has already rolled back and reports so: nothing is left to do then.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    /// A number that changes when another connection has written, so that cached rows can be dropped.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn foreign_changes(&self) -> Result<i64, StoreError> {
        Ok(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Writes what a set changed. Part of the open transaction.
    ///
    /// # Errors
    /// Where the database fails; the transaction must then be rolled back.
    pub fn save<E: Entity>(&self, set: &mut Set<E>) -> Result<(), StoreError> {
        let mut upsert = self.connection.prepare_cached(&E::statements().upsert)?;
        for (key, row) in set.changes() {
            match row {
                Some(row) => upsert.execute(params_from_iter(row.values()))?,
                None => {
                    let mut delete = self.connection.prepare_cached(&E::statements().delete)?;
                    delete.execute(params_from_iter(E::key_values(key)))?
                }
            };
        }
        set.written();
        Ok(())
    }
}
