//! The playground as its users meet it, without a browser.

mod away;
mod chaos;
mod consistency;
mod demos;
mod effects;
mod explanations;
mod forecasts;
mod forms;
mod heat;
mod importing;
mod keeping;
mod lessons;
mod mending;
mod metrics;
mod notes;
mod pictures;
mod statements;
mod telling;
mod throttling;
mod time;
mod typing;
mod vectors;
mod workloads;
