//! Pictures of copies: nothing here changes them.

use super::{Group, GroupId, Lead, State};
use crate::execute::zone_letter;
use crate::inspect::{CopyState, GroupInfo, LeadInfo, StandIn, TableInfo};
use crate::partition::REPLICAS;
use crate::world::World;

impl World {
    /// Adds how copies are to the picture of a table.
    pub(crate) fn add_groups(&self, info: &mut TableInfo) {
        for partition in &mut info.partitions {
            partition.group = self.group_picture(GroupId::new(info.id, None, partition.id));
        }
        for index in info.indexes.iter_mut().filter(|index| index.global) {
            for partition in &mut index.partitions {
                partition.group =
                    self.group_picture(GroupId::new(info.id, Some(index.position), partition.id));
            }
        }
    }

    /// How the copies of a partition are.
    pub(crate) fn group_picture(&self, id: GroupId) -> GroupInfo {
        let Some(group) = self.group(id) else { return GroupInfo::default() };
        let copy = |zone: u8| {
            let copy = group.copy(zone)?;
            Some(match copy.state {
                State::Down => CopyState::Down,
                State::Catching if copy.empty => CopyState::Healing,
                State::Catching => CopyState::CatchingUp,
                State::Up if !copy.votes => CopyState::Replaced,
                State::Up if self.is_away(id, group, zone) => CopyState::Cut,
                State::Up => CopyState::Up,
            })
        };
        let copies = [0, 1, 2].map(|zone| copy(zone).unwrap_or_default());
        let stand_ins = (0..REPLICAS).zip(group.substitutes).filter_map(|(zone, substitute)| {
            let substitute = substitute?;
            Some(StandIn {
                zone: zone_letter(substitute.zone)?,
                instead_of: zone_letter(zone)?,
                persisted: substitute.persisted,
            })
        });
        let lead = match group.lead {
            Lead::Held => LeadInfo::Held,
            Lead::Lapsing { until } => LeadInfo::Lapsing { until },
            Lead::Vacant { until } if until > self.now => LeadInfo::Lease { until },
            Lead::Vacant { .. } => LeadInfo::NoMajority,
            Lead::Electing => LeadInfo::Electing,
        };
        GroupInfo { copies, stand_ins: stand_ins.collect(), lead }
    }

    fn is_away(&self, id: GroupId, group: &Group, zone: u8) -> bool {
        let leader = self.log_of(id).map_or(zone, |log| log.leader);
        group.serves() && !self.hear_each_other(id, leader, zone)
    }
}
