//! What could be typed at a place.

use std::collections::BTreeSet;

use api::shapes::{Operation, Service, Shape};

use crate::catalogue::{Catalogue, TableEntry, key_template};
use crate::cli::{
    Arity, Flag, GLOBALS, REGIONS, Target, WAITERS, example, flags, operation_of, operations_of,
};
use crate::help::about;
use crate::lab::LAB;
use crate::place::Place;
use crate::shell::{self, Found, Word};

/// At most so many choices are worth reading.
const MOST: usize = 50;

/// One completion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is inserted.
    pub insert: String,
    /// What it is, in a few words.
    pub about: String,
}

impl Choice {
    fn new(insert: impl Into<String>, about: impl Into<String>) -> Self {
        Self { insert: insert.into(), about: about.into() }
    }
}

/// Completions at a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// What a choice replaces.
    pub replace: Place,
    /// Choices, best first, at most 50.
    pub choices: Vec<Choice>,
}

/// What could be typed at byte `cursor` of `text`.
pub fn complete(text: &str, cursor: usize, catalogue: &Catalogue) -> Completions {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = &text[..cursor];
    let (mut words, here) = command_at(before);
    // The word at the cursor is not finished.
    let current =
        if words.last().is_some_and(|word| word.at.end() == cursor && !here) { words.pop() } else { None };
    let typed = current.as_ref().map_or("", |word| word.at.of(before));
    let from = cursor - typed.len();
    let scene = Scene { words: &words, typed, catalogue };
    if let Some(word) = &current
        && let Some(found) = scene.attribute(word, cursor)
    {
        return found;
    }
    Completions { replace: Place::new(from, cursor), choices: fitting(scene.choices(), typed) }
}

/// The words of the command that the end of the text stands in, and whether a blank stands between.
fn command_at(before: &str) -> (Vec<Word>, bool) {
    let mut at = 0;
    let mut inside = false;
    let mut words = Vec::new();
    while let Some((found, next)) = shell::next(before, at, inside) {
        let ended = before[..next].ends_with([';', '&', '|', '\n']);
        words = match found {
            Found::Command(statement) if !ended || next < before.len() => statement.words,
            Found::Prose(place) if place.end() == before.len() => {
                shell::statement(before, place.start()).words
            }
            _ => Vec::new(),
        };
        inside = ended;
        at = next.max(at + 1);
        while !before.is_char_boundary(at) {
            at += 1;
        }
        if at >= before.len() {
            break;
        }
        // A line end behind it: what follows is another command.
        if before[at..].trim().is_empty() && before[at..].contains('\n') {
            words = Vec::new();
            break;
        }
    }
    let blank = before.ends_with(|c: char| shell::is_blank(c) || c == '\n');
    (words, blank)
}

/// The choices that go on with what was typed; else those that contain it.
fn fitting(choices: Vec<Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.to_lowercase();
    let bare = typed.trim_start_matches(['"', '\'', '-']);
    let begins = |choice: &Choice| choice.insert.to_lowercase().starts_with(&typed);
    let contains = |choice: &Choice| bare.len() >= 2 && choice.insert.to_lowercase().contains(bare);
    let mut found: Vec<Choice> = choices.iter().filter(|choice| begins(choice)).cloned().collect();
    if found.is_empty() {
        found = choices.into_iter().filter(contains).collect();
    }
    found.truncate(MOST);
    found
}

struct Scene<'a> {
    /// The words before the one at the cursor.
    words: &'a [Word],
    /// What was typed of the word at the cursor.
    typed: &'a str,
    catalogue: &'a Catalogue,
}

/// Where in a command of the AWS CLI the cursor stands.
struct Spot {
    service: Option<String>,
    operation: Option<String>,
    waiter: Option<String>,
    flags: Vec<Flag>,
    used: BTreeSet<String>,
    /// The option whose value comes next, and whether it must.
    pending: Option<(String, bool)>,
}

