//! The engine as WebAssembly behind Node's HTTP server.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli::wasm_bindgen;

use crate::node;
use crate::shell::{WASM, cargo, ensure_wasm_target, root, run, target};

/// Where the port is said when nothing else is.
const PORT: &str = "8000";

/// Builds the bridge, by the profile that the page is built with, and serves it.
pub(crate) fn bridge(args: &[OsString]) -> Result<()> {
    let (mut port, mut wording) = (PORT.to_owned(), None);
    let mut args = args.iter().map(|arg| arg.to_string_lossy().into_owned());
    while let Some(arg) = args.next() {
        match arg.split_once('=').unwrap_or((&arg, "")) {
            ("--port", "") => port = args.next().context("--port needs a number")?,
            ("--port", given) => given.clone_into(&mut port),
            ("--wording", "classic" | "current") => wording = Some(arg),
            _ => bail!("usage: cargo xtask bridge [--port N] [--wording=classic|current]"),
        }
    }
    let module = build()?;
    let mut command = Command::new("node");
    command.arg(script()).arg(module).arg(port).args(wording);
    run(&mut command)
}

/// The program that listens.
pub(crate) fn script() -> PathBuf {
    root().join("crates/bridge/serve.cjs")
}

/// Builds the module that it needs and answers where that lies.
pub(crate) fn build() -> Result<PathBuf> {
    node::find()?;
    ensure_wasm_target()?;
    run(cargo().args(["build", "--quiet", "--package", "bridge", "--profile", "web", "--target", WASM]))?;
    let out = target().join("bridge");
    let wasm = target().join(WASM).join("web/bridge.wasm");
    let options = ["wasm-bindgen", "--target=nodejs", "--no-typescript", "--out-name=bridge", "--out-dir"];
    let options = options.iter().map(OsString::from).chain([out.clone().into(), wasm.into()]);
    wasm_bindgen::run_cli_with_args(options)?;
    // `require` takes a file of this ending for what it is, whatever package lies around it.
    let module = out.join("bridge.cjs");
    std::fs::rename(out.join("bridge.js"), &module)?;
    Ok(module)
}
