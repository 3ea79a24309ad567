//! Throughput, billing mode, limits on demand and streams: what may be changed in one call.

use std::sync::Arc;

use api::dynamodb::{
    BillingMode, IndexCapacity, IndexStatus, IndexUpdate, OnDemandLimits, Throughput, UpdateTable,
};
use api::{ApiError, ErrorCode};
use sim::{MICROS_PER_DAY, MICROS_PER_HOUR, Micros};
use trace::{Kind, Place, Status};

use super::indexes::FOR_DEMAND;
use super::settings::{merge_limits, warmer};
use super::{Story, internal, invalid, over_limit};
use crate::calendar::in_words;
use crate::catalogue::TableState;
use crate::control::{Changes, Pending};
use crate::describe::Moment;
use crate::due::Due;
use crate::execute::missing;
use crate::execute::stream_settings::check_stream;
use crate::knobs::Knob;
use crate::recorder::place;
use crate::world::World;

/// A table on demand has no throughput.
pub(crate) const NO_UNITS_ON_DEMAND: &str =
    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST";

/// Decreases that a UTC day allows at any time; after them, one an hour.
const FREE_DECREASES: u32 = 4;

/// Switches to on-demand billing that a day allows.
const SWITCHES: usize = 4;

const LIMITS_GUIDE: &str = "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request \
     higher limits.";

/// What an update asks of one index.
struct Wanted<'a> {
    position: u16,
    throughput: Option<Throughput>,
    capacity: &'a IndexCapacity,
}

impl World {
    /// Changes what a table and its indexes can serve, and how that is billed.
    pub(super) fn change_units(
        &mut self,
        id: u32,
        update: &UpdateTable,
        story: &mut Story<'_>,
    ) -> Result<(), ApiError> {
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let current = table.definition.billing;
        let billing = update.billing.unwrap_or(current);
        let switches = billing != current;
        let moment = self.moment();
        // Nobody has ever met the quota: it is one of the machinery, not of the API.
        if switches && billing == BillingMode::PayPerRequest && self.enforces() {
            check_switches(table, moment.now)?;
        }
        check_limits(update.on_demand, billing)?;
        // The table's own throughput comes before that of its indexes, whether they are there or not.
        let changed = update.throughput.filter(|_| !switches);
        let now = table.definition.provisioned().unwrap_or_default();
        if let Some(throughput) = changed {
            check_change(now, throughput, None)?;
        }
        let wanted = wanted_of_indexes(table, &update.indexes, billing)?;
        if switches && billing == BillingMode::Provisioned {
            check_all_provisioned(table, &wanted)?;
        }
        let quota = update.throughput.into_iter().chain(wanted.iter().filter_map(|index| index.throughput));
        self.check_units_quota(&table.region, quota)?;
        let of_indexes = || wanted.iter().filter(|index| index.throughput.is_some());
        let replaced =
            of_indexes().filter_map(|index| table.indexes.get(usize::from(index.position))?.provisioned);
        let replaced = replaced.chain(update.throughput.and(table.definition.provisioned()));
        let added = update.throughput.into_iter().chain(of_indexes().filter_map(|index| index.throughput));
        self.check_account_quota(&table.region, added, replaced)?;
        if let Some(throughput) = changed {
            check_decrease(now, throughput, &table.control.changes, &moment)?;
        }
        for index in &wanted {
            let Some(state) = table.indexes.get(usize::from(index.position)) else { continue };
            let name = table.schema().index_at(index.position).map_or("", table::Index::name);
            if let Some(warm) = index.capacity.warm {
                warmer(table.warm_of(state), warm, &format!("index {name}"))?;
            }
            if let (false, Some(throughput)) = (switches, index.throughput) {
                let now = state.provisioned.unwrap_or_default();
                check_change(now, throughput, Some(name))?;
                check_decrease(now, throughput, &state.control.changes, &moment)?;
            }
        }
        if let Some(stream) = update.stream {
            check_stream(table, stream.view())?;
        }
        self.apply_units(id, update, &wanted, story);
        Ok(())
    }

