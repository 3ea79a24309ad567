//! The waterfall of a call, folded from its events.

use sim::Micros;

use crate::{Event, Place, Station};

/// A stretch of time at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its number within the call.
    pub span: u16,
    /// The span that contains it; 0 = none.
    pub parent: u16,
    /// Where.
    pub station: Station,
    /// Which table, index, partition, replica (of its first event).
    pub place: Place,
    /// The first event's time.
    pub start: Micros,
    /// The last event's time so far.
    pub end: Micros,
    /// Id of the first event.
    pub first: u64,
}

/// The spans of one call's events in order of their first events: a parent comes before its children.
pub fn spans(events: &[Event]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for event in events.iter().filter(|event| event.span != 0) {
        match spans.iter_mut().find(|span| span.span == event.span) {
            Some(span) => span.end = span.end.max(event.t),
            None => spans.push(Span {
                span: event.span,
                parent: event.parent,
                station: event.station,
                place: event.place,
                start: event.t,
                end: event.t,
                first: event.id,
            }),
        }
    }
    spans
}
