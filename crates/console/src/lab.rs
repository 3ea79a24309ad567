//! `lab …`: commands of the playground itself.

use crate::cache::CacheCommand;
use crate::distance::nearest;
use crate::duration::duration;
use crate::fault::{Fault, USAGE};
use crate::load::{self, LoadCommand};
use crate::place::Place;
use crate::shell::Word;

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
        /// Its value, in the knob's own unit; durations were turned into microseconds.
        value: i64,
    },
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

/// Name, arguments, meaning; for help and completion.
pub(crate) const LAB: &[(&str, &str, &str)] = &[
    ("advance", "48h", "let virtual time pass (us, ms, s, m, h, d)"),
    ("idle", "", "let time pass until nothing is on its way"),
    ("clock", "", "say what time it is"),
    ("workload", "start …", "calls that come by themselves: start, preview, list, stop"),
    ("set", "name=value", "turn a knob"),
    ("knobs", "", "list the knobs"),
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
    ("reset", "[example]", "throw the world away"),
    ("help", "", "list these commands"),
];

/// Reads the words of a command that begins with `lab`; `None` stands for help.
pub(crate) fn parse(words: &[Word], commands: &mut Vec<Place>) -> Result<Option<LabCommand>, Fault> {
    let Some(program) = words.first() else { return Ok(None) };
    commands.push(program.at);
    let Some(name) = words.get(1) else { return Ok(None) };
    let rest = &words[2..];
    commands.push(name.at);
    let bare = |command: LabCommand| match rest.first() {
        None => Ok(Some(command)),
        Some(word) => Err(Fault::plain(USAGE, format!("lab {}: `{}` is too much", name.text, word.text))
            .at(word.at)
            .hint(format!("`lab {}` takes nothing.", name.text))
            .fix(Some(""))),
    };
    match name.text.as_str() {
        "help" | "--help" => Ok(None),
        "idle" => bare(LabCommand::Idle),
        "clock" | "time" => bare(LabCommand::Clock),
        "knobs" => bare(LabCommand::Knobs),
        "files" => bare(LabCommand::Files),
        "chaos" => Ok(Some(LabCommand::Chaos(rest.iter().map(|word| word.text.clone()).collect()))),
        "reset" => match rest {
            [] => Ok(Some(LabCommand::Reset { example: false })),
            [word] if matches!(word.text.as_str(), "example" | "--example") => {
                Ok(Some(LabCommand::Reset { example: true }))
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
            duration(&text).map(|micros| Some(LabCommand::Advance(micros))).ok_or_else(|| {
                let fix = (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| format!("{text}s"));
                Fault::plain(USAGE, "lab advance: a time is needed, such as 500ms, 20s, 5m, 48h, 3d")
                    .at(place)
                    .hint("A number with a unit: us, ms, s, m, h, d, w.")
                    .fix(fix)
            })
        }
        "set" => set(rest, program.at.join(name.at)),
        "cache" => crate::cache::parse(rest, program.at.join(name.at))
            .map(|command| Some(LabCommand::Cache(command))),
        "via" => via(rest, program.at.join(name.at)),
        "as" => who(rest, program.at.join(name.at)),
        "workload" | "workloads" => load::parse(rest, program.at.join(name.at), commands)
            .map(|command| Some(LabCommand::Workload(command))),
        other => {
            let near = nearest(other, LAB.iter().map(|(name, ..)| *name));
            let all: Vec<&str> = LAB.iter().map(|(name, ..)| *name).collect();
            Err(Fault::plain(USAGE, format!("lab: no command `{other}`"))
                .at(name.at)
                .hint(near.map_or_else(
                    || format!("There are: {}.", all.join(", ")),
                    |near| format!("Did you mean `{near}`?"),
                ))
                .fix(near))
        }
    }
}

/// `lab via dax music`, `lab via cache side`, `lab via off`.
fn via(rest: &[Word], head: Place) -> Result<Option<LabCommand>, Fault> {
    let words: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
    match words.as_slice() {
        ["off"] => Ok(Some(LabCommand::Via(None))),
        [kind @ ("dax" | "cache"), name] => Ok(Some(LabCommand::Via(Some(format!("{kind}:{name}"))))),
        _ => Err(Fault::plain(USAGE, "lab via: `dax` or `cache` and a name are needed, or `off`")
            .at(rest.last().map_or(head, |word| word.at))
            .hint("Write `lab via dax music`, `lab via cache side` or `lab via off`.")
            .fix(Some("off"))),
    }
}

/// `lab as alice`, `lab as admin`.
fn who(rest: &[Word], head: Place) -> Result<Option<LabCommand>, Fault> {
    let [name] = rest else {
        return Err(Fault::plain(
            USAGE,
            "lab as: the name of a user or of a role's session is needed, or `admin`",
        )
        .at(rest.get(1).map_or(head, |word| word.at))
        .hint("`aws iam list-users` says who there is."));
    };
    let nobody = matches!(name.text.as_str(), "admin" | "root" | "default" | "off");
    Ok(Some(LabCommand::As((!nobody).then(|| name.text.clone()))))
}

/// `lab set name=value` or `lab set name value`.
fn set(rest: &[Word], head: Place) -> Result<Option<LabCommand>, Fault> {
    let words: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
    let pair = match words.as_slice() {
        [one] => one.split_once('='),
        [name, value] | [name, "=", value] => Some((*name, *value)),
        _ => None,
    };
    let fault = |at| {
        Fault::plain(USAGE, "lab set: a knob and a whole number are needed, such as index-lag=20ms")
            .at(at)
            .hint("`lab knobs` lists them. Times may have a unit: 20ms.")
    };
    let Some((knob, text)) = pair.filter(|(knob, _)| !knob.is_empty()) else { return Err(fault(head)) };
    let value = match text {
        "true" | "on" => Some(1),
        "false" | "off" => Some(0),
        text => {
            text.parse::<i64>().ok().or_else(|| duration(text).and_then(|micros| i64::try_from(micros).ok()))
        }
    };
    match value {
        Some(value) => Ok(Some(LabCommand::Set { knob: knob.to_owned(), value })),
        None => Err(fault(rest.last().map_or(head, |word| word.at))),
    }
}
