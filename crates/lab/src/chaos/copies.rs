//! How copies are, as the stage shows it.

use world::{CopyState, GroupInfo, LeadInfo, PartitionInfo};

use crate::view::{CopiesView, ReplicaView};

/// How the copies of these partitions are, all of them together.
pub(crate) fn copies_view(partitions: &[PartitionInfo]) -> CopiesView {
    let mut all = CopiesView::default();
    let mut zones = Vec::new();
    for partition in partitions {
        let mut led = partition.replicas.is_empty();
        for replica in &partition.replicas {
            let copy = copy_view(&partition.group, replica.zone);
            let well = copy.ill.is_empty();
            all.count += 1;
            all.late += u64::from(replica.behind > 0);
            led |= replica.leader && well && !copy.powerless;
            if !well {
                all.ill += 1;
                zones.push(replica.zone);
            }
        }
        all.leaderless += u64::from(!led);
    }
    zones.dedup();
    if let [zone] = zones[..] {
        all.zone = Some(zone.to_string());
    }
    all
}

/// What is to be told of the copy in a zone; everything else is left at its default.
pub(crate) fn copy_view(group: &GroupInfo, zone: char) -> ReplicaView {
    let slot = ['a', 'b', 'c'].iter().position(|letter| *letter == zone).unwrap_or(0);
    let ill = match group.copies.get(slot).copied().unwrap_or_default() {
        CopyState::Up => "",
        CopyState::Down => "down",
        CopyState::CatchingUp => "catching up",
        CopyState::Healing => "healing",
        CopyState::Cut => "cut off",
        CopyState::Replaced => "replaced",
    };
    let stand_in = group.stand_ins.iter().find(|it| it.instead_of == zone);
    ReplicaView {
        ill: ill.to_owned(),
        powerless: group.lead != LeadInfo::Held,
        stand_in: stand_in.map(|it| it.zone.to_string()).unwrap_or_default(),
        ..ReplicaView::default()
    }
}

/// How many of the copies in these zones are not well, and what is to be told of them, a sentence each.
#[inline(never)]
pub(crate) fn away(group: &GroupInfo, zones: &[char]) -> (usize, String) {
    let ill: Vec<String> = zones
        .iter()
        .filter_map(|&zone| match copy_view(group, zone).ill.as_str() {
            "" => None,
            "healing" => Some(format!(" Copy {zone} is being built anew.")),
            "down" => Some(format!(" Copy {zone} is down, and will have it when it is back.")),
            // A log replica counts in its place.
            "replaced" => Some(format!(" Copy {zone} is back, and fetches it.")),
            ill => Some(format!(" Copy {zone} is {ill}.")),
        })
        .collect();
    (ill.len(), ill.concat())
}
