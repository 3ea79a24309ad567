//! Every test, in four groups.

use std::env;
use std::ffi::OsString;

use anyhow::{Result, bail};

use crate::dist::Programs;
use crate::shell::{WASM, cargo, ensure_wasm_target, run};
use crate::{bridge, browser, coverage, dist, node, notes, python};

/// Runs every group, or the one that is named.
pub(crate) fn test(args: &[OsString]) -> Result<()> {
    match args.first().and_then(|group| group.to_str()) {
        None => {
            crates()?;
            sdk(&[])?;
            wasm()?;
            journeys(&[])
        }
        Some("crates") => crates(),
        Some("wasm") => wasm(),
        Some("sdk") => sdk(&args[1..]),
        Some("journeys") => journeys(&args[1..]),
        Some("firefox") => firefox(&args[1..]),
        Some(other) => bail!("no test group {other}; the groups are crates, wasm, sdk, journeys, firefox"),
    }
}

/// The list of coverage, the crates below floor 8, the server's own tests, and what of the page needs no browser.
fn crates() -> Result<()> {
    coverage::coverage(&["--check".into()])?;
    notes::notes(true)?;
    run(cargo().args(["test"]))?;
    run(cargo().args(["test", "--package", "dynamarium"]))?;
    run(cargo().args(["test", "--package", "web", "--lib"]))?;
    run(cargo().args(["test", "--package", "tests", "--test", "corpus"]))
}

/// The page's parts in a browser and in a worker, and the engine's known answers in WebAssembly.
fn wasm() -> Result<()> {
    ensure_wasm_target()?;
    let browser = browser::find()?;
    let runner = format!("{} wasm-test", env::current_exe()?.display());
    for tests in [
        &["--package", "world", "--test", "known_answers", "--test", "acceptance"][..],
        &["--package", "web", "--tests"],
    ] {
        let mut command = cargo();
        command.args(["test", "--target", WASM]).args(tests);
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner);
        browser.set(&mut command);
        run(&mut command)?;
    }
    Ok(())
}

/// Real SDKs against the server, and against the WebAssembly build behind Node.
fn sdk(args: &[OsString]) -> Result<()> {
    let python = python::environment()?;
    run(cargo().args(["build", "--package", "dynamarium"]))?;
    run(cargo().args(["build", "--package", "console", "--examples"]))?;
    let mut command = cargo();
    command.args(["test", "--package", "tests", "--test", "sdk", "--"]).args(args);
    match node::find() {
        Ok(()) => {
            node::packages()?;
            command.env("DYNAMARIUM_BRIDGE", bridge::build()?);
        }
        Err(reason) => {
            eprintln!("xtask: the SDK for JavaScript and the bridge are not tested: {reason}");
            command.env_remove("DYNAMARIUM_BRIDGE");
        }
    }
    run(command.env("DYNAMARIUM_PYTHON", python))
}

/// People's ways through the playground, in a real browser, on the site that is published.
fn journeys(args: &[OsString]) -> Result<()> {
    let browser = browser::find()?;
    let sdk = [OsString::from("--sdk")];
    let node = node::find();
    dist::dist(Programs::Both, if node.is_ok() { &sdk } else { &[] })?;
    run(cargo().args(["build", "--package", "dynamarium"]))?;
    let mut command = cargo();
    if let Err(reason) = node {
        eprintln!("xtask: the AWS SDK in the page is not tested: {reason}");
    }
    // One browser at a time: two cores are soon busy, and the slow machine of a reader even sooner.
    command.args(["test", "--package", "tests", "--test", "journeys", "--", "--test-threads=1"]).args(args);
    browser.set(&mut command);
    run(&mut command)
}

/// The main path of two journeys in Firefox: only when asked for, and where there is one.
fn firefox(args: &[OsString]) -> Result<()> {
    let Some((firefox, geckodriver)) = browser::firefox() else {
        eprintln!(
            "xtask: nothing is tested in Firefox: it or geckodriver is absent.\n\
             Debian: sudo apt-get install firefox-esr; cargo install geckodriver --locked\n\
             elsewhere: set DYNAMARIUM_FIREFOX and GECKODRIVER to the two programs"
        );
        return Ok(());
    };
    dist::site(Programs::Small, &[])?;
    run(cargo().args(["build", "--package", "dynamarium"]))?;
    let mut command = cargo();
    command.args(["test", "--package", "tests", "--test", "firefox", "--", "--test-threads=1"]).args(args);
    run(command.env("DYNAMARIUM_FIREFOX", firefox).env("GECKODRIVER", geckodriver))
}