    /// Begins what was found to be allowed.
    fn apply_units(&mut self, id: u32, update: &UpdateTable, wanted: &[Wanted], story: &mut Story<'_>) {
        let Some(table) = self.tables.get(&id) else { return };
        let switches = update.billing.is_some_and(|billing| billing != table.definition.billing);
        let time = match (switches, update.stream.is_some()) {
            // The first time takes minutes; to what it was before it goes fast.
            (true, _) if update.billing == Some(BillingMode::Provisioned) => Knob::UpdateBillingBack,
            (true, _) if table.control.on_demand_since.is_none() => Knob::UpdateBilling,
            (true, _) => Knob::UpdateBillingAgain,
            (false, true) => Knob::UpdateStream,
            _ => Knob::UpdateThroughput,
        };
        let time = self.knobs.amount(time);
        let now = self.now;
        if let Some(table) = self.table_mut(id)
            && switches
            && update.billing == Some(BillingMode::PayPerRequest)
        {
            let mut switches = recent(&table.switches, now);
            switches.push(now);
            table.switches = switches.into();
        }
        if let (Some(limits), Some(control)) = (update.on_demand, self.control_mut(id)) {
            control.limits = merge_limits(control.limits, limits);
        }
        for index in wanted {
            self.apply_to_index(id, index, switches.then_some(time), story);
        }
        let moment = self.moment();
        if let (Some(units), Some(table)) = (update.throughput, self.table_mut(id)) {
            let before = table.definition.provisioned().unwrap_or_default();
            Arc::make_mut(&mut table.control).changes.begin(before, units, &moment);
        }
        let pending = Pending {
            billing: update.billing.filter(|_| switches),
            throughput: update.throughput,
            stream: update.stream.is_some(),
            ..Pending::default()
        };
        if pending != Pending::default() {
            self.begin_update(id, time, Some(pending), story);
        }
        if let Some(stream) = update.stream {
            let settled = self.now.saturating_add(time);
            self.set_stream(story.flight, story.span, id, stream.view(), settled);
        }
    }

    /// An index takes its capacity: limits and warmth at once, throughput in a while (`with_table`: with its table).
    fn apply_to_index(
        &mut self,
        id: u32,
        wanted: &Wanted,
        with_table: Option<Micros>,
        story: &mut Story<'_>,
    ) {
        let time = with_table.unwrap_or_else(|| self.knobs.amount(Knob::IndexUpdate));
        let until = self.now.saturating_add(time);
        let position = wanted.position;
        let moment = self.moment();
        let Some(table) = self.table_mut(id) else { return };
        let table_warm = table.warm;
        let Some(state) = table.indexes.get_mut(usize::from(position)) else { return };
        if let Some(limits) = wanted.capacity.on_demand {
            state.control.limits = merge_limits(state.control.limits, limits);
        }
        if let Some(warm) = wanted.capacity.warm {
            let now = state.control.warm.or(state.provisioned).unwrap_or(table_warm);
            let warm = warmer(now, warm, "").ok();
            state.control.warm = warm;
            if let Some(warm) = warm {
                self.split_for(id, Some(position), warm);
            }
        }
        let Some(table) = self.table_mut(id) else { return };
        let Some(state) = table.indexes.get_mut(usize::from(position)) else { return };
        if let Some(units) = wanted.throughput {
            state.control.changes.begin(state.provisioned.unwrap_or_default(), units, &moment);
            state.control.pending = wanted.throughput;
            state.control.until = Some(until);
            state.status = IndexStatus::Updating;
            self.queue.push(until, Due::Index { table: id, index: position });
            let here = Place { partition: 0, ..place(id, Some(position), 0) };
            story.tell(self, here, Kind::IndexStatus { status: Status::Updating });
        }
    }

    /// The account's quota of what all provisioned tables and indexes of a Region have together (documented: 80,000; the
    /// sentence is a guess). `added` comes to what there is, less `replaced`.
    pub(crate) fn check_account_quota(
        &self,
        region: &str,
        added: impl Iterator<Item = Throughput>,
        replaced: impl Iterator<Item = Throughput>,
    ) -> Result<(), ApiError> {
        let of = |table: &Arc<TableState>| {
            let indexes = table.indexes.iter().filter_map(|index| index.provisioned);
            table.definition.provisioned().into_iter().chain(indexes).collect::<Vec<_>>()
        };
        let here = self.tables.values().filter(|table| *table.region == *region).flat_map(of);
        let sum = |all: &mut dyn Iterator<Item = Throughput>| {
            all.fold((0_u64, 0_u64), |sum, units| {
                (sum.0.saturating_add(units.read), sum.1.saturating_add(units.write))
            })
        };
        let (less_read, less_write) = sum(&mut { replaced });
        let (read, write) = sum(&mut here.chain(added));
        let wanted = [
            ("ReadCapacityUnits", read.saturating_sub(less_read), Knob::AccountReadQuota),
            ("WriteCapacityUnits", write.saturating_sub(less_write), Knob::AccountWriteQuota),
        ];
        for (which, wanted, quota) in wanted {
            let most = self.knobs.amount(quota);
            if wanted > most {
                return Err(ApiError::new(
                    ErrorCode::LimitExceededException,
                    format!(
                        "The requested {which} would bring the account to {wanted} in {region}, above its maximum: \
                         {most}. {LIMITS_GUIDE}"
                    ),
                ));
            }
        }
        Ok(())
    }

