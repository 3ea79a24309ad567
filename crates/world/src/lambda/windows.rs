//! Tumbling windows: a function that adds up keeps what it has so far from batch to batch, and writes it when the window
//! is over.
//!
//! A record belongs to the window that it was written in. What is kept is kept for each shard, and for each batch of
//! one that may be under way; it grows when a batch is done, never before. A window is over when a record of another one
//! is next, when its time has passed and nothing of it can come any more, when its shard has ended, or when what is kept
//! has grown too large. Then the function is invoked once more, without records.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::lambda::{Function, FunctionCall};
use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};
use trace::Kind;
use value::{AttributeValue, Number, json};

use super::run::Side;
use super::{Batch, Step};
use crate::due::Due;
use crate::knobs::Knob;
use crate::recorder::figure;
use crate::small::SmallMap;
use crate::world::World;

/// Where a window is: the mapping, the shard, and which of its batches at a time.
type Lane = (u32, u32, u32);

/// The windows of all mappings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Windows {
    /// Seconds, by mapping.
    pub(crate) lengths: SmallMap<u32, u32>,
    /// Windows that have begun.
    pub(crate) open: SmallMap<Lane, Arc<Window>>,
}

/// A window that has begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    /// Its begin, seconds of Unix time.
    pub(crate) start: u64,
    /// Records that are done.
    pub(crate) records: u64,
    /// What was added up, by the value as JSON.
    groups: BTreeMap<String, Group>,
    /// Bytes of that as JSON.
    pub(crate) bytes: u64,
    /// What is kept is too large: it ends before its time.
    early: bool,
    /// Somebody will look whether its time has passed.
    awaited: bool,
}

/// What was added up for one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Group {
    value: AttributeValue,
    count: i64,
    sum: AttributeValue,
}

impl Group {
    fn sum(&self) -> Number {
        match &self.sum {
            AttributeValue::N(sum) => *sum,
            _ => Number::from_i64(0),
        }
    }
}

impl Window {
    fn add(&mut self, (value, count, amount): Side) {
        let mut key = String::new();
        json::write_attribute(&mut key, &value);
        let zero = || AttributeValue::N(Number::from_i64(0));
        let group = self.groups.entry(key).or_insert_with(|| Group { value, count: 0, sum: zero() });
        group.count = group.count.saturating_add(count);
        // A sum that is no number any more stays as it was.
        if let Ok(sum) = group.sum().checked_add(amount) {
            group.sum = AttributeValue::N(sum);
        }
    }

    fn measure(&mut self) {
        let each = |(key, group): (&String, &Group)| {
            // `,"…":{"Count":…,"Sum":…}`
            (key.len() + group.count.to_string().len() + group.sum().to_string().len() + 22) as u64
        };
        self.bytes = self.groups.iter().map(each).sum::<u64>() + 1;
    }

    /// The values that were told apart.
    pub(crate) fn values(&self) -> u64 {
        self.groups.len() as u64
    }
}

impl World {
    /// The window, in seconds of Unix time, that a record of a shard was written in.
    pub(super) fn window_of(&self, mapping: u32, shard: u32, record: u64) -> Option<u64> {
        let length = u64::from(*self.windows.lengths.get(&mapping)?).max(1);
        let stream = self.lambda.mappings.get(&mapping)?.stream;
        let record = self.streams.all.get(&stream)?.shard(shard)?.records.get(&record)?;
        let second = self.config.epoch_micros.saturating_add(record.at) / MICROS_PER_SECOND;
        Some(second - second % length)
    }

    /// When nothing of a window can come any more.
    fn window_ends(&self, mapping: u32, window: &Window) -> Micros {
        let length = self.windows.lengths.get(&mapping).map_or(0, |length| u64::from(*length));
        let end = window.start.saturating_add(length).saturating_mul(MICROS_PER_SECOND);
        let late = self.knobs.amount(Knob::StreamLagMax).saturating_add(self.knobs.amount(Knob::LambdaPoll));
        end.saturating_sub(self.config.epoch_micros).saturating_add(late)
    }

    /// If a lane's window is over, its last invocation becomes the lane's batch.
    pub(super) fn window_is_over(&mut self, lane: Lane) -> bool {
        let (id, shard, number) = lane;
        let Some(window) = self.windows.open.get(&lane).map(Arc::clone) else { return false };
        let Some(mapped) = self.lambda.mappings.get(&id).filter(|it| it.is_active(self.now)) else {
            return false;
        };
        let Some(reader) = mapped.readers.get(&shard) else { return false };
        let next = reader.slots.get(number as usize).and_then(|slot| slot.pending.front());
        let end = self.window_ends(id, &window);
        let over = window.early
            || match next {
                Some((record, _)) => self.window_of(id, shard, *record) != Some(window.start),
                None => {
                    let stream = self.streams.all.get(&mapped.stream);
                    let home = stream.and_then(|stream| stream.shard(shard));
                    let quiet = home.is_none_or(|home| home.shown >= home.newest && reader.next > home.shown);
                    reader.drained || self.now >= end && quiet
                }
            };
        if over {
            let records = figure(window.records);
            let kind = Kind::WindowOver {
                mapping: id,
                records,
                values: figure(window.values()),
                early: window.early,
            };
            let mark = self.lambda_mark(id, shard);
            self.recorder.emit(self.now, 0, mark, kind);
            if let Some(slot) = self.slot_mut(id, shard, number) {
                slot.batch = Some(Batch { last: true, ..Batch::default() });
            }
            return true;
        }
        if next.is_none() && !window.awaited {
            if let Some(window) = self.windows.open.get_mut(&lane) {
                Arc::make_mut(window).awaited = true;
            }
            let at = end.max(self.now.saturating_add(1));
            self.queue.push(at, Due::Lambda(Step::Window { mapping: id, shard, slot: number }));
        }
        false
    }

