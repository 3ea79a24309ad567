//! Global indexes that are added to a table and deleted from it.

use std::sync::Arc;

use api::ApiError;
use api::dynamodb::{
    BillingMode, GlobalIndexDefinition, IndexStatus, KeyAttribute, KeyKind, KeySchema, NewIndex, Projection,
    UpdateTable, VectorSpec,
};
use trace::{Kind, Place, Status};

use super::settings::{merge_limits, warmer};
use super::{Story, internal, invalid, over_limit};
use crate::catalogue::{IndexState, TableState};
use crate::control::Backfill;
use crate::due::Due;
use crate::execute::missing;
use crate::knobs::Knob;
use crate::partitions;
use crate::recorder::place;
use crate::world::World;

/// Global indexes of a table.
const MAX_GLOBAL: usize = 20;

/// Vector indexes of a table.
const MAX_VECTORS: usize = 5;

pub(crate) const FOR_DEMAND: &str = "Vector indexes are only supported for PAY_PER_REQUEST tables";

/// Attributes projected besides keys, over all indexes.
const MAX_PROJECTED: usize = 100;

impl World {
    pub(super) fn create_index(
        &mut self,
        id: u32,
        index: &NewIndex,
        update: &UpdateTable,
        story: &mut Story<'_>,
    ) -> Result<(), ApiError> {
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let name = &index.name;
        if table.schema().index(name).is_some() {
            return Err(ApiError::validation("Attempting to create an index which already exists"));
        }
        let definitions = update.definitions.as_deref();
        let key = match index.projection.vectors() {
            Some(spec) => vector_key(table, spec, index, definitions)?,
            None => {
                let global = table.definition.global.iter();
                if global.filter(|index| !index.is_vector()).count() >= MAX_GLOBAL {
                    return Err(over_limit(format!(
                        "Number of global secondary indexes exceeds per-table limit of {MAX_GLOBAL}"
                    )));
                }
                key_of(table, index, definitions)?
            }
        };
        check_billing(table.definition.billing, index)?;
        check_projected(table, &index.projection)?;
        self.check_units_quota(&table.region, index.throughput.into_iter())?;
        let begin = index.throughput.unwrap_or(table.warm);
        let warm =
            index.capacity.warm.map(|warm| warmer(begin, warm, &format!("index {name}"))).transpose()?;

        let time = self.knobs.amount(Knob::IndexAllocate);
        let until = self.now.saturating_add(time);
        let turn = table.indexes.len() as u32;
        let partitions = partitions::layout(&self.knobs, index.throughput, turn);
        let count = partitions.born();
        let definition = GlobalIndexDefinition {
            name: name.clone(),
            key,
            projection: index.projection.clone(),
            throughput: index.throughput,
        };
        let mut state = IndexState::new(IndexStatus::Creating, index.throughput, partitions);
        state.control.backfill = Some(Backfill::Allocating);
        state.control.until = Some(until);
        state.control.limits = index.capacity.on_demand.and_then(|limits| merge_limits(None, limits));
        state.control.warm = warm;
        let table = self.table_mut(id).ok_or_else(internal)?;
        let position = table.data.add_index(&definition);
        table.indexes.push(state);
        let known = Arc::make_mut(&mut table.definition);
        let sent = update.definitions.iter().flatten();
        let wanted = |it: &&KeyAttribute| definition.defined_names().any(|name| name == it.name);
        for attribute in
            definition.key.partition.iter().chain(&definition.key.sort).chain(sent.filter(wanted))
        {
            if !known.definitions.iter().any(|it| it.name == attribute.name) {
                known.definitions.push(attribute.clone());
            }
        }
        known.global.push(definition);
        if let Some(names) = self.directory.get_mut(&id) {
            Arc::make_mut(names).add(name);
        }
        self.queue.push(until, Due::Index { table: id, index: position });
        self.begin_update(id, time, None, story);
        let here = Place { partition: 0, ..place(id, Some(position), 0) };
        story.tell(self, here, Kind::IndexStatus { status: Status::Creating });
        for partition in 0..count {
            story.tell(self, place(id, Some(position), partition), Kind::PartitionCreated);
        }
        self.concern(id);
        Ok(())
    }

    pub(super) fn delete_index(
        &mut self,
        id: u32,
        (name, vector): (&str, bool),
        story: &mut Story<'_>,
    ) -> Result<(), ApiError> {
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let found = table.schema().index(name).filter(|(_, index)| !vector || index.is_vector());
        let Some((position, index)) = found else {
            let table = &table.name;
            return Err(missing(&format!("Requested resource not found: Index {name} for table {table}")));
        };
        if !index.is_global() || vector != index.is_vector() {
            return Err(ApiError::validation(format!(
                "Cannot delete an index that is not a GlobalSecondaryIndex: {name}"
            )));
        }
        let time = self.knobs.amount(Knob::IndexDelete);
        let until = self.now.saturating_add(time);
        let table = self.table_mut(id).ok_or_else(internal)?;
        let state = table.indexes.get_mut(usize::from(position)).ok_or_else(internal)?;
        if state.status == IndexStatus::Updating {
            let what = format!("Index is being updated. Table: {} Index: {name}", table.name);
            return Err(crate::execute::tables::in_use(&what));
        }
        state.status = IndexStatus::Deleting;
        state.control.backfill = None;
        state.control.until = Some(until);
        table.data.set_strict(position, false);
        self.queue.push(until, Due::Index { table: id, index: position });
        self.begin_update(id, time, None, story);
        let here = Place { partition: 0, ..place(id, Some(position), 0) };
        story.tell(self, here, Kind::IndexStatus { status: Status::Deleting });
        Ok(())
    }

