//! What lies in memory from the beginning, and what the rest brings.

use super::halves::{Graph, Halves};
use super::program::Program;

/// So few bytes in a row are not worth a segment of their own: zeros stand for them.
const GAP: usize = 24;

/// Bytes and where they go.
pub(super) type Segment = (u32, Vec<u8>);

/// Both parts' segments.
pub(super) struct Memory {
    pub(super) first: Vec<Segment>,
    pub(super) rest: Vec<Segment>,
}

/// Who has a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Nobody,
    First,
    Rest,
}

impl Memory {
    pub(super) fn of(program: &Program, graph: &Graph, halves: &Halves) -> Self {
        let mut memory = Self { first: Vec::new(), rest: Vec::new() };
        for &(start, bytes) in &program.segments {
            let mut owners = vec![Owner::Nobody; bytes.len()];
            // What a datum of the first part has is the first part's, even if one of the rest has it too.
            for stays in [false, true] {
                for (number, datum) in graph.data.iter().enumerate() {
                    if halves.data.contains(&number) == stays {
                        let place = |address: u32| (address.saturating_sub(start) as usize).min(bytes.len());
                        let owner = if stays { Owner::First } else { Owner::Rest };
                        owners[place(datum.range.start)..place(datum.range.end)].fill(owner);
                    }
                }
            }
            // Between data there is nothing, or what nothing is known of.
            for (owner, &byte) in owners.iter_mut().zip(bytes) {
                if *owner == Owner::Nobody && byte != 0 {
                    *owner = Owner::First;
                }
            }
            memory.first.extend(segments(start, bytes, &owners, Owner::First));
            memory.rest.extend(segments(start, bytes, &owners, Owner::Rest));
        }
        memory
    }
}

/// The segments of an owner: no byte of the other's is in them.
fn segments(start: u32, bytes: &[u8], owners: &[Owner], whose: Owner) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for (at, (&byte, &owner)) in bytes.iter().zip(owners).enumerate() {
        if owner != whose || byte == 0 {
            continue;
        }
        let address = start + at as u32;
        match out.last_mut() {
            // The first part may write zeros where the rest's bytes will be, never the other way round.
            Some((from, run))
                if (address - *from) as usize - run.len() <= GAP
                    && (whose == Owner::First
                        || owners[at - ((address - *from) as usize - run.len())..at]
                            .iter()
                            .all(|&owner| owner != Owner::First)) =>
            {
                run.resize((address - *from) as usize, 0);
                run.push(byte);
            }
            _ => out.push((address, vec![byte])),
        }
    }
    out
}
