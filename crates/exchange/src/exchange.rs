//! The door to the market: commands go in here, questions are asked here.

use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError, bounded};
use jiangnan_kernel::PlaceTree;
use jiangnan_store::{Checkpointer, Database, Reader, StoreError};

use crate::command::{Command, Envelope};
use crate::look::Look;
use crate::rules::Rules;
use crate::watch::{Nobody, Watch};
use crate::writer::{Ask, Failure, Job, Making, writer_of};

/// One market on one database. Cheap to share.
#[derive(Clone)]
pub struct Exchange {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    places: Arc<PlaceTree>,
    /// The rule texts that were read for questions.
    rules: Rules,
    queue: Mutex<Option<Sender<Box<dyn Job>>>>,
    watch: Arc<dyn Watch>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

/// How an exchange works.
#[derive(Clone, Copy, Debug)]
pub struct ExchangeOptions {
    /// The most commands written in one transaction.
    pub group_max: usize,
    /// The most commands that wait. One more is told that the market is busy.
    pub queue_max: usize,
}

impl Default for ExchangeOptions {
    fn default() -> ExchangeOptions {
        ExchangeOptions { group_max: usize::MAX, queue_max: QUEUE_MAX }
    }
}

/// How many commands may wait: about a second's work, so that who gets in is answered soon.
const QUEUE_MAX: usize = 4_096;
/// When to try again where that many wait.
const BUSY_SECONDS: u32 = 2;
/// How long the log is left to grow before it is emptied, under load.
const CHECKPOINT_PAUSE: Duration = Duration::from_millis(250);

/// Empties the log in a thread of its own whenever something was written; it ends with the writer.
fn start_checkpointer(checkpointer: Checkpointer) -> Result<Sender<()>, StoreError> {
    let (written, told) = bounded(1);
    let work = move || {
        while told.recv().is_ok() {
            std::thread::sleep(CHECKPOINT_PAUSE);
            // A log that could not be emptied now is emptied the next time, or by the writer itself.
            let _ = checkpointer.run();
        }
    };
    let thread = std::thread::Builder::new().name("checkpointer".to_owned()).spawn(work);
    thread.map_err(|cause| StoreError::NoThread { cause })?;
    Ok(written)
}

impl Exchange {
    /// Opens the market of a database and starts its writer.
    ///
    /// # Errors
    /// Where the database cannot be opened for writing or the thread cannot be started.
    pub fn open(
        database: Database,
        places: Arc<PlaceTree>,
        options: ExchangeOptions,
    ) -> Result<Exchange, StoreError> {
        Exchange::open_watched(database, places, options, Arc::new(Nobody))
    }

    /// The same with somebody who is told what the writer does.
    ///
    /// # Errors
    /// As [`Exchange::open`].
    pub fn open_watched(
        database: Database,
        places: Arc<PlaceTree>,
        options: ExchangeOptions,
        watch: Arc<dyn Watch>,
    ) -> Result<Exchange, StoreError> {
        let (sender, receiver) = bounded(options.queue_max);
        let written = start_checkpointer(database.checkpointer()?)?;
        let (group_max, places_too, watch_too) = (options.group_max, Arc::clone(&places), Arc::clone(&watch));
        let making = Making { places: places_too, group_max, written, watch: watch_too };
        let work = writer_of(&database, making)?;
        let worker = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || work(&receiver))
            .map_err(|cause| StoreError::NoThread { cause })?;
        let (queue, worker) = (Mutex::new(Some(sender)), Mutex::new(Some(worker)));
        let inner = Inner { database, places, rules: Rules::default(), queue, watch, worker };
        Ok(Exchange { inner: Arc::new(inner) })
    }

    /// The places.
    pub fn places(&self) -> &Arc<PlaceTree> {
        &self.inner.places
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    /// A connection that reads.
    ///
    /// # Errors
    /// Where the database cannot be opened.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        self.inner.database.reader()
    }

    /// A view of the market as it is now.
    ///
    /// # Errors
    /// Where the database cannot be opened.
    pub fn look(&self) -> Result<Look, StoreError> {
        Ok(Look::new(self.reader()?, Arc::clone(self.places()), self.inner.rules.clone()))
    }

    /// Queues a command; `reply` is called on a writer's thread once the answer is durable, or at once where
    /// too many wait, so it must return at once.
    pub fn submit<C: Command>(
        &self,
        envelope: Envelope,
        command: C,
        reply: impl FnOnce(Result<C::Answer, Failure>) + Send + 'static,
    ) {
        let ask = Ask { envelope, command, body: None, reply, answer: None };
        let queue = self.inner.queue.lock().unwrap_or_else(PoisonError::into_inner);
        // A job that cannot be sent is dropped with its reply: whoever waits sees the channel close.
        self.inner.watch.queued();
        let sent = queue.as_ref().map(|queue| queue.try_send(Box::new(ask)));
        drop(queue);
        if let Some(Err(TrySendError::Full(job))) = sent {
            self.inner.watch.turned_away();
            job.answer(Some(Failure::Busy { seconds: BUSY_SECONDS }));
        }
    }

    /// Carries out a command and waits until the answer is durable.
    ///
    /// # Errors
    /// As [`Failure`].
    pub fn run<C: Command>(&self, envelope: Envelope, command: C) -> Result<C::Answer, Failure> {
        let (sender, receiver) = sync_channel(1);
        self.submit(envelope, command, move |result| {
            let _ = sender.send(result);
        });
        receiver.recv().unwrap_or(Err(Failure::Stopped))
    }

    /// Takes no more commands and waits until those that are queued are answered, whoever else shares the market.
    pub fn finish(&self) {
        self.inner.finish();
    }
}

impl Inner {
    /// Lets the writer finish what is queued.
    fn finish(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = worker {
            let _ = worker.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.finish();
    }
}
