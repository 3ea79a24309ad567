//! Virtual time, the event queue, seeded randomness, ids and checksums.
#![deny(clippy::float_arithmetic)]

pub mod calendar;
mod crc32;
pub mod ids;
mod queue;
pub mod random;
mod sampling;
mod time;

pub use crc32::{crc32, crc32_joined, crc32_on};
pub use queue::{EventId, Queue};
pub use random::Purpose;
pub use time::{MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MILLI, MICROS_PER_SECOND, Micros};
