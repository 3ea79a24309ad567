//! What Lambda will do by itself.

use serde::{Deserialize, Serialize};

/// Where a batch is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Turn {
    pub(crate) mapping: u32,
    pub(crate) shard: u32,
    pub(crate) slot: u32,
    /// The run; of another one than the batch's nothing is heard.
    pub(crate) run: u32,
}

impl Turn {
    /// Where it is, whatever the run.
    pub(crate) const fn lane(self) -> (u32, u32, u32) {
        (self.mapping, self.shard, self.slot)
    }
}

/// What Lambda will do by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    /// A mapping is what it was to become.
    Settle { mapping: u32 },
    /// It looks for records in a shard.
    Poll { mapping: u32, shard: u32 },
    /// A batch was gathered as long as it may be, or a tumbling window's time has passed.
    Window { mapping: u32, shard: u32, slot: u32 },
    /// A batch that failed is tried again.
    Retry(Turn),
    /// A function is done: all records before this one are good.
    Ended { turn: Turn, good: u32 },
}
