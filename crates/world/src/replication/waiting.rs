//! Calls that find no copy to serve them.

use std::sync::Arc;

use api::dynamodb::Request;
use api::{ApiError, ErrorCode};
use table::ReadPlan;
use trace::Kind;

use super::{GroupId, Parked, on_disk};
use crate::due::Due;
use crate::execute::admission;
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::partition::REPLICAS;
use crate::world::{World, internal};

/// A partition that a call needs, and whether its leader must answer.
type Need = (GroupId, bool);

impl World {
    /// Whether a call has to wait, or ends here, because copies are not well.
    pub(crate) fn is_held_up(&mut self, flight: &mut Flight) -> bool {
        let request = Arc::clone(&flight.request);
        let Ok(request) = &*request else { return false };
        let obstacle = self.needs(flight, request).into_iter().find(|&need| !self.can_serve(need));
        let call = flight.call;
        let Some((id, _)) = obstacle else {
            self.replication.parked.remove(&call);
            return false;
        };
        let before = self.replication.parked.get(&call).copied();
        let patience = self.knobs.amount(Knob::RequestTimeout);
        let until = before.map_or_else(|| Some(self.now.saturating_add(patience)), |it| it.until);
        if until.is_some_and(|until| until <= self.now) {
            self.replication.parked.remove(&call);
            self.refuse_for_copies(flight, id);
            return true;
        }
        if before.is_none() {
            let admission = admission(flight);
            let here = crate::recorder::place(id.table, id.position(), id.partition);
            flight.last = self.tell_of(flight, admission, here, flight.last, 0, Kind::NoLeader);
            if let Some(until) = until {
                self.queue.push(until, Due::Patience { call });
            }
        }
        self.replication.parked.insert(call, Parked { until, id, woken: false });
        true
    }

    /// A call has waited long enough for a leader.
    #[inline(never)]
    pub(crate) fn patience_ends(&mut self, call: u32) {
        let Some(parked) = self.replication.parked.get(&call).copied() else { return };
        if parked.woken || parked.until.is_none_or(|until| until > self.now) {
            return;
        }
        self.replication.parked.remove(&call);
        let Some(mut flight) = self.flights.take(call) else { return };
        self.refuse_for_copies(Arc::make_mut(&mut flight), parked.id);
        self.flights.insert(call, flight);
    }

    fn refuse_for_copies(&mut self, flight: &mut Flight, id: GroupId) {
        let admission = admission(flight);
        let most = (0..REPLICAS).map(|zone| self.votes_for(id, zone).len()).max().unwrap_or(0);
        // With a majority alive a leader is soon found; without, nobody knows when.
        let majority = self.log_of(id).map_or(2, |log| log.zones.majority());
        let error = if most >= majority || self.group(id).is_none() { internal() } else { unavailable() };
        self.refuse(flight, admission, error);
    }

    /// Calls that wait for this partition look again.
    pub(super) fn wake(&mut self, id: GroupId) {
        let waiting = self.replication.parked.iter();
        let calls: Vec<u32> =
            waiting.filter(|(_, it)| it.id == id && !it.woken).map(|(call, _)| *call).collect();
        for call in calls {
            if let Some(parked) = self.replication.parked.get_mut(&call) {
                parked.woken = true;
            }
            self.queue.push(self.now, Due::Step { call });
        }
        if !self.transactions.stuck.is_empty() {
            self.resume_messages();
        }
        if id.index > 0 {
            self.release_indexes();
        }
    }

    fn can_serve(&self, (id, leader): Need) -> bool {
        let Some(group) = self.group(id) else { return true };
        if leader { group.serves() } else { (0..REPLICAS).any(|zone| group.reads(zone)) }
    }

    /// Whether somebody leads the partition of a key of a table.
    pub(crate) fn is_led(&self, table: u32, key: &value::Key) -> bool {
        let Some(state) = self.tables.get(&table).filter(|_| self.is_any_group_ill()) else { return true };
        self.can_serve((GroupId::new(table, None, state.partitions.locate(key)), true))
    }

    /// Whether an index's partition takes changes.
    pub(crate) fn takes_changes(&self, id: GroupId) -> bool {
        self.group(id).is_none_or(|group| group.lead == super::Lead::Held)
    }

