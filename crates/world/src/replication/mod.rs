//! The copies of a partition when something is wrong with them: who is up, who leads, who may vote.
//!
//! A partition whose copies are all well has no entry here, and its records take the short way: the first follower
//! that has one on disk makes the quorum. Everything below exists only under faults.
//!
//! The rules, after the paper of 2022 on the service: a leader serves while it holds a lease, which a majority
//! renews. When it is lost, nobody serves until the lease has run out; then a majority elects the copy that has most
//! of the log. A copy that is away for long is replaced by a log replica, which has the log and no items: it votes, so
//! that the next loss does no harm, until the copy has caught up or was built anew.

mod choice;
mod election;
mod health;
mod picture;
mod traffic;
mod unfinished;
mod waiting;

pub(crate) use self::traffic::LEADER;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;

use crate::partition::{Log, Partition};
use crate::small::SmallMap;
use crate::world::World;
use crate::zones::Zones;

/// A partition of a table or of one of its global indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct GroupId {
    pub(crate) table: u32,
    /// 0 is the table itself; a global index is its position, from 1.
    pub(crate) index: u16,
    pub(crate) partition: u32,
}

impl GroupId {
    pub(crate) fn new(table: u32, index: Option<u16>, partition: u32) -> Self {
        Self { table, index: index.map_or(0, |position| position.saturating_add(1)), partition }
    }

    /// The index's position.
    pub(crate) const fn position(self) -> Option<u16> {
        self.index.checked_sub(1)
    }
}

/// Everything about copies that are not well, and what waits for them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Replication {
    /// Partitions with which something is wrong.
    pub(crate) groups: SmallMap<GroupId, Arc<Group>>,
    /// Numbers given to what was set going; older ones are void.
    pub(crate) stamps: u32,
    /// Calls that wait for a leader, and until when.
    pub(crate) parked: SmallMap<u32, Parked>,
    /// Changes that can't be taken by an index now: table, index, number in its queue, in order.
    pub(crate) stalled: imbl::Vector<(u32, u16, u64)>,
}

/// A call that waits for copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parked {
    /// When it is given up; never, for what is decided and only has to be carried out.
    pub(crate) until: Option<Micros>,
    /// It is about to look again.
    pub(crate) woken: bool,
    /// The first partition in its way.
    pub(crate) id: GroupId,
}

/// One partition's copies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Group {
    /// Where there are copies; the others are as if they were not.
    pub(crate) zones: Zones,
    pub(crate) copies: [Copy; 3],
    /// In the place of a copy: its log replica.
    pub(crate) substitutes: [Option<Substitute>; 3],
    pub(crate) lead: Lead,
    pub(crate) stamp: u32,
}

/// One copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Copy {
    pub(crate) state: State,
    /// Since when.
    pub(crate) since: Micros,
    pub(crate) stamp: u32,
    /// Whether it counts for quorums; a log replica does in its place otherwise.
    pub(crate) votes: bool,
    /// It missed a record, which has to be sent again.
    pub(crate) behind: bool,
    /// The newest record that it is known to have missed.
    pub(crate) lacks: u64,
    /// Its disk was lost: it has to get everything.
    pub(crate) empty: bool,
    /// The number of the fault that no longer concerns it: it stands on another host.
    pub(crate) moved: Option<u32>,
    /// What will be done about its being away.
    pub(crate) remedy: Remedy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Up,
    Down,
    /// Its host is up, and it is fetching what it has missed.
    Catching,
}

/// What will be done about a copy that is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Remedy {
    None,
    /// A log replica is on its way.
    Called,
    /// It will have caught up soon.
    Catching,
}

/// A replica of the log alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Substitute {
    pub(crate) zone: u8,
    /// Its zone is gone. Its disk is not: it has its vote again when the zone is back.
    pub(crate) lost: bool,
    /// Its log reaches to this record.
    pub(crate) persisted: u64,
}

/// Who leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Lead {
    /// The log's leader, whose lease is renewed.
    Held,
    /// The log's leader, which can't have its lease renewed any more.
    Lapsing { until: Micros },
    /// Nobody. The old lease is good until then.
    Vacant { until: Micros },
    /// Nobody yet.
    Electing,
}

