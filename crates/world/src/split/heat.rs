//! How much a partition is used, a minute at a time, and by which keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};
use trace::{Class, Kind, SplitRefusal};
use value::Key;

use crate::Knob;
use crate::admission::{Target, Throttled};
use crate::due::Due;
use crate::recorder::{Mark, figure, place};
use crate::world::World;

/// A minute.
pub(super) const WINDOW: Micros = 60 * MICROS_PER_SECOND;
/// The most keys whose use is noted: those that come first, which are mostly those that are used most.
const KEYS: usize = 1_024;
/// From this part of a partition's ceiling on, percent, somebody looks at it when the minute is over.
const NOTICED: u64 = 40;
/// From this part of the use on, percent, keys that lie beyond all of the minute before are a sequence.
const SEQUENCE: u64 = 80;

/// What is known of a partition's use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Heat {
    /// The minute that counts now.
    window: u64,
    /// Milli-units in it: read, write.
    used: [u64; 2],
    /// Whether its own bucket was empty in it.
    throttled: bool,
    /// Whether somebody will look at it when it is over.
    expected: bool,
    /// Whether the minute before was noticed: then keys are noted.
    noting: bool,
    /// Milli-units of keys since the heat began.
    pub(crate) keys: Arc<BTreeMap<Key, u64>>,
    /// Least and greatest key of this minute, and of the one before.
    reach: Option<(Key, Key)>,
    before: Option<(Key, Key)>,
    /// Milli-units beyond the keys of the minute before: above, and below.
    beyond: [u64; 2],
    /// Hot minutes on end.
    pub(crate) hot: u32,
    /// Why it was not split when it last should have been.
    pub(crate) refused: Option<SplitRefusal>,
    /// Minutes on end in which the use moved on to keys above all before, or below.
    pub(super) moved: [u32; 2],
}

impl Heat {
    fn roll(&mut self, window: u64) {
        if window == self.window {
            return;
        }
        let follows = window == self.window + 1;
        let noticed = self.expected && follows;
        if !noticed {
            self.hot = 0;
            self.moved = [0, 0];
            self.refused = None;
            self.keys = Arc::default();
        }
        *self = Self {
            window,
            noting: noticed,
            keys: std::mem::take(&mut self.keys),
            before: self.reach.take().filter(|_| follows),
            hot: self.hot,
            moved: self.moved,
            refused: self.refused,
            ..Self::default()
        };
    }

    fn note(&mut self, key: &Key, milli: u64) {
        match &mut self.reach {
            None => self.reach = Some((key.clone(), key.clone())),
            Some((least, most)) => {
                if key < least {
                    *least = key.clone();
                } else if key > most {
                    *most = key.clone();
                }
            }
        }
        if let Some((least, most)) = &self.before {
            if key > most {
                self.beyond[0] = self.beyond[0].saturating_add(milli);
            } else if key < least {
                self.beyond[1] = self.beyond[1].saturating_add(milli);
            }
        }
        if !self.noting {
            return;
        }
        let room = self.keys.len() < KEYS;
        let keys = Arc::make_mut(&mut self.keys);
        match keys.get_mut(key) {
            Some(sum) => *sum = sum.saturating_add(milli),
            None if room => {
                keys.insert(key.clone(), milli);
            }
            None => {}
        }
    }
}

impl World {
    /// Notes what a call used of a partition.
    pub(crate) fn warm_up(&mut self, target: Target<'_>, class: Class, milli: u64) {
        let now = self.now;
        let most = self.ceiling_of(class);
        let Some(table) = self.tables.get_mut(&target.table).map(Arc::make_mut) else { return };
        // A page warms all of the partition that it was read from.
        let partitions = table.partitions_of(target.index);
        let places = match target.key {
            Some(key) => {
                let place = partitions.place(target.partition, key.hash);
                (place, place)
            }
            None => partitions.places(partitions.position(target.partition).unwrap_or(0)),
        };
        table.grid_mut(target.index).add(now, places, class, milli);
        let Some(partition) = table.partitions_mut(target.index).get_mut(target.partition) else { return };
        let heat = &mut partition.heat;
        let window = now / WINDOW;
        heat.roll(window);
        let slot = &mut heat.used[usize::from(class == Class::Write)];
        *slot = slot.saturating_add(milli);
        let noticed = *slot >= most.saturating_mul(60_000) * NOTICED / 100;
        if let Some(key) = target.key {
            heat.note(key, milli);
        }
        if noticed && !std::mem::replace(&mut heat.expected, true) {
            self.expect_look(target, window);
        }
    }

