//! What can be done about faults, as input/1 stores it.

use serde::{Deserialize, Serialize};
use sim::Micros;

use super::CacheNode;

/// A zone of a Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// The first.
    A,
    /// The second.
    B,
    /// The third.
    C,
}

impl Zone {
    /// All three.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// 0, 1 or 2.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// `a`, `b` or `c`.
    pub const fn letter(self) -> char {
        match self {
            Self::A => 'a',
            Self::B => 'b',
            Self::C => 'c',
        }
    }

    /// The zone of a letter.
    pub fn of_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| letter.eq_ignore_ascii_case(&zone.letter().to_string()))
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fault {
    /// A zone is gone: every copy in it, and its links.
    AzLoss {
        /// Which zone.
        zone: Zone,
    },
    /// A copy's host stops; its disk is there when it starts again.
    ReplicaCrash {
        /// The copy's zone.
        zone: Zone,
    },
    /// A copy's host and disk are gone: the copy is built anew. It is over when the last one is.
    ReplicaLoss {
        /// The copy's zone.
        zone: Zone,
    },
    /// The host of the copy that leads stops.
    LeaderCrash {},
    /// The leader hands over to a follower, as before an update of its software.
    HandOver {},
    /// A copy shows what is committed so much later.
    ReplicaLag {
        /// The copy's zone.
        zone: Zone,
        /// Microseconds more.
        micros: Micros,
    },
    /// Messages from one zone to another are lost.
    LinkLoss {
        /// Where they are sent.
        from: Zone,
        /// Where they don't arrive.
        to: Zone,
        /// Those of the way back are lost, too.
        both: bool,
        /// How many of a hundred.
        percent: u32,
    },
    /// Messages from one zone to another take so much longer.
    LinkDelay {
        /// Where they are sent.
        from: Zone,
        /// Where they arrive late.
        to: Zone,
        /// Those of the way back are late, too.
        both: bool,
        /// Microseconds more.
        micros: Micros,
    },
    /// Messages between copies arrive twice.
    LinkDuplicate {
        /// How many of a hundred.
        percent: u32,
    },
    /// Changes take so much longer to reach global indexes.
    IndexSlow {
        /// Microseconds more.
        micros: Micros,
    },
    /// Changes reach no global index.
    IndexStop {},
    /// Requests are refused as if capacity lacked.
    Throttle {
        /// How many of a hundred.
        percent: u32,
    },
    /// The account may be provisioned with little.
    QuotaLow {
        /// Read units that all tables and indexes of a Region may have together.
        read: u64,
        /// Write units that they may have together.
        write: u64,
    },
    /// Operations on tables take longer, and so does what they set in motion.
    ControlSlow {
        /// How many times as long.
        times: u32,
    },
    /// Shard iterators grow too old sooner.
    IteratorShort {
        /// Microseconds that one can be used.
        micros: Micros,
    },
    /// Functions run so much longer.
    LambdaSlow {
        /// Microseconds more.
        micros: Micros,
    },
    /// Functions fail.
    LambdaFail {
        /// How many of a hundred invocations.
        percent: u32,
    },
    /// A function fails whenever a record of its batch has this text in it.
    LambdaPoison {
        /// The text.
        text: String,
    },
    /// Nodes of DAX clusters are gone, and come back after it.
    CacheNodeLoss {
        /// Which.
        node: CacheNode,
    },
    /// A coordinator of transactions is gone.
    CoordinatorLoss {
        /// Which, from 1; 0: those that have a transaction under way when it strikes.
        coordinator: u32,
    },
}

/// What a fault strikes: everything, unless it says less.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// Tables of this Region only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// This table and its indexes only. Needs the Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The partition of this name only: `P2`, or `G1` of the index. Needs the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// This global index only. Needs the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
}

/// A fault with its time and place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What.
    pub fault: Fault,
    /// Where.
    #[serde(default)]
    pub on: Scope,
    /// When, in virtual time; at once if absent or past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Micros>,
    /// For how long; until it is stopped if absent.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Micros>,
}

