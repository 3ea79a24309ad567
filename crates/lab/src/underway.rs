//! Changes that were on their way to a global index while it was read.

use std::collections::BTreeMap;

use trace::{Event, Kind, Ring};

use crate::names::LabNames;
use crate::words::{count, span};

/// What an answer from an index is without; empty if nothing was on its way there.
#[inline(never)]
pub(crate) fn beside(read: &Event, ring: &Ring, names: &LabNames<'_>) -> String {
    let place = read.place;
    let is_there = |event: &&Event| (event.place.table, event.place.index) == (place.table, place.index);
    let mut pending = BTreeMap::new();
    for event in ring.events().iter().take_while(|event| event.id < read.id).filter(is_there) {
        match event.kind {
            Kind::PropagateQueued { .. } => {
                pending.insert(event.id, event.t);
            }
            // The index's capacity for a change is counted when it takes the change up.
            Kind::Admit { .. } => {
                pending.remove(&event.cause);
            }
            _ => {}
        }
    }
    let Some(&since) = pending.values().next() else { return String::new() };
    let (index, age) = (names.index_name(place), span(read.t.saturating_sub(since)));
    match pending.len() as u64 {
        1 => format!(" 1 change was on its way to {index} then, for {age}: this answer is without it."),
        many => format!(
            " {} were on their way to {index} then, the oldest for {age}: this answer is without them.",
            count(many, "change")
        ),
    }
}
