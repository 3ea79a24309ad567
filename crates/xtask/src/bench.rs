//! The benchmark programs: examples that print ratios against a peer measured in the same run.

use std::ffi::OsString;

use anyhow::Result;

use crate::dist::Programs;
use crate::shell::{cargo, root, run};
use crate::{bridge, browser, dist};

/// Package and example of each benchmark.
const PROGRAMS: [(&str, &str); 3] =
    [("value", "bench_value"), ("table", "bench_table"), ("world", "bench_world")];

/// Runs all benchmark programs, or those of the named crate. `api` is a program of its own, which needs the server
/// and (for its last part) the built site and a browser; `ui` is what the page feels like in a browser.
pub(crate) fn bench(args: &[OsString]) -> Result<()> {
    if args.first().is_some_and(|name| name == "api") {
        return api(&args[1..]);
    }
    if args.first().is_some_and(|name| name == "ui") {
        return ui();
    }
    let wanted = args.first().and_then(|name| name.to_str());
    for (package, example) in PROGRAMS {
        if wanted.is_none_or(|name| name == package) {
            println!("== {package}");
            run(cargo().args(["run", "--release", "--quiet", "--package", package, "--example", example]))?;
        }
    }
    if wanted.is_none_or(|name| name == "world") {
        load()?;
    }
    Ok(())
}

/// What the simulated service costs, natively and in WebAssembly.
fn load() -> Result<()> {
    println!("== the simulated service, native");
    run(cargo().args(["run", "--release", "--quiet", "--package", "bridge", "--example", "bench_load"]))?;
    println!("== the simulated service, WebAssembly");
    let module = bridge::build()?;
    run(std::process::Command::new("node").arg(root().join("crates/bridge/load.cjs")).arg(module))?;
    println!("== what long workloads leave in memory");
    run(cargo().args(["run", "--release", "--quiet", "--package", "lab", "--example", "bench_memory"]))
}

fn api(args: &[OsString]) -> Result<()> {
    let part = args.first().and_then(|part| part.to_str());
    let mut command = cargo();
    command.args(["run", "--release", "--quiet", "--package", "bench-api", "--"]).args(args);
    if matches!(part, None | Some("http" | "worker")) {
        run(cargo().args(["build", "--release", "--quiet", "--package", "dynamarium"]))?;
    }
    if matches!(part, None | Some("worker")) {
        browser::find()?.set(&mut command);
        dist::site(Programs::Both, &[])?;
    }
    run(&mut command)
}

/// Frames, tasks, presses and looks at the past. What is measured runs in the browser: the program that drives it is built
/// as tests are.
fn ui() -> Result<()> {
    dist::site(Programs::Small, &[])?;
    run(cargo().args(["build", "--package", "dynamarium"]))?;
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "tests", "--example", "bench_ui"]);
    browser::find()?.set(&mut command);
    run(&mut command)
}
