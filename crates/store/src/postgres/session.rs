//! One connection, made again where it broke.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, Row, SimpleQueryMessage, Statement};

use super::cells::{Kind, Parameter};
use super::driver::Driver;
use super::many::{columns, for_each};
use crate::{StoreError, Value, row};

/// How often a broken connection is made again before the server counts as gone: about ten seconds, enough for
/// a server that starts again.
const ATTEMPTS: u32 = 40;
/// How long between two attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// A statement whose answer has not been read yet.
type Sent<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// Sends a statement: the first look at it does, and nobody waits yet.
fn begun<T: Send + 'static>(work: impl Future<Output = Result<T, Error>> + Send + 'static) -> Sent<T> {
    let mut work: Sent<T> = Box::pin(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Box::pin(std::future::ready(result)),
        Poll::Pending => work,
    }
}

/// A connection to the server. Where it breaks outside a transaction it is made again and the statement
/// repeated, so that a server that starts again goes unnoticed.
pub struct Session {
    config: Config,
    driver: Driver,
    setup: &'static str,
    /// Whether a broken connection is made again by itself. That of a writer is not: it has a chain to claim.
    heals: bool,
    live: RefCell<Option<Live>>,
    in_transaction: Cell<bool>,
    sent: RefCell<Vec<Sent<u64>>>,
    /// Whether the server is one of many machines, once it was asked.
    spread: Cell<Option<bool>>,
}

struct Live {
    client: Arc<Client>,
    statements: HashMap<String, Statement>,
}

impl Session {
    /// Connects; `setup` is carried out on every connection that is made.
    pub(crate) fn open(config: Config, setup: &'static str, heals: bool) -> Result<Session, StoreError> {
        Session::driven(config, setup, heals, Driver::Shared)
    }

    /// The same for threads of a writer, which wait for the server and do nothing else. It does not heal.
    pub(crate) fn of_writer(config: Config, setup: &'static str) -> Result<Session, StoreError> {
        Session::driven(config, setup, false, Driver::own()?)
    }

    fn driven(
        config: Config,
        setup: &'static str,
        heals: bool,
        driver: Driver,
    ) -> Result<Session, StoreError> {
        let session = Session {
            config,
            driver,
            setup,
            heals,
            live: RefCell::new(None),
            in_transaction: Cell::new(false),
            sent: RefCell::default(),
            spread: Cell::new(None),
        };
        session.connect()?;
        Ok(session)
    }

    fn connect(&self) -> Result<(), StoreError> {
        self.sent.borrow_mut().clear();
        *self.live.borrow_mut() = None;
        let client = Arc::new(self.driver.connect(&self.config)?);
        self.driver.wait(client.batch_execute(self.setup))?;
        *self.live.borrow_mut() = Some(Live { client, statements: HashMap::new() });
        Ok(())
    }

    /// How the server is reached.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Whether there is a connection that, as far as is known, has not broken.
    pub(crate) fn is_live(&self) -> bool {
        self.driver.look();
        self.is_open()
    }

    fn is_open(&self) -> bool {
        self.live.borrow().as_ref().is_some_and(|live| !live.client.is_closed())
    }

    /// Makes the connection again, trying for a while.
    pub(crate) fn reconnect(&self) -> Result<(), StoreError> {
        self.in_transaction.set(false);
        let mut result = self.connect();
        for _ in 1..ATTEMPTS {
            match &result {
                Err(StoreError::Unreachable(_)) => std::thread::sleep(PAUSE),
                _ => break,
            }
            result = self.connect();
        }
        result
    }

    fn client(&self) -> Result<Arc<Client>, StoreError> {
        let broken = || StoreError::Unreachable("the connection broke".to_owned());
        if !self.is_open() {
            // What a transaction has done on a connection that is gone is gone with it.
            if self.in_transaction.get() || !self.heals {
                return Err(broken());
            }
            self.reconnect()?;
        }
        self.live.borrow().as_ref().map(|live| Arc::clone(&live.client)).ok_or_else(broken)
    }

