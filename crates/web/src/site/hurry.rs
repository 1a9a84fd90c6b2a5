//! A body has to come: who sends one byte a second does not hold a place for ever.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONNECTION, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use tokio::time::Sleep;

use super::patience::Coming;

/// How long a body may take, whatever its size.
pub const BODY_PATIENCE: Duration = Duration::from_secs(10);
/// For each so many bytes that came it may take a second more.
const BYTES_A_SECOND: u64 = 16 * 1024;

/// A body that has to keep going.
struct Hurried {
    inner: Body,
    sleep: Pin<Box<Sleep>>,
    received: u64,
    late: Arc<AtomicBool>,
    coming: Option<Coming>,
}

impl Hurried {
    /// Notes whether the handler has to wait for more.
    fn note(&self, waiting: bool) {
        if let Some(coming) = &self.coming {
            coming.note(waiting);
        }
    }

    fn count(&mut self, bytes: usize) {
        let before = self.received / BYTES_A_SECOND;
        self.received = self.received.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        let earned = (self.received / BYTES_A_SECOND).saturating_sub(before);
        if earned > 0 {
            let later = self.sleep.deadline() + Duration::from_secs(earned);
            self.sleep.as_mut().reset(later);
        }
    }
}

impl HttpBody for Hurried {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        self.note(polled.is_pending());
        match polled {
            Poll::Ready(frame) => {
                if let Some(Ok(frame)) = &frame {
                    self.count(frame.data_ref().map_or(0, Bytes::len));
                }
                Poll::Ready(frame)
            }
            Poll::Pending => match self.sleep.as_mut().poll(context) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(()) => {
                    self.late.store(true, Ordering::Relaxed);
                    self.note(false);
                    Poll::Ready(Some(Err(axum::Error::new("the body came too slowly"))))
                }
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
}

/// Lets a body take [`BODY_PATIENCE`] and what its bytes earn; who is slower is answered with 408, and the
/// connection is closed.
pub async fn hurry(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&late);
    let coming = request.extensions().get::<Coming>().cloned();
    let request = request.map(|inner| {
        let sleep = Box::pin(tokio::time::sleep(BODY_PATIENCE));
        Body::new(Hurried { inner, sleep, received: 0, late, coming })
    });
    let answer = next.run(request).await;
    if !told.load(Ordering::Relaxed) {
        return answer;
    }
    let mut answer = StatusCode::REQUEST_TIMEOUT.into_response();
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}