/// Something about a partition's copies that happens later, unless its stamp is void by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Later {
    pub(crate) id: GroupId,
    pub(crate) stamp: u32,
    pub(crate) what: Timer,
}

/// What happens later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Timer {
    /// A lease has run out.
    Lease,
    /// An election is decided.
    Election,
    /// A log replica stands in for the copy of a zone.
    Substitute { zone: u8 },
    /// The copy of a zone has caught up.
    Caught { zone: u8 },
    /// The copy of a zone was built anew on another host.
    Built { zone: u8 },
    /// The copy of a zone gets everything up to a record that it may have missed.
    Resend { zone: u8, upto: u64 },
}

impl Group {
    /// Nothing is wrong.
    pub(crate) fn well(now: Micros, zones: Zones) -> Self {
        let copy = |zone: u8| Copy {
            state: if zones.has(zone) { State::Up } else { State::Down },
            since: now,
            stamp: 0,
            votes: zones.has(zone),
            behind: false,
            lacks: 0,
            empty: false,
            moved: None,
            remedy: Remedy::None,
        };
        Self { zones, copies: [0, 1, 2].map(copy), substitutes: [None; 3], lead: Lead::Held, stamp: 0 }
    }

    pub(crate) fn copy(&self, zone: u8) -> Option<&Copy> {
        self.copies.get(usize::from(zone)).filter(|_| self.zones.has(zone))
    }

    pub(crate) fn copy_mut(&mut self, zone: u8) -> Option<&mut Copy> {
        self.copies.get_mut(usize::from(zone)).filter(|_| self.zones.has(zone))
    }

    pub(crate) fn is(&self, zone: u8, state: State) -> bool {
        self.copy(zone).is_some_and(|copy| copy.state == state)
    }

    /// Whether the leader serves: its lease is good.
    pub(crate) const fn serves(&self) -> bool {
        matches!(self.lead, Lead::Held | Lead::Lapsing { .. })
    }

    /// Whether a copy answers reads: it is up, and counts.
    pub(crate) fn reads(&self, zone: u8) -> bool {
        self.copy(zone).is_some_and(|copy| copy.state == State::Up && copy.votes)
    }
}

/// Up to which record a copy has the log on disk. Indexes take over rows that are committed already.
pub(crate) fn on_disk(log: &Log, id: GroupId, zone: u8) -> u64 {
    if zone == log.leader || id.index > 0 {
        log.head
    } else {
        log.persisted.get(usize::from(zone)).copied().unwrap_or(0)
    }
}

impl World {
    /// Whether something is wrong with the copies of any partition.
    pub(crate) fn is_any_group_ill(&self) -> bool {
        !self.replication.groups.is_empty()
    }

    /// How much later a record arrives at a follower because of faults.
    pub(crate) fn detour(&self, id: GroupId, leader: u8, zone: u8) -> Micros {
        if self.chaos.running == 0 { 0 } else { self.link_delay(id, leader, zone) }
    }

    /// Whether any fault is under way, or any copy is not well.
    pub(crate) fn is_troubled(&self) -> bool {
        self.chaos.running > 0 || !self.replication.groups.is_empty()
    }

    pub(crate) fn group(&self, id: GroupId) -> Option<&Group> {
        if self.replication.groups.is_empty() {
            return None;
        }
        self.replication.groups.get(&id).map(|group| &**group)
    }

    pub(crate) fn group_mut(&mut self, id: GroupId) -> Option<&mut Group> {
        self.replication.groups.get_mut(&id).map(Arc::make_mut)
    }

    pub(crate) fn partition_of(&self, id: GroupId) -> Option<&Partition> {
        self.tables.get(&id.table)?.partitions_of(id.position()).get(id.partition)
    }

    pub(crate) fn log_of(&self, id: GroupId) -> Option<&Log> {
        self.partition_of(id).map(|partition| &partition.log)
    }

    pub(crate) fn log_of_mut(&mut self, id: GroupId) -> Option<&mut Log> {
        let table = self.table_mut(id.table)?;
        table.partitions_mut(id.position()).get_mut(id.partition).map(|partition| &mut partition.log)
    }

