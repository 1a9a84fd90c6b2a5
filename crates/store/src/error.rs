//! What can go wrong between the program and its database.

/// A failure of the database or of what was found in it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no engine that this build has.
    #[error(
        "`{0}` is not a database URL: write `sqlite:` and the path of a file, or `postgres://USER@HOST/DATABASE`"
    )]
    UnknownUrl(String),
    /// The URL of a server is not well formed. The URL itself is not told: it may hold a password.
    #[error("the URL of the database is not well formed ({0}): write `postgres://USER@HOST/DATABASE`")]
    BadUrl(String),
    /// The server cannot be reached, or the connection to it broke.
    #[error("the database server cannot be reached: {0}; try again in a moment")]
    Unreachable(String),
    /// Another writer was in the way, or the net under the rules caught something: nothing was written.
    #[error("the database refused the group: {0}; try again in a moment")]
    Conflict(String),
    /// Anything else that a server reports.
    #[error("the database server reports: {0}")]
    Server(String),
    /// The database file is missing and was not to be created.
    #[error("there is no database at `{0}`: create one with `jiangnan db migrate` or `jiangnan demo`")]
    NoDatabase(String),
    /// A file of a backup or an export.
    #[error("`{path}`: {reason}")]
    Files {
        /// The file or folder.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder of the database could not be made.
    #[error("the folder `{path}` cannot be made: {cause}")]
    NoFolder {
        /// The folder.
        path: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The system gives no thread to the writer.
    #[error("the system gives no thread to the writer: {cause}")]
    NoThread {
        /// What the system says.
        cause: std::io::Error,
    },
    /// The disk is full.
    #[error("the disk is full: nothing of this group was written; free some space and try again")]
    DiskFull,
    /// The database cannot be written.
    #[error(
        "the database cannot be written: it is read-only; check the permissions of the file and its folder"
    )]
    ReadOnly,
    /// Another process holds the database.
    #[error("the database is in use by another process: try again in a moment")]
    Busy,
    /// The schema is newer than this program.
    #[error("the database has schema {found}, this program knows {known}: use a newer jiangnan")]
    TooNew {
        /// The version found.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// A stored value does not have the form it must have.
    #[error("column {column} of `{table}` holds what this program cannot read: {reason}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The position of the column.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// Anything else the engine reports.
    #[error("the database reports: {0}")]
    Engine(rusqlite::Error),
}

impl StoreError {
    /// Whether the same call may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        match self {
            StoreError::Busy
            | StoreError::DiskFull
            | StoreError::Unreachable(_)
            | StoreError::Conflict(_) => true,
            StoreError::UnknownUrl(_)
            | StoreError::BadUrl(_)
            | StoreError::Server(_)
            | StoreError::NoDatabase(_)
            | StoreError::Files { .. }
            | StoreError::NoFolder { .. }
            | StoreError::NoThread { .. }
            | StoreError::ReadOnly
            | StoreError::TooNew { .. }
            | StoreError::Damaged { .. }
            | StoreError::Engine(_) => false,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly};
        match error.sqlite_error_code() {
            Some(DiskFull) => StoreError::DiskFull,
            Some(ReadOnly) => StoreError::ReadOnly,
            Some(DatabaseBusy | DatabaseLocked) => StoreError::Busy,
            _ if is_caught(&error) => StoreError::Conflict(error.to_string()),
            _ => StoreError::Engine(error),
        }
    }
}

/// Whether a net under the rules caught it: a key that is there already, or a check. What else a table refuses is an
/// error of the program.
fn is_caught(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    const NETS: [i32; 4] = [
        ffi::SQLITE_CONSTRAINT_UNIQUE,
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ffi::SQLITE_CONSTRAINT_ROWID,
        ffi::SQLITE_CONSTRAINT_CHECK,
    ];
    error.sqlite_error().is_some_and(|cause| NETS.contains(&cause.extended_code))
}
