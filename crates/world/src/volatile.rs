//! The volatile part of a checkpoint: what is on its way, logs, index entries, counters. Read back by the build that
//! wrote it, and by no other.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::{Micros, Queue};
use value::{Item, Key};

use crate::admission::{Gate, Meter};
use crate::catalogue::{Names, TableState};
use crate::dax::Caches;
use crate::due::Due;
use crate::durable::RestoreError;
use crate::lambda::Lambdas;
use crate::metrics::Metrics;
use crate::partitions::Partitions;
use crate::propagation::IndexQueue;
use crate::recorder::Recorder;
use crate::replication::Replication;
use crate::split::Grid;
use crate::stream::Flag;
use crate::transactions::Kept;
use crate::world::World;
use crate::zones::Zones;

/// What wrote a volatile part. It is read back by the same build only.
const BUILD: &str = match option_env!("DYNAMARIUM_BUILD") {
    Some(build) => build,
    None => concat!(env!("CARGO_PKG_VERSION"), "/volatile-1"),
};

/// Everything else.
#[derive(Serialize, Deserialize)]
struct Volatile {
    build: String,
    /// Hash of the durable part that it goes with.
    state: [u8; 16],
    /// Calls in flight with their stages: they can't be restored, but they make a difference.
    flights: Vec<(u32, u8, u32)>,
    queue: Queue<Due>,
    /// The trace's position.
    events: u64,
    directory: Vec<(u32, Names)>,
    tables: Vec<VolatileTable>,
    metrics: Metrics,
    /// With all that is in them.
    caches: Caches,
    /// Copies that are not well.
    replication: Replication,
    /// Copies that are not well.
    shards: Vec<(u64, Micros, (u64, u64))>,
    /// Places that readers of streams hold.
    flags: Vec<Flag>,
    /// Mappings with their batches, and functions with their logs.
    lambda: Lambdas,
    /// The ledger's past, and when items were written.
    transactions: Kept,
}

#[derive(Serialize, Deserialize)]
struct VolatileTable {
    meter: Meter,
    gate: Gate,
    grid: Grid,
    partitions: Partitions,
    indexes: Vec<VolatileIndex>,
}

#[derive(Serialize, Deserialize)]
struct VolatileIndex {
    meter: Meter,
    gate: Gate,
    grid: Grid,
    queue: IndexQueue,
    partitions: Partitions,
    entries: Vec<Entry>,
}

/// An entry of a global index.
#[derive(Serialize, Deserialize)]
enum Entry {
    /// Its key, and that of the item that it shows as the table has it now.
    Current(Key, Key),
    /// Its key, and the item as it was.
    Older(Key, Item),
}

impl World {
    /// Everything that the durable part leaves out: what is on its way, logs, index entries, counters.
    ///
    /// Take checkpoints while no call is in flight ([`World::calls_in_flight`]): [`World::restore`] refuses others.
    pub fn volatile(&self) -> Vec<u8> {
        self.volatile_of(BUILD)
    }

    /// The same and [`World::world_hash`], for the price of one of them.
    pub fn volatile_and_hash(&self) -> (Vec<u8>, [u8; 16]) {
        let mut bytes = self.volatile_of("");
        let hash = self.hash_with(&bytes);
        let (nameless, build) = (postcard::to_stdvec(""), postcard::to_stdvec(BUILD));
        bytes.splice(..nameless.unwrap_or_default().len(), build.unwrap_or_default());
        (bytes, hash)
    }

    /// The volatile part, as if this build had written it.
    pub(crate) fn volatile_of(&self, build: &str) -> Vec<u8> {
        let volatile = Volatile {
            caches: self.caches.clone(),
            build: build.to_owned(),
            state: self.state_hash(),
            flights: self
                .flights
                .in_order()
                .into_iter()
                .map(|(call, flight)| (call, flight.stage as u8, flight.waiting))
                .collect(),
            queue: self.queue.clone(),
            events: self.recorder.events,
            directory: self.directory.iter().map(|(&id, names)| (id, (**names).clone())).collect(),
            tables: self.tables.values().map(|table| VolatileTable::of(table)).collect(),
            metrics: self.metrics.clone(),
            shards: self
                .streams
                .all
                .values()
                .flat_map(|stream| &stream.shards)
                .map(|shard| (shard.shown, shard.due, shard.reads))
                .collect(),
            replication: self.replication.clone(),
            flags: self.streams.flags.iter().cloned().collect(),
            lambda: self.lambda.clone(),
            transactions: self.transactions.kept(),
        };
        postcard::to_stdvec(&volatile).unwrap_or_default()
    }

