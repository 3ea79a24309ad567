//! The playground without a screen: console text into a session, pictures of the world out.

mod actions;
pub mod browse;
mod catalogue;
mod check;
mod commands;
mod completion;
mod detail;
pub mod draft;
mod expiries;
mod forecast;
pub mod forms;
pub mod grid;
mod handle;
mod headline;
mod hints;
mod history;
mod job;
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
pub mod view;
mod words;

pub use job::{Progress, Ran};
pub use lab::{FIRST_SEED, Lab, PACE, WAIT};
pub use session::Write;
pub use text::pretty;
pub use value::Attributes;
