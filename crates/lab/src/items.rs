//! A table's items as text: JSON lines as the service exports them, or a table for spreadsheets.

use value::Item;

use crate::import::{cell, quoted};
use crate::lab::Lab;
use crate::trim::items;

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
}

/// Comma-separated values: the keys' columns first, then the others by name.
fn separated(items: &[Item], mut columns: Vec<String>) -> String {
    let keys = columns.len();
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
        let cells = columns.iter().enumerate();
        row(&mut cells
            .map(|(at, name)| item.get(name).map_or_else(String::new, |value| cell(&value, at < keys))));
    }
    out
}
