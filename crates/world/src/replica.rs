//! How far copies lag, which one answers, and what it sees.

use sim::random::{draw, lognormal, uniform};
use sim::{Micros, Purpose};
use table::{MapRows, OverlayRows, Rows, Table, Undo};
use value::{Item, Key};

use crate::partition::Log;
use crate::zones::Zones;
use crate::{Knob, Knobs};

/// Names a partition of a table (index 0) or index (position + 1), for drawing numbers.
pub(crate) fn entity(table: u32, index: u16, partition: u32, zone: u8) -> u64 {
    u64::from(table) << 32 | u64::from(index) << 24 | u64::from(partition) << 4 | u64::from(zone)
}

/// How long a follower takes to have a record on disk.
pub(crate) fn persist_lag(knobs: &Knobs, seed: u64, entity: u64, lsn: u64) -> Micros {
    lognormal(
        draw(seed, Purpose::PersistLag, entity, lsn),
        knobs.amount(Knob::PersistMedian),
        knobs.amount(Knob::PersistP99),
        knobs.amount(Knob::PersistCap),
    )
}

/// How long after the acknowledgement a follower's items show a record. `fast` is the follower of the quorum.
pub(crate) fn apply_lag(knobs: &Knobs, seed: u64, entity: u64, zone: u8, lsn: u64, fast: bool) -> Micros {
    let pin = match zone {
        0 => Knob::ReplicaLagA,
        1 => Knob::ReplicaLagB,
        _ => Knob::ReplicaLagC,
    };
    if let Ok(pinned) = Micros::try_from(knobs.get(pin)) {
        return pinned;
    }
    let bits = draw(seed, Purpose::ApplyLag, entity, lsn);
    if fast {
        return uniform(bits, 0..knobs.amount(Knob::FastApplyMax) + 1);
    }
    lognormal(
        bits,
        knobs.amount(Knob::SlowApplyMedian),
        knobs.amount(Knob::SlowApplyP99),
        knobs.amount(Knob::SlowApplyCap),
    )
}

/// The zone whose copy answers an eventually consistent read. `nth` counts the choices of the call.
pub(crate) fn choose(knobs: &Knobs, seed: u64, log: &Log, call: u32, nth: u32) -> u8 {
    if log.zones != Zones::ALL {
        return few::choose(knobs, seed, log, call, nth);
    }
    match knobs.get(Knob::ReplicaChoice) {
        1 => 0,
        2 => 1,
        3 => 2,
        4 => ((u64::from(call) + u64::from(nth)) % 3) as u8,
        5 => (0..3).min_by_key(|&zone| (log.shown(zone), zone == log.leader)).unwrap_or(log.leader),
        _ => uniform(draw(seed, Purpose::ReplicaChoice, u64::from(call), u64::from(nth)), 0..3) as u8,
    }
}

/// The same where there are fewer copies.
mod few {
    use super::{Knob, Knobs, Log, Purpose, draw, uniform};

    #[inline(never)]
    pub(super) fn choose(knobs: &Knobs, seed: u64, log: &Log, call: u32, nth: u32) -> u8 {
        let count = log.zones.count() as u64;
        let mut zones = log.zones.iter();
        let (call, nth) = (u64::from(call), u64::from(nth));
        let found = match knobs.get(Knob::ReplicaChoice) {
            zone @ 1..=3 => log.zones.turn(u8::try_from(zone - 1).unwrap_or(0)).next(),
            4 => zones.nth(((call + nth) % count) as usize),
            5 => zones.min_by_key(|&zone| (log.shown(zone), zone == log.leader)),
            _ => zones.nth(uniform(draw(seed, Purpose::ReplicaChoice, call, nth), 0..count) as usize),
        };
        found.unwrap_or(log.leader)
    }
}

/// The rows as the copy in a zone shows them.
pub(crate) enum View<'a> {
    /// It shows everything.
    Newest(MapRows<'a>),
    /// It lags.
    Older(OverlayRows<'a>),
}

impl View<'_> {
    pub(crate) fn rows(&self) -> &dyn Rows {
        match self {
            Self::Newest(rows) => rows,
            Self::Older(rows) => rows,
        }
    }
}

/// What the copy in `zone` shows of a table or of the index at a position. `log` is that of the partition read:
/// the table's for the table and its local indexes, the index's own for a global one.
pub(crate) fn view<'a>(data: &'a Table, index: Option<u16>, log: &Log, zone: u8) -> Option<View<'a>> {
    let newest = data.newest(index)?;
    let mut unseen = log.unseen(zone).peekable();
    if unseen.peek().is_none() {
        return Some(View::Newest(newest));
    }
    let undo = Undo::new(unseen.map(|(_, change)| (change.key.clone(), change.before.clone())));
    let local =
        index.and_then(|position| data.schema().index_at(position)).filter(|index| !index.is_global());
    let undo = match local {
        Some(local) => Undo::of_index(local, &undo, data.rows()),
        None => undo,
    };
    Some(View::Older(OverlayRows::new(newest.0, undo)))
}

/// One row as the copy in a zone shows it, and the newest committed record of its key that the copy does not show.
pub(crate) fn look<'a>(
    data: &'a Table,
    log: &'a Log,
    zone: u8,
    key: &Key,
) -> (Option<&'a Item>, Option<u64>) {
    let mut first = None;
    let mut missed = None;
    for (lsn, change) in log.unseen(zone).filter(|(_, change)| change.key == *key) {
        if first.is_none() {
            first = Some(change);
        }
        if lsn <= log.committed {
            missed = Some(lsn);
        }
    }
    match first {
        Some(change) => (change.before.as_ref(), missed),
        None => (data.rows().get(key), None),
    }
}
