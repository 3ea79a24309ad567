//! What happens outside of calls, told as it happens: a line each, and one for what happens again and again within a
//! minute.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem::{Discriminant, discriminant};

use sim::Micros;
use trace::{Event, Kind, Outcome, Status};

use crate::lab::Lab;
use crate::sentences::Teller;
use crate::words::{count, grouped};

/// Lines that are kept.
const LINES: usize = 40;
/// Within so much time what happens again is told in the line that is there.
const TOGETHER: Micros = 60_000_000;

/// The latest lines, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    lines: VecDeque<Line>,
    made: u64,
}

/// A line.
#[derive(Clone, Debug)]
struct Line {
    number: u64,
    at: Micros,
    text: String,
    /// What goes on in it, for what comes in numbers.
    of: Option<Of>,
    tally: Tally,
    /// Partitions that it is true of.
    places: BTreeSet<u16>,
}

/// What happens again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// A mapping invokes its function.
    Mapping(u32),
    /// Items of a table expire.
    Expiry(u32),
    /// The same at other partitions: kind, what its words depend on, table, index, zone.
    Places(Discriminant<Kind>, u8, u32, u8, u8),
}

/// How often what happened.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Invocations that went well, items that expired, places.
    well: u64,
    failed: u64,
    given_up: u64,
    /// Whether a queue or a topic was told.
    queued: bool,
}

impl Told {
    /// The lines: number, moment, words. A line keeps its number while its words grow.
    pub(crate) fn view(&self) -> Vec<(u64, u64, String)> {
        self.lines.iter().map(|line| (line.number, line.at, line.text.clone())).collect()
    }

    /// Forgets what came after a moment.
    pub(crate) fn until(&self, at: Micros) -> Told {
        Told { lines: self.lines.iter().filter(|line| line.at <= at).cloned().collect(), made: self.made }
    }

    fn add(&mut self, at: Micros, of: Option<Of>, text: String) {
        self.made += 1;
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        let (tally, places) = (Tally::default(), BTreeSet::new());
        self.lines.push_back(Line { number: self.made, at, text, of, tally, places });
    }

    /// The line in which this goes on, which is a new one when the one before is too old.
    fn line(&mut self, at: Micros, of: Of) -> Option<&mut Line> {
        let known =
            |line: &Line| line.of == Some(of) && (line.at..line.at.saturating_add(TOGETHER)).contains(&at);
        let place = self.lines.iter().rposition(known).unwrap_or_else(|| {
            self.add(at, Some(of), String::new());
            self.lines.len() - 1
        });
        self.lines.get_mut(place)
    }
}

/// Whether an event is told by itself, whatever call it comes from.
const fn counts(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::InvokeResult { .. }
            | Kind::Discarded { .. }
            | Kind::SentToDestination { .. }
            | Kind::TtlExpired { .. }
            | Kind::SplitStarted { .. }
            | Kind::SplitDone { .. }
            | Kind::SplitRefused { .. }
            | Kind::BackfillProgress { percent: 100, .. }
            | Kind::BackPressureOn { .. }
            | Kind::BackPressureOff
            | Kind::FaultStarted { .. }
            | Kind::FaultEnded { .. }
            | Kind::ReplicaDown
            | Kind::LeaderElected { .. }
            | Kind::QuorumLost
            | Kind::RecordsDropped { .. }
            | Kind::ReplicaHealed { .. }
            | Kind::Failover { .. }
            | Kind::CacheNode { .. }
            | Kind::CoordinatorLost { .. }
            | Kind::WorkloadStarted { .. }
            | Kind::WorkloadEnded { .. }
            | Kind::AlarmState { .. }
    )
}

impl Lab {
    /// Notes what the events tell of.
    pub(crate) fn hear(&mut self, news: &[Event]) {
        for event in news {
            // Tables and their indexes are made on a first visit, too: the page has these words from the first.
            if let Kind::TableStatus { status: Status::Active }
            | Kind::IndexStatus { status: Status::Active } = event.kind
            {
                let text = self.say(event);
                self.told.add(event.t, None, text);
            } else if counts(event.kind) {
                self.hear_rarely(event);
            }
        }
    }

