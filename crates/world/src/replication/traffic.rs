//! Log records on their way to copies that are not well: lost, late, twice, sent again.

use std::sync::Arc;

use sim::Micros;
use trace::{Kind, Station};

use super::{Group, GroupId, Lead, State, Timer, on_disk};
use crate::due::Due;
use crate::knobs::Knob;
use crate::partition::REPLICAS;
use crate::recorder::{Mark, figure, place};
use crate::replica;
use crate::world::World;

/// What stands in `Due::Persist` for a log replica instead of its zone: this, and the zone of the copy that it
/// stands in for.
pub(crate) const SUBSTITUTE: u8 = REPLICAS;
/// What stands in `Due::Persist` for the leader's own disk: it matters only where that is the whole quorum.
pub(crate) const LEADER: u8 = 2 * REPLICAS;
/// Zones that have an acknowledged write on disk, unless the knob says otherwise.
const MAJORITY: usize = 2;

impl World {
    /// Sends a record to the followers and to log replicas, as faults let it.
    pub(crate) fn post_all(
        &mut self,
        id: GroupId,
        (leader, lsn): (u8, u64),
        work: Micros,
        persist_at: [Micros; 3],
    ) {
        let zones = self.log_of(id).map(|log| log.zones).unwrap_or_default();
        for (zone, at) in (0..).zip(persist_at).filter(|&(zone, _)| zone != leader && zones.has(zone)) {
            self.post(id, zone, lsn, at);
        }
        self.post_to_substitutes(id, lsn, work);
    }

    fn post(&mut self, id: GroupId, zone: u8, lsn: u64, at: Micros) {
        let send = Due::Persist { table: id.table, partition: id.partition, zone, lsn };
        let leader = self.log_of(id).map_or(0, |log| log.leader);
        if self.is_lost(id, leader, zone) {
            self.tell_group(id, Some(zone), Kind::MessageLost { lsn: figure(lsn) });
            return self.missed(id, zone, lsn);
        }
        self.queue.push(at, send);
        if self.is_doubled(id) {
            self.queue.push(at.saturating_add(self.knobs.amount(Knob::PersistMedian)), send);
        }
    }

    fn post_to_substitutes(&mut self, id: GroupId, lsn: u64, after: Micros) {
        let Some(group) = self.group(id) else { return };
        for (zone, _) in (0..).zip(group.substitutes).filter(|(_, it)| it.is_some()) {
            let entity = replica::entity(id.table, 0, id.partition, SUBSTITUTE + zone);
            let lag = replica::persist_lag(&self.knobs, self.config.seed, entity, lsn);
            let at = self.now.saturating_add(after).saturating_add(lag);
            let send =
                Due::Persist { table: id.table, partition: id.partition, zone: SUBSTITUTE + zone, lsn };
            self.queue.push(at, send);
        }
    }

