//! What happens by itself: records reach followers' disks and items, changes reach indexes, statuses end.

use std::sync::Arc;

use api::dynamodb::{IndexStatus, TableStatus};
use sim::Micros;
use trace::{Kind, Place, Station, Status};
use value::{Item, Key};

use crate::due::Due;
use crate::partition::{Change, Log, Thread};
use crate::propagation::{self, Pending};
use crate::recorder::{Mark, figure, place};
use crate::replica;
use crate::replication::{GroupId, LEADER};
use crate::world::World;

impl World {
    /// A follower has a record on disk. The first one makes the quorum: the record is committed.
    pub(crate) fn persisted(&mut self, table: u32, partition: u32, zone: u8, lsn: u64) {
        if self.is_whole(table, None, partition) {
            return self.persisted_at(table, partition, zone, lsn);
        }
        for heir in self.heirs(table, None, partition) {
            self.persisted_at(table, heir, zone, lsn);
        }
    }

    /// Whether a partition was never split.
    fn is_whole(&self, table: u32, index: Option<u16>, partition: u32) -> bool {
        let partitions = self.tables.get(&table).map(|table| table.partitions_of(index));
        partitions.is_some_and(|partitions| partitions.position(partition).is_some())
    }

    /// What a partition was split into: each has the records of its keys.
    fn heirs(&self, table: u32, index: Option<u16>, partition: u32) -> Vec<u32> {
        let partitions = self.tables.get(&table).map(|table| table.partitions_of(index));
        partitions.map(|partitions| partitions.heirs(partition)).unwrap_or_default()
    }

    fn persisted_at(&mut self, table: u32, partition: u32, zone: u8, lsn: u64) {
        let id = GroupId::new(table, None, partition);
        if zone == LEADER {
            return self.leader_has(id, lsn);
        }
        if self.is_any_group_ill() && !self.takes(id, zone, lsn) {
            return;
        }
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let Some(home) = state.partitions.get_mut(partition) else { return };
        let log = &mut home.log;
        if zone == log.leader {
            return;
        }
        let Some(change) = log.changes.get(lsn).cloned() else { return };
        let (known, committed) = (log.persisted, log.committed);
        if let Some(persisted) = log.persisted.get_mut(usize::from(zone)) {
            *persisted = lsn.max(*persisted);
        }
        let thread = change.thread;
        let here = place(table, None, partition);
        let copy = mark(
            &thread,
            thread.zones[usize::from(zone.min(2))],
            thread.span,
            Station::Replica,
            here.in_zone(zone + 1),
        );
        if known.get(usize::from(zone)).is_some_and(|&known| known >= lsn) {
            // It has it already: the message was sent twice.
            self.recorder.emit(self.now, thread.event, copy, Kind::MessageAgain { lsn: figure(lsn) });
            return;
        }
        let event = self.recorder.emit(self.now, thread.event, copy, Kind::Persist { lsn: figure(lsn) });
        if lsn <= committed {
            return;
        }
        if !self.is_usual_quorum(id) || self.is_any_group_ill() && self.group(id).is_some() {
            return self.commit_what_can(id);
        }
        self.commit_record(id, &change, zone, lsn, event);
    }

    /// A record is on disk in enough zones, `zone` the last of them: it is committed.
    pub(crate) fn commit_record(&mut self, id: GroupId, change: &Change, zone: u8, lsn: u64, event: u64) {
        let (table, partition) = (id.table, id.partition);
        let slower = self.copy_delays(id);
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let Some(home) = state.partitions.get_mut(partition) else { return };
        let log = &mut home.log;
        let thread = change.thread;
        let here = place(table, None, partition);
        log.committed = lsn;
        let leader = log.leader;
        log.applied[usize::from(leader.min(2))] = lsn;
        let at_leader =
            mark(&thread, thread.span, thread.parent, Station::Partition, here.in_zone(leader + 1));
        let quorum = self.recorder.emit(self.now, event, at_leader, Kind::QuorumReached { lsn: figure(lsn) });
        for follower in log.followers() {
            let slot = usize::from(follower);
            let entity = replica::entity(table, 0, partition, follower);
            let lag =
                replica::apply_lag(&self.knobs, self.config.seed, entity, follower, lsn, follower == zone);
            let lag = lag.saturating_add(slower[slot]);
            let at = self.now.saturating_add(lag).max(change.persist_at[slot]).max(log.apply_due[slot]);
            log.apply_due[slot] = at;
            self.queue.push(at, Due::Apply { table, index: None, partition, zone: follower, lsn });
        }
        log.trim_alone();
        self.propagate(table, partition, lsn, change, quorum);
        self.publish(change, quorum);
        self.acknowledge(&thread, at_leader, quorum, lsn);
        if !self.transactions.stuck.is_empty() {
            self.resume_messages();
        }
    }

