//! One run: a world, clients, faults, and the checks at its end.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use sim::Micros;
use world::chaos::Order;
use world::{Act, CallId, Completion, Config, Mode, World};

use crate::accounts::Accounts;
use crate::dice::Dice;
use crate::history::{History, Outcome, Seen, Told, Written};
use crate::requests::{self, KEYS, REGION};
use crate::{Planted, accounts, checks, faults};

const SECOND: Micros = 1_000_000;
/// Milli-units that flow into the small table's pool a second, and that its greatest request costs.
const SMALL_RATE: u64 = 1_000;
const SMALL_MOST: u64 = 1_000;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Calls of the clients.
    pub calls: u64,
    /// Calls whose end nobody knows.
    pub unknown: u64,
    /// Faults.
    pub faults: u64,
    /// Transactions on accounts that were committed.
    pub committed: u64,
    /// Those that were not.
    pub cancelled: u64,
    /// Leaders that were elected.
    pub elections: u64,
    /// Log records that were taken back.
    pub dropped: u64,
    /// Partitions of the table at the end.
    pub partitions: u64,
    /// Hash of the world at the end: equal for equal seeds.
    pub hash: u64,
}

/// What did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The seed that shows it again.
    pub seed: u64,
    /// What it is.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "seed {}: {}", self.seed, self.what)
    }
}

/// What a client asked for, until it has the answer.
enum Asked {
    Write { key: u64, version: Option<u64> },
    Transaction(Vec<(u64, u64)>),
    Read { key: u64, strong: bool },
    Small,
    Accounts(accounts::Asked),
}

struct Run {
    world: World,
    dice: Dice,
    open: BTreeMap<CallId, (Asked, Micros)>,
    history: History,
    report: Report,
    versions: u64,
    /// Milli-units that the small table let through.
    small: u64,
    accounts: Accounts,
    /// Coordinators' clocks are off.
    skewed: bool,
}

/// Plays a seed, with a mistake planted if there is one to plant.
///
/// # Errors
/// What does not hold.
pub fn run(seed: u64, planted: Option<Planted>) -> Result<Report, Failure> {
    let failed = |what: String| Failure { seed, what };
    let mut run = Run::new(seed, planted).map_err(failed)?;
    run.play().map_err(failed)?;
    run.end().map_err(failed)?;
    Ok(run.report)
}

impl Run {
    fn new(seed: u64, planted: Option<Planted>) -> Result<Self, String> {
        let mut dice = Dice::new(seed);
        let mut config =
            Config { seed, mode: Mode::Simulated, epoch_micros: 1_790_000_000_000_000, ..Config::default() };
        let mut set = |name: &str, value: i64| {
            config.knobs.set_named(name, value).map_err(|error| error.to_string()).map(drop)
        };
        set("burst.initial", 0)?;
        set("burst.seconds", 1)?;
        if dice.one_in(3) {
            // Small enough that partitions are split while all goes on.
            set("partition.max_bytes", 1_500)?;
            set("split.duration", 2_000_000)?;
        }
        // Thrown apart, so that each seed means what it meant before there was a choice.
        let mut copies = Dice::new(!seed);
        if copies.one_in(4) {
            set("replication.copies", copies.range(1, 3).cast_signed())?;
        }
        let skewed = dice.one_in(3);
        if skewed {
            config.knobs.set_named("transaction.clock_skew", 6_000).map_err(|error| error.to_string())?;
        }
        let mut world = World::new(config);
        if let Some(planted) = planted {
            world.plant(planted);
        }
        let mut run = Self {
            world,
            dice,
            open: BTreeMap::new(),
            history: History::default(),
            report: Report::default(),
            versions: 0,
            small: 0,
            accounts: Accounts::default(),
            skewed,
        };
        run.ask("CreateTable", requests::TABLE)?;
        run.ask("CreateTable", requests::SMALL)?;
        run.ask("CreateTable", accounts::TABLE)?;
        run.world.run_idle();
        run.world.take_trace();
        Ok(run)
    }

