//! What a page draws of functions and mappings.

use api::lambda::Failure;
use sim::Micros;

use super::Mapped;
use crate::inspect::{BatchInfo, InvocationInfo, MappingInfo, PlaceInfo, WindowInfo};
use crate::partition;
use crate::shard::sequence_number;
use crate::world::World;

impl World {
    /// The mappings that read a table's stream.
    pub(crate) fn mapping_pictures(&self, stream: u32) -> Vec<MappingInfo> {
        let all = self.lambda.mappings.values().filter(|mapped| mapped.stream == stream);
        all.map(|mapped| self.mapping_picture(mapped)).collect()
    }

    /// What a queue was told, the oldest first.
    pub fn queue(&self, arn: &str) -> Vec<Failure> {
        self.lambda.queues.get(arn).map(|queue| queue.iter().cloned().collect()).unwrap_or_default()
    }

    /// The name of the function that a mapping invokes, by the mapping's number.
    pub fn function_of(&self, mapping: u32) -> Option<&str> {
        self.lambda.mappings.get(&mapping).map(|mapped| mapped.mapping.function.as_str())
    }

    fn mapping_picture(&self, mapped: &Mapped) -> MappingInfo {
        let name = (mapped.region.clone(), mapped.mapping.function.as_str().into());
        let deployed = self.lambda.functions.get(&name);
        let stream = self.streams.all.get(&mapped.stream);
        let places = mapped.readers.iter().filter_map(|(&number, reader)| {
            let shard = stream?.shard(number)?;
            let checkpoint = reader.checkpoint();
            let waiting = shard.seen(checkpoint).count() as u64;
            let oldest = shard.seen(checkpoint).next().map(|(_, record)| self.now.saturating_sub(record.at));
            let batches = reader.slots.iter().filter_map(|slot| slot.batch.as_ref()).map(|batch| BatchInfo {
                records: batch.numbers.len() as u64,
                attempt: batch.invokes,
                error: batch.error.clone(),
            });
            Some(PlaceInfo {
                shard: shard.id.clone(),
                number,
                partition: partition::name(shard.life.partition, false),
                next: sequence_number(checkpoint),
                waiting,
                lag: oldest.unwrap_or(0),
                done: reader.is_done(),
                batches: batches.collect(),
            })
        });
        let log = deployed.iter().flat_map(|deployed| deployed.log.iter().rev());
        let log = log.filter(|entry| entry.mapping == mapped.id).map(|entry| InvocationInfo {
            at: entry.at,
            partition: partition::name(entry.partition, false),
            first: sequence_number(entry.first),
            last: sequence_number(entry.last),
            records: entry.records,
            attempt: entry.attempt,
            good: entry.good,
            error: entry.error.clone(),
            ends_window: entry.ends_window,
        });
        let windows = self.windows.open.iter().filter(|((of, ..), _)| *of == mapped.id);
        let windows = windows.map(|((_, shard, _), window)| WindowInfo {
            partition: stream
                .and_then(|stream| stream.shard(*shard))
                .map(|shard| partition::name(shard.life.partition, false))
                .unwrap_or_default(),
            start: window.start,
            records: window.records,
            values: window.values(),
            bytes: window.bytes,
        });
        let failures = mapped.mapping.on_failure.as_deref().map(|arn| self.queue(arn)).unwrap_or_default();
        MappingInfo {
            uuid: self.mapping_uuid(mapped.id),
            number: mapped.id,
            state: self.mapping_state(mapped),
            mapping: mapped.mapping.clone(),
            tumbling_s: self.window_seconds(mapped.id),
            windows: windows.collect(),
            task: deployed.map(|deployed| deployed.function.clone()),
            invokes: deployed.map_or(0, |deployed| deployed.invokes),
            errors: deployed.map_or(0, |deployed| deployed.errors),
            filtered: mapped.filtered,
            done: mapped.done,
            given_up: mapped.given_up,
            age: age(mapped),
            places: places.collect(),
            log: log.collect(),
            failures,
        }
    }
}

/// `IteratorAge`: how old the last record was of the last batch when it was done.
fn age(mapped: &Mapped) -> Micros {
    mapped.age
}
