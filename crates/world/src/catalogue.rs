//! A table of the world: what it was created as, where it is in its life, what it holds.

use std::sync::Arc;

use api::dynamodb::{
    BillingMode, CreateTable, GlobalIndexDefinition, IndexStatus, KeyAttribute, KeySchema,
    LocalIndexDefinition, StreamView, TableClass, TableStatus, Throughput,
};
use serde::{Deserialize, Serialize};
use sim::Micros;
use table::{Schema, Table};
use value::{Item, Key};

use crate::admission::{Gate, Meter};
use crate::control::{Control, IndexControl};
use crate::partitions::{self, Partitions};
use crate::propagation::IndexQueue;
use crate::split::{Grid, Place};
use crate::ttl::Ttl;
use crate::{Knob, Knobs, hash};

/// Bytes that a stored row costs besides its key and item: two handles with their counts, and its share of the tree.
const ROW_OVERHEAD: u64 = 96;

/// What a table is: as `CreateTable` asked for, with what `UpdateTable` made of it.
///
/// Its bytes in postcard are part of the durable format and of the state hash of every world there is: what else
/// belongs to a table goes into [`Control`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) definitions: Vec<KeyAttribute>,
    pub(crate) key: KeySchema,
    pub(crate) local: Vec<LocalIndexDefinition>,
    pub(crate) global: Vec<GlobalIndexDefinition>,
    pub(crate) billing: BillingMode,
    pub(crate) throughput: Option<Throughput>,
    pub(crate) deletion_protection: bool,
    pub(crate) class: Option<TableClass>,
}

impl From<&CreateTable> for Definition {
    fn from(create: &CreateTable) -> Self {
        Self {
            name: create.name.clone(),
            definitions: create.definitions.clone(),
            key: create.key.clone(),
            local: create.local.clone(),
            global: create.global.clone(),
            billing: create.billing,
            throughput: create.throughput,
            deletion_protection: create.deletion_protection,
            class: create.class,
        }
    }
}

impl Definition {
    /// Names of the attributes that it must define when it has these indexes.
    pub(crate) fn defined_names<'a>(
        &'a self,
        local: &'a [LocalIndexDefinition],
        global: &'a [GlobalIndexDefinition],
    ) -> impl Iterator<Item = &'a str> {
        let keys = std::iter::once(&self.key).chain(local.iter().map(|index| &index.key));
        let keys = keys.flat_map(|key| key.partition.iter().chain(&key.sort));
        let names = keys.map(|attribute| attribute.name.as_str());
        names.chain(global.iter().flat_map(GlobalIndexDefinition::defined_names))
    }

    /// Provisioned units; absent on demand.
    pub(crate) fn provisioned(&self) -> Option<Throughput> {
        match self.billing {
            BillingMode::Provisioned => Some(self.throughput.unwrap_or_default()),
            BillingMode::PayPerRequest => None,
        }
    }
}

/// A table as it is now.
#[derive(Clone, Debug)]
pub(crate) struct TableState {
    /// Its number, never used again.
    pub(crate) id: u32,
    pub(crate) region: Arc<str>,
    pub(crate) name: Arc<str>,
    /// `TableId`.
    pub(crate) uuid: Arc<str>,
    pub(crate) created: Micros,
    pub(crate) definition: Arc<Definition>,
    pub(crate) status: TableStatus,
    pub(crate) status_until: Option<Micros>,
    /// The most that was ever provisioned, or what a table on demand began with.
    pub(crate) warm: Throughput,
    /// Items and index entries, newest state.
    pub(crate) data: Table,
    pub(crate) partitions: Partitions,
    /// By position, as in the schema.
    pub(crate) indexes: Vec<IndexState>,
    /// The table and its local indexes.
    pub(crate) meter: Meter,
    pub(crate) gate: Gate,
    pub(crate) grid: Grid,
    /// Wrapping sum of the hashes of its rows.
    pub(crate) content: u128,
    /// Bytes that its rows cost in memory.
    pub(crate) stored: u64,
    /// Tags, limits, history of changes and the like.
    pub(crate) control: Arc<Control>,
    /// Its newest stream.
    pub(crate) stream: Option<Attached>,
    pub(crate) ttl: Ttl,
    /// When it went from provisioned to on demand, in the last day.
    pub(crate) switches: Arc<Vec<Micros>>,
}

