//! A remedy is tried: on a branch that begins before the traffic, something is changed, and the same calls are made again.

use std::collections::BTreeMap;

use api::dynamodb::{IndexStatus, TableStatus};
use serde_json::{Value, json};
use session::{Input, Record};
use sim::{MICROS_PER_MILLI, MICROS_PER_SECOND, Micros};
use world::TableInfo;

use super::edits;
use super::remedies::{COPIES, SHARDS, SLOWER, raised};
use super::{Diagnosis, Refused, Trial};
use crate::lab::Lab;
use crate::words::grouped;

/// Calls with more time between them are no longer the same traffic.
const GAP: Micros = 2 * MICROS_PER_SECOND;
/// How far the traffic reaches, before and behind the call.
const REACH: Micros = 60 * MICROS_PER_SECOND;
/// Calls of it at most.
const CALLS: usize = 4_000;
/// How long a change may take until the table is ACTIVE again.
const PATIENCE: Micros = 3_600 * MICROS_PER_SECOND;
/// Items that are written anew under other keys at most.
const ITEMS: usize = 400;
/// How often a call is tried again by an SDK, and how long after the first failure.
const RETRIES: u32 = 3;
const BACK_OFF: Micros = 50 * MICROS_PER_MILLI;
const ENFORCE: &str = "admission.enforce";

/// The traffic around a call that was throttled.
pub(super) struct Window {
    /// The number of its first input.
    first: u64,
    records: Vec<Record>,
}

impl Window {
    /// Calls, and microseconds from the first to the last.
    pub(super) fn figures(&self) -> (u64, u64) {
        let span = self.records.last().map_or(0, |it| it.at) - self.records.first().map_or(0, |it| it.at);
        (self.records.len() as u64, span)
    }
}

/// What a remedy does to the traffic.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twist {
    None,
    Eventual,
    ShardKey,
    Copies,
    ShardIndex,
    SecondIndex,
    Retries,
    Slower,
}

impl Lab {
    /// The traffic around a call: calls about the same table without a long gap between them.
    pub(super) fn window(&self, started: Micros, table: &str) -> Option<Window> {
        let mine = |record: &Record| match &record.input {
            Input::Call { operation, body, .. } => {
                !operation.contains("Table") && body.text().contains(table)
            }
            _ => false,
        };
        let at = self.session.inputs_until(started).checked_sub(1)?;
        let mut records: Vec<Record> = Vec::new();
        let (mut number, mut first, mut before) = (at, at, started);
        loop {
            let record =
                self.session.record(number).filter(|it| it.at + GAP >= before && it.at + REACH >= started);
            let Some(record) = record.filter(|_| records.len() < CALLS / 2) else { break };
            if !matches!(record.input, Input::Call { .. }) {
                break;
            }
            before = record.at;
            if mine(&record) {
                first = number;
                records.push(record);
            }
            let Some(next) = number.checked_sub(1) else { break };
            number = next;
        }
        records.reverse();
        let (mut number, mut before) = (at + 1, started);
        while let Some(record) =
            self.session.record(number).filter(|it| it.at <= (before + GAP).min(started + REACH))
        {
            if records.len() >= CALLS || !matches!(record.input, Input::Call { .. }) {
                break;
            }
            before = record.at;
            if mine(&record) {
                records.push(record);
            }
            number += 1;
        }
        Some(Window { first, records })
    }

    /// How many of these calls were throttled, found out by making them again.
    fn throttled_of(&self, Window { first, records }: &Window) -> Option<u64> {
        let mut past = self.session.past_before(*first)?;
        let last = records.last()?.at;
        let mut throttled = 0;
        let mut count = |past: &mut session::Past| {
            throttled += past
                .take_answers()
                .iter()
                .filter(|it| {
                    it.record.at >= records[0].at && it.record.at <= last && is_throttled(&it.completion)
                })
                .count() as u64;
        };
        past.take_answers();
        while past.now() < last {
            let next = past.now().saturating_add(MICROS_PER_SECOND / 4).min(last);
            past.go_on(&self.session, next);
            count(&mut past);
        }
        let end = last.saturating_add(MICROS_PER_SECOND);
        past.go_on(&self.session, end);
        count(&mut past);
        Some(throttled)
    }

