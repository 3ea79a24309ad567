//! The project's chores, as `cargo xtask <chore>`.
//!
//! Called by the name `wasm-bindgen` this program *is* wasm-bindgen, and Trunk is given a folder where it
//! goes by that name. So building and testing need Cargo alone, and Trunk is installed only for those who
//! ask for it.

mod bench;
mod bridge;
mod browser;
mod coverage;
mod dist;
mod fuzz;
mod lighthouse;
mod node;
mod notes;
mod pack;
mod python;
mod seal;
mod serve;
mod shell;
mod split;
mod test;
mod trim;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use wasm_bindgen_cli::{wasm_bindgen, wasm_bindgen_test_runner};

const USAGE: &str = "usage: cargo xtask <chore>
  serve [--port N]    build the playground and serve it at http://127.0.0.1:8080
  test [group]        run every test, or one group: crates, wasm, sdk, journeys (and, when asked for, firefox)
  dist [--sdk]        build the static site into dist/ and print what the first page load transfers;
                      with --sdk, npm adds the AWS SDK that the site's example uses
  bridge [--port N]   answer the DynamoDB API from the WebAssembly build, in Node, at http://127.0.0.1:8000
  bench [program]     run the benchmark programs; each prints ratios against a peer in the same run
                      (api: the whole API in the process, over HTTP, and through the worker in a browser;
                      ui: the page's frames, tasks, presses and looks at the past while 5,000 calls a second come)
  coverage [--check]  write tests/COVERAGE.md: the reference's rows and the tests that cover them;
                        and tests/NOTES.md: a course's notes and what shows them
  fuzz [target] [s]   fuzz one target or all, ten minutes each unless told otherwise
  simulate [--seeds N] [--seed N] [--planted NAME]
                      random workloads and faults, a thousand seeds unless told otherwise, and what must hold;
                      a mistake planted into the engine must be found
  lighthouse          measure the site with Lighthouse (npm), five times, in Chromium
  trunk <arguments>   run Trunk (installed on first use) with this workspace's wasm-bindgen";

fn main() -> ExitCode {
    match run(&env::args_os().collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `cargo xtask simulate`: `tests/simulation`, optimized.
fn simulate(args: &[OsString]) -> Result<()> {
    let mut program = shell::cargo();
    program.args(["run", "--release", "-p", "simulation", "--"]).args(args);
    shell::run(&mut program)
}

fn run(args: &[OsString]) -> Result<()> {
    let name = args.first().map(PathBuf::from).unwrap_or_default();
    if name.file_stem().is_some_and(|stem| stem == "wasm-bindgen") {
        return wasm_bindgen::run_cli_with_args(args);
    }
    let rest = args.get(2..).unwrap_or_default();
    match args.get(1).and_then(|chore| chore.to_str()) {
        Some("serve") => serve::serve(rest),
        Some("test") => test::test(rest),
        Some("dist") => dist::dist(dist::Programs::Both, rest),
        Some("bridge") => bridge::bridge(rest),
        Some("coverage") => {
            coverage::coverage(rest)?;
            notes::notes(rest.iter().any(|argument| argument == "--check"))
        }
        Some("bench") => bench::bench(rest),
        Some("lighthouse") => lighthouse::lighthouse(),
        Some("fuzz") => fuzz::fuzz(rest),
        Some("simulate") => simulate(rest),
        Some("trunk") => serve::trunk(rest),
        // How Trunk ends a build (see Trunk.toml).
        Some("seal") => seal::of_trunk(),
        // How Cargo runs the tests that it built for WebAssembly (see `test`).
        Some("wasm-test") => wasm_bindgen_test_runner::run_cli_with_args(&args[1..]),
        _ => bail!("{USAGE}"),
    }
}
