//! Where things lie in a chart, as plain numbers.

use std::fmt::Write as _;

use lab::metrics::Points;

/// The drawing's size; its axis takes the left and the bottom.
pub(super) const WIDTH: u32 = 420;
pub(super) const HEIGHT: u32 = 132;
pub(super) const LEFT: u32 = 46;
pub(super) const TOP: u32 = 8;
pub(super) const BOTTOM: u32 = 112;
pub(super) const RIGHT: u32 = 414;

/// A chart's axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axes {
    /// Seconds of Unix time.
    pub(super) from: u32,
    pub(super) to: u32,
    /// What stands at the top, thousandths.
    pub(super) top: u64,
}

impl Axes {
    /// Axes for these figures: the top is a round number above them.
    pub(super) fn new((from, to): (u32, u32), greatest: u64) -> Self {
        Self { from, to: to.max(from + 1), top: round(greatest) }
    }

    /// Tenths of a unit from the left.
    fn tenths(self, at: u32) -> u64 {
        let width = u64::from(RIGHT - LEFT) * 10;
        let into = u64::from(at.clamp(self.from, self.to) - self.from);
        u64::from(LEFT) * 10 + into * width / u64::from(self.to - self.from)
    }

    /// Where a second lies.
    pub(super) fn x(self, at: u32) -> String {
        tenth(self.tenths(at))
    }

    /// Where a figure lies.
    pub(super) fn y(self, milli: u64) -> String {
        let height = u128::from(BOTTOM - TOP) * 10;
        let up = u128::from(milli.min(self.top)) * height / u128::from(self.top.max(1));
        tenth(u64::from(BOTTOM) * 10 - up as u64)
    }

    /// The second that lies at a share of the drawing's width, in thousandths.
    pub(super) fn second(self, share: u32) -> u32 {
        let x = u64::from(share) * u64::from(WIDTH) / 1_000;
        let into =
            x.saturating_sub(u64::from(LEFT)) * u64::from(self.to - self.from) / u64::from(RIGHT - LEFT);
        (self.from + into as u32).min(self.to - 1)
    }

    /// A line in steps: each point holds for its length, and where there is none the line breaks off.
    pub(super) fn steps(self, points: &Points, length: u32) -> String {
        let mut path = String::new();
        let mut end = None;
        for &(at, milli) in points {
            let follows = end == Some(at);
            let _ = write!(
                path,
                "{}{} {}H{}",
                if follows { "L" } else { "M" },
                self.x(at),
                self.y(milli),
                self.x(at + length)
            );
            end = Some(at + length);
        }
        path
    }

    /// The area below that line.
    pub(super) fn area(self, points: &Points, length: u32) -> String {
        let mut path = String::new();
        for &(at, milli) in points.iter().filter(|(_, milli)| *milli > 0) {
            let _ =
                write!(path, "M{} {BOTTOM}V{}H{}V{BOTTOM}z", self.x(at), self.y(milli), self.x(at + length));
        }
        path
    }

    /// A line that holds until it changes.
    pub(super) fn holds(self, points: &Points) -> String {
        let mut path = String::new();
        for (turn, &(at, milli)) in points.iter().enumerate() {
            if turn == 0 {
                let _ = write!(path, "M{} {}", self.x(at), self.y(milli));
            } else {
                let _ = write!(path, "H{}V{}", self.x(at), self.y(milli));
            }
        }
        if !path.is_empty() {
            let _ = write!(path, "H{RIGHT}");
        }
        path
    }
}

/// What a point says at a second, if there is one.
pub(super) fn at(points: &Points, second: u32, length: u32) -> Option<u64> {
    let before = points.iter().rev().find(|(at, _)| *at <= second)?;
    (second < before.0 + length).then_some(before.1)
}

fn tenth(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The next of 1, 2, 2.5, 4, 5, 8, 10 times a power of ten, in thousandths; at least one.
fn round(milli: u64) -> u64 {
    let mut power = 100_u64;
    loop {
        for step in [10, 20, 25, 40, 50, 80] {
            let Some(top) = power.checked_mul(step).map(|top| top / 10) else { return milli };
            if top >= milli && top >= 1_000 {
                return top;
            }
        }
        power = match power.checked_mul(10) {
            Some(power) => power,
            None => return milli,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Axes, BOTTOM, LEFT, RIGHT, TOP, at, round};

    #[test]
    fn tops_are_round() {
        for (milli, top) in [
            (0, 1_000),
            (1_000, 1_000),
            (1_001, 2_000),
            (2_100, 2_500),
            (120_000, 200_000),
            (300_001, 400_000),
            (900_000, 1_000_000),
        ] {
            assert_eq!(round(milli), top, "{milli}");
        }
        assert_eq!(round(u64::MAX), u64::MAX);
    }

    #[test]
    fn corners_lie_in_the_corners() {
        let axes = Axes::new((1_000, 1_600), 100_000);
        assert_eq!((axes.x(1_000), axes.x(1_600)), (format!("{LEFT}.0"), format!("{RIGHT}.0")));
        assert_eq!((axes.y(0), axes.y(100_000)), (format!("{BOTTOM}.0"), format!("{TOP}.0")));
        assert_eq!(axes.second(0), 1_000);
        assert_eq!(axes.second(1_000), 1_599);
    }

    #[test]
    fn a_line_breaks_where_there_is_nothing() {
        let axes = Axes::new((0, 100), 1_000);
        let path = axes.steps(&vec![(0, 0), (10, 1_000), (50, 1_000)], 10);
        assert_eq!(path.matches('M').count(), 2);
        assert_eq!(path.matches('L').count(), 1);
        assert_eq!(at(&vec![(0, 5), (10, 7)], 12, 10), Some(7));
        assert_eq!(at(&vec![(0, 5), (10, 7)], 20, 10), None);
    }
}
