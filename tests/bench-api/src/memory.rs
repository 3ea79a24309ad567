//! Bytes in memory against bytes by the size formula, and whether the ratio of a get to the bare map's holds as the
//! table grows.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;

use crate::data::{self, scattered};
use crate::engines::Ours;
use crate::table::{each, median, number};

/// Everything with so many items.
pub(crate) fn bench(items: u64) {
    println!("\nMemory\n");
    let before = resident();
    let ours = Ours::new(items);
    let grown = resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    let formula = ours.0.bytes();
    let of = |bytes: u64| format!("{:.2} of them", bytes as f64 / formula as f64);
    println!("{:<44}{:>16}", "by the size formula, table and index", number(formula as f64));
    match grown {
        Some(grown) => {
            println!("{:<44}{:>16}   {} (goal 1.40)", "the process grew by", number(grown as f64), of(grown));
        }
        None => println!("this system doesn't tell how large a process is"),
    }
    drop(ours);
    println!("\n{:<14}{:>12}{:>12}{:>16}", "items", "bare get", "typed get", "share of speed");
    for items in [1_000, 10_000, 100_000, 1_000_000] {
        growth(items);
    }
}

fn growth(items: u64) {
    let mut ours = Ours::new(items);
    let map: BTreeMap<Vec<u8>, Vec<u8>> = (0..items).map(data::bare).collect();
    let count = 20_000;
    let keys: Vec<Vec<u8>> = (0..count).map(|n| data::bare(scattered(n, items)).0).collect();
    let (mut bare, mut typed) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        bare.push(each(count, |n| {
            black_box(map.get(&keys[n as usize]).cloned());
        }));
        let bodies = (0..count).map(|n| data::get(scattered(n, items)));
        let mut gets: Vec<_> = bodies.map(|body| api::parse("GetItem", body.as_bytes()).ok()).collect();
        typed.push(each(count, |n| {
            black_box(ours.typed("GetItem", gets[n as usize].take().expect("parsed")));
        }));
    }
    let (bare, typed) = (median(bare), median(typed));
    println!(
        "{:<14}{:>12}{:>12}{:>14.0} %",
        number(items as f64),
        number(bare),
        number(typed),
        100.0 * bare / typed
    );
}

/// Bytes of this process that are in memory.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
