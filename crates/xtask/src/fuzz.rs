//! Coverage-guided fuzzing with libFuzzer, which needs no tool besides a C++ compiler: the flags below are what makes
//! the compiler count the branches that an input takes.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{cargo, root, run, target};

/// What can be fuzzed (`tests/fuzz/targets.rs`).
const TARGETS: [&str; 9] =
    ["expressions", "partiql", "commands", "requests", "links", "stored", "policies", "lessons", "imports"];

/// Seconds a target.
const SECONDS: u32 = 600;

/// Counters at every edge, and the values that comparisons compare.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0";

/// `cargo xtask fuzz [target] [seconds]`: ten minutes each unless told otherwise. A fault ends the run, and its input
/// is left in `target/fuzz/<target>`; put it into `tests/fuzz/corpus/<target>` when it is mended.
pub(crate) fn fuzz(args: &[OsString]) -> Result<()> {
    let wanted = args.first().and_then(|name| name.to_str()).filter(|name| *name != "all");
    if let Some(name) = wanted
        && !TARGETS.contains(&name)
    {
        bail!("no target {name}; the targets are {}", TARGETS.join(", "));
    }
    let seconds = args.get(1).and_then(|seconds| seconds.to_str()?.parse().ok()).unwrap_or(SECONDS);
    let work = target().join("fuzz");
    let host = host()?;
    let mut build = cargo();
    build.args(["build", "--release", "--manifest-path", "tests/fuzz/Cargo.toml", "--target", &host]);
    build.arg("--target-dir").arg(work.join("build"));
    run(build.env("RUSTFLAGS", FLAGS))?;
    for name in TARGETS.into_iter().filter(|name| wanted.is_none_or(|wanted| wanted == *name)) {
        println!("== {name}, {seconds} s");
        fuzz_one(&work, &host, name, seconds)?;
    }
    Ok(())
}

fn fuzz_one(work: &Path, host: &str, name: &str, seconds: u32) -> Result<()> {
    let found = work.join(name);
    fs::create_dir_all(found.join("corpus"))?;
    let mut program = Command::new(work.join("build").join(host).join("release").join(name));
    program.arg(found.join("corpus")).arg(root().join("tests/fuzz/corpus").join(name));
    program.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", found.display()));
    program.args(["-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1", "-use_value_profile=1"]);
    let words = root().join("tests/fuzz").join(format!("{name}.dict"));
    if words.exists() {
        program.arg(format!("-dict={}", words.display()));
    }
    run(&mut program)
}

/// The triple of this machine: naming it keeps the flags away from build scripts.
fn host() -> Result<String> {
    let out = Command::new("rustc").arg("-vV").output()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    match text.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(host) => Ok(host.to_owned()),
        None => bail!("rustc -vV tells no host"),
    }
}
