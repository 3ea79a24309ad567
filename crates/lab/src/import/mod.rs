//! Items from a file into a table: every row is checked first, the good ones are written 25 a call, what the service
//! leaves over is tried again, and what couldn't be written is told of, row by row, and handed back.

mod cell;
mod csv;
mod report;
mod rows;

use std::collections::VecDeque;
use std::sync::Arc;

use api::dynamodb::{BatchWriteOutput, Response, WriteRequest};
use api::{ApiError, ErrorCode};
use sim::Micros;

pub(crate) use self::cell::cell;
pub(crate) use self::csv::quoted;
pub use self::report::{Bad, Report, Told};
use self::rows::Row;
use crate::lab::Lab;
use crate::words::span;

/// Items that one `BatchWriteItem` may bring.
const BATCH: usize = 25;
/// Virtual time before the first try again; it doubles with each that brings nothing, up to [`LONGEST`].
const FIRST: Micros = 50_000;
const LONGEST: Micros = 12_800_000;
/// Tries in a row that bring nothing, after which it is given up.
const TRIES: u32 = 30;

/// An import under way.
#[derive(Debug)]
pub struct Import {
    region: Arc<str>,
    table: String,
    /// What is still to be written.
    rows: VecDeque<Row>,
    /// Rows that go one by one, since the service refused a batch that they were in.
    alone: usize,
    report: Report,
    wait: Micros,
    fruitless: u32,
    /// Why it stopped before its end.
    stopped: Option<String>,
}

impl Import {
    /// Items written and items to be written, for whoever watches.
    pub fn progress(&self) -> (u64, u64) {
        (self.report.written, self.report.written + self.rows.len() as u64)
    }

    /// What the check found, as JSON; nothing is to be written.
    pub fn checked(mut self) -> String {
        self.rows.clear();
        self.report().to_json()
    }

    /// How it ended; what was not written is in it.
    pub fn report(mut self) -> Report {
        let why = self.stopped.unwrap_or_else(|| "It was stopped before this row.".to_owned());
        for row in self.rows {
            self.report.bad(row.line, why.clone(), &row.text);
        }
        self.report.in_order();
        self.report
    }
}

impl Lab {
    /// Reads a file of items for a table in the console's Region, and checks each row; nothing is written yet. `Err`: it is
    /// no such file.
    #[inline(never)]
    pub fn begin_import(&self, table: &str, text: &str) -> Result<Import, String> {
        let info = self.session.world().table(&self.region, table);
        let info = info.ok_or_else(|| format!("There is no table {table} here."))?;
        let mut report = Report::default();
        let rows = rows::read(&info, text, &mut report)?;
        report.good = rows.len() as u64;
        Ok(Import {
            region: self.region.clone().into(),
            table: table.to_owned(),
            rows,
            alone: 0,
            report,
            wait: FIRST,
            fruitless: 0,
            stopped: None,
        })
    }

    /// An import from beginning to end, or only its check; answers the report as JSON.
    #[inline(never)]
    pub(crate) fn import(&mut self, table: &str, text: &str, write: bool) -> Result<String, String> {
        let mut import = self.begin_import(table, text)?;
        if !write {
            return Ok(import.checked());
        }
        while self.import_some(&mut import) {}
        Ok(import.report().to_json())
    }

    /// Makes one call of an import. Answers whether there is more to do.
    #[inline(never)]
    pub fn import_some(&mut self, import: &mut Import) -> bool {
        if import.rows.is_empty() || import.stopped.is_some() {
            return false;
        }
        let most = if import.alone > 0 { 1 } else { BATCH };
        let some: Vec<Row> = import.rows.drain(..most.min(import.rows.len())).collect();
        let region = import.region.clone();
        self.answer_to(&region, "BatchWriteItem", &order(&import.table, &some));
        import.report.calls += 1;
        let result = self.history.last().map(|kept| kept.completion.result.clone());
        let left = match result {
            Some(Ok(Response::BatchWrite(output))) => left_over(&output, &import.table, &some),
            Some(Err(error)) if comes_again(&error) => vec![true; some.len()],
            Some(Err(error)) if error.code == ErrorCode::ValidationException => {
                Self::refused(import, some, &error);
                return true;
            }
            Some(Err(error)) => {
                import.stopped = Some(format!("{}: {}", error.name(), error.message));
                back(import, some);
                return false;
            }
            _ => {
                import.stopped = Some("The call got no answer.".to_owned());
                back(import, some);
                return false;
            }
        };
        let (mut again, mut written) = (Vec::new(), 0);
        for (row, left) in some.into_iter().zip(left) {
            if left {
                again.push(row);
            } else {
                written += 1;
            }
        }
        import.report.written += written;
        import.alone = import.alone.saturating_sub(written as usize);
        if again.is_empty() {
            (import.wait, import.fruitless) = (FIRST, 0);
            return !import.rows.is_empty();
        }
        import.fruitless = if written > 0 { 0 } else { import.fruitless + 1 };
        if written > 0 {
            import.wait = FIRST;
        }
        back(import, again);
        if import.fruitless >= TRIES {
            let waited = span(import.report.waited);
            import.stopped = Some(format!("Still refused after {TRIES} tries in a row; {waited} went by."));
            return false;
        }
        import.report.retries += 1;
        import.report.waited += import.wait;
        self.advance(import.wait);
        import.wait = (import.wait * 2).min(LONGEST);
        true
    }

    /// A batch was refused as a whole: which row it is about shows when each goes alone.
    fn refused(import: &mut Import, some: Vec<Row>, error: &ApiError) {
        if let [row] = some.as_slice() {
            import.report.bad(row.line, error.message.clone(), &row.text);
            import.alone = import.alone.saturating_sub(1);
            return;
        }
        import.alone = some.len();
        back(import, some);
    }
}

fn back(import: &mut Import, rows: Vec<Row>) {
    for row in rows.into_iter().rev() {
        import.rows.push_front(row);
    }
}

/// Whether the same call may go through later.
fn comes_again(error: &ApiError) -> bool {
    !error.throttling.is_empty()
        || error.http_status() >= 500
        || matches!(
            error.name(),
            "ProvisionedThroughputExceededException" | "ThrottlingException" | "RequestLimitExceeded"
        )
}

/// Which of these rows the service left over.
fn left_over(output: &BatchWriteOutput, table: &str, rows: &[Row]) -> Vec<bool> {
    let left: Vec<&WriteRequest> = output
        .unprocessed
        .iter()
        .filter(|(name, _)| name == table)
        .flat_map(|(_, requests)| requests)
        .collect();
    let is_left = |row: &Row| {
        left.iter().any(|request| matches!(request, WriteRequest::Put(item) if *item == row.item))
    };
    rows.iter().map(is_left).collect()
}

fn order(table: &str, rows: &[Row]) -> String {
    let mut order = String::from("{\"RequestItems\":{");
    value::json::write_string(&mut order, table);
    order.push_str(":[");
    for (i, row) in rows.iter().enumerate() {
        order.push_str(if i == 0 { "" } else { "," });
        order.push_str("{\"PutRequest\":{\"Item\":");
        row.item.write_json(&mut order);
        order.push_str("}}");
    }
    order.push_str("]}}");
    order
}
