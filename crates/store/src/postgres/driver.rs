//! The thread on which connections live, or the one that uses a connection, and how it is waited for.
//!
//! The blocking client of the `postgres` crate cannot be used on a thread that itself serves asynchronous work,
//! and sends one statement at a time. This one can be waited for anywhere, and statements may be on their way
//! while the next is written.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// How long one statement, or the making of a connection, may take before the server counts as unreachable.
const PATIENCE: Duration = Duration::from_secs(60);

/// The thread that reads from and writes to the sockets of every connection of the process.
fn runtime() -> Result<&'static Runtime, StoreError> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("postgres")
        .enable_all()
        .build()
        .map_err(|cause| StoreError::NoThread { cause })?;
    // Somebody else may have been quicker. Dropping a runtime waits for its threads, which a thread that serves
    // asynchronous work must not do.
    if let Err(spare) = RUNTIME.set(made) {
        spare.shutdown_background();
    }
    RUNTIME.get().ok_or_else(|| StoreError::Unreachable("there is no thread for connections".to_owned()))
}

/// What moves the bytes of a connection.
pub(super) enum Driver {
    /// The thread that all connections share: whoever waits for it may serve asynchronous work.
    Shared,
    /// Whoever waits, one thread less between it and the server. Nothing moves while nobody waits or [looks](Driver::look).
    Own(Own),
}

/// What moves the bytes of one connection; it is there until it is dropped.
pub(super) struct Own(Option<Runtime>);

impl Drop for Own {
    fn drop(&mut self) {
        // A thread that serves asynchronous work must not wait for the end of a runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Own {
    fn make() -> Result<Own, StoreError> {
        let made = Builder::new_current_thread().enable_all().build();
        Ok(Own(Some(made.map_err(|cause| StoreError::NoThread { cause })?)))
    }

    fn wait<T: Send>(&self, future: impl Future<Output = T> + Send) -> Result<T, StoreError> {
        let gone = || StoreError::Unreachable("the connection is closed".to_owned());
        let runtime = self.0.as_ref().ok_or_else(gone)?;
        if Handle::try_current().is_err() {
            return Ok(runtime.block_on(future));
        }
        // On a thread that serves asynchronous work another has to wait.
        let waited = std::thread::scope(|scope| scope.spawn(|| runtime.block_on(future)).join());
        Ok(waited.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    }
}

impl Driver {
    /// One for a connection of its own.
    pub fn own() -> Result<Driver, StoreError> {
        Own::make().map(Driver::Own)
    }

    /// Connects.
    pub fn connect(&self, config: &Config) -> Result<Client, StoreError> {
        let tls = if config.get_ssl_mode() == SslMode::Require { Some(tls()?) } else { None };
        let connecting = open(config.clone(), tls);
        match self {
            // Sockets are made on the thread that serves them.
            Driver::Shared => {
                let opened = runtime()?.spawn(connecting);
                self.wait(async move {
                    let opened = opened.await.map_err(|error| StoreError::Unreachable(error.to_string()))?;
                    opened.map_err(StoreError::from)
                })
            }
            Driver::Own(_) => self.wait(connecting),
        }
    }

    /// Waits for an answer, or whatever else comes of a connection.
    pub fn wait<T: Send, E: Into<StoreError> + Send>(
        &self,
        future: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, StoreError> {
        let answer = match self {
            Driver::Shared => {
                let limited = {
                    let _guard = runtime()?.enter();
                    tokio::time::timeout(PATIENCE, future)
                };
                park_on(limited)
            }
            Driver::Own(own) => own.wait(async { tokio::time::timeout(PATIENCE, future).await })?,
        };
        match answer {
            Ok(done) => done.map_err(Into::into),
            Err(_) => Err(StoreError::Unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
        }
    }

    /// Waits for work on whole tables, which takes as long as it takes.
    pub fn wait_for_work<T: Send, E: Into<StoreError> + Send>(
        &self,
        future: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, StoreError> {
        match self {
            Driver::Shared => park_on(future),
            Driver::Own(own) => own.wait(future)?,
        }
        .map_err(Into::into)
    }

    /// Lets what is ready go to the server, and what has come from it come in, without a wait.
    pub fn look(&self) {
        if let Driver::Own(own) = self {
            // What is wrong with the connection is told to whoever waits for an answer.
            let _ = own.wait(tokio::task::yield_now());
        }
    }
}

fn tls() -> Result<MakeRustlsConnect, StoreError> {
    let made = MakeRustlsConnect::with_native_certs().map_err(|errors| {
        let why = errors.first().map(ToString::to_string).unwrap_or_default();
        let what = "this machine has no certificates to check a server with";
        StoreError::Unreachable(format!("{what}: {why}"))
    });
    made.map(|(tls, _)| tls)
}

/// Makes a connection, which lives from then on beside whoever uses it.
async fn open(config: Config, tls: Option<MakeRustlsConnect>) -> Result<Client, tokio_postgres::Error> {
    if let Some(tls) = tls {
        let (client, connection) = config.connect(tls).await?;
        tokio::spawn(connection);
        Ok(client)
    } else {
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

/// Wakes the thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn park_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            Poll::Pending => std::thread::park(),
        }
    }
}
