//! The `dynamarium` program as a child process.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
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
        let program = program("dynamarium");
        let mut child = Command::new(&program)
            .args(arguments)
            .current_dir(crate::root())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{}: {error}; build it: cargo build -p dynamarium", program.display())
            });
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

/// A program of the workspace; they lie beside this test program's folder: `target/<profile>/<name>`.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = env::current_exe().expect("this test program");
    let profile = test.ancestors().nth(2).expect("target/<profile>/deps/<test>");
    profile.join(name).with_extension(env::consts::EXE_EXTENSION)
}
