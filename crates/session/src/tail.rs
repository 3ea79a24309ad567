//! The chunk of the log that grows: written again with what was added until it is full.

use crate::framing::{Kind, MOST_PAYLOAD, wrap_summed};
use crate::log::write_line;
use crate::place::{Place, Write, write_all};

/// A chunk is full at so many bytes: what a browser stores as a file of its own, a few large ones for much less than
/// many small ones.
const MOST_BYTES: usize = 256 * 1024;
/// A chunk is full at so many records.
const MOST_RECORDS: u64 = 256;

/// The chunk and its checksum, so that what is written again isn't summed again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    /// Index of its first record.
    first: u64,
    records: u64,
    payload: Vec<u8>,
    /// The payload's checksum.
    sum: u32,
    /// Whether there is something in it that was not written.
    changed: bool,
}

impl Tail {
    /// A chunk with these lines. `changed`: it must be written even if nothing is added.
    pub(crate) fn new(first: u64, header: Option<&str>, lines: &[String], changed: bool) -> Tail {
        let mut tail = Tail { first, records: lines.len() as u64, changed, ..Tail::default() };
        for line in header.into_iter().chain(lines.iter().map(String::as_str)) {
            write_line(&mut tail.payload, &mut tail.sum, line);
        }
        tail
    }

    /// Whether no record came before or into it.
    pub(crate) fn is_first(&self) -> bool {
        self.first == 0 && self.records == 0
    }

    /// Adds a record's line; a full chunk is written, and another one begins.
    pub(crate) fn push(&mut self, line: &str, root: &str, writes: &mut Vec<Write>) {
        if self.records >= MOST_RECORDS || self.payload.len() >= MOST_BYTES {
            self.write(root, writes);
            let payload = Vec::with_capacity(MOST_BYTES + line.len());
            *self = Tail { first: self.first + self.records, payload, ..Tail::default() };
        }
        write_line(&mut self.payload, &mut self.sum, line);
        self.records += 1;
        self.changed = true;
    }

    /// Writes the chunk if there is something new in it.
    pub(crate) fn write(&mut self, root: &str, writes: &mut Vec<Write>) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        let place = Place::new(Kind::Log, self.first);
        if self.payload.len() > MOST_PAYLOAD {
            return write_all(root, &place, &self.payload, writes);
        }
        writes.push(Write { key: place.key(root), bytes: wrap_summed(Kind::Log, &self.payload, self.sum) });
    }
}
