//! Transactions on a few items that all want: each writes its own number into every item that it changes, and what
//! was there before beside it, so that no two orders leave the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sim::Micros;
use trace::{Event, Kind};

use crate::dice::Dice;
use crate::history::Outcome;

/// How many items there are.
pub(crate) const ACCOUNTS: u64 = 5;

/// With a stream that shows what was written.
pub(crate) const TABLE: &str = r#"{"TableName":"Accounts","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#;

/// What is done to one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// The number is written.
    Mark,
    /// The same, if the item is there.
    MarkIfThere,
    /// It is deleted.
    Delete,
    /// It must be there.
    Check,
}

/// A call about accounts, until its answer is there.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// A transaction, or a single write: `me` is its number.
    Write { me: u64, deeds: Vec<(u64, Deed)>, single: bool },
    /// All items, read together.
    Read,
}

/// A write that was asked for.
#[derive(Clone, Debug)]
struct Write {
    deeds: Vec<(u64, Deed)>,
    single: bool,
    outcome: Option<Outcome>,
    /// Its place in the order: time, and of equal times the number of the event.
    stamp: Option<(u64, u64)>,
    committed: bool,
}

/// What was asked, what the ledger said, what was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts {
    /// By number.
    writes: BTreeMap<u64, Write>,
    /// Numbers of writes by their calls.
    calls: BTreeMap<u32, u64>,
    /// What each read found: the number in each item; absent where there is no item.
    reads: Vec<Vec<Option<u64>>>,
}

/// An item: its number, and the one before.
pub(crate) type Item = (u64, u64);

