//! What is kept of many samples.

use serde::{Deserialize, Serialize};

/// Sum, least, greatest and number of samples, in thousandths of the metric's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// How many.
    pub count: u64,
    /// Together.
    pub sum: u64,
    /// The least.
    pub min: u64,
    /// The greatest.
    pub max: u64,
}

impl Stat {
    /// One sample.
    pub const fn one(milli: u64) -> Self {
        Self { count: 1, sum: milli, min: milli, max: milli }
    }

    /// These samples and those.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        if self.count == 0 {
            return other;
        }
        if other.count == 0 {
            return self;
        }
        Self {
            count: self.count.saturating_add(other.count),
            sum: self.sum.saturating_add(other.sum),
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }

    /// The sum divided by the number, in thousandths; 0 of no samples.
    pub const fn average(self) -> u64 {
        match self.sum.checked_div(self.count) {
            Some(average) => average,
            None => 0,
        }
    }
}
