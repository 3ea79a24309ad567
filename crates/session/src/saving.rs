//! What has to be stored, as writes.

use std::collections::BTreeMap;

use sim::Micros;

use crate::checkpoint::Checkpoint;
use crate::framing::Kind;
use crate::place::{Place, write_all};
use crate::tail::Tail;
use crate::{About, Session, Write};

/// A checkpoint is due after so many records …
const CHECK_RECORDS: u64 = 2_000;
/// … or so many bytes of them.
const CHECK_BYTES: u64 = 4_000_000;
/// … but not before so large a share of the latest checkpoint's bytes was added (1 in 4), so that a large world isn't
/// written again for a few records …
const CHECK_SHARE: u64 = 4;
/// … unless so many records came that replaying them would be felt.
const CHECK_RECORDS_AT_LAST: u64 = 20_000;
/// … or when workloads are over that made so many calls: replaying those would be felt, too.
const CHECK_OWN_CALLS: u32 = 20_000;
/// While calls come without a pause, a checkpoint is put off until so many times as much came.
const PATIENCE: u64 = 8;
/// How many checkpoints are kept: the one before is there in case the latest is damaged.
const CHECKS_KEPT: usize = 2;

/// How far storing has come.
#[derive(Clone, Debug)]
pub(crate) struct Saving {
    /// `<world>/<branch>`.
    root: String,
    /// Whether the header is stored.
    head: bool,
    /// Whether it has changed since.
    renamed: bool,
    /// The chunk of the log that grows.
    tail: Tail,
    /// The clock that was stored last.
    clock: Option<Micros>,
    /// Checkpoints that are stored, oldest first: records, and how many values each takes.
    checks: Vec<(u64, u32)>,
    /// Bytes of records since the last of them.
    since_check: u64,
    /// Bytes of the last of them; 0 after opening.
    check_bytes: u64,
    /// Calls that the world had made by itself then.
    check_calls: u32,
    /// Every key that is stored, and the bytes of its value.
    keys: BTreeMap<String, u64>,
}

impl Saving {
    /// Nothing is stored of this world yet.
    pub(crate) fn new(world: &str) -> Saving {
        Saving {
            root: format!("{world}/main"),
            head: false,
            renamed: false,
            tail: Tail::default(),
            clock: None,
            checks: Vec::new(),
            since_check: 0,
            check_bytes: 0,
            check_calls: 0,
            keys: BTreeMap::new(),
        }
    }

    /// A world that is stored: its header, its clock, its checkpoints (records, and how many values each takes), its keys.
    pub(crate) fn stored(
        root: String,
        head: bool,
        clock: Option<Micros>,
        checks: Vec<(u64, u32)>,
        keys: BTreeMap<String, u64>,
    ) -> Saving {
        Saving { root, head, clock, checks, keys, ..Saving::new("") }
    }

    /// Remembers what is stored after these writes.
    fn note(&mut self, writes: &[Write]) {
        for write in writes {
            if write.bytes.is_empty() {
                self.keys.remove(&write.key);
            } else {
                self.keys.insert(write.key.clone(), write.bytes.len() as u64);
            }
        }
    }

    /// Goes on with a chunk that is there already.
    pub(crate) fn continue_chunk(&mut self, first: u64, header: Option<&str>, lines: &[String], dirty: bool) {
        self.tail = Tail::new(first, header, lines, dirty);
    }

    /// Whether there should be a checkpoint after so many records, by the rule or (`patience` above 1) so many times
    /// later.
    fn check_is_due(&self, records: u64, patience: u64) -> bool {
        let last = self.checks.last().map_or(0, |&(records, _)| records);
        let (since, bytes) = (records.saturating_sub(last) / patience, self.since_check / patience);
        let enough = since >= CHECK_RECORDS || bytes >= CHECK_BYTES;
        let worth = bytes.saturating_mul(CHECK_SHARE) >= self.check_bytes;
        records > last && enough && (worth || since >= CHECK_RECORDS_AT_LAST)
    }
}

impl Session {
    /// Stores this world under another name (`w2` …), from its beginning. For a world that nothing is stored of.
    pub fn keep_as(&mut self, world: &str) {
        self.saving = Saving::new(world);
    }

    /// The name that it is stored under.
    pub fn kept_as(&self) -> &str {
        self.saving.root.split('/').next().unwrap_or_default()
    }

    /// Bytes that are stored of it.
    pub fn stored_bytes(&self) -> u64 {
        self.saving.keys.values().sum()
    }

