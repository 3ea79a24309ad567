//! What becomes of a partition when a copy goes, comes back, or can't be heard.

use std::sync::Arc;

use sim::Micros;
use trace::{Kind, Station};

use super::{Group, GroupId, Later, Lead, Remedy, State, Substitute, Timer};
use crate::due::Due;
use crate::knobs::Knob;
use crate::partition::REPLICAS;
use crate::recorder::{Mark, place};
use crate::world::World;

impl World {
    /// Looks at a partition's copies after something about them has changed, and sets going what follows.
    pub(crate) fn reconsider(&mut self, id: GroupId) {
        let Some(zones) = self.log_of(id).map(|log| log.zones) else {
            self.replication.groups.remove(&id);
            return;
        };
        if self.group(id).is_none() {
            self.replication.groups.insert(id, Arc::new(Group::well(self.now, zones)));
        }
        for zone in zones.iter() {
            self.look_at_copy(id, zone);
        }
        self.look_at_substitutes(id);
        self.look_at_lead(id);
        self.look_at_remedies(id);
        self.commit_what_can(id);
        self.wake(id);
        self.tidy(id);
    }

    /// Something happens to a partition's copies that was set going before.
    #[inline(never)]
    pub(crate) fn later(&mut self, later: Later) {
        let Later { id, stamp, what } = later;
        let Some(group) = self.group(id) else { return };
        let copy = |zone: u8| group.copy(zone).is_some_and(|copy| copy.stamp == stamp);
        match what {
            Timer::Lease if group.stamp == stamp => self.lease_ends(id),
            Timer::Election if group.stamp == stamp => self.elect(id),
            Timer::Substitute { zone } if copy(zone) => self.substitute(id, zone),
            Timer::Caught { zone } if copy(zone) => self.caught_up(id, zone, false),
            Timer::Built { zone } if copy(zone) => self.built(id, zone),
            Timer::Resend { zone, upto } => self.resent(id, zone, upto),
            _ => {}
        }
    }

    pub(crate) fn set_going(&mut self, id: GroupId, after: Micros, stamp: u32, what: Timer) {
        self.queue.push(self.now.saturating_add(after), Due::Later(Later { id, stamp, what }));
    }

    pub(crate) fn tell_group(&mut self, id: GroupId, zone: Option<u8>, kind: Kind) -> u64 {
        let mut here = place(id.table, id.position(), id.partition);
        if let Some(zone) = zone {
            here = here.in_zone(zone + 1);
        }
        let mark = Mark { station: Station::Replica, ..Mark::control(here) };
        self.recorder.emit(self.now, 0, mark, kind)
    }

