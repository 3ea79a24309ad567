//! How much an observer wants to see.

use serde::{Deserialize, Serialize};

use crate::{Event, Kind};

/// How much of the trace is kept. It belongs to the observer: ids are given out as if everything were kept, and results never depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// Nothing.
    Off,
    /// The start and end of each call, and what belongs to no call.
    Ends,
    /// Everything of one call in so many (by number of the call), and what belongs to no call.
    Sample {
        /// 0 and 1 mean every call.
        one_in: u32,
    },
    /// Everything.
    #[default]
    Full,
}

impl Level {
    /// Whether this event is kept.
    pub const fn keeps(self, event: &Event) -> bool {
        match self {
            Self::Off => false,
            Self::Full => true,
            Self::Ends => {
                event.call == 0 || matches!(event.kind, Kind::RequestStart { .. } | Kind::RequestEnd { .. })
            }
            Self::Sample { one_in } => event.call == 0 || one_in < 2 || event.call.is_multiple_of(one_in),
        }
    }
}
