//! `lab …`: commands of the playground itself.

use crate::action::{Action, HelpTopic};
use crate::cache::{self, CacheCommand};
use crate::distance::nearest;
use crate::duration::duration;
use crate::fault::{Fault, USAGE};
use crate::help::columns;
use crate::load::{self, LoadCommand};
use crate::place::Place;
use crate::shell::Word;
use crate::size::size;

/// What a command of the playground asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabCommand {
    /// Let this much virtual time pass, microseconds.
    Advance(u64),
    /// Let virtual time pass until nothing is on its way.
    Idle,
    /// Say what time it is.
    Clock,
    /// Throw the world away and begin with an empty one, or with the example.
    Reset {
        /// Begin with the example.
        example: bool,
    },
    /// Turn a knob.
    Set {
        /// Its name.
        knob: String,
        /// Its value; durations were turned into microseconds, sizes into bytes.
        value: i64,
        /// What was written behind it.
        unit: Unit,
    },
    /// Turn the knobs of a preset.
    Preset(&'static Preset),
    /// List the presets.
    Presets,
    /// List the knobs.
    Knobs,
    /// Faults: what to do about them, word by word.
    Chaos(Vec<String>),
    /// List the files that `file://` can read.
    Files,
    /// Send the commands that follow through a cache (`dax:` or `cache:` and its name), or straight to the service.
    Via(Option<String>),
    /// Make the calls that follow as somebody: a user, a role's session; nobody is the administrator.
    As(Option<String>),
    /// An application's own cache.
    Cache(CacheCommand),
    /// Calls that the world makes by itself.
    Workload(LoadCommand),
}

/// The unit that a knob's value was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// None: the value is in the knob's own unit.
    None,
    /// A time.
    Time,
    /// A size.
    Bytes,
}

/// Settings that are usual in a lesson, by a name.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// What it is called.
    pub name: &'static str,
    /// Knobs and their values, in the knobs' own units.
    pub knobs: &'static [(&'static str, i64)],
    /// What it is good for.
    pub about: &'static str,
}

/// Microseconds of two days.
const TWO_DAYS: i64 = 172_800_000_000;

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "partition-64kb",
        knobs: &[("partition.max_bytes", 65_536)],
        about: "a partition is split at 64 KB, so that a few items show it",
    },
    Preset {
        name: "partition-10gb",
        knobs: &[("partition.max_bytes", 10_737_418_240)],
        about: "a partition is split at 10 GB, as documented",
    },
    Preset {
        name: "ttl-instant",
        knobs: &[("ttl.delay", 0), ("ttl.spread", 0)],
        about: "expired items go as soon as the sweep comes to them",
    },
    Preset {
        name: "ttl-1-minute",
        knobs: &[("ttl.delay", 60_000_000), ("ttl.spread", 0)],
        about: "expired items go after a minute",
    },
    Preset {
        name: "ttl-48-hours",
        knobs: &[("ttl.delay", 0), ("ttl.spread", TWO_DAYS)],
        about: "expired items go at some time within 48 hours, as documented",
    },
    Preset {
        name: "quorum-1",
        knobs: &[("replication.write_quorum", 1)],
        about: "a write is acknowledged when the leader has it: faster, and lost with the leader",
    },
    Preset {
        name: "quorum-2",
        knobs: &[("replication.write_quorum", 2)],
        about: "a write is acknowledged when two of three zones have it, as documented",
    },
    Preset {
        name: "quorum-3",
        knobs: &[("replication.write_quorum", 3)],
        about: "a write is acknowledged when all zones have it: none while a zone is away",
    },
    Preset {
        name: "era-2012",
        knobs: &[("admission.era", 0)],
        about: "each partition has an even share of what is provisioned, and keeps nothing",
    },
    Preset {
        name: "era-burst",
        knobs: &[("admission.era", 1)],
        about: "an even share each, and what a partition leaves unused is kept for five minutes",
    },
    Preset {
        name: "era-adaptive",
        knobs: &[("admission.era", 2)],
        about: "the same, and a partition that is throttled gets a greater share after a while",
    },
    Preset {
        name: "era-today",
        knobs: &[("admission.era", 3)],
        about: "what is provisioned is one pool that every partition draws on",
    },
];

