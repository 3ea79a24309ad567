//! What a workload would need of each bucket, found out on a copy of the world.

use std::sync::Arc;

use trace::{Class, Level};

use super::{Load, Prepared, Spec};
use crate::act::ActError;
use crate::config::Mode;
use crate::flight::Origin;
use crate::inspect::{Capacity, Consumed, PartitionInfo, TableInfo};
use crate::world::{World, effective};

/// The most operations that are tried out on the copy.
const TRIED: u64 = 2_000;

/// What a workload would need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Operations that would begin altogether.
    pub operations: u64,
    /// Operations a second on average, in thousandths.
    pub mean: u64,
    /// And at most.
    pub peak: u64,
    /// How many of them were tried out.
    pub tried: u64,
    /// What the first of these that failed was told.
    pub failure: Option<String>,
    /// By bucket: the table and its partitions, then each index and its partitions; only those that are needed.
    pub needs: Vec<Need>,
}

/// What one bucket would have to give. Figures are milli-units a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Which.
    pub bucket: Bucketed,
    /// Read or write units.
    pub class: Class,
    /// On average.
    pub mean: u64,
    /// At the workload's peak.
    pub peak: u64,
    /// What the bucket gives.
    pub limit: u64,
}

/// A bucket of capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bucketed {
    /// The table's own.
    Table,
    /// A global index's.
    Index(String),
    /// A partition's of the table: `P1` …
    Partition(String),
    /// A partition's of a global index: its name, and `G1` …
    IndexPartition(String, String),
}

/// What was consumed of a bucket by so many operations, and what it gives: read and write milli-units.
struct Seen {
    bucket: Bucketed,
    used: (u64, u64),
    limit: (u64, u64),
}

impl World {
    /// What a workload would need of each bucket if it were begun now: its first operations are carried out on a copy
    /// of the world in which nothing takes time and nothing is refused.
    ///
    /// # Errors
    /// When it couldn't be begun.
    pub fn preview(&self, spec: &Spec) -> Result<Preview, ActError> {
        spec.check()?;
        let missing =
            || ActError(format!("There is no table {} in {} that can be used.", spec.table, spec.region));
        let table =
            self.named(&spec.region, &spec.table).filter(|table| table.serves()).ok_or_else(missing)?;
        let prepared = Prepared::new(spec, table);
        let operations = spec.arrival.shape.due(spec.lasts).div_ceil(super::arrival::CALL);
        let operations = u64::try_from(operations).unwrap_or(u64::MAX);
        let tried = operations.clamp(1, TRIED);
        let mut copy = self.clone();
        copy.load = Load::default();
        copy.set_level(Level::Off);
        Arc::make_mut(&mut copy.config).mode = Mode::Instant;
        copy.knobs = effective(&copy.config);
        let before = copy.about_table(spec).ok_or_else(missing)?;
        let (seed, unix) = (copy.config.seed, copy.config.epoch_micros.saturating_add(copy.now));
        let mut failure = None;
        // The number that the workload would get decides its chance.
        let workload = self.load.begun.saturating_add(1);
        for n in 0..tried {
            let (name, request, bytes) = prepared.request(spec, seed, (workload, n), unix);
            let call = copy.load.number(false);
            copy.launch(call, Origin::Outside, (Arc::clone(&prepared.region), name), Ok(request), bytes);
            copy.run_until(copy.now);
            for completion in copy.take_completions() {
                if let Err(error) = completion.result {
                    failure.get_or_insert(format!("{}: {}", error.code.name(), error.message));
                }
            }
        }
        let after = copy.about_table(spec).ok_or_else(missing)?;
        let now = self.about_table(spec).ok_or_else(missing)?;
        let mean = spec.arrival.shape.due(spec.lasts) / u128::from(spec.lasts.max(1));
        let (mean, peak) = (u64::try_from(mean).unwrap_or(u64::MAX), spec.arrival.shape.peak(spec.lasts));
        let needs = seen(&before, &after, &now).into_iter().flat_map(|seen| {
            let each = |class, used: u64, limit| {
                let at = |rate: u64| {
                    let units = u128::from(used) * u128::from(rate) / (u128::from(tried) * 1_000);
                    u64::try_from(units).unwrap_or(u64::MAX)
                };
                let need = Need { bucket: seen.bucket.clone(), class, mean: at(mean), peak: at(peak), limit };
                (used > 0).then_some(need)
            };
            let read = each(Class::Read, seen.used.0, seen.limit.0);
            [read, each(Class::Write, seen.used.1, seen.limit.1)].into_iter().flatten().collect::<Vec<_>>()
        });
        Ok(Preview { operations, mean, peak, tried, failure, needs: needs.collect() })
    }

    fn about_table(&self, spec: &Spec) -> Option<TableInfo> {
        self.tables().into_iter().find(|table| *table.region == *spec.region && *table.name == *spec.table)
    }
}

/// What was consumed between two pictures of a table, and what `now` says that there is.
fn seen(before: &TableInfo, after: &TableInfo, now: &TableInfo) -> Vec<Seen> {
    let mut all = Vec::new();
    let mut add = |bucket, was: Consumed, is: Consumed, limit: Option<(u64, u64)>| {
        let used = (is.total.0.saturating_sub(was.total.0), is.total.1.saturating_sub(was.total.1));
        all.push(Seen { bucket, used, limit: limit.unwrap_or_default() });
    };
    let was = |old: &[PartitionInfo], id: u32| {
        old.iter().find(|it| it.id == id).map_or_else(Consumed::default, |it| it.consumed)
    };
    let given = |now: &[PartitionInfo], id: u32| now.iter().find(|it| it.id == id).map(PartitionInfo::serves);
    let whole = |capacity: Capacity| (capacity.read.rate, capacity.write.rate);
    add(Bucketed::Table, before.consumed, after.consumed, Some(whole(now.capacity)));
    for partition in &after.partitions {
        let bucket = Bucketed::Partition(partition.name.clone());
        let limit = given(&now.partitions, partition.id);
        add(bucket, was(&before.partitions, partition.id), partition.consumed, limit);
    }
    for index in after.indexes.iter().filter(|index| index.global) {
        let of =
            |table: &'_ TableInfo| table.indexes.iter().find(|it| it.position == index.position).cloned();
        let (old, here) = (of(before), of(now));
        let consumed = old.as_ref().map_or_else(Consumed::default, |old| old.consumed);
        let name = index.name.to_string();
        let limit = here.as_ref().map(|here| whole(here.capacity));
        add(Bucketed::Index(name.clone()), consumed, index.consumed, limit);
        for partition in &index.partitions {
            let known = old.as_ref().map_or(&[][..], |old| &old.partitions);
            let bucket = Bucketed::IndexPartition(name.clone(), partition.name.clone());
            let limit = here.as_ref().and_then(|here| given(&here.partitions, partition.id));
            add(bucket, was(known, partition.id), partition.consumed, limit);
        }
    }
    all
}
