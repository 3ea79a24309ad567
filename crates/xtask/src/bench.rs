//! The benchmark programs: examples that print ratios against a peer measured in the same run.

use std::ffi::OsString;

use anyhow::Result;

use crate::shell::{cargo, run};
use crate::{browser, dist};

/// Package and example of each benchmark.
const PROGRAMS: [(&str, &str); 3] =
    [("value", "bench_value"), ("table", "bench_table"), ("world", "bench_world")];

/// Runs all benchmark programs, or those of the named crate. `api` is a program of its own, which needs the server
/// and (for its last part) the built site and a browser; `ui`, what the page feels like, is a part of it.
pub(crate) fn bench(args: &[OsString]) -> Result<()> {
    if args.first().is_some_and(|name| name == "api") {
        return api(&args[1..]);
    }
    if args.first().is_some_and(|name| name == "ui") {
        return api(args);
    }
    let wanted = args.first().and_then(|name| name.to_str());
    for (package, example) in PROGRAMS {
        if wanted.is_none_or(|name| name == package) {
            println!("== {package}");
            run(cargo().args(["run", "--release", "--quiet", "--package", package, "--example", example]))?;
        }
    }
    Ok(())
}

fn api(args: &[OsString]) -> Result<()> {
    let part = args.first().and_then(|part| part.to_str());
    let mut command = cargo();
    command.args(["run", "--release", "--quiet", "--package", "bench-api", "--"]).args(args);
    if matches!(part, None | Some("http" | "worker" | "ui")) {
        run(cargo().args(["build", "--release", "--quiet", "--package", "dynamarium"]))?;
    }
    if matches!(part, None | Some("worker" | "ui")) {
        browser::find()?.set(&mut command);
        dist::dist(&[])?;
    }
    run(&mut command)
}
