//! Pictures of the world: nothing here changes it.

use std::ops::Bound;

use api::dynamodb::KeySchema;
use imbl::OrdMap;
use sim::{MICROS_PER_SECOND, Micros};
use table::{Arm, Index, KeyRange};
use trace::Class;
use value::{AttributeValue, Attributes, Item, Key, key};

use crate::Knobs;
use crate::admission;
use crate::catalogue::TableState;
use crate::control::Backfill;
use crate::execute::zone_letter;
use crate::inspect::{
    Capacity, Collection, Consumed, GroupInfo, HeatCell, HeatColumn, HeatMap, HotKey, IndexInfo,
    PartitionInfo, ReplicaInfo, SplitInfo, TableInfo,
};
use crate::metrics::Traffic;
use crate::partition::{self, Partition};
use crate::partitions::Partitions;
use crate::split::Cell;
use crate::world::World;

/// How far items beyond those listed are counted.
const COUNTED: usize = 1_000;

impl World {
    /// All tables, by Region and name.
    pub fn tables(&self) -> Vec<TableInfo> {
        self.names.values().filter_map(|id| self.tables.get(id)).map(|table| self.picture_of(table)).collect()
    }

    /// One table.
    pub fn table(&self, region: &str, name: &str) -> Option<TableInfo> {
        self.named(region, name).map(|table| self.picture_of(table))
    }

    /// The first item collections of the partition with this number ([`PartitionInfo::id`]) of a table or one of its indexes, each with its first
    /// items, as the leader has them. Empty when there is no such place.
    pub fn collections(
        &self,
        region: &str,
        table: &str,
        index: Option<&str>,
        partition: u32,
        collections: usize,
        items: usize,
    ) -> Vec<Collection> {
        let Some(source) = self.source(region, table, index) else { return Vec::new() };
        let Some(place) = source.partitions.get(partition) else { return Vec::new() };
        let inside = source.partitions.range(partition);
        let mut found = Vec::new();
        let mut from = place.from.clone();
        while found.len() < collections {
            let next = source.rows.range::<_, Key>((Bound::Included(&from), Bound::Unbounded)).next();
            let Some((at, item)) = next.filter(|(at, _)| inside.contains(at)) else { break };
            let Some(collection) = source.collect(at, item, items, &inside) else { break };
            let Some(after) = source.prefix(item).and_then(|prefix| prefix.after_prefix()) else { break };
            found.push(collection);
            from = after;
        }
        found
    }

    /// The item collection of a partition key (other attributes are ignored), as the leader has it.
    pub fn collection(
        &self,
        region: &str,
        table: &str,
        index: Option<&str>,
        key: &Attributes,
        items: usize,
    ) -> Option<Collection> {
        let source = self.source(region, table, index)?;
        let values: Option<Vec<&AttributeValue>> =
            source.key.partition.iter().map(|part| key.get(&part.name)).collect();
        let prefix = key::collection_prefix(&values?)?;
        let (at, item) = source.rows.range::<_, Key>((Bound::Included(&prefix), Bound::Unbounded)).next()?;
        if at.hash != prefix.hash || !at.bytes.starts_with(&prefix.bytes) {
            return None;
        }
        source.collect(at, item, items, &KeyRange::all())
    }

    fn picture_of(&self, table: &TableState) -> TableInfo {
        let mut info = TableInfo {
            stream: self.stream_picture(table),
            ttl: self.ttl_picture(table),
            traffic: self.traffic(table.id),
            ..picture(table, &self.knobs, self.now)
        };
        if self.is_any_group_ill() {
            self.add_groups(&mut info);
        }
        info
    }

    /// How a table, or one of its global indexes, was used, by hash and time.
    pub fn heat_map(&self, region: &str, table: &str, index: Option<&str>) -> Option<HeatMap> {
        let table = self.named(region, table)?;
        let position = match index {
            Some(name) => Some(table.schema().index(name).filter(|(_, it)| it.is_global())?.0),
            None => None,
        };
        let grid = table.grid(position);
        let columns = grid.columns.iter().map(|column| HeatColumn {
            from: column.span.saturating_mul(grid.seconds).saturating_mul(MICROS_PER_SECOND),
            cells: column.cells.iter().map(cell).collect(),
            rows: grid.rows_of(column).into(),
        });
        let global = position.is_some();
        let name = |id: u32| partition::name(id, global);
        let splits = table.partitions_of(position).split_up().map(|(id, split)| SplitInfo {
            at: split.at,
            partition: name(id),
            heirs: split.heirs.iter().map(|&heir| name(heir)).collect(),
            cuts: split.from.iter().skip(1).copied().collect(),
        });
        Some(HeatMap {
            seconds: grid.seconds,
            rows: grid.rows().into(),
            columns: columns.collect(),
            splits: splits.collect(),
        })
    }

