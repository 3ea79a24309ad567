//! A Python environment with the SDK and the command line that people really use.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell::{exists, root, run, tools};

/// Makes (once) a virtual environment with `tests/sdk/requirements.txt` and answers its folder of programs.
pub(crate) fn environment() -> Result<PathBuf> {
    let wanted = std::fs::read_to_string(root().join("tests/sdk/requirements.txt"))?;
    let folder = tools().join("python");
    let stamp = folder.join("requirements.txt");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(programs);
    }
    let python = ["python3", "python"].into_iter().find(|name| exists(name, "--version"));
    let python = python.context("the sdk tests need Python 3 on the PATH")?;
    run(Command::new(python).args(["-m", "venv"]).arg(&folder))
        .context("making a Python environment (Debian: apt-get install python3-venv)")?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(programs.join("python")).args(pip).arg(root().join("tests/sdk/requirements.txt")))?;
    std::fs::write(stamp, wanted)?;
    Ok(programs)
}
