//! The keys of a table and its indexes, and what each index copies.

use std::sync::Arc;

use api::dynamodb::{
    GlobalIndexDefinition, KeyAttribute, KeySchema, LocalIndexDefinition, Projection, VectorSpec,
};
use serde::{Deserialize, Serialize};
use value::key::{Key, KeyBuilder};
use value::{AttributeValue, Attributes, Item};

use crate::keys::key_in;
use crate::units::Arm;
use crate::vectors;

/// The keys of a table and of its indexes. A clone is a handle.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schema(Arc<Parts>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Parts {
    key: KeySchema,
    /// Local first, then global, each in order of creation. A deleted index leaves a vacant place.
    indexes: Vec<Index>,
    /// How many of them are local.
    local: u16,
}

/// A secondary index.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Index {
    arm: Arm,
    key: KeySchema,
    projection: Projection,
    /// Names of what an entry holds: index keys, table keys, included attributes, sorted and distinct.
    /// Absent: everything.
    held: Option<Vec<String>>,
    /// Whether writes that don't fit its key are refused. An index that is being built or deleted skips them.
    strict: bool,
}

impl Schema {
    /// The schema of a new table.
    pub fn new(key: &KeySchema, local: &[LocalIndexDefinition], global: &[GlobalIndexDefinition]) -> Self {
        Self::placed(key, local, global, &vec![true; global.len()])
    }

    /// The schema of a table that has lost global indexes: `places` tells of the positions after the local indexes
    /// which still have one.
    pub fn placed(
        key: &KeySchema,
        local: &[LocalIndexDefinition],
        global: &[GlobalIndexDefinition],
        places: &[bool],
    ) -> Self {
        let count = local.len() as u16;
        let locals = local.iter().map(|index| {
            Index::new(Arm::Local(index.name.as_str().into()), &index.key, &index.projection, key)
        });
        let mut left = global.iter();
        let globals = places.iter().map(|live| match live.then(|| left.next()).flatten() {
            Some(index) => Index::global(index, key),
            None => Index::vacant(),
        });
        Self(Arc::new(Parts { key: key.clone(), local: count, indexes: locals.chain(globals).collect() }))
    }

    /// Adds a global index at the next position. Until it is made strict, it skips what doesn't fit.
    pub(crate) fn add(&mut self, index: &GlobalIndexDefinition) {
        let parts = Arc::make_mut(&mut self.0);
        let index = Index { strict: false, ..Index::global(index, &parts.key) };
        parts.indexes.push(index);
    }

    /// Leaves the position of an index vacant.
    pub(crate) fn vacate(&mut self, position: u16) {
        if let Some(index) = Arc::make_mut(&mut self.0).indexes.get_mut(usize::from(position)) {
            *index = Index::vacant();
        }
    }

    /// Says whether the index at a position refuses writes that don't fit its key.
    pub(crate) fn set_strict(&mut self, position: u16, strict: bool) {
        if let Some(index) = Arc::make_mut(&mut self.0).indexes.get_mut(usize::from(position)) {
            index.strict = strict;
        }
    }

    /// The table's primary key.
    pub fn key(&self) -> &KeySchema {
        &self.0.key
    }

    /// Every index: local first, then global, each in order of creation. Elsewhere an index is named by its
    /// position in this list, which stays the same for the life of the table: where an index was deleted, the list
    /// has a vacant one ([`Index::is_vacant`]), into which no item ever fits.
    pub fn indexes(&self) -> &[Index] {
        &self.0.indexes
    }

    /// Every index, global before local: so the service checks what is written.
    pub(crate) fn global_first(&self) -> impl Iterator<Item = &Index> {
        let (local, global) = self.0.indexes.split_at(usize::from(self.0.local));
        global.iter().chain(local)
    }

    /// How many indexes are local: those at the positions before this one.
    pub fn local_count(&self) -> u16 {
        self.0.local
    }

