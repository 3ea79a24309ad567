//! Lighthouse on the built site, as it is served: the median of five runs.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::dist::Programs;
use crate::shell::{cargo, root, run, target};
use crate::{browser, dist, node};

/// The release that is run, by npm.
const LIGHTHOUSE: &str = "lighthouse@12.8.2";
const RUNS: usize = 5;
/// Categories, and the scores that they must have.
const BARS: [(&str, f64); 3] = [("performance", 95.0), ("accessibility", 100.0), ("best-practices", 100.0)];

/// A process that ends with its guard.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Builds the site, serves it, measures it, and fails below a bar.
pub(crate) fn lighthouse() -> Result<()> {
    node::find()?;
    let chromium = browser::find()?.path();
    dist::dist(Programs::Small, &[])?;
    run(cargo().args(["build", "--release", "--quiet", "--package", "dynamarium"]))?;
    let program = target().join("release/dynamarium").with_extension(env::consts::EXE_EXTENSION);
    let mut command = Command::new(program);
    command.args(["site", "--port", "0", "--site"]).arg(root().join("dist")).stdout(Stdio::piped());
    let mut served = Served(command.spawn().context("serving the site")?);
    let mut line = String::new();
    BufReader::new(served.0.stdout.take().context("a piped stdout")?).read_line(&mut line)?;
    let url =
        line.split_whitespace().find(|word| word.starts_with("http://")).context("the site's address")?;

    let mut scores = [(); BARS.len()].map(|()| Vec::new());
    for at in 1..=RUNS {
        let report = measure(url, &chromium)?;
        for ((name, _), scores) in BARS.iter().zip(&mut scores) {
            let score = report["categories"][name]["score"].as_f64();
            scores.push((score.with_context(|| format!("no score for {name}"))? * 100.0).round());
        }
        println!(
            "run {at}: {}",
            BARS.iter()
                .zip(&scores)
                .map(|((name, _), s)| format!("{name} {}", s[at - 1]))
                .collect::<Vec<_>>()
                .join(", ")
        );
        for audit in report["audits"].as_object().into_iter().flat_map(|all| all.values()) {
            let failed = audit["score"].as_f64().is_some_and(|score| score < 0.9);
            if at == 1 && failed {
                println!(
                    "  {}: {}",
                    audit["id"].as_str().unwrap_or_default(),
                    audit["displayValue"].as_str().unwrap_or("not met")
                );
            }
        }
    }
    let mut missed = Vec::new();
    for ((name, bar), mut scores) in BARS.into_iter().zip(scores) {
        scores.sort_by(f64::total_cmp);
        let median = scores[RUNS / 2];
        println!("{name}: {median} (bar {bar}), median of {RUNS}");
        if median < bar {
            missed.push(name);
        }
    }
    ensure!(missed.is_empty(), "below the bar: {}", missed.join(", "));
    Ok(())
}

/// One run.
fn measure(url: &str, chromium: &str) -> Result<Value> {
    let npx = if cfg!(windows) { "npx.cmd" } else { "npx" };
    let mut command = Command::new(npx);
    command.args(["--yes", LIGHTHOUSE, url, "--quiet", "--preset=desktop", "--output=json"]);
    command.arg(format!("--only-categories={}", BARS.map(|(name, _)| name).join(",")));
    command.arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage");
    let output = command.env("CHROME_PATH", chromium).stderr(Stdio::inherit()).output().context("npx")?;
    if !output.status.success() {
        bail!("lighthouse: {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
