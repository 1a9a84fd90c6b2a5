//! What the server's errors mean to the program.

use std::error::Error;

use tokio_postgres::error::{Severity, SqlState};

use crate::StoreError;

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> StoreError {
        match error.code() {
            // Without a code of the server it is the connection that failed; but a value that cannot be written
            // or read is an error of the program.
            None if is_of_values(&error) => StoreError::Server(words_of(&error)),
            None => StoreError::Unreachable(words_of(&error)),
            // The server goes down: what it says is why, not whether a commit that was under way stands.
            Some(_) if is_of_the_end(&error) => StoreError::Unreachable(words_of(&error)),
            Some(state) => of_state(state, &error),
        }
    }
}

fn of_state(state: &SqlState, error: &tokio_postgres::Error) -> StoreError {
    match state.code() {
        // Serialisation failure, deadlock, a lock not got in time, no room for locks.
        "40001" | "40P01" | "55P03" | "53200" => StoreError::Conflict(words_of(error)),
        // The net under the rules: unique, exclusion and check constraints.
        "23505" | "23P01" | "23514" => StoreError::Conflict(words_of(error)),
        // A statement was cancelled because it took too long.
        "57014" => StoreError::Busy,
        "53100" => StoreError::DiskFull,
        "25006" => StoreError::ReadOnly,
        // Shutting down, crashed, starting up, idle in a transaction for too long, too many connections.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "53300" => StoreError::Unreachable(words_of(error)),
        code if code.starts_with("08") => StoreError::Unreachable(words_of(error)),
        _ => StoreError::Server(words_of(error)),
    }
}

fn is_of_the_end(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().and_then(|reported| reported.parsed_severity()) == Some(Severity::Panic)
}

fn is_of_values(error: &tokio_postgres::Error) -> bool {
    let text = error.to_string();
    ["serializ", "column", "parameter", "invalid configuration", "authentication"]
        .iter()
        .any(|word| text.contains(word))
}

/// The error with what caused it, which the driver does not print by itself.
fn words_of(error: &tokio_postgres::Error) -> String {
    if let Some(reported) = error.as_db_error() {
        return format!("{} ({})", reported.message(), reported.code().code());
    }
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
