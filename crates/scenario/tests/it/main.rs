//! Scenarios, links and examples.

mod golden;
mod links;
mod worlds;