fn key(account: u64) -> String {
    format!(r#""Key":{{"pk":{{"S":"a{account}"}}}}"#)
}

fn action((account, deed): (u64, Deed), me: u64) -> (&'static str, String) {
    let table = r#""TableName":"Accounts""#;
    let there = r#""ConditionExpression":"attribute_exists(pk)""#;
    let mark = format!(
        r##"{table},{},"UpdateExpression":"SET prev = if_not_exists(#l, :zero), #l = :me",
            "ExpressionAttributeNames":{{"#l":"last"}},
            "ExpressionAttributeValues":{{":zero":{{"N":"0"}},":me":{{"N":"{me}"}}}}"##,
        key(account)
    );
    match deed {
        Deed::Mark => ("Update", mark),
        Deed::MarkIfThere => ("Update", format!("{mark},{there}")),
        Deed::Delete => ("Delete", format!("{table},{}", key(account))),
        Deed::Check => ("ConditionCheck", format!("{table},{},{there}", key(account))),
    }
}

/// A call by chance: what it is, the operation, and its body. Single writes only where clocks are right.
pub(crate) fn choose(dice: &mut Dice, me: u64, singles: bool) -> (Asked, &'static str, String) {
    let first = dice.below(ACCOUNTS);
    match dice.below(8) {
        0 | 1 => {
            let get = |account| format!(r#"{{"Get":{{"TableName":"Accounts",{}}}}}"#, key(account));
            let gets: Vec<String> = (0..ACCOUNTS).map(get).collect();
            (Asked::Read, "TransactGetItems", format!(r#"{{"TransactItems":[{}]}}"#, gets.join(",")))
        }
        2 if singles => {
            let deed = if dice.one_in(4) { Deed::Delete } else { Deed::Mark };
            let operation = if deed == Deed::Delete { "DeleteItem" } else { "UpdateItem" };
            let body = format!("{{{}}}", action((first, deed), me).1);
            (Asked::Write { me, deeds: vec![(first, deed)], single: true }, operation, body)
        }
        _ => {
            let many = dice.range(1, 3);
            let deeds: Vec<(u64, Deed)> = (0..many)
                .map(|nth| {
                    let deed = match dice.below(10) {
                        0 => Deed::Delete,
                        1 => Deed::Check,
                        2 | 3 => Deed::MarkIfThere,
                        _ => Deed::Mark,
                    };
                    ((first + nth) % ACCOUNTS, deed)
                })
                .collect();
            let actions: Vec<String> = deeds
                .iter()
                .map(|&deed| {
                    let (name, body) = action(deed, me);
                    format!(r#"{{"{name}":{{{body}}}}}"#)
                })
                .collect();
            let body = format!(r#"{{"TransactItems":[{}],"ClientRequestToken":"t{me}"}}"#, actions.join(","));
            (Asked::Write { me, deeds, single: false }, "TransactWriteItems", body)
        }
    }
}

impl Accounts {
    pub(crate) fn asked(&mut self, call: u32, asked: &Asked) {
        if let Asked::Write { me, deeds, single } = asked {
            self.calls.insert(call, *me);
            let write =
                Write { deeds: deeds.clone(), single: *single, outcome: None, stamp: None, committed: false };
            self.writes.insert(*me, write);
        }
    }

    /// What the trace tells of the order.
    pub(crate) fn look(&mut self, event: &Event) {
        let write = self.calls.get(&event.call).and_then(|me| self.writes.get_mut(me));
        let Some(write) = write else { return };
        match event.kind {
            Kind::TxnBegin { skew, .. } => {
                write.stamp = Some((event.t.saturating_add_signed(skew.into()), event.id));
            }
            Kind::TxnCommit { .. } => write.committed = true,
            Kind::WalAppend { .. } if write.single => write.stamp = Some((event.t, event.id)),
            _ => {}
        }
    }

    pub(crate) fn answered(&mut self, asked: &Asked, outcome: Outcome, answer: &Value) {
        match asked {
            Asked::Write { me, .. } => {
                if let Some(write) = self.writes.get_mut(me) {
                    write.outcome = Some(outcome);
                }
            }
            Asked::Read if outcome == Outcome::Done => {
                let found = answer["Responses"].as_array().cloned().unwrap_or_default();
                self.reads.push(found.iter().map(|it| item_of(it.get("Item")).map(|item| item.0)).collect());
            }
            Asked::Read => {}
        }
    }

    /// Everything together: what the ledger says is what the stream tells, in the order of timestamps, and no read saw
    /// what no order explains.
    pub(crate) fn check(
        &mut self,
        told: &BTreeMap<u64, Vec<Option<u64>>>,
        table: &BTreeMap<u64, Item>,
    ) -> Result<(), String> {
        self.settle(told)?;
        self.ascends(told)?;
        self.replay(table)?;
        self.explains(told)
    }

    /// Whether single writes with an unknown end were carried out, the stream tells; of transactions, the ledger.
    fn settle(&mut self, told: &BTreeMap<u64, Vec<Option<u64>>>) -> Result<(), String> {
        let marks: BTreeSet<u64> = told.values().flatten().flatten().copied().collect();
        for (me, write) in &mut self.writes {
            if write.single {
                let deletes = write.deeds.iter().any(|(_, deed)| *deed == Deed::Delete);
                write.committed = match write.outcome {
                    Some(Outcome::Done) => true,
                    Some(Outcome::Unknown) if deletes => return Ok(()),
                    Some(Outcome::Unknown) => marks.contains(me),
                    _ => false,
                };
            }
            match write.outcome {
                Some(Outcome::Done) if !write.committed => {
                    return Err(format!(
                        "transaction {me} was acknowledged, and the ledger knows nothing of it"
                    ));
                }
                Some(Outcome::Refused) if write.committed => {
                    return Err(format!("transaction {me} was refused, and the ledger has it as committed"));
                }
                _ => {}
            }
            let own = write.deeds.iter().filter(|(_, deed)| matches!(deed, Deed::Mark | Deed::MarkIfThere));
            for (account, _) in own {
                let there = told.get(account).is_some_and(|it| it.contains(&Some(*me)));
                if there != write.committed {
                    return Err(format!(
                        "transaction {me} is committed: {}; in a{account}: {there}",
                        write.committed
                    ));
                }
            }
        }
        Ok(())
    }

    fn stamp(&self, me: u64) -> (u64, u64) {
        self.writes.get(&me).and_then(|write| write.stamp).unwrap_or_default()
    }

    /// Each item was written in the order of timestamps.
    fn ascends(&self, told: &BTreeMap<u64, Vec<Option<u64>>>) -> Result<(), String> {
        for (account, marks) in told {
            let marks: Vec<u64> = marks.iter().flatten().copied().collect();
            for pair in marks.windows(2) {
                if self.stamp(pair[0]) >= self.stamp(pair[1]) {
                    return Err(format!(
                        "a{account}: {} was written before {}, whose timestamp is older",
                        pair[0], pair[1]
                    ));
                }
            }
        }
        Ok(())
    }

    /// All that was committed, one after the other in the order of timestamps, leaves what the table holds.
    fn replay(&self, table: &BTreeMap<u64, Item>) -> Result<(), String> {
        let unknown = |write: &&Write| {
            write.single && write.outcome == Some(Outcome::Unknown) && write.deeds[0].1 == Deed::Delete
        };
        if self.writes.values().any(|write| unknown(&write)) {
            // A delete of which nobody knows whether it happened leaves no mark to tell by.
            return Ok(());
        }
        let mut order: Vec<(&u64, &Write)> = self.writes.iter().filter(|(_, it)| it.committed).collect();
        order.sort_by_key(|(_, write)| write.stamp);
        let mut items: BTreeMap<u64, Item> = BTreeMap::new();
        for (&me, write) in order {
            let before = items.clone();
            for &(account, deed) in &write.deeds {
                let old = before.get(&account).copied();
                if matches!(deed, Deed::Check | Deed::MarkIfThere) && old.is_none() {
                    return Err(format!(
                        "transaction {me} is committed, and in the order of timestamps a{account} was not there"
                    ));
                }
                match deed {
                    Deed::Mark | Deed::MarkIfThere => {
                        items.insert(account, (me, old.map_or(0, |(last, _)| last)));
                    }
                    Deed::Delete => {
                        items.remove(&account);
                    }
                    Deed::Check => {}
                }
            }
        }
        if items == *table {
            Ok(())
        } else {
            Err(format!("in the order of timestamps {items:?} is left, and the table holds {table:?}"))
        }
    }

    /// There is an order of all transactions and reads in which each read sees what was there: whoever wrote what it
    /// saw comes before it, whoever wrote next after it.
    fn explains(&self, told: &BTreeMap<u64, Vec<Option<u64>>>) -> Result<(), String> {
        // Nodes: writes by number, then reads.
        let read = |nth: usize| u64::MAX - nth as u64;
        let mut after: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        for (account, states) in told {
            let marks: Vec<u64> = states.iter().flatten().copied().collect();
            for pair in marks.windows(2) {
                after.entry(pair[0]).or_default().insert(pair[1]);
            }
            for (nth, seen) in self.reads.iter().enumerate() {
                // Where an item was not there, several states may be meant.
                let Some(Some(seen)) = seen.get(usize::try_from(*account).unwrap_or(0)) else { continue };
                let Some(at) = marks.iter().position(|mark| mark == seen) else {
                    return Err(format!("a{account}: {seen} was read and never committed"));
                };
                after.entry(*seen).or_default().insert(read(nth));
                if let Some(next) = marks.get(at + 1) {
                    after.entry(read(nth)).or_default().insert(*next);
                }
            }
        }
        let mut before: BTreeMap<u64, usize> = BTreeMap::new();
        for (from, to) in &after {
            before.entry(*from).or_default();
            for to in to {
                *before.entry(*to).or_default() += 1;
            }
        }
        let mut free: Vec<u64> =
            before.iter().filter(|(_, many)| **many == 0).map(|(node, _)| *node).collect();
        let mut left = before.len();
        while let Some(node) = free.pop() {
            left -= 1;
            for to in after.get(&node).into_iter().flatten() {
                let many = before.entry(*to).or_default();
                *many -= 1;
                if *many == 0 {
                    free.push(*to);
                }
            }
        }
        if left == 0 {
            Ok(())
        } else {
            let reads = (0..self.reads.len()).filter(|&nth| before.get(&read(nth)).is_some_and(|it| *it > 0));
            let seen: Vec<&Vec<Option<u64>>> = reads.map(|nth| &self.reads[nth]).collect();
            Err(format!("no order of transactions explains what was read together: {seen:?}"))
        }
    }

    /// How many transactions were committed, and how many not.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let all = self.writes.values().filter(|write| !write.single);
        let committed = all.clone().filter(|write| write.committed).count() as u64;
        (committed, all.count() as u64 - committed)
    }
}

/// An item's number and the one before.
pub(crate) fn item_of(item: Option<&Value>) -> Option<Item> {
    let number = |name: &str| item?[name]["N"].as_str()?.parse().ok();
    Some((number("last")?, number("prev")?))
}

/// The account of an item.
pub(crate) fn account_of(item: Option<&Value>) -> Option<u64> {
    item?["pk"]["S"].as_str()?.strip_prefix('a')?.parse().ok()
}

/// When calls about accounts come that come with others.
pub(crate) fn soon(dice: &mut Dice, at: Micros) -> Micros {
    at + dice.below(12_000)
}
