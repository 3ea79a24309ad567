//! Faults come and go.

use std::sync::Arc;

use sim::Micros;
use trace::{Kind, Place, Station};

use super::{Fault, Order, Plan, Scope, Stored, Target, Trouble, Zone};
use crate::act::ActError;
use crate::due::Due;
use crate::partition;
use crate::recorder::Mark;
use crate::replication::State;
use crate::world::World;

/// The most faults at a time.
const MOST: usize = 200;

impl World {
    pub(crate) fn order_chaos(&mut self, order: &Order) -> Result<(), ActError> {
        match order {
            Order::Start(plan) => self.plan_fault(plan),
            Order::Stop { number } => {
                if self.chaos.faults.get(number).is_none() {
                    return Err(ActError(format!("No fault has the number {number}.")));
                }
                self.end_fault(*number);
                Ok(())
            }
            Order::StopAll {} => {
                for number in self.chaos.faults.keys().copied().collect::<Vec<_>>() {
                    self.end_fault(number);
                }
                Ok(())
            }
        }
    }

    fn plan_fault(&mut self, plan: &Plan) -> Result<(), ActError> {
        if let Some(objection) = plan.fault.objection() {
            return Err(ActError(objection));
        }
        if self.chaos.faults.len() >= MOST {
            return Err(ActError(format!("There are {MOST} faults already.")));
        }
        if plan.lasts == Some(0) {
            return Err(ActError("A fault lasts longer than no time.".to_owned()));
        }
        let target = self.target_of(&plan.on)?;
        self.check_copies(&plan.fault, &target)?;
        self.chaos.made = self.chaos.made.saturating_add(1);
        let number = self.chaos.made;
        let trouble = Trouble {
            number,
            plan: Stored(plan.clone()),
            since: self.now,
            running: false,
            until: None,
            target,
            leaders: Vec::new(),
        };
        self.chaos.faults.insert(number, Arc::new(trouble));
        match plan.at.filter(|&at| at > self.now) {
            Some(at) => {
                self.queue.push(at, Due::Fault { number });
            }
            None => self.strike(number),
        }
        Ok(())
    }

    /// What a scope means, by numbers.
    /// A fault of a copy needs a copy, where it is about partitions that are there.
    pub(crate) fn check_copies(&self, fault: &Fault, target: &Target) -> Result<(), ActError> {
        let mut logs = self.groups_in(target).into_iter().filter_map(|id| self.log_of(id));
        let (fits, lacks) = match fault {
            Fault::ReplicaCrash { zone } | Fault::ReplicaLoss { zone } | Fault::ReplicaLag { zone, .. } => {
                let zone = *zone;
                (logs.any(|log| log.zones.has(zone.number())), format!("a copy in zone {}", zone.letter()))
            }
            Fault::HandOver {} => (logs.any(|log| log.zones.count() > 1), "a second copy".to_owned()),
            _ => return Ok(()),
        };
        if fits || target.table.is_none() {
            return Ok(());
        }
        Err(ActError(format!("No partition there has {lacks}.")))
    }

    pub(crate) fn target_of(&self, on: &Scope) -> Result<Target, ActError> {
        let region = on.region.as_deref().map(Arc::from);
        let Some(name) = &on.table else {
            return if on.index.is_some() || on.partition.is_some() {
                Err(ActError("Which table? A partition or index alone says too little.".to_owned()))
            } else {
                Ok(Target { region, ..Target::default() })
            };
        };
        let place = on.region.as_deref().unwrap_or_default();
        let Some(table) = self.named(place, name) else {
            return Err(ActError(format!("There is no table {name} in {place}.")));
        };
        let index = match &on.index {
            None => None,
            Some(index) => match table.schema().index(index) {
                Some((position, found)) if found.is_global() => Some(position),
                _ => return Err(ActError(format!("{name} has no global index {index}."))),
            },
        };
        let partition = match &on.partition {
            None => None,
            Some(wanted) => {
                let partitions = table.partitions_of(index);
                let named = |id: u32| partition::name(id, index.is_some()).eq_ignore_ascii_case(wanted);
                match partitions.iter().find(|partition| named(partition.id)) {
                    Some(partition) => Some(partition.id),
                    None => return Err(ActError(format!("{name} has no partition {wanted}."))),
                }
            }
        };
        // A partition named alone is one of the table's, not of its indexes'.
        let index = index.map(|position| position + 1).or(partition.map(|_| 0));
        Ok(Target { region: Some(Arc::clone(&table.region)), table: Some(table.id), index, partition })
    }

