//! What a table holds, newest state only: items, index entries, and running sizes.

use api::dynamodb::{GlobalIndexDefinition, ItemCollectionMetrics, MilliUnits};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use value::key::{Key, collection_prefix};
use value::{Attributes, Item};

use crate::rows::MapRows;
use crate::schema::Schema;
use crate::stored::stored_map;
use crate::units::{Arm, Formula};
use crate::write::{IndexChange, WritePlan};

/// Bytes of a gigabyte, as item collections are measured.
const GIGABYTE: u64 = 1 << 30;

/// A table's newest state. A clone shares everything and costs well under a microsecond an index.
///
/// The state knows no partitions: a partition is an interval of the key order. Global indexes are changed
/// only by [`Table::apply_index`], whenever the caller says that propagation has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    schema: Schema,
    base: Counted,
    /// In the order of [`Schema::indexes`].
    indexes: Vec<Counted>,
    /// Bytes of each item collection with its local index entries; only for tables with a local index.
    #[serde(deserialize_with = "stored_map")]
    collections: OrdMap<Key, u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    #[serde(deserialize_with = "stored_map")]
    rows: OrdMap<Key, Item>,
    /// Bytes of what is held (projections, in an index).
    bytes: u64,
}

impl Table {
    /// An empty table.
    pub fn new(schema: Schema) -> Self {
        let indexes = vec![Counted::default(); schema.indexes().len()];
        Self { schema, base: Counted::default(), indexes, collections: OrdMap::new() }
    }

    /// A table with these items and every index up to date: what a checkpoint is restored to.
    pub fn from_items(schema: Schema, items: impl IntoIterator<Item = Item>) -> Self {
        let mut table = Self::new(schema);
        for item in items {
            if let Some(key) = table.schema.stored_key(&item) {
                table.replace(&key, Some(item), true);
            }
        }
        table
    }

    /// Adds a global index without entries and says at which position.
    pub fn add_index(&mut self, index: &GlobalIndexDefinition) -> u16 {
        self.schema.add(index);
        self.indexes.push(Counted::default());
        (self.indexes.len() - 1) as u16
    }

    /// Removes the global index at a position with its entries. Other indexes keep their positions.
    pub fn drop_index(&mut self, position: u16) {
        self.schema.vacate(position);
        if let Some(entries) = self.indexes.get_mut(usize::from(position)) {
            *entries = Counted::default();
        }
    }

    /// Says whether the index at a position refuses writes that don't fit its key, or skips them.
    pub fn set_strict(&mut self, position: u16, strict: bool) {
        self.schema.set_strict(position, strict);
    }

    /// Its keys and indexes.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The items.
    pub fn rows(&self) -> &OrdMap<Key, Item> {
        &self.base.rows
    }

    /// The entries of the index at a position: whole items under index keys.
    pub fn index_rows(&self, position: u16) -> Option<&OrdMap<Key, Item>> {
        self.indexes.get(usize::from(position)).map(|index| &index.rows)
    }

