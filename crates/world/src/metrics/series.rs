//! One metric of one thing through time.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::name::Metric;
use super::stat::Stat;

/// Seconds that are kept.
pub(super) const SECONDS: u32 = 600;
/// Seconds of which minutes are kept.
pub(super) const MINUTES: u32 = 86_400;
/// Seconds of which hours are kept.
const HOURS: u32 = 15 * 86_400;
/// Entries of a block.
const BLOCK: usize = 60;

/// What a series is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct SeriesKey {
    pub(super) metric: Metric,
    /// The operation's position in [`super::name::OPERATIONS`], from 1; 0 for none.
    pub(super) operation: u8,
    /// The global index's position, from 1; 0 for the table.
    pub(super) index: u16,
    /// The table; or the stream, or the Region, as the metric has it.
    pub(super) subject: u32,
}

/// Spans of one length, in order. Blocks that are full are shared with every clone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Track {
    full: Vec<Arc<Vec<(u32, Stat)>>>,
    open: Vec<(u32, Stat)>,
}

impl Track {
    /// Adds a span that begins at a second of Unix time, and forgets what begins before another.
    fn push(&mut self, at: u32, stat: Stat, horizon: u32) {
        if self.open.len() >= BLOCK {
            self.full.push(Arc::new(std::mem::take(&mut self.open)));
        }
        self.open.push((at, stat));
        let old = |block: &Arc<Vec<(u32, Stat)>>| block.last().is_some_and(|(last, _)| *last < horizon);
        let gone = self.full.iter().take_while(|block| old(block)).count();
        self.full.drain(..gone);
    }

    fn iter(&self) -> impl Iterator<Item = (u32, Stat)> {
        self.full.iter().flat_map(|block| block.iter()).chain(&self.open).copied()
    }
}

/// The span that is still open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Open {
    at: u32,
    stat: Stat,
}

impl Open {
    /// Adds what a second held; gives the span before when this begins another.
    fn add(&mut self, at: u32, stat: Stat) -> Option<(u32, Stat)> {
        if self.at == at {
            self.stat = self.stat.with(stat);
            return None;
        }
        let before = std::mem::replace(self, Self { at, stat });
        (before.stat.count > 0).then_some((before.at, before.stat))
    }
}

/// How long the spans are that somebody wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Second,
    Minute,
    Hour,
}

/// The spans of a series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Series {
    seconds: Track,
    minutes: Track,
    hours: Track,
    second: Open,
    minute: Open,
    hour: Open,
    /// The call whose sample may still grow, and what it is so far.
    sample: Option<(u32, u64)>,
}

impl Series {
    /// Adds to the sample of a call (0: each is one of its own).
    pub(super) fn note(&mut self, second: u32, call: u32, milli: u64) {
        // The clock never goes back.
        let second = second.max(self.second.at);
        if second == self.second.at
            && let Some((same, so_far)) = &mut self.sample
        {
            if *same == call && call != 0 {
                *so_far = so_far.saturating_add(milli);
                return;
            }
            let done = Stat::one(*so_far);
            self.second.stat = self.second.stat.with(done);
            *so_far = milli;
            *same = call;
            return;
        }
        self.settle();
        let before = self.second;
        self.close(before);
        self.second = Open { at: second, stat: Stat::default() };
        self.sample = Some((call, milli));
    }

    /// The sample of the last call is whole.
    fn settle(&mut self) {
        if let Some((_, milli)) = self.sample.take() {
            self.second.stat = self.second.stat.with(Stat::one(milli));
        }
    }

    /// A second is over: it becomes part of its minute and its hour.
    fn close(&mut self, second: Open) {
        if second.stat.count == 0 {
            return;
        }
        let at = second.at;
        self.seconds.push(at, second.stat, at.saturating_sub(SECONDS));
        if let Some((start, stat)) = self.minute.add(at - at % 60, second.stat) {
            self.minutes.push(start, stat, at.saturating_sub(MINUTES));
        }
        if let Some((start, stat)) = self.hour.add(at - at % 3_600, second.stat) {
            self.hours.push(start, stat, at.saturating_sub(HOURS));
        }
    }

