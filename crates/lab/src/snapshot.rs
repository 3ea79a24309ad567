//! The picture of the world, bounded whatever the world holds.

use std::collections::BTreeMap;

use api::dynamodb::{KeySchema, KeyType, Projection, TableStatus};
use table::{Index, Schema};
use value::{Attributes, Item};
use world::{Collection, Completion, IndexInfo, PartitionInfo, TableInfo, Touched, World};

use crate::chaos;
use crate::heat;
use crate::history::Kept;
use crate::snapshot_stream;
use crate::text;
use crate::view::{CollectionView, IndexView, ItemChip, Mark, PartitionView, ReplicaView, TableView};

/// Tables shown.
pub(crate) const TABLES: usize = 50;
/// Partitions shown of a table or index.
const PARTITIONS: usize = 64;
/// Collections shown of a partition.
const COLLECTIONS: usize = 6;
/// Chips shown of a collection.
const CHIPS: usize = 5;
/// How many of the latest calls decide which collections are shown.
const RECENT_CALLS: usize = 12;

/// What a picture is made from.
pub(crate) struct Painter<'a> {
    pub(crate) world: &'a World,
    /// Calls, oldest first; the last one leaves marks.
    pub(crate) calls: &'a [&'a Kept],
}

/// A place of items: a table, or one of its indexes.
struct Spot<'a> {
    table: &'a TableInfo,
    index: Option<&'a Index>,
}

impl Spot<'_> {
    fn index_name(&self) -> Option<&str> {
        self.index.map(Index::name)
    }

    fn key(&self) -> &KeySchema {
        self.index.map_or(self.table.schema.key(), Index::key)
    }

    fn schema(&self) -> &Schema {
        &self.table.schema
    }

    /// Whether a call touched this one.
    fn is_of(&self, touched: &Touched) -> bool {
        touched.table == self.table.name
            && touched.region == self.table.region
            && touched.index.as_deref() == self.index_name()
    }
}

