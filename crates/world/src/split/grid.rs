//! The use of a table or global index by hash and time, for whoever looks: a summary of bounded size that changes
//! nothing.

use std::sync::Arc;

use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};
use trace::Class;

/// Rows at first: equal parts of the hash range.
const ROWS: u64 = 64;
/// The most rows; where there are as many, splits divide no more of them.
const MOST_ROWS: usize = 512;
/// The most columns; then two become one, and each stands for twice the time.
const COLUMNS: usize = 240;

/// What happened to one part of the hash range in one span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cell {
    /// Milli-units read.
    pub(crate) read: u64,
    /// Milli-units written.
    pub(crate) write: u64,
    /// Requests throttled.
    pub(crate) throttled: u32,
}

/// A place in the key order, as far as rows tell places apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The hash.
    pub(crate) hash: u64,
    /// Boundaries of partitions inside of the item collection with this hash, up to the place.
    pub(crate) inner: u32,
}

#[cfg(test)]
impl Place {
    /// The first place with a hash.
    pub(crate) const fn first(hash: u64) -> Self {
        Self { hash, inner: 0 }
    }
}

/// Cells by hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    /// Number of the span of time, from the world's epoch.
    pub(crate) span: u64,
    /// Which division of the hash range it has.
    pub(crate) version: u32,
    /// One a row.
    pub(crate) cells: Arc<Vec<Cell>>,
}

/// Columns by time. Spans without any use have none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grid {
    /// Seconds of a column.
    pub(crate) seconds: u64,
    /// Divisions of the hash range: the hashes with which rows begin. A split that cuts a row divides it from then on. One
    /// that cuts an item collection has its hash stand there once more: the row behind begins inside of it.
    versions: Vec<Arc<Vec<u64>>>,
    pub(crate) columns: Vector<Column>,
}

impl Default for Grid {
    fn default() -> Self {
        let row = |n: u64| ((u128::from(n) << 64) / u128::from(ROWS)) as u64;
        Self { seconds: 1, versions: vec![Arc::new((0..ROWS).map(row).collect())], columns: Vector::new() }
    }
}

impl Grid {
    /// One for partitions that begin with these hashes: none shares a row with another.
    pub(crate) fn over(starts: impl Iterator<Item = Place>) -> Self {
        let mut grid = Self::default();
        grid.cut(starts);
        if grid.versions.len() > 1 {
            grid.versions.remove(0);
        }
        grid
    }

    /// The hashes with which rows begin now.
    pub(crate) fn rows(&self) -> &[u64] {
        self.versions.last().map_or(&[], |rows| rows)
    }

    /// The hashes with which the rows of a column begin.
    pub(crate) fn rows_of(&self, column: &Column) -> &[u64] {
        self.versions.get(column.version as usize).map_or(&[], |rows| rows)
    }

    /// A partition was divided at these places.
    pub(crate) fn cut(&mut self, places: impl Iterator<Item = Place>) {
        let mut rows = self.rows().to_vec();
        for Place { hash, inner } in places {
            let from = rows.partition_point(|row| *row < hash);
            let there = rows.partition_point(|row| *row <= hash) - from;
            let missing = (inner as usize + 1).saturating_sub(there);
            rows.splice(from..from, std::iter::repeat_n(hash, missing));
        }
        if rows.len() > self.rows().len() && rows.len() <= MOST_ROWS {
            self.versions.push(Arc::new(rows));
        }
    }

    /// Adds use, spread evenly over the rows from one place to another.
    pub(crate) fn add(&mut self, now: Micros, (from, to): (Place, Place), class: Class, milli: u64) {
        let (first, last) = (row(self.rows(), from), row(self.rows(), to));
        let cells = self.cells(now);
        let add = |cell: &mut Cell, milli: u64| match class {
            Class::Read => cell.read = cell.read.saturating_add(milli),
            Class::Write => cell.write = cell.write.saturating_add(milli),
        };
        let each = milli / (last.saturating_sub(first) as u64 + 1);
        for cell in cells.iter_mut().take(last.max(first) + 1).skip(first) {
            add(cell, each);
        }
    }