impl Scene<'_> {
    fn choices(&self) -> Vec<Choice> {
        match self.words.first().map(|word| word.text.as_str()) {
            None => vec![
                Choice::new("aws dynamodb ", "the operations of DynamoDB"),
                Choice::new("aws configure", "Region and output format"),
                Choice::new("aws iam get-user", "who you are"),
                Choice::new("aws sts get-caller-identity", "who you are"),
                Choice::new("aws dynamodbstreams ", "the operations of DynamoDB Streams"),
                Choice::new("lab ", "commands of the playground"),
            ],
            Some("lab") => self.lab(),
            Some("aws") => self.aws(),
            Some(_) => Vec::new(),
        }
    }

    fn lab(&self) -> Vec<Choice> {
        match self.words.get(1).map(|word| word.text.as_str()) {
            None => LAB
                .iter()
                .map(|(name, arguments, about)| {
                    Choice::new(
                        if arguments.is_empty() { (*name).to_owned() } else { format!("{name} ") },
                        *about,
                    )
                })
                .collect(),
            Some("advance") if self.words.len() == 2 => {
                ["1s", "1m", "1h", "48h", "7d"].map(|time| Choice::new(time, "virtual time")).into()
            }
            Some("set") if self.words.len() == 2 => self
                .catalogue
                .knobs
                .iter()
                .map(|knob| Choice::new(format!("{}=", knob.name), knob.about.as_str()))
                .collect(),
            Some("reset") if self.words.len() == 2 => vec![Choice::new("example", "begin with the example")],
            Some(_) => Vec::new(),
        }
    }

    fn spot(&self) -> Spot {
        let mut spot = Spot {
            service: None,
            operation: None,
            waiter: None,
            flags: Vec::new(),
            used: BTreeSet::new(),
            pending: None,
        };
        for word in &self.words[1..] {
            let text = word.text.as_str();
            if text.starts_with("--") {
                let name = text.split('=').next().unwrap_or(text);
                let arity =
                    spot.flags.iter().find(|flag| flag.name == name).map(|flag| flag.arity).or_else(|| {
                        GLOBALS.iter().find(|global| global.name == name).map(|global| global.arity)
                    });
                spot.used.insert(name.to_owned());
                let wants = matches!(arity, Some(Arity::One | Arity::Many)) && !text.contains('=');
                spot.pending = wants.then(|| (name.to_owned(), true));
                continue;
            }
            if let Some((name, _)) = spot.pending.take() {
                let many = spot.flags.iter().any(|flag| flag.name == name && flag.arity == Arity::Many);
                spot.pending = many.then_some((name, false));
                continue;
            }
            if spot.service.is_none() {
                spot.service = Some(text.to_owned());
            } else if spot.operation.is_none() {
                spot.operation = Some(text.to_owned());
                if let Some(operation) = spot.known() {
                    spot.flags = flags(operation);
                }
            } else if spot.operation.as_deref() == Some("wait") && spot.waiter.is_none() {
                spot.waiter = Some(text.to_owned());
                let polled = WAITERS.iter().find(|(name, ..)| *name == text).map(|(.., polled)| *polled);
                spot.flags = polled.and_then(api::shapes::operation).map(flags).unwrap_or_default();
            }
        }
        spot
    }

    fn aws(&self) -> Vec<Choice> {
        let spot = self.spot();
        let mut out = Vec::new();
        if let Some((name, must)) = &spot.pending {
            let options = self.typed.starts_with('-') && !must;
            if !options {
                out = self.values(name, &spot);
            }
            if *must {
                return out;
            }
        }
        match (&spot.service, &spot.operation) {
            (None, _) => {
                out.extend(
                    [
                        ("dynamodb ", "the operations of DynamoDB"),
                        ("configure", "Region and output format"),
                        ("dynamodbstreams ", "the operations of DynamoDB Streams"),
                        ("iam get-user", "who you are"),
                        ("sts get-caller-identity", "who you are"),
                    ]
                    .map(|(insert, about)| Choice::new(insert, about)),
                );
                self.globals(&spot, &mut out);
            }
            (Some(service), None) => self.operations(service, &mut out),
            (Some(_), Some(operation)) if operation == "wait" && spot.waiter.is_none() => {
                out.extend(WAITERS.iter().rev().map(|(name, ..)| Choice::new(*name, "condition")));
            }
            _ => {
                self.options(&spot, &mut out);
                self.globals(&spot, &mut out);
            }
        }
        out
    }

    fn operations(&self, service: &str, out: &mut Vec<Choice>) {
        let which = match service {
            "dynamodb" => Service::DynamoDb,
            "dynamodbstreams" => Service::Streams,
            "configure" => {
                out.extend(["set", "get", "list"].map(|name| Choice::new(name, "")));
                return;
            }
            "iam" => return out.push(Choice::new("get-user", "who you are")),
            "sts" => return out.push(Choice::new("get-caller-identity", "who you are")),
            _ => return,
        };
        // What works comes before what is only known.
        let (built, other): (Vec<_>, Vec<_>) =
            operations_of(which).partition(|(_, operation)| operation.built);
        out.extend(built.into_iter().map(|(name, operation)| Choice::new(name, operation.name)));
        if which == Service::DynamoDb {
            out.push(Choice::new("wait ", "until a table is there, or gone"));
        }
        out.extend(other.into_iter().map(|(name, _)| Choice::new(name, "not yet")));
    }

    fn options(&self, spot: &Spot, out: &mut Vec<Choice>) {
        let given: BTreeSet<&str> = spot
            .flags
            .iter()
            .filter(|flag| spot.used.contains(&flag.name))
            .filter_map(|flag| flag.member().map(|member| member.name))
            .collect();
        let free = |flag: &&Flag| {
            !flag.hidden
                && !spot.used.contains(&flag.name)
                && flag.member().is_none_or(|member| !given.contains(member.name))
        };
        let mut offered: Vec<&Flag> = spot.flags.iter().filter(free).collect();
        offered.sort_by_key(|flag| {
            (!flag.required, matches!(flag.target, Target::Skeleton | Target::InputYaml), is_legacy(flag))
        });
        out.extend(offered.into_iter().map(|flag| {
            let note = if is_legacy(flag) { format!("legacy, {}", about(flag)) } else { about(flag) };
            Choice::new(flag.name.as_str(), note)
        }));
    }

    fn globals(&self, spot: &Spot, out: &mut Vec<Choice>) {
        out.extend(
            GLOBALS
                .iter()
                .filter(|global| {
                    !spot.used.contains(global.name)
                        && !global.about.starts_with("passed over")
                        && !global.about.starts_with("not ")
                })
                .map(|global| Choice::new(global.name, global.about)),
        );
    }

    /// The table that the command names.
    fn table(&self) -> Option<&TableEntry> {
        let at = self.words.iter().position(|word| word.text == "--table-name")?;
        self.catalogue.table(&self.words.get(at + 1)?.text)
    }

    fn tables(&self) -> Vec<Choice> {
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

    fn values(&self, name: &str, spot: &Spot) -> Vec<Choice> {
        if let Some(global) = GLOBALS.iter().find(|global| global.name == name) {
            return match global.name {
                "--region" => REGIONS.iter().map(|region| Choice::new(*region, "Region")).collect(),
                "--output" => {
                    ["json", "text", "off"].map(|format| Choice::new(format, "output format")).into()
                }
                _ => global.choices.iter().map(|choice| Choice::new(*choice, "")).collect(),
            };
        }
        let Some(flag) = spot.flags.iter().find(|flag| flag.name == name) else { return Vec::new() };
        let Some(member) = flag.member() else {
            return if matches!(flag.target, Target::InputJson) { self.files() } else { Vec::new() };
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
    fn attribute(&self, word: &Word, cursor: usize) -> Option<Completions> {
        if !word.quoted || self.words.first()?.text != "aws" {
            return None;
        }
        let (name, _) = self.spot().pending?;
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
            .filter(|choice| choice.insert.to_lowercase().starts_with(&typed.to_lowercase()))
            .collect();
        choices.truncate(MOST);
        Some(Completions { replace: Place::new(cursor - fragment, cursor), choices })
    }
}

impl Spot {
    fn known(&self) -> Option<&'static Operation> {
        let service = match self.service.as_deref()? {
            "dynamodb" => Service::DynamoDb,
            "dynamodbstreams" => Service::Streams,
            _ => return None,
        };
        operation_of(service, self.operation.as_deref()?)
    }
}

/// Options that expressions have replaced.
fn is_legacy(flag: &Flag) -> bool {
    flag.member().is_some_and(|member| {
        matches!(
            member.name,
            "AttributesToGet"
                | "AttributeUpdates"
                | "Expected"
                | "ConditionalOperator"
                | "KeyConditions"
                | "QueryFilter"
                | "ScanFilter"
        )
    })
}
