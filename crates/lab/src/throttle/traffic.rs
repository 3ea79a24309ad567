//! The world of a case: its table, its items, its traffic.
//!
//! The traffic is fewer calls of greater items than people have: some forty a second, each of as many units as it takes.
//! What flows out of the buckets is the same. Nothing was saved up before it, so that what is seen in its half minute is
//! what stays.

use std::fmt::Write as _;

use scenario::Scenario;
use session::{Answer, Body, Header, Input, Record};
use sim::{MICROS_PER_MILLI, MICROS_PER_SECOND, Micros};
use value::json::write_string;
use world::Knob;

use super::{Bound, Built, Case, First};

/// Seconds of traffic.
const SECONDS: u64 = 30;
/// When items are written: the table and its index are ACTIVE then.
const SEEDED: Micros = 20 * MICROS_PER_SECOND;
/// Time between two items that are written.
const APART: Micros = 60 * MICROS_PER_MILLI;
/// Time for copies and indexes to catch up before the traffic.
const PAUSE: Micros = 3 * MICROS_PER_SECOND;
/// Keys among which the traffic is spread, besides the hot one.
const WRITTEN: u64 = 12;
const READ: u64 = 6;
/// Bytes of the greatest item that is written for reading.
const GREATEST: u64 = 40 * 1_024;
/// Bytes of an item besides its text, at most.
const REST: u64 = 120;

/// What the world's key attributes are called.
const KEY: &str = "pk";
const INDEX_KEY: &str = "gsi1pk";

struct Maker<'a> {
    case: &'a Case,
    at: Micros,
    inputs: Vec<Record>,
}

impl Case {
    /// Calls a second, and units of each: together the traffic, to the nearest call.
    fn pulse(&self) -> (u64, u64) {
        let about = if self.traffic > 4_000 { 80 } else { 40 };
        let units = (self.traffic / about).max(1);
        (((self.traffic + units / 2) / units).max(1), units)
    }

    /// Its world, and the moment at which the traffic begins. The world ends a second after the traffic.
    fn scenario(&self) -> (Scenario, Micros) {
        let mut maker = Maker { case: self, at: 0, inputs: Vec::new() };
        maker.set("burst.initial", 0);
        maker.set("burst.seconds", 1);
        if self.reason.bound == Bound::Account {
            let knob = if self.reason.write { "quota.table_write_units" } else { "quota.table_read_units" };
            maker.set(knob, i64::try_from(self.limit).unwrap_or(i64::MAX));
        }
        let table = maker.table();
        maker.call("CreateTable", &table);
        maker.at = SEEDED;
        // Loading is no part of the case.
        maker.set("admission.enforce", 0);
        maker.seed();
        maker.at += PAUSE;
        maker.set("admission.enforce", 1);
        // What flowed in until now, and isn't kept, is counted when somebody asks.
        maker.ask(0);
        maker.at += APART;
        maker.set("burst.seconds", Knob::BurstSeconds.default_value());
        maker.at += 1;
        let began = maker.at;
        maker.traffic();
        let playhead = began + SECONDS * MICROS_PER_SECOND + MICROS_PER_SECOND;
        let header = Header {
            seed: 1,
            account: self.account.clone(),
            name: format!("Throttled: {}", self.reason.name()),
            // The first of January 2026.
            epoch: 1_767_225_600_000_000,
            ..Header::default()
        };
        let scenario = Scenario {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            header,
            inputs: maker.inputs,
            playhead,
            hash: String::new(),
            ui: String::new(),
        };
        (scenario, began)
    }

    /// Builds its world, and finds the first throttle.
    ///
    /// # Errors
    /// In sentences, why there is no such world.
    pub fn build(&self) -> Result<Built, String> {
        let (scenario, first, calls) = self.played()?;
        Ok(Built { link: scenario.to_link(), first, calls })
    }

