//! `cargo xtask simulate`: many seeds, or one again.

use std::process::ExitCode;
#[allow(clippy::disallowed_types, reason = "how many runs there are in a second")]
use std::time::Instant;

use simulation::{PLANTED, Report, run};

const USAGE: &str = "simulate [--seeds N] [--from N] [--seed N] [--planted NAME]";

fn main() -> ExitCode {
    let mut seeds = 1_000;
    let mut from = 0;
    let mut planted = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().unwrap_or_default();
        let number = value.parse::<u64>();
        match (arg.as_str(), number) {
            ("--seeds", Ok(number)) => seeds = number,
            ("--from", Ok(number)) => from = number,
            ("--seed", Ok(number)) => (from, seeds) = (number, 1),
            ("--planted", _) if PLANTED.iter().any(|(name, _)| *name == value) => {
                planted = PLANTED.iter().find(|(name, _)| *name == value).map(|(_, planted)| *planted);
            }
            _ => {
                let names: Vec<&str> = PLANTED.iter().map(|(name, _)| *name).collect();
                eprintln!("{USAGE}\nplanted mistakes: {}", names.join(", "));
                return ExitCode::FAILURE;
            }
        }
    }
    #[allow(clippy::disallowed_types, reason = "how many runs there are in a second")]
    let began = Instant::now();
    let mut sum = Report::default();
    let mut failures = 0_u64;
    for seed in from..from + seeds {
        match run(seed, planted) {
            Ok(report) => {
                sum.calls += report.calls;
                sum.unknown += report.unknown;
                sum.faults += report.faults;
                sum.elections += report.elections;
                sum.dropped += report.dropped;
                sum.committed += report.committed;
                sum.cancelled += report.cancelled;
                if seeds == 1 {
                    println!("{report:?}");
                }
            }
            Err(failure) => {
                failures += 1;
                println!("{failure}\n  again: cargo xtask simulate --seed {seed}");
            }
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{seeds} seeds in {seconds:.1} s ({:.0} a second): {} calls, {} of them with an unknown end, {} faults, \
         {} elections, {} of {} transactions committed, {} times records were taken back; {failures} failed",
        seeds as f64 / seconds,
        sum.calls,
        sum.unknown,
        sum.faults,
        sum.elections,
        sum.committed,
        sum.committed + sum.cancelled,
        sum.dropped
    );
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