    /// Tries a remedy on a branch of its own; this one stays open.
    pub(super) fn try_remedy(&mut self, refused: Refused, remedy: &str) -> Result<Trial, String> {
        let (diagnosis, window) =
            self.diagnosed(refused).ok_or("This call wasn't throttled, or is too old to be played again.")?;
        let chosen = diagnosis.remedies.iter().find(|it| it.id == remedy);
        let title = chosen.ok_or("There is no such remedy for this call.")?.title.clone();
        let (region, table, index) = place_of(&diagnosis.resource).ok_or("The exception names no table.")?;
        let window = window.ok_or("The calls around it are too old to be made again.")?;
        let before = self.throttled_of(&window).ok_or("The calls around it are too old to be made again.")?;
        let source = self.branch.0.clone();
        let began = window.records.first().map_or(0, |record| record.at);
        let branch = self.fork(Some(began.saturating_sub(1)), Some(&self.free_branch(&title)))?;
        let place = Place { region, table, index };
        let tried = self.carry_out(&diagnosis, &place, remedy, &window);
        self.switch(&source)?;
        let trial = match tried {
            Err(refused) => Trial {
                remedy: remedy.to_owned(),
                branch,
                clears: false,
                throttled: (before, before, window.records.len() as u64),
                reason: diagnosis.reason,
                says: format!("The service refuses it: {refused}"),
            },
            Ok((after, calls, reason)) => Trial {
                says: says(before, after, calls, &reason, &diagnosis.reason),
                remedy: remedy.to_owned(),
                branch,
                clears: after == 0,
                throttled: (before, after, calls),
                reason,
            },
        };
        Ok(trial)
    }

    /// A name for a branch that none has.
    fn free_branch(&self, title: &str) -> String {
        let taken: Vec<String> = self.branch_views().into_iter().map(|view| view.name).collect();
        let numbers = std::iter::once(String::new()).chain((2..100).map(|n| format!(" {n}")));
        let mut names = numbers.map(|n| format!("{}{n}", crate::words::cut(title, 34)));
        names.find(|name| !taken.contains(name)).unwrap_or_default()
    }

    /// Changes what the remedy changes, and makes the calls. How many were throttled, of how many, and most often why;
    /// or the words in which the service refuses the change.
    fn carry_out(
        &mut self,
        diagnosis: &Diagnosis,
        place: &Place,
        remedy: &str,
        window: &Window,
    ) -> Result<(u64, u64, String), String> {
        let info = self.table_now(place)?;
        let twist = self.change(diagnosis, place, &info, remedy)?;
        self.write_anew(place, &info, twist, window)?;
        self.advance(MICROS_PER_SECOND);
        Ok(self.again(place, &info, twist, window))
    }

    fn table_now(&self, place: &Place) -> Result<TableInfo, String> {
        let found = self.session.world().table(&place.region, &place.table);
        found.ok_or_else(|| "The table was not there when the traffic began.".to_owned())
    }

