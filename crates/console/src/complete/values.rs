//! Values of options, from the live tables.

use api::shapes::Shape;

use super::spot::Spot;
use super::{Choice, Completions, MOST, Scene};
use crate::catalogue::{TableEntry, key_template};
use crate::cli::{GLOBALS, REGIONS, Target, example};
use crate::place::Place;
use crate::shell::Word;

impl Scene<'_> {
    /// The table that the command names.
    fn table(&self) -> Option<&TableEntry> {
        let at = self.words.iter().position(|word| word.text == "--table-name")?;
        self.catalogue.table(&self.words.get(at + 1)?.text)
    }

    pub(super) fn tables(&self) -> Vec<Choice> {
        let plural = |count: u64| if count == 1 { "item" } else { "items" };
        self.catalogue
            .tables
            .iter()
            .map(|table| {
                Choice::new(table.name.as_str(), format!("table, {} {}", table.items, plural(table.items)))
            })
            .collect()
    }

    fn files(&self) -> Vec<Choice> {
        self.catalogue
            .files
            .iter()
            .map(|file| Choice::new(format!("file://{}", file.name), file.about.as_str()))
            .collect()
    }

    pub(super) fn values(&self, name: &str, spot: &Spot) -> Vec<Choice> {
        if let Some(global) = GLOBALS.iter().find(|global| global.name == name) {
            return match global.name {
                "--region" => REGIONS.iter().map(|region| Choice::new(*region, "Region")).collect(),
                _ => global.choices.iter().map(|choice| Choice::new(*choice, "")).collect(),
            };
        }
        if let Some(option) = spot.people.iter().find(|option| option.name == name) {
            return option.choices.iter().map(|choice| Choice::new(*choice, "")).collect();
        }
        let Some(flag) = spot.flags.iter().find(|flag| flag.name == name) else { return Vec::new() };
        let Some(member) = flag.member() else {
            return if matches!(flag.target, Target::InputJson | Target::InputYaml) {
                self.files()
            } else {
                Vec::new()
            };
        };
        let table = self.table();
        let key = |table: &TableEntry| {
            vec![Choice::new(key_template(&table.key), format!("the key of {}", table.name))]
        };
        let mut out = match member.name {
            "TableName" | "SourceTableName" => self.tables(),
            "IndexName" => table
                .map(|table| {
                    table.indexes.iter().map(|index| Choice::new(index.name.as_str(), "index")).collect()
                })
                .unwrap_or_default(),
            "Key" | "ExclusiveStartKey" | "Item" => table.map(key).unwrap_or_default(),
            "KeyConditionExpression" => self.key_condition(table, spot),
            "ExpressionAttributeValues" => self.placeholders(':', table),
            "ExpressionAttributeNames" => self.placeholders('#', table),
            "KeySchema" | "AttributeDefinitions" | "ProvisionedThroughput" | "TimeToLiveSpecification" => {
                vec![Choice::new(example(flag), "shorthand")]
            }
            _ => Vec::new(),
        };
        if let Shape::String { values, .. } = member.shape {
            out.extend(values.iter().map(|value| Choice::new(*value, member.name)));
        }
        if matches!(member.shape, Shape::Map { .. } | Shape::List { .. } | Shape::Structure { .. }) {
            out.extend(self.files());
        }
        out
    }

    fn key_condition(&self, table: Option<&TableEntry>, spot: &Spot) -> Vec<Choice> {
        let Some(table) = table else { return Vec::new() };
        let index = self
            .words
            .iter()
            .position(|word| word.text == "--index-name")
            .filter(|_| spot.used.contains("--index-name"))
            .and_then(|at| self.words.get(at + 1))
            .and_then(|word| table.indexes.iter().find(|index| index.name == word.text));
        let key = index.map_or(&table.key, |index| &index.key);
        let Some(first) = key.first() else { return Vec::new() };
        let mut out = vec![Choice::new(format!("\"{} = :k\"", first.name), "the whole item collection")];
        if let Some(sort) = key.get(1) {
            out.push(Choice::new(format!("\"{} = :k AND {} >= :s\"", first.name, sort.name), "a part of it"));
            if sort.kind == "S" {
                out.push(Choice::new(
                    format!("\"{} = :k AND begins_with({}, :s)\"", first.name, sort.name),
                    "by prefix",
                ));
            }
        }
        out
    }

    /// A map for the placeholders that the command's expressions use.
    fn placeholders(&self, sigil: char, table: Option<&TableEntry>) -> Vec<Choice> {
        let mut names: Vec<&str> = Vec::new();
        for word in self.words {
            for piece in word.text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '#' | ':'))) {
                if piece.len() > 1
                    && piece.starts_with(sigil)
                    && !names.contains(&piece)
                    && !word.text.starts_with('{')
                {
                    names.push(piece);
                }
            }
        }
        if names.is_empty() {
            return Vec::new();
        }
        let kind = |name: &str| {
            let attribute = self.words.iter().find_map(|word| {
                let before = word.text.split(name).next().filter(|before| before.len() < word.text.len())?;
                before.trim_end().strip_suffix('=').map(|before| {
                    before
                        .trim_end()
                        .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                })
            });
            let part = attribute.and_then(|attribute| table?.key.iter().find(|part| part.name == attribute));
            part.map_or(
                ("S", "a"),
                |part| if part.kind == "N" { ("N", "1") } else { (part.kind.as_str(), "a") },
            )
        };
        let pairs: Vec<String> = names
            .iter()
            .map(|name| match sigil {
                ':' => {
                    let (kind, sample) = kind(name);
                    format!("\"{name}\": {{\"{kind}\": \"{sample}\"}}")
                }
                _ => format!("\"{name}\": \"{}\"", name.trim_start_matches('#')),
            })
            .collect();
        vec![Choice::new(format!("'{{{}}}'", pairs.join(", ")), "for the placeholders in use")]
    }

    /// Inside of an expression: names of attributes.
    pub(super) fn attribute(&self, word: &Word, cursor: usize) -> Option<Completions> {
        if !word.quoted || self.words.first()?.text != "aws" {
            return None;
        }
        let (name, _) = Spot::read(self.words).pending?;
        if !name.ends_with("-expression") {
            return None;
        }
        let table = self.table()?;
        let fragment = self.typed.len()
            - self
                .typed
                .trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '#'))
                .len();
        let typed = &self.typed[self.typed.len() - fragment..];
        let keys =
            table.key.iter().map(|part| Choice::new(part.name.as_str(), format!("key, {}", part.kind)));
        let others = table.attributes.iter().map(|name| Choice::new(name.as_str(), "attribute"));
        let functions = ["begins_with(", "attribute_exists(", "attribute_not_exists(", "contains(", "size("]
            .map(|function| Choice::new(function, "function"));
        let all: Vec<Choice> = keys.chain(others).chain(functions).collect();
        let mut choices: Vec<Choice> = all
            .into_iter()
            .filter(|choice| choice.insert.to_ascii_lowercase().starts_with(&typed.to_ascii_lowercase()))
            .collect();
        choices.truncate(MOST);
        Some(Completions { replace: Place::new(cursor - fragment, cursor), choices })
    }
}