    fn statement(&self, client: &Client, sql: &str) -> Result<Statement, StoreError> {
        let known = self.live.borrow().as_ref().and_then(|live| live.statements.get(sql).cloned());
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.driver.wait(client.prepare(sql))?;
        if let Some(live) = self.live.borrow_mut().as_mut() {
            live.statements.insert(sql.to_owned(), statement.clone());
        }
        Ok(statement)
    }

    /// Repeats something on a new connection where the old one broke before it could answer.
    fn resilient<T>(&self, act: impl Fn(&Arc<Client>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut again = true;
        loop {
            match self.client().and_then(|client| act(&client)) {
                Err(StoreError::Unreachable(_)) if again && self.heals && !self.in_transaction.get() => {
                    again = false;
                    self.reconnect()?;
                }
                result => return result,
            }
        }
    }

    /// The rows that a statement finds.
    pub(crate) fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let parameters: Vec<&(dyn ToSql + Sync)> =
            values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.query_with(sql, &parameters)
    }

    fn query_with(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        self.flush()?;
        self.resilient(|client| {
            let statement = self.statement(client, sql)?;
            self.driver.wait(client.query(&statement, parameters))
        })
    }

    /// What a statement finds for each of many keys, in one round: each row begins with the position of its
    /// key, from 1.
    pub(crate) fn query_each(&self, sql: &str, keys: &[Vec<Value>]) -> Result<Vec<Row>, StoreError> {
        let kinds: Vec<Kind> = keys.first().into_iter().flatten().map(Value::kind).collect();
        if sql.contains(" LIMIT ") && self.is_spread()? {
            return self.query_apart(sql, kinds.len() + 1, keys);
        }
        let parameters = columns(&kinds, keys.iter().map(|key| key.iter().map(Value::cell)));
        let parameters: Vec<&(dyn ToSql + Sync)> =
            parameters.iter().map(|parameter| parameter.as_ref() as &(dyn ToSql + Sync)).collect();
        self.query_with(&for_each(sql, &kinds), &parameters)
    }

    /// Whether the server is one of many machines.
    pub(crate) fn is_spread(&self) -> Result<bool, StoreError> {
        if let Some(known) = self.spread.get() {
            return Ok(known);
        }
        let found = self.query("SELECT 1 WHERE to_regclass('pg_dist_partition') IS NOT NULL", &[])?;
        self.spread.set(Some(!found.is_empty()));
        Ok(!found.is_empty())
    }

    /// The same with a statement a key, all of them on their way together: over many machines a limit for each key
    /// cannot be asked for in one statement.
    fn query_apart(&self, sql: &str, last: usize, keys: &[Vec<Value>]) -> Result<Vec<Row>, StoreError> {
        self.flush()?;
        let numbered = format!("SELECT ${last}::int8 AS n, found.* FROM ({sql}) AS found");
        self.resilient(|client| {
            let statement = self.statement(client, &numbered)?;
            let ask = |(number, key): (i64, &Vec<Value>)| {
                let values: Vec<Value> = key.iter().cloned().chain([Value::Int(number)]).collect();
                let (client, statement) = (Arc::clone(client), statement.clone());
                begun(async move {
                    let parameters: Vec<&(dyn ToSql + Sync)> =
                        values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
                    client.query(&statement, &parameters).await
                })
            };
            let asked: Vec<Sent<Vec<Row>>> = (1..).zip(keys).map(ask).collect();
            let answers =
                asked.into_iter().map(|asked| self.driver.wait(asked)).collect::<Result<Vec<_>, _>>()?;
            Ok(answers.into_iter().flatten().collect())
        })
    }

