//! What faults that are under way mean for who asks.

use std::sync::Arc;

use sim::random::{chance, draw};
use sim::{Micros, Purpose};

use super::{Chaos, Fault, Target, Trouble, Zone};
use crate::catalogue::TableState;
use crate::dax::Cluster;
use crate::knobs::Knob;
use crate::replication::GroupId;
use crate::shard::Shard;
use crate::stream::Stream;
use crate::world::{World, effective};

impl Target {
    /// Whether a table is struck.
    pub(crate) fn has_table(&self, table: &TableState) -> bool {
        self.region.as_ref().is_none_or(|region| *region == table.region)
            && self.table.is_none_or(|id| id == table.id)
    }

    /// Whether a partition of a struck table is struck.
    pub(crate) fn has(&self, id: GroupId) -> bool {
        self.table.is_none_or(|table| table == id.table)
            && self.index.is_none_or(|index| index == id.index)
            && self.partition.is_none_or(|partition| partition == id.partition)
    }
}

impl Chaos {
    /// The faults that are under way, by number.
    pub(crate) fn under_way(&self) -> impl Iterator<Item = &Trouble> {
        // Mostly there is none.
        let none = self.running == 0;
        self.faults.values().map(Arc::as_ref).filter(move |trouble| !none && trouble.running)
    }
}

impl World {
    /// The sum, over the faults under way that strike a table, of what each means.
    fn over<T: std::iter::Sum>(&self, table: u32, of: impl Fn(&Fault) -> Option<T>) -> T {
        if self.chaos.running == 0 {
            return std::iter::empty().sum();
        }
        let state = self.tables.get(&table);
        let struck = |trouble: &&Trouble| state.is_none_or(|state| trouble.target.has_table(state));
        self.chaos.under_way().filter(struck).filter_map(|trouble| of(&trouble.plan.0.fault)).sum()
    }

    fn strikes(&self, id: GroupId) -> impl Iterator<Item = &Trouble> {
        let state = self.tables.get(&id.table);
        self.chaos.under_way().filter(move |trouble| {
            trouble.target.has(id) && state.is_some_and(|state| trouble.target.has_table(state))
        })
    }

    /// Whether a zone is gone.
    pub(crate) fn is_zone_lost(&self, id: GroupId, zone: u8) -> bool {
        self.strikes(id).any(
            |trouble| matches!(trouble.plan.0.fault, Fault::AzLoss { zone: lost } if lost.number() == zone),
        )
    }

    /// Whether the copy in a zone is down, by number of the fault that is to blame, the newest.
    pub(crate) fn is_copy_struck(&self, id: GroupId, zone: u8) -> Option<u32> {
        let hits = |trouble: &&Trouble| match trouble.plan.0.fault {
            Fault::AzLoss { zone: lost }
            | Fault::ReplicaCrash { zone: lost }
            | Fault::ReplicaLoss { zone: lost } => lost.number() == zone,
            Fault::LeaderCrash {} => trouble.leaders.contains(&(id, zone)),
            _ => false,
        };
        self.strikes(id).filter(hits).map(|trouble| trouble.number).last()
    }

    /// Whether the copy's disk is gone with it.
    pub(crate) fn is_disk_lost(&self, id: GroupId, zone: u8) -> bool {
        self.strikes(id).any(
            |trouble| matches!(trouble.plan.0.fault, Fault::ReplicaLoss { zone: lost } if lost.number() == zone),
        )
    }

    /// Whether any message gets from one zone to another.
    pub(crate) fn is_cut(&self, id: GroupId, from: u8, to: u8) -> bool {
        from != to && self.loss(id, from, to) >= 100
    }

    /// How many messages of a hundred are lost from one zone to another.
    fn loss(&self, id: GroupId, from: u8, to: u8) -> u32 {
        let of = |trouble: &Trouble| match trouble.plan.0.fault {
            Fault::LinkLoss { from: f, to: t, both, percent } if joins((f, t, both), from, to) => percent,
            _ => 0,
        };
        self.strikes(id).map(of).max().unwrap_or(0)
    }

    /// Whether a message gets lost on its way.
    pub(crate) fn is_lost(&mut self, id: GroupId, from: u8, to: u8) -> bool {
        let percent = self.loss(id, from, to);
        percent > 0 && self.throw(u64::from(percent) * 10_000)
    }

    /// How much longer a message takes.
    pub(crate) fn link_delay(&self, id: GroupId, from: u8, to: u8) -> Micros {
        let of = |trouble: &Trouble| match trouble.plan.0.fault {
            Fault::LinkDelay { from: f, to: t, both, micros } if joins((f, t, both), from, to) => micros,
            _ => 0,
        };
        self.strikes(id).map(of).sum()
    }

    /// Whether a message arrives twice.
    pub(crate) fn is_doubled(&mut self, id: GroupId) -> bool {
        let of = |trouble: &Trouble| match trouble.plan.0.fault {
            Fault::LinkDuplicate { percent } => percent,
            _ => 0,
        };
        let percent = self.strikes(id).map(of).max().unwrap_or(0);
        percent > 0 && self.throw(u64::from(percent) * 10_000)
    }

