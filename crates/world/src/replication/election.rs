//! Leaders are lost, elected, and relieved.

use sim::random::{draw, uniform};
use sim::{Micros, Purpose};
use trace::Kind;

use super::{GroupId, Lead, State, Timer, on_disk};
use crate::chaos::Target;
use crate::knobs::Knob;
use crate::partition::REPLICAS;
use crate::recorder::figure;
use crate::replica;
use crate::world::World;

impl World {
    /// The copy that led is gone. Its lease is good until `until`: before that nobody else may lead.
    pub(super) fn leader_is_lost(&mut self, id: GroupId, until: Micros) {
        self.fail_unfinished(id);
        let wait = until.saturating_sub(self.now);
        self.set_lead(id, Lead::Vacant { until }, Some((wait, Timer::Lease)));
    }

    /// A lease has run out that nobody could renew.
    pub(super) fn lease_ends(&mut self, id: GroupId) {
        let Some((group, log)) = self.group(id).zip(self.log_of(id)) else { return };
        let (lead, leader) = (group.lead, log.leader);
        match lead {
            Lead::Lapsing { .. } => {
                self.tell_group(id, Some(leader), Kind::LeaseExpired);
                self.fail_unfinished(id);
                self.set_lead(id, Lead::Vacant { until: self.now }, None);
            }
            Lead::Vacant { .. } => {
                self.tell_group(id, Some(leader), Kind::LeaseExpired);
            }
            Lead::Held | Lead::Electing => return,
        }
        self.reconsider(id);
    }

    /// An election begins, if there is a copy that a majority can vote for.
    pub(super) fn call_election(&mut self, id: GroupId) {
        let Some((zone, _)) = self.candidate(id) else { return };
        let most = self.knobs.amount(Knob::ElectionMax).saturating_add(1);
        let entity = replica::entity(id.table, id.index, id.partition, zone);
        let counter = self.now;
        let after = uniform(draw(self.config.seed, Purpose::ElectionTimeout, entity, counter), 0..most);
        self.tell_group(id, Some(zone), Kind::ElectionStart);
        self.set_lead(id, Lead::Electing, Some((after, Timer::Election)));
    }

    /// The copy with most of the log that can have a majority, and how far the logs of its voters reach.
    fn candidate(&self, id: GroupId) -> Option<(u8, u64)> {
        let (group, log) = self.group(id).zip(self.log_of(id))?;
        let mut best: Option<((u64, u64, u8), u8, u64)> = None;
        for zone in 0..REPLICAS {
            let needed = self.needed(id);
            let stands =
                group.copy(zone).is_some_and(|it| (it.votes || needed == 0) && it.state != State::Down);
            let votes = self.votes_for(id, zone);
            if !stands || votes.len() < needed {
                continue;
            }
            let reach = votes.iter().map(|&(_, persisted)| persisted).max().unwrap_or(log.committed);
            // Of equals, the one that did not lead before, in turn.
            let turn = (zone + REPLICAS - log.leader % REPLICAS + 2) % REPLICAS;
            let rank = (on_disk(log, id, zone), log.shown(zone), REPLICAS - turn);
            if best.is_none_or(|(most, ..)| rank > most) {
                best = Some((rank, zone, reach));
            }
        }
        best.map(|(_, zone, reach)| (zone, reach))
    }

    /// An election is decided.
    pub(super) fn elect(&mut self, id: GroupId) {
        let Some((zone, reach)) = self.candidate(id) else {
            self.set_lead(id, Lead::Vacant { until: self.now }, None);
            return self.reconsider(id);
        };
        let now = self.now;
        if let Some(log) = self.log_of_mut(id) {
            let old = log.leader;
            let head = log.head;
            if let Some(persisted) = log.persisted.get_mut(usize::from(old)) {
                *persisted = head;
            }
        }
        let dropped = self.roll_back(id, reach);
        let Some(log) = self.log_of_mut(id) else { return };
        log.leader = zone;
        if log.changes.range(log.committed.saturating_add(1)..).next().is_none() {
            // The numbers of what was taken back are void.
            log.committed = log.head;
        }
        let committed = log.committed;
        let slot = usize::from(zone);
        log.persisted[slot] = log.head;
        log.applied[slot] = log.applied[slot].max(committed);
        log.persist_due = [now; 3];
        if let Some(copy) = self.group_mut(id).and_then(|group| group.copy_mut(zone)) {
            (copy.state, copy.behind, copy.stamp) = (State::Up, false, 0);
            (copy.votes, copy.empty) = (true, false);
            copy.remedy = super::Remedy::None;
        }
        self.set_lead(id, Lead::Held, None);
        self.tell_group(id, Some(zone), Kind::LeaderElected { planned: false, dropped: figure(dropped) });
        self.resend_all(id);
        self.reconsider(id);
        self.end_losses_made_good();
    }

    /// Every leader of a target hands over to a follower.
    pub(crate) fn hand_over_all(&mut self, target: &Target) {
        for id in self.groups_in(target) {
            self.hand_over(id);
        }
    }

    /// A leader hands over to the follower with most of its log: it passes on what is missing, and its lease.
    fn hand_over(&mut self, id: GroupId) {
        let Some(log) = self.log_of(id) else { return };
        let (old, head) = (log.leader, log.head);
        if self.group(id).is_some_and(|group| group.lead != Lead::Held) {
            return;
        }
        let fit = |&zone: &u8| {
            self.hear_each_other(id, old, zone)
                && self.group(id).is_none_or(|group| group.reads(zone))
                && self.is_copy_struck(id, zone).is_none()
        };
        let heir = log
            .followers()
            .filter(fit)
            .max_by_key(|&zone| (on_disk(log, id, zone), (zone + REPLICAS - old) % REPLICAS == 1));
        let Some(heir) = heir else { return };
        let Some(log) = self.log_of_mut(id) else { return };
        for zone in [old, heir] {
            log.persisted[usize::from(zone)] = head;
        }
        log.leader = heir;
        log.applied[usize::from(heir)] = log.applied[usize::from(heir)].max(log.committed);
        self.tell_group(id, Some(heir), Kind::LeaderElected { planned: true, dropped: 0 });
        // What both have on disk is committed.
        self.commit_up_to(id, head);
    }
}
