//! Node, and what the tests have from npm.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::shell::{root, run};

/// The oldest release line that the bridge and the JavaScript SDK run on.
const OLDEST: u32 = 20;

/// Finds Node; fails with a sentence when it is missing or too old.
pub(crate) fn find() -> Result<()> {
    let version = Command::new("node").arg("--version").output();
    let Ok(version) = version else {
        bail!(
            "this needs Node.js {OLDEST} or later on the PATH, and there is none.\n\
             Debian, Ubuntu:  sudo apt-get install nodejs npm\n\
             macOS:           brew install node\n\
             elsewhere:       the installer of nodejs.org"
        )
    };
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    ensure!(
        major.is_some_and(|major| major >= OLDEST),
        "this needs Node.js {OLDEST} or later; the one on the PATH is {version}"
    );
    Ok(())
}

/// Installs (once) what `tests/sdk/js/package-lock.json` pins, beside it.
pub(crate) fn packages() -> Result<()> {
    find()?;
    let folder = root().join("tests/sdk/js");
    let wanted = std::fs::read_to_string(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let install = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"];
    run(Command::new(npm()).args(install).arg(&folder))
        .context("installing the SDK for JavaScript with npm")?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

/// Bundles a module of `tests/sdk/js`, with the packages that it imports, into one file for a browser.
pub(crate) fn bundle(entry: &str, out: &Path) -> Result<()> {
    packages()?;
    let folder = root().join("tests/sdk/js");
    run(Command::new("node").arg(folder.join("bundle.js")).arg(folder.join(entry)).arg(out))
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}
