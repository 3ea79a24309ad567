//! The rail's axis: time from left to right, shortened where nothing happens.

/// Parts of the axis between two neighbouring marks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// Moments, ascending, and their places in thousandths of the axis.
    knots: Vec<(u64, u64)>,
}

/// Places along the axis.
pub(super) const WHOLE: u64 = 100_000;

/// How wide a stretch is drawn: short ones as they are, long ones shortened more and more (a second counts 10, a
/// minute 50, a day 110).
fn weight(gap: u64) -> u64 {
    let tenths = gap / 100_000;
    if tenths <= 10 {
        return gap / 10_000 + u64::from(gap > 0);
    }
    // 100 for a second, and 60 more for each tenfold.
    let mut weight = 100;
    let mut rest = tenths;
    while rest >= 100 {
        weight += 60;
        rest /= 10;
    }
    weight + (rest - 10) * 60 / 90
}

impl Axis {
    /// From one moment to another, with the moments in between at which something happened.
    pub(super) fn new(from: u64, to: u64, marks: impl IntoIterator<Item = u64>) -> Self {
        let mut moments = vec![from];
        moments.extend(marks.into_iter().filter(|at| (from..=to).contains(at)));
        moments.push(to.max(from));
        value::sort(&mut moments);
        moments.dedup();
        let mut sum = 0;
        let mut knots = vec![(from, 0)];
        for pair in moments.windows(2) {
            sum += weight(pair[1] - pair[0]).max(1);
            knots.push((pair[1], sum));
        }
        for knot in &mut knots {
            knot.1 = knot.1 * WHOLE / sum.max(1);
        }
        Self { knots }
    }

    /// The place of a moment, 0 to [`WHOLE`].
    pub(super) fn place(&self, at: u64) -> u64 {
        let next = self.knots.partition_point(|knot| knot.0 <= at);
        let Some(&(from, low)) = next.checked_sub(1).and_then(|i| self.knots.get(i)) else { return 0 };
        let Some(&(to, high)) = self.knots.get(next) else { return WHOLE };
        low + between(at - from, to - from, high - low)
    }

    /// The moment at a place.
    pub(super) fn moment(&self, place: u64) -> u64 {
        let next = self.knots.partition_point(|knot| knot.1 <= place);
        let Some(&(from, low)) = next.checked_sub(1).and_then(|i| self.knots.get(i)) else { return 0 };
        let Some(&(to, high)) = self.knots.get(next) else { return from };
        from + between(place - low, high - low, to - from)
    }

    /// Stretches without a mark that are drawn much shorter than they are: where they begin and end, and how long they
    /// are.
    pub(super) fn breaks(&self) -> Vec<(u64, u64, u64)> {
        let long = |pair: &[(u64, u64)]| {
            let gap = pair[1].0 - pair[0].0;
            (gap >= 60_000_000).then_some((pair[0].1, pair[1].1, gap))
        };
        self.knots.windows(2).filter_map(long).collect()
    }
}

/// `part` of `whole`, as a share of `span`.
fn between(part: u64, whole: u64, span: u64) -> u64 {
    (u128::from(part) * u128::from(span) / u128::from(whole.max(1))) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_ascend_and_lead_back() {
        let marks = [1_000_000, 2_000_000, 2_000_900, 60_000_000, 48 * 3_600_000_000];
        let axis = Axis::new(0, 48 * 3_600_000_000 + 5_000_000, marks);
        let mut last = 0;
        for at in marks {
            let place = axis.place(at);
            assert!(place > last && place < WHOLE, "{at}: {place} after {last}");
            assert_eq!(axis.moment(place).max(at) - axis.moment(place).min(at), 0, "{at}");
            last = place;
        }
        assert_eq!((axis.place(0), axis.place(u64::MAX)), (0, WHOLE));
        assert_eq!((axis.moment(0), axis.moment(WHOLE)), (0, 48 * 3_600_000_000 + 5_000_000));
        // Two days take no more room than they need to be seen.
        let breaks = axis.breaks();
        assert_eq!(breaks.len(), 1);
        assert_eq!(breaks[0].2, 48 * 3_600_000_000 - 60_000_000);
    }

    #[test]
    fn an_empty_world_has_an_axis() {
        let axis = Axis::new(0, 0, []);
        assert_eq!((axis.place(0), axis.moment(0), axis.moment(WHOLE)), (WHOLE, 0, 0));
    }

    #[test]
    fn longer_stretches_are_wider() {
        let gaps = [0, 10_000, 500_000, 1_000_000, 10_000_000, 60_000_000, 3_600_000_000, 172_800_000_000];
        let weights: Vec<u64> = gaps.iter().map(|&gap| weight(gap)).collect();
        assert!(weights.is_sorted() && weights[7] < 5 * weights[3], "{weights:?}");
    }
}
