//! The world from outside: inputs in, answers, trace and hashes out.

#![cfg(not(target_arch = "wasm32"))]

mod streams;
mod support;

mod catalogue;
mod expiry;
mod descriptions;
mod indexes;
mod managed;
mod legacy;
mod letter;
mod pictures;
mod replication;
mod restore;
mod statements;
mod time;
mod tracing;
mod transactions;
mod updates;