    /// A call that must succeed.
    fn ask(&mut self, operation: &str, body: &str) -> Result<Value, String> {
        let now = self.world.now();
        let call = self.world.submit(now, requests::call(operation, body));
        let answer = self.world.run_to_completion(call);
        json(&answer).map_err(|error| format!("{operation}: {error}"))
    }

    fn play(&mut self) -> Result<(), String> {
        let start = self.world.now();
        let calls = self.dice.range(150, 350);
        self.report.faults = faults::plan(&mut self.world, &mut self.dice, (start, start + calls * 45_000));
        let mut at = start;
        for _ in 0..calls {
            at += if self.dice.one_in(4) { 0 } else { self.dice.below(90_000) };
            self.send(at);
            if self.dice.one_in(4) {
                // Several at about the same time, so that they meet.
                let mut calls: Vec<Micros> =
                    (0..self.dice.range(2, 6)).map(|_| accounts::soon(&mut self.dice, at)).collect();
                calls.sort_unstable();
                for at in calls {
                    self.send_account(at);
                }
            }
            self.hear()?;
            if self.dice.one_in(8) {
                self.look_at_pools()?;
            }
        }
        // What was accepted came from somewhere.
        let elapsed = self.world.now() - start;
        let most = SMALL_RATE * (elapsed / SECOND + 2) + SMALL_MOST;
        if self.small > most {
            return Err(format!("{} milli-units were let through, and {most} came in", self.small));
        }
        Ok(())
    }

