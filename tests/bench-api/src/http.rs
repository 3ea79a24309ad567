//! Over HTTP: the server, against a bare handler that answers the same bytes to the same requests.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::post;
use support::Server;
use tokio::net::TcpListener;

use crate::data::{self, scattered};
use crate::table::{median, nanos, number};

/// Clients at the same time, and requests of each in a run.
const CLIENTS: u64 = 4;
const REQUESTS: u64 = 10_000;
/// Runs, in turns.
const RUNS: usize = 5;

/// `GetItem` and `PutItem` with so many items in the table.
pub(crate) fn bench(items: u64) -> Result<()> {
    println!(
        "\nOver HTTP: {CLIENTS} connections, requests in turn on each; requests a second, median of {RUNS} interleaved runs\n"
    );
    let server = Server::start(&["serve", "--port", "0", "--site", "nowhere"]);
    let mut client = Client::connect(address_of(&server))?;
    client.call("CreateTable", data::TABLE)?;
    // A table that was asked for is ready.
    client.call("DescribeTable", r#"{"TableName":"Bench"}"#)?;
    for n in 0..items {
        client.call("PutItem", &data::put(n))?;
    }
    println!("{:<12}{:>14}{:>14}{:>22}", "", "echo", "dynamarium", "of its speed (goal)");
    for (operation, body, goal) in
        [("GetItem", data::get as fn(u64) -> String, " (80 %)"), ("PutItem", data::put, "")]
    {
        let answer = String::from_utf8(client.call(operation, &body(0))?)?;
        let echo = echo(&answer)?;
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            theirs.push(load(address_of(&echo), operation, items, body)?);
            ours.push(load(address_of(&server), operation, items, body)?);
        }
        let (theirs, ours) = (median(theirs), median(ours));
        let cell = format!("{:.0} %{goal}", 100.0 * ours / theirs);
        println!("{operation:<12}{:>14}{:>14}{cell:>22}", number(theirs), number(ours));
    }
    Ok(())
}

fn address_of(server: &Server) -> &str {
    server.url().trim_start_matches("http://")
}

/// Starts a bare handler in a process of its own, as the server is: between threads of one process the system changes
/// faster.
fn echo(answer: &str) -> Result<Server> {
    Ok(Server::spawn(Command::new(env::current_exe()?).args(["echo", answer]), "it is this program itself"))
}

/// The bare handler: reads a body and answers these bytes.
pub(crate) fn serve_echo(answer: String) -> Result<()> {
    let answer = Bytes::from(answer);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        println!("echo at http://{}", listener.local_addr()?);
        let handler = move |body: Bytes| async move {
            drop(body);
            Body::from(answer)
        };
        // Without this the kernel waits for more to send.
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| drop(stream.set_nodelay(true)));
        axum::serve(listener, Router::new().route("/", post(handler))).await?;
        Ok(())
    })
}

/// Requests a second.
fn load(address: &str, operation: &str, items: u64, body: fn(u64) -> String) -> Result<f64> {
    let clients = (0..CLIENTS).map(|client| {
        let bodies = (0..REQUESTS).map(|n| body(scattered(client * REQUESTS + n, items)));
        let requests: Vec<Vec<u8>> = bodies.map(|body| request(operation, &body)).collect();
        Ok((Client::connect(address)?, requests))
    });
    let clients = clients.collect::<Result<Vec<_>>>()?;
    let start = Instant::now();
    let threads = clients.into_iter().map(|(mut client, requests)| {
        thread::spawn(move || requests.iter().try_for_each(|request| client.send(request).map(drop)))
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().ok().context("a client panicked")??;
    }
    Ok((CLIENTS * REQUESTS) as f64 * 1e9 / nanos(start.elapsed()))
}

fn request(operation: &str, body: &str) -> Vec<u8> {
    format!(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n\
         X-Amz-Target: DynamoDB_20120810.{operation}\r\nX-Amz-Date: 20261120T000000Z\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=key/20261120/eu-central-1/dynamodb/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-target, \
         Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A connection that stays open.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn call(&mut self, operation: &str, body: &str) -> Result<Vec<u8>> {
        self.send(&request(operation, body))
    }

    /// Sends bytes and answers the body that comes back.
    fn send(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        self.0.get_mut().write_all(request)?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        ensure!(line.starts_with("HTTP/1.1 200 "), "{line}");
        let mut length = 0;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            if line.len() <= 2 {
                break;
            }
            if line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case("content-length:")) {
                length = line[15..].trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(body)
    }
}
