//! The log in memory, and its lines as they are stored.

use std::collections::VecDeque;

use sim::Micros;

use crate::{Input, Record};

/// Bytes of saved records that stay in memory, so that a world can be shared; older ones leave.
const MOST_BYTES: u64 = 48 * 1024 * 1024;

/// The records of a world, or the latest of them, as lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    /// Index of the first line here.
    first: u64,
    lines: VecDeque<String>,
    bytes: u64,
    /// Records below this index are saved (or were handed out to be).
    saved: u64,
}

impl Log {
    /// A log whose records were all read from a store.
    pub(crate) fn stored(first: u64, lines: impl IntoIterator<Item = String>) -> Log {
        let lines: VecDeque<String> = lines.into_iter().collect();
        let bytes = lines.iter().map(|line| line.len() as u64).sum();
        let saved = first + lines.len() as u64;
        let mut log = Log { first, lines, bytes, saved };
        log.shed();
        log
    }

    /// How many records there are altogether.
    pub(crate) fn len(&self) -> u64 {
        self.first + self.lines.len() as u64
    }

    pub(crate) fn push(&mut self, line: String) {
        self.bytes += line.len() as u64;
        self.lines.push_back(line);
    }

    /// Bytes of the records that are not saved.
    pub(crate) fn unsaved_bytes(&self) -> u64 {
        let from = (self.saved - self.first) as usize;
        self.lines.range(from..).map(|line| line.len() as u64).sum()
    }

    /// How many are not saved.
    pub(crate) fn unsaved(&self) -> u64 {
        self.len() - self.saved
    }

    /// The lines that are not saved, oldest first.
    pub(crate) fn unsaved_lines(&self) -> impl Iterator<Item = &str> {
        let from = (self.saved - self.first) as usize;
        self.lines.range(from..).map(String::as_str)
    }

    /// From now on all lines count as saved.
    pub(crate) fn all_saved(&mut self) {
        self.saved = self.len();
        self.shed();
    }

    /// Index of the first record that is in memory.
    pub(crate) const fn first(&self) -> u64 {
        self.first
    }

    /// The record of this number, while it is in memory.
    pub(crate) fn record(&self, number: u64) -> Option<Record> {
        let line = self.lines.get(usize::try_from(number.checked_sub(self.first)?).ok()?)?;
        Record::from_json(line).ok()
    }

    /// When the record of this number was put in, and whether it is a call; while it is in memory.
    pub(crate) fn moment(&self, number: u64) -> Option<(Micros, bool)> {
        let line = self.lines.get(usize::try_from(number.checked_sub(self.first)?).ok()?)?;
        // Lines are long and moments are asked for by the thousand: what stands first in a line is enough.
        let plain = || {
            let (at, rest) = line.strip_prefix("{\"at\":")?.split_once(',')?;
            Some((at.parse().ok()?, rest.strip_prefix('"')?.split_once('"')?.0))
        };
        match plain() {
            Some((at, "call" | "send")) => Some((at, true)),
            Some((at, "set" | "act")) => Some((at, false)),
            _ => {
                let record = Record::from_json(line).ok()?;
                Some((record.at, matches!(record.input, Input::Call { .. })))
            }
        }
    }