/// A table's newest stream, on or off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attached {
    /// The stream's number.
    pub(crate) id: u32,
    pub(crate) label: Arc<str>,
    pub(crate) view: StreamView,
    pub(crate) on: bool,
}

/// A secondary index as it is now. A local one has neither partitions nor queue of its own.
#[derive(Clone, Debug)]
pub(crate) struct IndexState {
    pub(crate) status: IndexStatus,
    pub(crate) provisioned: Option<Throughput>,
    pub(crate) partitions: Partitions,
    pub(crate) queue: IndexQueue,
    pub(crate) meter: Meter,
    pub(crate) gate: Gate,
    pub(crate) grid: Grid,
    pub(crate) control: IndexControl,
}

impl IndexState {
    pub(crate) fn new(status: IndexStatus, provisioned: Option<Throughput>, partitions: Partitions) -> Self {
        Self {
            status,
            provisioned,
            grid: Grid::over(starts(&partitions)),
            partitions,
            queue: IndexQueue::default(),
            meter: Meter::default(),
            gate: Gate::default(),
            control: IndexControl::default(),
        }
    }
}

/// Where partitions begin.
fn starts(partitions: &Partitions) -> impl Iterator<Item = Place> {
    (0..partitions.len()).map(|position| partitions.places(position).0)
}

impl TableState {
    /// A table without items.
    pub(crate) fn new(
        id: u32,
        region: Arc<str>,
        uuid: Arc<str>,
        created: Micros,
        definition: Definition,
        knobs: &Knobs,
    ) -> Self {
        let places = vec![true; definition.global.len()];
        Self::placed(id, (region, uuid, created), definition, &places, knobs)
    }

    /// A table without items that may have lost global indexes: `places` tells of the positions after the local
    /// indexes which still have one.
    pub(crate) fn placed(
        id: u32,
        (region, uuid, created): (Arc<str>, Arc<str>, Micros),
        definition: Definition,
        places: &[bool],
        knobs: &Knobs,
    ) -> Self {
        let schema = Schema::placed(&definition.key, &definition.local, &definition.global, places);
        let provisioned = definition.provisioned();
        let local = definition
            .local
            .iter()
            .map(|_| IndexState::new(IndexStatus::Active, None, Partitions::default()));
        let mut left = definition.global.iter();
        let global = (1..).zip(places).map(|(turn, live)| match live.then(|| left.next()).flatten() {
            Some(index) => {
                let partitions = partitions::layout(knobs, index.throughput, turn);
                IndexState::new(IndexStatus::Creating, index.throughput, partitions)
            }
            None => IndexState::new(IndexStatus::Deleting, None, Partitions::default()),
        });
        let partitions = partitions::layout(knobs, provisioned, 0);
        Self {
            id,
            region,
            name: definition.name.as_str().into(),
            uuid,
            created,
            status: TableStatus::Creating,
            status_until: None,
            warm: provisioned.unwrap_or(Throughput {
                read: knobs.amount(Knob::OnDemandReadUnits),
                write: knobs.amount(Knob::OnDemandWriteUnits),
            }),
            data: Table::new(schema),
            grid: Grid::over(starts(&partitions)),
            partitions,
            indexes: local.chain(global).collect(),
            meter: Meter::default(),
            gate: Gate::default(),
            content: 0,
            stored: 0,
            control: Arc::default(),
            stream: None,
            ttl: Ttl::default(),
            switches: Arc::default(),
            definition: Arc::new(definition),
        }
    }

    pub(crate) fn schema(&self) -> &Schema {
        self.data.schema()
    }

    /// What the records of its stream show, while it is on.
    pub(crate) fn stream_view(&self) -> Option<StreamView> {
        self.stream.as_ref().filter(|stream| stream.on).map(|stream| stream.view)
    }

    /// Whether items can be reached.
    pub(crate) fn serves(&self) -> bool {
        matches!(self.status, TableStatus::Active | TableStatus::Updating)
    }

    /// The partitions that hold the table, one of its local indexes, or a global index.
    pub(crate) fn partitions_of(&self, index: Option<u16>) -> &Partitions {
        match index.filter(|&position| self.is_global(position)) {
            Some(position) => {
                self.indexes.get(usize::from(position)).map_or(&self.partitions, |index| &index.partitions)
            }
            None => &self.partitions,
        }
    }

