//! An answer has to be read: who asks for much and reads nothing does not hold a connection for ever.

use std::future::Future;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// For each so many bytes that were read the client may take a second more.
const BYTES_A_SECOND: usize = 16 * 1024;

/// A connection whose client has to read. The time counts in which nothing more can be written, because the client has
/// not read what was; once it is used up, writing fails.
pub(super) struct Read<S> {
    stream: S,
    /// The most time that can be left.
    patience: Duration,
    /// How much time is left.
    left: Duration,
    /// What was written and has not earned a second yet.
    unpaid: usize,
    /// Ends with what is left, while nothing can be written.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<S> Read<S> {
    pub fn new(stream: S, patience: Duration) -> Read<S> {
        Read { stream, patience, left: patience, unpaid: 0, sleep: None }
    }

    fn earn(&mut self, bytes: usize) {
        if let Some(sleep) = self.sleep.take() {
            self.left = sleep.deadline().saturating_duration_since(Instant::now());
        }
        self.unpaid = self.unpaid.saturating_add(bytes);
        let seconds = u64::try_from(self.unpaid / BYTES_A_SECOND).unwrap_or(u64::MAX);
        self.unpaid %= BYTES_A_SECOND;
        self.left = self.left.saturating_add(Duration::from_secs(seconds)).min(self.patience);
    }

    fn judge(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = &written {
            self.earn(*bytes);
        }
        if written.is_ready() {
            return written;
        }
        let left = self.left;
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(left)));
        match sleep.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the client does not read"))),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Read<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Read<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