    /// Notes that a call was throttled.
    pub(crate) fn note_throttle(&mut self, target: Target<'_>, throttled: &Throttled) {
        let now = self.now;
        let Some(table) = self.tables.get_mut(&target.table).map(Arc::make_mut) else { return };
        let index = throttled.index;
        let partitions = table.partitions_of(index);
        let at = throttled.partition.unwrap_or(if index == target.index { target.partition } else { 0 });
        let place = match target.key.filter(|_| index == target.index) {
            Some(key) => partitions.place(at, key.hash),
            None => partitions.places(partitions.position(at).unwrap_or(0)).0,
        };
        table.grid_mut(index).throttle(now, place);
        table.meter_mut(index).refuse(now, throttled.class);
        let Some(at) = throttled.partition else { return };
        let Some(partition) = table.partitions_mut(index).get_mut(at) else { return };
        partition.meter.refuse(now, throttled.class);
        if throttled.limit != trace::Limit::Partition {
            return;
        }
        let heat = &mut partition.heat;
        let window = now / WINDOW;
        heat.roll(window);
        heat.throttled = true;
        if !std::mem::replace(&mut heat.expected, true) {
            self.expect_look(Target { index, partition: at, ..target }, window);
        }
    }

    fn expect_look(&mut self, target: Target<'_>, window: u64) {
        let due = Due::Heat { table: target.table, index: target.index, partition: target.partition, window };
        self.queue.push((window + 1).saturating_mul(WINDOW), due);
    }

    fn ceiling_of(&self, class: Class) -> u64 {
        self.knobs.amount(match class {
            Class::Read => Knob::PartitionReadUnits,
            Class::Write => Knob::PartitionWriteUnits,
        })
    }

    /// A minute of a partition that is used much is over.
    #[inline(never)]
    pub(crate) fn look_at_heat(&mut self, table: u32, index: Option<u16>, partition: u32, window: u64) {
        let most = [self.ceiling_of(Class::Read), self.ceiling_of(Class::Write)];
        let (trigger, checks) = (self.knobs.amount(Knob::HeatPercent), self.knobs.amount(Knob::HeatChecks));
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let Some(home) = state.partitions_mut(index).get_mut(partition) else { return };
        let heat = &mut home.heat;
        if heat.window != window {
            return;
        }
        let percent = |class: usize| heat.used[class] / (most[class].max(1) * 600);
        let write = percent(1) >= percent(0);
        let (class, most_used) = if write { (Class::Write, percent(1)) } else { (Class::Read, percent(0)) };
        let whole: u64 = heat.keys.values().sum();
        let top = heat.keys.values().copied().max().unwrap_or(0).saturating_mul(100) / whole.max(1);
        let hot = most_used >= trigger || heat.throttled;
        let used = heat.used[0].saturating_add(heat.used[1]);
        let moved = |side: usize| used > 0 && heat.beyond[side] >= used * SEQUENCE / 100;
        let (up, down) = (moved(0), moved(1));
        heat.hot = if hot { heat.hot + 1 } else { 0 };
        heat.moved = [if up { heat.moved[0] + 1 } else { 0 }, if down { heat.moved[1] + 1 } else { 0 }];
        let due = u64::from(heat.hot) >= checks.max(1) && home.planned.is_none();
        let kind = Kind::HeatSample { class, percent: figure(most_used), top: figure(top) };
        let mark = Mark::control(place(table, index, partition));
        let event = self.recorder.emit(self.now, 0, mark, kind);
        if due {
            self.split_for_heat(table, index, partition, event);
        }
    }
}
