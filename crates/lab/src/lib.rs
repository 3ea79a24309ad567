//! The playground without a screen: console text into a session, pictures of the world out.

mod actions;
mod catalogue;
mod check;
mod commands;
mod completion;
mod detail;
mod handle;
mod headline;
mod hints;
mod history;
mod job;
mod keeping;
mod lab;
mod names;
mod notations;
mod plans;
pub mod protocol;
mod sentences;
mod snapshot;
mod snapshot_stream;
mod text;
mod trim;
pub mod view;
mod words;
pub mod worlds;

pub use job::{Progress, Ran};
pub use lab::{FIRST_SEED, Lab, PACE, WAIT};
pub use session::{About, Header, Write, head_key, head_write, read_head};