    /// An index is gone. What is on its way to it finds nobody.
    pub(super) fn remove_index(&mut self, id: u32, position: u16) {
        let Some(table) = self.table_mut(id) else { return };
        let Some(name) = table.schema().index_at(position).map(|index| index.name().to_owned()) else {
            return;
        };
        table.data.drop_index(position);
        if let Some(state) = table.indexes.get_mut(usize::from(position)) {
            *state = IndexState::new(IndexStatus::Deleting, None, partitions::Partitions::default());
        }
        let definition = Arc::make_mut(&mut table.definition);
        definition.global.retain(|index| index.name != name);
        // Attributes that are no longer the key of anything go, too.
        let used: Vec<String> =
            definition.defined_names(&definition.local, &definition.global).map(str::to_owned).collect();
        definition.definitions.retain(|attribute| used.contains(&attribute.name));
        let here = Place { partition: 0, ..place(id, Some(position), 0) };
        let mark = crate::recorder::Mark::control(here);
        self.recorder.emit(self.now, 0, mark, Kind::IndexStatus { status: Status::Deleted });
    }
}

/// The key of a new index with its attributes' types, some of which the table may know already.
fn key_of(
    table: &TableState,
    index: &NewIndex,
    sent: Option<&[KeyAttribute]>,
) -> Result<KeySchema, ApiError> {
    let known = &table.definition.definitions;
    let find = |list: &[KeyAttribute], name: &str| list.iter().find(|it| it.name == name).cloned();
    let mut key = KeySchema { partition: Vec::new(), sort: Vec::new() };
    for (name, kind) in &index.key {
        let (old, new) = (find(known, name), sent.and_then(|sent| find(sent, name)));
        if let (Some(old), Some(new)) = (&old, &new)
            && old.key_type != new.key_type
        {
            return Err(redefined(table, index, new));
        }
        let Some(attribute) = old.or(new) else {
            return Err(match sent {
                None => invalid(format!("AttributeDefinitions is not specified for index: {}", index.name)),
                Some(sent) => api::undefined_keys(index.key.iter().map(|(name, _)| name.as_str()), sent),
            });
        };
        match kind {
            KeyKind::Hash => key.partition.push(attribute),
            KeyKind::Range => key.sort.push(attribute),
        }
    }
    Ok(key)
}

/// The key of a new vector index: what its search schema says, or else the table's partition key.
fn vector_key(
    table: &TableState,
    spec: &VectorSpec,
    index: &NewIndex,
    sent: Option<&[KeyAttribute]>,
) -> Result<KeySchema, ApiError> {
    let definition = &table.definition;
    if definition.billing == BillingMode::Provisioned {
        return Err(invalid(FOR_DEMAND));
    }
    if definition.global.iter().filter(|index| index.is_vector()).count() >= MAX_VECTORS {
        return Err(over_limit(format!("Number of vector indexes exceeds per-table limit of {MAX_VECTORS}")));
    }
    let defined = |name: &str| {
        definition
            .definitions
            .iter()
            .chain(sent.into_iter().flatten())
            .any(|attribute| attribute.name == name)
    };
    if !spec.search.iter().all(|(name, _)| defined(name)) {
        return Err(VectorSpec::undefined());
    }
    spec.check_beside(&definition.global)?;
    if index.key.is_empty() {
        return Ok(KeySchema { partition: definition.key.partition.clone(), sort: Vec::new() });
    }
    key_of(table, index, sent)
}

fn redefined(table: &TableState, index: &NewIndex, attribute: &KeyAttribute) -> ApiError {
    let element = |key: &KeySchema| {
        let partition = key.partition.iter().map(|it| format!("{}:{}:HASH", it.name, it.key_type.name()));
        let sort = key.sort.iter().map(|it| format!("{}:{}:RANGE", it.name, it.key_type.name()));
        format!("SchemaElement: key{{{}}}", partition.chain(sort).collect::<Vec<_>>().join(","))
    };
    let kind = |kind: KeyKind| if kind == KeyKind::Hash { "HASH" } else { "RANGE" };
    let of = index.key.iter().find(|(name, _)| *name == attribute.name).map_or("HASH", |(_, it)| kind(*it));
    invalid(format!(
        "Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. \
         Existing schema: Schema:[{}] New schema: Schema:[SchemaElement: key{{{}:{}:{of}}}]",
        element(&table.definition.key),
        attribute.name,
        attribute.key_type.name()
    ))
}

fn check_billing(billing: BillingMode, index: &NewIndex) -> Result<(), ApiError> {
    let name = &index.name;
    match (billing, index.throughput) {
        (BillingMode::PayPerRequest, Some(_)) => Err(invalid(format!(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: {name} \
             when BillingMode is PAY_PER_REQUEST"
        ))),
        (BillingMode::Provisioned, None) => {
            Err(invalid(format!("ProvisionedThroughput is not specified for index: {name}")))
        }
        (BillingMode::Provisioned, Some(_)) if index.capacity.on_demand.is_some() => Err(invalid(
            "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED",
        )),
        _ => Ok(()),
    }
}

fn check_projected(table: &TableState, new: &Projection) -> Result<(), ApiError> {
    let local = table.definition.local.iter().map(|index| &index.projection);
    let global = table.definition.global.iter().map(|index| &index.projection);
    if local.chain(global).map(Projection::named).sum::<usize>() + new.named() > MAX_PROJECTED {
        return Err(invalid(format!(
            "Number of NonKeyAttributes over all indexes exceeds the per-table limit of {MAX_PROJECTED}"
        )));
    }
    Ok(())
}
