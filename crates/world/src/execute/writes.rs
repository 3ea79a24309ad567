//! A planned write becomes true: at the leader at once, at its followers and global indexes later.

use std::sync::Arc;

use api::dynamodb::ItemCollectionMetrics;
use api::{ApiError, ErrorCode};
use sim::Micros;
use table::{EntryChange, Refusal, Schema, Units, Write, WritePlan};
use trace::{Class, Kind, Place, Skip, Station};
use value::{Item, Key};

use super::{charge, items};
use crate::call::Touched;
use crate::catalogue;
use crate::due::Due;
use crate::flight::{CLIENT, Flight};
use crate::knobs::Knob;
use crate::partition::{self, Change, IndexStep, Thread};
use crate::planted::Planted;
use crate::recorder::{figure, place};
use crate::replica;
use crate::replication::{GroupId, LEADER};
use crate::world::World;

impl World {
    /// What a write would do to the item as it is.
    ///
    /// # Errors
    /// What the table refuses, and growth of an item collection beyond its limit.
    pub(crate) fn plan_write(
        &self,
        id: u32,
        schema: &Schema,
        write: &Write<'_>,
    ) -> Result<WritePlan, Refusal> {
        let table = self.tables.get(&id);
        let plan = write.plan(schema, table.and_then(|table| table.data.rows().get(write.key())))?;
        let size =
            |item: &Option<Item>| item.as_ref().map_or(0, |item| schema.size_in_collection(&plan.key, item));
        let growth = size(&plan.after).saturating_sub(size(&plan.before));
        let collection = || {
            let item = plan.after.as_ref()?;
            table?.data.collection_bytes(&schema.key_attributes(item))
        };
        if growth > 0
            && collection().is_some_and(|bytes| bytes + growth > self.knobs.amount(Knob::CollectionQuota))
        {
            let code = ErrorCode::ItemCollectionSizeLimitExceededException;
            return Err(ApiError::new(code, "Collection size exceeded.").into());
        }
        Ok(plan)
    }

    /// Carries out a planned write. `nth` is its key's position in what the call touched, from 1 (0 if there were
    /// too many); `held` says that it had a condition.
    pub(crate) fn carry_out(
        &mut self,
        flight: &mut Flight,
        id: u32,
        nth: u16,
        plan: &WritePlan,
        held: Option<bool>,
    ) {
        if let Some(trip) = &mut flight.trip {
            trip.write(id, &plan.key, plan.after.as_ref());
        }
        let Some((span, home)) = self.arrive(flight, id, nth, (&plan.key, &plan.units)) else { return };
        if let Some(held) = held {
            flight.last = self.tell(flight, span, flight.last, nth, Kind::ConditionChecked { held });
        }
        self.picture(flight, id, nth, plan.before.clone(), plan.after.clone());
        // There was nothing, and there is nothing: no record. Unless that is so only since a write that is not
        // committed: then the answer is no earlier than that is.
        if plan.before.is_none() && plan.after.is_none() && self.uncommitted(id, &plan.key).is_none() {
            return;
        }
        self.append(flight, home, (span, nth), plan);
    }

    /// A write reaches the leader of its key's partition and is charged. The span there, and the place.
    pub(crate) fn arrive(
        &mut self,
        flight: &mut Flight,
        id: u32,
        nth: u16,
        (key, units): (&Key, &Units),
    ) -> Option<(u16, Place)> {
        let table = self.tables.get(&id)?;
        let name = Arc::clone(&table.name);
        let at = table.partitions.locate(key);
        let leader = table.partitions.get(at).map_or(0, |partition| partition.log.leader);
        if !units.lines.is_empty() {
            self.count(flight, id, (None, at, Some(key)), (Class::Write, units.of_table_throughput()));
            charge(flight, &name, &units.lines);
        }
        let home = place(id, None, at);
        let span = flight.span(Station::Partition, home.in_zone(leader + 1), CLIENT);
        flight.last = self.tell(flight, span, flight.last, nth, Kind::Enter);
        if !flight.leaving.contains(&span) {
            flight.leaving.push(span);
        }
        items::serve(flight, nth, leader);
        Some((span, home))
    }