    /// The keys that are used most of the partition with this number, the first of them first. They are noted while a
    /// partition is used much.
    pub fn hot_keys(
        &self,
        region: &str,
        table: &str,
        index: Option<&str>,
        partition: u32,
        most: usize,
    ) -> Vec<HotKey> {
        let Some(source) = self.source(region, table, index) else { return Vec::new() };
        let Some(home) = source.partitions.get(partition) else { return Vec::new() };
        let whole = home.heat.keys.values().sum::<u64>().max(1);
        let mut keys: Vec<(&Key, u64)> = home.heat.keys.iter().map(|(key, milli)| (key, *milli)).collect();
        keys.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        let one = |(key, milli): (&Key, u64)| HotKey {
            key: source.rows.get(key).map(|item| source.full_key(item)),
            hash: key.hash,
            milli,
            percent: u32::try_from(milli.saturating_mul(100) / whole).unwrap_or(100),
        };
        keys.into_iter().take(most).map(one).collect()
    }

    fn source(&self, region: &str, table: &str, index: Option<&str>) -> Option<Source<'_>> {
        let table = self.named(region, table)?;
        let Some(name) = index else {
            let rows = table.data.rows();
            return Some(Source {
                key: table.schema().key(),
                rows,
                partitions: &table.partitions,
                index: None,
            });
        };
        let (position, index) = table.schema().index(name)?;
        let rows = table.data.index_rows(position)?;
        let partitions = table.partitions_of(Some(position));
        Some(Source { key: index.key(), rows, partitions, index: Some(index) })
    }
}

/// Rows under one key schema.
struct Source<'a> {
    key: &'a KeySchema,
    rows: &'a OrdMap<Key, Item>,
    partitions: &'a Partitions,
    index: Option<&'a Index>,
}

impl Source<'_> {
    fn key_of(&self, item: &Item) -> Attributes {
        let parts = self.key.partition.iter();
        value::map(parts.filter_map(|part| Some((part.name.clone(), item.get(&part.name)?))))
    }

    fn full_key(&self, item: &Item) -> Attributes {
        let parts = self.key.partition.iter().chain(&self.key.sort);
        value::map(parts.filter_map(|part| Some((part.name.clone(), item.get(&part.name)?))))
    }

    /// The smallest key of the collection that an item belongs to.
    fn prefix(&self, item: &Item) -> Option<Key> {
        let values: Option<Vec<AttributeValue>> =
            self.key.partition.iter().map(|part| item.get(&part.name)).collect();
        key::collection_prefix(&values?.iter().collect::<Vec<_>>())
    }

    /// The collection whose first row inside these keys this is, as far as they reach.
    fn collect(&self, first: &Key, item: &Item, most: usize, inside: &KeyRange) -> Option<Collection> {
        let to = self.prefix(item)?.after_prefix().map_or(Bound::Unbounded, Bound::Excluded);
        let keys = KeyRange { from: Bound::Included(first.clone()), to }.intersect(inside);
        let rows = self.rows.range::<_, Key>((keys.from.as_ref(), keys.to.as_ref()));
        let mut rows = rows.map(|(_, item)| item);
        let shown = |item: &Item| self.index.map_or_else(|| item.clone(), |index| index.project(item));
        Some(Collection {
            hash: first.hash,
            key: self.key_of(item),
            items: rows.by_ref().take(most).map(shown).collect(),
            more: rows.take(COUNTED).count() as u64,
        })
    }
}

fn cell(cell: &Cell) -> HeatCell {
    HeatCell { read: cell.read, write: cell.write, throttled: cell.throttled }
}

fn picture(table: &TableState, knobs: &Knobs, now: Micros) -> TableInfo {
    let schema = table.schema();
    let (item_count, size_bytes) = table.data.counts(&Arm::Table);
    let since = lately(table, now).map_or(0, |(from, _)| from);
    let places = (0..).zip(schema.indexes().iter().zip(&table.indexes));
    let indexes = places.filter(|(_, (index, _))| !index.is_vacant()).map(|(position, (index, state))| {
        let (entry_count, size_bytes) = table.data.counts(index.arm());
        let global = table.is_global(position);
        IndexInfo {
            name: index.name().into(),
            position,
            global,
            status: state.status,
            entry_count,
            size_bytes,
            provisioned: state.provisioned,
            queued: state.queue.depth,
            oldest: state.queue.oldest(now),
            waiting: state.queue.lanes.iter().map(|(lane, _)| state.queue.backlog(*lane, now).0).sum(),
            pressed: !state.queue.closed.is_empty(),
            consumed: state.meter.consumed(now),
            capacity: if global { capacity(table, Some(position), knobs, now) } else { Capacity::default() },
            backfill: state.control.backfill.as_ref().map(Backfill::percent),
            partitions: if global {
                partitions((table, Some(position)), since, knobs, now)
            } else {
                local_partitions(table, position, index)
            },
        }
    });
    TableInfo {
        id: table.id,
        region: table.region.clone(),
        name: table.name.clone(),
        status: table.status,
        status_until: table.status_until,
        created: table.created,
        schema: schema.clone(),
        provisioned: table.definition.provisioned(),
        item_count,
        size_bytes,
        consumed: table.meter.consumed(now),
        capacity: capacity(table, None, knobs, now),
        partitions: partitions((table, None), since, knobs, now),
        indexes: indexes.collect(),
        stream: None,
        ttl: None,
        tags: table.control.tags.clone(),
        lately: lately(table, now),
        traffic: Traffic::default(),
    }
}