    /// The account's quota of throughput for a table and for each global index.
    pub(crate) fn check_units_quota(
        &self,
        region: &str,
        all: impl Iterator<Item = Throughput>,
    ) -> Result<(), ApiError> {
        let most = Throughput {
            read: self.knobs.amount(Knob::TableReadQuota),
            write: self.knobs.amount(Knob::TableWriteQuota),
        };
        for wanted in all {
            let (which, wanted, most) = if wanted.read > most.read {
                ("ReadCapacityUnits", wanted.read, most.read)
            } else if wanted.write > most.write {
                ("WriteCapacityUnits", wanted.write, most.write)
            } else {
                continue;
            };
            return Err(ApiError::new(
                ErrorCode::LimitExceededException,
                format!(
                    "The requested {which}, {wanted}, is above the per table maximum for the account in {region}. \
                     Per table maximum: {most}. {LIMITS_GUIDE}"
                ),
            ));
        }
        Ok(())
    }
}

/// From provisioned to on demand a table may go four times in any 24 hours (documented; the sentence is a guess), and
/// back at any time.
fn check_switches(table: &TableState, now: Micros) -> Result<(), ApiError> {
    if recent(&table.switches, now).len() < SWITCHES {
        return Ok(());
    }
    Err(over_limit(format!("Updates to BillingMode are limited to {SWITCHES} times in 1 day(s).")))
}

/// Those of some times that lie in the last day.
fn recent(times: &[Micros], now: Micros) -> Vec<Micros> {
    let from = now.saturating_sub(MICROS_PER_DAY);
    times.iter().copied().filter(|at| *at >= from).collect()
}

/// Limits on demand are for tables on demand.
pub(crate) fn check_limits(wanted: Option<OnDemandLimits>, billing: BillingMode) -> Result<(), ApiError> {
    if let (Some(limits), BillingMode::Provisioned) = (wanted, billing) {
        let units = [("MaxReadRequestUnits", limits.read), ("MaxWriteRequestUnits", limits.write)];
        if let Some((which, _)) = units.iter().find(|(_, units)| units.is_some()) {
            return Err(invalid(format!(
                "{which} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED"
            )));
        }
    }
    Ok(())
}

fn wanted_of_indexes<'a>(
    table: &TableState,
    updates: &'a [IndexUpdate],
    billing: BillingMode,
) -> Result<Vec<Wanted<'a>>, ApiError> {
    let mut wanted = Vec::new();
    for update in updates {
        let IndexUpdate::Update { name, throughput, capacity } = update else { continue };
        let found = table.schema().index(name).filter(|(_, index)| index.is_global() && !index.is_vector());
        let Some((position, _)) = found else {
            let table = &table.name;
            return Err(missing(&format!("Requested resource not found: Index {name} for table {table}")));
        };
        let busy = match table.indexes.get(usize::from(position)).map(|state| state.status) {
            Some(IndexStatus::Creating) => Some("created"),
            Some(IndexStatus::Updating) => Some("updated"),
            Some(IndexStatus::Deleting) => Some("deleted"),
            Some(IndexStatus::Active) | None => None,
        };
        if let Some(busy) = busy {
            let what = format!("Index is being {busy}. Table: {} Index: {name}", table.name);
            return Err(crate::execute::tables::in_use(&what));
        }
        if billing == BillingMode::PayPerRequest && throughput.is_some() {
            return Err(invalid(format!(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: {name} \
                 when BillingMode is PAY_PER_REQUEST"
            )));
        }
        check_limits(capacity.on_demand, billing)?;
        wanted.push(Wanted { position, throughput: *throughput, capacity });
    }
    Ok(wanted)
}

/// A table that leaves on-demand billing says what each index is provisioned with.
fn check_all_provisioned(table: &TableState, wanted: &[Wanted]) -> Result<(), ApiError> {
    if table.schema().has_vectors() {
        return Err(invalid(FOR_DEMAND));
    }
    for index in &table.definition.global {
        let position = table.schema().index(&index.name).map(|(position, _)| position);
        let given = wanted.iter().any(|it| Some(it.position) == position && it.throughput.is_some());
        if !given {
            return Err(invalid(format!(
                "ProvisionedThroughput must be specified for index: {}",
                index.name
            )));
        }
    }
    Ok(())
}