    /// A new number for what is set going.
    pub(crate) fn stamp(&mut self) -> u32 {
        self.replication.stamps = self.replication.stamps.wrapping_add(1);
        self.replication.stamps
    }

    /// The partitions that a fault's target means.
    pub(crate) fn groups_in(&self, target: &crate::chaos::Target) -> Vec<GroupId> {
        let mut ids = Vec::new();
        for table in self.tables.values().filter(|table| target.has_table(table)) {
            ids.extend(table.partitions.iter().map(|it| GroupId::new(table.id, None, it.id)));
            for (position, index) in (0..).zip(&table.indexes).filter(|&(at, _)| table.is_global(at)) {
                ids.extend(index.partitions.iter().map(|it| GroupId::new(table.id, Some(position), it.id)));
            }
        }
        ids.retain(|&id| target.has(id));
        ids
    }

    /// The copies that lead them.
    pub(crate) fn leaders_in(&self, target: &crate::chaos::Target) -> Vec<(GroupId, u8)> {
        let ids = self.groups_in(target).into_iter();
        ids.filter_map(|id| Some((id, self.log_of(id)?.leader))).collect()
    }

    /// A partition was split: its parts have its copies, as they are.
    pub(crate) fn inherit(
        &mut self,
        (table, index): (u32, Option<u16>),
        (parent, leader): (u32, u8),
        heirs: &[u32],
    ) {
        let group = self.replication.groups.remove(&GroupId::new(table, index, parent));
        if index.is_none() {
            self.inherit_stamps(table, parent, heirs);
        }
        for id in heirs.iter().map(|&heir| GroupId::new(table, index, heir)) {
            let Some(log) = self.log_of_mut(id) else { continue };
            let head = log.head;
            if let Some(persisted) = log.persisted.get_mut(usize::from(leader)) {
                *persisted = head;
            }
            match &group {
                // Nobody hands over while something is wrong.
                Some(group) => {
                    log.leader = leader;
                    self.replication.groups.insert(id, Arc::clone(group));
                    self.take_over(id);
                }
                // The old leader and the new one have everything on disk.
                None if log.leader != leader => self.commit_up_to(id, head),
                None => {}
            }
        }
        self.concern(table);
    }

    /// What was set going for a partition that was split is set going for one of its parts.
    fn take_over(&mut self, id: GroupId) {
        let Some(zones) = self.group(id).map(|group| group.zones) else { return };
        for zone in zones.iter() {
            let stamp = self.stamp();
            let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) else { return };
            (copy.stamp, copy.remedy) = (stamp, Remedy::None);
            if copy.state == State::Down && !self.is_zone_lost(id, zone) {
                let after = self.knobs.amount(crate::Knob::FullHeal);
                self.set_going(id, after, stamp, Timer::Built { zone });
            }
        }
        let Some(lead) = self.group(id).map(|group| group.lead) else { return };
        let (lead, until) = match lead {
            Lead::Held => return self.resend_all(id),
            Lead::Lapsing { until } | Lead::Vacant { until } => (lead, until),
            Lead::Electing => (Lead::Vacant { until: self.now }, self.now),
        };
        self.set_lead(id, lead, Some((until.saturating_sub(self.now), Timer::Lease)));
    }

    /// Partitions have come into being: what is wrong around them concerns them, too.
    pub(crate) fn concern(&mut self, table: u32) {
        if self.chaos.running == 0 && self.replication.groups.is_empty() {
            return;
        }
        let target = crate::chaos::Target { table: Some(table), ..crate::chaos::Target::default() };
        for id in self.groups_in(&target) {
            self.reconsider(id);
        }
        self.forget_groups();
    }

    /// Partitions that are no more need no care.
    pub(crate) fn forget_groups(&mut self) {
        let gone: Vec<GroupId> =
            self.replication.groups.keys().copied().filter(|&id| self.log_of(id).is_none()).collect();
        for id in gone {
            self.replication.groups.remove(&id);
        }
        if !self.transactions.stuck.is_empty() {
            self.resume_messages();
        }
    }
}