    /// How many records were put in by this moment, counted from the first of all.
    pub(crate) fn until_moment(&self, at: Micros) -> u64 {
        let by_then = |number: &u64| self.moment(*number).is_some_and(|(then, _)| then <= at);
        let (mut low, mut high) = (self.first, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if by_then(&middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// A log of the records before this one, none of them saved; nothing if the first have left memory.
    pub(crate) fn until(&self, number: u64) -> Option<Log> {
        let lines: VecDeque<String> =
            self.lines.iter().take(usize::try_from(number).ok()?).cloned().collect();
        let bytes = lines.iter().map(|line| line.len() as u64).sum();
        (self.first == 0).then_some(Log { first: 0, lines, bytes, saved: 0 })
    }

    /// All records, if none has left memory.
    pub(crate) fn records(&self) -> Option<Vec<Record>> {
        if self.first > 0 {
            return None;
        }
        self.lines.iter().map(|line| Record::from_json(line).ok()).collect()
    }

    fn shed(&mut self) {
        while self.bytes > MOST_BYTES && self.first < self.saved {
            let Some(line) = self.lines.pop_front() else { return };
            self.bytes -= line.len() as u64;
            self.first += 1;
        }
    }
}

/// A line as it is stored: its crc32 as 8 hex digits, a space, the line, a line feed. So a chunk that was damaged
/// keeps every line before the damage. `sum` is the checksum of the payload, before and after.
pub(crate) fn write_line(payload: &mut Vec<u8>, sum: &mut u32, line: &str) {
    let checksum = sim::crc32(line.as_bytes());
    let mut head = *b"........ ";
    for (place, digit) in head[..8].iter_mut().rev().enumerate() {
        *digit = b"0123456789abcdef"[(checksum >> (4 * place)) as usize & 15];
    }
    payload.reserve(head.len() + line.len() + 1);
    payload.extend_from_slice(&head);
    payload.extend_from_slice(line.as_bytes());
    payload.push(b'\n');
    // The line's own checksum says enough of it: long lines need not be summed twice.
    let before = sim::crc32_on(*sum, &head);
    *sum = sim::crc32_on(sim::crc32_joined(before, checksum, line.len() as u64), b"\n");
}

/// The lines of a payload up to the first damaged one, and whether that was all.
pub(crate) fn read_lines(payload: &[u8]) -> (Vec<String>, bool) {
    let mut lines = Vec::new();
    let mut rest = payload;
    while !rest.is_empty() {
        let Some((line, tail)) = read_line(rest) else { return (lines, false) };
        lines.push(line);
        rest = tail;
    }
    (lines, true)
}

fn read_line(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let (checksum, line) = text.split_once(' ')?;
    let exact = checksum.len() == 8 && checksum.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    let right = exact && u32::from_str_radix(checksum, 16).ok()? == sim::crc32(line.as_bytes());
    right.then(|| (line.to_owned(), &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_keeps_the_lines_before_it() {
        let (mut payload, mut sum) = (Vec::new(), 0);
        for line in ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"] {
            write_line(&mut payload, &mut sum, line);
            assert_eq!(sum, sim::crc32(&payload));
        }
        assert_eq!(read_lines(&payload).0.len(), 3);
        let width = payload.len() / 3;
        for place in 0..payload.len() {
            let mut bad = payload.clone();
            bad[place] ^= 0x20;
            let (lines, whole) = read_lines(&bad);
            assert!(!whole, "byte {place}");
            assert_eq!(lines.len(), place / width, "byte {place}");
            assert_eq!(read_lines(&payload[..place]).0.len(), place / width);
        }
    }

    #[test]
    fn moments_are_read_from_the_head_of_a_line() {
        let mut log = Log::default();
        for line in [
            r#"{"at":0,"set":{"knob":"lab.pace","value":1},"out":"0000000000000000"}"#,
            r#"{"at":5,"call":{"region":"eu-west-2","op":"ListTables","body":{}}}"#,
            r#"{ "at" : 5 , "call":{"region":"eu-west-2","op":"ListTables","body":{}}}"#,
            r#"{"at":12,"call":{"region":"eu-west-2","op":"ListTables","text":"{"}}"#,
        ] {
            log.push(line.to_owned());
        }
        let moments: Vec<_> = (0..5).map(|n| log.moment(n)).collect();
        assert_eq!(moments, [Some((0, false)), Some((5, true)), Some((5, true)), Some((12, true)), None]);
        let until: Vec<_> = [0, 4, 5, 11, 12, 99].map(|at| log.until_moment(at)).into();
        assert_eq!(until, [1, 1, 3, 3, 4, 4]);
    }

    #[test]
    fn old_saved_lines_leave_memory() {
        let mut log = Log::default();
        for _ in 0..52 {
            log.push("x".repeat(1024 * 1024));
        }
        assert_eq!(log.unsaved_lines().count(), 52);
        log.all_saved();
        assert_eq!((log.first, log.len()), (4, 52));
        assert!(log.records().is_none());
        assert_eq!(log.unsaved_lines().count(), 0);
    }
}