    /// The call that wrote a record hears that it is committed; after the last one it answers.
    fn acknowledge(&mut self, thread: &Thread, at_leader: Mark, quorum: u64, lsn: u64) {
        let Some(flight) = self.flights.get_mut(thread.call) else { return };
        if flight.waiting == 0 {
            // It was given up, and has its answer.
            return;
        }
        flight.waiting -= 1;
        flight.last = quorum;
        if flight.waiting == 0 {
            flight.last = self.recorder.emit(self.now, quorum, at_leader, Kind::Ack { lsn: figure(lsn) });
            self.queue.push(self.now, Due::Step { call: thread.call });
        }
    }

    /// A log goes with its table. Calls that wait for its records to be committed wait no longer: the table was
    /// theirs to write when they came.
    fn release(&mut self, log: &Log) {
        for change in log.changes.range(log.committed.saturating_add(1)..).map(|(_, change)| change) {
            let call = change.thread.call;
            let Some(flight) = self.flights.get_mut(call) else { continue };
            if flight.waiting == 0 {
                continue;
            }
            flight.waiting -= 1;
            if flight.waiting == 0 {
                self.queue.push(self.now, Due::Step { call });
            }
        }
    }

    /// Sends what a committed record means for global indexes.
    pub(crate) fn propagate(&mut self, table: u32, partition: u32, lsn: u64, change: &Change, cause: u64) {
        if change.indexes.is_empty() {
            return;
        }
        let slower = self.index_delay(table);
        for step in &change.indexes {
            let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
            // The index may be gone since.
            if state.schema().index_at(step.index).is_none_or(table::Index::is_vacant) {
                continue;
            }
            let Some(index) = state.indexes.get_mut(usize::from(step.index)) else { continue };
            let mut thread = Thread { span: step.span, parent: change.thread.span, ..change.thread };
            if step.shows() {
                let key = step.put.as_ref().map(|(key, _)| key).or(step.remove.as_ref());
                let at = key.map_or(0, |key| index.partitions.locate(key));
                let here = place(table, Some(step.index), at);
                let depth = figure(index.queue.depth + 1);
                let kind = Kind::PropagateQueued { lsn: figure(lsn), depth };
                let mark = mark(&thread, step.span, thread.parent, Station::Index, here);
                thread.event = self.recorder.emit(self.now, cause, mark, kind);
            }
            let entity = replica::entity(table, step.index + 1, partition, 0);
            let lag =
                if step.shows() { propagation::lag(&self.knobs, self.config.seed, entity, lsn) } else { 0 };
            let lag = lag.saturating_add(slower);
            let item = change.key.clone();
            let pending = Pending { partition, lsn, item, since: self.now, step: step.clone(), thread };
            let (number, at) = index.queue.send(pending, self.now.saturating_add(lag));
            self.queue.push(at, Due::Propagate { table, index: step.index, number });
        }
    }

    /// An index's partition takes over a row; its followers show it later.
    pub(super) fn index_row_changed(
        &mut self,
        table: u32,
        position: u16,
        key: Key,
        (before, after): (Option<Item>, Option<Item>),
        thread: Thread,
    ) {
        let slower = match self.tables.get(&table).filter(|_| self.chaos.running > 0) {
            Some(state) => {
                let at = state.partitions_of(Some(position)).locate(&key);
                self.copy_delays(GroupId::new(table, Some(position), at))
            }
            None => [0; 3],
        };
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let size = |item: &Item| {
            state.data.schema().index_at(position).map_or(0, |index| index.projected_size(item))
        };
        let sizes = (before.as_ref().map(size), after.as_ref().map(size));
        let Some(index) = state.indexes.get_mut(usize::from(position)) else { return };
        let at = index.partitions.locate(&key);
        let Some(partition) = index.partitions.get_mut(at) else { return };
        partition.resize(sizes.0, sizes.1);
        let log = &mut partition.log;
        let change = Change {
            key,
            before,
            thread,
            persist_at: [self.now; 3],
            indexes: Vec::new(),
            told: None,
            decided: false,
        };
        let lsn = log.append(change);
        log.committed = lsn;
        let leader = log.leader;
        log.applied[usize::from(leader.min(2))] = lsn;
        log.trim_alone();
        for zone in log.followers() {
            let entity = replica::entity(table, position + 1, at, zone);
            let fast = zone == log.next();
            let lag = replica::apply_lag(&self.knobs, self.config.seed, entity, zone, lsn, fast);
            let slot = usize::from(zone);
            let lag = lag.saturating_add(slower[slot]);
            let due: Micros = self.now.saturating_add(lag).max(log.apply_due[slot]);
            log.apply_due[slot] = due;
            self.queue.push(due, Due::Apply { table, index: Some(position), partition: at, zone, lsn });
        }
        self.check_size(table, Some(position), at);
    }