/// Name, an example's arguments, meaning; for help and completion.
pub(crate) const LAB: &[(&str, &str, &str)] = &[
    ("advance", "48h", "let virtual time pass (us, ms, s, m, h, d)"),
    ("idle", "", "let time pass until nothing is on its way"),
    ("clock", "", "say what time it is"),
    ("workload", "start --table Orders", "calls that come by themselves: start, preview, list, stop"),
    ("set", "index_lag.median=20ms", "turn a knob; times and sizes may have a unit"),
    ("knobs", "", "list the knobs"),
    ("preset", "ttl-1-minute", "turn the knobs of a preset; without a name: list the presets"),
    ("chaos", "az-loss b --for 15s", "let something go wrong; `lab chaos help` says what"),
    ("files", "", "list the files that file:// can read"),
    (
        "cache",
        "create side --strategy lazy --ttl 60s",
        "an application's own cache: create, delete, lose, list",
    ),
    ("via", "dax music", "send what follows through a DAX cluster or a cache; off: straight to DynamoDB"),
    (
        "as",
        "alice",
        "call as a user or role's session from now on; `lab as admin`: as the administrator again",
    ),
    ("reset", "example", "throw the world away and begin with the example; alone: with nothing"),
    ("help", "workload", "list these commands, or say more of one"),
];

/// `lab help`.
#[inline(never)]
pub(crate) fn help() -> String {
    let mut out = String::new();
    for command in LAB {
        line(&mut out, command);
    }
    out
}

fn line(out: &mut String, (name, arguments, about): &(&str, &str, &str)) {
    let gap = if arguments.is_empty() { "" } else { " " };
    columns(out, &format!("lab {name}{gap}{arguments}"), about);
}

/// `lab help workload`.
#[inline(never)]
pub(crate) fn help_about(name: &str) -> String {
    match name {
        "workload" => load::help(),
        "cache" => cache::HELP.to_owned(),
        "set" => SET.to_owned(),
        "preset" => presets(),
        _ => {
            let mut out = String::new();
            if let Some(command) = LAB.iter().find(|(known, ..)| *known == name) {
                line(&mut out, command);
            }
            out
        }
    }
}

/// `lab help set`.
const SET: &str = "\
lab set name=value    turn a knob; `lab knobs` lists them with their values and meanings

A value is a whole number in the knob's own unit, or has a unit of its own:
a time (250us, 20ms, 5s, 1m, 48h, 7d) or a size (400B, 64KB, 1.5MB, 10GB). on is 1, off is 0.

Examples
  lab set index_lag.median=20ms
  lab set partition.max_bytes=64KB
  lab set admission.enforce=off
";

/// The presets, with what they turn.
fn presets() -> String {
    let mut out = String::new();
    for preset in PRESETS {
        columns(&mut out, &format!("lab preset {}", preset.name), preset.about);
    }
    out.push_str("\nExamples\n  lab preset ttl-48-hours\n  lab preset\n");
    out
}

/// Reads the words of a command that begins with `lab`.
pub(crate) fn parse(words: &[Word], commands: &mut Vec<Place>) -> Result<Action, Fault> {
    let overview = Ok(Action::Help(HelpTopic::Lab));
    let Some(program) = words.first() else { return overview };
    commands.push(program.at);
    let Some(name) = words.get(1) else { return overview };
    let rest = &words[2..];
    commands.push(name.at);
    match name.text.as_str() {
        "help" | "--help" => rest.first().map_or(overview, about),
        _ if asks_for_help(&name.text, rest) => about(name),
        _ => command(program, name, rest, commands).map(Action::Lab),
    }
}

