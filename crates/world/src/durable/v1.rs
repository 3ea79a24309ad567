//! Version 1 of the durable part, as the first release wrote it. Frozen.

use api::dynamodb::{
    BillingMode, GlobalIndexDefinition, IndexStatus, KeyAttribute, KeySchema, LocalIndexDefinition,
    TableClass, TableStatus, Throughput,
};
use serde::Deserialize;
use sim::Micros;
use value::Item;

use super::partition::DurablePartition;
use super::table::{DurableIndex, DurableTable, DurableTtl};
use crate::catalogue::Definition;
use crate::config::Config;
use crate::control::{Control, IndexControl};

#[derive(Deserialize)]
pub(super) struct Durable {
    #[allow(dead_code, reason = "stands first in the bytes")]
    version: u32,
    config: Config,
    now: Micros,
    calls: u32,
    created: u32,
    tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Table {
    id: u32,
    region: String,
    uuid: String,
    created: Micros,
    definition: TableDefinition,
    status: TableStatus,
    status_until: Option<Micros>,
    warm: Throughput,
    partitions: Vec<DurablePartition>,
    indexes: Vec<Index>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct TableDefinition {
    name: String,
    definitions: Vec<KeyAttribute>,
    key: KeySchema,
    local: Vec<LocalIndexDefinition>,
    global: Vec<GlobalIndexDefinition>,
    billing: BillingMode,
    throughput: Option<Throughput>,
    deletion_protection: bool,
    class: Option<TableClass>,
}

#[derive(Deserialize)]
struct Index {
    status: IndexStatus,
    provisioned: Option<Throughput>,
    partitions: Vec<DurablePartition>,
}

impl From<Durable> for super::Base {
    fn from(old: Durable) -> Self {
        let Durable { version: _, config, now, calls, created, tables } = old;
        let tables = tables.into_iter().map(DurableTable::from).collect();
        Self { version: super::VERSION, config, now, calls, created, tables, ..Self::default() }
    }
}

impl From<Table> for DurableTable {
    fn from(old: Table) -> Self {
        let index = |old: Index| DurableIndex {
            live: true,
            status: old.status,
            provisioned: old.provisioned,
            partitions: old.partitions,
            control: IndexControl::default(),
        };
        Self {
            id: old.id,
            region: old.region,
            uuid: old.uuid,
            created: old.created,
            definition: old.definition.into(),
            status: old.status,
            status_until: old.status_until,
            warm: old.warm,
            partitions: old.partitions,
            indexes: old.indexes.into_iter().map(index).collect(),
            items: old.items,
            control: Control::default(),
            stream: None,
            ttl: DurableTtl::default(),
        }
    }
}

impl From<TableDefinition> for Definition {
    fn from(old: TableDefinition) -> Self {
        Self {
            name: old.name,
            definitions: old.definitions,
            key: old.key,
            local: old.local,
            global: old.global,
            billing: old.billing,
            throughput: old.throughput,
            deletion_protection: old.deletion_protection,
            class: old.class,
        }
    }
}
