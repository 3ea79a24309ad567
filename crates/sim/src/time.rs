//! The unit of virtual time.

/// A point in virtual time, or a span of it, in microseconds. Points count from the scenario's epoch (virtual time 0).
pub type Micros = u64;

/// Microseconds in a millisecond.
pub const MICROS_PER_MILLI: Micros = 1_000;
/// Microseconds in a second.
pub const MICROS_PER_SECOND: Micros = 1_000_000;
/// Microseconds in an hour.
pub const MICROS_PER_HOUR: Micros = 3_600 * MICROS_PER_SECOND;
/// Microseconds in a day.
pub const MICROS_PER_DAY: Micros = 24 * MICROS_PER_HOUR;