    /// The partitions that a request goes to. What is wrong with the request itself is found out later.
    fn needs(&self, flight: &Flight, request: &Request) -> Vec<Need> {
        let region = &flight.region;
        let of_page = |table: u32, plan: &ReadPlan<'_>| -> Vec<Need> {
            let Some(table) = self.tables.get(&table) else { return Vec::new() };
            let position = plan.index().filter(|&position| table.is_global(position));
            let visited = table.partitions_of(position).visited(plan.keys(), plan.is_backward());
            let one = |partition| (GroupId::new(table.id, position, partition), plan.is_consistent());
            visited.into_iter().map(one).collect()
        };
        match request {
            Request::Query(query) => {
                let table = self.reach(region, &query.table).ok();
                let plan =
                    table.and_then(|table| Some((table, ReadPlan::query(table.schema(), query).ok()?)));
                plan.map(|(table, plan)| of_page(table.id, &plan)).unwrap_or_default()
            }
            Request::Scan(scan) => {
                let table = self.reach(region, &scan.table).ok();
                let plan = table.and_then(|table| Some((table, ReadPlan::scan(table.schema(), scan).ok()?)));
                plan.map(|(table, plan)| of_page(table.id, &plan)).unwrap_or_default()
            }
            Request::BatchGetItem(batch) => {
                let mut needs = Vec::new();
                for part in &batch.tables {
                    let Ok(table) = self.reach(region, &part.table) else { continue };
                    for key in part.keys.iter().filter_map(|key| table.schema().key_of(key).ok()) {
                        let at = table.partitions.locate(&key);
                        needs.push((GroupId::new(table.id, None, at), part.consistent));
                    }
                }
                needs
            }
            _ => {
                let eventual = match request {
                    Request::GetItem(get) => !get.consistent,
                    Request::SearchVectors(_) => true,
                    Request::ExecuteStatement(statement) => !statement.statement.consistent,
                    _ => false,
                };
                let lookups = self.lookups(region, request).unwrap_or_default();
                let need = |lookup: crate::execute::Lookup| {
                    let place = lookup.place;
                    let write = lookup.touched.is_some_and(|touched| touched.write);
                    let position = u16::from(place.index).checked_sub(1);
                    let global = position.filter(|&position| {
                        self.tables.get(&place.table).is_some_and(|table| table.is_global(position))
                    });
                    let partition = u32::from(place.partition).saturating_sub(1);
                    (GroupId::new(place.table, global, partition), write || !eventual)
                };
                lookups.into_iter().map(need).collect()
            }
        }
    }

    /// How far the copies of a partition have the log on disk, for tests of what a majority has.
    #[doc(hidden)]
    pub fn logs_reach(&self, region: &str, table: &str, partition: u32) -> Option<[u64; 3]> {
        let table = self.named(region, table)?;
        let id = GroupId::new(table.id, None, partition);
        let log = self.log_of(id)?;
        Some([on_disk(log, id, 0), on_disk(log, id, 1), on_disk(log, id, 2)])
    }
}

/// The service can't say when it will be able to.
fn unavailable() -> ApiError {
    ApiError::new(
        ErrorCode::ServiceUnavailable,
        "The request has failed due to a temporary failure of the server.",
    )
}

impl World {
    /// Whether faults stop a call before it reaches its partitions, or make it wait.
    #[inline(never)]
    pub(crate) fn is_stopped_by_faults(&mut self, flight: &mut Flight) -> bool {
        // A call that waited was let through before.
        if !self.replication.parked.contains_key(&flight.call) && self.is_refused_by_fault(flight) {
            return true;
        }
        self.is_any_group_ill() && self.is_held_up(flight)
    }

    /// A fault has requests refused: that is told as what it is, and never as a lack of capacity.
    fn is_refused_by_fault(&mut self, flight: &mut Flight) -> bool {
        let request = Arc::clone(&flight.request);
        let Ok(request) = &*request else { return false };
        let mut tables: Vec<u32> = self.needs(flight, request).iter().map(|(id, _)| id.table).collect();
        tables.dedup();
        for id in tables {
            if !self.is_throttled_by_fault(id) {
                continue;
            }
            let provisioned = self.tables.get(&id).is_some_and(|it| it.definition.provisioned().is_some());
            let code = if provisioned {
                ErrorCode::ProvisionedThroughputExceededException
            } else {
                ErrorCode::ThrottlingException
            };
            let error = ApiError::new(code, "Injected by the fault throttle: there is capacity.");
            flight.table = id;
            let admission = admission(flight);
            let place = trace::Place::table(id);
            flight.last = self.tell_of(flight, admission, place, flight.last, 0, Kind::ThrottleInjected);
            self.refuse(flight, admission, error);
            return true;
        }
        false
    }

    /// Whether an index can't take a change now, or others are before it that it could not take.
    pub(crate) fn is_index_stalled(&self, table: u32, position: u16, number: u64) -> bool {
        let before = self.replication.stalled.iter().any(|&(t, p, _)| (t, p) == (table, position));
        before || self.is_index_blocked(table, position, number)
    }

    pub(crate) fn is_index_blocked(&self, table: u32, position: u16, number: u64) -> bool {
        if self.is_index_stopped(table) {
            return true;
        }
        let index = self.tables.get(&table).and_then(|table| table.indexes.get(usize::from(position)));
        let Some(index) = index else { return false };
        let Some(pending) = index.queue.pending.get(&number) else { return false };
        let put = pending.step.put.as_ref().map(|(key, _)| key);
        let mut keys = put.into_iter().chain(&pending.step.remove);
        keys.any(|key| !self.takes_changes(GroupId::new(table, Some(position), index.partitions.locate(key))))
    }

    /// Indexes take what they could not take before, in order.
    pub(crate) fn release_indexes(&mut self) {
        let waiting = std::mem::take(&mut self.replication.stalled);
        for (table, position, number) in waiting {
            if self.is_index_stalled(table, position, number) {
                self.replication.stalled.push_back((table, position, number));
            } else {
                self.arrive_at_index(table, position, number);
            }
        }
    }
}
