//! What the playground holds in memory while long workloads are played, one world after another.
//!
//! `cargo run --release -p lab --example bench_memory`

use std::alloc::System;

use cap::Cap;
use lab::Lab;
use session::Header;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const LINES: [&str; 2] = [
    "aws dynamodb create-table --table-name Busy --key-schema AttributeName=pk,KeyType=HASH --attribute-definitions AttributeName=pk,AttributeType=S --billing-mode PAY_PER_REQUEST",
    "lab workload start --table Busy --rate 3000 --for 40m --retry none",
];

fn main() {
    println!("megabytes, 3,000 puts a second of 1 KB on 1,000 keys: everything, and the world alone");
    let before = MEMORY.allocated();
    let held = || MEMORY.allocated().saturating_sub(before) as f64 / 1e6;
    let mut lab = Lab::new(Header::default());
    for world in ["first", "second"] {
        for line in LINES {
            lab.run_all(line);
        }
        for minute in 1..=4 {
            lab.run_all("lab advance 1m");
            let world_bytes = lab.session().world().bytes() as f64 / 1e6;
            println!("{world} world, {minute} min: {:>7.1} {world_bytes:>7.1}", held());
        }
        lab.reset(false, Header::default());
        println!("{world} world, thrown away: {:.1}", held());
    }
}
