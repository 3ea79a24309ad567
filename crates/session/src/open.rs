//! Opening what is stored: the latest checkpoint, then the log behind it; what is damaged is set aside and told.

use sim::Micros;

use crate::checkpoint::Restored;
use crate::framing::{Damage, Kind};
use crate::log::Log;
use crate::saving::Saving;
use crate::shelf::{Fault, Shelf};
use crate::{Answer, Header, Record, RecordError, Session, Write, latest_world};

/// At least so many records are replayed if the store has them, so that the history isn't empty after opening.
const LEAST_REPLAYED: u64 = 200;
/// Answers of replayed calls that are reported.
const MOST_ANSWERS: usize = 200;

/// Something to tell about an opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Stable name: `damaged`, `newer-version`, `differs`, `rebuilt`.
    pub code: &'static str,
    /// What happened, and what became of it.
    pub text: String,
}

/// How an opening went.
#[derive(Clone, Debug, Default)]
pub struct OpenReport {
    /// Records that were replayed.
    pub replayed: u64,
    /// Answers of the latest replayed calls, oldest first, at most 200.
    pub answers: Vec<Answer>,
    /// Whether a checkpoint was used.
    pub restored: bool,
    /// What must be told. Empty: everything is as it was.
    pub notices: Vec<Notice>,
    /// What must be stored before anything else: what was damaged moves aside.
    pub writes: Vec<Write>,
}

impl OpenReport {
    fn tell(&mut self, code: &'static str, text: String) {
        self.notices.push(Notice { code, text });
    }
}

impl Session {
    /// Opens the world that was begun last among these keys and values. `None` if nothing is stored, or if nothing
    /// that is stored says how the world begins; then everything was set aside, and the report says why.
    pub fn open(records: Vec<(String, Vec<u8>)>) -> (Option<Session>, OpenReport) {
        let Some(world) = latest_world(records.iter().map(|(key, _)| key.as_str())) else {
            return (None, OpenReport::default());
        };
        Session::open_world(&world, records)
    }

    /// Like [`Session::open`], for the world of this name.
    pub fn open_world(world: &str, records: Vec<(String, Vec<u8>)>) -> (Option<Session>, OpenReport) {
        let mut report = OpenReport::default();
        let mut shelf = Shelf::read(world, records);
        let stored = !shelf.is_empty();
        let session = open_shelf(&mut shelf, &mut report);
        let unusable = session.is_none() && stored;
        tell_faults(&mut shelf, session.as_ref(), &mut report);
        if unusable {
            report.tell(
                "damaged",
                "Nothing that is stored says how this world began, so it can't be opened. All of it was set aside \
                 and nothing was deleted; a new world begins."
                    .to_owned(),
            );
        }
        (session, report)
    }
}

/// A world to start from, and how many records are in it.
struct Base {
    session: Session,
    records: u64,
}

fn open_shelf(shelf: &mut Shelf, report: &mut OpenReport) -> Option<Session> {
    let header = shelf
        .head
        .clone()
        .or_else(|| shelf.head_in_log.clone())
        .or_else(|| shelf.checks.values().next_back().map(|check| check.header.clone()));
    let Some(header) = header else {
        set_all_aside(shelf, report);
        return None;
    };
    let Base { mut session, records } = find_base(shelf, &header, report);
    if records > 0 {
        // What was before is not in memory.
        session.note_point();
    }
    let lines = shelf.lines_from(records);
    let played = replay(&mut session, &lines, report);
    let end = records + played;

    // What the log has behind the last record that could be replayed is out of reach.
    let beyond: Vec<u64> = shelf.chunks.range(end.max(1)..).map(|(&start, _)| start).collect();
    for start in beyond {
        if !shelf.faults.iter().any(|fault| fault.kind == Kind::Log && fault.number == start) {
            shelf.faults.push(Fault {
                kind: Kind::Log,
                number: start,
                damage: Damage::Content("records before it are missing".to_owned()),
            });
        }
        shelf.chunks.remove(&start);
    }
    shelf.checks.retain(|&number, _| number <= end);

    let first = shelf.unbroken_from(end);
    let lines = shelf.lines_from(first);
    if let Some(clock) = shelf.clock {
        session.advance_to(clock);
    }
    if session.is_waiting() {
        // They were under way when the page was closed.
        session.answer_the_rest(&mut report.answers);
        let surplus = report.answers.len().saturating_sub(MOST_ANSWERS);
        report.answers.drain(..surplus);
    }
    let checks = shelf.checks.keys().map(|&number| (number, shelf.check_parts(number))).collect();
    let mut saving =
        Saving::stored(shelf.root.clone(), shelf.head.is_some(), shelf.clock, checks, shelf.sound_keys());
    resume_chunk(shelf, &mut saving, &header, end);
    let kept = usize::try_from(end - first).unwrap_or(usize::MAX);
    // The world may have been renamed since a checkpoint.
    session.header = header;
    session.log = Some(Log::stored(first, lines.into_iter().take(kept)));
    session.saving = saving;
    Some(session)
}