    /// A copy goes down, or its host comes back.
    fn look_at_copy(&mut self, id: GroupId, zone: u8) {
        let struck = self.is_copy_struck(id, zone);
        let Some(copy) = self.group(id).and_then(|group| group.copy(zone)).copied() else { return };
        let down = struck.is_some_and(|fault| copy.moved != Some(fault));
        let stamp = self.stamp();
        let now = self.now;
        if down && copy.state != State::Down {
            let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) else { return };
            (copy.state, copy.since, copy.stamp, copy.remedy) = (State::Down, now, stamp, Remedy::None);
            copy.behind = true;
            self.tell_group(id, Some(zone), Kind::ReplicaDown);
            self.watch_unfinished(id);
            if !self.is_zone_lost(id, zone) {
                self.set_going(id, self.knobs.amount(Knob::FullHeal), stamp, Timer::Built { zone });
            }
        } else if !down && copy.state == State::Down {
            let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) else { return };
            (copy.state, copy.since, copy.stamp, copy.remedy) = (State::Catching, now, stamp, Remedy::None);
            let empty = copy.empty;
            self.tell_group(id, Some(zone), Kind::ReplicaUp { empty });
        }
        // A copy without its log has no vote to give.
        if down
            && self.is_disk_lost(id, zone)
            && let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone))
            && copy.state == State::Down
        {
            (copy.empty, copy.votes) = (true, false);
        }
        if struck.is_none()
            && let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone))
        {
            copy.moved = None;
        }
    }

    /// A zone is back, and a copy in it stays away because of another fault: only now can it be built anew.
    pub(crate) fn zone_is_back(&mut self, id: GroupId, zone: u8) {
        let copy = self.group(id).and_then(|group| group.copy(zone)).copied();
        if let Some(copy) = copy.filter(|copy| copy.state == State::Down)
            && !self.is_zone_lost(id, zone)
        {
            self.set_going(id, self.knobs.amount(Knob::FullHeal), copy.stamp, Timer::Built { zone });
        }
    }

    /// A log replica goes with its zone.
    fn look_at_substitutes(&mut self, id: GroupId) {
        for zone in 0..REPLICAS {
            let substitute =
                self.group(id).and_then(|group| group.substitutes.get(usize::from(zone)).copied());
            let Some(Some(substitute)) = substitute else { continue };
            let lost = self.is_zone_lost(id, substitute.zone);
            if lost == substitute.lost {
                continue;
            }
            let Some(group) = self.group_mut(id) else { return };
            group.substitutes[usize::from(zone)] = Some(Substitute { lost, ..substitute });
            if lost {
                self.tell_group(id, Some(substitute.zone), Kind::LogReplicaGone);
            }
        }
    }

    /// Whether messages get through in both directions.
    pub(crate) fn hear_each_other(&self, id: GroupId, one: u8, other: u8) -> bool {
        !self.is_cut(id, one, other) && !self.is_cut(id, other, one)
    }

    /// The votes that a copy can count on, its own included: zone, and how far that log reaches.
    pub(crate) fn votes_for(&self, id: GroupId, zone: u8) -> Vec<(u8, u64)> {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return Vec::new() };
        let mut votes = Vec::new();
        for other in 0..REPLICAS {
            let slot = usize::from(other);
            let vote = match group.substitutes[slot] {
                Some(substitute) if !group.copies[slot].votes => (!self.is_zone_lost(id, substitute.zone))
                    .then_some((substitute.zone, substitute.persisted)),
                _ => (group.copies[slot].votes && group.copies[slot].state != State::Down)
                    .then(|| (other, super::on_disk(log, id, other))),
            };
            votes.extend(vote.filter(|&(at, _)| self.hear_each_other(id, zone, at)));
        }
        votes
    }

    /// How many votes a leader needs: a majority. Where so many disks are lost that there can be none any more, what
    /// they had is fetched from the archive of the log, and one is enough.
    pub(crate) fn needed(&self, id: GroupId) -> usize {
        let Some(group) = self.group(id) else {
            return self.log_of(id).map_or(0, |log| log.zones.majority());
        };
        let votes = group.copies.iter().filter(|copy| copy.votes).count();
        let stand_ins = (0..3).filter(|&slot| !group.copies[slot].votes && group.substitutes[slot].is_some());
        (votes + stand_ins.count()).min(2)
    }

    /// Whether the leader goes on leading, or what follows if it doesn't.
    fn look_at_lead(&mut self, id: GroupId) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        let (lead, leader) = (group.lead, log.leader);
        // Followers wait for both: that they have missed its words, and that its lease is over.
        let missed =
            self.knobs.amount(Knob::LeaderMissed).saturating_mul(self.knobs.amount(Knob::LeaderHeartbeat));
        let lease = self.knobs.amount(Knob::LeaderLease).max(missed);
        let alive = !group.is(leader, State::Down);
        match lead {
            Lead::Held | Lead::Lapsing { .. } if !alive => {
                let until = match lead {
                    Lead::Lapsing { until } => until,
                    _ => self.now.saturating_add(lease),
                };
                self.leader_is_lost(id, until);
            }
            Lead::Held if self.votes_for(id, leader).len() < self.needed(id) => {
                let until = self.now.saturating_add(lease);
                self.set_lead(id, Lead::Lapsing { until }, Some((lease, Timer::Lease)));
                self.tell_group(id, Some(leader), Kind::QuorumLost);
                self.watch_unfinished(id);
            }
            Lead::Lapsing { .. } if self.votes_for(id, leader).len() >= self.needed(id) => {
                self.set_lead(id, Lead::Held, None);
                self.resend_all(id);
            }
            Lead::Vacant { until } if until <= self.now => self.call_election(id),
            _ => {}
        }
    }

    pub(crate) fn set_lead(&mut self, id: GroupId, lead: Lead, then: Option<(Micros, Timer)>) {
        let stamp = self.stamp();
        if let Some(group) = self.group_mut(id) {
            (group.lead, group.stamp) = (lead, stamp);
        }
        if let Some((after, what)) = then {
            self.set_going(id, after, stamp, what);
        }
    }

    /// What is done about copies that are away, by a leader that has a majority.
    fn look_at_remedies(&mut self, id: GroupId) {
        let Some(zones) = self.group(id).map(|group| group.zones) else { return };
        for zone in zones.iter() {
            let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
            let Some(&copy) = group.copy(zone).filter(|_| group.lead == Lead::Held) else { return };
            let replaced = group.substitutes[usize::from(zone)].is_some_and(|it| !it.lost);
            let heard = self.hear_each_other(id, log.leader, zone);
            let away = zone != log.leader && (copy.state == State::Down || !heard);
            if away {
                if !replaced && copy.remedy != Remedy::Called {
                    if copy.state == State::Up {
                        // It asks the others before it doubts the leader: they still hear it.
                        self.tell_group(id, Some(zone), Kind::LeaderDoubted);
                    }
                    self.call_remedy(
                        id,
                        zone,
                        Remedy::Called,
                        Knob::LogReplicaAdd,
                        Timer::Substitute { zone },
                    );
                }
                continue;
            }
            if copy.state == State::Up && copy.votes {
                if copy.remedy != Remedy::None
                    && let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone))
                {
                    copy.remedy = Remedy::None;
                    copy.stamp = 0;
                }
                if copy.behind && zone != log_leader(self, id) {
                    self.resend(id, zone);
                }
            } else if copy.remedy != Remedy::Catching {
                if copy.votes && zone != log_leader(self, id) {
                    self.resend(id, zone);
                }
                let after = if copy.empty { Knob::FullHeal } else { Knob::CatchUp };
                self.call_remedy(id, zone, Remedy::Catching, after, Timer::Caught { zone });
            }
        }
    }

    fn call_remedy(&mut self, id: GroupId, zone: u8, remedy: Remedy, after: Knob, what: Timer) {
        // A copy that is being built anew keeps that appointment's stamp.
        let old = self.group(id).and_then(|group| group.copy(zone)).map_or(0, |copy| copy.stamp);
        let stamp = if old == 0 { self.stamp() } else { old };
        if let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) {
            (copy.remedy, copy.stamp) = (remedy, stamp);
        }
        self.set_going(id, self.knobs.amount(after), stamp, what);
    }

    /// A log replica stands in for a copy that is still away.
    fn substitute(&mut self, id: GroupId, zone: u8) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        let (leader, head) = (log.leader, log.head);
        let away = group.copy(zone).is_some_and(|copy| copy.remedy == Remedy::Called);
        if !away || group.lead != Lead::Held {
            return;
        }
        // On another host of the zone, or where else there is one: not beside the leader, if that can be.
        let usable = |&at: &u8| !self.is_zone_lost(id, at) && self.hear_each_other(id, leader, at);
        let at = Some(zone).filter(usable).or_else(|| (0..REPLICAS).find(|at| *at != leader && usable(at)));
        let Some(at) = at.or(Some(leader).filter(usable)) else { return };
        let Some(group) = self.group_mut(id) else { return };
        if let Some(copy) = group.copy_mut(zone) {
            (copy.votes, copy.remedy) = (false, Remedy::None);
        }
        group.substitutes[usize::from(zone)] = Some(Substitute { zone: at, lost: false, persisted: head });
        self.tell_group(id, Some(at), Kind::LogReplicaAdded { instead: zone + 1 });
        self.reconsider(id);
    }

    /// A copy on another host is ready: it has the items.
    fn built(&mut self, id: GroupId, zone: u8) {
        let fault = self.is_copy_struck(id, zone);
        let Some(group) = self.group(id) else { return };
        if !group.is(zone, State::Down) || self.is_zone_lost(id, zone) {
            return;
        }
        let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) else { return };
        copy.moved = fault;
        copy.state = State::Catching;
        copy.behind = true;
        self.caught_up(id, zone, true);
        // Where nobody leads, it may be what an election waits for.
        self.reconsider(id);
    }

    /// A copy has everything again, and counts again; its log replica goes.
    fn caught_up(&mut self, id: GroupId, zone: u8, anew: bool) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        if group.lead != Lead::Held || !group.is(zone, State::Catching) && group.reads(zone) {
            // Without a leader there is nobody to fetch from: once there is one, it goes on.
            if let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) {
                copy.remedy = Remedy::None;
            }
            return;
        }
        let (leader, head, committed) = (log.leader, log.head, log.committed);
        if !self.hear_each_other(id, leader, zone) {
            // When it hears the leader again, it goes on.
            if let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) {
                copy.remedy = Remedy::None;
            }
            return;
        }
        let now = self.now;
        if let Some(log) = self.log_of_mut(id) {
            let slot = usize::from(zone);
            if zone != leader {
                log.persisted[slot] = log.persisted[slot].max(head);
            }
            log.applied[slot] = log.applied[slot].max(committed);
            log.trim();
        }
        if let Some(group) = self.group_mut(id) {
            group.substitutes[usize::from(zone)] = None;
            if let Some(copy) = group.copy_mut(zone) {
                (copy.state, copy.since, copy.stamp) = (State::Up, now, 0);
                (copy.votes, copy.behind, copy.empty, copy.remedy) = (true, false, false, Remedy::None);
            }
        }
        self.tell_group(id, Some(zone), Kind::ReplicaHealed { anew });
        self.reconsider(id);
        self.end_losses_made_good();
    }

    /// Forgets about a partition with which nothing is wrong any more.
    fn tidy(&mut self, id: GroupId) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        let well =
            group.lead == Lead::Held
                && group.substitutes.iter().all(Option::is_none)
                && group.zones.iter().filter_map(|zone| group.copy(zone)).all(|copy| {
                    copy.state == State::Up && copy.votes && !copy.behind && copy.moved.is_none()
                });
        let heard = log.followers().all(|zone| self.hear_each_other(id, log.leader, zone));
        if well && heard {
            self.replication.groups.remove(&id);
        }
    }
}

fn log_leader(world: &World, id: GroupId) -> u8 {
    world.log_of(id).map_or(0, |log| log.leader)
}