/// `lab workload start --help`, `lab cache help`.
fn asks_for_help(name: &str, rest: &[Word]) -> bool {
    let first = rest.first().is_some_and(|word| word.text == "help");
    rest.iter().any(|word| word.text == "--help")
        || (first && matches!(name, "workload" | "workloads" | "cache" | "preset" | "set"))
}

/// What there is to say of a command.
#[inline(never)]
fn about(word: &Word) -> Result<Action, Fault> {
    let wanted = match word.text.as_str() {
        // The faults are the playground's to list.
        "chaos" => return Ok(Action::Lab(LabCommand::Chaos(vec!["help".to_owned()]))),
        "workloads" => "workload",
        "knob" => "set",
        "time" => "clock",
        "--help" => "help",
        other => other,
    };
    match LAB.iter().find(|(known, ..)| *known == wanted) {
        Some((known, ..)) => Ok(Action::Help(HelpTopic::LabCommand(known))),
        None => Err(unknown(word)),
    }
}

fn unknown(name: &Word) -> Fault {
    let near = nearest(&name.text, LAB.iter().map(|(name, ..)| *name));
    let all: Vec<&str> = LAB.iter().map(|(name, ..)| *name).collect();
    Fault::plain(USAGE, format!("lab: no command `{}`", name.text))
        .at(name.at)
        .hint(near.map_or_else(
            || format!("There are: {}.", all.join(", ")),
            |near| format!("Did you mean `{near}`?"),
        ))
        .fix(near)
}

fn command(
    program: &Word,
    name: &Word,
    rest: &[Word],
    commands: &mut Vec<Place>,
) -> Result<LabCommand, Fault> {
    let bare = |command: LabCommand| match rest.first() {
        None => Ok(command),
        Some(word) => Err(Fault::plain(USAGE, format!("lab {}: `{}` is too much", name.text, word.text))
            .at(word.at)
            .hint(format!("`lab {}` takes nothing.", name.text))
            .fix(Some(""))),
    };
    match name.text.as_str() {
        "idle" => bare(LabCommand::Idle),
        "clock" | "time" => bare(LabCommand::Clock),
        "knobs" => bare(LabCommand::Knobs),
        "files" => bare(LabCommand::Files),
        "chaos" => Ok(LabCommand::Chaos(rest.iter().map(|word| word.text.clone()).collect())),
        "reset" => match rest {
            [] => Ok(LabCommand::Reset { example: false }),
            [word] if matches!(word.text.as_str(), "example" | "--example") => {
                Ok(LabCommand::Reset { example: true })
            }
            [word, ..] => Err(Fault::plain(USAGE, format!("lab reset: `{}` is not known", word.text))
                .at(word.at)
                .hint("Write `lab reset` for an empty world or `lab reset example`.")
                .fix(Some("example"))),
        },
        "advance" => {
            let text: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
            let place = match (rest.first(), rest.last()) {
                (Some(first), Some(last)) => first.at.join(last.at),
                _ => program.at.join(name.at),
            };
            let text = text.join(" ");
            duration(&text).map(LabCommand::Advance).ok_or_else(|| {
                let fix = (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| format!("{text}s"));
                Fault::plain(USAGE, "lab advance: a time is needed, such as 500ms, 20s, 5m, 48h, 3d")
                    .at(place)
                    .hint("A number with a unit: us, ms, s, m, h, d, w.")
                    .fix(fix)
            })
        }
        "set" | "knob" => set(rest, program.at.join(name.at)),
        "preset" | "presets" => preset(rest),
        "cache" => cache::parse(rest, program.at.join(name.at)).map(LabCommand::Cache),
        "via" => via(rest, program.at.join(name.at)),
        "as" => who(rest, program.at.join(name.at)),
        "workload" | "workloads" => {
            load::parse(rest, program.at.join(name.at), commands).map(LabCommand::Workload)
        }
        _ => Err(unknown(name)),
    }
}

