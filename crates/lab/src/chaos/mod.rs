//! `lab chaos …`: faults, word by word.

mod copies;
mod view;
mod words;

use world::chaos::{Extent, Fault, FaultInfo, Order, Plan, Zone};
use world::{Act, TransactionInfo, World};

pub(crate) use self::copies::{away, copies_view, copy_view};
pub use self::view::{ChaosView, FaultView, KindView, TruthView};
use self::words::{Asked, read};
use crate::lab::Lab;
use crate::protocol::Printed;
use crate::words::{clock, count, listed, span};

/// What can be said about a fault: arguments, meaning.
pub(crate) const KINDS: &[(&str, &str, &str)] = &[
    ("az-loss", "b", "a zone is gone, with every copy in it"),
    ("replica-crash", "b", "the hosts of the copies in a zone stop; their disks stay"),
    ("replica-loss", "b", "the copies in a zone lose host and disk, and are built anew"),
    ("leader-crash", "", "the hosts of the copies that lead stop"),
    ("hand-over", "", "leaders hand over to a follower, as planned"),
    ("replica-lag", "c 3s", "copies in a zone show changes later"),
    ("link-loss", "a b [50%] [--one-way]", "messages between two zones are lost"),
    ("link-delay", "a b 30ms [--one-way]", "messages between two zones are late"),
    ("link-duplicate", "[50%]", "messages between copies arrive twice"),
    ("index-slow", "3s", "changes reach global indexes later"),
    ("index-stop", "", "changes reach no global index"),
    ("throttle", "20%", "requests are refused though there is capacity"),
    ("quota-low", "5 5", "the quota of read and write units is low"),
    ("control-slow", "10", "creating and changing tables takes so many times as long"),
    ("iterator-short", "5s", "shard iterators expire after so little time"),
    ("lambda-slow", "3s", "functions run longer"),
    ("lambda-fail", "50%", "functions fail"),
    ("lambda-poison", "TEXT", "functions fail at records with this text"),
    ("cache-node-loss", "0 | music-a", "a node of DAX is gone: of each cluster, or the one of an id"),
    ("coordinator-loss", "[2]", "coordinators of transactions are gone: those at work now, or one"),
];

impl Lab {
    pub(crate) fn chaos_command(&mut self, words: &[String], printed: &mut Printed) {
        match read(words, &self.region, self.clock()) {
            Ok(Asked::Help) => printed.output = help(),
            Ok(Asked::List) => printed.output = self.list_faults(),
            Ok(Asked::Preview(plan)) => match self.session.world().extent(&plan) {
                Ok(extent) => printed.output = tell_extent(&plan, &extent, self.session.world()),
                Err(error) => refuse(printed, error.to_string()),
            },
            Ok(Asked::Do(order)) => self.order_chaos(order, printed),
            Err(message) => refuse(printed, message),
        }
    }

    fn order_chaos(&mut self, order: Order, printed: &mut Printed) {
        let extent = match &order {
            Order::Start(plan) => {
                let world = self.session.world();
                world.extent(plan).ok().map(|it| tell_extent(plan, &it, world))
            }
            Order::Stop { .. } | Order::StopAll {} => None,
        };
        let started = match &order {
            Order::Start(plan) => Some(title(plan)),
            Order::Stop { .. } | Order::StopAll {} => None,
        };
        let before = self.session.world().faults().last().map(|fault| fault.number);
        let result = self.session.act(Act::Chaos(order));
        self.settle();
        match result {
            Err(error) => refuse(printed, error.to_string()),
            Ok(()) => {
                let faults = self.session.world().faults();
                let new = faults.last().filter(|fault| Some(fault.number) > before);
                printed.output = match (started, new) {
                    (Some(_), Some(fault)) => line(fault) + "\n",
                    // Nothing of it is left to be listed.
                    (Some(title), None) => format!("{title}  done at {}\n", clock(self.clock())),
                    (None, _) => self.list_faults(),
                };
                printed.remarks.extend(extent.iter().flat_map(|text| text.lines()).map(str::to_owned));
            }
        }
    }

    fn list_faults(&self) -> String {
        let faults = self.session.world().faults();
        if faults.is_empty() {
            return "No fault is under way or planned.\n".to_owned();
        }
        faults.iter().fold(String::new(), |out, fault| out + &line(fault) + "\n")
    }
}

fn refuse(printed: &mut Printed, message: String) {
    printed.refuse(message, "`lab chaos help` lists what can go wrong.");
}

fn help() -> String {
    let mut out = "lab chaos <fault> [--for 15s] [--in 5s | --at 90s] [--table T [--index I] [--partition P1]] [--dry-run]\n\
                   lab chaos list | stop <number> | stop all | help\n\n"
        .to_owned();
    for (name, arguments, meaning) in KINDS {
        let what = format!("{name} {arguments}");
        out += &format!("  {what:<38} {meaning}\n");
    }
    out
}

/// A fault in a line: `1  az-loss b  since 00:00:12 until 00:00:27`.
fn line(fault: &FaultInfo) -> String {
    let (from, ends) = (clock(fault.from), ends(fault));
    let time = if fault.running { format!("since {from}, {ends}") } else { format!("from {from} {ends}") };
    format!("{}  {}  {time}", fault.number, title(&fault.plan))
}

/// When a fault is over: `until 00:00:27`.
fn ends(fault: &FaultInfo) -> String {
    match fault.until {
        Some(until) => format!("until {}", clock(until)),
        None if matches!(fault.plan.fault, Fault::ReplicaLoss { .. }) => {
            "until the copies are built anew".to_owned()
        }
        None => "until it is stopped".to_owned(),
    }
}

