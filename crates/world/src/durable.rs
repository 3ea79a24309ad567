//! The durable part of a checkpoint: documented, and read by every later build.

use std::fmt;
use std::sync::Arc;

use api::dynamodb::{IndexStatus, TableStatus, Throughput};
use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::Micros;
use table::Table;
use value::Item;

use crate::admission::Meter;
use crate::catalogue::{Definition, Names, TableState};
use crate::config::Config;
use crate::due::Due;
use crate::partition::{self, Log, Partition};
use crate::world::World;

/// Version of the durable format.
const VERSION: u32 = 1;
/// The durable part of a world: what an API can tell, and what that depends on. Items are handles, so making one
/// costs little more than walking over the items.
///
/// Stored (checkpoint/1) as postcard of this struct in field order: varint integers, length-prefixed strings and
/// lists, items in format item/1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Durable {
    /// 1.
    version: u32,
    /// Seed, epoch, account, mode, and the knobs as they are now.
    config: Config,
    /// The clock.
    now: Micros,
    /// Calls so far: numbers of calls decide request ids and chance.
    calls: u32,
    /// Tables created so far.
    created: u32,
    /// By number.
    tables: Vec<DurableTable>,
}

/// A table with its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DurableTable {
    id: u32,
    region: String,
    uuid: String,
    created: Micros,
    definition: Definition,
    status: TableStatus,
    status_until: Option<Micros>,
    warm: Throughput,
    partitions: Vec<DurablePartition>,
    /// In the order of the indexes, local first.
    indexes: Vec<DurableIndex>,
    /// In key order.
    items: Vec<Item>,
}

/// An index without its entries: they follow from the items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DurableIndex {
    status: IndexStatus,
    provisioned: Option<Throughput>,
    partitions: Vec<DurablePartition>,
}

/// A partition without its items: they follow from the range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DurablePartition {
    from: u64,
    to: u64,
    /// The leader's zone: 0, 1, 2.
    leader: u8,
    /// Sequence number of the newest log record.
    head: u64,
}

/// Why a world was not restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// The bytes are not what was written.
    Damaged,
    /// The durable part is of a version that this build does not know.
    Version {
        /// Which.
        found: u32,
    },
    /// The volatile part is of another build: restore without it.
    OtherBuild,
    /// The volatile part goes with another durable part: restore without it.
    Mismatch,
    /// The checkpoint was taken while calls were in flight: restore without the volatile part.
    CallsInFlight,
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => f.write_str("The checkpoint is damaged."),
            Self::Version { found } => {
                write!(f, "The checkpoint is of version {found}; this engine reads {VERSION}.")
            }
            Self::OtherBuild => f.write_str("The volatile part is of another build of the engine."),
            Self::Mismatch => f.write_str("The volatile part does not go with this durable part."),
            Self::CallsInFlight => f.write_str("The checkpoint was taken in the middle of a call."),
        }
    }
}

impl std::error::Error for RestoreError {}

impl Durable {
    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to a Vec fails only for sequences of unknown length, and there are none.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// When the bytes are damaged or of an unknown version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RestoreError> {
        let (version, _) = postcard::take_from_bytes::<u32>(bytes).map_err(|_| RestoreError::Damaged)?;
        if version != VERSION {
            return Err(RestoreError::Version { found: version });
        }
        postcard::from_bytes(bytes).map_err(|_| RestoreError::Damaged)
    }
}

impl World {
    /// The durable part as of now.
    pub fn durable(&self) -> Durable {
        Durable {
            version: VERSION,
            config: (*self.config).clone(),
            now: self.now,
            calls: self.calls,
            created: self.created,
            tables: self.tables.values().map(|table| DurableTable::of(table)).collect(),
        }
    }

    /// The world of a checkpoint. Without the volatile part, indexes and followers are up to date and nothing is on
    /// its way except changes of tables' statuses.
    ///
    /// # Errors
    /// When a part is damaged or foreign; see [`RestoreError`] for when to try again without the volatile part.
    pub fn restore(durable: Durable, volatile: Option<&[u8]>) -> Result<Self, RestoreError> {
        let mut world = Self::new(durable.config);
        world.now = durable.now;
        world.calls = durable.calls;
        world.created = durable.created;
        for table in durable.tables {
            let table = table.restore(volatile.is_none())?;
            let until = table.status_until;
            let names = (Arc::clone(&table.region), Arc::clone(&table.name));
            let known = world.names.insert(names, table.id).is_some();
            if known || table.id > world.created || world.tables.contains_key(&table.id) {
                return Err(RestoreError::Damaged);
            }
            if let Some(until) = until {
                world.queue.push(until, Due::Status { table: table.id });
            }
            world.directory.insert(table.id, Arc::new(Names::of(&table)));
            world.tables.insert(table.id, Arc::new(table));
        }
        if let Some(bytes) = volatile {
            world.take_volatile(bytes)?;
        }
        Ok(world)
    }
}

