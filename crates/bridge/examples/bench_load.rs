//! What the simulated service costs, natively; `load.cjs` measures the same in WebAssembly.
//!
//! `cargo run --release -p bridge --example bench_load`

#![expect(clippy::disallowed_types, reason = "a benchmark measures real time")]

use std::time::Instant;

use bridge::{Load, Plain};

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

    println!(
        "\nmicroseconds a put by the size of the table: into a bare map, in instant mode, in a workload"
    );
    for items in [1_000, 10_000, 100_000, 1_000_000] {
        println!("{items:>9} items: {}", by_size(items).map(|time| format!("{:.2}", time * 1e6)).join(", "));
    }

    let mut idle = Load::new(true, 4, 100_000, true);
    let mut left = 0;
    let took = time(|| left = idle.idle(48));
    println!(
        "\n48 idle hours with 100,000 items and time to live: {took:.3} s; {} items expired",
        100_000 - left
    );
}

/// Seconds a put, with so many items.
fn by_size(items: u32) -> [f64; 3] {
    const PUTS: u32 = 20_000;
    let mut map = Plain::new(items);
    let bare = (0..5).map(|_| time(|| assert_eq!(map.puts(PUTS), items)) / f64::from(PUTS)).collect();
    drop(map);
    let mut instant = Load::new(false, 4, items, false);
    instant.prepare(false, 0, items);
    let plain = (0..5).map(|_| time(|| assert_eq!(instant.calls(PUTS), PUTS)) / f64::from(PUTS)).collect();
    drop(instant);
    let mut simulated = Load::new(true, 4, items, false);
    let own = (0..5).map(|_| {
        let before = simulated.made()[0];
        simulated.begin(false, 10_000, 2, items);
        let took = time(|| simulated.pass(2_000));
        took / f64::from(simulated.made()[0] - before)
    });
    let own = own.collect();
    [bare, plain, own].map(median)
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
