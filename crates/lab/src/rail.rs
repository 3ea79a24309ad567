//! What the timeline marks: the moments at which something was done or happened, thinned to what can be drawn.

use session::Session;
use sim::Micros;
use trace::{Event, Kind};

use crate::view::{RailKind, RailMark};

/// Marks kept; beyond it neighbours are merged.
const MOST: usize = 4_096;
/// Throttles within a second are one mark.
const SECOND: Micros = 1_000_000;
/// Marks that a picture shows.
const SHOWN: usize = 240;

/// The marks of a world, in the order of time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rail {
    marks: Vec<RailMark>,
}

impl Rail {
    /// The marks of what was put into a world so far, as far as it is in memory. What came of it isn't known any more.
    pub(crate) fn of(session: &Session) -> Rail {
        let mut rail = Rail::default();
        let numbers = (0..session.inputs()).filter_map(|number| session.moment(number));
        let mut call =
            session.calls().saturating_sub(numbers.clone().filter(|(_, call)| *call).count() as u64);
        for (at, is_call) in numbers {
            call += u64::from(is_call);
            let kind = if is_call { RailKind::Call } else { RailKind::Setting };
            rail.push(at, kind, if is_call { call } else { 0 });
        }
        rail
    }

    /// Notes a call.
    pub(crate) fn call(&mut self, at: Micros, call: u64, failed: bool) {
        self.push(at, if failed { RailKind::Failed } else { RailKind::Call }, call);
    }

    /// Notes what events tell of that is no call's doing.
    pub(crate) fn take_in(&mut self, events: &[Event]) {
        for event in events {
            match event.kind {
                Kind::TtlExpired { .. } => self.push(event.t, RailKind::Expiry, 0),
                Kind::Throttle { .. } => self.push(event.t, RailKind::Throttle, 0),
                Kind::SplitDone { .. } => self.push(event.t, RailKind::Split, 0),
                Kind::FaultStarted { .. } | Kind::FaultEnded { .. } => {
                    self.push(event.t, RailKind::Fault, 0);
                }
                Kind::KnobSet { .. } => self.push(event.t, RailKind::Setting, 0),
                _ => {}
            }
        }
    }

    /// Forgets what came after a moment.
    pub(crate) fn until(&self, at: Micros) -> Rail {
        Rail { marks: self.marks.iter().filter(|mark| mark.at <= at).cloned().collect() }
    }

    /// What a picture shows.
    pub(crate) fn shown(&self) -> Vec<RailMark> {
        let mut marks = self.marks.clone();
        while marks.len() > SHOWN {
            marks = merged(marks);
        }
        marks
    }

    fn push(&mut self, at: Micros, kind: RailKind, call: u64) {
        // Late news of an earlier moment finds its place; it is never far from the end.
        let place = self.marks.iter().rposition(|mark| mark.at <= at).map_or(0, |last| last + 1);
        if let Some(same) = place.checked_sub(1).and_then(|last| self.marks.get_mut(last))
            && same.kind == kind
            && (kind == RailKind::Expiry && same.at == at
                || kind == RailKind::Throttle && same.at / SECOND == at / SECOND)
        {
            same.count += 1;
            return;
        }
        self.marks.insert(place, RailMark { at, kind, count: 1, call });
        if self.marks.len() > MOST {
            self.marks = merged(std::mem::take(&mut self.marks));
        }
    }
}

/// Half as many marks: two neighbours become one, which has the kind that says more.
fn merged(marks: Vec<RailMark>) -> Vec<RailMark> {
    let mut out: Vec<RailMark> = Vec::with_capacity(marks.len().div_ceil(2));
    for (at, mark) in marks.into_iter().enumerate() {
        match out.last_mut() {
            Some(last) if at % 2 == 1 => {
                last.count += mark.count;
                if mark.kind > last.kind {
                    (last.at, last.kind, last.call) = (mark.at, mark.kind, mark.call);
                }
            }
            _ => out.push(mark),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_keeps_the_count_and_what_says_more() {
        let mut rail = Rail::default();
        for n in 0..10_000_u64 {
            rail.call(n * 10, n + 1, n == 777);
        }
        let shown = rail.shown();
        assert!(shown.len() <= SHOWN && shown.len() > SHOWN / 4, "{}", shown.len());
        assert_eq!(shown.iter().map(|mark| mark.count).sum::<u64>(), 10_000);
        let failed: Vec<_> = shown.iter().filter(|mark| mark.kind == RailKind::Failed).collect();
        assert_eq!((failed.len(), failed[0].at, failed[0].call), (1, 7_770, 778));
        assert!(shown.is_sorted_by_key(|mark| mark.at));
    }

    #[test]
    fn late_news_find_their_place() {
        let mut rail = Rail::default();
        for at in [10, 30, 20, 20] {
            rail.push(at, RailKind::Expiry, 0);
        }
        let marks: Vec<_> = rail.shown().into_iter().map(|mark| (mark.at, mark.count)).collect();
        assert_eq!(marks, [(10, 1), (20, 2), (30, 1)]);
        assert_eq!(rail.until(20).shown().len(), 2);
    }
}
