//! Records that were not committed when their leader was lost.

use std::sync::Arc;

use api::ApiError;
use api::dynamodb::{StreamEvent, StreamView, WriteRequest};
use table::Write;
use trace::Kind;
use value::Item;

use super::GroupId;
use crate::catalogue;
use crate::due::Due;
use crate::flight::Stage;
use crate::knobs::Knob;
use crate::partition::{Change, IndexStep, REPLICAS, Told};
use crate::planted::Planted;
use crate::recorder::figure;
use crate::stream::Record;
use crate::world::{World, internal};

impl World {
    fn unfinished_calls(&self, id: GroupId) -> Vec<u32> {
        let Some(log) = self.log_of(id) else { return Vec::new() };
        let changes = log.changes.range(log.committed.saturating_add(1)..);
        let mut calls: Vec<u32> = changes.map(|(_, change)| change.thread.call).collect();
        calls.dedup();
        calls
    }

    /// Calls that wait for this leader's word get none: what became of their writes, nobody tells them.
    pub(super) fn fail_unfinished(&mut self, id: GroupId) {
        for call in self.unfinished_calls(id) {
            self.give_up(call, internal());
        }
    }

    /// Calls that wait for a commit don't wait for ever.
    pub(super) fn watch_unfinished(&mut self, id: GroupId) {
        for call in self.unfinished_calls(id) {
            self.watch(call);
        }
    }

    /// A call that waits for a commit is given up after some time, if copies are ill then.
    pub(crate) fn watch(&mut self, call: u32) {
        let after = self.knobs.amount(Knob::RequestTimeout);
        self.queue.push(self.now.saturating_add(after), Due::Overdue { call });
    }

    /// A call has waited long enough for its commits.
    #[inline(never)]
    pub(crate) fn overdue(&mut self, call: u32) {
        if self.is_any_group_ill() {
            self.give_up(call, internal());
        }
    }

    /// Answers a call that waits for commits. Its writes may be carried out or not.
    fn give_up(&mut self, call: u32, error: ApiError) {
        let Some(flight) = self.flights.get_mut(call) else { return };
        if flight.stage != Stage::Served || flight.waiting == 0 {
            return;
        }
        flight.waiting = 0;
        flight.result = Some(Err(error));
        self.queue.push(self.now, Due::Step { call });
    }

    /// Takes back what reaches beyond a record: no majority has it. Says how many records that are.
    ///
    /// Records of a transaction that was decided are written again by the new leader: the decision itself is kept
    /// where no single copy can lose it.
    pub(super) fn roll_back(&mut self, id: GroupId, reach: u64) -> u64 {
        let Some(log) = self.log_of(id).filter(|_| id.index == 0) else { return 0 };
        let committed = log.committed;
        // Where the leader alone makes a quorum, its loss takes back what was acknowledged.
        let is_lossy = self.is_leader_enough(id) && self.needed(id) > 1;
        let cut = if is_lossy { reach } else { reach.max(committed) };
        let beyond = log.changes.range(cut.saturating_add(1)..);
        let records: Vec<(u64, Arc<Change>)> =
            beyond.map(|(lsn, change)| (lsn, Arc::clone(change))).collect();
        let mut again = Vec::new();
        for (lsn, change) in records.iter().rev() {
            let row =
                self.tables.get(&id.table).and_then(|table| table.data.rows().get(&change.key)).cloned();
            self.put_back(id, change);
            if *lsn <= committed {
                self.tell_indexes_back(id, change, row.as_ref());
            }
            if let Some(log) = self.log_of_mut(id) {
                log.changes.remove(*lsn);
            }
            if change.decided && !self.has_planted(Planted::TornTransaction) {
                again.push((Arc::clone(change), row));
            } else if let Some(told) = change.told {
                self.take_back(told);
            }
        }
        let dropped = (records.len() - again.len()) as u64;
        if let Some(log) = self.log_of_mut(id) {
            log.committed = committed.min(cut);
            for zone in 0..REPLICAS {
                let persisted = &mut log.persisted[usize::from(zone)];
                *persisted = (*persisted).min(cut);
            }
        }
        for (change, row) in again.into_iter().rev() {
            self.write_again(id, &change, row.as_ref());
        }
        if dropped > 0 {
            self.tell_group(id, None, Kind::RecordsDropped { records: figure(dropped) });
        }
        dropped
    }