impl DurableTable {
    fn of(table: &TableState) -> Self {
        Self {
            id: table.id,
            region: table.region.to_string(),
            uuid: table.uuid.to_string(),
            created: table.created,
            definition: (*table.definition).clone(),
            status: table.status,
            status_until: table.status_until,
            warm: table.warm,
            partitions: DurablePartition::all(&table.partitions),
            indexes: table
                .indexes
                .iter()
                .map(|index| DurableIndex {
                    status: index.status,
                    provisioned: index.provisioned,
                    partitions: DurablePartition::all(&index.partitions),
                })
                .collect(),
            items: table.data.rows().values().cloned().collect(),
        }
    }

    /// The table with its items and local indexes, and, if asked for, its global ones.
    fn restore(self, global_too: bool) -> Result<TableState, RestoreError> {
        // Any knobs will do: the partitions are replaced by the stored ones.
        let knobs = crate::Knobs::default();
        let region = self.region.as_str().into();
        let mut table = TableState::new(
            self.id,
            region,
            self.uuid.as_str().into(),
            self.created,
            self.definition,
            &knobs,
        );
        table.status = self.status;
        table.status_until = self.status_until;
        table.warm = self.warm;
        table.partitions = DurablePartition::restore(&self.partitions)?;
        if self.indexes.len() != table.indexes.len() {
            return Err(RestoreError::Damaged);
        }
        let local = table.schema().local_count();
        for (position, (index, stored)) in (0..).zip(table.indexes.iter_mut().zip(&self.indexes)) {
            index.status = stored.status;
            index.provisioned = stored.provisioned;
            if position >= local {
                index.partitions = DurablePartition::restore(&stored.partitions)?;
            }
        }
        table.data = Table::new(table.schema().clone());
        for item in self.items {
            let key = table.schema().stored_key(&item).ok_or(RestoreError::Damaged)?;
            if table.data.rows().contains_key(&key) {
                return Err(RestoreError::Damaged);
            }
            table.account(&key, None, Some(&item));
            table.data.replace(&key, Some(item), global_too);
        }
        if global_too {
            count_entries(&mut table);
        }
        Ok(table)
    }
}

/// Counts the entries of global indexes into their partitions.
fn count_entries(table: &mut TableState) {
    let schema = table.schema().clone();
    for (position, (index, state)) in (0..).zip(schema.indexes().iter().zip(&mut table.indexes)) {
        if !index.is_global() {
            continue;
        }
        for (key, item) in table.data.index_rows(position).into_iter().flatten() {
            let at = partition::locate(&state.partitions, key.hash);
            if let Some(partition) = state.partitions.get_mut(at as usize) {
                partition.resize(None, Some(index.projected_size(item)));
            }
        }
    }
}

impl DurablePartition {
    fn all(partitions: &Vector<Partition>) -> Vec<Self> {
        let one = |partition: &Partition| Self {
            from: partition.from,
            to: partition.to,
            leader: partition.log.leader,
            head: partition.log.head,
        };
        partitions.iter().map(one).collect()
    }

    /// Partitions whose copies all show the newest state. They must cover the hash range without gaps.
    fn restore(stored: &[Self]) -> Result<Vector<Partition>, RestoreError> {
        let mut next = Some(0);
        for partition in stored {
            let fits = next == Some(partition.from) && partition.from <= partition.to;
            if !fits || partition.leader >= partition::REPLICAS {
                return Err(RestoreError::Damaged);
            }
            next = partition.to.checked_add(1);
        }
        if stored.is_empty() || next.is_some() {
            return Err(RestoreError::Damaged);
        }
        let one = |stored: &Self| Partition {
            from: stored.from,
            to: stored.to,
            items: 0,
            bytes: 0,
            meter: Meter::default(),
            log: Log {
                leader: stored.leader,
                head: stored.head,
                committed: stored.head,
                applied: [stored.head; 3],
                ..Log::default()
            },
        };
        Ok(stored.iter().map(one).collect())
    }
}
