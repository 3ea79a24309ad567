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
    /// Divisions of the hash range: the hashes with which rows begin. A split that cuts a row divides it from then on.
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
    pub(crate) fn over(starts: impl Iterator<Item = u64>) -> Self {
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

    /// A partition was divided at these hashes.
    pub(crate) fn cut(&mut self, hashes: impl Iterator<Item = u64>) {
        let mut rows = self.rows().to_vec();
        rows.extend(hashes);
        rows.sort_unstable();
        rows.dedup();
        if rows.len() > self.rows().len() && rows.len() <= MOST_ROWS {
            self.versions.push(Arc::new(rows));
        }
    }

    /// Adds use; without a hash it is spread over all rows.
    pub(crate) fn add(&mut self, now: Micros, hash: Option<u64>, class: Class, milli: u64) {
        let row = hash.map(|hash| row(self.rows(), hash));
        let cells = self.cells(now);
        let add = |cell: &mut Cell, milli: u64| match class {
            Class::Read => cell.read = cell.read.saturating_add(milli),
            Class::Write => cell.write = cell.write.saturating_add(milli),
        };
        match row {
            Some(row) => {
                if let Some(cell) = cells.get_mut(row) {
                    add(cell, milli);
                }
            }
            None => {
                let each = milli / (cells.len() as u64).max(1);
                for cell in cells.iter_mut() {
                    add(cell, each);
                }
            }
        }
    }

    /// Notes a request that was throttled.
    pub(crate) fn throttle(&mut self, now: Micros, hash: Option<u64>) {
        let row = row(self.rows(), hash.unwrap_or(0));
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

/// The row of a hash.
pub(crate) fn row(rows: &[u64], hash: u64) -> usize {
    rows.partition_point(|from| *from <= hash).saturating_sub(1)
}

/// Cells of a coarser division in a finer one.
fn divided(cells: &[Cell], old: &[u64], new: &[u64]) -> Vec<Cell> {
    let place = |from: &u64| row(old, *from);
    let parts = |at: usize| new.iter().filter(|from| place(from) == at).count().max(1);
    let one = |from: &u64| {
        let at = place(from);
        let (cell, parts) = (cells.get(at).copied().unwrap_or_default(), parts(at) as u64);
        let first = old.get(at) == Some(from);
        Cell {
            read: cell.read / parts,
            write: cell.write / parts,
            throttled: if first { cell.throttled } else { 0 },
        }
    };
    new.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Grid, ROWS, row};
    use sim::MICROS_PER_SECOND;
    use trace::Class;

    #[test]
    fn rows_divide_the_hash_range() {
        let grid = Grid::default();
        let at = |hash| row(grid.rows(), hash);
        assert_eq!((at(0), at(u64::MAX), at(1 << 63)), (0, ROWS as usize - 1, ROWS as usize / 2));
    }

    #[test]
    fn a_grid_stays_small_and_keeps_its_sum() {
        let mut grid = Grid::default();
        let seconds = 4 * COLUMNS as u64;
        for second in 0..seconds {
            grid.add(second * MICROS_PER_SECOND, Some(7), Class::Write, 1_000);
        }
        assert!(grid.columns.len() <= COLUMNS && grid.columns.len() >= COLUMNS / 2);
        assert_eq!(grid.seconds, 4);
        let sum: u64 = grid.columns.iter().map(|column| column.cells[0].write).sum();
        assert_eq!(sum, seconds * 1_000);
        // A long silence takes no place.
        grid.add(1_000_000 * MICROS_PER_SECOND, Some(7), Class::Write, 1_000);
        assert!(grid.columns.len() <= COLUMNS);
    }

    #[test]
    fn a_split_divides_a_row_from_then_on() {
        let mut grid = Grid::default();
        grid.add(0, Some(50), Class::Write, 4_000);
        grid.cut([100].into_iter());
        grid.add(1, Some(50), Class::Write, 1_000);
        grid.add(1, Some(100), Class::Write, 2_000);
        assert_eq!(grid.rows()[..3], [0, 100, 1 << 58]);
        assert_eq!(grid.columns.len(), 2, "a column has one division");
        assert_eq!((grid.columns[1].cells[0].write, grid.columns[1].cells[1].write), (1_000, 2_000));
        grid.halve();
        assert_eq!(grid.columns.len(), 1);
        assert_eq!((grid.columns[0].cells[0].write, grid.columns[0].cells[1].write), (3_000, 4_000));
        // A cut where a row begins divides nothing.
        grid.cut([1 << 58].into_iter());
        assert_eq!(grid.rows().len(), ROWS as usize + 1);
    }
}
