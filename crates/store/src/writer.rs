//! The connection that writes groups.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use rusqlite::{Connection, params_from_iter};
use tokio_postgres::Config;

use crate::database::Link;
use crate::dump::Table;
use crate::postgres::{Session, durable};
use crate::row::{Cell as Field, Column as _};
use crate::seal::{Seal, Seals};
use crate::sqlite::LogLink;
use crate::turn::Turn;
use crate::{Changes, Query, StoreError, Value};

/// The chain of the only writer of a file, and of the first one of a server.
const FIRST_CHAIN: &str = "main";
/// The most processes that write to one database at one time.
const CHAINS_MAX: u32 = 1_000;
/// The most commands of others that are looked at one by one.
const FOREIGN_MAX: i64 = 1_024;
/// What is set on a connection that writes. A group that waits for longer is tried anew; a process that stands
/// still in the middle of a group does not hold up the others for longer. Statistics lag behind tables that grow
/// fast, so that plans which read whole tables are ruled out, and none is kept that was made when a table was small.
const SETUP: &str = concat!(
    "SET default_transaction_isolation = 'read committed'; SET jit = off; \
     SET lock_timeout = '10s'; SET statement_timeout = '30s'; \
     SET idle_in_transaction_session_timeout = '5s'; SET client_min_messages = warning; \
     SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; \
     SET plan_cache_mode = force_custom_plan; ",
    durable!()
);
/// How far the chains of others have come; and, as if it were the end of a chain without a name, how often anything beyond
/// reservations was written.
const ENDS: &str = "SELECT writer, seq FROM chain_head WHERE writer <> $1";
const ENDS_AND_COUNT: &str = "SELECT writer, seq FROM chain_head WHERE writer <> $1 \
     UNION ALL SELECT '', last_value FROM beyond_reserving";
/// Closes a group, without a wait for the disk.
const COMMIT_EARLY: &str = "SET LOCAL synchronous_commit = off; COMMIT";

/// The connection that writes groups.
pub struct Writer {
    pub(crate) connection: Writing,
    pub(crate) turn: Turn,
    /// How often a connection was made.
    connected: Cell<u64>,
    seals: Seals,
    chain: RefCell<String>,
    /// How far the chains of other writers had come when it was last looked, and up to where their commands are known.
    ends: RefCell<Ends>,
    known: RefCell<Ends>,
    /// How often anything beyond reservations had been written when it was last looked.
    beyond: Cell<i64>,
}

/// How far chains have come.
type Ends = BTreeMap<String, i64>;

/// A command that another writer has written.
#[derive(Clone, Debug)]
pub struct ForeignCommand {
    /// What kind of command it was.
    pub kind: String,
    /// Its canonical JSON.
    pub body: String,
}

#[expect(clippy::large_enum_variant, reason = "there is one a process")]
pub(crate) enum Writing {
    Sqlite(LogLink),
    Postgres(Session),
}

impl Query for Writer {
    fn link(&self) -> Link<'_> {
        match &self.connection {
            Writing::Sqlite(file) => Link::Sqlite(&file.connection),
            Writing::Postgres(session) => Link::Postgres(session),
        }
    }
}

impl Writer {
    pub(crate) fn of_sqlite(file: LogLink) -> Writer {
        Writer::of(Writing::Sqlite(file), FIRST_CHAIN.to_owned())
    }

    pub(crate) fn of_postgres(config: Config) -> Result<Writer, StoreError> {
        let session = Session::of_writer(config, SETUP)?;
        let chain = claim_chain(&session)?;
        Ok(Writer::of(Writing::Postgres(session), chain))
    }

    fn of(connection: Writing, chain: String) -> Writer {
        let (connected, seals) = (Cell::new(1), Seals::default());
        let (ends, known, beyond) = (RefCell::default(), RefCell::default(), Cell::new(0));
        let (turn, chain) = (Turn::default(), RefCell::new(chain));
        Writer { connection, turn, connected, seals, chain, ends, known, beyond }
    }

    /// How often a connection was made. What was read through an earlier one may be gone with a crash of the server.
    pub fn connected(&self) -> u64 {
        self.connected.get()
    }

    /// The event chain that this writer continues. No other writer has it at the same time.
    pub fn chain(&self) -> String {
        self.chain.borrow().clone()
    }