fn check_change(now: Throughput, wanted: Throughput, index: Option<&str>) -> Result<(), ApiError> {
    if now != wanted {
        return Ok(());
    }
    let (whose, kind) = match index {
        None => ("the table".to_owned(), "table"),
        Some(name) => (format!("the index {name}"), "index"),
    };
    Err(ApiError::validation(format!(
        "The provisioned throughput for {whose} will not change. The requested value equals the current value. \
         Current ReadCapacityUnits provisioned for the {kind}: {}. Requested ReadCapacityUnits: {}. \
         Current WriteCapacityUnits provisioned for the {kind}: {}. Requested WriteCapacityUnits: {}. {LIMITS_GUIDE}",
        now.read, wanted.read, now.write, wanted.write
    )))
}

fn check_decrease(
    now: Throughput,
    wanted: Throughput,
    changes: &Changes,
    moment: &Moment,
) -> Result<(), ApiError> {
    let today = moment.decreases_today(changes);
    let (true, Some(last)) = (is_decrease(now, wanted) && today >= FREE_DECREASES, changes.last_decrease)
    else {
        return Ok(());
    };
    let next = last.saturating_add(MICROS_PER_HOUR);
    if next <= moment.now {
        return Ok(());
    }
    let told = |at: Micros| in_words(moment.config.epoch_micros.saturating_add(at));
    Err(over_limit(format!(
        "Provisioned throughput decreases are limited within a given UTC day. After the first {FREE_DECREASES} \
         decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. \
         Number of decreases today: {today}. Last decrease at {}. Next decrease can be made at {}.",
        told(last),
        told(next)
    )))
}

fn is_decrease(now: Throughput, wanted: Throughput) -> bool {
    wanted.read < now.read || wanted.write < now.write
}

impl Changes {
    /// A change of throughput was asked for: from now on it is told when, though a decrease counts once it is there.
    fn begin(&mut self, from: Throughput, to: Throughput, moment: &Moment) {
        let decreases = moment.decreases_today(self);
        self.note(from, to, moment);
        if self.last_decrease == Some(moment.now) {
            self.decreases = decreases;
        }
    }

    /// Takes note of a change of throughput.
    pub(super) fn note(&mut self, from: Throughput, to: Throughput, moment: &Moment) {
        if to.read > from.read || to.write > from.write {
            self.last_increase = Some(moment.now);
        }
        if is_decrease(from, to) {
            self.decreases = moment.decreases_today(self).saturating_add(1);
            self.last_decrease = Some(moment.now);
        }
    }
}

/// A change of throughput or billing mode becomes true.
pub(super) fn settle(table: &mut TableState, pending: &Pending, moment: &Moment) {
    let before = table.definition.provisioned();
    let since = table.on_demand_since();
    let definition = Arc::make_mut(&mut table.definition);
    let control = Arc::make_mut(&mut table.control);
    match pending.billing {
        Some(BillingMode::PayPerRequest) => {
            definition.billing = BillingMode::PayPerRequest;
            definition.throughput = None;
            control.on_demand_since = Some(moment.now);
            for index in &mut definition.global {
                index.throughput = None;
            }
            for index in &mut table.indexes {
                let warm = index.control.warm.or(index.provisioned);
                index.control.warm = warm;
                index.provisioned = None;
            }
        }
        Some(BillingMode::Provisioned) => {
            definition.billing = BillingMode::Provisioned;
            control.on_demand_since = since;
        }
        None => {}
    }
    if let Some(units) = pending.throughput {
        definition.throughput = Some(units);
        control.changes.note(before.unwrap_or_default(), units, moment);
        table.warm.read = table.warm.read.max(units.read);
        table.warm.write = table.warm.write.max(units.write);
    }
}

/// A change of an index's throughput becomes true.
pub(super) fn settle_index(table: &mut TableState, position: u16, moment: &Moment) {
    let Some(name) = table.schema().index_at(position).map(|index| index.name().to_owned()) else { return };
    let Some(state) = table.indexes.get_mut(usize::from(position)) else { return };
    state.status = IndexStatus::Active;
    state.control.until = None;
    let Some(units) = state.control.pending.take() else { return };
    let warm = state.control.warm.or(state.provisioned).unwrap_or(table.warm);
    state.control.changes.note(state.provisioned.unwrap_or_default(), units, moment);
    let most = Throughput { read: warm.read.max(units.read), write: warm.write.max(units.write) };
    state.control.warm = (most != units).then_some(most);
    state.provisioned = Some(units);
    let definition = Arc::make_mut(&mut table.definition);
    if let Some(index) = definition.global.iter_mut().find(|index| index.name == name) {
        index.throughput = Some(units);
    }
}
