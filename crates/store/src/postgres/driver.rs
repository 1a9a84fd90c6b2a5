//! The thread on which connections live, and how other threads wait for it.
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

use tokio::runtime::{Builder, Runtime};
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

/// Connects, and leaves the connection to the thread.
pub(super) fn connect(config: &Config) -> Result<Client, StoreError> {
    let (runtime, config) = (runtime()?, config.clone());
    // Sockets are made on the thread that serves them.
    let connecting = if config.get_ssl_mode() == SslMode::Require {
        let (tls, _) = MakeRustlsConnect::with_native_certs().map_err(|errors| {
            let why = errors.first().map(ToString::to_string).unwrap_or_default();
            let what = "this machine has no certificates to check a server with";
            StoreError::Unreachable(format!("{what}: {why}"))
        })?;
        runtime.spawn(async move {
            let (client, connection) = config.connect(tls).await?;
            tokio::spawn(connection);
            Ok(client)
        })
    } else {
        runtime.spawn(async move {
            let (client, connection) = config.connect(NoTls).await?;
            tokio::spawn(connection);
            Ok(client)
        })
    };
    wait(async move {
        let connected: Result<Client, tokio_postgres::Error> =
            connecting.await.map_err(|error| StoreError::Unreachable(error.to_string()))?;
        connected.map_err(StoreError::from)
    })
}

/// Waits for something that the thread is doing.
pub(super) fn wait<T, E: Into<StoreError>>(
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, StoreError> {
    let limited = {
        let _guard = runtime()?.enter();
        tokio::time::timeout(PATIENCE, future)
    };
    match park_on(limited) {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(StoreError::Unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}

/// Waits for work on whole tables, which takes as long as it takes.
pub(super) fn wait_for_work<T, E: Into<StoreError>>(
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, StoreError> {
    park_on(future).map_err(Into::into)
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
