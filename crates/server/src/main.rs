//! The `dynamarium` program: DynamoDB on localhost, and the playground's static files.
#![allow(clippy::doc_markdown, reason = "clap prints doc comments, and a terminal shows no code")]

mod body;
mod connections;
mod doors;
mod endpoint;
mod host;
mod kept;
mod site;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::thread::available_parallelism;

use anyhow::{Context as _, Result};
use api::Wording;
use axum::body::Body;
use axum::http::Request;
use clap::{Parser, Subcommand, ValueEnum};
use tokio::runtime::Builder;
use tower::ServiceExt as _;
use world::{Knob, Knobs};

use crate::connections::{Limits, serve};
use crate::doors::Doors;
use crate::endpoint::Endpoint;
use crate::host::{Host, Pace};

/// Calls are many small allocations, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
        /// Address to listen at; without it `localhost`, which is 127.0.0.1 and, where there is one, ::1.
        #[arg(long)]
        host: Option<IpAddr>,
        /// Behave like the service in real time (latency, replica lag, table statuses) instead of at once.
        #[arg(long)]
        simulate: bool,
        /// Random seed of the simulation.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Whose words refuse a bad request: the service's as most Regions answer now, or its older ones everywhere.
        #[arg(long, value_enum, default_value_t = Words::Current)]
        wording: Words,
        /// Turn a knob of the model for this server: `burst.initial=0`. May be given several times.
        #[arg(long, value_name = "KNOB=VALUE", value_parser = setting)]
        set: Vec<(Knob, i64)>,
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

/// A validation layer of the service, as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Words {
    Current,
    Classic,
}

impl From<Words> for Wording {
    fn from(words: Words) -> Self {
        match words {
            Words::Current => Self::Current,
            Words::Classic => Self::Classic,
        }
    }
}

/// A knob and its value, as the command line names them.
fn setting(text: &str) -> Result<(Knob, i64), String> {
    let (name, value) = text.split_once('=').ok_or("a setting is KNOB=VALUE")?;
    let value = value.parse().map_err(|_| format!("{value} is no whole number"))?;
    let knob = Knobs::default().set_named(name, value).map_err(|error| error.to_string())?;
    Ok((knob, value))
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // Calls wait for one world, and who makes them needs cores, too: with a thread for each core they would mostly wake
    // each other (measured: `cargo xtask bench api http`).
    let threads = available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    let runtime = Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    runtime.block_on(run(arguments.command))
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve { port, host, simulate, seed, wording, set, site } => {
            let mut knobs = Knobs::default();
            for (knob, value) in set {
                knobs.set(knob, value)?;
            }
            let pace = if simulate { Pace::RealTime } else { Pace::Instant };
            let site = site.join("index.html").exists().then_some(&*site);
            let endpoint = Endpoint::new(Host::start(pace, wording.into(), seed, knobs), site);
            let doors = open(host, port).await?;
            let mode = if simulate { "simulated in real time" } else { "instant" };
            announce(&doors, &format!("DynamoDB ({mode}, in memory)"))?;
            serve(doors, move |request| endpoint.clone().answer(request), stopped(), Limits::default()).await
        }
        Command::Site { port, site, under } => {
            let router = site::router(&site, &under);
            let doors = open(None, port).await?;
            announce(&doors, "the playground")?;
            let answer = move |request: Request<_>| router.clone().oneshot(request.map(Body::new));
            serve(doors, answer, stopped(), Limits::default()).await
        }
    }
}

async fn open(host: Option<IpAddr>, port: u16) -> Result<Doors> {
    let doors = match host {
        Some(host) => Doors::at(SocketAddr::new(host, port)).await,
        None => Doors::of_localhost(port).await,
    };
    doors.with_context(|| {
        let host = host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let address = SocketAddr::new(host, port);
        format!("can't listen at {address}; is something else there? (--port chooses another)")
    })
}

/// Tells where it listens. Port 0 means any; the address printed is the real one.
fn announce(doors: &Doors, what: &str) -> Result<()> {
    println!("{what} at http://{}  (Ctrl+C stops)", doors.address()?);
    Ok(())
}

async fn stopped() {
    // Without a signal handler the program is ended by the signal itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