/// What can be done about faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Plans one.
    Start(Plan),
    /// Ends one before its time, or calls it off.
    Stop {
        /// Its number.
        number: u32,
    },
    /// Ends all.
    StopAll {},
}

impl Order {
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Start(plan) => format!("the fault {}", plan.fault.name()),
            Self::Stop { number } => format!("the end of fault {number}"),
            Self::StopAll {} => "the end of all faults".to_owned(),
        }
    }
}

impl Fault {
    /// Its name, as commands spell it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AzLoss { .. } => "az-loss",
            Self::ReplicaCrash { .. } => "replica-crash",
            Self::ReplicaLoss { .. } => "replica-loss",
            Self::LeaderCrash {} => "leader-crash",
            Self::HandOver {} => "hand-over",
            Self::ReplicaLag { .. } => "replica-lag",
            Self::LinkLoss { .. } => "link-loss",
            Self::LinkDelay { .. } => "link-delay",
            Self::LinkDuplicate { .. } => "link-duplicate",
            Self::IndexSlow { .. } => "index-slow",
            Self::IndexStop {} => "index-stop",
            Self::Throttle { .. } => "throttle",
            Self::QuotaLow { .. } => "quota-low",
            Self::ControlSlow { .. } => "control-slow",
            Self::IteratorShort { .. } => "iterator-short",
            Self::LambdaSlow { .. } => "lambda-slow",
            Self::LambdaFail { .. } => "lambda-fail",
            Self::LambdaPoison { .. } => "lambda-poison",
            Self::CacheNodeLoss { .. } => "cache-node-loss",
            Self::CoordinatorLoss { .. } => "coordinator-loss",
        }
    }

    /// Its number in the trace.
    pub const fn number(&self) -> u32 {
        match self {
            Self::AzLoss { .. } => 1,
            Self::ReplicaCrash { .. } => 2,
            Self::ReplicaLoss { .. } => 3,
            Self::LeaderCrash {} => 4,
            Self::HandOver {} => 5,
            Self::ReplicaLag { .. } => 6,
            Self::LinkLoss { .. } => 7,
            Self::LinkDelay { .. } => 8,
            Self::LinkDuplicate { .. } => 9,
            Self::IndexSlow { .. } => 10,
            Self::IndexStop {} => 11,
            Self::Throttle { .. } => 12,
            Self::QuotaLow { .. } => 13,
            Self::ControlSlow { .. } => 14,
            Self::IteratorShort { .. } => 15,
            Self::LambdaSlow { .. } => 16,
            Self::LambdaFail { .. } => 17,
            Self::LambdaPoison { .. } => 18,
            Self::CacheNodeLoss { .. } => 19,
            Self::CoordinatorLoss { .. } => 20,
        }
    }

    /// The name that belongs to a number in the trace.
    pub const fn name_of(number: u32) -> &'static str {
        match number {
            1 => "az-loss",
            2 => "replica-crash",
            3 => "replica-loss",
            4 => "leader-crash",
            5 => "hand-over",
            6 => "replica-lag",
            7 => "link-loss",
            8 => "link-delay",
            9 => "link-duplicate",
            10 => "index-slow",
            11 => "index-stop",
            12 => "throttle",
            13 => "quota-low",
            14 => "control-slow",
            15 => "iterator-short",
            16 => "lambda-slow",
            17 => "lambda-fail",
            18 => "lambda-poison",
            19 => "cache-node-loss",
            20 => "coordinator-loss",
            _ => "fault",
        }
    }

    /// The guarantee that it must not break.
    pub const fn keeps(&self) -> &'static str {
        match self {
            Self::AzLoss { .. }
            | Self::ReplicaCrash { .. }
            | Self::ReplicaLoss { .. }
            | Self::LeaderCrash {} => {
                "No acknowledged write is lost, and strongly consistent reads show every one of them."
            }
            Self::HandOver {} => "No write is lost, and none has to wait.",
            Self::ReplicaLag { .. } => {
                "Strongly consistent reads are never stale: only the copy that lags answers with the past."
            }
            Self::LinkLoss { .. } | Self::LinkDelay { .. } => {
                "There is never more than one leader that can acknowledge a write."
            }
            Self::LinkDuplicate { .. } => "A record that arrives twice counts once.",
            Self::IndexSlow { .. } | Self::IndexStop {} => {
                "Reads of the table are never stale because of it, and the index catches up."
            }
            Self::Throttle { .. } => "What is refused changes nothing and costs nothing.",
            Self::QuotaLow { .. } => "Tables that are there keep what they have.",
            Self::ControlSlow { .. } => "Items can be read and written as ever.",
            Self::IteratorShort { .. } => "No record of a stream is lost: a new iterator finds it again.",
            Self::LambdaSlow { .. } | Self::LambdaFail { .. } | Self::LambdaPoison { .. } => {
                "Records of one item reach the function in order, each at least once or the destination of failures."
            }
            Self::CacheNodeLoss { .. } => {
                "The table answers as ever; a cache holds nothing that is not in it."
            }
            Self::CoordinatorLoss { .. } => {
                "A transaction is whole or not at all, and its token counts: another coordinator ends it by the ledger."
            }
        }
    }

    /// Whether it is over as soon as it has happened.
    pub const fn is_instant(&self) -> bool {
        matches!(self, Self::HandOver {})
    }

    /// Whether it acts as if settings were others.
    pub(crate) const fn is_of_knobs(&self) -> bool {
        matches!(self, Self::QuotaLow { .. } | Self::IteratorShort { .. } | Self::ControlSlow { .. })
    }

    /// Whether it bears on the copies of partitions.
    pub(crate) const fn is_of_copies(&self) -> bool {
        matches!(
            self,
            Self::AzLoss { .. }
                | Self::ReplicaCrash { .. }
                | Self::ReplicaLoss { .. }
                | Self::LeaderCrash {}
                | Self::HandOver {}
                | Self::LinkLoss { .. }
        )
    }

    /// What is wrong with its figures, if anything is.
    pub(crate) fn objection(&self) -> Option<String> {
        match self {
            Self::LinkLoss { percent, .. }
            | Self::LinkDuplicate { percent }
            | Self::Throttle { percent }
            | Self::LambdaFail { percent }
                if !(1..=100).contains(percent) =>
            {
                Some(format!("{} takes 1 to 100 percent, not {percent}.", self.name()))
            }
            Self::LinkLoss { from, to, .. } | Self::LinkDelay { from, to, .. } if from == to => {
                Some("A link joins two zones.".to_owned())
            }
            Self::ControlSlow { times } if !(2..=1_000).contains(times) => {
                Some(format!("control-slow takes 2 to 1000 times, not {times}."))
            }
            Self::ReplicaLag { micros, .. }
            | Self::LinkDelay { micros, .. }
            | Self::IndexSlow { micros }
            | Self::IteratorShort { micros }
            | Self::LambdaSlow { micros }
                if !(1..=DAY).contains(micros) =>
            {
                Some(format!("{} takes a time up to a day.", self.name()))
            }
            Self::CacheNodeLoss { node: CacheNode::Number(place) } if *place >= u32::from(u16::MAX) => {
                Some(format!("No cluster has a node {place}."))
            }
            Self::CacheNodeLoss { node: CacheNode::Named(id) } if id.is_empty() => {
                Some("cache-node-loss needs a number, or the id of a node.".to_owned())
            }
            Self::LambdaPoison { text } if text.is_empty() => {
                Some("lambda-poison needs a text to look for.".to_owned())
            }
            _ => None,
        }
    }
}

/// Microseconds of a day.
const DAY: Micros = 86_400_000_000;