    /// Notes a request that was throttled.
    pub(crate) fn throttle(&mut self, now: Micros, place: Place) {
        let row = row(self.rows(), place);
        if let Some(cell) = self.cells(now).get_mut(row) {
            cell.throttled = cell.throttled.saturating_add(1);
        }
    }

    fn cells(&mut self, now: Micros) -> &mut Vec<Cell> {
        let version = u32::try_from(self.versions.len().saturating_sub(1)).unwrap_or(0);
        let mut span = now / (self.seconds * MICROS_PER_SECOND);
        if !self.ends_with(span, version) {
            while self.columns.len() >= COLUMNS {
                self.halve();
            }
            span = now / (self.seconds * MICROS_PER_SECOND);
            if !self.ends_with(span, version) {
                let cells = Arc::new(vec![Cell::default(); self.rows().len()]);
                self.columns.push_back(Column { span, version, cells });
            }
        }
        let last = self.columns.len().saturating_sub(1);
        Arc::make_mut(&mut self.columns[last].cells)
    }

    fn ends_with(&self, span: u64, version: u32) -> bool {
        self.columns.last().is_some_and(|column| (column.span, column.version) == (span, version))
    }

    /// Each column stands for twice the time. What was divided meanwhile is told evenly of its parts.
    fn halve(&mut self) {
        self.seconds = self.seconds.saturating_mul(2);
        let mut merged: Vector<Column> = Vector::new();
        for column in &self.columns {
            let span = column.span / 2;
            let Some(last) = merged.back_mut().filter(|last| last.span == span) else {
                merged.push_back(Column { span, ..column.clone() });
                continue;
            };
            if last.version != column.version {
                let (old, new) = (self.rows_of(last).to_vec(), self.rows_of(column));
                last.cells = Arc::new(divided(&last.cells, &old, new));
                last.version = column.version;
            }
            for (cell, more) in Arc::make_mut(&mut last.cells).iter_mut().zip(column.cells.iter()) {
                cell.read = cell.read.saturating_add(more.read);
                cell.write = cell.write.saturating_add(more.write);
                cell.throttled = cell.throttled.saturating_add(more.throttled);
            }
        }
        self.columns = merged;
    }
}

/// The row of a place. Where rows don't know of a boundary yet, both sides of it are one.
pub(crate) fn row(rows: &[u64], Place { hash, inner }: Place) -> usize {
    let last = rows.partition_point(|from| *from <= hash).saturating_sub(1);
    // Most places lie in no row that begins with their hash.
    if rows.get(last) != Some(&hash) {
        return last;
    }
    rows.partition_point(|from| *from < hash).saturating_add(inner as usize).min(last)
}

/// Where a row begins: how many rows before it begin with the same hash says how far inside of the collection.
fn place(rows: &[u64], at: usize) -> Place {
    let hash = rows.get(at).copied().unwrap_or(0);
    let before = at - rows.partition_point(|from| *from < hash).min(at);
    Place { hash, inner: u32::try_from(before).unwrap_or(u32::MAX) }
}