/// A plan in words: `az-loss b`, `link-loss a b 50% on Orders P1`.
pub(crate) fn title(plan: &Plan) -> String {
    let zone = |zone: &Zone| zone.letter().to_string();
    let one_way = |both: bool| if both { String::new() } else { "--one-way".to_owned() };
    let mut parts = vec![plan.fault.name().to_owned()];
    parts.extend(match &plan.fault {
        Fault::AzLoss { zone: at } | Fault::ReplicaCrash { zone: at } | Fault::ReplicaLoss { zone: at } => {
            vec![zone(at)]
        }
        Fault::ReplicaLag { zone: at, micros } => vec![zone(at), span(*micros)],
        Fault::LinkLoss { from, to, both, percent } => {
            vec![zone(from), zone(to), format!("{percent}%"), one_way(*both)]
        }
        Fault::LinkDelay { from, to, both, micros } => {
            vec![zone(from), zone(to), span(*micros), one_way(*both)]
        }
        Fault::LinkDuplicate { percent } | Fault::Throttle { percent } | Fault::LambdaFail { percent } => {
            vec![format!("{percent}%")]
        }
        Fault::IndexSlow { micros } | Fault::IteratorShort { micros } | Fault::LambdaSlow { micros } => {
            vec![span(*micros)]
        }
        Fault::QuotaLow { read, write } => vec![read.to_string(), write.to_string()],
        Fault::ControlSlow { times } => vec![format!("{times} times")],
        Fault::LambdaPoison { text } => vec![format!("\u{201c}{text}\u{201d}")],
        Fault::CacheNodeLoss { node } => vec![node.to_string()],
        Fault::CoordinatorLoss { coordinator: 0 } => Vec::new(),
        Fault::CoordinatorLoss { coordinator } => vec![coordinator.to_string()],
        Fault::LeaderCrash {} | Fault::HandOver {} | Fault::IndexStop {} => Vec::new(),
    });
    let place = [&plan.on.table, &plan.on.index, &plan.on.partition];
    let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
    if !place.is_empty() {
        parts.push(format!("on {}", place.join(" ")));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// What there is not yet that a fault could strike.
fn lacking(fault: &Fault, world: &World) -> Option<&'static str> {
    let tables = world.tables();
    let mut streams = tables.iter().filter_map(|table| table.stream.as_ref());
    let (there, says) = match fault {
        Fault::IndexSlow { .. } | Fault::IndexStop {} => (
            tables.iter().any(|it| it.indexes.iter().any(|index| index.global)),
            "There is no global index yet",
        ),
        Fault::IteratorShort { .. } => (streams.next().is_some(), "No table has a stream yet"),
        Fault::LambdaSlow { .. } | Fault::LambdaFail { .. } | Fault::LambdaPoison { .. } => {
            (streams.any(|stream| !stream.mappings.is_empty()), "No function reads a stream yet")
        }
        Fault::CacheNodeLoss { node } => {
            (world.has_cache_node(node), "No DAX cluster here has such a node yet")
        }
        Fault::CoordinatorLoss { coordinator } => {
            (struck(*coordinator, world).next().is_some(), "No transaction is under way with it")
        }
        _ => return None,
    };
    (!there).then_some(says)
}

/// The transactions that would be left alone without this coordinator, 0 for whichever is at work.
fn struck(coordinator: u32, world: &World) -> impl Iterator<Item = TransactionInfo> {
    let has = move |it: &TransactionInfo| coordinator == 0 || u32::from(it.coordinator) == coordinator;
    world.transactions().into_iter().filter(move |it| it.ended.is_none() && !it.orphaned && has(it))
}

/// What a fault would strike, in sentences.
pub(crate) fn tell_extent(plan: &Plan, extent: &Extent, world: &World) -> String {
    let hits = &extent.hits;
    let all = hits.len() as u64 + extent.more;
    let mut out = String::new();
    let lost = hits.iter().filter(|hit| !hit.copies.is_empty()).count() as u64;
    if lost > 0 {
        let leaders = hits.iter().filter(|hit| hit.leader).count() as u64;
        let without = hits.iter().filter(|hit| !hit.majority).count() as u64;
        out += &format!("{} of {} lose a copy", lost + extent.more, count(all, "partition"));
        out += &match leaders {
            0 => ", none of them the leader.\n".to_owned(),
            1 => ", 1 of them its leader: no writes there until the lease has run out.\n".to_owned(),
            n => format!(", {n} of them their leader: no writes there until the lease has run out.\n"),
        };
        if without > 0 {
            out += &format!("{} would be left without a majority.\n", count(without, "partition"));
        }
        let named = hits.iter().filter(|hit| hit.leader).take(8).map(|hit| {
            let index = hit.index.as_ref().map(|index| format!(".{index}")).unwrap_or_default();
            format!("{}{index} {}", hit.table, hit.partition)
        });
        let named: Vec<String> = named.collect();
        if !named.is_empty() {
            out += &format!("Leaders that go: {}.\n", listed(&named));
        }
    } else if all > 0 {
        out += &format!("It concerns {}; every copy stays.\n", count(all, "partition"));
    }
    if let Fault::CoordinatorLoss { coordinator } = plan.fault
        && let left @ 1.. = struck(coordinator, world).count() as u64
    {
        out += &format!("{} would lose the coordinator.\n", count(left, "transaction"));
    }
    if matches!(plan.fault, Fault::AzLoss { .. })
        && world.caches(0).iter().any(|it| it.via.starts_with("dax:"))
    {
        out += "Nodes of DAX stay as they are: cache-node-loss is for them.\n";
    }
    if let Some(lacking) = lacking(&plan.fault, world) {
        out += &format!("{lacking}, so nothing comes of it now.\n");
    }
    out += &format!("It must not break this: {}\n", plan.fault.keeps());
    out
}