    /// The time of a fault has come: it strikes, or it is over.
    #[inline(never)]
    pub(crate) fn fault_due(&mut self, number: u32) {
        let Some(trouble) = self.chaos.faults.get(&number) else { return };
        if !trouble.running {
            self.strike(number);
        } else if trouble.until.is_some_and(|until| until <= self.now) {
            self.end_fault(number);
        }
    }

    fn strike(&mut self, number: u32) {
        let Some(trouble) = self.chaos.faults.get(&number) else { return };
        let (fault, lasts, target) =
            (trouble.plan.0.fault.clone(), trouble.plan.0.lasts, trouble.target.clone());
        self.tell_fault(&target, Kind::FaultStarted { fault: fault.number(), number });
        if fault.is_instant() {
            self.chaos.faults.remove(&number);
            if matches!(fault, Fault::HandOver {}) {
                self.hand_over_all(&target);
            }
            return;
        }
        let until = lasts.map(|lasts| self.now.saturating_add(lasts));
        let leaders =
            if matches!(fault, Fault::LeaderCrash {}) { self.leaders_in(&target) } else { Vec::new() };
        if let Some(trouble) = self.chaos.faults.get_mut(&number).map(Arc::make_mut) {
            *trouble = Trouble { running: true, since: self.now, until, leaders, ..trouble.clone() };
        }
        self.chaos.running = self.chaos.running.saturating_add(1);
        if let Some(until) = until {
            self.queue.push(until, Due::Fault { number });
        }
        if let Fault::CoordinatorLoss { coordinator } = fault {
            self.lose_coordinators(number, coordinator);
        }
        self.felt(&fault, &target);
    }

    /// A fault is over, or is called off.
    fn end_fault(&mut self, number: u32) {
        let Some(trouble) = self.chaos.faults.remove(&number) else { return };
        if !trouble.running {
            return;
        }
        self.chaos.running = self.chaos.running.saturating_sub(1);
        let fault = &trouble.plan.0.fault;
        self.tell_fault(&trouble.target, Kind::FaultEnded { fault: fault.number(), number });
        if matches!(fault, Fault::CoordinatorLoss { .. }) {
            self.coordinators_return(number);
        }
        self.felt(fault, &trouble.target);
        if let Fault::AzLoss { zone } = fault {
            for id in self.groups_in(&trouble.target) {
                self.zone_is_back(id, zone.number());
            }
        }
    }

    /// Lost copies are over when the last of them was built anew: nothing of the loss is left that could be ended.
    pub(crate) fn end_losses_made_good(&mut self) {
        let left = |target: &Target, zone: Zone| {
            self.replication.groups.iter().any(|(&id, group)| {
                let struck =
                    target.has(id) && self.tables.get(&id.table).is_some_and(|it| target.has_table(it));
                struck && group.copy(zone.number()).is_some_and(|it| it.empty || it.state != State::Up)
            })
        };
        let over = self.chaos.under_way().filter(|trouble| match trouble.plan.0.fault {
            Fault::ReplicaLoss { zone } => !left(&trouble.target, zone),
            _ => false,
        });
        for number in over.map(|trouble| trouble.number).collect::<Vec<_>>() {
            self.end_fault(number);
        }
    }

    /// What a fault bears on takes notice of its beginning or end.
    fn felt(&mut self, fault: &Fault, target: &Target) {
        if fault.is_of_copies() {
            for id in self.groups_in(target) {
                self.reconsider(id);
            }
        }
        if fault.is_of_knobs() {
            self.turn_knobs();
        }
        if matches!(fault, Fault::IndexStop {}) {
            self.release_indexes();
        }
        if matches!(fault, Fault::CacheNodeLoss { .. }) {
            self.look_at_cache_nodes();
        }
    }

    fn tell_fault(&mut self, target: &Target, kind: Kind) {
        let place = Place {
            table: target.table.unwrap_or(0),
            index: target.index.map_or(0, |index| u8::try_from(index).unwrap_or(u8::MAX)),
            partition: target.partition.map_or(0, |it| u16::try_from(it + 1).unwrap_or(u16::MAX)),
            zone: 0,
        };
        let mark = Mark { station: Station::Control, ..Mark::control(place) };
        self.recorder.emit(self.now, 0, mark, kind);
    }

    /// After a restart without what was on its way: faults come and go as planned.
    pub(crate) fn expect_faults(&mut self) {
        let faults: Vec<Arc<Trouble>> = self.chaos.faults.values().cloned().collect();
        for trouble in faults {
            let next: Option<Micros> =
                if trouble.running { trouble.until } else { Some(trouble.plan.0.at.unwrap_or(self.now)) };
            if let Some(at) = next {
                self.queue.push(at.max(self.now), Due::Fault { number: trouble.number });
            }
            if trouble.running {
                self.felt(&trouble.plan.0.fault, &trouble.target);
            }
        }
    }
}