    /// `ItemCollectionMetrics` after a write to the key that the call touched as its `nth`.
    pub(crate) fn metrics(&self, flight: &Flight, id: u32, nth: u16) -> Option<ItemCollectionMetrics> {
        let touched = flight.touched.get(usize::from(nth).wrapping_sub(1))?;
        self.tables.get(&id)?.data.metrics(touched.key.as_ref()?)
    }

    /// The leader writes a log record and sends it to its followers.
    pub(crate) fn append(
        &mut self,
        flight: &mut Flight,
        home: Place,
        (span, nth): (u16, u16),
        plan: &WritePlan,
    ) {
        let (id, at) = (home.table, u32::from(home.partition) - 1);
        let Some(log) = self.log(id, at) else { return };
        let (leader, lsn, persist_due) = (log.leader, log.head.saturating_add(1), log.persist_due);
        let followers = log.followers();
        let size = |item: &Option<Item>| figure(item.as_ref().map_or(0, Item::size));
        let record =
            Kind::WalAppend { lsn: figure(lsn), before: size(&plan.before), after: size(&plan.after) };
        let event = self.tell(flight, span, flight.last, nth, record);
        flight.last = event;
        let (told_span, parent) = (flight.told(span), flight.told(CLIENT));
        let mut thread =
            Thread { call: flight.call, span: told_span, parent, zones: [0; 3], event, key: nth };
        let mut persist_at: [Micros; 3] = [self.now; 3];
        let group = GroupId::new(id, None, at);
        let troubled = self.is_troubled();
        let decided = flight.is_decided();
        for zone in followers {
            let slot = usize::from(zone);
            let copy = flight.span(Station::Replica, home.in_zone(zone + 1), span);
            self.tell(flight, copy, event, nth, Kind::Enter);
            let entity = replica::entity(id, 0, at, zone);
            let lag = replica::persist_lag(&self.knobs, self.config.seed, entity, lsn);
            let lag = lag.saturating_add(self.detour(group, leader, zone));
            let arrives = self.now.saturating_add(flight.pace.work).saturating_add(lag);
            thread.zones[slot] = flight.told(copy);
            persist_at[slot] = arrives.max(persist_due[slot]);
            if !troubled {
                self.queue.push(persist_at[slot], Due::Persist { table: id, partition: at, zone, lsn });
            }
        }
        let indexes = self.index_steps(flight, id, &thread, plan, lsn);
        if let Some(after) = plan.after.as_ref().filter(|_| plan.changed)
            && self.tables.get(&id).is_some_and(|table| table.ttl.attribute.is_some())
        {
            self.tell_ignored(flight, span, nth, (id, after));
        }
        let told = self.tell_stream(flight, home, span, plan);
        if !self.has_planted(Planted::EarlyAck) {
            flight.waiting += 1;
        }
        let lost = lsn % 11 == 7 && self.has_planted(Planted::LostEntry);
        let clock = self.clock();
        let after = plan.after.as_ref().filter(|_| plan.changed);
        self.written += after.map_or(0, |item| catalogue::cost(&plan.key, item));
        let Some(table) = self.table_mut(id) else { return };
        if plan.changed && !lost {
            table.account(&plan.key, plan.before.as_ref(), plan.after.as_ref());
            table.ttl.change(&plan.key, plan.before.as_ref(), plan.after.as_ref(), clock);
            table.data.apply(plan);
        }
        if let Some(partition) = table.partitions.get_mut(at) {
            partition.log.persist_due = persist_at;
            let (key, before) = (plan.key.clone(), plan.before.clone());
            partition.log.append(Change { key, before, thread, persist_at, indexes, told, decided });
        }
        if self.is_leader_enough(group) {
            let at = self.now.saturating_add(flight.pace.work);
            self.queue.push(
                at,
                Due::Persist { table: id, partition: u32::from(home.partition) - 1, zone: LEADER, lsn },
            );
        }
        if troubled {
            self.post_all(group, (leader, lsn), flight.pace.work, persist_at);
            self.watch(flight.call);
        }
        if self.transactions.watch() && !self.transactions.committing {
            self.stamp_write(id, &plan.key, plan.after.is_none());
        }
        self.await_expiry(id);
        self.check_size(id, None, at);
    }

