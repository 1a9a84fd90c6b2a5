//! SQLite: one file, one process that writes.

use std::cell::OnceCell;
use std::fs::OpenOptions;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{FromSqlError, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior};

use crate::migrations::MIGRATIONS;
use crate::row::Cell;
use crate::{StoreError, Value};

/// How long a statement waits for another process to finish its own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(bound(self.cell())))
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(bound(*self)))
    }
}

fn bound(cell: Cell<'_>) -> ValueRef<'_> {
    match cell {
        Cell::Null => ValueRef::Null,
        Cell::Int(number) => ValueRef::Integer(number),
        Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        Cell::Bytes(bytes) => ValueRef::Blob(bytes),
    }
}

/// The value of a column.
pub(crate) fn cell(value: ValueRef<'_>) -> Result<Cell<'_>, FromSqlError> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(_) => Cell::Text(value.as_str()?),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
        ValueRef::Real(_) => return Err(FromSqlError::InvalidType),
    })
}

/// From how many pages on the log is emptied.
const LOG_PAGES: i64 = 12_000;
/// How many pages of it are left to the writer, which does nothing else meanwhile.
const REST_PAGES: i64 = 750;
/// How often it is tried to come so near to its end.
const ROUNDS: usize = 6;

/// A database in a file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    /// Whether the log is long and nearly all of it is in the database: the next that is committed does the rest.
    log_due: Arc<AtomicBool>,
    /// Whether a commit waits until the disk has it.
    waits: bool,
}

impl File {
    /// The file that a URL names.
    pub(crate) fn of_url(url: &str) -> Result<File, StoreError> {
        match url.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() && !path.starts_with(':') => {
                let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
                Ok(File { path, idle: Arc::default(), log_due: Arc::default(), waits: true })
            }
            _ => Err(StoreError::UnknownUrl(url.to_owned())),
        }
    }

    /// The same file, whose commits do not wait for the disk.
    pub(crate) fn relaxed(self) -> File {
        File { waits: false, ..self }
    }

    /// Makes the folder of the file, the file and its tables where they are missing.
    pub(crate) fn create(&self) -> Result<(), StoreError> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|cause| StoreError::NoFolder { path: folder.display().to_string(), cause })?;
        }
        migrate(&mut self.writer()?.connection)
    }

    /// A connection that reads.
    pub(crate) fn reader(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY),
        }
    }

    /// Takes a reader's connection back.
    pub(crate) fn give(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    /// A connection that empties the log.
    pub(crate) fn checkpointer(&self) -> Result<LogLink, StoreError> {
        Ok(self.log_link(connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?))
    }

    /// A connection that writes.
    pub(crate) fn writer(&self) -> Result<LogLink, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(&self.path, flags)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 48000; PRAGMA cache_size = -16000;",
        )?;
        connection.pragma_update(None, "synchronous", if self.waits { "FULL" } else { "NORMAL" })?;
        Ok(self.log_link(connection))
    }

    fn log_link(&self, connection: Connection) -> LogLink {
        let (path, due) = (self.path.clone(), Arc::clone(&self.log_due));
        LogLink { connection, due, path, disk: OnceCell::new() }
    }
}

/// A connection that has to do with the log.
pub(crate) struct LogLink {
    pub connection: Connection,
    due: Arc<AtomicBool>,
    path: PathBuf,
    /// The file itself, to ask the disk for it. It is never closed: with that the process would lose the locks that
    /// SQLite has on it.
    disk: OnceCell<ManuallyDrop<std::fs::File>>,
}

impl LogLink {
    /// Moves what is in the log into the database, beside the writer. Only when nothing is left does the next commit
    /// begin the log anew, and while others commit something always is: so the rest, of a long log, is left to the
    /// writer.
    pub(crate) fn empty_log(&self) -> Result<(), StoreError> {
        let mut before = 0;
        for _ in 0..ROUNDS {
            let pages: i64 = self.connection.query_row(EMPTY_LOG, [], |row| row.get(1))?;
            if pages <= LOG_PAGES {
                return Ok(());
            }
            if pages - before <= REST_PAGES {
                break;
            }
            before = pages;
            self.sync();
        }
        self.due.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Waits until the disk has what was moved. SQLite does that only when nothing is left, and then the writer would
    /// wait for all of it; so where this fails nothing is lost.
    fn sync(&self) {
        if self.disk.get().is_none()
            && let Ok(file) = OpenOptions::new().read(true).write(true).open(&self.path)
        {
            let _ = self.disk.set(ManuallyDrop::new(file));
        }
        let _ = self.disk.get().map(|file| file.sync_data());
    }

    /// Moves the rest of a log that is nearly empty, where it is due.
    pub(crate) fn empty_rest_of_log(&self) {
        if self.due.swap(false, Ordering::Relaxed) {
            // What cannot be moved now is moved another time: nothing is lost by that.
            let _ = self.connection.query_row(EMPTY_LOG, [], |_| Ok(()));
        }
    }
}

const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(PASSIVE)";

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(128);
    // Without this a statement on a table with a partial index is read and planned anew for each value that is bound,
    // in case the index could serve just that one.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection
        .execute_batch("PRAGMA cache_size = -8000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}

/// Brings the schema up to date, in one transaction.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.last().map_or(0, |migration| migration.version);
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.version > found) {
        transaction.execute_batch(migration.sqlite)?;
        transaction.pragma_update(None, "user_version", migration.version)?;
    }
    Ok(transaction.commit()?)
}