    /// A copy lacks a record: the answer to the next heartbeat will tell the leader.
    fn missed(&mut self, id: GroupId, zone: u8, lsn: u64) {
        if self.group(id).is_none() {
            let zones = self.log_of(id).map(|log| log.zones).unwrap_or_default();
            self.replication.groups.insert(id, Arc::new(Group::well(self.now, zones)));
        }
        let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) else { return };
        let known = std::mem::replace(&mut copy.behind, true);
        copy.lacks = copy.lacks.max(lsn);
        let up = copy.state == State::Up;
        let leader = self.log_of(id).map_or(zone, |log| log.leader);
        if !known && up && self.hear_each_other(id, leader, zone) {
            let upto = self.log_of(id).map_or(0, |log| log.head);
            self.set_going(id, self.knobs.amount(Knob::LeaderHeartbeat), 0, Timer::Resend { zone, upto });
        }
    }

    /// Sends a copy what it lacks.
    pub(super) fn resend(&mut self, id: GroupId, zone: u8) {
        let Some(log) = self.log_of(id) else { return };
        let upto = log.head;
        let entity = replica::entity(id.table, id.index, id.partition, zone);
        let lag = replica::persist_lag(&self.knobs, self.config.seed, entity, upto);
        if let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) {
            copy.behind = true;
        }
        self.set_going(id, lag, 0, Timer::Resend { zone, upto });
    }

    /// Sends every follower what it lacks.
    pub(super) fn resend_all(&mut self, id: GroupId) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        let head = log.head;
        let votes = |zone: &u8| group.copy(*zone).is_some_and(|copy| copy.votes && copy.state != State::Down);
        let followers: Vec<u8> = log.followers().filter(votes).collect();
        for zone in followers {
            self.resend(id, zone);
        }
        if let Some(group) = self.group_mut(id) {
            for substitute in group.substitutes.iter_mut().flatten() {
                substitute.persisted = substitute.persisted.max(head);
            }
        }
    }

    /// What a copy lacked has arrived.
    pub(super) fn resent(&mut self, id: GroupId, zone: u8, upto: u64) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        let leader = log.leader;
        let takes = group.lead == Lead::Held || matches!(group.lead, Lead::Lapsing { .. });
        if zone == leader || !takes || !group.copy(zone).is_some_and(|it| it.behind && it.votes) {
            return;
        }
        if group.is(zone, State::Down) || self.is_cut(id, leader, zone) {
            // Whoever mends that sends it again.
            return;
        }
        if self.is_lost(id, leader, zone) {
            let upto = self.log_of(id).map_or(0, |log| log.head);
            return self.set_going(
                id,
                self.knobs.amount(Knob::LeaderHeartbeat),
                0,
                Timer::Resend { zone, upto },
            );
        }
        let (slot, now) = (usize::from(zone), self.now);
        let mut more = false;
        let Some(log) = self.log_of_mut(id) else { return };
        log.persisted[slot] = log.persisted[slot].max(upto);
        let committed = log.committed;
        if let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) {
            more = copy.lacks > upto;
            copy.behind = false;
        }
        let apply = Due::Apply {
            table: id.table,
            index: id.position(),
            partition: id.partition,
            zone,
            lsn: committed.min(upto),
        };
        self.queue.push(now.saturating_add(self.knobs.amount(Knob::FastApplyMax)), apply);
        if more {
            self.resend(id, zone);
        }
        self.reconsider(id);
    }

    /// Whether a record that arrives is taken by a follower with its help only: false if it was refused, or all is
    /// done already.
    #[inline(never)]
    pub(crate) fn takes(&mut self, id: GroupId, zone: u8, lsn: u64) -> bool {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return zone < SUBSTITUTE };
        let leader = log.leader;
        if zone >= SUBSTITUTE {
            self.substitute_takes(id, zone - SUBSTITUTE, lsn);
            return false;
        }
        let Some(&copy) = group.copy(zone) else { return false };
        let known = log.changes.contains(lsn);
        if zone == leader || !known || copy.state == State::Down || !copy.votes {
            return false;
        }
        if copy.behind {
            self.missed(id, zone, lsn);
            return false;
        }
        let persisted = on_disk(log, id, zone);
        let gap = log.changes.range(persisted.saturating_add(1)..lsn.max(persisted.saturating_add(1))).next();
        if gap.is_some() || self.is_cut(id, leader, zone) {
            self.missed(id, zone, lsn);
            return false;
        }
        true
    }

    fn substitute_takes(&mut self, id: GroupId, zone: u8, lsn: u64) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        let Some(Some(substitute)) = group.substitutes.get(usize::from(zone)).copied() else { return };
        let Some(change) = log.changes.get(lsn).cloned() else { return };
        if self.is_zone_lost(id, substitute.zone) || self.is_cut(id, log.leader, substitute.zone) {
            return;
        }
        if let Some(Some(substitute)) =
            self.group_mut(id).and_then(|group| group.substitutes.get_mut(usize::from(zone)))
        {
            substitute.persisted = substitute.persisted.max(lsn);
        }
        let here = place(id.table, id.position(), id.partition).in_zone(substitute.zone + 1);
        let mark = Mark { station: Station::Replica, ..Mark::control(here) };
        let kind = Kind::LogReplicaPersist { lsn: figure(lsn) };
        self.recorder.emit(self.now, change.thread.event, mark, kind);
        self.commit_what_can(id);
    }

    /// Whether a copy can show a committed record now. `false` also notes that it will have to be told again.
    #[inline(never)]
    pub(crate) fn shows(&mut self, id: GroupId, zone: u8, lsn: u64) -> bool {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return true };
        if zone == log.leader {
            return true;
        }
        let Some(&copy) = group.copy(zone) else { return false };
        if copy.state != State::Up || !copy.votes {
            return false;
        }
        let told = on_disk(log, id, zone) >= lsn && !self.is_cut(id, log.leader, zone);
        if !told {
            self.missed(id, zone, lsn);
        }
        told
    }

    /// Commits, in order, what votes in enough zones have on disk: two, unless the quorum of writes says otherwise.
    #[inline(never)]
    pub(crate) fn commit_what_can(&mut self, id: GroupId) {
        let quorum = self.write_quorum(id);
        while let Some(log) = self.log_of(id).filter(|_| id.index == 0) {
            let group = self.group(id);
            if group.is_some_and(|group| !group.serves()) {
                return;
            }
            let next = log.changes.range(log.committed.saturating_add(1)..).next().map(|(lsn, _)| lsn);
            let Some(lsn) = next else { return };
            let leader = log.leader;
            let has = |zone: u8| on_disk(log, id, zone) >= lsn && !self.is_cut(id, zone, leader);
            // The zone where the record is, if that is not the leader's.
            let where_it_is = |zone: u8| {
                let Some(group) = group else { return Some(zone).filter(|&zone| has(zone)) };
                let slot = usize::from(zone);
                match group.substitutes[slot] {
                    Some(it) if !group.copies[slot].votes => Some(it.zone).filter(|&at| {
                        at != leader
                            && it.persisted >= lsn
                            && !self.is_zone_lost(id, at)
                            && self.hear_each_other(id, leader, at)
                    }),
                    _ => Some(zone).filter(|_| {
                        group.copies[slot].votes && group.copies[slot].state != State::Down && has(zone)
                    }),
                }
            };
            let (mut by, mut zones) = (leader, vec![leader]);
            for zone in log.followers() {
                let at = where_it_is(zone).filter(|at| !zones.contains(at) && zones.len() < quorum);
                if let Some(at) = at {
                    by = zone;
                    zones.push(at);
                }
            }
            if zones.len() < quorum {
                return;
            }
            let Some(change) = log.changes.get(lsn).cloned() else { return };
            self.commit_record(id, &change, by, lsn, change.thread.event);
        }
    }

    /// In how many zones a record must be on disk to be committed: no more than have a copy.
    pub(crate) fn write_quorum(&self, id: GroupId) -> usize {
        let copies = self.log_of(id).map_or(usize::from(REPLICAS), |log| log.zones.count());
        usize::try_from(self.knobs.amount(Knob::WriteQuorum)).unwrap_or(MAJORITY).min(copies)
    }

    /// Whether a partition can acknowledge writes: it is led for good, and enough zones hear its leader.
    pub(crate) fn can_commit(&self, id: GroupId) -> bool {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return true };
        let mut zones: Vec<u8> = self.votes_for(id, log.leader).into_iter().map(|(zone, _)| zone).collect();
        zones.sort_unstable();
        zones.dedup();
        group.lead == Lead::Held && (id.index > 0 || zones.len() >= self.write_quorum(id))
    }

    /// Whether the first follower that has a record makes its quorum: nearly always.
    pub(crate) fn is_usual_quorum(&self, id: GroupId) -> bool {
        self.write_quorum(id) == MAJORITY
    }

    /// Whether a record is as good as committed when its leader has it, so that the leader's loss loses it.
    pub(crate) fn is_leader_enough(&self, id: GroupId) -> bool {
        self.write_quorum(id) < MAJORITY
    }

    /// The leader alone has a record on disk, and that is enough.
    #[inline(never)]
    pub(crate) fn leader_has(&mut self, id: GroupId, lsn: u64) {
        if self.is_leader_enough(id) && self.group(id).is_none_or(Group::serves) {
            self.commit_up_to(id, lsn);
        }
    }

    /// The quorum has changed: what waits for it may wait no longer.
    #[inline(never)]
    pub(crate) fn quorum_changed(&mut self) {
        for id in self.groups_in(&crate::chaos::Target::default()) {
            self.commit_what_can(id);
        }
    }

    /// Commits everything up to a record, which enough copies are known to have.
    pub(super) fn commit_up_to(&mut self, id: GroupId, lsn: u64) {
        while let Some(log) = self.log_of(id).filter(|_| id.index == 0) {
            let next = log.changes.range(log.committed.saturating_add(1)..).next().map(|(lsn, _)| lsn);
            let Some(next) = next.filter(|&next| next <= lsn) else { return };
            let by = log.next();
            let Some(change) = log.changes.get(next).cloned() else { return };
            self.commit_record(id, &change, by, next, change.thread.event);
        }
    }
}
