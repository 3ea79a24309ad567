//! What still holds, looked at in the world itself: the promises that no fault may break.

use table::Index;

use super::Target;
use crate::partition::REPLICAS;
use crate::replication::{GroupId, State, on_disk};
use crate::world::World;

/// The most items that are looked through to compare an index with its table.
const MOST_ITEMS: u64 = 20_000;
/// The most records of a stream that are looked through.
const MOST_RECORDS: usize = 2_000;

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds, and what it is about goes on.
    Holds,
    /// It holds, and something waits because of that.
    Waits,
    /// It doesn't hold.
    Broken,
}

/// A promise of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// No acknowledged write is lost.
    Durable,
    /// Strongly consistent reads show every acknowledged write.
    Strong,
    /// Eventually consistent reads are answered.
    Available,
    /// Writes are acknowledged.
    Writable,
    /// A stream tells of each change once, in order.
    Stream,
    /// Global indexes end up with what the table says.
    Indexes,
}

/// A promise, how it stands, and of how many places it was looked at how many stand so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub promise: Promise,
    /// How it stands.
    pub standing: Standing,
    /// Places where something waits, or that break it.
    pub places: u64,
    /// All places that it is about.
    pub of: u64,
}

impl World {
    /// Looks at every promise. Where a promise is about nothing (no stream, no index), it is left out.
    pub fn findings(&self) -> Vec<Finding> {
        let groups = self.groups_in(&Target::default());
        let mut found = Vec::new();
        if !groups.is_empty() {
            let broken =
                |fits: &dyn Fn(GroupId) -> bool| groups.iter().filter(|&&id| !fits(id)).count() as u64;
            let of = groups.len() as u64;
            let leaderless =
                broken(&|id| self.group(id).is_none_or(super::super::replication::Group::serves));
            let archived = broken(&|id| !self.is_archived_alone(id));
            let lost = broken(&|id| self.is_kept(id) || self.is_archived_alone(id));
            found.push(finding(Promise::Durable, lost, archived, of));
            found.push(finding(Promise::Strong, broken(&|id| self.leader_shows_all(id)), leaderless, of));
            let writable = broken(&|id| self.can_commit(id));
            found.push(finding(Promise::Writable, 0, writable, of));
            let read = |id| self.group(id).is_none_or(|group| (0..REPLICAS).any(|zone| group.reads(zone)));
            found.push(finding(Promise::Available, 0, broken(&read), of));
        }
        self.look_at_streams(&mut found);
        self.look_at_indexes(&mut found);
        found
    }

    /// Whether what was committed is on the disk of some copy that is not lost.
    fn is_kept(&self, id: GroupId) -> bool {
        let Some(log) = self.log_of(id) else { return true };
        let Some(group) = self.group(id) else { return true };
        let copies = (0..REPLICAS).any(|zone| {
            group.copy(zone).is_some_and(|it| !it.empty) && on_disk(log, id, zone) >= log.committed
        });
        copies || group.substitutes.iter().flatten().any(|it| it.persisted >= log.committed)
    }

    /// Whether every disk is lost: what was committed comes back from the archive of the log.
    fn is_archived_alone(&self, id: GroupId) -> bool {
        self.group(id).is_some_and(|group| {
            let empty = |zone| group.copy(zone).is_some_and(|it| it.empty);
            group.zones.iter().all(empty) && group.substitutes.iter().all(Option::is_none)
        })
    }

    /// Whether the copy that answers strongly consistent reads shows everything that is committed.
    fn leader_shows_all(&self, id: GroupId) -> bool {
        let Some(log) = self.log_of(id) else { return true };
        let serves = self.group(id).is_none_or(|group| group.serves() && !group.is(log.leader, State::Down));
        !serves || log.shown(log.leader) >= log.committed
    }

    fn look_at_streams(&self, found: &mut Vec<Finding>) {
        let (mut broken, mut of) = (0, 0);
        for stream in self.streams.all.values() {
            for shard in &stream.shards {
                of += 1;
                let latest = shard.records.iter().rev().take(MOST_RECORDS);
                let mut later: Option<(u64, sim::Micros)> = None;
                let mut ascends = true;
                for (&number, record) in latest {
                    // Going back: numbers and times fall.
                    ascends &= later.is_none_or(|(after, at)| number < after && record.at <= at);
                    later = Some((number, record.at));
                }
                broken += u64::from(!ascends || shard.shown > shard.newest);
            }
        }
        if of > 0 {
            found.push(finding(Promise::Stream, broken, 0, of));
        }
    }

    fn look_at_indexes(&self, found: &mut Vec<Finding>) {
        let (mut broken, mut waits, mut of) = (0, 0, 0);
        for table in self.tables.values() {
            let schema = table.schema();
            for (position, (index, state)) in (0..).zip(schema.indexes().iter().zip(&table.indexes)) {
                if !index.is_global() || index.is_vacant() {
                    continue;
                }
                of += 1;
                let rows = table.data.rows();
                let building = state.control.backfill.is_some();
                if building || !state.queue.pending.is_empty() {
                    waits += 1;
                } else if rows.len() as u64 <= MOST_ITEMS {
                    let unfinished = table.partitions.iter().any(|it| it.log.head > it.log.committed);
                    let expected =
                        rows.iter().filter(|(key, item)| Index::entry_key(index, item, key).is_some());
                    let there = table.data.index_rows(position).map_or(0, imbl::OrdMap::len);
                    if unfinished {
                        waits += 1;
                    } else {
                        broken += u64::from(expected.count() != there);
                    }
                }
            }
        }
        if of > 0 {
            found.push(finding(Promise::Indexes, broken, waits, of));
        }
    }
}

fn finding(promise: Promise, broken: u64, waits: u64, of: u64) -> Finding {
    let (standing, places) = match (broken, waits) {
        (0, 0) => (Standing::Holds, 0),
        (0, waits) => (Standing::Waits, waits),
        (broken, _) => (Standing::Broken, broken),
    };
    Finding { promise, standing, places, of }
}
