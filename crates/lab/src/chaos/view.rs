//! What the page's panel of faults shows.

use serde::{Deserialize, Serialize};
use world::Knob;
use world::chaos::{Finding, Order, Promise, Standing};

use super::words::{Asked, read};
use super::{KINDS, ends, tell_extent, title};
use crate::lab::Lab;
use crate::words::{count, grouped};

/// Faults, and what still holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChaosView {
    /// What can go wrong.
    pub kinds: Vec<KindView>,
    /// What is planned or under way.
    pub faults: Vec<FaultView>,
    /// What still holds.
    pub truths: Vec<TruthView>,
    /// What the fault that was asked about would strike, a sentence each.
    pub extent: Vec<String>,
    /// Why it can't be.
    pub refusal: Option<String>,
    /// The clock.
    pub clock: u64,
}

/// A kind of fault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KindView {
    /// Its name in commands.
    pub name: String,
    /// An example of its arguments.
    pub arguments: String,
    /// What it is.
    pub about: String,
}

/// A fault that is planned or under way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FaultView {
    /// Its number.
    pub number: u32,
    /// `az-loss b`.
    pub title: String,
    /// Whether it has struck.
    pub running: bool,
    /// When it struck, or will.
    pub from: u64,
    /// When it is over: `until 00:00:27.000`, `until the copies are built anew`.
    pub ends: String,
    /// What it must not break.
    pub keeps: String,
}

/// A promise of the service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TruthView {
    /// What is promised.
    pub promise: String,
    /// `holds`, `waits` or `broken`.
    pub standing: String,
    /// What that means now.
    pub detail: String,
}

impl Lab {
    /// What the panel shows, and what a fault in these words (as after `lab chaos`) would strike.
    pub fn chaos(&self, words: &[String]) -> ChaosView {
        let world = self.session.world();
        let kinds = KINDS.iter().map(|&(name, arguments, about)| KindView {
            name: name.to_owned(),
            arguments: arguments.to_owned(),
            about: about.to_owned(),
        });
        let faults = world.faults().into_iter().map(|fault| FaultView {
            number: fault.number,
            title: title(&fault.plan),
            running: fault.running,
            from: fault.from,
            ends: ends(&fault),
            keeps: fault.plan.fault.keeps().to_owned(),
        });
        let quorum = world.config().knobs.get(Knob::WriteQuorum);
        let tables = world.tables();
        let copies = tables.iter().flat_map(|table| &table.partitions).map(|it| it.replicas.len()).max();
        let copies = copies.and_then(|copies| i64::try_from(copies).ok()).unwrap_or(3);
        let mut view = ChaosView {
            kinds: kinds.collect(),
            faults: faults.collect(),
            truths: world.findings().iter().map(|finding| truth(finding, (quorum, copies))).collect(),
            clock: self.clock(),
            ..ChaosView::default()
        };
        if words.is_empty() {
            return view;
        }
        match read(words, &self.region, self.clock()) {
            Ok(Asked::Preview(plan) | Asked::Do(Order::Start(plan))) => match world.extent(&plan) {
                Ok(extent) => {
                    view.extent = tell_extent(&plan, &extent, world).lines().map(str::to_owned).collect();
                }
                Err(error) => view.refusal = Some(error.to_string()),
            },
            Ok(_) => {}
            Err(error) => {
                // Where there is a form, nobody typed the command.
                let says = error.strip_prefix("lab chaos: ").unwrap_or(&error);
                view.refusal = Some(says.to_owned());
            }
        }
        view
    }
}

/// `quorum`: how many zones must have a write before it is acknowledged; `copies`: as many as any partition has.
fn truth(finding: &Finding, (quorum, copies): (i64, i64)) -> TruthView {
    let (places, of) = (finding.places, finding.of);
    let at = |noun: &str| format!("{} of {}", grouped(places), count(of, noun));
    let (promise, holds, waits, broken) = match finding.promise {
        Promise::Durable => (
            match quorum {
                1 => "No acknowledged write is lost, but for those that only a lost leader had.",
                _ => "No acknowledged write is lost.",
            },
            format!("Every acknowledged write of {} is on disk.", count(of, "partition")),
            format!("{} have no disk left: the archive of the log has what they had.", at("partition")),
            format!("{} have lost acknowledged writes.", at("partition")),
        ),
        Promise::Strong => (
            "Strongly consistent reads show every acknowledged write.",
            "Each leader shows all that was acknowledged.".to_owned(),
            format!(
                "{} have no leader now: nobody answers there rather than answer with the past.",
                at("partition")
            ),
            format!("{} answer with the past.", at("partition")),
        ),
        Promise::Writable => (
            match quorum.min(copies) {
                1 => "Writes are acknowledged once the leader has them.",
                2 if copies == 2 => "Writes are acknowledged once both copies have them.",
                2 => "Writes are acknowledged once two zones have them.",
                _ => "Writes are acknowledged once all zones have them.",
            },
            format!("All of {} take writes.", count(of, "partition")),
            format!("{} can't acknowledge a write now.", at("partition")),
            String::new(),
        ),
        Promise::Available => (
            "Eventually consistent reads are answered.",
            "Every partition has a copy that answers.".to_owned(),
            format!("{} have no copy that answers.", at("partition")),
            String::new(),
        ),
        Promise::Stream => (
            "Streams tell of every change once, in order.",
            format!("The records of {} are in order.", count(of, "shard")),
            String::new(),
            format!("{} are out of order.", at("shard")),
        ),
        Promise::Indexes => (
            "Global indexes end up with what the table says.",
            format!(
                "{} with what {} tables hold.",
                if of == 1 {
                    "The index agrees".to_owned()
                } else {
                    format!("All {} indexes agree", grouped(of))
                },
                if of == 1 { "its" } else { "their" }
            )
            .replace("its tables hold", "its table holds"),
            format!("{} of {} still wait for changes.", grouped(places), grouped(of)),
            format!("{} of {} differ from their tables.", grouped(places), grouped(of)),
        ),
    };
    let (standing, detail) = match finding.standing {
        Standing::Holds => ("holds", holds),
        Standing::Waits => ("waits", waits),
        Standing::Broken => ("broken", broken),
    };
    TruthView { promise: promise.to_owned(), standing: standing.to_owned(), detail }
}