impl Painter<'_> {
    /// The tables, and how many there are besides.
    pub(crate) fn tables(&self) -> (Vec<TableView>, u64) {
        let tables = self.world.tables();
        let more = tables.len().saturating_sub(TABLES) as u64;
        (tables.iter().take(TABLES).map(|table| self.table(table)).collect(), more)
    }

    fn table(&self, table: &TableInfo) -> TableView {
        let key = table.schema.key();
        let pair = |attribute: &api::dynamodb::KeyAttribute| {
            (attribute.name.clone(), type_name(attribute.key_type).to_owned())
        };
        let spot = Spot { table, index: None };
        let global = table.indexes.iter().filter(|index| index.global);
        let add = |(read, write): (u64, u64), (r, w): (u64, u64)| (read + r, write + w);
        TableView {
            name: table.name.to_string(),
            region: table.region.to_string(),
            status: status_name(table.status).to_owned(),
            status_until: table.status_until,
            partition_key: key.partition.first().map(pair).unwrap_or_default(),
            sort_key: key.sort.first().map(pair),
            provisioned: table.provisioned.map(|units| (units.read, units.write)),
            item_count: table.item_count,
            size_bytes: table.size_bytes,
            consumed_this_second: table.consumed.second,
            consumed_total: global.fold(table.consumed.total, |sum, index| add(sum, index.consumed.total)),
            throttled_this_second: table.consumed.throttled,
            capacity: self.enforces().then(|| heat::capacity(&table.capacity)),
            partitions: self.partitions(&spot, &table.partitions),
            more_partitions: table.partitions.len().saturating_sub(PARTITIONS) as u64,
            copies: chaos::copies_view(&table.partitions),
            indexes: table.indexes.iter().map(|index| self.index(table, index)).collect(),
            stream: table
                .stream
                .as_ref()
                .map(|stream| snapshot_stream::stream(table, stream, self.calls.last().copied())),
            ttl: table.ttl.as_ref().map(|ttl| snapshot_stream::ttl(ttl, &text::names(table.schema.key()))),
            tags: table.tags.clone(),
            lately: table.lately,
            used_lately: table.partitions.iter().fold((0, 0, 0), |(read, write, throttled), it| {
                (read + it.lately.read, write + it.lately.write, throttled + u64::from(it.lately.throttled))
            }),
            traffic: (table.traffic.reads, table.traffic.writes, table.traffic.throttled),
            ceiling: heat::ceiling(&self.world.config().knobs),
        }
    }

    /// The keys of a partition that are used most.
    fn hot_keys(&self, spot: &Spot<'_>, info: &PartitionInfo) -> Vec<(String, u32)> {
        let table = spot.table;
        let hot = self.world.hot_keys(&table.region, &table.name, spot.index_name(), info.id, heat::KEYS);
        let order = text::names(spot.key());
        hot.iter().map(|key| (heat::named(key, &order), key.percent)).collect()
    }

    /// Whether requests are throttled in this world.
    fn enforces(&self) -> bool {
        let config = self.world.config();
        config.mode == world::Mode::Simulated && config.knobs.get(world::Knob::AdmissionEnforce) != 0
    }

    fn index(&self, table: &TableInfo, info: &IndexInfo) -> IndexView {
        let index = table.schema.index(&info.name).map(|(_, index)| index);
        let keys = index.map_or_else(Vec::new, |index| {
            let attributes = index.key().partition.iter().chain(&index.key().sort);
            attributes.map(|it| (it.name.clone(), type_name(it.key_type).to_owned())).collect()
        });
        let spot = Spot { table, index };
        let mut partitions = self.partitions(&spot, &info.partitions);
        if !info.global {
            partitions = as_one(partitions);
        }
        IndexView {
            name: info.name.to_string(),
            global: info.global,
            vector: index.is_some_and(table::Index::is_vector),
            status: index_status_name(info.status).to_owned(),
            keys,
            projection: index.map(|index| projection(index.projection())).unwrap_or_default(),
            entry_count: info.entry_count,
            size_bytes: info.size_bytes,
            queued: info.queued,
            waiting: info.waiting,
            pressed: info.pressed,
            capacity: (info.global && self.enforces()).then(|| heat::capacity(&info.capacity)),
            oldest: info.oldest,
            provisioned: info.provisioned.map(|units| (units.read, units.write)),
            partitions,
            backfill: info.backfill,
        }
    }

    fn partitions(&self, spot: &Spot<'_>, partitions: &[PartitionInfo]) -> Vec<PartitionView> {
        let recent = self.recent_collections(spot);
        self.shown(spot, partitions).map(|it| self.partition(spot, it, &recent)).collect()
    }

    /// As many partitions as can be told of, in their order: the first ones, and of the others those that the latest call
    /// touched, that refused requests lately, or that are in use by more than half.
    fn shown<'a>(
        &self,
        spot: &Spot<'_>,
        partitions: &'a [PartitionInfo],
    ) -> impl Iterator<Item = &'a PartitionInfo> + use<'a> {
        let (first, others) = partitions.split_at(partitions.len().min(PARTITIONS));
        let (reads, writes) = heat::ceiling(&self.world.config().knobs);
        let touched = |name: &str| {
            self.last()
                .is_some_and(|last| last.touched.iter().any(|it| spot.is_of(it) && it.partition == name))
        };
        let matters = |it: &&PartitionInfo| {
            let half = it.lately.write > writes * 500 || it.lately.read > reads * 500;
            half || it.lately.throttled > 0 || touched(&it.name)
        };
        let matter: Vec<&PartitionInfo> = others.iter().filter(matters).take(PARTITIONS / 4).collect();
        first.iter().take(PARTITIONS - matter.len()).chain(matter)
    }

    fn partition(&self, spot: &Spot<'_>, info: &PartitionInfo, recent: &[Collection]) -> PartitionView {
        let (region, table) = (&spot.table.region, &spot.table.name);
        // In hash order, so that nothing moves when another collection is touched.
        let mut collections: BTreeMap<(u64, String), Collection> = BTreeMap::new();
        let mut add = |collection: Collection| {
            if collections.len() < COLLECTIONS {
                let key = (collection.hash, text::attributes_json(&collection.key));
                collections.entry(key).or_insert(collection);
            }
        };
        recent.iter().filter(|it| (info.from..=info.to).contains(&it.hash)).cloned().for_each(&mut add);
        let first = self.world.collections(region, table, spot.index_name(), info.id, COLLECTIONS, CHIPS);
        first.into_iter().for_each(&mut add);
        let mut views: Vec<CollectionView> =
            collections.into_values().map(|collection| self.collection(spot, &collection)).collect();
        let on_their_way = |name: &str| {
            spot.table.indexes.iter().any(|index| *index.name == *name && index.global && index.queued > 0)
        };
        if spot.index_name().is_some_and(on_their_way) {
            self.add_arriving(spot, info, &mut views);
        }
        let shown: u64 = views
            .iter()
            .flat_map(|collection| &collection.items)
            .filter(|chip| chip.mark != Mark::Arriving)
            .count() as u64;
        PartitionView {
            name: info.name.clone(),
            from: info.from,
            to: info.to,
            item_count: info.item_count,
            size_bytes: info.size_bytes,
            consumed_this_second: info.consumed.second,
            serves: info.serves(),
            throttled_this_second: info.consumed.throttled,
            throttled_total: info.consumed.total_throttled,
            splitting: info.splitting,
            hot_minutes: info.hot_minutes,
            refused: info.refused.map(|why| why.name().to_owned()),
            hot_keys: self.hot_keys(spot, info),
            more_items: info.item_count.saturating_sub(shown),
            lately: (info.lately.read, info.lately.write, info.lately.throttled),
            collections: views,
            replicas: info
                .replicas
                .iter()
                .map(|replica| ReplicaView {
                    zone: replica.zone.to_string(),
                    leader: replica.leader,
                    applied: replica.applied,
                    behind: replica.behind,
                    answered: self.answered(spot, &info.name, replica.zone),
                    ..chaos::copy_view(&info.group, replica.zone)
                })
                .collect(),
        }
    }

    fn collection(&self, spot: &Spot<'_>, collection: &Collection) -> CollectionView {
        let order = text::names(spot.key());
        CollectionView {
            key: crate::words::cut(&text::key(&collection.key, &order), 40),
            hash: collection.hash,
            items: collection.items.iter().take(CHIPS).map(|item| self.chip(spot, item)).collect(),
            more: collection.more + collection.items.len().saturating_sub(CHIPS) as u64,
        }
    }

    fn chip(&self, spot: &Spot<'_>, item: &Item) -> ItemChip {
        let key = spot.schema().key_attributes(item);
        let label_key = spot.key().sort.first().or(spot.key().partition.first());
        let label = label_key.and_then(|attribute| item.get(&attribute.name)).map(|value| value.display(24));
        ItemChip {
            label: label.unwrap_or_default(),
            size: spot.index.map_or(item.size(), |index| index.projected_size(item)),
            key_json: text::attributes_json(&key),
            mark: self.mark(spot, item, &key),
            expiry: snapshot_stream::expiry(self.world, spot.table, item),
            indexed: if spot.index.is_none() { indexed(spot, item) } else { 0 },
        }
    }

    /// What the latest call did to an item or entry.
    fn mark(&self, spot: &Spot<'_>, item: &Item, key: &Attributes) -> Mark {
        let Some(last) = self.last() else { return Mark::None };
        let mut mark = Mark::None;
        for touched in &last.touched {
            let here = touched.table == spot.table.name
                && touched.region == spot.table.region
                && touched.index.as_deref() == spot.index_name();
            // What a cache answered, the table was not asked for.
            let here = here && is_partition(&touched.partition);
            if here && touched.key.as_deref() == Some(key) {
                // What was to be written and was refused has only been looked at.
                mark = if touched.write && last.result.is_ok() { Mark::Written } else { Mark::Read };
            }
        }
        let Some(index) = spot.index.filter(|index| index.is_global()) else { return mark };
        for image in last.images.iter().filter(|image| image.before != image.after) {
            let here = image.table == spot.table.name && image.region == spot.table.region;
            if here && *image.key == *key {
                let same = image.after.as_ref().is_some_and(|after| same_entry(spot, index, after, item));
                // The entry that is here is not the one that the table has by now: its end is on its way.
                mark = if same { Mark::Written } else { Mark::Leaving };
            }
        }
        mark
    }

    /// Entries of the latest call that the index does not have yet.
    fn add_arriving(&self, spot: &Spot<'_>, info: &PartitionInfo, views: &mut Vec<CollectionView>) {
        let (Some(last), Some(index)) = (self.last(), spot.index) else { return };
        for image in &last.images {
            let Some(after) = &image.after else { continue };
            let here = image.table == spot.table.name
                && image.region == spot.table.region
                && image.before.as_ref() != Some(after);
            let base = spot.schema().stored_key(after);
            let Some(entry) = base.and_then(|base| index.entry_key(after, &base)).filter(|_| here) else {
                continue;
            };
            if !(info.from..=info.to).contains(&entry.hash) || self.is_in(spot, index, after) {
                continue;
            }
            let chip = ItemChip { mark: Mark::Arriving, ..self.chip(spot, after) };
            let names: Vec<&str> =
                index.key().partition.iter().map(|attribute| attribute.name.as_str()).collect();
            let key = crate::words::cut(&text::key(&after.project(&names).decode(), &names), 40);
            if let Some(view) = views.iter_mut().find(|view| view.hash == entry.hash && view.key == key) {
                if view.items.len() < CHIPS {
                    view.items.push(chip);
                }
            } else if views.len() < COLLECTIONS {
                views.push(CollectionView { key, hash: entry.hash, items: vec![chip], more: 0 });
                value::sort_by_key(views, |view| view.hash);
            }
        }
    }

    /// Whether an index has an item's entry, as far as the picture reaches.
    fn is_in(&self, spot: &Spot<'_>, index: &Index, item: &Item) -> bool {
        let (region, table) = (&spot.table.region, &spot.table.name);
        let found = self.world.collection(region, table, Some(index.name()), &item.decode(), 100);
        found.is_some_and(|collection| {
            let key = spot.schema().key_attributes(item);
            collection.items.iter().any(|entry| {
                spot.schema().key_attributes(entry) == key && same_entry(spot, index, item, entry)
            })
        })
    }

    /// Collections that the latest calls touched here, the last first.
    fn recent_collections(&self, spot: &Spot<'_>) -> Vec<Collection> {
        let (region, table) = (&spot.table.region, &spot.table.name);
        let mut found: Vec<Collection> = Vec::new();
        for kept in self.calls.iter().rev().take(RECENT_CALLS) {
            let completion = &kept.completion;
            let touched = completion.touched.iter().filter(|touched| spot.is_of(touched));
            let images = completion
                .images
                .iter()
                .filter(|image| spot.index.is_some() && image.table == *table && image.region == *region);
            let items = images.flat_map(|image| image.after.iter().chain(&image.before)).map(Item::decode);
            let keys = touched.filter_map(|touched| touched.key.as_deref().cloned()).chain(items);
            for key in keys.take(COLLECTIONS) {
                let found_here = self.world.collection(region, table, spot.index_name(), &key, CHIPS);
                let fresh = found_here.filter(|it| !found.iter().any(|old| old.key == it.key));
                found.extend(fresh);
            }
            if found.len() >= COLLECTIONS * 8 {
                break;
            }
        }
        found
    }

    fn answered(&self, spot: &Spot<'_>, partition: &str, zone: char) -> bool {
        self.last().is_some_and(|last| {
            last.touched.iter().any(|touched| {
                !touched.write
                    && spot.is_of(touched)
                    && touched.partition == partition
                    && touched.zone == Some(zone)
            })
        })
    }

    fn last(&self) -> Option<&Completion> {
        self.calls.last().map(|kept| &kept.completion)
    }
}

