//! The benchmark programs: examples that print ratios against a peer measured in the same run.

use std::ffi::OsString;

use anyhow::Result;

use crate::shell::{cargo, run};

/// Package and example of each benchmark.
const PROGRAMS: [(&str, &str); 3] =
    [("value", "bench_value"), ("table", "bench_table"), ("world", "bench_world")];

/// Runs all benchmark programs, or those of the named crate.
pub(crate) fn bench(args: &[OsString]) -> Result<()> {
    let wanted = args.first().and_then(|name| name.to_str());
    for (package, example) in PROGRAMS {
        if wanted.is_none_or(|name| name == package) {
            println!("== {package}");
            run(cargo().args(["run", "--release", "--quiet", "--package", package, "--example", example]))?;
        }
    }
    Ok(())
}
