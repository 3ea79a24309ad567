//! Gives trace events their numbers and keeps those that the observer wants.

use sim::Micros;
use trace::{Event, Kind, Level, Place, Station};

use crate::workload::QUIET;

/// The trace's pen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder {
    /// Events so far, kept or not.
    pub(crate) events: u64,
    pub(crate) level: Level,
    /// What nobody has taken yet.
    pub(crate) out: Vec<Event>,
}

/// Where an event belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) call: u32,
    pub(crate) span: u16,
    pub(crate) parent: u16,
    pub(crate) place: Place,
    pub(crate) station: Station,
    pub(crate) key: u16,
}

impl Mark {
    /// The control plane, for no call in particular.
    pub(crate) const fn control(place: Place) -> Self {
        Self { call: 0, span: 0, parent: 0, place, station: Station::Control, key: 0 }
    }
}

impl Recorder {
    /// Records an event and returns its number. Of a call that leaves no trace: the number of its cause.
    pub(crate) fn emit(&mut self, t: Micros, cause: u64, mark: Mark, kind: Kind) -> u64 {
        if mark.call >= QUIET {
            return cause;
        }
        self.events += 1;
        let Mark { call, span, parent, place, station, key } = mark;
        let event = Event { t, id: self.events, cause, call, span, parent, place, kind, station, key };
        if self.level.keeps(&event) {
            self.out.push(event);
        }
        self.events
    }
}

/// A figure for an event: saturates.
pub(crate) fn figure(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The place of a partition (from 0) of a table or index (by position).
pub(crate) fn place(table: u32, index: Option<u16>, partition: u32) -> Place {
    Place {
        table,
        partition: u16::try_from(partition + 1).unwrap_or(u16::MAX),
        index: index.map_or(0, |position| u8::try_from(position + 1).unwrap_or(u8::MAX)),
        zone: 0,
    }
}