    fn send(&mut self, at: Micros) {
        let key = self.dice.below(KEYS);
        self.versions += 1;
        let version = self.versions;
        let (asked, operation, body) = match self.dice.below(20) {
            0..=5 => {
                let body = requests::put(key, version, self.dice.one_in(5));
                (Asked::Write { key, version: Some(version) }, "PutItem", body)
            }
            6 | 7 => {
                (Asked::Write { key, version: Some(version) }, "UpdateItem", requests::update(key, version))
            }
            8 => (Asked::Write { key, version: None }, "DeleteItem", requests::delete(key)),
            9 | 10 => {
                let many = self.dice.range(2, 5);
                let puts: Vec<(u64, u64)> =
                    (0..many).map(|nth| ((key + nth) % KEYS, version + nth)).collect();
                self.versions += many;
                let body = requests::transaction(&puts);
                (Asked::Transaction(puts), "TransactWriteItems", body)
            }
            11..=14 => (Asked::Read { key, strong: true }, "GetItem", requests::get(key, true)),
            15 | 16 => (Asked::Read { key, strong: false }, "GetItem", requests::get(key, false)),
            _ => {
                let body = format!(r#"{{"TableName":"Small","Item":{}}}"#, requests::key(key));
                (Asked::Small, "PutItem", body)
            }
        };
        let call = self.world.submit(at, requests::call(operation, &body));
        self.report.calls += 1;
        self.open.insert(call, (asked, at));
    }

    fn send_account(&mut self, at: Micros) {
        self.versions += 1;
        let (asked, operation, body) = accounts::choose(&mut self.dice, self.versions, !self.skewed);
        let call = self.world.submit(at, requests::call(operation, &body));
        self.report.calls += 1;
        self.accounts.asked(call.0, &asked);
        self.open.insert(call, (Asked::Accounts(asked), at));
    }

    /// Takes the answers that have come.
    fn hear(&mut self) -> Result<(), String> {
        for event in self.world.take_trace() {
            self.accounts.look(&event);
            match event.kind.name() {
                "LeaderElected" => self.report.elections += 1,
                "RecordsDropped" => self.report.dropped += 1,
                _ => {}
            }
        }
        for answer in self.world.take_completions() {
            let Some((asked, start)) = self.open.remove(&answer.call) else { continue };
            let outcome = match &answer.result {
                Ok(_) => Outcome::Done,
                Err(error) if error.http_status() >= 500 => Outcome::Unknown,
                Err(_) => Outcome::Refused,
            };
            self.report.unknown += u64::from(outcome == Outcome::Unknown);
            let end = answer.at;
            let written = |(key, version)| Written { key, version, start, end, outcome };
            match asked {
                Asked::Write { key, version } => self.history.writes.push(written((key, version))),
                Asked::Transaction(puts) => {
                    self.history.transactions.push(puts.iter().map(|(_, version)| *version).collect());
                    let each = puts.iter().map(|&(key, version)| written((key, Some(version))));
                    self.history.writes.extend(each);
                }
                Asked::Read { key, strong } => {
                    if outcome == Outcome::Done {
                        let version = version_of(json(&answer)?.get("Item"));
                        self.history.reads.push(Seen { key, version, start, end, strong });
                    }
                }
                Asked::Accounts(asked) => {
                    let told = json(&answer).unwrap_or_default();
                    self.accounts.answered(&asked, outcome, &told);
                }
                Asked::Small => self.small += if outcome == Outcome::Done { answer.consumed().1 } else { 0 },
            }
        }
        Ok(())
    }

    /// No bucket is overdrawn by more than the greatest request, or holds more than it may.
    fn look_at_pools(&self) -> Result<(), String> {
        let Some(table) = self.world.table(REGION, "Small") else { return Ok(()) };
        let pool = table.capacity.write;
        let least = -i64::try_from(SMALL_MOST).unwrap_or(0) * 20;
        if pool.level < least || pool.level > pool.most {
            return Err(format!("the pool holds {} of at most {} milli-units", pool.level, pool.most));
        }
        Ok(())
    }

    /// All faults are over; what is left must be right.
    fn end(&mut self) -> Result<(), String> {
        let now = self.world.now();
        self.world.act(now, &Act::Chaos(Order::StopAll {})).map_err(|error| error.to_string())?;
        self.world.run_until(now + 320 * SECOND);
        self.world.run_idle();
        self.hear()?;
        if let Some(call) = self.open.keys().next() {
            return Err(format!("call {} has no answer", call.0));
        }
        self.heal()?;
        for key in 0..KEYS {
            let start = self.world.now();
            let got = self.ask("GetItem", &requests::get(key, true))?;
            let version = version_of(got.get("Item"));
            self.history.reads.push(Seen { key, version, start, end: self.world.now(), strong: true });
        }
        checks::reads(&self.history)?;
        let table = self.table()?;
        for read in self.history.reads.iter().rev().take(usize::try_from(KEYS).unwrap_or(0)) {
            if read.version != table.get(&read.key).copied() {
                return Err(format!("k{}: get and scan differ", read.key));
            }
        }
        let told = self.stream("Simulated")?;
        let told: Vec<Told> =
            told.iter().map(told_of).collect::<Option<_>>().ok_or("a record lacks its key")?;
        checks::stream(&self.history, &told, &table)?;
        checks::index(&table, &self.index()?)?;
        self.check_accounts()?;
        let hash = self.world.world_hash();
        self.report.hash = u64::from_be_bytes(std::array::from_fn(|at| hash[at]));
        Ok(())
    }

    /// Every copy is well again, and shows everything.
    fn heal(&mut self) -> Result<(), String> {
        for info in self.world.tables() {
            let indexes = info.indexes.iter().flat_map(|index| &index.partitions);
            for partition in info.partitions.iter().chain(indexes) {
                let behind = partition.replicas.iter().any(|copy| copy.behind > 0);
                if partition.group != world::GroupInfo::default() || behind {
                    return Err(format!(
                        "{} of {} has not healed: {:?} {:?}",
                        partition.name, info.name, partition.group, partition.replicas
                    ));
                }
            }
            if &*info.name == "Simulated" {
                self.report.partitions = info.partitions.len() as u64;
            }
        }
        Ok(())
    }

    fn table(&mut self) -> Result<BTreeMap<u64, u64>, String> {
        let mut table = BTreeMap::new();
        for item in self.scan("")? {
            let (Some(key), Some(version)) = (key_of(Some(&item)), version_of(Some(&item))) else {
                return Err(format!("what is {item}?"));
            };
            table.insert(key, version);
        }
        Ok(table)
    }

    fn index(&mut self) -> Result<Vec<(u64, u64, String)>, String> {
        let entry = |item: Value| {
            let owner = item["owner"]["S"].as_str().unwrap_or_default().to_owned();
            Some((key_of(Some(&item))?, version_of(Some(&item))?, owner))
        };
        let entries = self.scan(r#","IndexName":"ByOwner""#)?.into_iter().map(entry).collect();
        Option::ok_or_else(entries, || "an entry of the index lacks its key".to_owned())
    }

    fn scan(&mut self, of: &str) -> Result<Vec<Value>, String> {
        let strong = of.is_empty();
        let body = format!(r#"{{"TableName":"Simulated"{of},"ConsistentRead":{strong}}}"#);
        let page = self.ask("Scan", &body)?;
        Ok(page["Items"].as_array().cloned().unwrap_or_default())
    }

    fn check_accounts(&mut self) -> Result<(), String> {
        let page = self.ask("Scan", r#"{"TableName":"Accounts","ConsistentRead":true}"#)?;
        let items = page["Items"].as_array().cloned().unwrap_or_default();
        let table = items
            .iter()
            .map(|item| Some((accounts::account_of(Some(item))?, accounts::item_of(Some(item))?)))
            .collect::<Option<BTreeMap<_, _>>>()
            .ok_or("an account that is none")?;
        let mut told: BTreeMap<u64, Vec<Option<u64>>> = BTreeMap::new();
        for record in self.stream("Accounts")? {
            let change = &record["dynamodb"];
            let account = accounts::account_of(change.get("Keys")).ok_or("a record lacks its key")?;
            let mark = accounts::item_of(change.get("NewImage")).map(|item| item.0);
            told.entry(account).or_default().push(mark);
        }
        self.accounts.check(&told, &table)?;
        (self.report.committed, self.report.cancelled) = self.accounts.counts();
        Ok(())
    }

    /// All records of a table's stream, in the order of their numbers.
    fn stream(&mut self, table: &str) -> Result<Vec<Value>, String> {
        let list = self.ask("ListStreams", &format!(r#"{{"TableName":"{table}"}}"#))?;
        let arn = list["Streams"][0]["StreamArn"].as_str().unwrap_or_default().to_owned();
        let about = self.ask("DescribeStream", &format!(r#"{{"StreamArn":"{arn}"}}"#))?;
        let shards = about["StreamDescription"]["Shards"].as_array().cloned().unwrap_or_default();
        let mut records = Vec::new();
        for shard in shards {
            let id = shard["ShardId"].as_str().unwrap_or_default();
            let body =
                format!(r#"{{"StreamArn":"{arn}","ShardId":"{id}","ShardIteratorType":"TRIM_HORIZON"}}"#);
            let mut iterator = self.ask("GetShardIterator", &body)?["ShardIterator"].clone();
            while let Some(at) = iterator.as_str() {
                let page = self.ask("GetRecords", &format!(r#"{{"ShardIterator":"{at}"}}"#))?;
                let found = page["Records"].as_array().cloned().unwrap_or_default();
                let over = found.is_empty();
                records.extend(found);
                iterator = if over { Value::Null } else { page["NextShardIterator"].clone() };
            }
        }
        let number = |record: &Value| {
            record["dynamodb"]["SequenceNumber"].as_str().and_then(|text| text.parse::<u128>().ok())
        };
        records.sort_by_key(number);
        Ok(records)
    }
}

/// A record of the stream of the table of versions.
fn told_of(record: &Value) -> Option<Told> {
    let change = &record["dynamodb"];
    let image = |name: &str| version_of(change.get(name));
    Some(Told { key: key_of(change.get("Keys"))?, before: image("OldImage"), after: image("NewImage") })
}

fn json(answer: &Completion) -> Result<Value, String> {
    let response = answer.result.as_ref().map_err(ToString::to_string)?;
    let mut text = String::new();
    response.write_json(&mut text);
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn version_of(item: Option<&Value>) -> Option<u64> {
    item?["v"]["N"].as_str()?.parse().ok()
}

fn key_of(item: Option<&Value>) -> Option<u64> {
    item?["pk"]["S"].as_str()?.strip_prefix('k')?.parse().ok()
}
