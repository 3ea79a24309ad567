//! What a write does to index entries, and what each of them costs.

use value::Item;
use value::key::Key;

use crate::schema::{Index, Schema};
use crate::units::{Access, EntryChange, Formula, Reason, UnitLine, Units, WRITE_BLOCK};
use crate::write::IndexChange;

/// The changes of all indexes when an item goes from `before` to `after`, and whether these differ; a line an index is
/// added to `units`.
pub(crate) fn plan_indexes(
    schema: &Schema,
    key: &Key,
    (before, after, changed): (Option<&Item>, Option<&Item>, bool),
    units: &mut Units,
) -> Vec<IndexChange> {
    let mut changes = Vec::with_capacity(schema.indexes().len());
    units.lines.reserve(schema.indexes().len());
    for (position, index) in (0..).zip(schema.indexes()) {
        if index.is_vacant() {
            continue;
        }
        let old = before.and_then(|item| Some((index.entry_key(item, key)?, item)));
        let new = match (before, after, &old) {
            // Mostly an update changes no key of an index.
            (Some(before), Some(item), Some((same, _))) if index.agree(before, item) => {
                Some((same.clone(), item))
            }
            _ => after.and_then(|item| Some((index.entry_key(item, key)?, item))),
        };
        let line = line(index, old.as_ref(), new.as_ref(), changed);
        if let Reason::Entry(change) = line.reason
            && changed
        {
            let moved = new.as_ref().map(|(key, _)| key);
            let remove = old.map(|(key, _)| key).filter(|key| Some(key) != moved);
            let put = new.map(|(key, item)| (key, item.clone()));
            let global = index.is_global();
            // Bytes of vectors draw on nobody's capacity.
            let units = if index.is_vector() { 0 } else { line.milli() };
            changes.push(IndexChange { index: position, global, change, remove, put, units });
        }
        units.lines.push(line);
    }
    changes
}

fn line(index: &Index, old: Option<&(Key, &Item)>, new: Option<&(Key, &Item)>, changed: bool) -> UnitLine {
    let size = |entry: &(Key, &Item)| index.projected_size(entry.1);
    let (before, after) = (old.map(size), new.map(size));
    let larger = Formula::write(before.max(after).unwrap_or(0));
    let (reason, formula) = match (old, new) {
        (None, None) => (Reason::NotInIndex, Formula::Free),
        (None, Some(_)) => (Reason::Entry(EntryChange::Added), larger),
        (Some(_), None) => (Reason::Entry(EntryChange::Removed), larger),
        (Some((from, _)), Some((to, _))) if from != to => {
            let (removed, added) = (before.unwrap_or(0), after.unwrap_or(0));
            let formula = Formula::Both { removed, added, block: WRITE_BLOCK, rate: 1000 };
            (Reason::Entry(EntryChange::Moved), formula)
        }
        (Some((_, old)), Some((_, new)))
            if !changed || (before == after && same_projection(index, old, new)) =>
        {
            (Reason::Entry(EntryChange::Unchanged), Formula::Free)
        }
        (Some(_), Some(_)) => (Reason::Entry(EntryChange::Changed), larger),
    };
    let formula = match formula {
        Formula::Free => Formula::Free,
        _ if index.is_vector() => {
            Formula::Bytes { bytes: before.max(after).unwrap_or(0), least: WRITE_BLOCK }
        }
        formula => formula,
    };
    UnitLine { arm: index.arm().clone(), access: Access::Write, reason, before, after, formula }
}

/// Whether entries of different items hold the same.
fn same_projection(index: &Index, old: &Item, new: &Item) -> bool {
    index.held().is_some() && index.project(old) == index.project(new)
}
