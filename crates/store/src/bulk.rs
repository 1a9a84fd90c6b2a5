//! A long history in short time, for measurements: what a market has is copied into the past by the server itself.
//! What comes of it is as large as a history and indexed like one; it is no history that an audit would pass.

use crate::postgres::plain_session;
use crate::{Database, Query, StoreError, Value};

/// An id of the copy with the number `$1`: its time is older than every real one, so that copies lie in the order
/// of their making, as real ids do.
fn copied(column: &str) -> String {
    format!("substring(int8send($1::int8) FROM 3) || substring({column} FROM 7)")
}

/// The tables that are copied.
const COPIED: [&str; 4] = ["reservation", "slot", "transfer", "event"];

/// Keeps the rows that are copied apart: they are read once for each copy, and the tables grow with it.
const KEEP_ORIGINALS: &str = "CREATE TEMP TABLE original_reservation AS SELECT * FROM reservation; \
     CREATE TEMP TABLE original_slot AS SELECT * FROM slot; \
     CREATE TEMP TABLE original_transfer AS SELECT * FROM transfer WHERE kind = 'pending'; \
     CREATE TEMP TABLE original_event AS SELECT * FROM event WHERE kind = 'reserve'";

/// The indexes beside the keys, as they are made, by their names.
const INDEXES: &str = "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public' \
     AND tablename IN ('reservation', 'slot', 'transfer', 'event') AND indexname NOT IN \
     (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x')) ORDER BY indexname";

/// The statements that copy what hangs on each reservation. `$2` is the time by which a copy lies earlier.
fn statements() -> [String; 4] {
    let (id, reservation, reference) = (copied("id"), copied("reservation"), copied("reference"));
    let (command, subject) = (copied("command"), copied("subject"));
    [
        format!(
            "INSERT INTO reservation SELECT jurisdiction, {id}, provider, enterprise_home, enterprise, state, \
             start - $2::int8, lapses_at, body, terms FROM original_reservation"
        ),
        format!(
            "INSERT INTO slot SELECT jurisdiction, instrument, start - $2::int8, until - $2::int8, {reservation} \
             FROM original_slot"
        ),
        format!(
            "INSERT INTO transfer SELECT jurisdiction, {id}, debit_home, debit, credit_home, credit, amount_minor, \
             currency, kind, state, referred, expires, reversed_minor, {reference}, at - $2::int8 \
             FROM original_transfer"
        ),
        format!(
            "INSERT INTO event SELECT 'copy-' || $1::int8, seq, {command}, at - $2::int8, actor, kind, {subject}, body, answer, \
             previous, hash FROM original_event"
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
        session.batch("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")?;
        let count = || crate::list::count(&self.reader()?, crate::list::Countable::Reservations);
        let (statements, first) = (statements(), count()?);
        let indexes = self.reader()?.rows("pg_indexes", INDEXES, &[], |fields| {
            Ok((fields.take::<String>()?, fields.take::<String>()?))
        })?;
        session.work(KEEP_ORIGINALS)?;
        // An index that is made of all rows at once takes a part of the time; what looks for overlaps would find none.
        let for_each = |change: &str| -> Result<(), StoreError> {
            COPIED.iter().try_for_each(|table| session.batch(&format!("ALTER TABLE {table} {change}")))
        };
        for_each("DISABLE TRIGGER USER")?;
        indexes.iter().try_for_each(|(name, _)| session.batch(&format!("DROP INDEX {name}")))?;
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
        indexes.iter().try_for_each(|(_, definition)| session.work(definition))?;
        for_each("ENABLE TRIGGER USER")?;
        session.work("VACUUM (ANALYZE)")?;
        session.work("CHECKPOINT")?;
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
