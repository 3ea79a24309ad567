//! The engine against a naive model: the same random requests to both, and the same answers expected.
//!
//! The model keeps plain maps, looks at every item for every query, and shares no code with the engine. A failure
//! names its seed; `MODEL_SEED=<seed> cargo test -p world --test model` runs that one alone.

#![cfg(not(target_arch = "wasm32"))]

mod condition;
mod dice;
mod engine;
mod generate;
mod pages;
mod store;
mod text;
mod transact;
mod update;
mod value;
mod writes;

use dice::Dice;
use engine::Engine;
use generate::Mix;
use store::Store;

/// Operations of one sequence, at most.
const LONGEST: u64 = 16;

/// Runs sequences with these seeds, or the one that the environment names.
fn run(seeds: std::ops::Range<u64>, mix: Mix) {
    let asked = std::env::var("MODEL_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = asked.map_or(seeds, |seed: u64| seed..seed + 1);
    let base = Engine::new(mix.simulated());
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let mut engine = base.again(seed);
        let mut store = Store::new();
        for _ in 0..dice.range(4, LONGEST) {
            generate::step(&mut dice, &mut engine, &mut store, mix);
        }
        engine.check_everything(&store);
    }
}

#[test]
fn single_items() {
    run(0..3_000, Mix::Items);
}

#[test]
fn batches_and_transactions() {
    run(100_000..103_000, Mix::Many);
}

#[test]
fn pages_and_indexes() {
    run(200_000..202_500, Mix::Pages);
}

#[test]
fn everything_in_a_world_that_takes_time() {
    run(300_000..301_500, Mix::Simulated);
}