/// Cells of a coarser division in a finer one.
fn divided(cells: &[Cell], old: &[u64], new: &[u64]) -> Vec<Cell> {
    let places: Vec<usize> = (0..new.len()).map(|at| row(old, place(new, at))).collect();
    let one = |(nth, &at): (usize, &usize)| {
        let parts = places.iter().filter(|other| **other == at).count() as u64;
        let cell = cells.get(at).copied().unwrap_or_default();
        let first = nth == 0 || places[nth - 1] != at;
        Cell {
            read: cell.read / parts,
            write: cell.write / parts,
            throttled: if first { cell.throttled } else { 0 },
        }
    };
    places.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Grid, Place, ROWS, row};
    use sim::MICROS_PER_SECOND;
    use trace::Class;

    fn one(hash: u64) -> (Place, Place) {
        (Place::first(hash), Place::first(hash))
    }

    #[test]
    fn rows_divide_the_hash_range() {
        let grid = Grid::default();
        let at = |hash| row(grid.rows(), Place::first(hash));
        assert_eq!((at(0), at(u64::MAX), at(1 << 63)), (0, ROWS as usize - 1, ROWS as usize / 2));
    }

    #[test]
    fn a_grid_stays_small_and_keeps_its_sum() {
        let mut grid = Grid::default();
        let seconds = 4 * COLUMNS as u64;
        for second in 0..seconds {
            grid.add(second * MICROS_PER_SECOND, one(7), Class::Write, 1_000);
        }
        assert!(grid.columns.len() <= COLUMNS && grid.columns.len() >= COLUMNS / 2);
        assert_eq!(grid.seconds, 4);
        let sum: u64 = grid.columns.iter().map(|column| column.cells[0].write).sum();
        assert_eq!(sum, seconds * 1_000);
        // A long silence takes no place.
        grid.add(1_000_000 * MICROS_PER_SECOND, one(7), Class::Write, 1_000);
        assert!(grid.columns.len() <= COLUMNS);
    }

    #[test]
    fn a_split_divides_a_row_from_then_on() {
        let mut grid = Grid::default();
        grid.add(0, one(50), Class::Write, 4_000);
        grid.cut([Place::first(100)].into_iter());
        grid.add(1, one(50), Class::Write, 1_000);
        grid.add(1, one(100), Class::Write, 2_000);
        assert_eq!(grid.rows()[..3], [0, 100, 1 << 58]);
        assert_eq!(grid.columns.len(), 2, "a column has one division");
        assert_eq!((grid.columns[1].cells[0].write, grid.columns[1].cells[1].write), (1_000, 2_000));
        grid.halve();
        assert_eq!(grid.columns.len(), 1);
        assert_eq!((grid.columns[0].cells[0].write, grid.columns[0].cells[1].write), (3_000, 4_000));
        // A cut where a row begins divides nothing.
        grid.cut([Place::first(1 << 58)].into_iter());
        assert_eq!(grid.rows().len(), ROWS as usize + 1);
    }

    #[test]
    fn a_split_inside_of_an_item_collection_tells_its_sides_apart() {
        let inside = Place { hash: 100, inner: 1 };
        let mut grid = Grid::default();
        grid.add(0, one(100), Class::Write, 1_000);
        grid.cut([inside].into_iter());
        assert_eq!(grid.rows()[..4], [0, 100, 100, 1 << 58]);
        grid.add(1, one(100), Class::Write, 2_000);
        grid.add(1, (inside, inside), Class::Write, 4_000);
        grid.add(1, one(101), Class::Write, 8_000);
        grid.throttle(1, inside);
        let writes: Vec<u64> = grid.columns[1].cells.iter().take(4).map(|cell| cell.write).collect();
        assert_eq!(writes, [0, 2_000, 12_000, 0]);
        assert_eq!((grid.columns[1].cells[1].throttled, grid.columns[1].cells[2].throttled), (0, 1));
        // Another boundary further inside.
        grid.cut([Place { hash: 100, inner: 2 }].into_iter());
        assert_eq!(grid.rows()[..5], [0, 100, 100, 100, 1 << 58]);
        grid.halve();
        let sum: u64 = grid.columns[0].cells.iter().map(|cell| cell.write).sum();
        assert!((14_990..=15_000).contains(&sum), "{sum}");
    }

    #[test]
    fn a_page_warms_the_rows_that_it_was_read_from() {
        let mut grid = Grid::default();
        grid.add(0, (Place::first(1 << 58), Place::first((3 << 58) - 1)), Class::Read, 2_000);
        let reads: Vec<u64> = grid.columns[0].cells.iter().take(4).map(|cell| cell.read).collect();
        assert_eq!(reads, [0, 1_000, 1_000, 0]);
    }
}
