//! The playground without a screen: console text into a session, pictures of the world out.

mod actions;
pub mod browse;
mod catalogue;
mod check;
mod commands;
mod completion;
mod detail;
pub mod draft;
mod forecast;
pub mod grid;
mod handle;
mod headline;
mod hints;
mod history;
pub mod items;
mod job;
mod keeping;
mod lab;
mod names;
mod notations;
mod plans;
mod playhead;
pub mod protocol;
mod rail;
mod sentences;
mod snapshot;
mod snapshot_stream;
mod strand;
mod text;
mod trim;
pub mod view;
mod words;
pub mod worlds;

pub use job::{Progress, Ran};
pub use lab::{FIRST_SEED, Lab, PACE, WAIT};
pub use session::{About, Header, Write, head_key, head_write, read_head};
