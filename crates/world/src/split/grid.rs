//! The use of a table or global index by hash and time, for whoever looks: a summary of bounded size that changes
//! nothing.

use std::sync::Arc;

use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};
use trace::Class;

/// Rows: equal parts of the hash range.
pub(crate) const ROWS: usize = 64;
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
    /// One a row.
    pub(crate) cells: Arc<Vec<Cell>>,
}

/// Columns by time. Spans without any use have none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grid {
    /// Seconds of a column.
    pub(crate) seconds: u64,
    pub(crate) columns: Vector<Column>,
}

impl Default for Grid {
    fn default() -> Self {
        Self { seconds: 1, columns: Vector::new() }
    }
}

impl Grid {
    /// Adds use; without a hash it is spread over all rows.
    pub(crate) fn add(&mut self, now: Micros, hash: Option<u64>, class: Class, milli: u64) {
        let cells = self.cells(now);
        let add = |cell: &mut Cell, milli: u64| match class {
            Class::Read => cell.read = cell.read.saturating_add(milli),
            Class::Write => cell.write = cell.write.saturating_add(milli),
        };
        match hash {
            Some(hash) => {
                if let Some(cell) = cells.get_mut(row(hash)) {
                    add(cell, milli);
                }
            }
            None => cells.iter_mut().for_each(|cell| add(cell, milli / ROWS as u64)),
        }
    }

    /// Notes a request that was throttled.
    pub(crate) fn throttle(&mut self, now: Micros, hash: Option<u64>, _: Class) {
        let cells = self.cells(now);
        if let Some(cell) = cells.get_mut(row(hash.unwrap_or(0))) {
            cell.throttled = cell.throttled.saturating_add(1);
        }
    }

    fn cells(&mut self, now: Micros) -> &mut Vec<Cell> {
        let mut span = now / (self.seconds * MICROS_PER_SECOND);
        if self.columns.last().is_none_or(|column| column.span != span) {
            while self.columns.len() >= COLUMNS {
                self.halve();
            }
            span = now / (self.seconds * MICROS_PER_SECOND);
            if self.columns.last().is_none_or(|column| column.span != span) {
                self.columns.push_back(Column { span, cells: Arc::new(vec![Cell::default(); ROWS]) });
            }
        }
        let last = self.columns.len().saturating_sub(1);
        let column = &mut self.columns[last];
        Arc::make_mut(&mut column.cells)
    }

    /// Each column stands for twice the time.
    fn halve(&mut self) {
        self.seconds = self.seconds.saturating_mul(2);
        let mut merged: Vector<Column> = Vector::new();
        for column in &self.columns {
            let span = column.span / 2;
            match merged.back_mut().filter(|last| last.span == span) {
                None => merged.push_back(Column { span, cells: Arc::clone(&column.cells) }),
                Some(last) => {
                    for (cell, more) in Arc::make_mut(&mut last.cells).iter_mut().zip(column.cells.iter()) {
                        cell.read = cell.read.saturating_add(more.read);
                        cell.write = cell.write.saturating_add(more.write);
                        cell.throttled = cell.throttled.saturating_add(more.throttled);
                    }
                }
            }
        }
        self.columns = merged;
    }
}

/// The row of a hash.
pub(crate) fn row(hash: u64) -> usize {
    ((u128::from(hash) * ROWS as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Grid, ROWS, row};
    use sim::MICROS_PER_SECOND;
    use trace::Class;

    #[test]
    fn rows_divide_the_hash_range() {
        assert_eq!((row(0), row(u64::MAX), row(1 << 63)), (0, ROWS - 1, ROWS / 2));
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
}
