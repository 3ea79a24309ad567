//! Tables in the durable part.

use api::dynamodb::{IndexStatus, TableStatus, Throughput};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sim::Micros;
use value::Item;

use super::RestoreError;
use super::extra::Extra;
use super::partition::DurablePartition;
use crate::catalogue::{Attached, Definition, TableState};
use crate::control::{Control, IndexControl};
use crate::ttl::{Clock, Ttl};

/// A table with its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DurableTable {
    pub(super) id: u32,
    pub(super) region: String,
    pub(super) uuid: String,
    pub(super) created: Micros,
    pub(super) definition: Definition,
    pub(super) status: TableStatus,
    pub(super) status_until: Option<Micros>,
    pub(super) warm: Throughput,
    pub(super) partitions: Vec<DurablePartition>,
    /// By position, local first.
    pub(super) indexes: Vec<DurableIndex>,
    /// In key order.
    pub(super) items: Vec<Item>,
    /// Tags, limits, history of changes and the like.
    pub(super) control: Control,
    /// The newest stream.
    pub(super) stream: Option<Attached>,
    pub(super) ttl: DurableTtl,
}

/// Time to live. What expires when follows from the items, but for those that had expired when they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DurableTtl {
    /// Absent while it is off.
    pub(super) attribute: Option<String>,
    pub(super) changed: Option<Micros>,
    /// In the order of the items: an item's position among them, and when it was written.
    pub(super) late: Vec<(u64, Micros)>,
}

/// An index without its entries: they follow from the items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DurableIndex {
    /// Whether there is one at this position; a deleted index leaves its position empty.
    pub(super) live: bool,
    pub(super) status: IndexStatus,
    pub(super) provisioned: Option<Throughput>,
    pub(super) partitions: Vec<DurablePartition>,
    pub(super) control: IndexControl,
}

impl DurableTable {
    pub(super) fn of(table: &TableState) -> Self {
        Self {
            id: table.id,
            region: table.region.to_string(),
            uuid: table.uuid.to_string(),
            created: table.created,
            definition: (*table.definition).clone(),
            status: table.status,
            status_until: table.status_until,
            warm: table.warm,
            partitions: DurablePartition::all(&table.partitions),
            indexes: table
                .schema()
                .indexes()
                .iter()
                .zip(&table.indexes)
                .map(|(index, state)| DurableIndex {
                    live: !index.is_vacant(),
                    status: state.status,
                    provisioned: state.provisioned,
                    partitions: DurablePartition::all(&state.partitions),
                    control: state.control.clone(),
                })
                .collect(),
            items: table.data.rows().values().cloned().collect(),
            control: (*table.control).clone(),
            stream: table.stream.clone(),
            ttl: DurableTtl::of(table),
        }
    }

    /// The table with its items and local indexes, and, if asked for, its global ones.
    pub(super) fn restore(
        self,
        global_too: bool,
        clock: Clock,
        extra: &mut Extra,
    ) -> Result<TableState, RestoreError> {
        // Any knobs will do: the partitions are replaced by the stored ones.
        let knobs = crate::Knobs::default();
        let region = self.region.as_str().into();
        let uuid = self.uuid.as_str().into();
        let local = self.definition.local.len();
        let places: Vec<bool> = self.indexes.iter().skip(local).map(|index| index.live).collect();
        let live = places.iter().filter(|live| **live).count();
        let fits = self.indexes.len() >= local && live == self.definition.global.len();
        if !fits || self.indexes.iter().take(local).any(|index| !index.live) {
            return Err(RestoreError::Damaged);
        }
        let mut table =
            TableState::placed(self.id, (region, uuid, self.created), self.definition, &places, &knobs);
        table.status = self.status;
        table.status_until = self.status_until;
        table.warm = self.warm;
        table.control = self.control.into();
        table.partitions = extra.partitions(&self.partitions, self.id, None)?;
        for (at, (index, stored)) in table.indexes.iter_mut().zip(self.indexes).enumerate() {
            index.status = stored.status;
            index.provisioned = stored.provisioned;
            index.control = stored.control;
            if at >= local && stored.live {
                let position = u16::try_from(at).map_err(|_| RestoreError::Damaged)?;
                index.partitions = extra.partitions(&stored.partitions, self.id, Some(position))?;
            }
        }
        for (position, index) in (0..).zip(&table.indexes) {
            let built = index.control.backfill.is_none() && index.status != IndexStatus::Deleting;
            table.data.set_strict(position, built);
        }
        for item in self.items {
            let key = table.schema().stored_key(&item).ok_or(RestoreError::Damaged)?;
            if table.data.rows().contains_key(&key) {
                return Err(RestoreError::Damaged);
            }
            table.account(&key, None, Some(&item));
            table.data.replace(&key, Some(item), global_too);
        }
        if global_too {
            count_entries(&mut table);
        }
        table.switches = extra.switches(table.id);
        table.stream = self.stream;
        table.ttl = self.ttl.restore(&table, clock)?;
        Ok(table)
    }
}

impl DurableTtl {
    fn of(table: &TableState) -> Self {
        let late = table.ttl.late();
        let items = (0..).zip(table.data.rows().keys()).filter(|_| !late.is_empty());
        Self {
            attribute: table.ttl.attribute.as_deref().map(str::to_owned),
            changed: table.ttl.changed,
            late: items.filter_map(|(at, key)| Some((at, *late.get(key)?))).collect(),
        }
    }

    fn restore(self, table: &TableState, clock: Clock) -> Result<Ttl, RestoreError> {
        let mut ttl = Ttl::switched(self.attribute.as_deref(), self.changed);
        let mut late = OrdMap::new();
        let mut items = (0..).zip(table.data.rows().keys());
        for (position, at) in self.late {
            let (_, key) = items.find(|(number, _)| *number == position).ok_or(RestoreError::Damaged)?;
            late.insert(key.clone(), at);
        }
        ttl.refill(table.data.rows().iter(), late, clock);
        Ok(ttl)
    }
}

/// Counts the entries of global indexes into their partitions.
pub(crate) fn count_entries(table: &mut TableState) {
    let schema = table.schema().clone();
    for (position, (index, state)) in (0..).zip(schema.indexes().iter().zip(&mut table.indexes)) {
        if !index.is_global() {
            continue;
        }
        for (key, item) in table.data.index_rows(position).into_iter().flatten() {
            let at = state.partitions.locate(key);
            if let Some(partition) = state.partitions.get_mut(at) {
                partition.resize(None, Some(index.projected_size(item)));
            }
        }
    }
}