    /// What is changed of the table or of the account.
    fn change(
        &mut self,
        diagnosis: &Diagnosis,
        place: &Place,
        info: &TableInfo,
        remedy: &str,
    ) -> Result<Twist, String> {
        let write = diagnosis.unit == "WCU";
        let class = if write { "WriteCapacityUnits" } else { "ReadCapacityUnits" };
        let rate = diagnosis.buckets.first().map_or(0, |bucket| bucket.rate / 1_000);
        let throughput = |now: api::dynamodb::Throughput| {
            let mut units = json!({"ReadCapacityUnits": now.read, "WriteCapacityUnits": now.write});
            edits::set(&mut units, class, raised(if write { now.write } else { now.read }).into());
            units
        };
        let index = || place.index.clone().ok_or("No index was throttled.");
        let of_index = info.indexes.iter().find(|index| Some(&*index.name) == place.index.as_deref());
        let mut update = edits::object([("TableName", place.table.as_str().into())]);
        match remedy {
            "raise-table" => {
                let now = info.provisioned.ok_or("The table is on demand.")?;
                edits::set(&mut update, "ProvisionedThroughput", throughput(now));
            }
            "raise-index" => {
                let now = of_index.and_then(|it| it.provisioned).ok_or("The index is on demand.")?;
                let one =
                    json!({"Update": {"IndexName": index()?, "ProvisionedThroughput": throughput(now)}});
                edits::set(&mut update, "GlobalSecondaryIndexUpdates", json!([one]));
            }
            "on-demand" => edits::set(&mut update, "BillingMode", "PAY_PER_REQUEST".into()),
            "raise-maximum" | "no-maximum" => {
                let most = if remedy == "no-maximum" { json!(-1) } else { json!(raised(rate)) };
                let name = if write { "MaxWriteRequestUnits" } else { "MaxReadRequestUnits" };
                let limits = edits::object([(name, most)]);
                if place.index.is_some() {
                    let one = json!({"Update": {"IndexName": index()?, "OnDemandThroughput": limits}});
                    edits::set(&mut update, "GlobalSecondaryIndexUpdates", json!([one]));
                } else {
                    edits::set(&mut update, "OnDemandThroughput", limits);
                }
            }
            "warm" => {
                let warm = json!({"ReadUnitsPerSecond": 24_000, "WriteUnitsPerSecond": 8_000});
                if place.index.is_some() {
                    let one = json!({"Update": {"IndexName": index()?, "WarmThroughput": warm}});
                    edits::set(&mut update, "GlobalSecondaryIndexUpdates", json!([one]));
                } else {
                    edits::set(&mut update, "WarmThroughput", warm);
                }
            }
            "raise-quota" => {
                let knob = if write { "quota.table_write_units" } else { "quota.table_read_units" };
                let value = i64::try_from(raised(rate)).unwrap_or(i64::MAX);
                self.set(knob, value).map_err(|error| error.to_string())?;
                return Ok(Twist::None);
            }
            "keys-only" => {
                let delete = json!([{"Delete": {"IndexName": index()?}}]);
                let mut gone = update.clone();
                edits::set(&mut gone, "GlobalSecondaryIndexUpdates", delete);
                self.update(place, &gone)?;
                self.create_index(place, info, &index()?, "KEYS_ONLY")?;
                return Ok(Twist::None);
            }
            "second-index" => {
                self.create_index(place, info, &second(&index()?), "ALL")?;
                return Ok(Twist::SecondIndex);
            }
            "eventual" => return Ok(Twist::Eventual),
            "shard-key" => return Ok(Twist::ShardKey),
            "copies" => return Ok(Twist::Copies),
            "shard-index" => return Ok(Twist::ShardIndex),
            "retries" => return Ok(Twist::Retries),
            "slower" => return Ok(Twist::Slower),
            _ => return Err("There is no such remedy.".to_owned()),
        }
        self.update(place, &update)?;
        Ok(Twist::None)
    }

    /// An index like the one that was throttled, with this name and projection.
    fn create_index(
        &mut self,
        place: &Place,
        info: &TableInfo,
        name: &str,
        projection: &str,
    ) -> Result<(), String> {
        let like = place.index.as_deref().and_then(|index| info.schema.index(index));
        let (_, like) = like.ok_or("No index was throttled.")?;
        let units = info.indexes.iter().find(|it| *it.name == *like.name()).and_then(|it| it.provisioned);
        let mut create = json!({
            "IndexName": name,
            "KeySchema": edits::schema(like.key()),
            "Projection": {"ProjectionType": projection},
        });
        if let Some(units) = units {
            let units = json!({"ReadCapacityUnits": units.read, "WriteCapacityUnits": units.write});
            edits::set(&mut create, "ProvisionedThroughput", units);
        }
        let kind = |it: &api::dynamodb::KeyAttribute| match it.key_type {
            api::dynamodb::KeyType::S => "S",
            api::dynamodb::KeyType::N => "N",
            api::dynamodb::KeyType::B => "B",
        };
        let mut defined: BTreeMap<String, &str> = BTreeMap::new();
        for key in [like.key(), info.schema.key()] {
            for attribute in key.partition.iter().chain(&key.sort) {
                defined.insert(attribute.name.clone(), kind(attribute));
            }
        }
        let defined: Vec<Value> = defined
            .into_iter()
            .map(|(name, kind)| json!({"AttributeName": name, "AttributeType": kind}))
            .collect();
        let update = json!({
            "TableName": place.table,
            "AttributeDefinitions": defined,
            "GlobalSecondaryIndexUpdates": [{"Create": create}],
        });
        self.update(place, &update)
    }

