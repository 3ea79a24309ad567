//! The durable part of a checkpoint: documented, and read by every later build.

mod backup;
mod error;
mod extra;
mod partition;
mod stream;
mod table;
mod v1;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;

pub use error::RestoreError;

use self::backup::DurableBackup;
use self::extra::Extra;
pub(crate) use self::extra::{fewer_copies, splits};
use self::stream::DurableStream;
pub(crate) use self::stream::Lives;
use self::table::DurableTable;
pub(crate) use self::table::count_entries;
use crate::catalogue::Names;
use crate::config::Config;
use crate::due::Due;
use crate::tokens::{Remembered, Tokens};
use crate::world::World;

/// Version of the durable format that this build writes. It reads the ones before, too.
const VERSION: u32 = 3;
/// More zeros than all parts of [`Extra`] have at their defaults.
const MOST_PADDING: usize = 64;

/// The durable part of a world: what an API can tell, and what that depends on. Items are handles, so making one
/// costs little more than walking over the items.
///
/// Stored (checkpoint/1) as postcard of this struct in field order: varint integers, length-prefixed strings and
/// lists, items in format item/1. What is new in versions 2 and 3 has a default, which is what the versions before
/// are read as.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Durable {
    base: Base,
    extra: Extra,
}

/// Version 2, but for its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Base {
    /// 3.
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
    /// Tokens of transactions, in order of the time until which they are remembered.
    tokens: Vec<Remembered>,
    /// Streams turned on so far.
    streams_made: u32,
    /// Streams that can still be read, also those of tables that are gone; by number.
    streams: Vec<DurableStream>,
    /// Backups made so far.
    backups_made: u32,
    /// By number.
    backups: Vec<DurableBackup>,
}

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
        let read = match version {
            1 => postcard::from_bytes::<v1::Durable>(bytes).map(Base::from).map(Self::from),
            2 => postcard::from_bytes::<Base>(bytes).map(Self::from),
            VERSION => Self::from_parts(bytes),
            found => return Err(RestoreError::Version { found }),
        };
        read.map_err(|_| RestoreError::Damaged)
    }

    /// An earlier build knew fewer parts of [`Extra`]. Each part that came since is at its default, and that is written
    /// as zeros: empty lists, nothing counted. (Whether this is the world that was stored is told by its hash.)
    fn from_parts(bytes: &[u8]) -> postcard::Result<Self> {
        let (base, rest) = postcard::take_from_bytes::<Base>(bytes)?;
        let mut padded = rest.to_vec();
        padded.resize(rest.len() + MOST_PADDING, 0);
        Ok(Self { base, extra: postcard::from_bytes(&padded)? })
    }
}

impl From<Base> for Durable {
    fn from(base: Base) -> Self {
        Self { base: Base { version: VERSION, ..base }, extra: Extra::default() }
    }
}

impl World {
    /// The durable part as of now.
    pub fn durable(&self) -> Durable {
        let base = Base {
            version: VERSION,
            config: (*self.config).clone(),
            now: self.now,
            calls: self.calls,
            created: self.created,
            tables: self.tables.values().map(|table| DurableTable::of(table)).collect(),
            tokens: self.tokens.stored(),
            streams_made: self.streams.made,
            streams: self.streams.all.values().map(|stream| DurableStream::of(stream)).collect(),
            backups_made: self.backups.made,
            backups: self.backups.all.values().map(|backup| DurableBackup::of(backup)).collect(),
        };
        Durable { base, extra: Extra::of(self) }
    }

    /// The world of a checkpoint. Without the volatile part, indexes and followers are up to date and nothing is on
    /// its way except changes of tables' statuses.
    ///
    /// # Errors
    /// When a part is damaged or foreign; see [`RestoreError`] for when to try again without the volatile part.
    pub fn restore(durable: Durable, volatile: Option<&[u8]>) -> Result<Self, RestoreError> {
        let Durable { base: durable, mut extra } = durable;
        let mut world = Self::new(durable.config);
        world.now = durable.now;
        world.calls = durable.calls;
        world.created = durable.created;
        world.tokens = Tokens::restore(durable.tokens).ok_or(RestoreError::Damaged)?;
        let clock = world.clock();
        for table in durable.tables {
            let table = table.restore(volatile.is_none(), clock, &mut extra)?;
            let names = (Arc::clone(&table.region), Arc::clone(&table.name));
            let known = world.names.insert(names, table.id).is_some();
            if known || table.id > world.created || world.tables.contains_key(&table.id) {
                return Err(RestoreError::Damaged);
            }
            world.expect(&table);
            world.directory.insert(table.id, Arc::new(Names::of(&table)));
            let id = table.id;
            world.tables.insert(id, Arc::new(table));
            world.await_expiry(id);
        }
        world.alarms = std::mem::take(&mut extra.alarms);
        world.rest_alarms();
        world.streams.made = durable.streams_made;
        for stream in durable.streams {
            let stream = stream.restore(&mut extra.shards);
            if stream.id > durable.streams_made || !world.streams.insert(stream) {
                return Err(RestoreError::Damaged);
            }
        }
        world.backups.made = durable.backups_made;
        for backup in durable.backups {
            let backup = backup.restore(&extra.backups)?;
            let id = backup.about.id;
            if id > durable.backups_made || world.backups.all.insert(id, Arc::new(backup)).is_some() {
                return Err(RestoreError::Damaged);
            }
        }
        world.caches = extra.caches;
        world.load = extra.load;
        world.lambda = extra.lambda;
        world.windows = extra.windows;
        world.organization = extra.organization;
        world.chaos = extra.chaos;
        world.identities = extra.identities;
        world.transactions.ledger = extra.transactions;
        world.jobs = extra.jobs;
        world.turn_knobs();
        match volatile {
            Some(bytes) => world.take_volatile(bytes)?,
            None => {
                world.transactions.ledger.floor = world.transactions.floor_after(world.now);
                world.await_clusters();
                world.expect_faults();
                world.resume_workloads();
                world.resume_mappings();
            }
        }
        Ok(world)
    }

    /// Workloads go on with their next operations. What was under way is gone with what was on its way.
    fn resume_workloads(&mut self) {
        for (workload, at) in self.load.awaited() {
            self.queue.push(at, Due::Arrive { workload });
        }
    }

    /// What a restored table will do by itself.
    fn expect(&mut self, table: &crate::catalogue::TableState) {
        if let Some(until) = table.status_until {
            self.queue.push(until, Due::Status { table: table.id });
        }
        for (position, index) in (0..).zip(&table.indexes) {
            if let Some(until) = index.control.until {
                self.queue.push(until, Due::Index { table: table.id, index: position });
            }
        }
    }
}