    /// Opens the transaction of a group, so that nobody else writes between its reads and its writes.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another process does not let go in time; where the server is gone.
    pub fn begin(&self) -> Result<(), StoreError> {
        match &self.connection {
            Writing::Sqlite(file) => run(&file.connection, "BEGIN IMMEDIATE"),
            Writing::Postgres(session) => {
                if session.is_live() {
                    match self.turn.begin(session) {
                        Err(StoreError::Unreachable(_)) => {}
                        begun => return begun,
                    }
                }
                self.turn.passed();
                session.reconnect()?;
                self.connected.set(self.connected.get().saturating_add(1));
                self.seals.forget();
                *self.chain.borrow_mut() = claim_chain(session)?;
                self.turn.begin(session)
            }
        }
    }

    /// Makes the group durable.
    ///
    /// # Errors
    /// Where the database cannot; nothing of the group is then written. But where the connection broke
    /// ([`StoreError::Unreachable`]) nobody knows: the same commands tell, given again.
    pub fn commit(&self) -> Result<(), StoreError> {
        match &self.connection {
            Writing::Sqlite(file) => {
                run(&file.connection, "COMMIT")?;
                file.empty_rest_of_log();
                Ok(())
            }
            Writing::Postgres(session) => session.commit("COMMIT"),
        }
    }

    /// Makes the group stand. On one server the next writer goes on before it is durable: whoever does builds on what a
    /// crash of the server may yet take, and it takes what was built along. Nobody may be answered before the seal says
    /// that the group is durable. A file, and a server that spreads its rows over many machines, make it so at once.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn commit_early(&self) -> Result<Seal, StoreError> {
        if let Writing::Postgres(session) = &self.connection
            && let Some(sealing) = self.seals.of(session)?
        {
            session.commit(COMMIT_EARLY)?;
            return Ok(Seal::by(sealing));
        }
        self.commit()?;
        Ok(Seal::done())
    }

    /// Gives the group up.
    pub fn rollback(&self) {
        match &self.connection {
            // After some failures the engine has already rolled back and reports so: nothing is left to do then.
            Writing::Sqlite(file) => {
                let _ = file.connection.execute_batch("ROLLBACK");
            }
            Writing::Postgres(session) => self.turn.give_up(session),
        }
    }

    /// A number that changes when another connection has written, so that cached rows can be dropped.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn foreign_changes(&self) -> Result<i64, StoreError> {
        match &self.connection {
            Writing::Sqlite(file) => {
                Ok(file.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
            }
            Writing::Postgres(session) => {
                // Every group that another writer has written made its chain longer.
                let (ends, beyond) = self.foreign_ends(!session.is_spread()?)?;
                self.beyond.set(beyond);
                let sum = ends.values().sum();
                *self.ends.borrow_mut() = ends;
                Ok(sum)
            }
        }
    }

    /// How far others have come, and how often anything beyond reservations was written, if that is counted.
    fn foreign_ends(&self, counted: bool) -> Result<(Ends, i64), StoreError> {
        let read = |fields: &mut crate::Fields<'_>| Ok((fields.take()?, fields.take()?));
        let sql = if counted { ENDS_AND_COUNT } else { ENDS };
        let rows = self.rows("chain_head", sql, &[self.chain().to_value()], read)?;
        let mut ends: Ends = rows.into_iter().collect();
        let beyond = ends.remove("").unwrap_or(0);
        Ok((ends, beyond))
    }

    /// A number that changes when any writer has changed more than reservations, as it was when
    /// [`Writer::foreign_changes`] was asked; always the same for a file and on many machines.
    pub fn beyond_reserving(&self) -> i64 {
        self.beyond.get()
    }

    /// Says that this group changes more than reservations. The number for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn mark_beyond_reserving(&self) -> Result<i64, StoreError> {
        if let Writing::Postgres(session) = &self.connection
            && !session.is_spread()?
        {
            let sql = "SELECT nextval('beyond_reserving')";
            let marked = self.rows("beyond_reserving", sql, &[], |fields| fields.take())?;
            self.beyond.set(marked.first().copied().unwrap_or(0));
        }
        Ok(self.beyond.get())
    }

    /// The commands that other writers have written between the last two times that [`Writer::foreign_changes`] and
    /// then this was asked; none where that cannot be told, because nobody asked before, they are very many, or it is a
    /// file.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn foreign_commands(&self) -> Result<Option<Vec<ForeignCommand>>, StoreError> {
        if matches!(self.connection, Writing::Sqlite(_)) {
            return Ok(None);
        }
        let ends = self.ends.borrow().clone();
        let before = self.known.replace(ends.clone());
        let Some(keys) = grown(&before, &ends) else { return Ok(None) };
        let sum = |ends: &Ends| ends.values().sum::<i64>();
        if sum(&ends).saturating_sub(sum(&before)) > FOREIGN_MAX {
            return Ok(None);
        }
        let sql = "SELECT kind, body FROM event WHERE writer = $1 AND seq > $2 AND seq <= $3";
        let read = |fields: &mut crate::Fields<'_>| {
            Ok(ForeignCommand { kind: fields.take()?, body: fields.take()? })
        };
        let commands = self.rows_for_each("event", sql, &keys, read)?;
        Ok(Some(commands.into_iter().flatten().collect()))
    }

    /// Writes rows of a table as they came out of another database. Part of the open transaction.
    pub(crate) fn put_rows(&self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        match &self.connection {
            Writing::Sqlite(file) => {
                let mut upsert = file.connection.prepare_cached(table.upsert)?;
                rows.iter().try_for_each(|row| upsert.execute(params_from_iter(row)).map(|_| ()))?;
                Ok(())
            }
            Writing::Postgres(_) if rows.is_empty() => Ok(()),
            Writing::Postgres(session) => {
                session.send_rows(table.upsert_many, table.kinds, cells(rows))?;
                session.flush()
            }
        }
    }

    /// Writes what a group changes in one table. Part of the open transaction.
    ///
    /// # Errors
    /// Where the database fails; the transaction must then be rolled back.
    pub fn write(&self, changes: &Changes) -> Result<(), StoreError> {
        for part in changes.parts().iter().filter(|part| !part.cells.is_empty()) {
            let rows = part.cells.rows(part.kinds.len());
            match &self.connection {
                Writing::Sqlite(file) => {
                    let mut statement = file.connection.prepare_cached(part.one)?;
                    for row in rows {
                        if statement.execute(params_from_iter(row))? == 0 && part.must_hit {
                            return Err(StoreError::Conflict("a row that changes is gone".to_owned()));
                        }
                    }
                }
                // Nobody waits here: the commit tells what failed.
                Writing::Postgres(session) => session.send_rows(part.many, part.kinds, rows)?,
            }
        }
        Ok(())
    }
}

