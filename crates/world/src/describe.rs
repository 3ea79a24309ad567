//! How a table describes itself.

use std::sync::Arc;

use api::dynamodb::{
    BillingMode, EncryptionDescription, GlobalIndexDescription, IndexStatus, LocalIndexDescription,
    ModeSummary, OnDemandLimits, RestoreSummary, TableDescription, TableStatus, Throughput,
    ThroughputDescription, WarmDescription,
};
use sim::Micros;
use table::Arm;

use crate::catalogue::{IndexState, TableState};
use crate::config::Config;
use crate::control::{Backfill, Changes};
use crate::world::World;

/// What a description depends on besides the table: whose it is, and when.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) config: Arc<Config>,
    pub(crate) now: Micros,
}

impl Moment {
    /// Milliseconds since 1970 at a virtual time.
    pub(crate) fn unix_ms(&self, at: Micros) -> u64 {
        self.config.epoch_micros.saturating_add(at) / sim::MICROS_PER_MILLI
    }

    /// Days since 1970 at a virtual time.
    pub(crate) fn day(&self, at: Micros) -> u64 {
        self.config.epoch_micros.saturating_add(at) / sim::MICROS_PER_DAY
    }

    /// Decreases on the present UTC day.
    pub(crate) fn decreases_today(&self, changes: &Changes) -> u32 {
        let today = changes.last_decrease.is_some_and(|last| self.day(last) == self.day(self.now));
        if today { changes.decreases } else { 0 }
    }

    fn throughput(&self, units: Option<Throughput>, changes: &Changes) -> ThroughputDescription {
        ThroughputDescription {
            units: units.unwrap_or_default(),
            decreases: self.decreases_today(changes),
            last_increase_ms: changes.last_increase.map(|at| self.unix_ms(at)),
            last_decrease_ms: changes.last_decrease.map(|at| self.unix_ms(at)),
        }
    }
}

impl World {
    pub(crate) fn moment(&self) -> Moment {
        Moment { config: Arc::clone(&self.config), now: self.now }
    }

    /// The description of a table as of now.
    pub(crate) fn describe(&self, table: &TableState) -> TableDescription {
        table.describe(&self.moment())
    }
}

impl TableState {
    /// The table's description as of now.
    pub(crate) fn describe(&self, moment: &Moment) -> TableDescription {
        let definition = &*self.definition;
        let arn = self.arn(&moment.config.account);
        let (item_count, mut size_bytes) = self.data.counts(&Arm::Table);
        if self.schema().has_vectors() {
            size_bytes = self.data.rows().values().map(|item| self.schema().charged_size(item)).sum();
        }
        let index_arn = |name: &str| format!("{arn}/index/{name}");
        let counts =
            |name: &str| self.schema().index(name).map_or((0, 0), |(_, index)| self.data.counts(index.arm()));
        // A switch of the billing mode is told of from its beginning, with the units that come; a change of units alone isn't.
        let coming = self.control.pending.as_ref().filter(|pending| pending.billing.is_some());
        let leaves = coming.is_some_and(|pending| pending.billing == Some(BillingMode::PayPerRequest));
        let units =
            |now: Option<Throughput>, then: Option<Throughput>| if coming.is_some() { then } else { now };
        let local = definition.local.iter().map(|index| {
            let (item_count, size_bytes) = counts(&index.name);
            LocalIndexDescription {
                definition: index.clone(),
                arn: index_arn(&index.name),
                item_count,
                size_bytes,
            }
        });
        let global = definition.global.iter().filter_map(|index| {
            let (item_count, size_bytes) = counts(&index.name);
            let (position, _) = self.schema().index(&index.name)?;
            let state = self.indexes.get(usize::from(position))?;
            Some(GlobalIndexDescription {
                definition: index.clone(),
                arn: index_arn(&index.name),
                status: if leaves && state.status == IndexStatus::Active {
                    IndexStatus::Updating
                } else {
                    state.status
                },
                item_count,
                size_bytes,
                backfilling: state.control.backfill.as_ref().map(|state| *state != Backfill::Allocating),
                throughput: moment
                    .throughput(units(state.provisioned, state.control.pending), &state.control.changes),
                on_demand: told(state.control.limits),
                warm: Some(WarmDescription { units: self.warm_of(state), updating: false }),
            })
        });
        let control = &*self.control;
        let encryption = control.encryption.as_ref().map(|encryption| EncryptionDescription {
            key: encryption.key.clone(),
            updating: encryption.until.is_some_and(|until| until > moment.now),
        });
        TableDescription {
            name: definition.name.clone(),
            id: self.uuid.to_string(),
            status: self.status,
            created_ms: moment.unix_ms(self.created),
            definitions: definition.definitions.clone(),
            key: definition.key.clone(),
            mode: self.mode(coming.and_then(|pending| pending.billing), moment),
            throughput: moment.throughput(
                units(definition.provisioned(), coming.and_then(|pending| pending.throughput)),
                &control.changes,
            ),
            on_demand: told(control.limits),
            encryption,
            item_count,
            size_bytes,
            local: local.collect(),
            global: global.collect(),
            deletion_protection: definition.deletion_protection,
            class: definition.class,
            class_changed_ms: self.class_changed().map(|at| moment.unix_ms(at)),
            warm: Some(WarmDescription {
                units: self.warm,
                updating: control.warming.is_some_and(|until| until > moment.now),
            }),
            restored: control.restored.as_ref().map(|restored| RestoreSummary {
                backup: Some(restored.backup.clone()).filter(|backup| !backup.is_empty()),
                table: restored.table.clone(),
                at_ms: moment.unix_ms(restored.at),
                in_progress: self.status == TableStatus::Creating,
            }),
            stream: self.stream_view(),
            stream_label: self.stream.as_ref().map(|stream| stream.label.to_string()),
            arn,
        }
    }

    /// How the table is billed, where that is told: it is or was on demand, is about to be, or was restored.
    fn mode(&self, coming: Option<BillingMode>, moment: &Moment) -> Option<ModeSummary> {
        let since = self.on_demand_since();
        (since.is_some() || coming.is_some() || self.control.restored.is_some()).then(|| ModeSummary {
            billing: coming.unwrap_or(self.definition.billing),
            // A table that is being made is not on demand yet.
            on_demand_since_ms: since
                .filter(|_| self.status != TableStatus::Creating)
                .map(|since| moment.unix_ms(since)),
        })
    }

    /// When the table last went on demand, if it ever was.
    pub(crate) fn on_demand_since(&self) -> Option<Micros> {
        let from_the_start = (self.definition.billing == BillingMode::PayPerRequest).then_some(self.created);
        self.control.on_demand_since.or(from_the_start)
    }

    /// When the class that the table has was given to it, if it had another before.
    fn class_changed(&self) -> Option<Micros> {
        let coming = self.control.pending.as_ref().and_then(|pending| pending.class);
        let on_its_way = coming.is_some_and(|class| Some(class) != self.definition.class);
        self.control.class_changes.iter().rev().nth(usize::from(on_its_way)).copied()
    }

    /// What an index can serve at once: the most that it ever had, or what its table on demand began with.
    pub(crate) fn warm_of(&self, index: &IndexState) -> Throughput {
        index.control.warm.or(index.provisioned).unwrap_or(self.warm)
    }
}

/// Limits as they are told: not when there is none.
pub(crate) fn told(limits: Option<OnDemandLimits>) -> Option<OnDemandLimits> {
    limits.filter(|limits| limits.read.is_some() || limits.write.is_some())
}
