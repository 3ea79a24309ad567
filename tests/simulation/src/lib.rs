//! Random workloads and faults over many seeds, and what must hold all the same: no acknowledged write is lost,
//! strongly consistent reads see every one, streams tell of every change once and in order, indexes converge,
//! transactions are whole and as if one came after the other, in the order of their timestamps, and no capacity comes from nowhere.
//!
//! A run is a function of its seed. `cargo xtask simulate --seed N` plays one again.

mod accounts;
mod checks;
mod dice;
mod faults;
mod history;
mod requests;
mod run;

pub use run::{Failure, Report, run};
pub use world::Planted;

/// All mistakes that can be planted, by name.
pub const PLANTED: [(&str, Planted); 9] = [
    ("lost-entry", Planted::LostEntry),
    ("skipped-index-delete", Planted::SkippedIndexDelete),
    ("early-ack", Planted::EarlyAck),
    ("stale-strong-read", Planted::StaleStrongRead),
    ("duplicated-record", Planted::DuplicatedRecord),
    ("minted-token", Planted::MintedToken),
    ("torn-transaction", Planted::TornTransaction),
    ("unchecked-timestamp", Planted::UncheckedTimestamp),
    ("lost-prepare", Planted::LostPrepare),
];