    /// The scenario, looked at when the first call was throttled.
    #[expect(clippy::type_complexity, reason = "taken apart at once")]
    pub(crate) fn played(&self) -> Result<(Scenario, Option<First>, (u64, u64)), String> {
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(faults.join(" "));
        }
        let (mut scenario, began) = self.scenario();
        let opened = scenario.open();
        let early = opened.answers.iter().find(|it| it.record.at < began && it.completion.result.is_err());
        if let Some(Err(error)) = early.map(|answer| &answer.completion.result) {
            return Err(format!("The service refuses this table: {}", error.message));
        }
        let traffic: Vec<&Answer> =
            opened.answers.iter().filter(|answer| answer.record.at >= began).collect();
        let throttled = |answer: &&Answer| match &answer.completion.result {
            Err(error) => !error.throttling.is_empty(),
            Ok(_) => false,
        };
        let count = traffic.iter().copied().filter(|answer| throttled(answer)).count() as u64;
        let first = traffic.iter().copied().find(throttled).and_then(|answer| {
            let error = answer.completion.result.as_ref().err()?;
            let reason = error.throttling.first()?;
            Some(First {
                call: answer.completion.call.0.into(),
                started: answer.completion.started,
                at: answer.completion.at,
                reason: reason.reason.clone(),
                resource: reason.resource.clone(),
                error: error.name().to_owned(),
            })
        });
        if let Some(first) = &first {
            scenario.set_look(first.at);
        }
        Ok((scenario, first, (traffic.len() as u64, count)))
    }
}

