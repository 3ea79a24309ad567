//! Shards follow one another: after some hours, and when a partition is split.

use std::sync::Arc;

use sim::MICROS_PER_MILLI;
use trace::{Kind, Station};

use crate::knobs::Knob;
use crate::recorder::{Mark, figure, place};
use crate::world::World;

impl World {
    /// The shard that takes a write to a partition. One that has been open for long makes room for another now:
    /// nothing happens to shards while nobody writes.
    pub(crate) fn shard_for(&mut self, table: u32, stream: u32, partition: u32) -> Option<u32> {
        let open = self.streams.all.get(&stream)?.open_shard(partition)?;
        let (number, from, opened) = (open.number, open.from, open.life.opened);
        let most = self.knobs.amount(Knob::ShardRollover);
        if most == 0 || self.now < opened.saturating_add(most) {
            return Some(number);
        }
        self.replace_shard(table, stream, partition, &[(partition, from)]);
        Some(self.streams.all.get(&stream)?.open_shard(partition)?.number)
    }

    /// A partition was split: its shard is closed, and each part has a shard of its own, whose parent that is.
    pub(crate) fn split_shard(&mut self, table: u32, partition: u32, parts: &[u32]) {
        let Some(state) = self.tables.get(&table) else { return };
        let Some(stream) = state.stream.as_ref().filter(|stream| stream.on).map(|stream| stream.id) else {
            return;
        };
        let from = |&part: &u32| (part, state.partitions.get(part).map_or(0, |part| part.from.hash));
        let parts: Vec<(u32, u64)> = parts.iter().map(from).collect();
        self.replace_shard(table, stream, partition, &parts);
    }

    fn replace_shard(&mut self, table: u32, stream: u32, partition: u32, parts: &[(u32, u64)]) {
        let (now, seed, horizon) = (self.now, self.config.seed, self.horizon());
        let unix_ms = self.config.epoch_micros.saturating_add(now) / MICROS_PER_MILLI;
        let Some(state) = self.streams.get_mut(stream) else { return };
        // What nobody can see any more goes when shards come.
        let trimmed = state.trim(horizon);
        let Some((_, parent)) = state.close_for(partition, now) else { return };
        for &part in parts {
            state.open_for(part, Some(Arc::clone(&parent)), now, (seed, unix_ms));
        }
        let mark =
            |partition| Mark { station: Station::Stream, ..Mark::control(place(table, None, partition)) };
        if trimmed > 0 {
            let kind = Kind::RecordTrimmed { records: figure(trimmed) };
            self.recorder.emit(now, 0, mark(partition), kind);
        }
        let children = figure(parts.len() as u64);
        let event = self.recorder.emit(now, 0, mark(partition), Kind::ShardClosed { children });
        for &(part, _) in parts {
            self.recorder.emit(now, event, mark(part), Kind::ShardOpened { parent: part != partition });
        }
        if !self.lambda.mappings.is_empty() {
            self.mappings_follow(stream);
        }
    }
}
