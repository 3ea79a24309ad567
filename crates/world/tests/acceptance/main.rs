//! The machinery's acceptance checks, by number: what a course teaches of it, with the right figures. They run natively
//! and in WebAssembly.

#[path = "../world/support.rs"]
#[allow(dead_code)]
mod support;

mod access;
mod beside;
mod caches;
mod capacity;
mod copies;
mod every_fault;
mod faults;
mod indexes;
mod knobs;
mod lambda;
mod load;
mod metrics;
mod modes;
mod partitions;
mod replication;
mod streams;
mod transactions;
mod ttl;
mod workloads;