impl Maker<'_> {
    fn set(&mut self, knob: &str, value: i64) {
        let input = Input::Set { knob: knob.to_owned(), value };
        self.inputs.push(Record { at: self.at, input, out: None });
    }

    fn call(&mut self, operation: &str, body: &str) {
        let input = Input::Call {
            region: self.case.region.clone(),
            operation: operation.to_owned(),
            body: Body::new(body),
            via: None,
            caller: None,
            sent: false,
        };
        self.inputs.push(Record { at: self.at, input, out: None });
    }

    fn table(&self) -> String {
        let case = self.case;
        let quoted = |text: &str| {
            let mut out = String::new();
            write_string(&mut out, text);
            out
        };
        let units = |units: u64| {
            // The other class is never the narrow one.
            let other = units.max(1_000);
            let (read, write) = if case.reason.write { (other, units) } else { (units, other) };
            format!(
                ",\"ProvisionedThroughput\":{{\"ReadCapacityUnits\":{read},\"WriteCapacityUnits\":{write}}}"
            )
        };
        let most = || {
            let class = if case.reason.write { "MaxWriteRequestUnits" } else { "MaxReadRequestUnits" };
            format!(",\"OnDemandThroughput\":{{\"{class}\":{}}}", case.limit)
        };
        let capacity = |index: bool, of: u64| {
            let mut text = if case.on_demand { String::new() } else { units(of) };
            if case.reason.bound == Bound::Maximum && case.reason.index == index {
                text.push_str(&most());
            }
            text
        };
        let mut body = format!(
            "{{\"TableName\":{},\"AttributeDefinitions\":[{{\"AttributeName\":\"{KEY}\",\"AttributeType\":\"S\"}},\
             {{\"AttributeName\":\"sk\",\"AttributeType\":\"S\"}}{}],\"KeySchema\":[{{\"AttributeName\":\"{KEY}\",\
             \"KeyType\":\"HASH\"}},{{\"AttributeName\":\"sk\",\"KeyType\":\"RANGE\"}}],\"BillingMode\":\"{}\"{}",
            quoted(&case.table),
            if case.reason.index {
                format!(",{{\"AttributeName\":\"{INDEX_KEY}\",\"AttributeType\":\"S\"}}")
            } else {
                String::new()
            },
            if case.on_demand { "PAY_PER_REQUEST" } else { "PROVISIONED" },
            capacity(false, case.table_units),
        );
        if case.reason.index {
            // Writing cannot fail.
            let _ = write!(
                body,
                ",\"GlobalSecondaryIndexes\":[{{\"IndexName\":{},\"KeySchema\":[{{\"AttributeName\":\"{INDEX_KEY}\",\
                 \"KeyType\":\"HASH\"}}],\"Projection\":{{\"ProjectionType\":\"ALL\"}}{}}}]",
                quoted(&case.index),
                capacity(true, case.index_units)
            );
        }
        body.push('}');
        body
    }

    /// The keys that the traffic knows, the hot one first if there is one.
    fn keys(&self) -> Vec<String> {
        let count = if self.case.reason.write { WRITTEN } else { READ };
        let hot = (self.case.hot > 0).then(|| "hot".to_owned());
        hot.into_iter().chain((1..=count).map(|n| format!("k{n}"))).collect()
    }

    fn put(&mut self, pk: &str, sk: u64, index_key: Option<&str>, bytes: u64) {
        let mut body = String::from("{\"TableName\":");
        write_string(&mut body, &self.case.table);
        let text = "x".repeat(usize::try_from(bytes.saturating_sub(REST)).unwrap_or(0));
        let index = index_key.map_or_else(String::new, |key| format!(",\"{INDEX_KEY}\":{{\"S\":\"{key}\"}}"));
        let _ = write!(
            body,
            ",\"Item\":{{\"{KEY}\":{{\"S\":\"{pk}\"}},\"sk\":{{\"S\":\"{sk}\"}}{index},\"n\":{{\"N\":\"0\"}},\
             \"text\":{{\"S\":\"{text}\"}}}}}}"
        );
        self.call("PutItem", &body);
        self.at += APART;
    }

    /// Writes what the traffic needs.
    fn seed(&mut self) {
        let (_, units) = self.case.pulse();
        let keys = self.keys();
        let reason = self.case.reason;
        for (n, key) in keys.iter().enumerate() {
            if reason.write {
                // Of an index whose key is hot, that share of items has it.
                let share = (n as u64) * 100 / keys.len() as u64;
                let index_key = if share < self.case.hot { "hot" } else { key.as_str() };
                self.put(key, 0, reason.index.then_some(index_key), (units * 1_024).min(390 * 1_024));
                continue;
            }
            // A collection of so many bytes; in the index it is the entries with one key. The others need no more than
            // it takes to be there where nearly all goes to the hot one.
            let whole = units * 4_096 * if reason.index { 2 } else { 1 };
            let whole = if self.case.hot >= 50 && n > 0 { whole.min(4_096) } else { whole };
            let parts = whole.div_ceil(GREATEST);
            for part in 0..parts {
                if reason.index {
                    self.put(&format!("{key}-{part}"), 0, Some(key), whole / parts);
                } else {
                    self.put(key, part, None, whole / parts);
                }
            }
        }
    }

    fn traffic(&mut self) {
        let (rate, _) = self.case.pulse();
        let began = self.at;
        for n in 0..rate * SECONDS {
            self.at = began + n * MICROS_PER_SECOND / rate;
            self.ask(n);
        }
    }

    /// The traffic's call of this number.
    fn ask(&mut self, n: u64) {
        let keys = self.keys();
        let cold = if self.case.hot > 0 { &keys[1..] } else { &keys[..] };
        let reason = self.case.reason;
        let moves = reason.index && reason.write && reason.bound == Bound::Account;
        let mut table = String::new();
        write_string(&mut table, &self.case.table);
        let mut index = String::new();
        write_string(&mut index, &self.case.index);
        // Evenly, without chance: 37 and 100 have no divisor in common.
        let is_hot = n * 37 % 100 < self.case.hot;
        let spread = &cold[usize::try_from(n).unwrap_or(0) % cold.len()];
        let whole = &keys[usize::try_from(n).unwrap_or(0) % keys.len()];
        let key = match (reason.index && reason.write, is_hot) {
            // The index's key is the hot one, not the table's.
            (true, _) => whole,
            (false, true) => &keys[0],
            (false, false) => spread,
        };
        let body = if reason.write {
            let (set, value) = if moves {
                let to = n / keys.len() as u64 % 2;
                ("SET gsi1pk = :v", format!("{{\"S\":\"{key}-{to}\"}}"))
            } else {
                ("SET n = :v", format!("{{\"N\":\"{n}\"}}"))
            };
            format!(
                "{{\"TableName\":{table},\"Key\":{{\"{KEY}\":{{\"S\":\"{key}\"}},\"sk\":{{\"S\":\"0\"}}}},\
                 \"UpdateExpression\":\"{set}\",\"ExpressionAttributeValues\":{{\":v\":{value}}}}}"
            )
        } else if reason.index {
            format!(
                "{{\"TableName\":{table},\"IndexName\":{index},\"Select\":\"COUNT\",\"KeyConditionExpression\":\
                 \"{INDEX_KEY} = :v\",\"ExpressionAttributeValues\":{{\":v\":{{\"S\":\"{key}\"}}}}}}"
            )
        } else {
            format!(
                "{{\"TableName\":{table},\"ConsistentRead\":true,\"Select\":\"COUNT\",\"KeyConditionExpression\":\
                 \"{KEY} = :v\",\"ExpressionAttributeValues\":{{\":v\":{{\"S\":\"{key}\"}}}}}}"
            )
        };
        self.call(if reason.write { "UpdateItem" } else { "Query" }, &body);
    }
}
