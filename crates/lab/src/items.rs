//! A table's items as text, and back: JSON lines as the service exports them, or a table for spreadsheets.

use serde::Deserialize;
use serde_json::value::RawValue;
use value::{AttributeValue, Item};

use crate::lab::Lab;
use crate::trim::items;
use crate::words::{count, cut};

/// Items that one `BatchWriteItem` may bring.
const BATCH: usize = 25;

/// A line of an export.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "Item")]
    item: Box<RawValue>,
}

/// Whether a text begins like an export of items.
pub fn is_export(text: &str) -> bool {
    let rest = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{').map(str::trim_start);
    let rest = rest.and_then(|rest| rest.strip_prefix("\"Item\"")).map(str::trim_start);
    rest.is_some_and(|rest| rest.starts_with(':'))
}

impl Lab {
    /// The items of a table in the console's Region: a line `{"Item":{…}}` each, or comma-separated values.
    #[inline(never)]
    pub(crate) fn items_text(&self, table: &str, csv: bool) -> Result<String, String> {
        let items = items(&self.session, &self.region, table)?;
        if csv {
            let info = self.session.world().table(&self.region, table);
            let keys = info.map(|info| info.schema.key().clone());
            let keys = keys.iter().flat_map(|key| key.partition.iter().chain(&key.sort));
            return Ok(separated(&items, keys.map(|key| key.name.clone()).collect()));
        }
        let mut out = String::new();
        for item in &items {
            out.push_str("{\"Item\":");
            item.write_json(&mut out);
            out.push_str("}\n");
        }
        Ok(out)
    }

    /// Writes the items of an export into a table, 25 a call. What was done, in a sentence; or what was wrong first, and
    /// then nothing was written of what stands behind it.
    #[inline(never)]
    pub(crate) fn write_items(&mut self, table: &str, text: &str) -> Result<String, String> {
        let mut lines: Vec<Box<RawValue>> = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let line: Line = serde_json::from_str(line).map_err(|error| {
                format!(
                    "Line {} is no item: {}. Nothing was written.",
                    number + 1,
                    cut(&error.to_string(), 200)
                )
            })?;
            lines.push(line.item);
        }
        let region = self.region.clone();
        let (mut written, mut calls) = (0, 0);
        for some in lines.chunks(BATCH) {
            let mut order = String::from("{\"RequestItems\":{");
            value::json::write_string(&mut order, table);
            order.push_str(":[");
            for (i, item) in some.iter().enumerate() {
                order.push_str(if i == 0 { "" } else { "," });
                order.push_str("{\"PutRequest\":{\"Item\":");
                order.push_str(item.get());
                order.push_str("}}");
            }
            order.push_str("]}}");
            self.answer_to(&region, "BatchWriteItem", &order);
            let result = self.history.last().map(|kept| &kept.completion.result);
            if let Some(Err(error)) = result {
                return Err(format!(
                    "After {} the service answered {}: {}",
                    count(written, "item"),
                    error.name(),
                    cut(&error.message, 300)
                ));
            }
            written += some.len() as u64;
            calls += 1;
        }
        Ok(format!("{} went into {table} by {}.", count(written, "item"), count(calls, "call")))
    }
}

/// Comma-separated values: the keys' columns first, then the others by name. Strings, numbers and booleans stand as they
/// are, everything else as JSON.
fn separated(items: &[Item], mut columns: Vec<String>) -> String {
    let mut others: Vec<String> = items.iter().flat_map(|item| item.names().map(str::to_owned)).collect();
    value::sort_by_key(&mut others, String::clone);
    others.dedup();
    others.retain(|name| !columns.contains(name));
    columns.extend(others);
    let mut out = String::new();
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        for (i, cell) in cells.enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push_str(&quoted(&cell));
        }
        out.push_str("\r\n");
    };
    row(&mut columns.iter().cloned());
    for item in items {
        row(&mut columns.iter().map(|name| item.get(name).map_or_else(String::new, |value| plain(&value))));
    }
    out
}

fn plain(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => text.clone(),
        AttributeValue::N(number) => number.to_string(),
        AttributeValue::Bool(it) => it.to_string(),
        other => {
            let mut out = String::new();
            value::json::write_attribute(&mut out, other);
            out
        }
    }
}

/// A cell as RFC 4180 has it.
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