/// `lab preset ttl-1-minute`.
#[inline(never)]
fn preset(rest: &[Word]) -> Result<LabCommand, Fault> {
    let Some(word) = rest.first() else { return Ok(LabCommand::Presets) };
    let names = || PRESETS.iter().map(|preset| preset.name);
    match (PRESETS.iter().find(|preset| preset.name == word.text), rest.get(1)) {
        (Some(preset), None) => Ok(LabCommand::Preset(preset)),
        (Some(_), Some(more)) => Err(Fault::plain(USAGE, format!("lab preset: `{}` is too much", more.text))
            .at(more.at)
            .fix(Some(""))),
        (None, _) => {
            let all: Vec<&str> = names().collect();
            Err(Fault::plain(USAGE, format!("lab preset: there is no preset `{}`", word.text))
                .at(word.at)
                .hint(format!("There are: {}.", all.join(", ")))
                .fix(nearest(&word.text, names())))
        }
    }
}

/// `lab via dax music`, `lab via cache side`, `lab via side`, `lab via off`.
fn via(rest: &[Word], head: Place) -> Result<LabCommand, Fault> {
    let words: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
    match words.as_slice() {
        ["off"] => Ok(LabCommand::Via(None)),
        [kind @ ("dax" | "cache"), name] => Ok(LabCommand::Via(Some(format!("{kind}:{name}")))),
        // The world knows of which kind it is.
        [name] if !matches!(*name, "dax" | "cache") => Ok(LabCommand::Via(Some((*name).to_owned()))),
        _ => Err(Fault::plain(USAGE, "lab via: `dax` or `cache` and a name are needed, or `off`")
            .at(rest.last().map_or(head, |word| word.at))
            .hint("Write `lab via dax music`, `lab via cache side` or `lab via off`.")
            .fix(Some("off"))),
    }
}

/// `lab as alice`, `lab as admin`.
fn who(rest: &[Word], head: Place) -> Result<LabCommand, Fault> {
    let [name] = rest else {
        return Err(Fault::plain(
            USAGE,
            "lab as: the name of a user or of a role's session is needed, or `admin`",
        )
        .at(rest.get(1).map_or(head, |word| word.at))
        .hint("`aws iam list-users` says who there is."));
    };
    let nobody = matches!(name.text.as_str(), "admin" | "root" | "default" | "off");
    Ok(LabCommand::As((!nobody).then(|| name.text.clone())))
}

/// `lab set name=value` or `lab set name value`.
fn set(rest: &[Word], head: Place) -> Result<LabCommand, Fault> {
    let words: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
    let pair = match words.as_slice() {
        [name, "=", value @ ..] => Some((*name, value.join(" "))),
        [one, more @ ..] => match one.split_once('=') {
            Some((name, value)) => Some((name, [&[value], more].concat().join(" "))),
            None => Some((*one, more.join(" "))),
        },
        [] => None,
    };
    let fault = |at| {
        Fault::plain(USAGE, "lab set: a knob and a value are needed, such as index_lag.median=20ms")
            .at(at)
            .hint("`lab knobs` lists them. Times and sizes may have a unit: 20ms, 64KB.")
    };
    let Some((knob, text)) = pair.filter(|(knob, text)| !knob.is_empty() && !text.is_empty()) else {
        return Err(fault(head));
    };
    let (value, unit) = match text.as_str() {
        "true" | "on" => (Some(1), Unit::None),
        "false" | "off" => (Some(0), Unit::None),
        text => match (text.parse::<i64>(), duration(text), size(text)) {
            (Ok(value), ..) => (Some(value), Unit::None),
            (_, Some(micros), _) => (i64::try_from(micros).ok(), Unit::Time),
            (_, _, bytes) => (bytes.and_then(|bytes| i64::try_from(bytes).ok()), Unit::Bytes),
        },
    };
    match value {
        Some(value) => Ok(LabCommand::Set { knob: knob.to_owned(), value, unit }),
        None => Err(fault(rest.last().map_or(head, |word| word.at))),
    }
}
