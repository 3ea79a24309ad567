//! `lab workload …`: what its words say. What they come to is for the playground to say.

use crate::distance::nearest;
use crate::duration::duration;
use crate::fault::{Fault, USAGE};
use crate::help::columns;
use crate::place::Place;
use crate::shell::Word;
use crate::size::bytes;

/// What is to be done about workloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadCommand {
    /// Begin one.
    Start(Box<Flags>),
    /// Say what one would need, without beginning it.
    Preview(Box<Flags>),
    /// List those that run, and the latest of those that are over.
    List,
    /// End one, or all.
    Stop(Option<String>),
}

/// The options of a workload, as they were read; absent ones have their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--table`.
    pub table: String,
    /// `--name`.
    pub name: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--rate`: thousandths of a call a second.
    pub rate: Option<u64>,
    /// `--to`: the rate at which a ramp ends.
    pub to: Option<u64>,
    /// `--peak`: the rate of a spike.
    pub peak: Option<u64>,
    /// `--at`: when a spike begins.
    pub at: Option<u64>,
    /// `--width`: how long a spike or a ramp lasts.
    pub width: Option<u64>,
    /// `--swing`: percent.
    pub swing: Option<u64>,
    /// `--day`: how long a day lasts.
    pub day: Option<u64>,
    /// `--arrival constant|ramp|spike|diurnal`.
    pub arrival: Option<String>,
    /// `--poisson`.
    pub poisson: bool,
    /// `--for`.
    pub lasts: Option<u64>,
    /// `--keys uniform|zipf|hot|sequential|date|sharded`.
    pub keys: Option<String>,
    /// `--count`: how many keys.
    pub count: Option<u64>,
    /// `--sorts`: how many sort keys.
    pub sorts: Option<u64>,
    /// `--prefix`.
    pub prefix: Option<String>,
    /// `--theta`: thousandths.
    pub theta: Option<u64>,
    /// `--hot`: percent of the calls that go to the hot keys.
    pub hot: Option<u64>,
    /// `--hot-keys`: how many those are.
    pub hot_keys: Option<u64>,
    /// `--bucket day|hour|minute`.
    pub bucket: Option<String>,
    /// `--shards`.
    pub shards: Option<u64>,
    /// `--op put`, `--op put=1,get=9`: words and weights.
    pub mix: Vec<(String, u64)>,
    /// `--index`.
    pub index: Option<String>,
    /// `--size`: bytes.
    pub size: Option<u64>,
    /// `--index-values`.
    pub index_values: Option<u64>,
    /// `--clients`.
    pub clients: Option<u64>,
    /// `--retry none|legacy|…`.
    pub retry: Option<String>,
    /// `--attempts`.
    pub attempts: Option<u64>,
}

/// What an option takes.
#[derive(Clone, Copy)]
enum Takes {
    Text(fn(&mut Flags) -> &mut Option<String>),
    One(&'static [&'static str], fn(&mut Flags) -> &mut Option<String>),
    Number(fn(&mut Flags) -> &mut Option<u64>),
    /// A number with up to three digits behind the point.
    Thousandths(fn(&mut Flags) -> &mut Option<u64>),
    Time(fn(&mut Flags) -> &mut Option<u64>),
    Bytes(fn(&mut Flags) -> &mut Option<u64>),
    Table,
    Mix,
    Nothing,
}

impl Takes {
    /// What stands for it behind the option.
    const fn word(self) -> &'static str {
        match self {
            Self::Text(_) | Self::Table => " <name>",
            Self::One(..) | Self::Mix => " <word>",
            Self::Number(_) | Self::Thousandths(_) => " <number>",
            Self::Time(_) => " <time>",
            Self::Bytes(_) => " <size>",
            Self::Nothing => "",
        }
    }
}

/// Words of `--op`.
pub(crate) const OPERATIONS: &[&str] = &[
    "put",
    "update",
    "delete",
    "get",
    "get-strong",
    "query",
    "query-strong",
    "scan",
    "transact",
    "transact-get",
];
/// Words of `--keys`.
pub(crate) const KEYS: &[&str] = &["uniform", "zipf", "hot", "sequential", "date", "sharded"];
/// Words of `--arrival`.
pub(crate) const ARRIVALS: &[&str] = &["constant", "ramp", "spike", "diurnal"];
/// Words of `--retry`.
pub(crate) const RETRIES: &[&str] =
    &["none", "legacy", "standard", "adaptive", "immediate", "fixed", "full-jitter", "conflicts"];
/// Words of `--bucket`.
pub(crate) const BUCKETS: &[&str] = &["day", "hour", "minute"];

/// The verbs of `lab workload`.
pub(crate) const VERBS: &[(&str, &str)] = &[
    ("start", "begin one: its clients call by themselves"),
    ("preview", "what it would need of each bucket"),
    ("list", "those that run, and what became of their calls"),
    ("stop", "end one, or all"),
];

/// The options of `lab workload start`: name, what it takes, meaning.
const OPTIONS: &[(&str, Takes, &str)] = &[
    ("--table", Takes::Table, "the table"),
    ("--rate", Takes::Thousandths(|f| &mut f.rate), "calls a second (10)"),
    ("--for", Takes::Time(|f| &mut f.lasts), "how long (60s)"),
    (
        "--op",
        Takes::Mix,
        "put, update, delete, get, get-strong, query, query-strong, scan, transact (two items), transact-get; or a mix: put=1,get=9 (put)",
    ),
    (
        "--keys",
        Takes::One(KEYS, |f| &mut f.keys),
        "which keys: uniform, zipf, hot, sequential, date, sharded (uniform)",
    ),
    ("--count", Takes::Number(|f| &mut f.count), "how many partition keys (1000)"),
    ("--sorts", Takes::Number(|f| &mut f.sorts), "how many sort keys each has (10); 0 counts up"),
    ("--prefix", Takes::Text(|f| &mut f.prefix), "what keys begin with (key-)"),
    ("--theta", Takes::Thousandths(|f| &mut f.theta), "zipf: how skewed (0.99)"),
    ("--hot", Takes::Number(|f| &mut f.hot), "hot: percent of the calls for the hot keys (90)"),
    ("--hot-keys", Takes::Number(|f| &mut f.hot_keys), "hot: how many keys are hot (1)"),
    ("--bucket", Takes::One(BUCKETS, |f| &mut f.bucket), "date: day, hour or minute (day)"),
    ("--shards", Takes::Number(|f| &mut f.shards), "sharded: how many shards a key has (10)"),
    ("--size", Takes::Bytes(|f| &mut f.size), "bytes of an item that is written (1KB)"),
    ("--clients", Takes::Number(|f| &mut f.clients), "how many clients (10)"),
    (
        "--retry",
        Takes::One(RETRIES, |f| &mut f.retry),
        "none, legacy, standard, adaptive, immediate, fixed, full-jitter, conflicts: those of transactions, too (legacy)",
    ),
    (
        "--attempts",
        Takes::Number(|f| &mut f.attempts),
        "at most so many attempts (as the way of --retry has it)",
    ),
    ("--arrival", Takes::One(ARRIVALS, |f| &mut f.arrival), "constant, ramp, spike, diurnal (constant)"),
    ("--poisson", Takes::Nothing, "calls come by chance, not evenly"),
    ("--to", Takes::Thousandths(|f| &mut f.to), "ramp: calls a second at its end (ten times --rate)"),
    ("--peak", Takes::Thousandths(|f| &mut f.peak), "spike: calls a second in it (ten times --rate)"),
    ("--at", Takes::Time(|f| &mut f.at), "spike: when it begins (after a third of the time)"),
    (
        "--width",
        Takes::Time(|f| &mut f.width),
        "spike, ramp: how long it takes (a third of the time, all of it)",
    ),
    ("--swing", Takes::Number(|f| &mut f.swing), "diurnal: percent up and down (80)"),
    ("--day", Takes::Time(|f| &mut f.day), "diurnal: how long a day is (24h)"),
    ("--index", Takes::Text(|f| &mut f.index), "the index that queries and scans read (none)"),
    (
        "--index-values",
        Takes::Number(|f| &mut f.index_values),
        "values of attributes that are keys of indexes only (100); 0 leaves them out",
    ),
    ("--name", Takes::Text(|f| &mut f.name), "what it is called (w1, w2 …)"),
    ("--region", Takes::Text(|f| &mut f.region), "the Region (that of the console)"),
];

/// Names and meanings of the options, for completion and help.
pub(crate) fn options() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPTIONS.iter().map(|(name, _, about)| (*name, *about))
}

/// `lab help workload`.
pub(crate) fn help() -> String {
    let mut out = String::new();
    for (name, about) in VERBS {
        let more = match *name {
            "start" | "preview" => " --table Orders [options]",
            "stop" => " [name]",
            _ => "",
        };
        columns(&mut out, &format!("lab workload {name}{more}"), about);
    }
    out.push_str("\nOptions; what is taken without them in brackets\n");
    for (name, takes, about) in OPTIONS {
        columns(&mut out, &format!("  {name}{}", takes.word()), about);
    }
    out.push_str(EXAMPLES);
    out
}

/// At the end of the help.
const EXAMPLES: &str = "
Examples
  lab workload start --table Orders --rate 50 --for 5m --op put=1,get=9
  lab workload start --table Orders --rate 200 --keys hot --hot 80 --hot-keys 3 --retry full-jitter
  lab workload preview --table Orders --rate 10 --to 400 --for 10m
  lab workload start --table Orders --arrival diurnal --rate 100 --swing 50 --day 1h --for 2h
  lab workload list
  lab workload stop
";

/// The words that an option takes, where there are only a few.
pub(crate) fn choices(option: &str) -> &'static [&'static str] {
    let found = OPTIONS.iter().find(|(name, ..)| *name == option);
    match found.map(|(_, takes, _)| takes) {
        Some(Takes::One(words, _)) => words,
        Some(Takes::Mix) => OPERATIONS,
        _ => &[],
    }
}

/// Reads what follows `lab workload`.
pub(crate) fn parse(rest: &[Word], head: Place, commands: &mut Vec<Place>) -> Result<LoadCommand, Fault> {
    let verbs = || VERBS.iter().map(|(name, _)| *name);
    let Some(verb) = rest.first() else {
        let all: Vec<&str> = verbs().collect();
        return Err(Fault::plain(USAGE, "lab workload: what about it?")
            .at(head)
            .hint(format!("One of: {}.", all.join(", "))));
    };
    commands.push(verb.at);
    let after = &rest[1..];
    match verb.text.as_str() {
        "start" => flags(after, head.join(verb.at)).map(|flags| LoadCommand::Start(Box::new(flags))),
        "preview" => flags(after, head.join(verb.at)).map(|flags| LoadCommand::Preview(Box::new(flags))),
        "list" if after.is_empty() => Ok(LoadCommand::List),
        "stop" if after.len() <= 1 => Ok(LoadCommand::Stop(after.first().map(|word| word.text.clone()))),
        "list" | "stop" => {
            let word = &after[usize::from(verb.text == "stop")];
            Err(Fault::plain(USAGE, format!("lab workload {}: `{}` is too much", verb.text, word.text))
                .at(word.at)
                .fix(Some("")))
        }
        other => {
            let near = nearest(other, verbs());
            let all: Vec<&str> = verbs().collect();
            let hint = near.map_or_else(
                || format!("There are: {}.", all.join(", ")),
                |near| format!("Did you mean `{near}`?"),
            );
            Err(Fault::plain(USAGE, format!("lab workload: no command `{other}`"))
                .at(verb.at)
                .hint(hint)
                .fix(near))
        }
    }
}

fn flags(words: &[Word], head: Place) -> Result<Flags, Fault> {
    let mut flags = Flags::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (name, inline) = match word.text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value)),
            _ => (word.text.as_str(), None),
        };
        let Some((_, takes, about)) = OPTIONS.iter().find(|(known, ..)| *known == name) else {
            let near = nearest(name, options().map(|(name, _)| name));
            return Err(Fault::plain(USAGE, format!("lab workload: no option `{name}`"))
                .at(word.at)
                .hint(near.map_or_else(
                    || "`lab help workload` lists the options.".to_owned(),
                    |near| format!("Did you mean `{near}`?"),
                ))
                .fix(near));
        };
        if matches!(takes, Takes::Nothing) {
            flags.poisson = true;
            continue;
        }
        let (value, at) = match inline {
            Some(value) => (value, word.at),
            None => match words.next() {
                Some(value) => (value.text.as_str(), value.at),
                None => {
                    return Err(Fault::plain(USAGE, format!("lab workload: {name} needs a value"))
                        .at(word.at)
                        .hint(format!("{name}: {about}.")));
                }
            },
        };
        take(&mut flags, *takes, value).map_err(|what| {
            Fault::plain(USAGE, format!("lab workload: {name} takes {what}, not `{value}`"))
                .at(at)
                .hint(format!("{name}: {about}."))
        })?;
    }
    if flags.table.is_empty() {
        return Err(Fault::plain(USAGE, "lab workload: the table is missing")
            .at(head)
            .hint("Say which one: --table Orders."));
    }
    Ok(flags)
}

/// Puts a value where it belongs; says what belongs there if it can't.
fn take(flags: &mut Flags, takes: Takes, value: &str) -> Result<(), String> {
    let number = |what: &str| value.replace(['_', ','], "").parse::<u64>().map_err(|_| what.to_owned());
    match takes {
        Takes::Nothing => flags.poisson = true,
        Takes::Table => value.clone_into(&mut flags.table),
        Takes::Text(place) => *place(flags) = Some(value.to_owned()),
        Takes::One(words, place) => {
            if !words.contains(&value) {
                return Err(format!("one of {}", words.join(", ")));
            }
            *place(flags) = Some(value.to_owned());
        }
        Takes::Number(place) => *place(flags) = Some(number("a whole number")?),
        Takes::Thousandths(place) => {
            let read = thousandths(&value.replace('_', ""));
            *place(flags) = Some(read.ok_or("a number with at most three digits behind the point")?);
        }
        Takes::Time(place) => {
            *place(flags) = Some(duration(value).ok_or("a time such as 500ms, 20s, 5m, 48h")?);
        }
        Takes::Bytes(place) => *place(flags) = Some(bytes(value).ok_or("a size such as 400, 1KB, 100KB")?),
        Takes::Mix => {
            for part in value.split(',') {
                let (word, weight) = match part.split_once('=') {
                    Some((word, weight)) => (word, weight.parse::<u64>().ok()),
                    None => (part, Some(1)),
                };
                let weight = weight.filter(|_| OPERATIONS.contains(&word));
                let weight = weight
                    .ok_or_else(|| format!("{}, or a mix such as put=1,get=9", OPERATIONS.join(", ")))?;
                flags.mix.push((word.to_owned(), weight));
            }
        }
    }
    Ok(())
}

/// A decimal number in thousandths.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > 3 {
        return None;
    }
    let part = format!("{part:0<3}").parse::<u64>().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<LoadCommand, Fault> {
        let words: Vec<Word> = text
            .split(' ')
            .map(|text| {
                let mut word = Word::begin(0);
                word.text = text.to_owned();
                word
            })
            .collect();
        parse(&words, Place::default(), &mut Vec::new())
    }

    #[track_caller]
    fn message(text: &str, expected: &str) {
        let fault = read(text).expect_err("a fault");
        assert!(fault.message.contains(expected), "{}", fault.message);
    }

    #[test]
    fn options_are_read() {
        let text = "start --table T --rate 0.5 --for 1h30m --keys zipf --theta=0.99 --op put=1,get-strong=9 --size 2KB --poisson";
        let Ok(LoadCommand::Start(flags)) = read(text) else { panic!("no start") };
        assert_eq!(
            *flags,
            Flags {
                table: "T".to_owned(),
                rate: Some(500),
                lasts: Some(5_400_000_000),
                keys: Some("zipf".to_owned()),
                theta: Some(990),
                mix: vec![("put".to_owned(), 1), ("get-strong".to_owned(), 9)],
                size: Some(2_048),
                poisson: true,
                ..Flags::default()
            }
        );
        assert_eq!(read("list"), Ok(LoadCommand::List));
        assert_eq!(read("stop"), Ok(LoadCommand::Stop(None)));
        assert_eq!(read("stop w1"), Ok(LoadCommand::Stop(Some("w1".to_owned()))));
    }

    #[test]
    fn faults_say_what_is_wanted() {
        message("begin", "no command `begin`");
        message("start --rate 5", "the table is missing");
        message("start --table", "--table needs a value");
        message("start --tabel T", "no option `--tabel`");
        message("start --table T --rate fast", "not `fast`");
        message("start --table T --rate 1.2345", "three digits");
        message("start --table T --keys zip", "one of uniform, zipf");
        message("start --table T --op put=x", "put=1,get=9");
        message("start --table T --op putt", "put=1,get=9");
        message("start --table T --size large", "1KB");
        message("start --table T --for 5", "a time");
        message("list now", "`now` is too much");
        message("stop a b", "`b` is too much");
    }
}
