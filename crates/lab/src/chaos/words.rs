//! Reading the words after `lab chaos`.

use sim::Micros;
use world::chaos::{CacheNode, Fault, Order, Plan, Scope, Zone};

use super::KINDS;

/// What the words ask for.
pub(super) enum Asked {
    Help,
    List,
    /// What it would strike; it doesn't.
    Preview(Plan),
    Do(Order),
}

/// Reads them, or says what is wrong.
pub(super) fn read(words: &[String], region: &str, now: Micros) -> Result<Asked, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["list"] => return Ok(Asked::List),
        ["help" | "--help"] => return Ok(Asked::Help),
        ["stop", "all"] => return Ok(Asked::Do(Order::StopAll {})),
        ["stop", number] => {
            let number = number.parse().map_err(|_| "lab chaos stop: a number, or `all`.".to_owned())?;
            return Ok(Asked::Do(Order::Stop { number }));
        }
        ["stop", ..] => return Err("lab chaos stop: a number, or `all`.".to_owned()),
        _ => {}
    }
    let (plan, dry) = plan(&words, region, now)?;
    Ok(if dry { Asked::Preview(plan) } else { Asked::Do(Order::Start(plan)) })
}

fn plan(words: &[&str], region: &str, now: Micros) -> Result<(Plan, bool), String> {
    let (name, rest) = words.split_first().ok_or("lab chaos: a fault is needed.")?;
    if !KINDS.iter().any(|(kind, ..)| kind == name) {
        return Err(format!("lab chaos: no fault is called {name}."));
    }
    let mut plain = Vec::new();
    let (mut at, mut lasts, mut dry, mut both) = (None, None, false, true);
    let mut on = Scope::default();
    let mut rest = rest.iter();
    while let Some(&word) = rest.next() {
        let mut value = || rest.next().copied().ok_or_else(|| format!("lab chaos: {word} needs a value."));
        match word {
            "--for" => lasts = Some(time(word, value()?)?),
            "--in" => at = Some(now.saturating_add(time(word, value()?)?)),
            "--at" => at = Some(time(word, value()?)?),
            "--table" => on.table = Some(value()?.to_owned()),
            "--index" => on.index = Some(value()?.to_owned()),
            "--partition" => on.partition = Some(value()?.to_owned()),
            "--one-way" => both = false,
            "--dry-run" => dry = true,
            option if option.starts_with("--") => return Err(format!("lab chaos: {option} is not known.")),
            plain_word => plain.push(plain_word),
        }
    }
    if on.table.is_some() {
        on.region = Some(region.to_owned());
    }
    let fault = fault(name, &plain, both)?;
    Ok((Plan { fault, on, at, lasts }, dry))
}

fn fault(name: &str, words: &[&str], both: bool) -> Result<Fault, String> {
    Ok(match (name, words) {
        ("az-loss", [at]) => Fault::AzLoss { zone: zone(at)? },
        ("replica-crash", [at]) => Fault::ReplicaCrash { zone: zone(at)? },
        ("replica-loss", [at]) => Fault::ReplicaLoss { zone: zone(at)? },
        ("leader-crash", []) => Fault::LeaderCrash {},
        ("hand-over", []) => Fault::HandOver {},
        ("replica-lag", [at, late]) => Fault::ReplicaLag { zone: zone(at)?, micros: time(name, late)? },
        ("link-loss", [from, to]) => Fault::LinkLoss { from: zone(from)?, to: zone(to)?, both, percent: 100 },
        ("link-loss", [from, to, share]) => {
            Fault::LinkLoss { from: zone(from)?, to: zone(to)?, both, percent: percent(share)? }
        }
        ("link-delay", [from, to, late]) => {
            Fault::LinkDelay { from: zone(from)?, to: zone(to)?, both, micros: time(name, late)? }
        }
        ("link-duplicate", []) => Fault::LinkDuplicate { percent: 100 },
        ("link-duplicate", [share]) => Fault::LinkDuplicate { percent: percent(share)? },
        ("index-slow", [late]) => Fault::IndexSlow { micros: time(name, late)? },
        ("index-stop", []) => Fault::IndexStop {},
        ("throttle", [share]) => Fault::Throttle { percent: percent(share)? },
        ("quota-low", [read, write]) => Fault::QuotaLow { read: figure(read)?, write: figure(write)? },
        ("control-slow", [times]) => Fault::ControlSlow { times: figure(times)? },
        ("iterator-short", [life]) => Fault::IteratorShort { micros: time(name, life)? },
        ("lambda-slow", [late]) => Fault::LambdaSlow { micros: time(name, late)? },
        ("lambda-fail", [share]) => Fault::LambdaFail { percent: percent(share)? },
        ("lambda-poison", [text]) => Fault::LambdaPoison { text: (*text).to_owned() },
        ("cache-node-loss", [node]) => Fault::CacheNodeLoss { node: CacheNode::of(node) },
        ("coordinator-loss", []) => Fault::CoordinatorLoss { coordinator: 0 },
        ("coordinator-loss", [which]) => Fault::CoordinatorLoss { coordinator: figure(which)? },
        _ => {
            let kind = KINDS.iter().find(|(kind, ..)| *kind == name);
            let usage = kind.map_or("", |(_, arguments, _)| arguments);
            return Err(format!("lab chaos {name}: it takes `{name} {usage}`."));
        }
    })
}

fn zone(word: &str) -> Result<Zone, String> {
    Zone::of_letter(word).ok_or_else(|| format!("lab chaos: {word} is no zone; there are a, b and c."))
}

fn time(what: &str, word: &str) -> Result<Micros, String> {
    console::duration(word).ok_or_else(|| format!("lab chaos: {what} takes a time such as 500ms, 15s or 5m."))
}

/// `20`, `20%`.
fn percent(word: &str) -> Result<u32, String> {
    let digits = word.strip_suffix('%').unwrap_or(word);
    digits.parse().map_err(|_| format!("lab chaos: {word} is no share; write it as 20%."))
}

fn figure<T: std::str::FromStr>(word: &str) -> Result<T, String> {
    word.parse().map_err(|_| format!("lab chaos: {word} is no whole number."))
}