    /// What there was: where each span begins, in seconds of Unix time, and what it held. The last of them may still
    /// go on.
    pub(super) fn spans(&self, grain: Grain, from: u32, to: u32) -> Vec<(u32, Stat)> {
        let mut now = self.clone();
        now.settle();
        let last = now.second;
        now.close(last);
        let (track, open) = match grain {
            Grain::Second => (&now.seconds, None),
            Grain::Minute => (&now.minutes, Some(now.minute)),
            Grain::Hour => (&now.hours, Some(now.hour)),
        };
        let open = open.filter(|open| open.stat.count > 0).map(|open| (open.at, open.stat));
        track.iter().chain(open).filter(|(at, _)| (from..to).contains(at)).collect()
    }

    /// Bytes that a change copies when the series is shared.
    pub(super) fn copied_bytes(&self) -> u64 {
        let of = |track: &Track| {
            track.open.len() * size_of::<(u32, Stat)>() + track.full.len() * size_of::<usize>()
        };
        (size_of::<Self>() + of(&self.seconds) + of(&self.minutes) + of(&self.hours)) as u64
    }

    /// The last second that something was noted in.
    pub(super) const fn last(&self) -> u32 {
        self.second.at
    }
}

#[cfg(test)]
mod tests {
    use super::{Grain, Series};
    use crate::metrics::Stat;

    #[test]
    fn what_a_call_adds_is_one_sample_and_spans_add_up() {
        let mut series = Series::default();
        // Call 1 adds twice, call 2 once, in one second; call 3 in the next minute.
        for (second, call, milli) in
            [(65, 1, 500), (65, 1, 1_500), (65, 2, 500), (119, 4, 1_000), (120, 3, 250)]
        {
            series.note(second, call, milli);
        }
        let stat = |count, sum, min, max| Stat { count, sum, min, max };
        assert_eq!(
            series.spans(Grain::Second, 0, 1_000),
            [
                (65, stat(2, 2_500, 500, 2_000)),
                (119, stat(1, 1_000, 1_000, 1_000)),
                (120, stat(1, 250, 250, 250))
            ]
        );
        assert_eq!(
            series.spans(Grain::Minute, 0, 1_000),
            [(60, stat(3, 3_500, 500, 2_000)), (120, stat(1, 250, 250, 250))]
        );
        assert_eq!(series.spans(Grain::Hour, 0, 1_000), [(0, stat(4, 3_750, 250, 2_000))]);
        assert_eq!(series.spans(Grain::Minute, 61, 120), []);
    }

    #[test]
    fn what_the_service_does_is_a_sample_each() {
        let mut series = Series::default();
        series.note(1, 0, 1_000);
        series.note(1, 0, 1_000);
        assert_eq!(
            series.spans(Grain::Second, 0, 9),
            [(1, Stat { count: 2, sum: 2_000, min: 1_000, max: 1_000 })]
        );
    }

    #[test]
    fn a_series_stays_small_however_long_it_is_written() {
        let mut series = Series::default();
        for second in 0..100_000 {
            series.note(second, second, 1_000);
        }
        let seconds = series.spans(Grain::Second, 0, u32::MAX);
        assert!((600..=720).contains(&seconds.len()), "{}", seconds.len());
        let minutes = series.spans(Grain::Minute, 0, u32::MAX);
        assert!((1_440..=1_560).contains(&minutes.len()), "{}", minutes.len());
        assert_eq!(series.spans(Grain::Hour, 0, u32::MAX).len(), 28);
        // A clone shares all but the newest blocks.
        let clone = series.clone();
        series.note(100_000, 1, 1_000);
        assert!(std::sync::Arc::ptr_eq(&clone.minutes.full[3], &series.minutes.full[3]));
    }
}
