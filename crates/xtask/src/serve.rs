//! Serving the playground: the built site by our own program, or Trunk for those who want live reload.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::dist;
use crate::dist::Programs;
use crate::shell::{cargo, run, tools};

const TRUNK_VERSION: &str = "0.21.14";

/// Builds the site and serves it at <http://127.0.0.1:8080> (or at `--port`).
pub(crate) fn serve(args: &[OsString]) -> Result<()> {
    dist::dist(Programs::Small, &[])?;
    let program = ["run", "--quiet", "--package", "dynamarium", "--", "site"];
    run(cargo().args(program).args(args))
}

/// Runs Trunk, with this program in the place of `wasm-bindgen`.
pub(crate) fn trunk(args: &[OsString]) -> Result<()> {
    let own = tools();
    let bin = own.join("bin");
    fs::create_dir_all(&bin)?;
    let shim = bin.join("wasm-bindgen").with_extension(env::consts::EXE_EXTENSION);
    fs::copy(env::current_exe()?, shim)?;
    let paths = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([bin].into_iter().chain(env::split_paths(&paths)))?;
    let version = Command::new("trunk").arg("--version").env("PATH", &path).output();
    if !version.is_ok_and(|v| v.stdout.starts_with(format!("trunk {TRUNK_VERSION}").as_bytes())) {
        eprintln!("xtask: installing Trunk {TRUNK_VERSION}, once; it takes some minutes");
        let install = ["install", "--locked", "trunk", "--version", TRUNK_VERSION, "--root"];
        run(cargo().args(install).arg(own))?;
    }
    run(Command::new("trunk").args(args).env("PATH", path))
}
