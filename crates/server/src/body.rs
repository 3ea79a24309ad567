//! The body of a request: so large at most, and not for ever on its way.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, Incoming};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use wire::MAX_BODY;

/// How long a client may be silent in the middle of a body, and how long the whole may take.
const SILENCE: Duration = Duration::from_secs(20);
const WHOLE: Duration = Duration::from_mins(2);
/// Bytes beyond the limit that are read and dropped, so that a client that sends before it listens hears of it.
const POLITE: usize = 64 * 1024 * 1024;
/// Beyond this a body is large, and only so many of those are read at the same time.
const LARGE: usize = 1024 * 1024;
static LARGE_ONES: Semaphore = Semaphore::const_new(32);

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    TooLarge,
    TooSlow,
    Gone,
}

/// Reads a body of this length, if it was announced.
pub(crate) async fn read(body: Incoming, announced: Option<u64>) -> Result<Bytes, Unread> {
    if announced == Some(0) {
        return Ok(Bytes::new());
    }
    // Whoever announces far too much is told before it is sent.
    if announced.is_some_and(|length| length > (MAX_BODY + POLITE) as u64) {
        return Err(Unread::TooLarge);
    }
    let mut reading = std::pin::pin!(collect(body));
    // Mostly the body came with the head: then no clock need be set.
    if let Poll::Ready(read) = poll_fn(|context| Poll::Ready(reading.as_mut().poll(context))).await {
        return read;
    }
    timeout(WHOLE, reading).await.unwrap_or(Err(Unread::TooSlow))
}

/// The next piece; none after the last.
async fn next(body: &mut Incoming) -> Result<Option<Frame<Bytes>>, Unread> {
    let mut coming = body.frame();
    let frame = match poll_fn(|context| Poll::Ready(Pin::new(&mut coming).poll(context))).await {
        Poll::Ready(frame) => frame,
        Poll::Pending => timeout(SILENCE, coming).await.map_err(|_| Unread::TooSlow)?,
    };
    frame.transpose().map_err(|_| Unread::Gone)
}

async fn collect(mut body: Incoming) -> Result<Bytes, Unread> {
    // Most bodies are one piece, which need not be copied.
    let mut first = Bytes::new();
    let mut rest = Vec::new();
    let mut dropped = 0;
    let mut turn = None;
    loop {
        let frame = match next(&mut body).await? {
            Some(frame) => frame,
            None if dropped > 0 => return Err(Unread::TooLarge),
            None if rest.is_empty() => return Ok(first),
            None => return Ok(rest.into()),
        };
        let Ok(data) = frame.into_data() else { continue };
        let length = first.len().max(rest.len()) + data.len();
        if dropped > 0 || length > MAX_BODY {
            (first, rest) = (Bytes::new(), Vec::new());
            dropped += data.len();
            if dropped > POLITE {
                return Err(Unread::TooLarge);
            }
        } else if first.is_empty() && rest.is_empty() {
            first = data;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&data);
            if rest.len() > LARGE && turn.is_none() {
                turn = LARGE_ONES.acquire().await.ok();
            }
        }
    }
}
