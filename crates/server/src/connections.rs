//! Connections: as many as the machine bears, none for longer than it has something to say.

use std::io;
use std::time::Duration;

use anyhow::Result;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Request as HttpRequest;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many clients may be connected; the next is told that the service is busy.
const MOST: usize = 4096;
/// How long a client may take for its request line and headers, and for the pause before them.
const HEAD: Duration = Duration::from_secs(60);
/// The most bytes and lines of a head that are read at all. What is longer than `wire` allows is answered by it.
const HEAD_BYTES: usize = 1024 * 1024;
const HEAD_LINES: usize = 512;
/// A pause when the system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(50);

/// What is said to a client too many.
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nServer: Server\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Answers every connection until told to stop; then requests that are being answered have the time of `grace`. A
/// client that sent half a request and waits would keep the program alive for ever.
pub(crate) async fn serve<A, F>(
    listener: TcpListener,
    answer: A,
    stop: impl Future<Output = ()> + Send,
    grace: Duration,
) -> Result<()>
where
    A: Fn(Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Infallible>> + Send + 'static,
{
    let (stopping, stopped) = watch::channel(());
    let places = Arc::new(Semaphore::new(MOST));
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                if !is_the_clients(&error) {
                    sleep(PAUSE).await;
                }
                continue;
            }
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let connection = converse(stream, answer.clone(), stopped.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(_) => drop(tokio::spawn(timeout(Duration::from_secs(1), turn_away(stream)))),
        }
    }
    drop(stopped);
    drop(listener);
    stopping.send(()).ok();
    timeout(grace, stopping.closed()).await.ok();
    Ok(())
}

/// One connection, to its end.
async fn converse<A, F>(stream: TcpStream, answer: A, mut stopped: watch::Receiver<()>)
where
    A: Fn(Request) -> F,
    F: Future<Output = Result<Response, Infallible>>,
{
    // An answer is one write: it need not wait for company.
    stream.set_nodelay(true).ok();
    let service = service_fn(|request: HttpRequest<Incoming>| answer(request.map(Body::new)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEAD_LINES)
        // A client may say all it has to say, close its side, and listen.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        // What goes wrong here is the client's: it went away or doesn't speak HTTP, and was told so.
        _ = &mut connection => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await.ok();
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