    /// `UpdateTable`, and waits until it is done.
    fn update(&mut self, place: &Place, body: &Value) -> Result<(), String> {
        self.demand(place, "UpdateTable", body)?;
        let until = self.clock().saturating_add(PATIENCE);
        while self.clock() < until {
            let info = self.table_now(place)?;
            let ready = info.status == TableStatus::Active
                && info.indexes.iter().all(|index| index.status == IndexStatus::Active);
            if ready && !self.is_warming(place) {
                return Ok(());
            }
            let soon = self.clock() + MICROS_PER_SECOND;
            self.advance_to(info.status_until.unwrap_or(soon).clamp(soon, until));
        }
        Err("The table was not ACTIVE again within an hour.".to_owned())
    }

    /// Whether a warm throughput is on its way.
    fn is_warming(&self, place: &Place) -> bool {
        let body = edits::object([("TableName", place.table.as_str().into())]).to_string();
        let completion = self.session.dry_call(&place.region, "DescribeTable", &body);
        let described = crate::detail::answer_json(&completion);
        described
            .split("\"WarmThroughput\"")
            .skip(1)
            .any(|part| part.split('}').next().is_some_and(|warm| warm.contains("UPDATING")))
    }

    /// A call that must succeed.
    fn demand(&mut self, place: &Place, operation: &str, body: &Value) -> Result<(), String> {
        self.answer_to(&place.region, operation, &body.to_string());
        match self.history.last().map(|kept| &kept.completion.result) {
            Some(Err(error)) => Err(error.message.clone()),
            _ => Ok(()),
        }
    }

    /// Writes items under the keys that the calls will use. That is no part of the traffic: nothing is throttled meanwhile.
    fn write_anew(
        &mut self,
        place: &Place,
        info: &TableInfo,
        twist: Twist,
        window: &Window,
    ) -> Result<(), String> {
        let shards = match twist {
            Twist::ShardKey => SHARDS,
            Twist::Copies => COPIES,
            Twist::ShardIndex => 1,
            _ => return Ok(()),
        };
        let attribute = key_attribute(place, info, twist).ok_or("There is no key to spread.")?;
        let enforced = self.session.world().config().knobs.get(world::Knob::AdmissionEnforce);
        self.set(ENFORCE, 0).map_err(|error| error.to_string())?;
        let used: Vec<String> = window.records.iter().filter_map(|it| key_of(it, &attribute)).collect();
        let items = self.items_of(place)?;
        for (n, item) in items.iter().enumerate() {
            let wanted = item.get(&attribute).and_then(edits::plain);
            let wanted = wanted.filter(|key| twist == Twist::ShardIndex || used.contains(key));
            if wanted.is_none() {
                continue;
            }
            for shard in 0..shards {
                let shard = if twist == Twist::ShardIndex { n as u64 % SHARDS } else { shard };
                let mut put =
                    edits::object([("TableName", place.table.as_str().into()), ("Item", item.clone())]);
                if edits::suffix(&mut put, &attribute, shard) {
                    self.demand(place, "PutItem", &put)?;
                }
            }
        }
        // Indexes and copies catch up first.
        self.idle();
        self.set(ENFORCE, enforced).map_err(|error| error.to_string())
    }

    /// The first items of the table, as JSON.
    fn items_of(&self, place: &Place) -> Result<Vec<Value>, String> {
        let mut items = Vec::new();
        let mut from = Value::Null;
        while items.len() < ITEMS {
            let mut scan =
                edits::object([("TableName", place.table.as_str().into()), ("ConsistentRead", true.into())]);
            if !from.is_null() {
                edits::set(&mut scan, "ExclusiveStartKey", from);
            }
            let completion = self.session.dry_call(&place.region, "Scan", &scan.to_string());
            let answer = crate::detail::answer_json(&completion);
            let mut page: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
            if let Some(Value::Array(some)) = page.get_mut("Items").map(Value::take) {
                items.extend(some);
            }
            from = page.get_mut("LastEvaluatedKey").map_or(Value::Null, Value::take);
            if from.is_null() {
                break;
            }
        }
        items.truncate(ITEMS);
        Ok(items)
    }

