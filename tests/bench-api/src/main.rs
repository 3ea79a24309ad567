//! What the API costs, each time against a peer measured in the same run.
//!
//! `cargo xtask bench api [in-process|http|worker|memory] [items]`

// A benchmark measures real time.
#![allow(clippy::disallowed_types)]

mod data;
mod engines;
mod http;
mod memory;
mod process;
mod table;
mod worker;

use std::env;
use std::process::Command;

use anyhow::{Result, bail};

/// The program's own (see `crates/server`); the peer and the bare map have it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What can be measured.
const PARTS: [&str; 4] = ["in-process", "memory", "http", "worker"];

/// Items in the table unless another number is given.
const ITEMS: u64 = 100_000;

fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let part = args.next();
    if part.as_deref() == Some("echo") {
        return http::serve_echo(args.next().unwrap_or_default());
    }
    let items = args.next().map_or(Ok(ITEMS), |items| items.parse())?;
    match part.as_deref() {
        None => PARTS.iter().try_for_each(|part| alone(part, items)),
        Some("in-process") => process::bench(items),
        Some("memory") => {
            memory::bench(items);
            Ok(())
        }
        Some("http") => http::bench(items),
        Some("worker") => worker::bench(),
        Some(other) => bail!("no part {other}; the parts are {}", PARTS.join(", ")),
    }
}

/// Measures a part in a process of its own: what another had and gave back would be taken again without growing.
fn alone(part: &str, items: u64) -> Result<()> {
    let status = Command::new(env::current_exe()?).arg(part).arg(items.to_string()).status()?;
    if !status.success() {
        bail!("{part}: {status}");
    }
    Ok(())
}