/// Which indexes have an entry for an item, a bit each.
fn indexed(spot: &Spot<'_>, item: &Item) -> u32 {
    let Some(base) = spot.schema().stored_key(item) else { return 0 };
    let indexes = spot.table.indexes.iter().take(32).map(|info| spot.schema().index(&info.name));
    let has =
        |index: Option<(_, &Index)>| index.is_some_and(|(_, index)| index.entry_key(item, &base).is_some());
    indexes.enumerate().filter(|(_, index)| has(*index)).fold(0, |bits, (i, _)| bits | 1 << i)
}

/// Whether two versions of an item have the same place in an index.
fn same_entry(spot: &Spot<'_>, index: &Index, one: &Item, other: &Item) -> bool {
    let entry = |item: &Item| {
        let base = spot.schema().stored_key(item)?;
        index.entry_key(item, &base)
    };
    entry(one) == entry(other)
}

/// The partitions of a local index as one: it has no place of its own.
fn as_one(partitions: Vec<PartitionView>) -> Vec<PartitionView> {
    let mut one = PartitionView { to: u64::MAX, ..PartitionView::default() };
    for partition in partitions {
        one.item_count += partition.item_count;
        one.size_bytes += partition.size_bytes;
        one.consumed_this_second.0 += partition.consumed_this_second.0;
        one.consumed_this_second.1 += partition.consumed_this_second.1;
        let room = COLLECTIONS.saturating_sub(one.collections.len());
        one.collections.extend(partition.collections.into_iter().take(room));
    }
    let shown: u64 = one.collections.iter().map(|collection| collection.items.len() as u64).sum();
    one.more_items = one.item_count.saturating_sub(shown);
    vec![one]
}

