//! Mappings look into shards.

use std::sync::Arc;

use api::lambda::StartingPosition;
use trace::{Kind, Station};

use super::{Becoming, Reader, Step};
use crate::due::Due;
use crate::hash;
use crate::knobs::Knob;
use crate::recorder::{Mark, figure, place};
use crate::world::World;

/// Records of a read.
const PAGE_RECORDS: usize = 1_000;
/// Bytes of a read.
const PAGE_BYTES: u64 = 1 << 20;

impl World {
    #[inline(never)]
    pub(crate) fn lambda_step(&mut self, step: Step) {
        match step {
            Step::Settle { mapping } => self.mapping_settles(mapping),
            Step::Poll { mapping, shard } => self.poll(mapping, shard),
            Step::Window { mapping, shard, slot } => {
                if let Some(lane) = self.slot_mut(mapping, shard, slot) {
                    lane.awaited = false;
                }
                self.window_was_awaited((mapping, shard, slot));
                self.gather(mapping, shard, slot);
            }
            Step::Retry(turn) => {
                if self.is_at(turn) {
                    self.invoke(turn.mapping, turn.shard, turn.slot);
                }
            }
            Step::Ended { turn, good } => self.run_ends(turn, good),
        }
    }

    /// Where Lambda's events about a shard are told.
    pub(crate) fn lambda_mark(&self, mapping: u32, shard: u32) -> Mark {
        let stream = self.lambda.mappings.get(&mapping).and_then(|it| self.streams.all.get(&it.stream));
        let here =
            stream.and_then(|stream| Some(place(stream.table, None, stream.shard(shard)?.life.partition)));
        Mark { station: Station::Lambda, ..Mark::control(here.unwrap_or_default()) }
    }

    fn mapping_settles(&mut self, id: u32) {
        let now = self.now;
        let Some(mapped) = self.lambda.mapping_mut(id).filter(|mapped| now >= mapped.settled) else { return };
        if mapped.becoming == Becoming::Deleted {
            self.lambda.mappings.remove(&id);
            self.drop_windows(id);
            return;
        }
        if mapped.mapping.enabled {
            self.find_places(id);
            self.wake_all(id);
            self.windows_go_on(id);
        }
    }

    /// A mapping takes its places in the stream, in every shard that it has none in.
    pub(crate) fn find_places(&mut self, id: u32) {
        let horizon = self.horizon();
        let Some(mapped) = self.lambda.mappings.get_mut(&id).map(Arc::make_mut) else { return };
        let Some(stream) = self.streams.all.get(&mapped.stream) else { return };
        let slots = mapped.mapping.parallel;
        let late = !mapped.started && mapped.mapping.start == StartingPosition::Latest;
        for shard in stream.visible(horizon) {
            let early = shard.number < mapped.since || late && !stream.is_open(shard);
            if early || mapped.readers.contains_key(&shard.number) {
                continue;
            }
            let next = if late { shard.shown.saturating_add(1) } else { shard.first };
            mapped.readers.insert(shard.number, Reader::new(next, slots));
        }
        let gone: Vec<u32> =
            mapped.readers.keys().copied().filter(|&number| stream.shard(number).is_none()).collect();
        for number in gone {
            mapped.readers.remove(&number);
        }
        if late {
            mapped.since = stream.born;
        }
        mapped.started = true;
    }

    /// Shards came: the mappings of the stream take places in them.
    pub(crate) fn mappings_follow(&mut self, stream: u32) {
        for id in self.mappings_of(stream) {
            if self.lambda.mappings.get(&id).is_some_and(|mapped| mapped.started) {
                self.find_places(id);
                self.wake_all(id);
            }
        }
    }

    /// Readers see a new record: the mappings of the stream come for it.
    pub(crate) fn wake_mappings(&mut self, stream: u32, shard: u32) {
        for id in self.mappings_of(stream) {
            self.wake_mapping(id, shard);
        }
    }

    fn mappings_of(&self, stream: u32) -> Vec<u32> {
        let all = self.lambda.mappings.values();
        all.filter(|mapped| mapped.stream == stream).map(|mapped| mapped.id).collect()
    }

    pub(crate) fn wake_all(&mut self, id: u32) {
        let shards: Vec<u32> =
            self.lambda.mappings.get(&id).map(|it| it.readers.keys().copied().collect()).unwrap_or_default();
        for shard in shards {
            self.wake_mapping(id, shard);
        }
    }

    /// A mapping will look into a shard at its next turn, if there may be something for it.
    pub(crate) fn wake_mapping(&mut self, id: u32, shard: u32) {
        let now = self.now;
        if !self.has_work(id, shard) {
            return;
        }
        let period = self.knobs.amount(Knob::LambdaPoll);
        let Some(mapped) = self.lambda.mapping_mut(id).filter(|mapped| mapped.is_active(now)) else { return };
        let Some(reader) = mapped.readers.get_mut(&shard).filter(|reader| !reader.awaited) else { return };
        reader.awaited = true;
        let at = now.checked_div(period).map_or(now, |turn| turn.saturating_add(1).saturating_mul(period));
        self.queue.push(at, Due::Lambda(Step::Poll { mapping: id, shard }));
    }

