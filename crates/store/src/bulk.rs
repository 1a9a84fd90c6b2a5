//! A long history in short time, for measurements: what a market has is copied into the past by the server itself.
//! What comes of it is as large as a history and indexed like one; it is no history that an audit would pass.

use crate::postgres::plain_session;
use crate::{Database, Query, StoreError, Value};

/// An id of the copy with the number `$1`: its time is older than every real one, so that copies lie in the order
/// of their making, as real ids do.
fn copied(column: &str) -> String {
    format!("substring(int8send($1::int8) FROM 3) || substring({column} FROM 7)")
}

/// The statements that copy what hangs on each reservation. `$2` is the time by which a copy lies earlier; what
/// is copied are the rows whose ids have not been copied themselves.
fn statements() -> [String; 4] {
    let original = "substring(id FROM 1 FOR 2) <> '\\x0000'";
    let (id, reservation, reference) = (copied("id"), copied("reservation"), copied("reference"));
    let (command, subject) = (copied("command"), copied("subject"));
    [
        format!(
            "INSERT INTO reservation SELECT jurisdiction, {id}, provider, enterprise_home, enterprise, state, \
             start - $2::int8, lapses_at, body, terms FROM reservation WHERE {original}"
        ),
        format!(
            "INSERT INTO slot SELECT jurisdiction, instrument, start - $2::int8, until - $2::int8, {reservation} FROM slot \
             WHERE substring(reservation FROM 1 FOR 2) <> '\\x0000'"
        ),
        format!(
            "INSERT INTO transfer SELECT jurisdiction, {id}, debit_home, debit, credit_home, credit, amount_minor, \
             currency, kind, state, referred, expires, reversed_minor, {reference}, at - $2::int8 FROM transfer \
             WHERE {original} AND kind = 'pending'"
        ),
        format!(
            "INSERT INTO event SELECT 'copy-' || $1::int8, seq, {command}, at - $2::int8, actor, kind, {subject}, body, answer, \
             previous, hash FROM event WHERE kind = 'reserve' AND writer NOT LIKE 'copy-%'"
        ),
    ]
}

impl Database {
    /// Copies every reservation of a server's database, with its slot, its transfer and its event, into the past,
    /// until there are at least so many; `span_seconds` is the time that they take up together. How many there are
    /// then.
    ///
    /// # Errors
    /// Where it is a file, or the server fails.
    pub fn multiply_reservations(&self, least: u64, span_seconds: i64) -> Result<u64, StoreError> {
        let Some(config) = self.server_config() else {
            return Err(StoreError::Server("a file is not filled by copying: name a server".to_owned()));
        };
        let session = plain_session(config)?;
        session.batch("SET synchronous_commit = off; SET work_mem = '64MB'")?;
        let count = || crate::list::count(&self.reader()?, crate::list::Countable::Reservations);
        let (statements, first) = (statements(), count()?);
        let mut there = first;
        for copy in 1_i64.. {
            if there >= least || first == 0 {
                break;
            }
            session.begin("BEGIN")?;
            for statement in &statements {
                session
                    .query(statement, &[Value::Int(copy), Value::Int(copy.saturating_mul(span_seconds))])?;
            }
            session.commit("COMMIT")?;
            there = there.saturating_add(first);
        }
        session.batch("VACUUM (ANALYZE)")?;
        session.batch("CHECKPOINT")?;
        count()
    }

    /// How many bytes everything takes, with and without what makes it quick to find.
    ///
    /// # Errors
    /// Where it is a file, or the server fails.
    pub fn bytes(&self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT SUM(pg_total_relation_size(c.oid))::int8, SUM(pg_table_size(c.oid))::int8 \
                   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE n.nspname = 'public' AND c.relkind = 'r'";
        let read = |fields: &mut crate::Fields<'_>| Ok((fields.take::<i64>()?, fields.take::<i64>()?));
        let found = self.reader()?.rows("pg_class", sql, &[], read)?;
        let (all, tables) = found.first().copied().unwrap_or_default();
        Ok((u64::try_from(all).unwrap_or(0), u64::try_from(tables).unwrap_or(0)))
    }
}
