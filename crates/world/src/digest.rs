//! What a world is, in sixteen bytes.

use serde::Serialize;

use crate::catalogue::TableState;
use crate::control::IndexControl;
use crate::hash::{self, Digest};
use crate::partitions::Partitions;
use crate::stream::Stream;
use crate::world::World;

impl World {
    /// Hash of the durable part: clock, knobs as they act, tables with their statuses, items. It costs the number of
    /// tables and partitions, not of items.
    ///
    /// The mode is left out: a simulated world whose durations are all zero is an instant one.
    pub fn state_hash(&self) -> [u8; 16] {
        let mut digest = Digest::default();
        digest.bytes(b"state/1");
        digest.number(self.config.seed);
        digest.number(self.config.epoch_micros);
        digest.bytes(self.config.account.as_bytes());
        for (knob, value) in self.knobs.overrides() {
            digest.bytes(knob.name().as_bytes());
            digest.number(value.cast_unsigned());
        }
        digest.number(self.now);
        digest.number(u64::from(self.calls));
        digest.number(u64::from(self.created));
        for table in self.tables.values() {
            add_table(&mut digest, table);
        }
        if let Some(content) = self.tokens.content() {
            digest.bytes(b"tokens");
            digest.wide(content);
        }
        for stream in self.streams.all.values() {
            add_stream(&mut digest, stream);
        }
        add_part(&mut digest, "streams", &self.streams.made);
        for backup in self.backups.all.values() {
            add_part(&mut digest, "backup", &Some(&backup.about));
            digest.wide(backup.content);
            add_part(&mut digest, "settings", &backup.settings);
        }
        add_part(&mut digest, "backups", &self.backups.made);
        if self.has_caches() {
            add_part(&mut digest, "caches", &self.caches.durable());
        }
        add_part(&mut digest, "chaos", &self.chaos);
        // What is empty is not looked through: it would be loaded for that.
        let lambda = &self.lambda;
        if lambda.made > 0 || !lambda.functions.is_empty() || !lambda.queues.is_empty() {
            add_part(&mut digest, "lambda", &lambda.durable());
        }
        add_part(&mut digest, "workloads", &self.load);
        add_part(&mut digest, "alarms", &self.alarms);
        if !self.identities.is_empty() {
            add_part(&mut digest, "identities", &self.identities);
        }
        add_part(&mut digest, "transactions", &self.transactions.ledger);
        add_part(&mut digest, "jobs", &self.jobs);
        digest.finish()
    }

    /// Hash of everything, the trace's position included. It costs as much as [`World::volatile`]: for tests.
    ///
    /// What waits to be taken (answers, trace events) is the observer's, and left out.
    pub fn world_hash(&self) -> [u8; 16] {
        self.hash_with(&self.volatile_of(""))
    }

    /// The same, of a volatile part that was made already (by no build: which one it was makes no difference).
    pub(crate) fn hash_with(&self, volatile: &[u8]) -> [u8; 16] {
        let mut digest = Digest::default();
        digest.bytes(b"world/1");
        digest.bytes(&self.state_hash());
        digest.bytes(&postcard::to_stdvec(&*self.config).unwrap_or_default());
        digest.wide(hash::of_bytes(volatile));
        digest.finish()
    }
}

fn add_table(digest: &mut Digest, table: &TableState) {
    digest.number(u64::from(table.id));
    digest.bytes(table.region.as_bytes());
    digest.bytes(table.uuid.as_bytes());
    digest.number(table.created);
    digest.bytes(&postcard::to_stdvec(&*table.definition).unwrap_or_default());
    digest.bytes(&postcard::to_stdvec(&(table.status, table.status_until, table.warm)).unwrap_or_default());
    for (position, partition) in (0..).zip(table.partitions.iter()) {
        digest.number(table.partitions.hashes(position).1);
        digest.number(u64::from(partition.log.leader));
        digest.number(partition.log.head);
    }
    for index in &table.indexes {
        digest.bytes(&postcard::to_stdvec(&(index.status, index.provisioned)).unwrap_or_default());
    }
    digest.number(table.data.rows().len() as u64);
    digest.wide(table.content);
    // What has its default leaves no mark: worlds of before there was any of this keep their hashes.
    let indexes: Vec<_> = (0_u16..)
        .zip(table.schema().indexes().iter().zip(&table.indexes))
        .filter(|(_, (index, state))| index.is_vacant() || state.control != IndexControl::default())
        .map(|(position, (index, state))| (position, index.is_vacant(), &state.control))
        .collect();
    add_part(digest, "control", &*table.control);
    add_part(digest, "index control", &indexes);
    add_part(digest, "switches", &*table.switches);
    // In most worlds nothing was ever split; then what tells of it isn't asked (the page loads it later).
    let any = |is: fn(&Partitions) -> bool| {
        is(&table.partitions) || table.indexes.iter().any(|index| is(&index.partitions))
    };
    if any(|it| it.born() != it.len()) {
        add_part(digest, "splits", &crate::durable::splits(table));
    }
    if any(Partitions::has_fewer_copies) {
        add_part(digest, "copies", &crate::durable::fewer_copies(table));
    }
    add_part(digest, "stream", &table.stream);
    let late: Vec<_> = table.ttl.late().values().collect();
    add_part(digest, "ttl", &(table.ttl.attribute.as_deref(), table.ttl.changed, late));
}

/// A stream: what it is, and what was ever written to it. When old records are forgotten leaves no mark.
fn add_stream(digest: &mut Digest, stream: &Stream) {
    digest.bytes(b"stream");
    digest.number(u64::from(stream.id));
    digest.number(u64::from(stream.table));
    digest.bytes(stream.label.as_bytes());
    let state = (stream.view, stream.closed, stream.settled, stream.issued);
    digest.bytes(&postcard::to_stdvec(&state).unwrap_or_default());
    for shard in &stream.shards {
        digest.bytes(shard.id.as_bytes());
        digest.number(shard.newest);
        digest.wide(shard.content);
    }
    add_part(digest, "lives", &crate::durable::Lives::of(stream));
}

/// Adds a part of the state under a name, unless it has its default.
fn add_part<T: Default + PartialEq + Serialize>(digest: &mut Digest, name: &str, part: &T) {
    if *part != T::default() {
        digest.bytes(name.as_bytes());
        digest.bytes(&postcard::to_stdvec(part).unwrap_or_default());
    }
}
