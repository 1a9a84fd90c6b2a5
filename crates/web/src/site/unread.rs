//! An answer has to be read: who asks for much and reads nothing does not hold a connection for ever.

use std::future::Future;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// In how many parts a client's time is counted.
const PARTS: u32 = 10;
/// For each so many bytes that were read the client has a part more.
const BYTES_A_PART: usize = 16 * 1024;

/// A connection whose client has to read. The time counts in which nothing more can be written, because the client has
/// not read what was; once it is used up, writing fails.
pub(super) struct Read<S> {
    stream: S,
    /// How long a part is.
    part: Duration,
    /// How many parts are left.
    left: u32,
    /// What was written and has not earned a part yet.
    unpaid: usize,
    /// Ends with the part that has begun. It goes on over what is written meanwhile, or who reads a byte now and then
    /// would never use one up.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<S> Read<S> {
    pub fn new(stream: S, patience: Duration) -> Read<S> {
        Read { stream, part: patience / PARTS, left: PARTS, unpaid: 0, sleep: None }
    }

    fn earn(&mut self, bytes: usize) {
        self.unpaid = self.unpaid.saturating_add(bytes);
        let earned = u32::try_from(self.unpaid / BYTES_A_PART).unwrap_or(PARTS);
        self.unpaid %= BYTES_A_PART;
        self.left = self.left.saturating_add(earned).min(PARTS);
    }

    /// Counts the time in which nothing can be written; done when it is used up.
    fn count(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while self.left > 0 {
            let part = self.part;
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(part)));
            if sleep.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
            self.left -= 1;
        }
        Poll::Ready(())
    }

    fn judge(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = &written {
            self.earn(*bytes);
        }
        if written.is_ready() {
            return written;
        }
        let late = || Err(Error::new(ErrorKind::TimedOut, "the client does not read"));
        self.count(context).map(|()| late())
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
