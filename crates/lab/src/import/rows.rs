//! The rows of a file, each checked by itself.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use api::dynamodb::{KeyAttribute, KeyType, Request};
use serde::Deserialize;
use serde_json::value::RawValue;
use value::json::write_string;
use value::{AttributeValue, Attributes, Item};
use world::TableInfo;

use super::cell::{self, Cell};
use super::csv::{Record, Records};
use super::report::Report;
use crate::words::cut;

/// A row that can be written.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    /// As it stands in the file.
    pub(super) text: String,
    pub(super) item: Item,
}

/// A line of JSON.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "Item")]
    item: Box<RawValue>,
}

/// Reads a file of JSON lines or of comma-separated values. Bad rows are noted, good ones answered.
pub(super) fn read(table: &TableInfo, text: &str, report: &mut Report) -> Result<VecDeque<Row>, String> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err("The file is empty.".to_owned());
    }
    let mut taken = Taken { table, report, rows: VecDeque::new(), keys: BTreeMap::new() };
    if text.trim_start().starts_with('{') {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let made = serde_json::from_str::<Line>(line)
                .map(|line| line.item.get().to_owned())
                .map_err(|error| format!("This is no {{\"Item\":…}}: {}", cut(&error.to_string(), 200)));
            taken.take(number as u64 + 1, line, made);
        }
    } else {
        let keys: Vec<&KeyAttribute> = keys(table).collect();
        let (columns, between) = header(&keys, text)?;
        let mut records = Records::new(text, between);
        let first = records.next().map(|it| it.text).unwrap_or_default();
        taken.report.header = format!("{first}\n");
        for record in records.filter(|it| !it.text.trim().is_empty()) {
            let made = item(&keys, &columns, &record);
            taken.take(record.line, record.text, made);
        }
    }
    Ok(taken.rows)
}

/// The attributes of the table's key.
fn keys(table: &TableInfo) -> impl Iterator<Item = &KeyAttribute> {
    let key = table.schema.key();
    key.partition.iter().chain(&key.sort)
}

/// The columns' names, and what keeps cells apart: what makes the first line name the table's key.
fn header(keys: &[&KeyAttribute], text: &str) -> Result<(Vec<String>, u8), String> {
    let columns = |between: u8| {
        let first = Records::new(text, between).next()?.cells.ok()?;
        keys.iter().all(|key| first.contains(&key.name)).then_some((first, between))
    };
    let Some((columns, between)) = [b',', b';', b'\t'].into_iter().find_map(columns) else {
        let names: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
        return Err(format!(
            "The first line names the columns, and the table's key must be among them: {}.",
            crate::words::listed(&names)
        ));
    };
    for (at, name) in columns.iter().enumerate() {
        if name.is_empty() {
            return Err(format!("Column {} has no name in the first line.", at + 1));
        }
        if columns[..at].contains(name) {
            return Err(format!("Two columns are called {}.", cut(name, 80)));
        }
    }
    Ok((columns, between))
}

/// A record's item as JSON.
fn item(keys: &[&KeyAttribute], columns: &[String], record: &Record<'_>) -> Result<String, String> {
    let cells = record.cells.as_ref().map_err(|why| (*why).to_owned())?;
    if cells.len() != columns.len() {
        return Err(format!("It has {} cells, and the first line {}.", cells.len(), columns.len()));
    }
    let mut out = String::from("{");
    for (name, text) in columns.iter().zip(cells) {
        let key = keys.iter().find(|key| key.name == *name);
        let value = match key {
            Some(key) => Some(of_key(key, text)?),
            None if text.is_empty() => None,
            None => Some(match cell::read(text) {
                Cell::Tagged => text.clone(),
                Cell::Plain(value) => json(&value),
            }),
        };
        if let Some(value) = value {
            out.push_str(if out.len() > 1 { "," } else { "" });
            write_string(&mut out, name);
            // Writing to a String cannot fail.
            let _ = write!(out, ":{value}");
        }
    }
    out.push('}');
    Ok(out)
}

fn json(value: &AttributeValue) -> String {
    let mut out = String::new();
    value::json::write_attribute(&mut out, value);
    out
}

/// A key attribute's value, of the type that the table says.
fn of_key(key: &KeyAttribute, text: &str) -> Result<String, String> {
    let KeyAttribute { name, key_type } = key;
    if text.is_empty() {
        return Err(format!("{name} is empty, and it is part of the key."));
    }
    let mut quoted = String::new();
    match key_type {
        KeyType::S => {
            write_string(&mut quoted, text);
            Ok(format!("{{\"S\":{quoted}}}"))
        }
        KeyType::N => {
            write_string(&mut quoted, text.trim());
            Ok(format!("{{\"N\":{quoted}}}"))
        }
        KeyType::B if cell::is_tagged(text) => Ok(text.to_owned()),
        KeyType::B => {
            write_string(&mut quoted, text);
            Ok(format!("{{\"B\":{quoted}}}"))
        }
    }
}

/// Rows on their way in.
struct Taken<'a> {
    table: &'a TableInfo,
    report: &'a mut Report,
    rows: VecDeque<Row>,
    /// Keys so far, and where they stand.
    keys: BTreeMap<String, u64>,
}

impl Taken<'_> {
    fn take(&mut self, line: u64, text: &str, made: Result<String, String>) {
        match made.and_then(|json| self.checked(line, &json)) {
            Ok(item) => self.rows.push_back(Row { line, text: text.to_owned(), item }),
            Err(why) => self.report.bad(line, why, text),
        }
    }

    /// The item, if the service would take it as it stands.
    fn checked(&mut self, line: u64, json: &str) -> Result<Item, String> {
        let mut order = String::from("{\"TableName\":");
        write_string(&mut order, &self.table.name);
        // Writing to a String cannot fail.
        let _ = write!(order, ",\"Item\":{json}}}");
        let item = match api::parse("PutItem", order.as_bytes()) {
            Ok(Request::PutItem(put)) => put.item,
            Ok(_) => return Err("This is no item.".to_owned()),
            Err(error) => return Err(cut(&error.message, 300)),
        };
        let key = self.table.schema.key_attributes(&item);
        for KeyAttribute { name, key_type } in keys(self.table) {
            let Some(value) = key.get(name.as_str()) else {
                return Err(format!("It has no {name}, which is part of the key."));
            };
            let fits = matches!(
                (key_type, value),
                (KeyType::S, AttributeValue::S(_))
                    | (KeyType::N, AttributeValue::N(_))
                    | (KeyType::B, AttributeValue::B(_))
            );
            if !fits {
                return Err(format!(
                    "{name} is of type {}, and in the key it is of type {key_type:?}.",
                    value.type_name()
                ));
            }
        }
        if let Some(before) = self.keys.insert(text_of(&key), line) {
            self.keys.insert(text_of(&key), before);
            return Err(format!("It has the key of line {before}, and would take that one's place."));
        }
        Ok(item)
    }
}

fn text_of(key: &Attributes) -> String {
    let mut out = String::new();
    value::json::write_attributes(&mut out, key);
    out
}