    /// The index of a name, with its position.
    pub fn index(&self, name: &str) -> Option<(u16, &Index)> {
        let position = self.0.indexes.iter().position(|index| index.name() == name && !index.is_vacant())?;
        Some((position as u16, &self.0.indexes[position]))
    }

    /// The index at a position.
    pub fn index_at(&self, position: u16) -> Option<&Index> {
        self.0.indexes.get(usize::from(position))
    }

    /// The primary key's attributes of an item, as `LastEvaluatedKey` and stream records print them.
    pub fn key_attributes(&self, item: &Item) -> Attributes {
        pick(self.attribute_names(), item)
    }

    /// Names of the primary key's attributes, partition key first.
    pub fn attribute_names(&self) -> impl Iterator<Item = &str> {
        names(&self.0.key)
    }

    /// The key under which an item is stored; `None` for an item that no check of this schema let through.
    pub fn stored_key(&self, item: &Item) -> Option<Key> {
        key_in(&self.0.key, item, &[])
    }

    /// Bytes of an item and of its entries in local indexes, which share its room and its collection's.
    pub fn size_in_collection(&self, key: &Key, item: &Item) -> u64 {
        let locals = self.indexes().iter().filter(|index| !index.is_global() && !index.is_vacant());
        let entries = locals.filter(|index| index.entry_key(item, key).is_some());
        item.size() + entries.map(|index| index.projected_size(item)).sum::<u64>()
    }

    /// Bytes of an item as capacity and the table's size count them: a vector that is in an index has four a number.
    pub fn charged_size(&self, item: &Item) -> u64 {
        if self.has_vectors() { vectors::charged(self, item) } else { item.size() }
    }

    /// Whether there is a vector index.
    pub fn has_vectors(&self) -> bool {
        self.indexes().iter().any(Index::is_vector)
    }

    /// The smallest possible key of the item collection that an item belongs to: the name of the collection.
    pub fn collection_of(&self, item: &Item) -> Option<Key> {
        let mut key = KeyBuilder::new(64);
        for attribute in &self.0.key.partition {
            key.partition(item.scalar(&attribute.name)?);
        }
        Some(key.key(&[]))
    }
}

impl Index {
    fn new(arm: Arm, key: &KeySchema, projection: &Projection, base: &KeySchema) -> Self {
        let mut held: Vec<String> = names(key).chain(names(base)).map(str::to_owned).collect();
        let mut copied = projection;
        if let Projection::Vectors(spec) = projection {
            held.push(spec.attribute.clone());
            held.extend(spec.search.iter().map(|(name, _)| name.clone()));
            copied = &spec.copies;
        }
        if let Projection::Include(more) = copied {
            held.extend(more.iter().cloned());
        }
        value::sort(&mut held);
        held.dedup();
        let held = (*copied != Projection::All).then_some(held);
        Self { arm, key: key.clone(), projection: projection.clone(), held, strict: true }
    }

    fn global(index: &GlobalIndexDefinition, base: &KeySchema) -> Self {
        let name = index.name.as_str().into();
        let arm = if index.is_vector() { Arm::Vector(name) } else { Arm::Global(name) };
        Self::new(arm, &index.key, &index.projection, base)
    }

    /// The place of an index that was deleted.
    fn vacant() -> Self {
        Self {
            arm: Arm::Global("".into()),
            key: KeySchema { partition: Vec::new(), sort: Vec::new() },
            projection: Projection::KeysOnly,
            held: Some(Vec::new()),
            strict: false,
        }
    }

    /// Whether this is only the place of an index that was deleted.
    pub fn is_vacant(&self) -> bool {
        self.key.partition.is_empty()
    }

