//! The `dynamarium` program: DynamoDB on localhost, and the playground's static files.

mod authorization;
mod endpoint;
mod host;
mod site;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use axum::Router;
use clap::{Parser, Subcommand};

use crate::host::{Host, Pace};

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
    let listener = tokio::net::TcpListener::bind(address).await.with_context(|| {
        format!("can't listen at {address}; is something else there? (--port chooses another)")
    })?;
    println!("{what} at http://{}  (Ctrl+C stops)", listener.local_addr()?);
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

async fn stopped() {
    // Without a signal handler the program is ended by the signal itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
