//! The socket: connections that are accepted, heads that have to come, answers that have to be read, and the end.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::Patience;
use super::unread::Read;

/// How long the head of a request may take; also how long a connection is kept on which nothing is asked.
pub const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait where the system has no socket to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// How long what has begun may take after the end was asked for.
const END_PATIENCE: Duration = Duration::from_secs(30);

/// Serves until `stop` is done; what has begun by then is finished, as far as it does not take too long.
pub(super) async fn listen(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let (stopping, stopped) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, _)) => {
                drop(tokio::spawn(converse(stream, router.clone(), patience, stopped.clone())));
            }
            // One client that has gone is its own matter; without sockets it gets better only by waiting.
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
    drop((listener, stopped));
    // Where nobody listens any more there is nothing to wait for.
    let _ = stopping.send(true);
    let _ = tokio::time::timeout(END_PATIENCE, stopping.closed()).await;
}

/// One connection, from its first request to its last.
async fn converse(stream: TcpStream, router: Router, patience: Patience, mut stopped: watch::Receiver<bool>) {
    // An answer is written in one piece: waiting for more only makes it late.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(
        router.map_request(|request: Request<_>| request.map(axum::body::Body::new)),
    );
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    let stream = TokioIo::new(Read::new(stream, patience.unread));
    let mut connection = pin!(builder.serve_connection(stream, service));
    tokio::select! {
        // Whatever ends a connection early is the client's matter.
        _ = connection.as_mut() => return,
        _ = stopped.wait_for(|stopped| *stopped) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
