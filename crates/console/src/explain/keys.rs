//! What is wrong about keys, and the text that puts it right.

use std::fmt::Write as _;

use super::mend::apply;
use super::parts::{Part, joined, parts};
use super::{Case, Failure, Hint};
use crate::catalogue::{Catalogue, KeyPart, key_template, sample};
use crate::cli::{ApiCall, Notation, Typed};
use crate::json::{self, Node, Text};
use crate::place::Place;
use crate::shell::Word;

/// Better ways to ask for the same: a Query instead of a Scan whose filter names a key.
pub fn advise(call: &ApiCall, text: &str, catalogue: &Catalogue) -> Option<Hint> {
    if call.operation != "Scan" {
        return None;
    }
    let input = json::read(Text::at(&call.input, Place::default())).ok()?;
    let asked = input.get("TableName").and_then(Node::as_str)?;
    let failure = Failure { operation: call.operation, name: "", message: "", call: Some(call), text };
    let case = Case {
        failure: &failure,
        catalogue,
        input: Some(&input),
        table: catalogue.table(asked),
        asked: Some(asked),
    };
    case.query_instead()
}

impl Case<'_> {
    /// The attribute's name behind a name or placeholder.
    fn meant<'a>(&'a self, name: &'a str) -> &'a str {
        let names = self.input.and_then(|input| input.get("ExpressionAttributeNames"));
        names.and_then(|names| names.get(name)).and_then(Node::as_str).unwrap_or(name)
    }

    fn condition(&self, member: &str) -> Option<&str> {
        self.input.and_then(|input| input.get(member)).and_then(Node::as_str)
    }

    /// A Scan's filter pins the partition key of the table or of an index.
    fn query_instead(&self) -> Option<Hint> {
        let (table, filter) = (self.table?, self.condition("FilterExpression")?);
        let found = parts(filter);
        let asked = self.condition("IndexName");
        let indexes = table.indexes.iter().map(|index| (Some(index.name.as_str()), &index.key));
        let mut places = std::iter::once((None, &table.key)).chain(indexes);
        let fits = |key: &Vec<KeyPart>| {
            let first = key.first()?;
            found.iter().position(|part| part.equal && self.meant(part.name) == first.name)
        };
        let (index, key, at) = places.find_map(|(index, key)| {
            (asked.is_none() || index == asked).then(|| fits(key).map(|at| (index, key, at))).flatten()
        })?;
        let sorts = |part: &&Part<'_>| {
            !part.name.is_empty() && key.get(1).is_some_and(|sort| self.meant(part.name) == sort.name)
        };
        let pinned: Vec<Part<'_>> =
            std::iter::once(found[at]).chain(found.iter().find(sorts).copied()).collect();
        let rest: Vec<Part<'_>> = found.iter().filter(|part| !pinned.contains(part)).copied().collect();
        let name = &key.first()?.name;
        let whose = index.map_or_else(|| table.name.clone(), |index| format!("the index {index}"));
        let text = format!(
            "`{name}` is the partition key of {whose}: a Query reads that one item collection, a Scan reads and charges everything."
        );
        let fix = self.as_query(&joined(&pinned), &rest, index.filter(|_| asked.is_none()));
        Some(Hint { text, at: self.failure.call.map(|call| call.at).filter(|_| fix.is_some()), fix })
    }

    /// The command with a Query in the Scan's place.
    fn as_query(&self, key: &str, rest: &[Part<'_>], index: Option<&str>) -> Option<String> {
        let call = self.failure.call?;
        let filter = self.typed("FilterExpression")?;
        let source = call.at.of(self.failure.text);
        let (was, now, word) = match self.notation() {
            Notation::Json => ("Scan", "Query", 0),
            Notation::Cli if source.starts_with("aws dynamodb scan") => {
                ("scan", "query", "aws dynamodb ".len())
            }
            _ => return None,
        };
        if !source[word..].starts_with(was) {
            return None;
        }
        let from = call.at.start() + word;
        let mut edits = vec![(Place::new(from, from + was.len()), now.to_owned())];
        let mut put = self.member("KeyConditionExpression", key);
        if !rest.is_empty() {
            put.push_str(self.between());
            put.push_str(&self.member("FilterExpression", &joined(rest)));
        }
        if let Some(index) = index {
            put.push_str(self.between());
            put.push_str(&self.member("IndexName", index));
        }
        edits.push((filter.name.join(filter.value), put));
        Some(apply(self.failure.text, call.at, edits))
    }

    /// An option and its value.
    fn member(&self, name: &str, value: &str) -> String {
        if self.notation() == Notation::Json {
            let mut out = format!("\"{name}\": ");
            json::write_string(&mut out, value);
            return out;
        }
        let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        let quoted = if plain { value.to_owned() } else { format!("\"{value}\"") };
        format!("--{} {quoted}", crate::cli::kebab(name))
    }

    fn between(&self) -> &'static str {
        if self.notation() == Notation::Json { ", " } else { " " }
    }

    /// A Query's filter names a key attribute: its part belongs to the key condition.
    pub(super) fn filtered_key(&self, text: &str) -> Hint {
        let typed = self.typed("FilterExpression");
        let fix = self.moved();
        let at = match (&fix, self.failure.call) {
            (Some(_), Some(call)) => Some(call.at),
            _ => typed.map(|typed| typed.value),
        };
        Hint { text: text.to_owned(), at, fix }
    }

    fn moved(&self) -> Option<String> {
        let (call, table) = (self.failure.call?, self.table?);
        let (filter, condition) = (self.typed("FilterExpression")?, self.typed("KeyConditionExpression")?);
        let key = match self.condition("IndexName") {
            Some(index) => &table.indexes.iter().find(|entry| entry.name == index)?.key,
            None => &table.key,
        };
        let found = parts(self.condition("FilterExpression")?);
        let is_key = |part: &&Part<'_>| key.iter().any(|key| self.meant(part.name) == key.name);
        let (moving, rest): (Vec<Part<'_>>, Vec<Part<'_>>) = found.iter().partition(is_key);
        let held = parts(self.condition("KeyConditionExpression")?);
        // The key condition has room for one comparison of each key attribute.
        let mut names: Vec<&str> = held.iter().chain(&moving).map(|part| self.meant(part.name)).collect();
        let all = names.len();
        value::sort(&mut names);
        names.dedup();
        if moving.is_empty() || names.len() < all || names.contains(&"") {
            return None;
        }
        let text = self.failure.text;
        let mut edits = Vec::new();
        let source = condition.value.of(text);
        let quote = source.chars().last().filter(|c| matches!(c, '"' | '\'') && source.len() > 1)?;
        let end = condition.value.end() - quote.len_utf8();
        edits.push((Place::new(end, end), format!(" AND {}", joined(&moving))));
        if rest.is_empty() {
            edits.push((self.with_blank(filter), String::new()));
        } else {
            edits.push((filter.name.join(filter.value), self.member("FilterExpression", &joined(&rest))));
        }
        Some(apply(text, call.at, edits))
    }

    /// An option with what separates it from its neighbour.
    fn with_blank(&self, typed: &Typed) -> Place {
        let (text, json) = (self.failure.text, self.notation() == Notation::Json);
        let (from, to) = (typed.name.start(), typed.value.end());
        let separates = |c: char| c.is_whitespace() || c == '\\' || (json && c == ',');
        let before = text[..from].trim_end_matches(separates).len();
        if json && text[..before].ends_with('{') {
            let after = text[to..].len() - text[to..].trim_start_matches(separates).len();
            return Place::new(from, to + after);
        }
        Place::new(before, to)
    }

    /// A key that is not the table's: which attribute, and the key as it should be.
    pub(super) fn key_shape(&self) -> Hint {
        let at = self.typed("Key").map(|typed| typed.value);
        let Some(table) = self.table else {
            return Hint {
                at,
                ..Hint::say("The key must name exactly the table's key attributes, each with its type.")
            };
        };
        let given = self.input.and_then(|input| input.get("Key"));
        let mut parts: Vec<String> = Vec::new();
        let mut wrong = None;
        for part in &table.key {
            let value = given.and_then(|given| given.get(&part.name));
            let mut json = String::new();
            json::write_string(&mut json, &part.name);
            json.push_str(": ");
            if let Some((same, text)) = value.and_then(|value| scalar(value, &part.kind)) {
                if !same {
                    let text = format!("`{}` is of type {} in this table's key.", part.name, part.kind);
                    wrong.get_or_insert(text);
                }
                json.push_str(&text);
            } else {
                wrong.get_or_insert(format!("The key attribute `{}` is missing.", part.name));
                json.push_str(sample(&part.kind));
            }
            parts.push(json);
        }
        let surplus = given.and_then(|given| {
            let other = |(key, _): &&(json::Key, Node)| !table.key.iter().any(|part| part.name == key.text);
            given
                .members()
                .iter()
                .find(other)
                .map(|(key, _)| format!("`{}` is no part of the key.", key.text))
        });
        let text = format!(
            "{} The key of {} looks like {}: exactly these attributes, with these types.",
            wrong.or(surplus).unwrap_or_default(),
            table.name,
            key_template(&table.key)
        );
        let mended = format!("{{{}}}", parts.join(", "));
        Hint {
            text: text.trim_start().to_owned(),
            fix: at.map(|_| match self.notation() {
                Notation::Cli => crate::quoted(&mended),
                _ => mended,
            }),
            at,
        }
    }

    /// `Type mismatch for key Id expected: N actual: S`: the value with the type that the key has.
    pub(super) fn key_type(&self, mismatch: &str) -> Option<Hint> {
        let (name, rest) = mismatch.split_once(' ')?;
        let kind = rest.to_ascii_lowercase();
        let kind = kind.split_once("expected: ")?.1.chars().next()?.to_ascii_uppercase().to_string();
        let text = format!("`{name}` is a key, and its type {kind} was fixed when the table was created.");
        let Some(item) = self.typed_json("Item") else { return Some(Hint::say(text)) };
        let node = item.get(name)?;
        let fix = scalar(node, &kind).map(|(_, text)| text);
        Some(Hint { text, at: Some(node.at), fix })
    }

    /// `Missing the key Day in the item`.
    pub(super) fn key_missing(&self, name: &str) -> Hint {
        let text = format!("Every item must have the table's key attributes; `{name}` is missing.");
        let kind = self.table.and_then(|table| table.key.iter().find(|part| part.name == name));
        let at = self.typed("Item").map(|typed| typed.value);
        let (Some(item), Some(kind)) = (self.typed_json("Item"), kind) else {
            return Hint { at, ..Hint::say(text) };
        };
        let mut fix = String::from("{");
        json::write_string(&mut fix, name);
        // Writing to a String cannot fail.
        let _ = write!(fix, ": {}", sample(&kind.kind));
        fix.push_str(if item.members().is_empty() { "" } else { ", " });
        let brace = Place::new(item.at.start(), item.at.start() + 1);
        Hint { text, at: Some(brace), fix: Some(fix) }
    }

    /// The type of the value that a placeholder is compared with, when that is a key.
    pub(super) fn kind_of(&self, placeholder: &str) -> Option<&'static str> {
        let table = self.table?;
        let keys = || table.key.iter().chain(table.indexes.iter().flat_map(|index| &index.key));
        ["KeyConditionExpression", "FilterExpression", "ConditionExpression"]
            .into_iter()
            .filter_map(|member| self.condition(member))
            .flat_map(parts)
            .filter(|part| {
                part.text
                    .split(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_')))
                    .any(|word| word == placeholder)
            })
            .find_map(|part| keys().find(|key| key.name == self.meant(part.name)))
            .map(|key| sample(&key.kind))
    }

    /// A member's JSON with the places where its parts stand, when it was typed as one piece of JSON.
    fn typed_json(&self, member: &str) -> Option<Node> {
        let at = self.typed(member)?.value;
        let source = at.of(self.failure.text);
        let quoted = source.len() > 1 && source.starts_with('\'') && source.ends_with('\'');
        let (inner, from) =
            if quoted { (&source[1..source.len() - 1], at.start() + 1) } else { (source, at.start()) };
        if !inner.starts_with('{') || (quoted && inner.contains('\'')) {
            return None;
        }
        let mut word = Word::begin(from);
        word.push_str(inner, from);
        word.at = Place::new(from, from + inner.len());
        json::read(Text::word(&word)).ok()
    }
}

/// A scalar value as a value of this type: whether it was of the type, and its JSON. `None` for what is no scalar, or
/// can't be of the type.
fn scalar(value: &Node, kind: &str) -> Option<(bool, String)> {
    let [(tag, inner)] = value.members() else { return None };
    let text = inner.as_str()?;
    if !matches!(tag.text.as_str(), "S" | "N" | "B") {
        return None;
    }
    let same = tag.text == kind;
    if !same && kind == "N" && value::Number::parse(text).is_err() {
        return None;
    }
    if !same && kind == "B" {
        return None;
    }
    let mut out = format!("{{\"{kind}\": ");
    json::write_string(&mut out, text);
    out.push('}');
    Some((same, out))
}
