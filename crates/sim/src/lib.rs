//! Virtual time, the event queue, seeded randomness and ids.
#![deny(clippy::float_arithmetic)]

pub mod calendar;
pub mod ids;
mod queue;
pub mod random;
mod sampling;
mod time;

pub use queue::{EventId, Queue};
pub use random::Purpose;
pub use time::{MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MILLI, MICROS_PER_SECOND, Micros};
