//! `jiangnan serve`, and the serving end of `jiangnan demo`.

use std::sync::Arc;
use std::time::Duration;

use jiangnan_exchange::Exchange;
use jiangnan_exchange::lapse::{lapse_due, pass_offers_on};
use jiangnan_exchange::notice::lifetime::forget_old;
use jiangnan_kernel::Clock;
use jiangnan_store::Database;
use jiangnan_web::mail::SmtpPost;
use jiangnan_web::site::{Site, serve, serve_operator};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::post;
use crate::cli::ServeArgs;
use crate::failure::Failure;
use crate::market;
use crate::system::{SystemClock, SystemRng};
use crate::watch::Watching;

/// How often what runs out by itself is looked for.
const SWEEP: Duration = Duration::from_secs(60);
/// How long what still reads may hold up the end of the process.
const END_PATIENCE: Duration = Duration::from_secs(3);
/// How often measurements are put in order.
const TIDY: Duration = Duration::from_secs(5);

/// Carries it out.
///
/// # Errors
/// Where the database or the address cannot be used.
pub fn run(args: &ServeArgs) -> Result<(), Failure> {
    let watching = Watching::begin(&args.watch)?;
    let exchange = market::open_watched(Database::open(&args.at.database)?, watching.meter())?;
    let (listen, metrics) = (args.listen.as_str(), args.watch.metrics.as_deref());
    let post = post::open(&args.mail)?;
    let how = Serving { listen, metrics, watching, demo: false, behind_tls: args.behind_tls, post };
    serve_until_stopped(exchange, Arc::new(SystemClock), how)
}

/// How a market is served.
pub struct Serving<'a> {
    /// The address to listen on.
    pub listen: &'a str,
    /// The operator's address.
    pub metrics: Option<&'a str>,
    /// What is watched.
    pub watching: Watching,
    /// Whether the data are invented.
    pub demo: bool,
    /// Whether browsers come by TLS alone.
    pub behind_tls: bool,
    /// What mails are handed to; none where they stay in the page.
    pub post: Option<SmtpPost>,
}

/// Serves a market until the process is told to stop.
///
/// # Errors
/// Where the address cannot be used.
pub fn serve_until_stopped(
    exchange: Exchange,
    clock: Arc<dyn Clock>,
    how: Serving<'_>,
) -> Result<(), Failure> {
    let site = Site::new(exchange.clone(), clock, Box::new(SystemRng), how.demo);
    let site = site.map_err(|error| Failure::System(error.to_string()))?;
    let site = if how.behind_tls { site.behind_tls() } else { site };
    let site = Arc::new(if how.post.is_some() { site.with_mails() } else { site });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|cause| Failure::System(format!("no threads to serve with: {cause}")))?;
    let ending = exchange.clone();
    let served = runtime.block_on(async {
        let listener = bind(how.listen).await?;
        let address = listener.local_addr().map_err(|cause| unusable(how.listen, &cause))?;
        let operator = match how.metrics {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        say!("serving on http://{address} (stop with Ctrl-C)");
        let sweeper = tokio::spawn(sweep(exchange.clone(), Arc::clone(&site)));
        let postman = how.post.map(|post| tokio::spawn(post::deliver(exchange, Arc::clone(&site), post)));
        let tidier = tokio::spawn(tidy(how.watching.clone()));
        let (stopping, stop) = watch::channel(());
        let operator = operator.map(|listener| {
            let measurements = how.watching.measurements();
            tokio::spawn(serve_operator(Arc::clone(&site), measurements, listener, gone(stop)))
        });
        serve(Arc::clone(&site), listener, stopped()).await;
        drop(stopping);
        sweeper.abort();
        tidier.abort();
        postman.inspect(tokio::task::JoinHandle::abort);
        if let Some(operator) = operator {
            // The operator's address is served until the public one has ended.
            let _ = operator.await;
        }
        // Searches in vain that cannot be written now are lost, which no money and no time depends on.
        let _ = tokio::task::spawn_blocking(move || site.write_missed()).await;
        Ok(())
    });
    // Somebody whose request was cut off may still hold the market: what is queued is written all the same.
    ending.finish();
    runtime.shutdown_timeout(END_PATIENCE);
    served
}

async fn bind(address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|cause| unusable(address, &cause))
}

/// Done when the other end is gone.
async fn gone(mut other: watch::Receiver<()>) {
    while other.changed().await.is_ok() {}
}

/// Puts measurements in order, again and again.
async fn tidy(watching: Watching) {
    loop {
        tokio::time::sleep(TIDY).await;
        watching.tidy();
    }
}

fn unusable(listen: &str, cause: &std::io::Error) -> Failure {
    Failure::System(format!("`{listen}` cannot be listened on: {cause}; choose another with --listen"))
}

/// Lapses requests that are overdue, passes offers of wait lists on, forgets notices and mails that were kept for long
/// enough and writes what was looked for in vain, again and again. A sweep that fails is tried again with the next.
async fn sweep(exchange: Exchange, site: Arc<Site>) {
    loop {
        let (exchange, site, now) = (exchange.clone(), Arc::clone(&site), site.now());
        let work = move || {
            let swept = lapse_due(&exchange, now).and_then(|_| pass_offers_on(&exchange, now));
            let swept = swept.and_then(|_| forget_old(&exchange, now)).map(drop);
            swept.and(site.write_missed())
        };
        if let Ok(Err(failure)) = tokio::task::spawn_blocking(work).await {
            tell!("jiangnan: what ran out could not be lapsed, or counts not be written: {failure}");
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// Done when the process is told to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a handler there is nothing to wait for but the end of the process.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
