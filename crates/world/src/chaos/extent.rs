//! What a fault would strike, before it does; and what is under way.

use sim::Micros;

use super::{Fault, Plan, Target, Zone};
use crate::act::ActError;
use crate::inspect::LeadInfo;
use crate::partition;
use crate::replication::GroupId;
use crate::world::World;

/// What a fault strikes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Partitions, of tables and of global indexes, at most [`Extent::MOST`].
    pub hits: Vec<Hit>,
    /// How many more there are.
    pub more: u64,
}

impl Extent {
    /// The most partitions listed.
    pub const MOST: usize = 64;
}

/// What a partition loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The table.
    pub table: String,
    /// The global index.
    pub index: Option<String>,
    /// `P1`, or `G1`.
    pub partition: String,
    /// Zones of copies that go.
    pub copies: Vec<char>,
    /// Whether the leader is among them: there is a gap until the next one.
    pub leader: bool,
    /// Whether a majority is left.
    pub majority: bool,
}

/// A fault that is planned or under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultInfo {
    /// Its number, by which it is stopped.
    pub number: u32,
    /// What was asked for.
    pub plan: Plan,
    /// Whether it has struck.
    pub running: bool,
    /// When it struck; when it will, if it has not.
    pub from: Micros,
    /// When it is over, if that is known.
    pub until: Option<Micros>,
}

impl World {
    /// All faults that are planned or under way, in order of their numbers.
    pub fn faults(&self) -> Vec<FaultInfo> {
        let one = |trouble: &std::sync::Arc<super::Trouble>| {
            let plan = trouble.plan.0.clone();
            let from = if trouble.running { trouble.since } else { plan.at.unwrap_or(trouble.since) };
            let until = trouble.until.or_else(|| plan.lasts.map(|lasts| from.saturating_add(lasts)));
            FaultInfo { number: trouble.number, running: trouble.running, from, until, plan }
        };
        self.chaos.faults.values().map(one).collect()
    }

    /// Which partitions a fault would strike now, and what each would lose.
    ///
    /// # Errors
    /// When the fault can't be planned.
    pub fn extent(&self, plan: &Plan) -> Result<Extent, ActError> {
        if let Some(objection) = plan.fault.objection() {
            return Err(ActError(objection));
        }
        let target = self.target_of(&plan.on)?;
        self.check_copies(&plan.fault, &target)?;
        Ok(self.extent_of(&plan.fault, &target))
    }

    fn extent_of(&self, fault: &Fault, target: &Target) -> Extent {
        let mut extent = Extent::default();
        for id in self.groups_in(target) {
            let Some(hit) = self.hit(fault, id) else { continue };
            if extent.hits.len() < Extent::MOST {
                extent.hits.push(hit);
            } else {
                extent.more += 1;
            }
        }
        extent
    }

    fn hit(&self, fault: &Fault, id: GroupId) -> Option<Hit> {
        let table = self.tables.get(&id.table)?;
        let log = self.log_of(id)?;
        let (leader, zones) = (log.leader, log.zones);
        let of_index = matches!(fault, Fault::IndexSlow { .. } | Fault::IndexStop {});
        let copies: Vec<u8> = match fault {
            Fault::AzLoss { zone } | Fault::ReplicaCrash { zone } | Fault::ReplicaLoss { zone } => {
                vec![Some(zone.number()).filter(|&zone| zones.has(zone))?]
            }
            Fault::LeaderCrash {} => vec![leader],
            Fault::LinkLoss { from, to, percent, .. } if *percent >= 100 => {
                // Who is cut from the leader is as good as gone; between followers nothing is sent.
                let ends = [from.number(), to.number()];
                let away = ends.into_iter().filter(|&zone| zone != leader && zones.has(zone));
                if ends.contains(&leader) { away.collect() } else { Vec::new() }
            }
            Fault::HandOver {}
            | Fault::ReplicaLag { .. }
            | Fault::LinkLoss { .. }
            | Fault::LinkDelay { .. }
            | Fault::LinkDuplicate { .. }
            | Fault::Throttle { .. } => Vec::new(),
            Fault::IndexSlow { .. } | Fault::IndexStop {} if id.index > 0 => Vec::new(),
            _ => return None,
        };
        if of_index && id.index == 0 {
            return None;
        }
        let left = zones
            .iter()
            .filter(|zone| !copies.contains(zone) && self.group(id).is_none_or(|group| group.reads(*zone)));
        let index = id.position().and_then(|position| table.schema().index_at(position));
        Some(Hit {
            table: table.name.to_string(),
            index: index.map(|index| index.name().to_owned()),
            partition: partition::name(id.partition, id.index > 0),
            leader: copies.contains(&leader),
            majority: left.count() >= zones.majority(),
            copies: copies
                .iter()
                .filter_map(|&zone| Zone::ALL.get(usize::from(zone)).map(|it| it.letter()))
                .collect(),
        })
    }

    /// How many partitions can't take writes now, and how many altogether there are.
    pub fn partitions_without_leader(&self) -> (u64, u64) {
        let all = self.groups_in(&Target::default());
        let idle = all
            .iter()
            .filter(|&&id| !matches!(self.group_picture(id).lead, LeadInfo::Held | LeadInfo::Lapsing { .. }));
        (idle.count() as u64, all.len() as u64)
    }
}