    fn log(&self, id: u32, partition: u32) -> Option<&partition::Log> {
        self.tables.get(&id)?.partitions.get(partition).map(|partition| &partition.log)
    }

    /// What the global indexes will hear of a write, and the word on those that have nothing to hear.
    fn index_steps(
        &mut self,
        flight: &mut Flight,
        id: u32,
        thread: &Thread,
        plan: &WritePlan,
        lsn: u64,
    ) -> Vec<IndexStep> {
        let Some(table) = self.tables.get(&id) else { return Vec::new() };
        let positions = table.schema().local_count()..table.schema().indexes().len() as u16;
        let mut steps = Vec::new();
        for position in positions {
            if table.schema().index_at(position).is_none_or(table::Index::is_vacant) {
                continue;
            }
            let change = plan.indexes.iter().find(|change| change.index == position);
            let skip = match change.map(|change| change.change) {
                // An identical item: no index hears of it, whether it is in there or not.
                None if self.is_in_index(id, position, plan) => Some(Skip::Unchanged),
                None => Some(Skip::Sparse),
                Some(EntryChange::Unchanged) => Some(Skip::Unchanged),
                Some(_) => None,
            };
            if let Some(why) = skip {
                let place = Place { partition: 0, ..place(id, Some(position), 0) };
                let kind = Kind::PropagateSkipped { lsn: figure(lsn), why };
                let mark = crate::recorder::Mark {
                    call: flight.call,
                    span: thread.span,
                    parent: thread.parent,
                    place,
                    station: Station::Index,
                    key: thread.key,
                };
                self.recorder.emit(self.now, thread.event, mark, kind);
            }
            let Some(change) = change else { continue };
            let span = if skip.is_some() { 0 } else { self.index_span(flight, id, position, thread, change) };
            steps.push(IndexStep::new(change, flight.told(span)));
        }
        steps
    }

    fn is_in_index(&self, id: u32, position: u16, plan: &WritePlan) -> bool {
        let index = self.tables.get(&id).and_then(|table| table.schema().index_at(position));
        index.zip(plan.after.as_ref()).is_some_and(|(index, item)| index.entry_key(item, &plan.key).is_some())
    }

    /// The call's span at an index: at the partition of the entry put, or else of the entry removed. The
    /// partitions of both are noted as touched.
    fn index_span(
        &self,
        flight: &mut Flight,
        id: u32,
        position: u16,
        thread: &Thread,
        change: &table::IndexChange,
    ) -> u16 {
        let Some(table) = self.tables.get(&id) else { return 0 };
        let partitions = table.partitions_of(Some(position));
        let keys = change.put.as_ref().map(|(key, _)| key).into_iter().chain(&change.remove);
        let mut at: Vec<u32> = keys.map(|key| partitions.locate(key)).collect();
        at.dedup();
        let key =
            flight.touched.get(usize::from(thread.key).wrapping_sub(1)).and_then(|item| item.key.clone());
        for &partition in &at {
            flight.touch(Touched {
                region: Arc::clone(&table.region),
                table: Arc::clone(&table.name),
                index: table.schema().index_at(position).map(|index| index.name().into()),
                partition: partition::name(partition, true),
                zone: None,
                key: key.clone(),
                write: true,
            });
        }
        let first = at.first().copied().unwrap_or(0);
        flight.span(Station::Index, place(id, Some(position), first), thread.span)
    }
}