/// Whether a place is a partition (`P1`, `G1`), rather than a node of a cache.
fn is_partition(place: &str) -> bool {
    let number = place.strip_prefix(['P', 'G']).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

pub(crate) fn type_name(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::S => "S",
        KeyType::N => "N",
        KeyType::B => "B",
    }
}

pub(crate) fn status_name(status: TableStatus) -> &'static str {
    match status {
        TableStatus::Creating => "CREATING",
        TableStatus::Active => "ACTIVE",
        TableStatus::Updating => "UPDATING",
        TableStatus::Deleting => "DELETING",
    }
}

fn index_status_name(status: api::dynamodb::IndexStatus) -> &'static str {
    use api::dynamodb::IndexStatus as Status;
    match status {
        Status::Creating => "CREATING",
        Status::Active => "ACTIVE",
        Status::Updating => "UPDATING",
        Status::Deleting => "DELETING",
    }
}

fn projection(projection: &Projection) -> String {
    match projection {
        Projection::All => "ALL".to_owned(),
        Projection::KeysOnly => "KEYS_ONLY".to_owned(),
        Projection::Include(names) => format!("INCLUDE {}", names.join(", ")),
        Projection::Vectors(spec) => format!("{} {}", spec.dimensions, spec.distance.name()),
    }
}