    /// Whether there is something in a shard that the mapping hasn't read: records, or its end.
    fn has_work(&self, id: u32, shard: u32) -> bool {
        let Some(mapped) = self.lambda.mappings.get(&id) else { return false };
        let Some(stream) = self.streams.all.get(&mapped.stream) else { return false };
        let Some((reader, shard)) = mapped.readers.get(&shard).zip(stream.shard(shard)) else { return false };
        let ended = !stream.is_open(shard) && shard.shown >= shard.newest;
        !reader.drained && (reader.next <= shard.shown && shard.seen(reader.next).next().is_some() || ended)
    }

    /// Whether the records before those of a shard are done.
    fn is_its_turn(&self, id: u32, shard: u32) -> bool {
        let Some(mapped) = self.lambda.mappings.get(&id) else { return false };
        let Some(stream) = self.streams.all.get(&mapped.stream) else { return false };
        let parent = stream.shard(shard).and_then(|shard| shard.life.parent.as_ref());
        let parent = parent.and_then(|parent| stream.shards.iter().find(|shard| shard.id == *parent));
        parent.and_then(|parent| mapped.readers.get(&parent.number)).is_none_or(Reader::is_done)
    }

    fn poll(&mut self, id: u32, number: u32) {
        let (now, horizon) = (self.now, self.horizon());
        let turn = self.is_its_turn(id, number);
        let Some(mapped) = self.lambda.mapping_mut(id) else { return };
        let stream = mapped.stream;
        let active = mapped.is_active(now);
        let batch_size = u64::from(mapped.mapping.batch_size);
        let Some(reader) = mapped.readers.get_mut(&number) else { return };
        reader.awaited = false;
        // It doesn't read ahead without end: a batch that is done wakes it.
        if !active || !turn || reader.pending() >= batch_size.max(PAGE_RECORDS as u64) {
            return;
        }
        let most = self.knobs.amount(Knob::ShardReads);
        if most > 0 && !self.streams.count_read(stream, number, now, most) {
            return self.wake_mapping(id, number);
        }
        let Some(mapped) = self.lambda.mappings.get(&id).cloned() else { return };
        let Some((stream, reader)) = self.streams.all.get(&stream).cloned().zip(mapped.readers.get(&number))
        else {
            return;
        };
        let Some(shard) = stream.shard(number) else { return };
        let mut reader = reader.clone();
        let from = reader.next.max(shard.trimmed_to(horizon).saturating_add(1));
        let (mut count, mut bytes, mut out) = (0_usize, 0, 0_u64);
        let source = stream.arn(&self.config.account);
        for (at, record) in shard.seen(from).take(PAGE_RECORDS) {
            if bytes > 0 && bytes + record.size() > PAGE_BYTES {
                break;
            }
            (count, bytes) = (count + 1, bytes + record.size());
            reader.next = at.saturating_add(1);
            let filters = &mapped.mapping.filters;
            if !filters.is_empty() {
                let event = api::lambda::event(&self.record(&stream, at, record), &source);
                if !filters.iter().any(|filter| filter.fits(&event)) {
                    out += 1;
                    continue;
                }
            }
            // Records of one item stay in order: they are of one slot.
            let slots = reader.slots.len().max(1) as u128;
            let slot = if slots == 1 { 0 } else { hash::of_bytes(record.keys.as_bytes()) % slots };
            if let Some(slot) = usize::try_from(slot).ok().and_then(|slot| reader.slots.get_mut(slot)) {
                if slot.pending.is_empty() {
                    slot.since = now;
                }
                slot.pending.push_back((at, record.size()));
            }
        }
        reader.next = reader.next.max(from);
        let left = shard.seen(reader.next).count();
        reader.drained = left == 0 && !stream.is_open(shard) && shard.shown >= shard.newest;
        let slots = reader.slots.len() as u32;
        if let Some(mapped) = self.lambda.mapping_mut(id) {
            mapped.readers.insert(number, reader);
            mapped.filtered += out;
        }
        if count > 0 {
            let mark = self.lambda_mark(id, number);
            let kind = Kind::Poll { mapping: id, records: figure(count as u64), left: figure(left as u64) };
            let event = self.recorder.emit(now, 0, mark, kind);
            if out > 0 {
                self.recorder.emit(now, event, mark, Kind::FilteredOut { mapping: id, records: figure(out) });
            }
        }
        for slot in 0..slots {
            self.gather(id, number, slot);
        }
        if left > 0 {
            self.wake_mapping(id, number);
        }
        self.reader_may_be_done(id, number);
    }

    /// When a shard is done, it is its children's turn.
    pub(crate) fn reader_may_be_done(&mut self, id: u32, number: u32) {
        let done =
            self.lambda.mappings.get(&id).and_then(|it| it.readers.get(&number)).is_some_and(Reader::is_done);
        if done {
            self.wake_all(id);
        }
    }
}
