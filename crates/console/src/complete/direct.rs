//! Completion in requests that are typed without the AWS CLI.

use api::shapes::{Operation, Shape};

use super::{Choice, Completions, MOST, fitting};
use crate::catalogue::{Catalogue, KeyPart, TableEntry};
use crate::direct::{Direct, Kind, Piece, Sort, parts, pieces, table};
use crate::place::Place;

/// What could be typed at the end of `before`, which stands in `direct`.
pub(super) fn complete(before: &str, direct: &Direct, catalogue: &Catalogue) -> Completions {
    match direct.sort {
        Sort::Statement => statement(before, direct.at.start(), catalogue),
        Sort::Json => json(before, direct.at, catalogue),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn found(before: &str, from: usize, choices: Vec<Choice>) -> Completions {
    let typed = &before[from..];
    let mut fit = fitting(choices.clone(), typed);
    if fit.is_empty() {
        // Names may be typed without their quotes.
        fit = fitting(choices, &format!("\"{}", typed.trim_start_matches('"')));
    }
    fit.truncate(MOST);
    Completions { replace: Place::new(from, before.len()), choices: fit }
}

fn statement(before: &str, start: usize, catalogue: &Catalogue) -> Completions {
    let source = &before[start..];
    let mut all = pieces(source);
    let open = all.last().filter(|piece| piece.to() == source.len());
    let current = match open {
        Some(piece) if matches!(piece.kind, Kind::Word) || piece.kind == Kind::Name && !piece.closed => {
            all.pop()
        }
        Some(piece) if !piece.closed => return Completions::default(),
        _ => None,
    };
    let from = start + current.map_or(source.len(), |piece| piece.from);
    found(before, from, next(&all, catalogue))
}

/// What can follow the pieces of a statement.
fn next(before: &[Piece<'_>], catalogue: &Catalogue) -> Vec<Choice> {
    let keywords = |words: &[&str]| -> Vec<Choice> {
        words.iter().map(|word| Choice::new(format!("{word} "), "")).collect()
    };
    let Some(last) = before.last() else {
        return keywords(&["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "EXISTS("]);
    };
    let entry = table(before)
        .and_then(|(name, _)| name.name())
        .and_then(|name| catalogue.tables.iter().find(|table| table.name == name));
    let after_table = before.len() > 1
        && table(before).is_some_and(|(name, index)| index.unwrap_or(name).from == last.from);
    let attributes = || entry.map(attributes).unwrap_or_default();
    let word = last.text.to_ascii_uppercase();
    if last.kind == Kind::Word && matches!(word.as_str(), "FROM" | "INTO" | "UPDATE") {
        return catalogue
            .tables
            .iter()
            .map(|table| Choice::new(quoted(&table.name), format!("table, {} items", table.items)))
            .collect();
    }
    if after_table {
        let verb = before[0].text.to_ascii_uppercase();
        return match verb.as_str() {
            "INSERT" => vec![Choice::new(item(entry), "the new item")],
            "UPDATE" => keywords(&["SET", "REMOVE"]),
            _ => keywords(&["WHERE", "ORDER BY"]),
        };
    }
    if last.text == "." && before.len() > 1 {
        let indexes = entry.map(|entry| entry.indexes.as_slice()).unwrap_or_default();
        return indexes.iter().map(|index| Choice::new(quoted(&index.name), "index")).collect();
    }
    match word.as_str() {
        "SELECT" if last.kind == Kind::Word => {
            let mut out = vec![Choice::new("* FROM ", "every attribute")];
            out.extend(catalogue.tables.iter().flat_map(attributes_of));
            out.dedup();
            out
        }
        "WHERE" | "AND" | "OR" | "NOT" | "SET" | "REMOVE" | "BY" | "," | "(" => {
            let mut out = attributes();
            if !matches!(word.as_str(), "SET" | "REMOVE" | "BY") {
                out.extend(
                    ["begins_with(", "contains(", "size(", "attribute_type(", "EXISTS("]
                        .map(|name| Choice::new(name, "function")),
                );
            }
            out
        }
        "IS" => keywords(&[
            "MISSING",
            "NOT MISSING",
            "NULL",
            "STRING",
            "NUMERIC",
            "STRUCT",
            "LIST",
            "BOOLEAN",
            "BLOB",
        ]),
        "RETURNING" => ["ALL OLD *", "ALL NEW *", "MODIFIED OLD *", "MODIFIED NEW *"]
            .map(|what| Choice::new(what, ""))
            .into(),
        _ if last.kind == Kind::Name || last.kind == Kind::Word => {
            let mut out = keywords(&[
                "=",
                "BETWEEN",
                "IN",
                "IS",
                "AND",
                "OR",
                "FROM",
                "WHERE",
                "SET",
                "REMOVE",
                "RETURNING",
            ]);
            out.extend(attributes());
            out
        }
        _ => keywords(&["AND", "OR", "FROM", "WHERE", "SET", "REMOVE", "RETURNING", "ORDER BY"]),
    }
}

fn attributes(entry: &TableEntry) -> Vec<Choice> {
    attributes_of(entry).collect()
}

fn attributes_of(entry: &TableEntry) -> impl Iterator<Item = Choice> + '_ {
    let key = entry.key.iter().map(|part| Choice::new(quoted(&part.name), format!("key, {}", part.kind)));
    key.chain(entry.attributes.iter().map(|name| Choice::new(quoted(name), "attribute")))
}

/// `VALUE {'Id': 1}`.
fn item(entry: Option<&TableEntry>) -> String {
    let pairs: Vec<String> = entry
        .map(|entry| entry.key.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|part| {
            format!("'{}': {}", part.name.replace('\'', "''"), if part.kind == "N" { "1" } else { "'a'" })
        })
        .collect();
    format!("VALUE {{{}}}", pairs.join(", "))
}

/// What the cursor of a JSON input stands in.
struct Frame {
    shape: Option<&'static Shape>,
    object: bool,
    /// The name whose value is being typed.
    name: Option<String>,
    given: Vec<String>,
}

fn json(before: &str, at: Place, catalogue: &Catalogue) -> Completions {
    let (name, operation, body) = parts(before, at);
    let Some(body) = body else {
        let typed = name.of(before);
        if operation.is_some() && before.len() > name.end() {
            return found(before, before.len(), vec![Choice::new("{", "its input")]);
        }
        let operations = api::shapes::operations().iter().filter(|operation| operation.built);
        let choices =
            operations.map(|operation| Choice::new(format!("{} {{", operation.name), "its input as JSON"));
        let _ = typed;
        return found(before, name.start(), choices.collect());
    };
    let Some(operation) = operation else { return Completions::default() };
    let scan = scan(before, body.start(), operation);
    let Some((frame, from)) = scan.stack.last().map(|frame| (frame, scan.word.unwrap_or(before.len())))
    else {
        return Completions::default();
    };
    let entry = scan.table.as_deref().and_then(|name| catalogue.table(name));
    let choices = match (&frame.name, frame.object) {
        (None, true) => names(frame, entry),
        (Some(name), true) => {
            let shape = frame.shape.and_then(|shape| match shape {
                Shape::Structure { .. } => shape.member(name).map(|member| member.shape),
                Shape::Map { value, .. } => Some(*value),
                _ => None,
            });
            values(name, shape, entry, catalogue)
        }
        (_, false) => match frame.shape {
            Some(Shape::List { element, .. }) => values("", Some(element), entry, catalogue),
            _ => Vec::new(),
        },
    };
    found(before, from, choices)
}

struct Scan {
    stack: Vec<Frame>,
    /// Where the word at the cursor begins, if it has.
    word: Option<usize>,
    table: Option<String>,
}

/// Goes through an input up to its end.
fn scan(before: &str, from: usize, operation: &'static Operation) -> Scan {
    let mut scan = Scan { stack: Vec::new(), word: None, table: None };
    let mut at = from;
    let mut key = String::new();
    while let Some(c) = before[at..].chars().next() {
        let here = at;
        at += c.len_utf8();
        match c {
            '{' | '[' => {
                scan.word = None;
                let shape = match scan.stack.last() {
                    None => Some(operation.input),
                    Some(frame) => frame.shape.and_then(|shape| match (shape, &frame.name) {
                        (Shape::Structure { .. }, Some(name)) => {
                            shape.member(name).map(|member| member.shape)
                        }
                        (Shape::Map { value, .. }, _) => Some(*value),
                        (Shape::List { element, .. }, _) => Some(*element),
                        _ => None,
                    }),
                };
                scan.stack.push(Frame { shape, object: c == '{', name: None, given: Vec::new() });
            }
            '}' | ']' => {
                scan.word = None;
                scan.stack.pop();
            }
            ',' => {
                scan.word = None;
                if let Some(frame) = scan.stack.last_mut() {
                    frame.name = None;
                }
            }
            ':' => {
                scan.word = None;
                if let Some(frame) = scan.stack.last_mut() {
                    frame.given.push(key.clone());
                    frame.name = Some(std::mem::take(&mut key));
                }
            }
            '"' => {
                scan.word = Some(here);
                let rest = &before[at..];
                let end = rest.char_indices().scan(false, |escaped, (offset, c)| {
                    let ends = c == '"' && !*escaped;
                    *escaped = c == '\\' && !*escaped;
                    Some((offset, ends))
                });
                let Some((offset, _)) = end.into_iter().find(|(_, ends)| *ends) else { break };
                let text = rest[..offset].to_owned();
                at += offset + 1;
                let named = scan.stack.last().and_then(|frame| frame.name.clone());
                if scan.stack.len() == 1 && named.as_deref() == Some("TableName") {
                    scan.table = Some(text.clone());
                }
                key = text;
                // A word that is closed is not completed any more.
                scan.word = None;
            }
            c if c.is_whitespace() => scan.word = None,
            _ => {
                scan.word.get_or_insert(here);
            }
        }
    }
    scan
}

fn names(frame: &Frame, entry: Option<&TableEntry>) -> Vec<Choice> {
    let free = |name: &str| !frame.given.iter().any(|given| given == name);
    let choice = |name: &str, about: &str| {
        let mut text = String::new();
        crate::json::write_string(&mut text, name);
        Choice::new(format!("{text}: "), about)
    };
    match frame.shape {
        Some(shape @ Shape::Structure { .. }) => {
            let mut members: Vec<_> = shape.members().iter().filter(|member| free(member.name)).collect();
            value::sort_by_key(&mut members, |member| !member.required);
            members
                .into_iter()
                .map(|member| choice(member.name, if member.required { "required" } else { "" }))
                .collect()
        }
        Some(Shape::Map { value, .. }) if value.is_attribute_value() => {
            let Some(entry) = entry else { return Vec::new() };
            let key = entry.key.iter().map(|part| (part.name.as_str(), "key"));
            let all = key.chain(entry.attributes.iter().map(|name| (name.as_str(), "attribute")));
            all.filter(|(name, _)| free(name)).map(|(name, about)| choice(name, about)).collect()
        }
        _ => Vec::new(),
    }
}

fn values(
    name: &str,
    shape: Option<&'static Shape>,
    entry: Option<&TableEntry>,
    catalogue: &Catalogue,
) -> Vec<Choice> {
    let text = |value: &str, about: &str| {
        let mut text = String::new();
        crate::json::write_string(&mut text, value);
        Choice::new(text, about)
    };
    match (name, shape) {
        ("TableName", _) => catalogue.tables.iter().map(|table| text(&table.name, "table")).collect(),
        ("IndexName", _) => {
            let indexes = entry.map(|entry| entry.indexes.as_slice()).unwrap_or_default();
            indexes.iter().map(|index| text(&index.name, "index")).collect()
        }
        (_, Some(Shape::String { values, .. })) => values.iter().map(|value| text(value, "")).collect(),
        (_, Some(Shape::Boolean)) => ["true", "false"].map(|value| Choice::new(value, "")).into(),
        ("Key", Some(Shape::Map { .. })) => {
            let Some(entry) = entry else { return vec![Choice::new("{", "")] };
            vec![Choice::new(key(&entry.key), format!("the key of {}", entry.name))]
        }
        (_, Some(shape)) if shape.is_attribute_value() => [
            "{\"S\": \"\"}",
            "{\"N\": \"\"}",
            "{\"BOOL\": true}",
            "{\"M\": {}}",
            "{\"L\": []}",
            "{\"NULL\": true}",
        ]
        .map(|value| Choice::new(value, ""))
        .into(),
        (_, Some(Shape::List { .. })) => vec![Choice::new("[", "list")],
        (_, Some(Shape::Structure { .. } | Shape::Map { .. })) => vec![Choice::new("{", "object")],
        _ => Vec::new(),
    }
}

fn key(parts: &[KeyPart]) -> String {
    crate::catalogue::key_template(parts).trim_matches('\'').to_owned()
}