    /// Whether writes that don't fit its key are refused: not while it is being built or deleted.
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match &self.arm {
            Arm::Local(name) | Arm::Global(name) | Arm::Vector(name) => name,
            Arm::Table => "",
        }
    }

    /// Who pays for it.
    pub fn arm(&self) -> &Arm {
        &self.arm
    }

    /// Whether it is global (a vector index is): its own partitions, filled later; or local: with the item, at once.
    pub fn is_global(&self) -> bool {
        matches!(self.arm, Arm::Global(_) | Arm::Vector(_))
    }

    /// What a vector index is over; absent for any other.
    pub fn vectors(&self) -> Option<&VectorSpec> {
        self.projection.vectors()
    }

    /// Whether it is a vector index.
    pub fn is_vector(&self) -> bool {
        self.vectors().is_some()
    }

    /// Its key.
    pub fn key(&self) -> &KeySchema {
        &self.key
    }

    /// What it copies, as it was asked for.
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Names of its key's attributes, partition key first.
    pub fn attribute_names(&self) -> impl Iterator<Item = &str> {
        names(&self.key)
    }

    /// Names of everything an entry may hold, sorted; absent when it holds whole items.
    pub fn held(&self) -> Option<&[String]> {
        self.held.as_deref()
    }

    /// Whether an entry holds the attribute (if the item has it).
    pub fn holds(&self, name: &str) -> bool {
        self.held.as_ref().is_none_or(|held| held.binary_search_by(|held| held.as_str().cmp(name)).is_ok())
    }

    /// Where the index keeps an item whose table key is `base`; `None` when the item isn't in the index,
    /// because it lacks an attribute of the index key, or has one that no index key can be (of another type,
    /// empty, too long: writes refuse those, a backfill skips them).
    pub fn entry_key(&self, item: &Item, base: &Key) -> Option<Key> {
        if self.is_vacant() {
            return None;
        }
        if self.vectors().is_some_and(|spec| !vectors::fits(spec, item)) {
            return None;
        }
        key_in(&self.key, item, &base.bytes)
    }

    /// Whether two items have the same values of its key attributes, and of the vector.
    pub(crate) fn agree(&self, one: &Item, other: &Item) -> bool {
        attributes(&self.key).all(|attribute| one.agrees(other, &attribute.name))
            && self.vectors().is_none_or(|spec| one.agrees(other, &spec.attribute))
    }

    /// What the index holds of an item.
    pub fn project(&self, item: &Item) -> Item {
        match &self.held {
            None => item.clone(),
            Some(held) => item.project(&held.iter().map(String::as_str).collect::<Vec<_>>()),
        }
    }

    /// Bytes of what the index holds of an item.
    pub fn projected_size(&self, item: &Item) -> u64 {
        let size = match &self.held {
            None => item.size(),
            Some(held) => item.projected_size(&held.iter().map(String::as_str).collect::<Vec<_>>()),
        };
        match self.vectors() {
            None => size,
            Some(spec) => vectors::counted(spec, item, size),
        }
    }
}

/// Whether a value is of the type that a key attribute declares.
pub(crate) fn has_type(value: &AttributeValue, attribute: &KeyAttribute) -> bool {
    value.type_name() == type_name(attribute)
}

/// The value that is given for a key attribute, if it is of the type that this declares.
pub(crate) fn typed<'a>(given: &'a Attributes, attribute: &KeyAttribute) -> Option<&'a AttributeValue> {
    given.get(&attribute.name).filter(|value| has_type(value, attribute))
}

/// `S`, `N` or `B`.
pub(crate) fn type_name(attribute: &KeyAttribute) -> &'static str {
    match attribute.key_type {
        api::dynamodb::KeyType::S => "S",
        api::dynamodb::KeyType::N => "N",
        api::dynamodb::KeyType::B => "B",
    }
}

/// Names of a key's attributes, partition key first.
pub(crate) fn names(key: &KeySchema) -> impl Iterator<Item = &str> + Clone {
    attributes(key).map(|attribute| attribute.name.as_str())
}

/// A key's attributes, partition key first.
pub(crate) fn attributes(key: &KeySchema) -> impl Iterator<Item = &KeyAttribute> + Clone {
    key.partition.iter().chain(&key.sort)
}

/// The attributes of an item that have one of these names.
pub(crate) fn pick<'n>(names: impl Iterator<Item = &'n str>, item: &Item) -> Attributes {
    value::map(names.filter_map(|name| Some((name.to_owned(), item.get(name)?))))
}
