//! Running other programs from the workspace's root.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The target triple of the page.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The workspace's root.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().and_then(Path::parent).unwrap_or(own)
}

/// Where Cargo builds to.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Where this program keeps what it installs.
pub(crate) fn tools() -> PathBuf {
    root().join("target").join("tools")
}

/// Cargo, with the toolchain that runs this program.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program from the root, shows its output, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.current_dir(root()).status().with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok()
}

/// Makes sure that the WebAssembly target is there: `rust-toolchain.toml` asks for it, but a machine may
/// have been told not to install toolchain parts by itself.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).current_dir(root()).output();
    let sysroot = sysroot.context("rustc --print sysroot")?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot.stdout).trim());
    if sysroot.join("lib/rustlib").join(WASM).exists() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", WASM])).context(
        "the WebAssembly target is missing; install it with: rustup target add wasm32-unknown-unknown",
    )
}
