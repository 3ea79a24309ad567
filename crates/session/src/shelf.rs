//! What is stored of a world, taken from its keys and values: whole, damaged, or from a later version.

use std::collections::BTreeMap;

use sim::Micros;

use crate::checkpoint::Checkpoint;
use crate::framing::{Damage, Kind, unwrap};
use crate::log::read_lines;
use crate::place::Place;
use crate::{Header, Write};

/// A value that can't be used.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// Number in its key.
    pub(crate) number: u64,
    pub(crate) damage: Damage,
}

/// A chunk of the log.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    /// The lines before the damage, if there is one.
    pub(crate) lines: Vec<String>,
    pub(crate) whole: bool,
}

/// What is stored of one branch of a world.
pub(crate) struct Shelf {
    /// `<world>/<branch>`.
    pub(crate) root: String,
    /// Values by place, as they are stored.
    values: BTreeMap<Place, (String, Vec<u8>)>,
    /// Keys under `<world>/aside/` that are taken.
    aside: Vec<String>,
    pub(crate) head: Option<Header>,
    pub(crate) clock: Option<Micros>,
    /// By index of the first record.
    pub(crate) chunks: BTreeMap<u64, Chunk>,
    /// The header as the first chunk repeats it.
    pub(crate) head_in_log: Option<Header>,
    /// Checkpoints that are whole, by records.
    pub(crate) checks: BTreeMap<u64, Checkpoint>,
    pub(crate) faults: Vec<Fault>,
}

impl Shelf {
    /// Reads everything under `<world>/main/`.
    pub(crate) fn read(world: &str, records: Vec<(String, Vec<u8>)>) -> Shelf {
        let root = format!("{world}/main");
        let mut shelf = Shelf {
            values: BTreeMap::new(),
            aside: Vec::new(),
            head: None,
            clock: None,
            chunks: BTreeMap::new(),
            head_in_log: None,
            checks: BTreeMap::new(),
            faults: Vec::new(),
            root,
        };
        let (main, aside) = (format!("{}/", shelf.root), format!("{world}/aside/"));
        for (key, bytes) in records {
            if let Some(place) = key.strip_prefix(&main).and_then(Place::parse) {
                // Nothing is ever stored without its wrapping: an empty value is one that was deleted.
                if !bytes.is_empty() {
                    shelf.values.insert(place, (key, bytes));
                }
            } else if key.starts_with(&aside) {
                shelf.aside.push(key);
            }
        }
        shelf.sort_out();
        shelf
    }

