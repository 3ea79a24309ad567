//! Faults: when they strike and end, what they strike, and what is asked about them.

mod cache_node;
mod effects;
mod extent;
mod order;
mod standing;
mod strike;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;

pub use self::cache_node::CacheNode;
pub use self::extent::{Extent, FaultInfo, Hit};
pub use self::order::{Fault, Order, Plan, Scope, Zone};
pub use self::standing::{Finding, Promise, Standing};
use crate::replication::GroupId;
use crate::small::SmallMap;

/// All faults that are planned or under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chaos {
    /// How many there have been.
    pub(crate) made: u32,
    /// By number.
    pub(crate) faults: SmallMap<u32, Arc<Trouble>>,
    /// How many of them are under way: mostly none, and then nothing else is looked at.
    pub(crate) running: u32,
    /// Messages whose fate was left to chance.
    pub(crate) dice: u64,
}

/// A fault, planned or under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trouble {
    pub(crate) number: u32,
    pub(crate) plan: Stored,
    /// When it was asked for, or struck.
    pub(crate) since: Micros,
    pub(crate) running: bool,
    /// When it is over.
    pub(crate) until: Option<Micros>,
    pub(crate) target: Target,
    /// The copies that led when it struck.
    pub(crate) leaders: Vec<(GroupId, u8)>,
}

/// A plan as it is stored in postcard, which knows no absent fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored(pub(crate) Plan);

impl Serialize for Stored {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Plan { fault, on, at, lasts } = &self.0;
        (fault, (&on.region, &on.table, &on.partition, &on.index), at, lasts).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        type Names = (Option<String>, Option<String>, Option<String>, Option<String>);
        let (fault, (region, table, partition, index), at, lasts) =
            <(Fault, Names, Option<Micros>, Option<Micros>)>::deserialize(deserializer)?;
        Ok(Self(Plan { fault, on: Scope { region, table, partition, index }, at, lasts }))
    }
}

/// What a fault strikes, by numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    /// Tables of this Region.
    pub(crate) region: Option<Arc<str>>,
    /// This table.
    pub(crate) table: Option<u32>,
    /// The table itself (0), or the index at a position (from 1).
    pub(crate) index: Option<u16>,
    /// This partition.
    pub(crate) partition: Option<u32>,
}