    /// Somebody looked whether a window's time has passed.
    pub(super) fn window_was_awaited(&mut self, lane: Lane) {
        if let Some(window) = self.windows.open.get_mut(&lane) {
            Arc::make_mut(window).awaited = false;
        }
    }

    /// A mapping reads again: its windows are looked after.
    pub(super) fn windows_go_on(&mut self, id: u32) {
        let lanes: Vec<Lane> = self.windows.open.keys().filter(|(of, ..)| *of == id).copied().collect();
        for lane in lanes {
            self.window_was_awaited(lane);
            self.gather(lane.0, lane.1, lane.2);
        }
    }

    /// A mapping has another window, or none, or other batches at a time: what was kept goes to the first of each shard's.
    pub(super) fn turn_windows(&mut self, id: u32, length: u32) {
        if length == 0 {
            self.windows.lengths.remove(&id);
        } else {
            self.windows.lengths.insert(id, length);
        }
        let lanes: Vec<Lane> =
            self.windows.open.keys().filter(|lane| lane.0 == id && lane.2 > 0).copied().collect();
        for lane in lanes {
            let Some(moved) = self.windows.open.remove(&lane) else { continue };
            let home = (id, lane.1, 0);
            let mut kept = self.windows.open.remove(&home).map_or_else(Window::default, Arc::unwrap_or_clone);
            kept.start = if kept.records == 0 { moved.start } else { kept.start.min(moved.start) };
            kept.records += moved.records;
            for group in moved.groups.values() {
                kept.add((group.value.clone(), group.count, group.sum()));
            }
            kept.measure();
            self.windows.open.insert(home, Arc::new(kept));
        }
    }

    /// A mapping is gone, and what it kept with it.
    pub(super) fn drop_windows(&mut self, id: u32) {
        self.windows.lengths.remove(&id);
        let lanes: Vec<Lane> = self.windows.open.keys().filter(|lane| lane.0 == id).copied().collect();
        for lane in lanes {
            self.windows.open.remove(&lane);
        }
    }

    /// Records are done: what they come to is kept.
    pub(super) fn keep_in_window(&mut self, lane: Lane, records: &[u64]) {
        let (id, shard, _) = lane;
        let Some(start) = records.first().and_then(|first| self.window_of(id, shard, *first)) else { return };
        let sides = self.sides_of(id, shard, records);
        let most = self.knobs.amount(Knob::LambdaWindowState);
        let mut window = self
            .windows
            .open
            .remove(&lane)
            .map_or_else(|| Window { start, ..Window::default() }, Arc::unwrap_or_clone);
        window.records += records.len() as u64;
        for side in sides {
            window.add(side);
        }
        window.measure();
        window.early = window.bytes > most;
        let kind = Kind::WindowKept {
            mapping: id,
            records: figure(window.records),
            values: figure(window.values()),
            bytes: figure(window.bytes),
        };
        self.windows.open.insert(lane, Arc::new(window));
        let mark = self.lambda_mark(id, shard);
        self.recorder.emit(self.now, 0, mark, kind);
    }

    /// What records add up to, for a function that adds up.
    fn sides_of(&self, id: u32, shard: u32, records: &[u64]) -> Vec<Side> {
        let Some(mapped) = self.lambda.mappings.get(&id) else { return Vec::new() };
        let name = (Arc::clone(&mapped.region), mapped.mapping.function.as_str().into());
        let Some(function) = self.lambda.functions.get(&name).map(|deployed| &deployed.function) else {
            return Vec::new();
        };
        let home = self.streams.all.get(&mapped.stream).and_then(|stream| stream.shard(shard));
        let records = records.iter().filter_map(|record| home?.records.get(record));
        // A record that can't be added up made the function fail before.
        records.filter_map(|record| super::run::sides(function, record).ok()).flatten().collect()
    }

    /// The calls of a window's last invocation.
    ///
    /// # Errors
    /// When the table that they go to is gone.
    pub(super) fn window_calls(
        &self,
        region: &str,
        function: &Function,
        lane: Lane,
    ) -> Result<Vec<FunctionCall>, String> {
        let Some((window, table)) = self.windows.open.get(&lane).zip(function.table.as_deref()) else {
            return Ok(Vec::new());
        };
        let key = self.partition_key_of(region, table);
        let key = key.ok_or_else(|| format!("There is no table {table}."))?;
        let calls =
            window.groups.values().filter(|group| group.count != 0 || group.sum() != Number::from_i64(0));
        let call = |group: &Group| {
            super::run::addition(function, table, (&key, &group.value), (group.count, group.sum()))
        };
        Ok(calls.map(call).collect())
    }

    /// A window's last invocation is over, or it was given up.
    pub(super) fn close_window(&mut self, lane: Lane) -> u64 {
        self.windows.open.remove(&lane).map_or(0, |window| window.records)
    }

    /// Whether a window ended so long ago that its last invocation is not tried any more.
    pub(super) fn is_window_stale(&self, lane: Lane, most: Option<u32>) -> bool {
        let kept = self.knobs.amount(Knob::StreamRetention);
        let most = most.map_or(kept, |most| u64::from(most).saturating_mul(MICROS_PER_SECOND).min(kept));
        let end = self.windows.open.get(&lane).map(|window| self.window_ends(lane.0, window));
        end.is_none_or(|end| self.now > end.saturating_add(most))
    }
}