    /// Whether nothing is stored.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn sort_out(&mut self) {
        let mut numbers: Vec<(Kind, u64)> =
            self.values.keys().map(|place| (place.kind, place.number)).collect();
        numbers.dedup();
        for (kind, number) in numbers {
            let (payload, damage) = self.join(kind, number);
            let damage = match self.take_in(kind, number, &payload, damage.is_none()) {
                Ok(()) => damage,
                Err(content) => Some(damage.unwrap_or(content)),
            };
            if let Some(damage) = damage {
                self.faults.push(Fault { kind, number, damage });
            }
        }
    }

    /// The payload of a value and its continuations, up to the first damage.
    fn join(&self, kind: Kind, number: u64) -> (Vec<u8>, Option<Damage>) {
        let mut payload = Vec::new();
        let parts = Place { kind, number, part: 0 }..=Place { kind, number, part: u32::MAX };
        for (expected, (place, (_, bytes))) in (0..).zip(self.values.range(parts)) {
            if place.part != expected {
                return (payload, Some(Damage::Content(format!("its part {expected} is missing"))));
            }
            let found = unwrap(kind, bytes);
            payload.extend_from_slice(found.payload);
            if found.damage.is_some() {
                return (payload, found.damage);
            }
        }
        (payload, None)
    }

    /// Understands a payload; `Err` says what is strange about one whose bytes are as they were written.
    fn take_in(&mut self, kind: Kind, number: u64, payload: &[u8], whole: bool) -> Result<(), Damage> {
        let content = |what: String| Damage::Content(what);
        match kind {
            Kind::Log => {
                let (mut lines, clean) = read_lines(payload);
                if number == 0 && lines.first().is_some_and(|line| line.starts_with("{\"input\":")) {
                    self.head_in_log = Header::from_json(&lines.remove(0)).ok();
                }
                self.chunks.insert(number, Chunk { lines, whole: whole && clean });
                if clean {
                    Ok(())
                } else {
                    Err(content("a line of it changed after it was written".to_owned()))
                }
            }
            _ if !whole => Ok(()),
            Kind::Head => {
                let text = String::from_utf8_lossy(payload);
                self.head = Some(Header::from_json(&text).map_err(|error| content(error.to_string()))?);
                Ok(())
            }
            Kind::Clock => {
                #[derive(serde::Deserialize)]
                struct Clock {
                    clock: Micros,
                }
                let clock: Clock =
                    serde_json::from_slice(payload).map_err(|error| content(error.to_string()))?;
                self.clock = Some(clock.clock);
                Ok(())
            }
            Kind::Check => {
                self.checks.insert(number, Checkpoint::from_bytes(payload)?);
                Ok(())
            }
            // No place in a branch names them.
            Kind::About | Kind::Open => Ok(()),
        }
    }

    /// The lines of the log from this index on, without a gap.
    pub(crate) fn lines_from(&self, first: u64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let start = self.chunks.range(..=first).next_back().map_or(first, |(&start, _)| start);
        for (&start, chunk) in self.chunks.range(start..) {
            let next = first + lines.len() as u64;
            let Some(known) = next.checked_sub(start) else { break };
            // A chunk that ends before the index (its end is damaged) has nothing to say about it.
            if let Some(fresh) = chunk.lines.get(known as usize..) {
                lines.extend_from_slice(fresh);
            }
        }
        lines
    }

    /// The index from which lines up to `end` are there without a gap.
    pub(crate) fn unbroken_from(&self, end: u64) -> u64 {
        let mut first = end;
        for (&start, chunk) in self.chunks.range(..end).rev() {
            if start + (chunk.lines.len() as u64) < first {
                break;
            }
            first = start;
        }
        first
    }

    /// Writes that move a value and its continuations under `<world>/aside/`, where nothing reads or deletes them.
    pub(crate) fn move_aside(&mut self, kind: Kind, number: u64, writes: &mut Vec<Write>) {
        let parts = Place { kind, number, part: 0 }..=Place { kind, number, part: u32::MAX };
        let places: Vec<Place> = self.values.range(parts).map(|(place, _)| place.clone()).collect();
        for place in places {
            let Some((key, bytes)) = self.values.remove(&place) else { continue };
            let (world, rest) = key.split_once('/').unwrap_or(("w1", key.as_str()));
            let name = rest.replacen('/', ".", 1);
            let mut aside = format!("{world}/aside/{name}");
            let mut again = 1;
            while self.aside.contains(&aside) {
                again += 1;
                aside = format!("{world}/aside/{name}~{again}");
            }
            self.aside.push(aside.clone());
            writes.push(Write { key: aside, bytes });
            writes.push(Write::delete(key));
        }
    }

    /// Keys of the values that stay where they are, and their bytes.
    pub(crate) fn sound_keys(&self) -> BTreeMap<String, u64> {
        let faulty = |place: &Place| {
            self.faults.iter().any(|fault| fault.kind == place.kind && fault.number == place.number)
        };
        let sound = self.values.iter().filter(|(place, _)| !faulty(place));
        value::map(sound.map(|(_, (key, bytes))| (key.clone(), bytes.len() as u64)))
    }

    /// Numbers of the values of a kind.
    pub(crate) fn numbers(&self, kind: Kind) -> Vec<u64> {
        self.values
            .keys()
            .filter(|place| place.kind == kind && place.part == 0)
            .map(|place| place.number)
            .collect()
    }

    /// How many values a checkpoint takes.
    pub(crate) fn check_parts(&self, number: u64) -> u32 {
        let parts = Place { kind: Kind::Check, number, part: 0 }..=Place {
            kind: Kind::Check,
            number,
            part: u32::MAX,
        };
        self.values.range(parts).count() as u32
    }
}