    /// How much later each copy shows what is committed.
    pub(crate) fn copy_delays(&self, id: GroupId) -> [Micros; 3] {
        if self.chaos.running == 0 { [0; 3] } else { [0, 1, 2].map(|zone| self.copy_delay(id, zone)) }
    }

    fn copy_delay(&self, id: GroupId, zone: u8) -> Micros {
        let of = |trouble: &Trouble| match trouble.plan.0.fault {
            Fault::ReplicaLag { zone: slow, micros } if slow.number() == zone => micros,
            _ => 0,
        };
        self.strikes(id).map(of).sum()
    }

    /// How much longer changes of a table take to reach its global indexes.
    pub(crate) fn index_delay(&self, table: u32) -> Micros {
        self.over(table, |fault| match fault {
            Fault::IndexSlow { micros } => Some(*micros),
            _ => None,
        })
    }

    /// Whether changes of a table reach no global index.
    pub(crate) fn is_index_stopped(&self, table: u32) -> bool {
        self.over(table, |fault| matches!(fault, Fault::IndexStop {}).then_some(1_u32)) > 0
    }

    /// Whether a request on a table is refused though there is capacity.
    pub(crate) fn is_throttled_by_fault(&mut self, table: u32) -> bool {
        if self.chaos.running == 0 {
            return false;
        }
        let percent = self.over(table, |fault| match fault {
            Fault::Throttle { percent } => Some(*percent),
            _ => None,
        });
        percent > 0 && self.throw(u64::from(percent) * 10_000)
    }

    /// The knobs as the mode lets them act, and as faults make them.
    pub(crate) fn turn_knobs(&mut self) {
        let mut knobs = effective(&self.config);
        for trouble in self.chaos.under_way() {
            let acting = Arc::make_mut(&mut knobs);
            match trouble.plan.0.fault {
                Fault::QuotaLow { read, write } => {
                    acting.lower(Knob::TableReadQuota, read);
                    acting.lower(Knob::TableWriteQuota, write);
                }
                Fault::IteratorShort { micros } => acting.lower(Knob::ShardIteratorLife, micros),
                Fault::ControlSlow { times } => acting.stretch_control(times),
                _ => {}
            }
        }
        self.knobs = knobs;
        self.transactions.skewed = self.knobs.amount(Knob::TransactSkew) > 0;
    }

    /// How much longer a function runs that reads a table's stream.
    pub(crate) fn function_delay(&self, table: u32) -> Micros {
        self.over(table, |fault| match fault {
            Fault::LambdaSlow { micros } => Some(*micros),
            _ => None,
        })
    }

    /// What an invocation with these records fails of because of a fault, if it does. Chance is asked once for each
    /// invocation.
    pub(crate) fn function_breaks(
        &mut self,
        stream: &Stream,
        shard: &Shard,
        numbers: &[u64],
    ) -> Option<String> {
        let percent = self.over(stream.table, |fault| match fault {
            Fault::LambdaFail { percent } => Some(*percent),
            _ => None,
        });
        if percent > 0 && self.throw(u64::from(percent) * 10_000) {
            return Some("The fault lambda-fail ends the function.".to_owned());
        }
        let table = self.tables.get(&stream.table);
        let texts = self.chaos.under_way().filter_map(|trouble| match &trouble.plan.0.fault {
            Fault::LambdaPoison { text } if table.is_none_or(|it| trouble.target.has_table(it)) => Some(text),
            _ => None,
        });
        let texts: Vec<&String> = texts.collect();
        let poisoned = |number: &&u64| {
            let values = shard.records.get(*number).map(|record| self.record(stream, **number, record));
            values.is_some_and(|record| texts.iter().any(|text| api::lambda::contains(&record, text)))
        };
        let hit = numbers.iter().filter(|_| !texts.is_empty()).find(poisoned)?;
        Some(format!("The fault lambda-poison ends the function: its text is in the record {hit}."))
    }

    /// Whether a node of a cluster is gone.
    pub(crate) fn is_cache_node_lost(&self, cluster: &Cluster, node: u16) -> bool {
        self.chaos.under_way().any(|trouble| {
            let here = trouble.target.region.as_ref().is_none_or(|region| *region == cluster.region);
            here && matches!(&trouble.plan.0.fault, Fault::CacheNodeLoss { node: lost } if lost.is(cluster, node))
        })
    }

    /// Whether chance says so, for this many in a million.
    fn throw(&mut self, per_million: u64) -> bool {
        self.chaos.dice = self.chaos.dice.saturating_add(1);
        chance(draw(self.config.seed, Purpose::Fault, 0, self.chaos.dice), per_million)
    }
}

fn joins((from, to, both): (Zone, Zone, bool), a: u8, b: u8) -> bool {
    let (from, to) = (from.number(), to.number());
    (from, to) == (a, b) || both && (to, from) == (a, b)
}
