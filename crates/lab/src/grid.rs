//! What a read answered, as rows and columns.

use std::collections::BTreeMap;

use api::dynamodb::{Request, Response};
use serde::{Deserialize, Serialize};
use value::{Attributes, Item};

use crate::lab::Lab;
use crate::protocol::Fault;
use crate::text;
use crate::view::Expiry;

/// Columns of a grid; the rest is counted.
const COLUMNS: usize = 40;
/// Characters of a cell.
const CELL: usize = 60;

/// The items that a call answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// The call.
    pub call: u64,
    /// Names of attributes: the key's first, then those that most items have.
    pub columns: Vec<String>,
    /// How many of them are the key's.
    pub keys: u64,
    /// Attributes that have no column.
    pub more_columns: u64,
    /// The items.
    pub rows: Vec<Row>,
    /// Items that came back.
    pub count: u64,
    /// Items that were read for it.
    pub scanned: u64,
    /// Read and write milli-units that the call consumed.
    pub units: (u64, u64),
    /// Where the next page begins, as `AttributeValue` JSON; absent at the end.
    pub last_key: Option<String>,
    /// Why there are no items: the service's refusal.
    pub refused: Option<Fault>,
}

/// An item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What was answered of it.
    pub item: Attributes,
    /// Bytes of that.
    pub size: u64,
    /// Its primary key as `AttributeValue` JSON, when the answer holds all of it.
    pub key: Option<String>,
    /// What time to live makes of it.
    pub expiry: Expiry,
}

/// An attribute's value in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `S`, `N` …
    pub kind: &'static str,
    /// At most 60 characters.
    pub text: String,
    /// Bytes of name and value.
    pub bytes: u64,
}

impl Row {
    /// What stands in a column; `None` when the item has no such attribute.
    pub fn cell(&self, column: &str) -> Option<Cell> {
        let value = self.item.get(column)?;
        let bytes = column.len() as u64 + value.size();
        Some(Cell { kind: value.type_name(), text: value.display(CELL), bytes })
    }
}

impl Lab {
    /// What a call answered; `None` when it is too old.
    pub fn grid(&self, call: u64) -> Option<Grid> {
        let kept = self.history.get(call)?;
        let completion = &kept.completion;
        let mut grid = Grid { call, units: completion.consumed(), ..Grid::default() };
        let items: Vec<&Item> = match &completion.result {
            Err(error) => {
                let body = crate::detail::answer_json(completion);
                grid.refused =
                    Some(Fault { name: error.name().to_owned(), message: error.message.clone(), body });
                Vec::new()
            }
            Ok(Response::Page(page)) => {
                (grid.count, grid.scanned) = (page.count, page.scanned_count);
                grid.last_key = page.last_key.as_ref().map(text::attributes_json);
                page.items.iter().flatten().collect()
            }
            Ok(Response::Get(got)) => {
                let items: Vec<&Item> = got.item.iter().collect();
                (grid.count, grid.scanned) = (items.len() as u64, items.len() as u64);
                items
            }
            Ok(_) => Vec::new(),
        };
        let (index, table) = match kept.request() {
            Some(Request::Query(query)) => (query.index.as_deref(), &*query.table.name),
            Some(Request::Scan(scan)) => (scan.index.as_deref(), &*scan.table.name),
            Some(Request::GetItem(get)) => (None, &*get.table.name),
            _ => return Some(grid),
        };
        let world = self.session.world();
        let info = world.table(&completion.region, table);
        let schema = info.as_ref().map(|info| &info.schema);
        let own: Vec<&str> = schema.map(|schema| text::names(schema.key())).unwrap_or_default();
        let mut keys: Vec<&str> = schema
            .zip(index)
            .and_then(|(schema, index)| schema.index(index))
            .map(|(_, index)| text::names(index.key()))
            .unwrap_or_default();
        keys.extend(own.iter().filter(|name| !keys.contains(name)).copied().collect::<Vec<_>>());
        grid.set_columns(&keys, &items);
        let row = |item: &&Item| {
            let attributes = item.decode();
            let whole = !own.is_empty() && own.iter().all(|name| attributes.contains_key(*name));
            let key: Attributes = attributes
                .iter()
                .filter(|(name, _)| own.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            Row {
                size: item.size(),
                key: whole.then(|| text::attributes_json(&key)),
                expiry: info
                    .as_ref()
                    .map(|info| crate::snapshot_stream::expiry(world, info, item))
                    .unwrap_or_default(),
                item: attributes,
            }
        };
        grid.rows = items.iter().map(row).collect();
        Some(grid)
    }
}

impl Grid {
    fn set_columns(&mut self, keys: &[&str], items: &[&Item]) {
        let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
        for name in items.iter().flat_map(|item| item.names()) {
            *seen.entry(name).or_default() += 1;
        }
        let mut columns: Vec<&str> = keys.iter().filter(|key| seen.contains_key(**key)).copied().collect();
        self.keys = columns.len() as u64;
        let mut others: Vec<(u64, &str)> = seen
            .iter()
            .filter(|(name, _)| !keys.contains(name))
            .map(|(name, count)| (u64::MAX - count, *name))
            .collect();
        value::sort(&mut others);
        columns.extend(others.into_iter().map(|(_, name)| name));
        self.more_columns = columns.len().saturating_sub(COLUMNS) as u64;
        self.columns = columns.into_iter().take(COLUMNS).map(str::to_owned).collect();
    }
}