    /// The new leader writes what a decided transaction made of a row, on top of what the row is now.
    fn write_again(&mut self, id: GroupId, change: &Change, row: Option<&Item>) {
        let Some(table) = self.tables.get(&id.table) else { return };
        let before = table.data.rows().get(&change.key).cloned();
        let schema = table.schema().clone();
        let request = match (row, &before) {
            (Some(item), _) => WriteRequest::Put(item.clone()),
            (None, Some(item)) => WriteRequest::Delete(schema.key_attributes(item)),
            (None, None) => return change.told.into_iter().for_each(|told| self.take_back(told)),
        };
        let planned = Write::batch(&schema, &request).map(|write| write.plan(&schema, before.as_ref()));
        let Ok(Ok(plan)) = planned else { return };
        let span =
            |index: u16| change.indexes.iter().find(|step| step.index == index).map_or(0, |it| it.span);
        let steps = plan.indexes.iter().filter(|step| step.global);
        let indexes = steps.map(|step| IndexStep::new(step, span(step.index))).collect();
        self.put_back(id, &Change { before: row.cloned(), ..change.clone() });
        if let Some(told) = change.told {
            self.tell_again(told, before.as_ref(), row);
        }
        let again = Change { before, indexes, persist_at: [self.now; 3], ..change.clone() };
        if let Some(log) = self.log_of_mut(id) {
            log.append(again);
        }
    }

    /// Global indexes have heard of a change that is taken back: they hear of the way back.
    fn tell_indexes_back(&mut self, id: GroupId, change: &Change, row: Option<&Item>) {
        let Some(table) = self.tables.get(&id.table).filter(|_| !change.indexes.is_empty()) else { return };
        let schema = table.schema().clone();
        let request = match (&change.before, row) {
            (Some(before), _) => WriteRequest::Put(before.clone()),
            (None, Some(row)) => WriteRequest::Delete(schema.key_attributes(row)),
            (None, None) => return,
        };
        let Ok(Ok(plan)) = Write::batch(&schema, &request).map(|write| write.plan(&schema, row)) else {
            return;
        };
        let span =
            |index: u16| change.indexes.iter().find(|step| step.index == index).map_or(0, |it| it.span);
        let steps = plan.indexes.iter().filter(|step| step.global);
        let indexes = steps.map(|step| IndexStep::new(step, span(step.index))).collect();
        let back = Change { before: row.cloned(), indexes, ..change.clone() };
        // An index takes a number once only.
        let Some(log) = self.log_of_mut(id) else { return };
        log.head = log.head.saturating_add(1);
        let lsn = log.head;
        self.propagate(id.table, id.partition, lsn, &back, change.thread.event);
    }

    /// A stream's record of a change that goes another way now.
    fn tell_again(&mut self, told: Told, before: Option<&Item>, after: Option<&Item>) {
        let Some(stream) = self.streams.get_mut(told.stream) else { return };
        let shows = matches!(stream.view, StreamView::OldImage | StreamView::NewAndOldImages);
        let Some(shard) = stream.shard_mut(told.shard) else { return };
        let Some(record) = shard.records.get(&told.number).cloned() else { return };
        let event = match (before, after) {
            (None, _) => StreamEvent::Insert,
            (Some(_), Some(_)) => StreamEvent::Modify,
            (Some(_), None) => StreamEvent::Remove,
        };
        let old = before.filter(|_| shows).cloned();
        let (newest, record) = (shard.newest, Record { event, old, ..(*record).clone() });
        shard.take_back(told.number);
        shard.append(told.number, record);
        shard.newest = newest;
    }

    /// The row of a change becomes what it was before.
    fn put_back(&mut self, id: GroupId, change: &Change) {
        let clock = self.clock();
        self.written += change.before.as_ref().map_or(0, |item| catalogue::cost(&change.key, item));
        let Some(table) = self.table_mut(id.table) else { return };
        let now = table.data.rows().get(&change.key).cloned();
        table.account(&change.key, now.as_ref(), change.before.as_ref());
        table.ttl.change(&change.key, now.as_ref(), change.before.as_ref(), clock);
        table.data.replace(&change.key, change.before.clone(), false);
        if self.transactions.watch() {
            self.stamp_write(id.table, &change.key, change.before.is_none());
        }
        self.await_expiry(id.table);
    }

    /// A stream's record of what was taken back.
    fn take_back(&mut self, told: Told) {
        let stream = self.streams.get_mut(told.stream);
        let shard = stream.and_then(|stream| stream.shard_mut(told.shard));
        if let Some(shard) = shard {
            shard.take_back(told.number);
        }
    }
}