    pub(crate) fn take_volatile(&mut self, bytes: &[u8]) -> Result<(), RestoreError> {
        // The build comes first: what follows may have another shape in another build.
        let (build, _) = postcard::take_from_bytes::<String>(bytes).map_err(|_| RestoreError::Damaged)?;
        if build != BUILD {
            return Err(RestoreError::OtherBuild);
        }
        let volatile: Volatile = postcard::from_bytes(bytes).map_err(|_| RestoreError::Damaged)?;
        if volatile.state != self.state_hash() {
            return Err(RestoreError::Mismatch);
        }
        if !volatile.flights.is_empty() || volatile.queue.iter().any(|(_, due)| due.is_step()) {
            return Err(RestoreError::CallsInFlight);
        }
        if volatile.tables.len() != self.tables.len() {
            return Err(RestoreError::Damaged);
        }
        if !self.transactions.take(volatile.transactions) {
            return Err(RestoreError::CallsInFlight);
        }
        self.queue = volatile.queue;
        self.caches = volatile.caches;
        self.replication = volatile.replication;
        self.load.resume(self.queue.iter().filter_map(|(_, due)| due.operation()));
        self.streams.flags = volatile.flags.into_iter().collect();
        self.lambda = volatile.lambda;
        self.metrics = volatile.metrics;
        let streams: Vec<u32> = self.streams.all.keys().copied().collect();
        let mut shards = volatile.shards.into_iter();
        for id in streams {
            for shard in self.streams.get_mut(id).into_iter().flat_map(|stream| stream.shards.iter_mut()) {
                (shard.shown, shard.due, shard.reads) = shards.next().ok_or(RestoreError::Damaged)?;
            }
        }
        self.recorder = Recorder { events: volatile.events, ..Recorder::default() };
        self.directory = volatile.directory.into_iter().map(|(id, names)| (id, Arc::new(names))).collect();
        let ids: Vec<u32> = self.tables.keys().copied().collect();
        for (id, stored) in ids.into_iter().zip(volatile.tables) {
            if let Some(table) = self.table_mut(id) {
                stored.restore(table)?;
            }
        }
        Ok(())
    }
}

impl VolatileTable {
    fn of(table: &TableState) -> Self {
        let schema = table.schema();
        let indexes = (0..).zip(&table.indexes).map(|(position, index)| {
            let rows = table.data.index_rows(position).filter(|_| table.is_global(position));
            let entry = |(key, item): (&Key, &Item)| match schema.stored_key(item) {
                Some(base) if table.data.rows().get(&base) == Some(item) => Entry::Current(key.clone(), base),
                _ => Entry::Older(key.clone(), item.clone()),
            };
            VolatileIndex {
                meter: index.meter,
                gate: index.gate.clone(),
                grid: index.grid.clone(),
                queue: index.queue.clone(),
                partitions: index.partitions.clone(),
                entries: rows.into_iter().flatten().map(entry).collect(),
            }
        });
        Self {
            meter: table.meter,
            gate: table.gate.clone(),
            grid: table.grid.clone(),
            partitions: table.partitions.clone(),
            indexes: indexes.collect(),
        }
    }

    fn restore(self, table: &mut TableState) -> Result<(), RestoreError> {
        if !fits(&self.partitions, &table.partitions) || self.indexes.len() != table.indexes.len() {
            return Err(RestoreError::Damaged);
        }
        table.meter = self.meter;
        table.gate = self.gate;
        table.grid = self.grid;
        table.partitions = self.partitions;
        for (position, stored) in (0..).zip(self.indexes) {
            let Some(index) = table.indexes.get_mut(usize::from(position)) else {
                return Err(RestoreError::Damaged);
            };
            if !fits(&stored.partitions, &index.partitions) {
                return Err(RestoreError::Damaged);
            }
            index.meter = stored.meter;
            index.gate = stored.gate;
            index.grid = stored.grid;
            index.queue = stored.queue;
            index.partitions = stored.partitions;
            for entry in stored.entries {
                let put = match entry {
                    Entry::Older(key, item) => (key, item),
                    Entry::Current(key, base) => {
                        (key, table.data.rows().get(&base).cloned().ok_or(RestoreError::Damaged)?)
                    }
                };
                table.data.apply_index(position, &arrival(position, put));
            }
        }
        Ok(())
    }
}

/// Whether stored partitions are those that the durable part tells of.
fn fits(stored: &Partitions, known: &Partitions) -> bool {
    let ranges = |partitions: &Partitions| -> Vec<(u32, Key, Zones)> {
        partitions.iter().map(|it| (it.id, it.from.clone(), it.log.zones)).collect()
    };
    ranges(stored) == ranges(known) && stored.iter().all(|it| it.log.zones.has(it.log.leader))
}

/// The change that puts an entry.
fn arrival(index: u16, put: (Key, Item)) -> table::IndexChange {
    table::IndexChange {
        index,
        global: true,
        change: table::EntryChange::Added,
        remove: None,
        put: Some(put),
        units: 0,
    }
}
