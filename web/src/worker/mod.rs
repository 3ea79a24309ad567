//! The worker's side: hosts the engine, answers the page, stores what must be stored.

mod host;
mod lock;
mod pause;
mod run;
pub mod saver;
pub mod storage;

pub use host::{flush, start_worker};
