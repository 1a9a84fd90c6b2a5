//! SQLite: one file, one process that writes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::{FromSqlError, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior};

use crate::migrations::MIGRATIONS;
use crate::row::Cell;
use crate::{StoreError, Value};

/// How long a statement waits for another process to finish its own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Word(word) => ValueRef::Text(word.as_bytes()),
            Value::Place(code) => ValueRef::Text(code.as_str().as_bytes()),
            Value::Currency(currency) => ValueRef::Text(currency.code().as_bytes()),
            Value::Id(bytes) => ValueRef::Blob(bytes),
            Value::Hash(bytes) => ValueRef::Blob(bytes),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
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

/// A database in a file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    /// Whether a commit waits until the disk has it.
    waits: bool,
}

impl File {
    /// The file that a URL names.
    pub(crate) fn of_url(url: &str) -> Result<File, StoreError> {
        match url.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() && !path.starts_with(':') => {
                let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
                Ok(File { path, idle: Arc::default(), waits: true })
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
        migrate(&mut self.writer()?)
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
    pub(crate) fn checkpointer(&self) -> Result<Connection, StoreError> {
        connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// A connection that writes.
    pub(crate) fn writer(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(&self.path, flags)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -64000;",
        )?;
        connection.pragma_update(None, "synchronous", if self.waits { "FULL" } else { "NORMAL" })?;
        Ok(connection)
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
