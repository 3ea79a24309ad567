//! `lab cache …`: an application's own cache.

use crate::duration::duration;
use crate::fault::{Fault, USAGE};
use crate::place::Place;
use crate::shell::Word;
use crate::size::bytes as bytes_of;

/// What is to be done about an application's own caches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheCommand {
    /// Set one up.
    Create {
        /// Its name.
        name: String,
        /// `lazy`, `write-through` or `both`.
        strategy: String,
        /// How long an entry may be served, milliseconds; 0: as long as there is room.
        ttl_ms: u64,
        /// Bytes that it has room for.
        bytes: u64,
    },
    /// Take one away.
    Delete(String),
    /// Lose its node.
    Lose(String),
    /// List the caches and clusters with what they counted.
    List,
}

/// The name of a cache unless its command says another.
const NAME: &str = "side";
/// How long entries live unless the command says another time: five minutes.
const TTL_MS: u64 = 300_000;
/// Room unless the command says how much: 64 MB.
const BYTES: u64 = 64 << 20;

/// `lab help cache`.
pub(crate) const HELP: &str = "\
lab cache create [name] [options]  set one up; its name is side unless you say another
lab cache delete [name]            take it away
lab cache lose [name]              lose its node, and what it held
lab cache list                     the caches and clusters, with what they counted

  --strategy lazy                  filled by reads that found nothing (this unless you say another)
  --strategy write-through         filled by writes
  --strategy both                  filled by both
  --ttl 60s                        how long an entry may be served: a time, or none (5m)
  --memory 64MB                    what it has room for (64MB)

Examples
  lab cache create side --strategy both --ttl 60s --memory 1MB
  lab via cache side
  lab cache list
";

/// Reads what stands behind `lab cache`.
pub(crate) fn parse(rest: &[Word], head: Place) -> Result<CacheCommand, Fault> {
    let hint = "Write `lab cache create side --strategy lazy --ttl 60s`, `lab cache delete side`, `lab cache lose side` or `lab cache list`.";
    let fault =
        |at: Place, message: &str| Fault::plain(USAGE, format!("lab cache: {message}")).at(at).hint(hint);
    let Some(verb) = rest.first() else { return Err(fault(head, "create, delete, lose or list is needed")) };
    let words = &rest[1..];
    let named = || match words {
        [] => Ok(NAME.to_owned()),
        [name] => Ok(name.text.clone()),
        [_, more, ..] => Err(fault(more.at, "one name is enough")),
    };
    match verb.text.as_str() {
        "list" => Ok(CacheCommand::List),
        "delete" => named().map(CacheCommand::Delete),
        "lose" => named().map(CacheCommand::Lose),
        "create" => create(words, &fault),
        _ => Err(fault(verb.at, "create, delete, lose or list is needed")),
    }
}

fn create(words: &[Word], fault: &dyn Fn(Place, &str) -> Fault) -> Result<CacheCommand, Fault> {
    let (mut name, mut strategy, mut ttl_ms, mut bytes) = (None, "lazy".to_owned(), TTL_MS, BYTES);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let Some(option) = word.text.strip_prefix("--") else {
            if name.replace(word.text.clone()).is_some() {
                return Err(fault(word.at, "one name is enough"));
            }
            continue;
        };
        let (option, value) = if let Some((option, value)) = option.split_once('=') {
            (option, Some((value.to_owned(), word.at)))
        } else {
            let value = words.get(at).map(|word| (word.text.clone(), word.at));
            at += 1;
            (option, value)
        };
        let Some((value, place)) = value else { return Err(fault(word.at, "this option needs a value")) };
        match option {
            "name" => name = Some(value),
            "strategy" if matches!(value.as_str(), "lazy" | "write-through" | "both") => strategy = value,
            "strategy" => return Err(fault(place, "the strategies are lazy, write-through and both")),
            "ttl" => {
                let none = value == "0" || value == "none";
                let micros = if none { Some(0) } else { duration(&value) };
                ttl_ms =
                    micros.ok_or_else(|| fault(place, "--ttl takes a time, such as 60s, or none"))? / 1_000;
            }
            "memory" => {
                bytes =
                    bytes_of(&value).ok_or_else(|| fault(place, "--memory takes a size, such as 64mb"))?;
            }
            _ => return Err(fault(word.at, "the options are --strategy, --ttl and --memory")),
        }
    }
    Ok(CacheCommand::Create { name: name.unwrap_or_else(|| NAME.to_owned()), strategy, ttl_ms, bytes })
}
