//! The use in the newest span of the map that is over: what a steady picture of now is made of. A span that has only
//! begun says little, and a second in which somebody happens to look says less.

use sim::{MICROS_PER_SECOND, Micros};

use super::grid::{Cell, Column, Grid, Place, row};

/// After so long without any use there is none "lately".
const REMEMBERED: Micros = 60 * MICROS_PER_SECOND;

/// The newest span that is over.
pub(crate) struct Lately<'a> {
    grid: &'a Grid,
    columns: Vec<&'a Column>,
    /// When it began.
    pub(crate) from: Micros,
}

impl Grid {
    /// The newest span with any use that is over, if it ended within the last minute and after this moment.
    pub(crate) fn lately(&self, now: Micros, since: Micros) -> Option<Lately<'_>> {
        let newest = self.ended(now).next().filter(|column| self.end(column) > since)?;
        // A split may have parted a span in two columns.
        let columns = self.columns.iter().rev().skip_while(|column| column.span > newest.span);
        let columns = columns.take_while(|column| column.span == newest.span).collect();
        Some(Lately { grid: self, columns, from: self.begin(newest) })
    }

    /// When the newest span began that is over and in which something was refused, if it ended within the last minute.
    pub(crate) fn refused_lately(&self, now: Micros) -> Option<Micros> {
        let refused = |column: &&Column| column.cells.iter().any(|cell| cell.throttled > 0);
        self.ended(now).find(refused).map(|column| self.begin(column))
    }

    /// The spans that ended within the last minute, the newest first.
    fn ended(&self, now: Micros) -> impl Iterator<Item = &Column> {
        let columns = self.columns.iter().rev().skip_while(move |column| self.end(column) > now);
        columns.take_while(move |column| self.end(column).saturating_add(REMEMBERED) >= now)
    }

    fn begin(&self, column: &Column) -> Micros {
        column.span.saturating_mul(self.seconds).saturating_mul(MICROS_PER_SECOND)
    }

    fn end(&self, column: &Column) -> Micros {
        self.begin(column).saturating_add(self.seconds.saturating_mul(MICROS_PER_SECOND))
    }
}

impl Lately<'_> {
    /// What a part of the key order used: milli-units a second, and how often it was refused in all of the span.
    pub(crate) fn of(&self, (from, to): (Place, Place)) -> Cell {
        let mut sum = Cell::default();
        for column in &self.columns {
            let rows = self.grid.rows_of(column);
            for cell in column.cells.get(row(rows, from)..=row(rows, to)).unwrap_or_default() {
                sum.read = sum.read.saturating_add(cell.read);
                sum.write = sum.write.saturating_add(cell.write);
                sum.throttled = sum.throttled.saturating_add(cell.throttled);
            }
        }
        let seconds = self.grid.seconds.max(1);
        Cell { read: sum.read / seconds, write: sum.write / seconds, throttled: sum.throttled }
    }
}

#[cfg(test)]
mod tests {
    use super::{Grid, MICROS_PER_SECOND as SECOND, Place};
    use trace::Class;

    fn all(from: u64, to: u64) -> (Place, Place) {
        (Place::first(from), Place::first(to))
    }

    fn one(hash: u64) -> (Place, Place) {
        all(hash, hash)
    }

    #[test]
    fn a_span_counts_when_it_is_over_and_not_for_long() {
        let mut grid = Grid::default();
        grid.add(SECOND, one(7), Class::Write, 4_000);
        grid.add(2 * SECOND, one(7), Class::Write, 9_000);
        let write = |grid: &Grid, now| grid.lately(now, 0).map(|it| (it.from, it.of(all(0, u64::MAX)).write));
        assert_eq!(write(&grid, SECOND + 1), None, "nothing is over");
        assert_eq!(write(&grid, 2 * SECOND + 1), Some((SECOND, 4_000)));
        assert_eq!(write(&grid, 3 * SECOND), Some((2 * SECOND, 9_000)));
        assert_eq!(write(&grid, 63 * SECOND), Some((2 * SECOND, 9_000)));
        assert_eq!(write(&grid, 64 * SECOND), None, "a minute ago");
        assert!(grid.lately(4 * SECOND, 3 * SECOND - 1).is_some());
        assert!(grid.lately(4 * SECOND, 3 * SECOND).is_none(), "older than what is asked for");
    }

    #[test]
    fn a_span_with_refusals_is_found_behind_others() {
        let mut grid = Grid::default();
        grid.add(SECOND, one(7), Class::Write, 4_000);
        grid.throttle(2 * SECOND, Place::first(7));
        grid.add(3 * SECOND, one(7), Class::Write, 4_000);
        assert_eq!(grid.refused_lately(2 * SECOND), None, "nothing was refused before");
        assert_eq!(grid.refused_lately(3 * SECOND), Some(2 * SECOND));
        assert_eq!(grid.refused_lately(63 * SECOND), Some(2 * SECOND));
        assert_eq!(grid.refused_lately(64 * SECOND), None, "a minute ago");
    }

    #[test]
    fn a_span_that_a_split_parted_is_one() {
        let mut grid = Grid::default();
        grid.add(0, one(50), Class::Write, 3_000);
        grid.cut([Place::first(100)].into_iter());
        grid.add(1, one(50), Class::Write, 1_000);
        grid.add(1, one(100), Class::Read, 2_000);
        grid.throttle(2, Place::first(100));
        let lately = grid.lately(SECOND, 0).expect("a span that is over");
        // What came before the division belongs to both parts' row: a moment of a second at most.
        assert_eq!(lately.of(all(0, 99)).write, 4_000);
        assert_eq!((lately.of(all(100, 200)).read, lately.of(all(100, 200)).throttled), (2_000, 1));
        assert_eq!(lately.of(all(1 << 63, u64::MAX)).write, 0);
    }

    #[test]
    fn partitions_that_are_no_powers_of_two_have_rows_of_their_own() {
        let third = u64::MAX / 3;
        let mut grid = Grid::over([0, third, 2 * third].map(Place::first).into_iter());
        grid.add(0, one(third - 1), Class::Write, 1_000);
        grid.add(0, one(third), Class::Write, 2_000);
        let lately = grid.lately(SECOND, 0).expect("a span that is over");
        assert_eq!(lately.of(all(0, third - 1)).write, 1_000);
        assert_eq!(lately.of(all(third, 2 * third - 1)).write, 2_000);
    }
}
