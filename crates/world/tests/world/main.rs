//! The world from outside: inputs in, answers, trace and hashes out.

#![cfg(not(target_arch = "wasm32"))]

mod streams;
mod support;

mod alarms;
mod backups;
mod catalogue;
mod descriptions;
mod expiry;
mod indexes;
mod jobs;
mod legacy;
mod letter;
mod managed;
mod metrics;
mod pictures;
mod restore;
mod statements;
mod time;
mod tracing;
mod transactions;
mod updates;
mod vectors;
