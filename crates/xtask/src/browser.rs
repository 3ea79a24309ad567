//! Finding Chromium and its driver, and installing them where that can be done.

use std::env;
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{exists, run};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const FIREFOXES: [&str; 2] = ["firefox-esr", "firefox"];

/// The browser and the driver to test with.
pub(crate) struct Browser {
    /// The browser's program.
    pub(crate) chromium: String,
    /// The driver's program.
    pub(crate) chromedriver: String,
}

impl Browser {
    /// Tells a test program which browser to use.
    pub(crate) fn set(&self, command: &mut Command) {
        command.env("DYNAMARIUM_CHROMIUM", &self.chromium).env("CHROMEDRIVER", &self.chromedriver);
    }

    /// Where the browser's program lies, for those that don't look at the path.
    pub(crate) fn path(&self) -> String {
        located(&self.chromium)
    }
}

/// Finds a browser and its driver: by `DYNAMARIUM_CHROMIUM` and `CHROMEDRIVER`, on the path, or by
/// installing Debian's packages when we may.
pub(crate) fn find() -> Result<Browser> {
    if let Some(found) = look() {
        return Ok(found);
    }
    if exists("apt-get", "--version") && is_root() {
        eprintln!("xtask: installing chromium and chromium-driver, once");
        run(Command::new("apt-get").args(["update", "-qq"]))?;
        run(Command::new("apt-get")
            .args(["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver"])
            .env("DEBIAN_FRONTEND", "noninteractive"))?;
        if let Some(found) = look() {
            return Ok(found);
        }
    }
    bail!(
        "the browser tests need Chromium (or Chrome) and its chromedriver, of the same version, on the PATH.\n\
         Debian, Ubuntu:  sudo apt-get install chromium chromium-driver\n\
         Fedora:          sudo dnf install chromium chromedriver\n\
         macOS:           brew install --cask chromium chromedriver\n\
         elsewhere:       set DYNAMARIUM_CHROMIUM and CHROMEDRIVER to the two programs"
    )
}

/// Firefox and its driver, by `DYNAMARIUM_FIREFOX` and `GECKODRIVER` or on the path.
pub(crate) fn firefox() -> Option<(String, String)> {
    let given = env::var("DYNAMARIUM_FIREFOX").ok();
    let firefox =
        given.or_else(|| FIREFOXES.iter().find(|name| exists(name, "--version")).map(ToString::to_string))?;
    let geckodriver = env::var("GECKODRIVER").unwrap_or_else(|_| "geckodriver".into());
    exists(&geckodriver, "--version").then_some((located(&firefox), geckodriver))
}

/// Where a program on the path lies.
fn located(program: &str) -> String {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file());
    found.map_or_else(|| program.to_owned(), |path| path.display().to_string())
}

fn look() -> Option<Browser> {
    let chromium = env::var("DYNAMARIUM_CHROMIUM").ok();
    let chromium = chromium
        .or_else(|| BROWSERS.iter().find(|name| exists(name, "--version")).map(ToString::to_string))?;
    let chromedriver = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
    exists(&chromedriver, "--version").then_some(Browser { chromium, chromedriver })
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