    /// Makes the calls again, at the same distances. How many were throttled, of how many, and most often why.
    fn again(
        &mut self,
        place: &Place,
        info: &TableInfo,
        twist: Twist,
        window: &Window,
    ) -> (u64, u64, String) {
        let attribute = key_attribute(place, info, twist);
        let (began, start) = (window.records.first().map_or(0, |it| it.at), self.clock());
        let stretch = if twist == Twist::Slower { SLOWER } else { 1 };
        // When, in which order, and how often it was tried.
        let mut due: BTreeMap<(Micros, u64), (usize, u32)> = BTreeMap::new();
        for (n, record) in window.records.iter().enumerate() {
            due.insert((start + (record.at - began) * stretch, n as u64), (n, 0));
        }
        let mut order = window.records.len() as u64;
        let mut throttled = 0;
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        while let Some(((at, _), (n, tries))) = due.pop_first() {
            let Some(record) = window.records.get(n) else { continue };
            let Input::Call { region, operation, body, .. } = &record.input else { continue };
            self.advance_to(at);
            let body = twisted(body.text(), twist, attribute.as_deref(), place, n as u64);
            self.answer_to(region, operation, &body);
            let Some(kept) = self.history.last() else { continue };
            if !is_throttled(&kept.completion) {
                continue;
            }
            if let Err(error) = &kept.completion.result {
                for reason in &error.throttling {
                    *reasons.entry(reason.reason.clone()).or_default() += 1;
                }
            }
            if twist == Twist::Retries && tries < RETRIES {
                due.insert((self.clock() + (BACK_OFF << tries), order), (n, tries + 1));
                order += 1;
            } else {
                throttled += 1;
            }
        }
        let most = reasons.into_iter().max_by_key(|(_, count)| *count).map(|(reason, _)| reason);
        (throttled, window.records.len() as u64, most.unwrap_or_default())
    }
}

/// Where the throttle was.
struct Place {
    region: String,
    table: String,
    index: Option<String>,
}

/// Region, table and index of an ARN.
fn place_of(arn: &str) -> Option<(String, String, Option<String>)> {
    let mut parts = arn.splitn(6, ':').skip(3);
    let region = parts.next()?.to_owned();
    let mut path = parts.nth(1)?.split('/').skip(1);
    let table = path.next()?.to_owned();
    Some((region, table, path.nth(1).map(str::to_owned)))
}

fn second(index: &str) -> String {
    format!("{}-2", crate::words::cut(index, 250))
}

fn is_throttled(completion: &world::Completion) -> bool {
    completion.result.as_ref().err().is_some_and(|error| !error.throttling.is_empty())
}

/// The attribute whose value gets a suffix.
fn key_attribute(place: &Place, info: &TableInfo, twist: Twist) -> Option<String> {
    let key = match twist {
        Twist::ShardKey | Twist::Copies => info.schema.key(),
        Twist::ShardIndex => info.schema.index(place.index.as_deref()?)?.1.key(),
        _ => return None,
    };
    key.partition.first().map(|it| it.name.clone())
}

fn key_of(record: &Record, attribute: &str) -> Option<String> {
    let Input::Call { body, .. } = &record.input else { return None };
    edits::key_value(&serde_json::from_str(body.text()).ok()?, attribute)
}

/// A request as the remedy would have it.
fn twisted(body: &str, twist: Twist, attribute: Option<&str>, place: &Place, n: u64) -> String {
    if matches!(twist, Twist::None | Twist::Retries | Twist::Slower) {
        return body.to_owned();
    }
    let Ok(mut json) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
    match (twist, attribute) {
        (Twist::Eventual, _) => edits::eventual(&mut json),
        (Twist::ShardKey | Twist::ShardIndex, Some(attribute)) => {
            edits::suffix(&mut json, attribute, n % SHARDS);
        }
        (Twist::Copies, Some(attribute)) => {
            edits::suffix(&mut json, attribute, n % COPIES);
        }
        (Twist::SecondIndex, _) if n % 2 == 1 => {
            if let Some(index) = &place.index {
                edits::set(&mut json, "IndexName", second(index).into());
            }
        }
        _ => {}
    }
    json.to_string()
}

fn says(before: u64, after: u64, calls: u64, reason: &str, was: &str) -> String {
    let figures = format!(
        "{} of {} calls are throttled, {} without it",
        grouped(after),
        grouped(calls),
        grouped(before)
    );
    match (after, reason == was) {
        (0, _) if reason.is_empty() => format!("Clears it: {figures}."),
        (0, _) => format!("Clears it: {figures}; some had to be tried again."),
        (_, true) if after > before => format!("Still throttles, and more: {figures}, for the same reason."),
        (_, true) => format!("Still throttles: {figures}, for the same reason."),
        (_, false) => format!("Still throttles: {figures}, now with {reason}."),
    }
}
