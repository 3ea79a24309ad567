//! The `dynamarium` program as a child process.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running server; stopped when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts the program and waits until it listens. `--port 0` lets the system choose.
    ///
    /// # Panics
    /// When the program isn't built (`cargo xtask test` builds it) or doesn't start.
    #[must_use]
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(program("dynamarium"));
        Self::spawn(command.args(arguments), "build it: cargo build -p dynamarium")
    }

    /// Starts the WebAssembly build behind Node's HTTP server, at a port that the system chooses.
    ///
    /// # Panics
    /// When Node can't be started.
    #[must_use]
    pub fn bridge(module: &Path) -> Self {
        let script = crate::root().join("crates/bridge/serve.cjs");
        Self::spawn(Command::new("node").arg(script).arg(module).arg("0"), "install Node.js")
    }

    /// Starts any program that tells its address in its first line.
    ///
    /// # Panics
    /// When it can't be started (`remedy` says what to do about it) or tells none.
    #[must_use]
    pub fn spawn(command: &mut Command, remedy: &str) -> Self {
        let child = command.current_dir(crate::root()).stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{command:?}: {error}; {remedy}"));
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a piped stdout");
        BufReader::new(stdout).read_line(&mut line).expect("the line that tells the address");
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.unwrap_or_else(|| panic!("no address in {line:?}")).to_owned();
        Self { child, url }
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A program of the workspace. It lies beside this one, or (for a test program) one folder up:
/// `target/<profile>/<name>`.
///
/// # Panics
/// When this program lies nowhere.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let own = env::current_exe().expect("this program");
    let name = PathBuf::from(name).with_extension(env::consts::EXE_EXTENSION);
    let beside = own.ancestors().skip(1).take(2).map(|folder| folder.join(&name));
    beside.clone().find(|path| path.exists()).or_else(|| beside.last()).expect("target/<profile>")
}
