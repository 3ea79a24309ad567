//! One thing that happened.

use serde::{Deserialize, Serialize};
use sim::Micros;

use crate::{Kind, Station};

/// What an event is about, as dense ids; names are resolved at the edge (see [`Names`](crate::Names)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The table's number, from 1; 0 = none.
    pub table: u32,
    /// The partition within the table or index, from 1; 0 = none.
    pub partition: u16,
    /// The index within the table, from 1, local ones first; 0 = the table itself.
    pub index: u8,
    /// The replica: 1 = zone a, 2 = b, 3 = c; 0 = none.
    pub zone: u8,
}

impl Place {
    /// A table.
    pub const fn table(table: u32) -> Self {
        Self { table, partition: 0, index: 0, zone: 0 }
    }

    /// The same place, one replica.
    #[must_use]
    pub const fn in_zone(self, zone: u8) -> Self {
        Self { zone, ..self }
    }

    /// `a`, `b`, `c`, or nothing.
    pub const fn zone_name(self) -> Option<&'static str> {
        match self.zone {
            1 => Some("a"),
            2 => Some("b"),
            3 => Some("c"),
            _ => None,
        }
    }
}

/// One thing that happened, at most 64 bytes. Times and ids rise through a trace; ids have no gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in virtual microseconds since the scenario's epoch.
    pub t: Micros,
    /// Number of the event, from 1.
    pub id: u64,
    /// The event that brought this about; 0 = none.
    pub cause: u64,
    /// The call that this belongs to; 0 = none (the control plane, a setting).
    pub call: u32,
    /// The span within the call, from 1; 0 = none. A span lasts from its first event to its last.
    pub span: u16,
    /// The span that contains this one; 0 = none.
    pub parent: u16,
    /// Which table, index, partition, replica.
    pub place: Place,
    /// What happened.
    pub kind: Kind,
    /// Where.
    pub station: Station,
    /// Which of the keys that the call touched, from 1; 0 = none.
    pub key: u16,
}