    /// The same, to change them.
    pub(crate) fn partitions_mut(&mut self, index: Option<u16>) -> &mut Partitions {
        match index.filter(|&position| self.is_global(position)) {
            Some(position) => match self.indexes.get_mut(usize::from(position)) {
                Some(index) => &mut index.partitions,
                None => &mut self.partitions,
            },
            None => &mut self.partitions,
        }
    }

    /// The capacity of the table, or of the global index at a position.
    fn capacity(&self, index: Option<u16>) -> Option<&IndexState> {
        index.filter(|&at| self.is_global(at)).and_then(|at| self.indexes.get(usize::from(at)))
    }

    /// The buckets of the table, or of the global index at a position.
    pub(crate) fn gate(&self, index: Option<u16>) -> &Gate {
        self.capacity(index).map_or(&self.gate, |index| &index.gate)
    }

    /// The same, to change them.
    pub(crate) fn gate_mut(&mut self, index: Option<u16>) -> &mut Gate {
        if self.capacity(index).is_none() {
            return &mut self.gate;
        }
        let at = usize::from(index.unwrap_or(0));
        match self.indexes.get_mut(at) {
            Some(index) => &mut index.gate,
            None => &mut self.gate,
        }
    }

    /// The figures of the table, or of the global index at a position.
    pub(crate) fn meter_of(&self, index: Option<u16>) -> &Meter {
        self.capacity(index).map_or(&self.meter, |index| &index.meter)
    }

    /// The same, to change them.
    pub(crate) fn meter_mut(&mut self, index: Option<u16>) -> &mut Meter {
        if self.capacity(index).is_none() {
            return &mut self.meter;
        }
        match self.indexes.get_mut(usize::from(index.unwrap_or(0))) {
            Some(index) => &mut index.meter,
            None => &mut self.meter,
        }
    }

    /// The summary of use of the table, or of the global index at a position.
    pub(crate) fn grid(&self, index: Option<u16>) -> &Grid {
        self.capacity(index).map_or(&self.grid, |index| &index.grid)
    }

    /// The same, to change it.
    pub(crate) fn grid_mut(&mut self, index: Option<u16>) -> &mut Grid {
        if self.capacity(index).is_none() {
            return &mut self.grid;
        }
        match self.indexes.get_mut(usize::from(index.unwrap_or(0))) {
            Some(index) => &mut index.grid,
            None => &mut self.grid,
        }
    }

    /// Whether the index at a position is a global one.
    pub(crate) fn is_global(&self, position: u16) -> bool {
        position >= self.schema().local_count()
    }

    /// Keeps the running figures right when a row of the table changes.
    pub(crate) fn account(&mut self, key: &Key, before: Option<&Item>, after: Option<&Item>) {
        if let Some(item) = before {
            self.content = self.content.wrapping_sub(hash::row(key, item));
            self.stored = self.stored.saturating_sub(cost(key, item));
        }
        if let Some(item) = after {
            self.content = self.content.wrapping_add(hash::row(key, item));
            self.stored = self.stored.saturating_add(cost(key, item));
        }
        let at = self.partitions.locate(key);
        if let Some(partition) = self.partitions.get_mut(at) {
            partition.resize(before.map(Item::size), after.map(Item::size));
        }
    }

    /// `arn:aws:dynamodb:<region>:<account>:table/<name>`.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:dynamodb:{}:{account}:table/{}", self.region, self.name)
    }
}

/// Bytes that a row costs in memory.
pub(crate) fn cost(key: &Key, item: &Item) -> u64 {
    ROW_OVERHEAD + key.bytes.len() as u64 + item.as_bytes().len() as u64
}

/// What the trace calls a table and its indexes, also after the table is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Names {
    pub(crate) region: Arc<str>,
    pub(crate) name: Arc<str>,
    /// Name, and whether it is global.
    pub(crate) indexes: Vec<(Arc<str>, bool)>,
}

impl Names {
    /// Adds an index at the next position.
    pub(crate) fn add(&mut self, index: &str) {
        self.indexes.push((index.into(), true));
    }

    pub(crate) fn of(table: &TableState) -> Self {
        let indexes = table.schema().indexes().iter().map(|index| (index.name().into(), index.is_global()));
        Self { region: Arc::clone(&table.region), name: Arc::clone(&table.name), indexes: indexes.collect() }
    }
}
