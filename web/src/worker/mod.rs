//! The worker's side: hosts the engine, answers the page, stores what must be stored.

pub mod host;
mod import;
mod lock;
mod pause;
mod post;
mod run;
pub mod saver;
pub mod storage;
mod worlds;

pub use host::{culprit, flush, start_worker};
