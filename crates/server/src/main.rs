//! The `dynamarium` program: DynamoDB on localhost, and the playground's static files.
#![expect(clippy::doc_markdown, reason = "clap prints doc comments, and a terminal shows no code")]

mod authorization;
mod endpoint;
mod host;
mod kept;
mod site;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::host::{Host, Pace};

/// How long requests in progress may take after the program is told to stop.
const GRACE: Duration = Duration::from_secs(2);

/// A DynamoDB that you can see through.
#[derive(Parser)]
#[command(name = "dynamarium", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer the DynamoDB API over HTTP, in memory, and the playground if it is built.
    Serve {
        /// Port to listen at.
        #[arg(long, default_value_t = 8000)]
        port: u16,
        /// Address to listen at.
        #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
        host: IpAddr,
        /// Behave like the service in real time (latency, replica lag, table statuses) instead of at once.
        #[arg(long)]
        simulate: bool,
        /// Random seed of the simulation.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Folder of the built playground.
        #[arg(long, default_value = "dist")]
        site: PathBuf,
    },
    /// Serve only the built playground.
    Site {
        /// Port to listen at.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Folder of the built playground.
        #[arg(long, default_value = "dist")]
        site: PathBuf,
        /// Path below which to serve it, for trying hosting under a sub-path.
        #[arg(long, default_value = "/")]
        under: String,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Serve { port, host, simulate, seed, site } => {
            let pace = if simulate { Pace::RealTime } else { Pace::Instant };
            let engine = Host::start(pace, seed);
            let app = if site.join("index.html").exists() {
                endpoint::router(engine, Some(&site)).fallback_service(site::files(&site))
            } else {
                endpoint::router(engine, None)
            };
            let mode = if simulate { "simulated in real time" } else { "instant" };
            listen(SocketAddr::new(host, port), app, &format!("DynamoDB ({mode}, in memory)")).await
        }
        Command::Site { port, site, under } => {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            listen(address, site::router(&site, &under), "the playground").await
        }
    }
}

/// Listens until the program is told to stop. Port 0 means any; the address printed is the real one.
async fn listen(address: SocketAddr, app: Router, what: &str) -> Result<()> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("can't listen at {address}; is something else there? (--port chooses another)")
    })?;
    println!("{what} at http://{}  (Ctrl+C stops)", listener.local_addr()?);
    serve(listener, app, stopped(), GRACE).await
}

/// Serves until told to stop; then requests that are being answered have the time of `grace`. A client that sent
/// half a request and waits would keep the program alive for ever.
async fn serve(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> Result<()> {
    let (told, tell) = oneshot::channel();
    let stop = async move {
        stop.await;
        told.send(()).ok();
    };
    let late = async move {
        if tell.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        done = axum::serve(listener, app).with_graceful_shutdown(stop) => Ok(done?),
        () = late => Ok(()),
    }
}

async fn stopped() {
    // Without a signal handler the program is ended by the signal itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn half_a_request_does_not_keep_the_program_alive() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = endpoint::router(Host::start(Pace::Instant, 1), None);
        // The server says `100 Continue` when it waits for the body; then it is told to stop.
        let stop = async move {
            let half = tokio::task::spawn_blocking(move || {
                let mut client = TcpStream::connect(address).unwrap();
                let head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
                client.write_all(head).unwrap();
                client.read_exact(&mut [0; 12]).unwrap();
                client
            });
            // The connection stays open.
            std::mem::forget(half.await.unwrap());
        };
        serve(listener, app, stop, Duration::from_millis(50)).await.unwrap();
    }
}
