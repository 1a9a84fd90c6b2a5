//! Bringing the schema up to date.

use super::session::Session;
use crate::migrations::MIGRATIONS;
use crate::row::Column as _;
use crate::{Fields, StoreError};

/// Opens the transaction in which nobody else migrates.
const BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock(4711, 1); \
                     CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)";

/// Whether the database has a schema of this program.
pub(crate) fn is_there(session: &Session) -> Result<bool, StoreError> {
    let sql = "SELECT (to_regclass('schema_version') IS NOT NULL)::int";
    Ok(number(session, sql)? == 1)
}

/// Brings the schema up to date, in one transaction.
pub(crate) fn migrate(session: &Session) -> Result<(), StoreError> {
    let known = MIGRATIONS.last().map_or(0, |migration| migration.version);
    if is_there(session)? && number(session, "SELECT COALESCE(MAX(version), 0) FROM schema_version")? == known
    {
        return Ok(());
    }
    session.begin(BEGIN)?;
    let migrated = migrate_in_transaction(session, known);
    match migrated {
        Ok(()) => session.commit("COMMIT"),
        Err(error) => {
            session.rollback("ROLLBACK");
            Err(error)
        }
    }
}

fn migrate_in_transaction(session: &Session, known: i64) -> Result<(), StoreError> {
    let found = number(session, "SELECT COALESCE(MAX(version), 0) FROM schema_version")?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.version > found) {
        session.work(migration.postgres)?;
        session.batch(&format!("INSERT INTO schema_version VALUES ({})", migration.version))?;
    }
    Ok(())
}

fn number(session: &Session, sql: &str) -> Result<i64, StoreError> {
    let rows = session.query(sql, &[])?;
    rows.first().map_or(Ok(0), |row| i64::take(&mut Fields::of_postgres("schema_version", row, 0)))
}
