//! What could be typed at a place.

mod direct;
mod spot;
mod values;

use api::shapes::Service;

use self::spot::Spot;
use crate::catalogue::Catalogue;
use crate::cli::{Flag, GLOBALS, Target, WAITERS, operations_of, service_of};
use crate::ddb::COMMANDS;
use crate::direct::Direct;
use crate::help::about;
use crate::lab::{LAB, PRESETS};
use crate::load;
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
    let (mut words, here) = match command_at(before) {
        At::Command(words, blank) => (words, blank),
        At::Direct(direct) => return direct::complete(before, &direct, catalogue),
    };
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

/// What the end of a text stands in.
enum At {
    /// A command of these words, and whether a blank stands behind them.
    Command(Vec<Word>, bool),
    /// A request typed without the AWS CLI.
    Direct(Direct),
}

/// Whether what is typed at the end of the text still belongs to a request.
fn goes_on(before: &str, direct: &Direct) -> bool {
    let behind = &before[direct.at.end()..];
    !direct.ended && behind.trim().is_empty() && behind.matches('\n').count() < 2
}

fn command_at(before: &str) -> At {
    let mut at = 0;
    let mut inside = false;
    let mut words = Vec::new();
    while let Some((found, next)) = shell::next(before, at, inside) {
        let ended = before[..next].ends_with([';', '&', '|', '\n']);
        words = match found {
            Found::Direct(found) if goes_on(before, &found) => return At::Direct(found),
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
    At::Command(words, blank)
}

/// The choices that go on with what was typed; else those that contain it.
fn fitting(choices: Vec<Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.to_ascii_lowercase();
    let bare = typed.trim_start_matches(['"', '\'', '-']);
    let begins = |choice: &Choice| choice.insert.to_ascii_lowercase().starts_with(&typed);
    let contains = |choice: &Choice| bare.len() >= 2 && choice.insert.to_ascii_lowercase().contains(bare);
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
                Choice::new("SELECT * FROM ", "PartiQL: read items"),
                Choice::new("INSERT INTO ", "PartiQL: a new item"),
                Choice::new("UPDATE ", "PartiQL: change an item"),
                Choice::new("DELETE FROM ", "PartiQL: delete an item"),
            ]
            .into_iter()
            .chain(self.requests())
            .collect(),
            Some("lab") => self.lab(),
            Some("aws") => self.aws(),
            Some(_) => Vec::new(),
        }
    }

    /// Operations as they are typed with their input as JSON, once a capital letter was typed.
    fn requests(&self) -> Vec<Choice> {
        if !self.typed.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Vec::new();
        }
        let built = api::shapes::operations().iter().filter(|operation| operation.built);
        built.map(|operation| Choice::new(format!("{} {{", operation.name), "its input as JSON")).collect()
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
            Some("workload") => self.workload(),
            Some("preset") if self.words.len() == 2 => {
                PRESETS.iter().map(|preset| Choice::new(preset.name, preset.about)).collect()
            }
            Some("help") if self.words.len() == 2 => {
                LAB.iter().map(|(name, _, about)| Choice::new(*name, *about)).collect()
            }
            Some("reset") if self.words.len() == 2 => vec![Choice::new("example", "begin with the example")],
            Some(_) => Vec::new(),
        }
    }

    fn workload(&self) -> Vec<Choice> {
        let Some(verb) = self.words.get(2) else {
            let verb = |(name, about): &(&str, &str)| {
                let more = if matches!(*name, "start" | "preview") { " --table " } else { "" };
                Choice::new(format!("{name}{more}"), *about)
            };
            return load::VERBS.iter().map(verb).collect();
        };
        if !matches!(verb.text.as_str(), "start" | "preview") {
            return Vec::new();
        }
        let last = self.words.last().map_or("", |word| word.text.as_str());
        if last == "--table" {
            let tables = self.catalogue.tables.iter();
            return tables.map(|table| Choice::new(format!("{} ", table.name), "a table")).collect();
        }
        let choices = load::choices(last);
        if !choices.is_empty() {
            return choices.iter().map(|word| Choice::new(format!("{word} "), last)).collect();
        }
        let used = |name: &str| self.words.iter().any(|word| word.text == name);
        load::options()
            .filter(|(name, _)| !used(name))
            .map(|(name, about)| Choice::new(format!("{name} "), about))
            .collect()
    }

    fn aws(&self) -> Vec<Choice> {
        let spot = Spot::read(self.words);
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
                        ("ddb ", "items with plain values, in YAML"),
                        ("iam ", "users, roles and their policies"),
                        ("sts ", "who you are; roles that are assumed"),
                    ]
                    .map(|(insert, about)| Choice::new(insert, about)),
                );
                Self::globals(&spot, &mut out);
            }
            (Some(service), None) => Self::operations(service, &mut out),
            (Some(_), Some(operation)) if operation == "wait" && spot.waiter.is_none() => {
                out.extend(WAITERS.iter().rev().map(|waiter| Choice::new(waiter.name, "condition")));
            }
            (Some(service), Some(_)) if service == "ddb" => self.people(&spot, &mut out),
            _ => {
                Self::options(&spot, &mut out);
                Self::globals(&spot, &mut out);
            }
        }
        out
    }

    fn operations(service: &str, out: &mut Vec<Choice>) {
        let which = match service {
            "dynamodb" | "dynamodbstreams" | "lambda" | "cloudwatch" | "dax" | "iam" | "organizations"
            | "sts" => service_of(service).unwrap_or(Service::DynamoDb),
            "configure" => {
                out.extend(["set", "get", "list"].map(|name| Choice::new(name, "")));
                return;
            }
            "ddb" => {
                out.extend(COMMANDS.iter().map(|(name, _, about)| Choice::new(format!("{name} "), *about)));
                return;
            }
            _ => return,
        };
        // What works comes before what is only known.
        let (built, other): (Vec<_>, Vec<_>) =
            operations_of(which).partition(|(_, operation)| operation.built);
        out.extend(built.into_iter().map(|(name, operation)| Choice::new(name, operation.own_name())));
        if which == Service::DynamoDb {
            out.push(Choice::new("wait ", "until a table is there, or gone"));
        }
        out.extend(other.into_iter().map(|(name, _)| Choice::new(name, "not yet")));
    }

    /// Behind a command of `aws ddb`: its table first, then its options.
    fn people(&self, spot: &Spot, out: &mut Vec<Choice>) {
        if spot.arguments == 0 {
            out.extend(self.tables());
        }
        let free = spot.people.iter().filter(|option| !spot.used.contains(option.name));
        out.extend(free.map(|option| Choice::new(option.name, option.about)));
        Self::globals(spot, out);
    }

    fn options(spot: &Spot, out: &mut Vec<Choice>) {
        let given = spot.flags.iter().filter(|flag| spot.used.contains(&flag.name));
        let given = value::set(given.filter_map(|flag| flag.member().map(|member| member.name)));
        let free = |flag: &&Flag| {
            !flag.hidden
                && !spot.used.contains(&flag.name)
                && flag.member().is_none_or(|member| !given.contains(member.name))
        };
        let mut offered: Vec<&Flag> = spot.flags.iter().filter(free).collect();
        value::sort_by_key(&mut offered, |flag| {
            (!flag.required, matches!(flag.target, Target::Skeleton | Target::InputYaml), is_legacy(flag))
        });
        out.extend(offered.into_iter().map(|flag| {
            let note = if is_legacy(flag) { format!("legacy, {}", about(flag)) } else { about(flag) };
            Choice::new(flag.name.as_str(), note)
        }));
    }

    fn globals(spot: &Spot, out: &mut Vec<Choice>) {
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