/// Lets the log grow where it ends: in its last chunk, or in a new one.
fn resume_chunk(shelf: &Shelf, saving: &mut Saving, header: &Header, end: u64) {
    let line = header.to_json();
    let Some((&start, chunk)) = shelf.chunks.range(..=end).next_back() else {
        let header = (end == 0).then_some(line.as_str());
        saving.continue_chunk(end, header, &[], header.is_some());
        return;
    };
    let known = usize::try_from(end - start).unwrap_or(usize::MAX).min(chunk.lines.len());
    if start + (known as u64) < end {
        saving.continue_chunk(end, None, &[], false);
        return;
    }
    let cut = (known < chunk.lines.len() || !chunk.whole) && (known > 0 || start == 0);
    // A chunk that was damaged moves aside; its readable part is written again.
    saving.continue_chunk(start, (start == 0).then_some(line.as_str()), &chunk.lines[..known], cut);
}

/// The best place to start from: what reaches farthest; among these what leaves something to replay; then the latest.
fn find_base(shelf: &mut Shelf, header: &Header, report: &mut OpenReport) -> Base {
    while let Some(number) = best_check(shelf) {
        let Some(check) = shelf.checks.get(&number) else { break };
        match check.restore() {
            Ok(Restored { session, exact, same }) => {
                report.restored = true;
                tell_restored(exact, same, report);
                return Base { session, records: number };
            }
            Err(damage) => {
                shelf.checks.remove(&number);
                shelf.faults.push(Fault { kind: Kind::Check, number, damage });
            }
        }
    }
    Base { session: Session::new(header.clone()), records: 0 }
}

/// The checkpoint to start from; `None`: from the beginning.
fn best_check(shelf: &Shelf) -> Option<u64> {
    // How far the log leads from here without a gap.
    let reach = |number: u64| number + shelf.lines_from(number).len() as u64;
    let from_start = reach(0);
    let reaches: Vec<(u64, u64)> = shelf.checks.keys().map(|&number| (number, reach(number))).collect();
    let farthest = reaches.iter().map(|&(_, reach)| reach).chain([from_start]).max()?;
    if from_start == farthest && farthest <= LEAST_REPLAYED {
        return None;
    }
    let best = reaches.into_iter().filter(|&(_, reach)| reach == farthest);
    best.map(|(number, _)| (farthest - number >= LEAST_REPLAYED, number)).max().map(|(_, number)| number)
}

fn tell_restored(exact: bool, same: bool, report: &mut OpenReport) {
    if !same {
        report.tell(
            "differs",
            "This version of Dynamarium rebuilt the stored tables and got another state than the version that stored \
             them. What is stored was kept."
                .to_owned(),
        );
    } else if !exact {
        report.tell(
            "rebuilt",
            "Another version of Dynamarium stored this world. Its tables and items are all here; what was on its way \
             at the time (index changes, lagging copies) has arrived."
                .to_owned(),
        );
    }
}