    /// Not inlined: the page loads it when it is first needed.
    #[inline(never)]
    fn hear_rarely(&mut self, event: &Event) {
        let of = match event.kind {
            Kind::InvokeResult { mapping, .. }
            | Kind::Discarded { mapping, .. }
            | Kind::SentToDestination { mapping, .. } => Of::Mapping(mapping),
            Kind::TtlExpired { .. } => Of::Expiry(event.place.table),
            Kind::ReplicaDown
            | Kind::LeaderElected { .. }
            | Kind::QuorumLost
            | Kind::RecordsDropped { .. }
            | Kind::ReplicaHealed { .. }
            | Kind::SplitStarted { .. }
            | Kind::SplitDone { .. }
            | Kind::SplitRefused { .. } => {
                let place = event.place;
                let of = match event.kind {
                    Kind::LeaderElected { dropped, .. } => u8::from(dropped > 0),
                    Kind::SplitRefused { why } => why as u8,
                    _ => 0,
                };
                let zone = if matches!(event.kind, Kind::LeaderElected { .. }) { 0 } else { place.zone };
                Of::Places(discriminant(&event.kind), of, place.table, place.index, zone)
            }
            _ => {
                let text = self.say(event);
                self.told.add(event.t, None, text);
                return;
            }
        };
        let who = self.who(of, event);
        let Some(line) = self.told.line(event.t, of) else { return };
        let tally = &mut line.tally;
        match event.kind {
            Kind::InvokeResult { outcome: Outcome::Ok, .. } => tally.well += 1,
            Kind::InvokeResult { .. } => tally.failed += 1,
            Kind::Discarded { records, .. } => tally.given_up += u64::from(records),
            Kind::SentToDestination { .. } => tally.queued = true,
            Kind::TtlExpired { .. } => tally.well += 1,
            _ => {
                line.places.insert(event.place.partition);
                tally.well = line.places.len() as u64;
            }
        }
        line.text = match of {
            Of::Mapping(_) => tally.of_function(&who),
            Of::Expiry(_) => tally.of_expiry(&who),
            // The first says what happens; the others are counted.
            Of::Places(..) => match (tally.well, line.text.rsplit_once(MORE)) {
                (1, _) => who,
                (n, Some((first, _))) => more(first, n - 1),
                (n, None) => more(&line.text, n - 1),
            },
        };
    }

    /// Whom a line is about, or what it says of the first place.
    fn who(&self, of: Of, event: &Event) -> String {
        match of {
            Of::Mapping(mapping) => {
                self.session.world().function_of(mapping).unwrap_or("a function").to_owned()
            }
            Of::Expiry(_) => self.names().table_name(event.place),
            Of::Places(..) => self.say(event),
        }
    }

    fn say(&self, event: &Event) -> String {
        let names = self.names();
        Teller { names: &names, completion: None, events: &[], tables: BTreeMap::new() }.sentence(event)
    }
}

const MORE: &str = " The same happened at ";

fn more(first: &str, others: u64) -> String {
    format!("{first}{MORE}{}.", count(others, "other partition"))
}

impl Tally {
    fn of_function(self, function: &str) -> String {
        let batches = |n: u64| if n == 1 { "1 batch".to_owned() } else { format!("{} batches", grouped(n)) };
        let are = if self.well == 1 { "is" } else { "are" };
        let mut out = match (self.well, self.failed) {
            (0, 0) => String::new(),
            (well, 0) => format!("Lambda invoked {function}: {} {are} done.", batches(well)),
            (0, failed) => format!("Lambda invoked {function}: {} failed.", batches(failed)),
            (well, failed) => {
                format!(
                    "Lambda invoked {function}: {} {are} done, {} failed.",
                    batches(well),
                    grouped(failed)
                )
            }
        };
        if self.given_up > 0 {
            // Records can grow too old before the function is invoked.
            out += if out.is_empty() { "Lambda does not hand all records on: " } else { " " };
            let were = if self.given_up == 1 { "was" } else { "were" };
            out += &format!("{} {were} given up", count(self.given_up, "record"));
            out += if self.queued { ", and its failure destination was told." } else { "." };
        }
        out
    }

    fn of_expiry(self, table: &str) -> String {
        match self.well {
            1 => format!("An item of {table} had expired: the service deleted it, and nobody pays for that."),
            n => format!(
                "{} items of {table} had expired: the service deleted them, and nobody pays for that.",
                grouped(n)
            ),
        }
    }
}