    /// Gives it another name. Its log still begins with the first one; the stored header counts.
    pub fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.header.name);
        if self.saving.head {
            self.saving.renamed = true;
        }
    }

    /// Records that no write was made for yet, and their bytes.
    pub fn unsaved(&self) -> (u64, u64) {
        self.log.as_ref().map_or((0, 0), |log| (log.unsaved(), log.unsaved_bytes()))
    }

    /// What must be stored to keep everything up to now; empty when nothing changed.
    ///
    /// All of it belongs into one transaction. Whoever takes the writes tries them until they are stored: they
    /// aren't handed out again, but later ones of the same key replace them.
    pub fn take_writes(&mut self) -> Vec<Write> {
        self.take(1)
    }

    /// Like [`Session::take_writes`] while more calls are waiting: a checkpoint that can wait for a pause waits.
    pub fn take_writes_in_passing(&mut self) -> Vec<Write> {
        self.take(PATIENCE)
    }

    /// Whether [`Session::take_writes`] would make a checkpoint.
    pub fn checkpoint_is_due(&self) -> bool {
        self.log
            .as_ref()
            .is_some_and(|log| self.saving.check_is_due(log.len(), 1) || self.workloads_are_due(log.len()))
    }

    /// Whether workloads that are over made so many calls that a checkpoint is worth its bytes.
    fn workloads_are_due(&self, records: u64) -> bool {
        let last = self.saving.checks.last().map_or(0, |&(records, _)| records);
        let since = self.world.own_calls().saturating_sub(self.saving.check_calls);
        records > last
            && since >= CHECK_OWN_CALLS
            && !self.world.is_loaded()
            && self.world.calls_in_flight() == 0
    }

    fn take(&mut self, patience: u64) -> Vec<Write> {
        let mut writes = Vec::new();
        let Some(log) = &mut self.log else { return writes };
        let saving = &mut self.saving;
        if !saving.head {
            let head = self.header.to_json();
            write_all(&saving.root, &Place::new(Kind::Head, 0), head.as_bytes(), &mut writes);
            saving.head = true;
            // The log repeats the header, so that one damaged value can't cost a world.
            if saving.tail.is_first() {
                saving.continue_chunk(0, Some(&head), &[], true);
            }
        }
        if std::mem::take(&mut saving.renamed) {
            let head = self.header.to_json();
            write_all(&saving.root, &Place::new(Kind::Head, 0), head.as_bytes(), &mut writes);
        }
        for line in log.unsaved_lines() {
            saving.tail.push(line, &saving.root, &mut writes);
            saving.since_check += line.len() as u64;
        }
        log.all_saved();
        saving.tail.write(&saving.root, &mut writes);
        let now = self.world.now();
        if saving.clock != Some(now) {
            let clock = format!("{{\"clock\":{now}}}");
            write_all(&saving.root, &Place::new(Kind::Clock, 0), clock.as_bytes(), &mut writes);
            saving.clock = Some(now);
        }
        let records = log.len();
        if saving.check_is_due(records, patience) || self.workloads_are_due(records) {
            self.write_checkpoint(&mut writes);
        }
        self.saving.note(&writes);
        writes
    }

    /// Writes that delete everything that is stored of this world: it was thrown away.
    pub fn forget(&mut self) -> Vec<Write> {
        let keys = std::mem::take(&mut self.saving.keys);
        let about = (!keys.is_empty()).then(|| About::key(self.kept_as()));
        keys.into_keys().chain(about).map(Write::delete).collect()
    }

    /// Makes a checkpoint now, whether or not one is due.
    pub fn checkpoint(&mut self) -> Vec<Write> {
        let mut writes = self.take_writes();
        let records = self.inputs();
        if self.log.is_some() && self.saving.checks.last().is_none_or(|&(last, _)| last < records) {
            self.write_checkpoint(&mut writes);
            self.saving.note(&writes);
        }
        writes
    }

    fn write_checkpoint(&mut self, writes: &mut Vec<Write>) {
        // A call in flight can't be stored; here every call runs to its answer, so this never waits long.
        if self.is_waiting() || self.world.calls_in_flight() > 0 {
            return;
        }
        let records = self.inputs();
        let payload = Checkpoint::of(self).to_bytes();
        let before = writes.len();
        let saving = &mut self.saving;
        write_all(&saving.root, &Place::new(Kind::Check, records), &payload, writes);
        saving.checks.push((records, (writes.len() - before) as u32));
        saving.since_check = 0;
        saving.check_bytes = payload.len() as u64;
        saving.check_calls = self.world.own_calls();
        while saving.checks.len() > CHECKS_KEPT {
            let (number, parts) = saving.checks.remove(0);
            for part in 0..parts {
                writes.push(Write::delete(Place { kind: Kind::Check, number, part }.key(&saving.root)));
            }
        }
    }
}
