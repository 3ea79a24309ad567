//! What the simulated service costs, natively; `load.cjs` measures the same in WebAssembly.
//!
//! `cargo run --release -p bridge --example bench_load`

#![expect(clippy::disallowed_types, reason = "a benchmark measures real time")]

use std::time::Instant;

use bridge::Load;

/// Items of the tables that are measured.
const ITEMS: u32 = 10_000;

fn main() {
    println!("virtual seconds per real second, with sampling of the trace on");
    for partitions in [4, 64] {
        for (rate, seconds) in [(1_000, 20), (100_000, 1)] {
            let mut load = Load::new(true, partitions, ITEMS, false);
            assert_eq!(load.partitions(), partitions);
            load.begin(false, rate, seconds, ITEMS);
            let took = time(|| load.pass(seconds * 1_000));
            let [made, throttled] = load.made()[..] else { return };
            println!(
                "{rate:>9} puts/s, {partitions:>2} partitions: {:>9.1}   ({made} calls, {throttled} throttled, {:.2} us a call)",
                f64::from(seconds) / took,
                took * 1e6 / f64::from(made)
            );
        }
    }

    println!("\nmicroseconds a call: in a workload, and the same call in instant mode (at most 3 times)");
    for (name, gets) in [("put", false), ("get", true)] {
        // In turn, several times: the machine is not always equally fast.
        let mut instant = Load::new(false, 4, ITEMS, false);
        instant.prepare(gets, 0, ITEMS);
        let mut simulated = Load::new(true, 4, ITEMS, false);
        let (mut own, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..7 {
            plain.push(time(|| assert_eq!(instant.calls(40_000), 40_000)) / 40_000.0);
            let before = simulated.made()[0];
            simulated.begin(gets, 10_000, 4, ITEMS);
            let took = time(|| simulated.pass(4_000));
            own.push(took / f64::from(simulated.made()[0] - before));
        }
        let (own, plain) = (median(own), median(plain));
        println!("{name}: {:.2} and {:.2}: {:.2} times", own * 1e6, plain * 1e6, own / plain);
    }

    println!("\nmicroseconds a call in instant mode and in a workload, by the size of the table");
    for items in [1_000, 100_000, 1_000_000] {
        let mut instant = Load::new(false, 4, items, false);
        instant.prepare(false, 0, items);
        let plain = time(|| assert_eq!(instant.calls(40_000), 40_000)) / 40_000.0;
        drop(instant);
        let mut load = Load::new(true, 4, items, false);
        load.begin(false, 10_000, 4, items);
        let took = time(|| load.pass(4_000));
        println!("{items:>9} items: {:.2} and {:.2}", plain * 1e6, took * 1e6 / f64::from(load.made()[0]));
    }

    let mut idle = Load::new(true, 4, 100_000, true);
    let mut left = 0;
    let took = time(|| left = idle.idle(48));
    println!(
        "\n48 idle hours with 100,000 items and time to live: {took:.3} s; {} items expired",
        100_000 - left
    );
}

fn time(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