    /// A follower's items show a record.
    pub(crate) fn applied(&mut self, table: u32, index: Option<u16>, partition: u32, zone: u8, lsn: u64) {
        if self.is_whole(table, index, partition) {
            return self.applied_at(table, index, partition, zone, lsn);
        }
        for heir in self.heirs(table, index, partition) {
            self.applied_at(table, index, heir, zone, lsn);
        }
    }

    fn applied_at(&mut self, table: u32, index: Option<u16>, partition: u32, zone: u8, lsn: u64) {
        let id = GroupId::new(table, index, partition);
        if self.is_any_group_ill() && !self.shows(id, zone, lsn) {
            return;
        }
        let reads =
            self.group(id).map_or([true; 3], |group| [group.reads(0), group.reads(1), group.reads(2)]);
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let Some(home) = state.partitions_mut(index).get_mut(partition) else { return };
        let log = &mut home.log;
        if let Some(applied) = log.applied.get_mut(usize::from(zone)) {
            *applied = lsn.max(*applied);
        }
        let thread = log.changes.get(lsn).map(|change| change.thread);
        let behind = figure(log.head.saturating_sub(lsn));
        log.trim_for(reads);
        // The record may be that of the other half of a partition that was split.
        let Some(thread) = thread else { return };
        let here = place(table, index, partition).in_zone(zone + 1);
        // A copy of an index has no span of its own: the index's would seem to last until all copies show the entry.
        let span = if index.is_none() { thread.zones[usize::from(zone.min(2))] } else { 0 };
        let mark = mark(&thread, span, thread.span, Station::Replica, here);
        self.recorder.emit(self.now, thread.event, mark, Kind::Apply { lsn: figure(lsn), behind });
    }

    /// A table's status ends: it is there, or it is gone.
    pub(crate) fn status_ends(&mut self, table: u32) {
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        state.status_until = None;
        let mark = |index: u8| Mark::control(Place { index, ..Place::table(table) });
        if state.status == TableStatus::Deleting {
            let names = (Arc::clone(&state.region), Arc::clone(&state.name));
            self.end_stream(table);
            self.forget_expiry(table);
            self.names.remove(&names);
            let gone = self.tables.remove(&table);
            for partition in gone.iter().flat_map(|gone| gone.partitions.iter()) {
                self.release(&partition.log);
            }
            self.forget_groups();
            self.recorder.emit(self.now, 0, mark(0), Kind::TableStatus { status: Status::Deleted });
            return;
        }
        if state.status == TableStatus::Creating {
            let global = (0..).zip(&state.indexes).map(|(at, _)| at).filter(|&at| state.is_global(at));
            let places: Vec<Option<u16>> = std::iter::once(None).chain(global.map(Some)).collect();
            for index in places {
                self.open_gate(table, index);
            }
        }
        let Some(state) = self.table_mut(table) else { return };
        state.status = TableStatus::Active;
        self.settle(table);
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let event = self.recorder.emit(self.now, 0, mark(0), Kind::TableStatus { status: Status::Active });
        for (number, index) in (1..).zip(&mut state.indexes) {
            if index.status == IndexStatus::Creating && index.control.backfill.is_none() {
                index.status = IndexStatus::Active;
                self.recorder.emit(
                    self.now,
                    event,
                    mark(number),
                    Kind::IndexStatus { status: Status::Active },
                );
            }
        }
    }
}

/// An event in the story of a record.
pub(super) fn mark(thread: &Thread, span: u16, parent: u16, station: Station, place: Place) -> Mark {
    Mark { call: thread.call, span, parent, place, station, key: thread.key }
}