/// The newest span that is over, and its seconds, in which the table was used or an index refused requests: in that one
/// the table may have used nothing.
fn lately(table: &TableState, now: Micros) -> Option<(Micros, u64)> {
    let used = table.grid.lately(now, 0).map(|it| (it.from, table.grid.seconds));
    let grids = table.indexes.iter().map(|index| &index.grid);
    let refused = grids.filter_map(|grid| Some((grid.refused_lately(now)?, grid.seconds)));
    refused.chain(used).max_by_key(|(from, _)| *from)
}

/// The partitions of a table, or of its global index at a position, and what they used lately.
fn partitions(
    (table, index): (&TableState, Option<u16>),
    since: Micros,
    knobs: &Knobs,
    now: Micros,
) -> Vec<PartitionInfo> {
    let partitions = table.partitions_of(index);
    let lately = table.grid(index).lately(now, since);
    let shares = admission::has_shares(knobs, table, index);
    let one = |(position, partition): (u32, &Partition)| {
        let log = &partition.log;
        let places = partitions.places(position);
        let (from, to) = (places.0.hash, places.1.hash);
        let replica = |zone: u8| ReplicaInfo {
            zone: zone_letter(zone).unwrap_or('?'),
            leader: zone == log.leader,
            applied: log.shown(zone),
            behind: log.behind(zone),
        };
        PartitionInfo {
            id: partition.id,
            name: partition::name(partition.id, index.is_some()),
            from,
            to,
            inner: (places.0.inner, places.1.inner),
            item_count: partition.items,
            size_bytes: partition.bytes,
            consumed: partition.meter.consumed(now),
            capacity: partition.doors.picture(knobs, now),
            share: shares.then(|| admission::shares::picture(knobs, now, (table, index), partition)),
            lately: lately.as_ref().map(|it| cell(&it.of(places))).unwrap_or_default(),
            splitting: partition.planned.is_some(),
            hot_minutes: partition.heat.hot,
            refused: partition.heat.refused,
            replicas: log.zones.iter().map(replica).collect(),
            group: GroupInfo::default(),
        }
    };
    (0..).zip(partitions.iter()).map(one).collect()
}

/// A local index lives in the table's partitions. Its entries are counted together only: with one partition that
/// is the count.
fn local_partitions(table: &TableState, position: u16, index: &Index) -> Vec<PartitionInfo> {
    let single = table.partitions.len() == 1;
    let one = |(at, partition): (u32, &Partition)| {
        let (from, to) = table.partitions.hashes(at);
        let (item_count, size_bytes) = if single {
            table.data.counts(index.arm())
        } else {
            // With a local index no boundary lies inside an item collection.
            let rows = table.data.index_rows(position);
            let inside = rows.into_iter().flat_map(|rows| rows.range(partition.from.clone()..));
            let inside = inside.take_while(|(key, _)| key.hash <= to).take(COUNTED);
            inside.fold((0, 0), |(count, bytes), (_, item)| (count + 1, bytes + index.projected_size(item)))
        };
        PartitionInfo {
            id: partition.id,
            name: partition::name(partition.id, false),
            from,
            to,
            inner: (0, 0),
            item_count,
            size_bytes,
            consumed: Consumed::default(),
            capacity: Capacity::default(),
            share: None,
            lately: HeatCell::default(),
            splitting: false,
            hot_minutes: 0,
            refused: None,
            replicas: Vec::new(),
            group: GroupInfo::default(),
        }
    };
    (0..).zip(table.partitions.iter()).map(one).collect()
}

/// What the partitions of a table or global index draw on.
fn capacity(table: &TableState, index: Option<u16>, knobs: &Knobs, now: Micros) -> Capacity {
    let pool = |class: Class| {
        let (flow, limit) = admission::flow(knobs, now, table, index, class);
        let level = table.gate(index).side(class).pool.level_at(flow, now);
        admission::pool(flow, level, Some(limit))
    };
    if admission::has_shares(knobs, table, index) {
        return admission::shares::sum(knobs, now, (table, index));
    }
    Capacity { read: pool(Class::Read), write: pool(Class::Write) }
}
