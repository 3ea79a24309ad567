//! Connections: as many as the machine bears, none for longer than it has something to say.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use axum::body::Bytes;
use axum::http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use crate::doors::Doors;

/// What clients may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many may be connected; the next is told that the service is busy.
    pub(crate) connections: usize,
    /// How long a request line and headers may take, with the pause before them; it is looked at that often, so some
    /// have twice as long.
    pub(crate) head: Duration,
    /// How long requests in progress may take after the program is told to stop.
    pub(crate) grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 4096, head: Duration::from_mins(1), grace: Duration::from_secs(2) }
    }
}

/// The most bytes of a head that are read at all; what is longer than `wire` allows is answered by it. Of lines it
/// are a hundred: for more there would have to be made room with every request.
const HEAD_BYTES: usize = 1024 * 1024;
/// A pause when the system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(50);

/// What is said to a client too many.
const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nServer: Server\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Answers every connection until told to stop; then requests that are being answered have the time of grace. A
/// client that sent half a request and waits would keep the program alive for ever.
pub(crate) async fn serve<A, F, B>(
    doors: Doors,
    answer: A,
    stop: impl Future<Output = ()> + Send,
    limits: Limits,
) -> Result<()>
where
    A: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response<B>, Infallible>> + Send + 'static,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let (telling, told) = watch::channel(Told::Look);
    // One clock for all: one for each request would be set and stopped a hundred thousand times a second.
    let mut looks = interval(limits.head);
    // Two looks in a row would take a moment for a minute.
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let places = Arc::new(Semaphore::new(limits.connections));
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = doors.next() => accepted,
            _ = looks.tick() => {
                telling.send(Told::Look).ok();
                continue;
            }
        };
        let stream = match accepted {
            Ok(stream) => stream,
            Err(error) => {
                if !is_the_clients(&error) {
                    sleep(PAUSE).await;
                }
                continue;
            }
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let connection = converse(stream, answer.clone(), told.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(_) => drop(tokio::spawn(timeout(Duration::from_secs(1), turn_away(stream)))),
        }
    }
    drop(told);
    drop(doors);
    telling.send(Told::Stop).ok();
    timeout(limits.grace, telling.closed()).await.ok();
    Ok(())
}

/// What connections are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// To look whether they have waited for a head ever since they were last told.
    Look,
    /// To end after what they are at.
    Stop,
}

/// One connection, to its end.
async fn converse<A, F, B>(stream: TcpStream, answer: A, mut told: watch::Receiver<Told>)
where
    A: Fn(Request<Incoming>) -> F,
    F: Future<Output = Result<Response<B>, Infallible>>,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + 'static,
{
    // An answer is one write: it need not wait for company.
    stream.set_nodelay(true).ok();
    // Counts beginnings and ends of answers: while it is even, the client is waited for.
    let steps = AtomicU64::new(0);
    let service = service_fn(|request: Request<Incoming>| {
        steps.fetch_add(1, Ordering::Relaxed);
        let answering = answer(request);
        let steps = &steps;
        async move {
            let answer = answering.await;
            steps.fetch_add(1, Ordering::Relaxed);
            answer
        }
    });
    let connection = http1::Builder::new()
        .max_buf_size(HEAD_BYTES)
        // A client may say all it has to say, close its side, and listen.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let mut seen = None;
    loop {
        tokio::select! {
            biased;
            // What goes wrong here is the client's: it went away or doesn't speak HTTP, and was told so.
            _ = &mut connection => return,
            changed = told.changed() => {
                if changed.is_err() || *told.borrow_and_update() == Told::Stop {
                    connection.as_mut().graceful_shutdown();
                    connection.await.ok();
                    return;
                }
                let now = steps.load(Ordering::Relaxed);
                if now.is_multiple_of(2) && seen == Some(now) {
                    return;
                }
                seen = Some(now);
            }
        }
    }
}

async fn turn_away(mut stream: TcpStream) {
    stream.write_all(BUSY).await.ok();
    stream.shutdown().await.ok();
}

/// The client was gone before it was there; the system itself is well.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpStream as Client};

    use api::Wording;
    use tokio::sync::oneshot;
    use tokio::task::spawn_blocking;
    use world::Knobs;

    use super::*;
    use crate::endpoint::Endpoint;
    use crate::host::{Host, Pace};

    /// Serves as long as a client's work takes, which begins with the address.
    async fn serve_while<T: Send + 'static>(
        limits: Limits,
        work: impl FnOnce(SocketAddr) -> T + Send + 'static,
    ) -> T {
        let doors = Doors::of_localhost(0).await.unwrap();
        let address = doors.address().unwrap();
        let endpoint = Endpoint::new(Host::start(Pace::Instant, Wording::Current, 1, Knobs::default()), None);
        let (done, result) = oneshot::channel();
        let stop = async move {
            done.send(spawn_blocking(move || work(address)).await.unwrap()).ok();
        };
        serve(doors, move |request| endpoint.clone().answer(request), stop, limits).await.unwrap();
        result.await.unwrap()
    }

    fn heard(client: &mut Client) -> String {
        let mut text = String::new();
        client.read_to_string(&mut text).unwrap();
        text
    }

    /// The server says `100 Continue` when it waits for the body; then it is told to stop.
    #[tokio::test]
    async fn half_a_request_does_not_keep_the_program_alive() {
        let limits = Limits { grace: Duration::from_millis(50), ..Limits::default() };
        let kept = serve_while(limits, |address| {
            let mut client = Client::connect(address).unwrap();
            let head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
            client.write_all(head).unwrap();
            client.read_exact(&mut [0; 12]).unwrap();
            // The connection stays open.
            client
        });
        drop(kept.await);
    }

    #[tokio::test]
    async fn a_client_too_many_is_told_so_and_a_place_is_free_again() {
        let limits = Limits { connections: 1, ..Limits::default() };
        let heard = serve_while(limits, |address| {
            let mut first = Client::connect(address).unwrap();
            first.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
            first.read_exact(&mut [0; 12]).unwrap();
            let busy = heard(&mut Client::connect(address).unwrap());
            drop(first);
            // The server hears of it in its own time.
            let again = std::iter::repeat_with(|| {
                let mut client = Client::connect(address).unwrap();
                client.write_all(b"GET / HTTP/1.0\r\n\r\n").ok();
                let mut text = String::new();
                client.read_to_string(&mut text).ok();
                text
            });
            (busy, again.take(1000).find(|text| text.contains("200 OK")))
        });
        let (busy, again) = heard.await;
        assert!(busy.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{busy}");
        assert!(again.is_some());
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_hung_up_on() {
        let limits = Limits { head: Duration::from_millis(100), ..Limits::default() };
        let heard = serve_while(limits, |address| {
            let mut client = Client::connect(address).unwrap();
            client.write_all(b"POST / HTTP/1.1\r\nHost: a\r\n").unwrap();
            heard(&mut client)
        });
        assert!(!heard.await.contains("200"));
    }
}
