//! What must hold, whatever went wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{History, Seen, Told, Written};

/// Each read of each key: nothing from the future, nothing refused, and a strongly consistent one nothing older than
/// what was acknowledged, or seen, before it began.
pub(crate) fn reads(history: &History) -> Result<(), String> {
    for key in keys(history) {
        let writes: Vec<&Written> = history.writes.iter().filter(|it| it.key == key).collect();
        let reads: Vec<&Seen> = history.reads.iter().filter(|it| it.key == key).collect();
        for read in &reads {
            let sources = sources(&writes, read);
            if sources.is_empty() && read.version.is_some() {
                return Err(format!("k{key}: version {:?} was read and never written", read.version));
            }
            if read.strong {
                fresh(&writes, read)?;
            }
        }
        let strong: Vec<&&Seen> = reads.iter().filter(|read| read.strong).collect();
        for (first, second) in
            strong.iter().flat_map(|first| strong.iter().map(move |second| (first, second)))
        {
            if first.end < second.start {
                no_step_back(&writes, first, second)?;
            }
        }
    }
    Ok(())
}

fn keys(history: &History) -> BTreeSet<u64> {
    history.writes.iter().map(|it| it.key).chain(history.reads.iter().map(|it| it.key)).collect()
}

/// The writes whose version a read can have seen.
fn sources<'a>(writes: &[&'a Written], read: &Seen) -> Vec<&'a Written> {
    let fits = |write: &&&Written| {
        write.version == read.version && write.may_have_happened() && write.start < read.end
    };
    writes.iter().filter(fits).copied().collect()
}

/// No write was acknowledged before a read began that certainly came after what the read saw.
fn fresh(writes: &[&Written], read: &Seen) -> Result<(), String> {
    let sources = sources(writes, read);
    for newer in writes.iter().filter(|it| it.version != read.version) {
        if newer.done_by().is_none_or(|done| done >= read.start) {
            continue;
        }
        // Something that the read may have seen can have happened after it.
        let after = sources.iter().any(|it| it.done_by().is_none_or(|done| done >= newer.start));
        if !after {
            return Err(format!(
                "k{}: a strongly consistent read from {} to {} saw {:?}, but {:?} was acknowledged at {}",
                read.key, read.start, read.end, read.version, newer.version, newer.end
            ));
        }
    }
    Ok(())
}

/// Who saw a version never sees one that certainly came before it.
fn no_step_back(writes: &[&Written], first: &Seen, second: &Seen) -> Result<(), String> {
    if first.version == second.version {
        return Ok(());
    }
    let Some(seen) = sources(writes, first).into_iter().map(|it| it.start).min() else { return Ok(()) };
    let back = sources(writes, second).iter().all(|it| it.done_by().is_some_and(|done| done < seen));
    if back {
        return Err(format!(
            "k{}: {:?} was seen at {}, and {:?}, which is older, at {}",
            first.key, first.version, first.end, second.version, second.end
        ));
    }
    Ok(())
}

/// The stream tells every change once, each from what the one before it left, and ends with what the table holds.
pub(crate) fn stream(history: &History, told: &[Told], table: &BTreeMap<u64, u64>) -> Result<(), String> {
    let mut now: BTreeMap<u64, u64> = BTreeMap::new();
    let mut once = BTreeSet::new();
    for change in told {
        let key = change.key;
        if now.get(&key).copied() != change.before {
            return Err(format!(
                "k{key}: the stream goes on from {:?}, but had left {:?}",
                change.before,
                now.get(&key)
            ));
        }
        match change.after {
            Some(version) => {
                now.insert(key, version);
                if !once.insert(version) {
                    return Err(format!("k{key}: the stream tells of version {version} twice"));
                }
            }
            None => {
                now.remove(&key);
            }
        }
    }
    if now != *table {
        return Err(format!("the stream ends with {now:?}, the table holds {table:?}"));
    }
    for write in &history.writes {
        let Some(version) = write.version else { continue };
        if write.done_by().is_some() && !once.contains(&version) {
            return Err(format!(
                "k{}: version {version} was acknowledged, and no stream tells of it",
                write.key
            ));
        }
        if !write.may_have_happened() && once.contains(&version) {
            return Err(format!("k{}: version {version} was refused, and the stream tells of it", write.key));
        }
    }
    // What was read was committed, even if no client was told so.
    for read in &history.reads {
        if read.version.is_some_and(|version| !once.contains(&version)) {
            return Err(format!("k{}: {:?} was read and never committed", read.key, read.version));
        }
    }
    for versions in &history.transactions {
        let there = versions.iter().filter(|version| once.contains(version)).count();
        if there != 0 && there != versions.len() {
            return Err(format!("of the transaction {versions:?} {there} writes are there"));
        }
    }
    Ok(())
}

/// The index holds what the table's items say: key and version of each that has an owner.
pub(crate) fn index(table: &BTreeMap<u64, u64>, entries: &[(u64, u64, String)]) -> Result<(), String> {
    let mut expected: Vec<(u64, u64, String)> = table
        .iter()
        .filter_map(|(&key, &version)| Some((key, version, crate::requests::owner(version)?)))
        .collect();
    let mut found = entries.to_vec();
    expected.sort();
    found.sort();
    if expected == found {
        Ok(())
    } else {
        Err(format!("the index holds {found:?}, and the table says {expected:?}"))
    }
}