    /// Sends statements in the simple form and waits for them.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.flush()?;
        self.resilient(|client| self.driver.wait(client.batch_execute(sql)))
    }

    /// Carries out statements that go over whole tables: however large they are, the server does not count as gone.
    pub(crate) fn work(&self, sql: &str) -> Result<(), StoreError> {
        self.flush()?;
        self.resilient(|client| self.driver.wait_for_work(client.batch_execute(sql)))
    }

    /// What a statement is sent with. Where it cannot be made ready because one before it failed, that one is told.
    fn to_send(&self, sql: &str) -> Result<(Arc<Client>, Statement), StoreError> {
        let client = self.client()?;
        match self.statement(&client, sql) {
            Ok(statement) => Ok((client, statement)),
            Err(error) => self.flush().and(Err(error)),
        }
    }

    /// Sends a statement for many rows; its answer is read by the next [`Session::flush`].
    pub(crate) fn send_rows<'c>(
        &self,
        sql: &str,
        kinds: &[Kind],
        rows: impl Iterator<Item = impl Iterator<Item = row::Cell<'c>>>,
    ) -> Result<(), StoreError> {
        let (client, statement) = self.to_send(sql)?;
        let parameters = columns(kinds, rows);
        self.send(async move { client.execute_raw(&statement, parameters).await });
        Ok(())
    }

    /// The same with a number before the columns.
    pub(crate) fn send_number_and_rows<'c>(
        &self,
        sql: &str,
        number: i64,
        kinds: &[Kind],
        rows: impl Iterator<Item = impl Iterator<Item = row::Cell<'c>>>,
    ) -> Result<(), StoreError> {
        let (client, statement) = self.to_send(sql)?;
        let mut parameters: Vec<Parameter> = vec![Box::new(number)];
        parameters.extend(columns(kinds, rows));
        self.send(async move { client.execute_raw(&statement, parameters).await });
        Ok(())
    }

    /// Opens a transaction without a wait: where it does not open, or has to be given up, whatever is sent after it
    /// fails, the commit included. `heard` is as in [`Session::send_asking`].
    pub(crate) fn send_begin(
        &self,
        sql: &'static str,
        heard: impl FnOnce(Option<&str>) + Send + 'static,
    ) -> Result<(), StoreError> {
        self.send_asking(sql, heard)?;
        self.in_transaction.set(true);
        Ok(())
    }

    /// Sends statements without values; `heard` gets the first value that they give.
    pub(crate) fn send_asking(
        &self,
        sql: &'static str,
        heard: impl FnOnce(Option<&str>) + Send + 'static,
    ) -> Result<(), StoreError> {
        let client = self.client()?;
        self.send(async move {
            let answers = client.simple_query(sql).await?;
            heard(answers.iter().find_map(|answer| match answer {
                SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            }));
            Ok(0)
        });
        Ok(())
    }

    fn send(&self, work: impl Future<Output = Result<u64, Error>> + Send + 'static) {
        self.sent.borrow_mut().push(begun(work));
    }

    /// Lets what was sent go while more is made ready. Each time wakes the server: once a group is enough.
    pub(crate) fn let_go(&self) {
        self.driver.look();
    }

    /// Reads the answers of all that was sent; the first that failed is what is told.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        let sent = std::mem::take(&mut *self.sent.borrow_mut());
        let mut result = Ok(());
        // The last is waited for first: the others are there by then, and do not wake this thread one by one.
        for work in sent.into_iter().rev() {
            result = self.driver.wait(work).map(drop).and(result);
        }
        result
    }

    /// Opens a transaction; `sql` begins with `BEGIN`. Where what comes after that fails, it is closed again.
    pub(crate) fn begin(&self, sql: &str) -> Result<(), StoreError> {
        let begun = self.batch(sql);
        self.in_transaction.set(true);
        if begun.is_err() {
            self.rollback("ROLLBACK");
        }
        begun
    }

    /// Commits; `sql` ends with `COMMIT`. Where this fails for a broken connection, nobody knows whether the
    /// transaction stands.
    pub(crate) fn commit(&self, sql: &'static str) -> Result<(), StoreError> {
        let client = self.client()?;
        self.send(async move { client.batch_execute(sql).await.map(|()| 0) });
        let done = self.flush();
        if done.is_ok() {
            self.in_transaction.set(false);
        }
        done
    }

    /// Gives the transaction up; `sql` begins with `ROLLBACK`. A connection that cannot even do that is dropped, and the
    /// transaction with it.
    pub(crate) fn rollback(&self, sql: &'static str) {
        if !self.in_transaction.get() {
            return;
        }
        let _ = self.flush();
        let rolled_back = self.client().and_then(|client| self.driver.wait(client.batch_execute(sql)));
        if rolled_back.is_err() {
            *self.live.borrow_mut() = None;
        }
        self.in_transaction.set(false);
    }
}