    /// The newest state of the table or of an index, to read from.
    pub fn newest(&self, index: Option<u16>) -> Option<MapRows<'_>> {
        match index {
            None => Some(MapRows(&self.base.rows)),
            Some(position) => self.index_rows(position).map(MapRows),
        }
    }

    /// How many items or entries there are, and their bytes.
    pub fn counts(&self, arm: &Arm) -> (u64, u64) {
        let counted = match arm {
            Arm::Table => Some(&self.base),
            Arm::Local(name) | Arm::Global(name) | Arm::Vector(name) => {
                self.schema.index(name).and_then(|(position, _)| self.indexes.get(usize::from(position)))
            }
        };
        counted.map_or((0, 0), |counted| (counted.rows.len() as u64, counted.bytes))
    }

    /// Makes a planned write true: the item, its local index entries, the size of its collection. Changes of
    /// global indexes are left to [`Table::apply_index`].
    pub fn apply(&mut self, plan: &WritePlan) {
        if plan.changed {
            self.replace(&plan.key, plan.after.clone(), false);
        }
    }

    /// Puts or deletes an item without a plan: what a restored log or a migration does.
    /// `global_too` brings global indexes up to date as well.
    pub fn replace(&mut self, key: &Key, after: Option<Item>, global_too: bool) {
        let before = self.base.set(key, after.clone(), Item::size);
        let mut grown = after.as_ref().map_or(0, Item::size);
        let mut shrunk = before.as_ref().map_or(0, Item::size);
        let local = self.schema.local_count();
        for (position, (index, entries)) in (0..).zip(self.schema.indexes().iter().zip(&mut self.indexes)) {
            if position >= local && !global_too {
                break;
            }
            let size = |item: &Item| index.projected_size(item);
            let old = before.as_ref().and_then(|item| index.entry_key(item, key));
            let new = after.as_ref().and_then(|item| Some((index.entry_key(item, key)?, item)));
            if let Some(old) = old
                && new.as_ref().is_none_or(|(new, _)| *new != old)
            {
                let removed = entries.set(&old, None, size);
                shrunk += if position < local { removed.as_ref().map_or(0, size) } else { 0 };
            }
            if let Some((new, item)) = new {
                let replaced = entries.set(&new, Some(item.clone()), size);
                if position < local {
                    shrunk += replaced.as_ref().map_or(0, size);
                    grown += size(item);
                }
            }
        }
        if local > 0
            && let Some(item) = after.or(before)
        {
            self.resize_collection(&item, grown, shrunk);
        }
    }

    /// Makes a change of an index true: propagation has arrived. Answers the entries that were under the key to
    /// remove and under the key to put.
    pub fn apply_index(&mut self, position: u16, change: &IndexChange) -> (Option<Item>, Option<Item>) {
        let index = self.schema.index_at(position).zip(self.indexes.get_mut(usize::from(position)));
        let Some((index, entries)) = index else { return (None, None) };
        let size = |item: &Item| index.projected_size(item);
        let removed = change.remove.as_ref().and_then(|key| entries.set(key, None, size));
        let put = change.put.as_ref();
        (removed, put.and_then(|(key, item)| entries.set(key, Some(item.clone()), size)))
    }

    /// What putting or deleting an entry costs that shows this item, milli-units.
    pub fn entry_units(&self, position: u16, item: &Item) -> MilliUnits {
        let index = self.schema.index_at(position).filter(|index| !index.is_vector());
        index.map_or(0, |index| Formula::write(index.projected_size(item)).milli())
    }

    /// Bytes of the collection that a key (or a whole item) belongs to, local index entries included. `None`
    /// for a table without local indexes, which does not count them.
    pub fn collection_bytes(&self, key: &Attributes) -> Option<u64> {
        if self.schema.local_count() == 0 {
            return None;
        }
        let partition = self.schema.key().partition.iter();
        let values: Vec<_> = partition.map(|attribute| key.get(&attribute.name)).collect::<Option<_>>()?;
        Some(self.collections.get(&collection_prefix(&values)?).copied().unwrap_or(0))
    }

    /// `ItemCollectionMetrics` of the collection that a key (or a whole item) belongs to. `None` for a table
    /// without local indexes.
    pub fn metrics(&self, key: &Attributes) -> Option<ItemCollectionMetrics> {
        let gigabytes = self.collection_bytes(key)? / GIGABYTE;
        let partition = self.schema.key().partition.iter();
        let key = partition.filter_map(|part| key.get_key_value(&part.name));
        let key = value::map(key.map(|(name, value)| (name.clone(), value.clone())));
        Some(ItemCollectionMetrics { key, size_range_gb: (gigabytes, gigabytes + 1) })
    }

    fn resize_collection(&mut self, item: &Item, grown: u64, shrunk: u64) {
        let Some(collection) = self.schema.collection_of(item) else { return };
        let bytes = self.collections.get(&collection).copied().unwrap_or(0);
        match (bytes + grown).saturating_sub(shrunk) {
            0 => self.collections.remove(&collection),
            bytes => self.collections.insert(collection, bytes),
        };
    }
}

impl Counted {
    /// Puts or removes, and returns what was there.
    fn set(&mut self, key: &Key, item: Option<Item>, size: impl Fn(&Item) -> u64) -> Option<Item> {
        self.bytes += item.as_ref().map_or(0, &size);
        let before = match item {
            Some(item) => self.rows.insert(key.clone(), item),
            None => self.rows.remove(key),
        };
        self.bytes = self.bytes.saturating_sub(before.as_ref().map_or(0, size));
        before
    }
}
