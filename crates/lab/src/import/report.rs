//! What became of an import.

use serde::{Deserialize, Serialize};

/// Rows that are told of one by one.
const TOLD: usize = 200;

/// A row that was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Why.
    pub why: String,
    /// As it stands in the file.
    text: String,
}

/// How many rows were good, written and not, and which.
#[derive(Debug, Default)]
pub struct Report {
    /// Rows that could be items.
    pub good: u64,
    /// Items written.
    pub written: u64,
    /// Calls made.
    pub calls: u64,
    /// Of those, how many came after a pause since items had been left over.
    pub retries: u64,
    /// Virtual time between them.
    pub waited: u64,
    /// What was not written.
    pub rows: Vec<Bad>,
    /// What stands before them in a file of their own.
    pub(super) header: String,
}

impl Report {
    pub(super) fn bad(&mut self, line: u64, why: impl Into<String>, text: &str) {
        self.rows.push(Bad { line, why: why.into(), text: text.to_owned() });
    }

    pub(super) fn in_order(&mut self) {
        value::sort_by_key(&mut self.rows, |row| row.line);
    }

    /// The rows that were not written as a file like the one that they come from: to be mended and taken in again.
    pub fn rest(&self) -> String {
        let mut out = self.header.clone();
        for row in &self.rows {
            out.push_str(&row.text);
            out.push('\n');
        }
        out
    }

    /// As the page gets it.
    pub fn to_json(&self) -> String {
        let told = Told {
            good: self.good,
            written: self.written,
            calls: self.calls,
            retries: self.retries,
            waited: self.waited,
            bad: self.rows.len() as u64,
            rows: self.rows.iter().take(TOLD).map(|row| (row.line, row.why.clone())).collect(),
            rest: self.rest(),
        };
        serde_json::to_string(&told).unwrap_or_default()
    }
}

/// A report as the page gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Rows that could be items.
    pub good: u64,
    /// Items written.
    pub written: u64,
    /// Calls made.
    pub calls: u64,
    /// Of those, how many tried again what had been left over.
    pub retries: u64,
    /// Virtual microseconds between them.
    pub waited: u64,
    /// Rows that are not written.
    pub bad: u64,
    /// The first 200 of them: the line on which each begins, and why.
    pub rows: Vec<(u64, String)>,
    /// All of them as a file of their own.
    pub rest: String,
}

impl Told {
    /// Reads what [`Report::to_json`] wrote.
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}
