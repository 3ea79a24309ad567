//! What was done, as it would be typed: a log told as commands, which do the same again.

use std::fmt::Write as _;

use console::word;
use session::{Input, Record};
use sim::{MICROS_PER_SECOND, Micros};
use world::Act;
use world::chaos::{Fault, Plan, Scope};

use crate::load::{time, workload_line};

/// A pause that is told: shorter ones are what commands take.
const PAUSE: Micros = 2 * MICROS_PER_SECOND;

/// A call as it is typed; one that the AWS CLI can't say as a comment.
pub(super) fn typed_in(region: &str, operation: &str, body: &str) -> String {
    let shown = console::notations(operation, body, region);
    let cli = shown.into_iter().find(|it| it.name == "AWS CLI").and_then(|it| it.code.ok());
    let Some(mut command) = cli else { return format!("# {operation} {body}") };
    if region != scenario::EXAMPLE_REGION {
        let _ = write!(command, " --region {region}");
    }
    command
}

/// Tells records, one part after the other: what was said in an earlier part holds in the next.
pub(super) struct Teller {
    /// Where calls go at present, and as whom.
    via: Option<String>,
    /// When the last record was, or its table was waited for.
    at: Option<Micros>,
}

impl Teller {
    pub(super) fn new() -> Self {
        Self { via: None, at: None }
    }

    /// The commands of these records, a command a line; `until` is when the next ones come.
    pub(super) fn tell(&mut self, records: &[Record], until: Micros, indent: &str) -> String {
        let mut text = String::new();
        let mut say = |line: &str| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{indent}{line}");
        };
        for record in records {
            self.pause(record.at, &mut say);
            match &record.input {
                Input::Call { region, operation, body, via, caller, sent } => {
                    if world::goes_through_caches(operation) && self.via != *via {
                        say(&via_line(via.as_deref()));
                        self.via.clone_from(via);
                    }
                    let mut command = typed_in(region, operation, body.text());
                    if let Some((_, who)) = caller.as_deref().and_then(|it| it.split_once('/')) {
                        let _ = write!(command, " --profile {who}");
                    }
                    if *sent {
                        command.push_str(" &");
                    }
                    command.lines().for_each(&mut say);
                    if operation == "CreateTable" {
                        say("lab idle");
                        self.at = None;
                    }
                }
                Input::Set { knob, value } => say(&format!("lab set {knob}={value}")),
                Input::Act(act) => say(&act_line(act, record.at)),
            }
        }
        self.pause(until, &mut say);
        text
    }

    /// Tells a pause before this moment, in whole seconds.
    fn pause(&mut self, at: Micros, say: &mut impl FnMut(&str)) {
        if let Some(gap) = self.at.map(|before| at.saturating_sub(before)).filter(|gap| *gap > PAUSE) {
            say(&format!("lab advance {}s", (gap - MICROS_PER_SECOND).div_ceil(MICROS_PER_SECOND)));
        }
        self.at = Some(at);
    }
}

fn via_line(via: Option<&str>) -> String {
    match via.and_then(|via| via.split_once(':')) {
        Some((kind, name)) => format!("lab via {kind} {name}"),
        None => "lab via off".to_owned(),
    }
}

fn act_line(act: &Act, now: Micros) -> String {
    use world::{CacheOrder, chaos, workload};
    match act {
        Act::Workload(workload::Order::Start(spec)) => workload_line(spec, scenario::EXAMPLE_REGION),
        Act::Workload(workload::Order::Stop { name }) => format!("lab workload stop {}", word(name)),
        Act::Cache(CacheOrder::Create { name, strategy, ttl_ms, bytes }) => {
            let strategy = strategy.name();
            format!("lab cache create {} --strategy {strategy} --ttl {ttl_ms}ms --memory {bytes}", word(name))
        }
        Act::Cache(CacheOrder::Delete { name }) => format!("lab cache delete {}", word(name)),
        Act::Cache(CacheOrder::Lose { name }) => format!("lab cache lose {}", word(name)),
        Act::Chaos(chaos::Order::Start(plan)) => plan_line(plan, now),
        Act::Chaos(chaos::Order::Stop { number }) => format!("lab chaos stop {number}"),
        Act::Chaos(chaos::Order::StopAll {}) => "lab chaos stop all".to_owned(),
    }
}

/// The command that plans a fault.
fn plan_line(plan: &Plan, now: Micros) -> String {
    let mut line = format!("lab chaos {}", plan.fault.name());
    let mut say = |part: &str| {
        line.push(' ');
        line.push_str(part);
    };
    let mut one_way = false;
    match &plan.fault {
        Fault::AzLoss { zone } | Fault::ReplicaCrash { zone } | Fault::ReplicaLoss { zone } => {
            say(&zone.letter().to_string());
        }
        Fault::LeaderCrash {} | Fault::HandOver {} | Fault::IndexStop {} => {}
        Fault::ReplicaLag { zone, micros } => {
            say(&zone.letter().to_string());
            say(&time(*micros));
        }
        Fault::LinkLoss { from, to, both, percent } => {
            say(&from.letter().to_string());
            say(&to.letter().to_string());
            say(&percent.to_string());
            one_way = !both;
        }
        Fault::LinkDelay { from, to, both, micros } => {
            say(&from.letter().to_string());
            say(&to.letter().to_string());
            say(&time(*micros));
            one_way = !both;
        }
        Fault::LinkDuplicate { percent } | Fault::Throttle { percent } | Fault::LambdaFail { percent } => {
            say(&percent.to_string());
        }
        Fault::IndexSlow { micros } | Fault::IteratorShort { micros } | Fault::LambdaSlow { micros } => {
            say(&time(*micros));
        }
        Fault::QuotaLow { read, write } => {
            say(&read.to_string());
            say(&write.to_string());
        }
        Fault::ControlSlow { times } => say(&times.to_string()),
        Fault::LambdaPoison { text } => say(&word(text)),
        Fault::CacheNodeLoss { node } => say(&word(&node.to_string())),
        Fault::CoordinatorLoss { coordinator } => say(&coordinator.to_string()),
    }
    if one_way {
        say("--one-way");
    }
    let Scope { table, partition, index, .. } = &plan.on;
    for (name, value) in [("--table", table), ("--index", index), ("--partition", partition)] {
        if let Some(value) = value {
            say(name);
            say(&word(value));
        }
    }
    if let Some(wait) = plan.at.map(|at| at.saturating_sub(now)).filter(|wait| *wait > 0) {
        say("--in");
        say(&time(wait));
    }
    if let Some(lasts) = plan.lasts {
        say("--for");
        say(&time(lasts));
    }
    line
}