/// Replays lines until the first that can't be understood. How many were replayed.
fn replay(session: &mut Session, lines: &[String], report: &mut OpenReport) -> u64 {
    let mut different: u64 = 0;
    let mut first: Option<String> = None;
    let mut stopped: Option<RecordError> = None;
    for line in lines {
        let record = match Record::from_json(line) {
            Ok(record) => record,
            Err(error) => {
                stopped = Some(error);
                break;
            }
        };
        let replayed = session.replay(&record);
        if !replayed.same {
            different += 1;
            first.get_or_insert_with(|| describe(&record));
        }
        if let Some(answer) = replayed.answer {
            report.answers.push(answer);
        }
        if report.answers.len() > 2 * MOST_ANSWERS {
            report.answers.drain(..MOST_ANSWERS);
        }
        report.replayed += 1;
    }
    let surplus = report.answers.len().saturating_sub(MOST_ANSWERS);
    report.answers.drain(..surplus);
    if let Some(first) = first {
        let calls = if different == 1 { "One call".to_owned() } else { format!("{different} calls") };
        report.tell(
            "differs",
            format!(
                "{calls} of this world got another answer now than when it was made; the first is {first}."
            ),
        );
    }
    if let Some(error) = stopped {
        let code = if matches!(error, RecordError::Newer(_)) { "newer-version" } else { "damaged" };
        report.tell(
            code,
            format!(
                "After {} records the log says something that can't be replayed: {error}.",
                report.replayed
            ),
        );
    }
    report.replayed
}

fn describe(record: &Record) -> String {
    let seconds = record.at / sim::MICROS_PER_SECOND;
    let micros: Micros = record.at % sim::MICROS_PER_SECOND;
    match &record.input {
        crate::Input::Call { operation, .. } => format!("{operation} at {seconds}.{micros:06} s"),
        crate::Input::Set { knob, .. } => format!("the setting of {knob} at {seconds}.{micros:06} s"),
        crate::Input::Act(act) => format!("{} at {seconds}.{micros:06} s", act.title()),
    }
}

fn set_all_aside(shelf: &mut Shelf, report: &mut OpenReport) {
    for kind in Kind::ALL {
        for number in shelf.numbers(kind) {
            shelf.move_aside(kind, number, &mut report.writes);
        }
    }
}

/// Sets aside what is damaged and says what that means.
fn tell_faults(shelf: &mut Shelf, session: Option<&Session>, report: &mut OpenReport) {
    let mut faults = std::mem::take(&mut shelf.faults);
    value::sort_by_key(&mut faults, |fault| (fault.kind, fault.number));
    for fault in &faults {
        shelf.move_aside(fault.kind, fault.number, &mut report.writes);
    }
    let mut told_log = false;
    for fault in faults {
        let newer = matches!(fault.damage, Damage::Newer(_));
        let code = if newer { "newer-version" } else { "damaged" };
        let damage = &fault.damage;
        let text = match fault.kind {
            Kind::Head => {
                format!("The stored header of this world can't be read: {damage}. The log repeats it.")
            }
            Kind::Clock => format!(
                "The stored clock can't be read: {damage}. The clock stands where the last call ended, or at the last \
                 checkpoint."
            ),
            Kind::Check => format!(
                "The stored checkpoint of record {} can't be used: {damage}. The world was replayed from an earlier \
                 point instead.",
                fault.number
            ),
            Kind::About | Kind::Open => continue,
            Kind::Log if told_log => continue,
            Kind::Log => {
                told_log = true;
                let inputs = session.map_or(0, Session::inputs);
                let kept = if session.is_some_and(|session| session.records().is_none()) {
                    "Its state at the last checkpoint and everything after it are here; only the history before is not complete."
                        .to_owned()
                } else {
                    format!("Everything before the damage is here: {inputs} inputs.")
                };
                format!(
                    "Part of this world's log, from record {} on, can't be read: {damage}. {kept}",
                    fault.number
                )
            }
        };
        report.tell(code, format!("{text} The unreadable part was set aside; nothing was deleted."));
    }
}