/// Values as a server takes them.
pub(crate) fn cells(rows: &[Vec<Value>]) -> impl Iterator<Item = impl Iterator<Item = Field<'_>>> {
    rows.iter().map(|row| row.iter().map(Value::cell))
}

/// The parts by which chains have grown, as keys of events. None where a chain is new: what it holds was not seen, or
/// it was this writer's own before its connection broke.
fn grown(before: &Ends, now: &Ends) -> Option<Vec<Vec<Value>>> {
    let part = |(chain, end): (&String, &i64)| {
        let seen = before.get(chain)?;
        Some(vec![chain.to_value(), seen.to_value(), end.to_value()])
    };
    if before.keys().any(|chain| !now.contains_key(chain)) {
        return None;
    }
    now.iter().filter(|(chain, end)| before.get(*chain) != Some(*end)).map(part).collect()
}

/// A statement without values that is given for every group, read by the engine once.
fn run(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Takes the first chain that no living connection has. The lock ends with the connection, so that a chain is free
/// again as soon as its writer is gone, and nobody else can have it before.
fn claim_chain(session: &Session) -> Result<String, StoreError> {
    for number in 1..=CHAINS_MAX {
        let sql = format!("SELECT pg_try_advisory_lock(4712, {number})::int");
        let rows = session.query(&sql, &[])?;
        let mut fields = rows.first().map(|row| crate::Fields::of_postgres("chain_head", row, 0));
        if fields.as_mut().map_or(Ok(0), i64::take)? == 1 {
            return Ok(if number == 1 { FIRST_CHAIN.to_owned() } else { format!("{FIRST_CHAIN}-{number}") });
        }
    }
    Err(StoreError::Busy)
}
