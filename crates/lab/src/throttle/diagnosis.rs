//! Which bucket was empty when a call was throttled, and what had been taken out of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use session::{Answer, Past};
use sim::{MICROS_PER_SECOND, Micros};
use trace::{Class, Event, Kind, Limit, Place};
use world::{Capacity, Completion, Consumed, Knob, Pool, TableInfo};

use super::remedies::{Shape, remedies};
use super::trial::Window;
use super::{BucketView, Diagnosis, KeyUse, Refused};
use crate::lab::Lab;
use crate::words::{grouped, units};

/// How far back the use of keys is counted.
const BEFORE: Micros = 10 * MICROS_PER_SECOND;
/// Keys told of.
const KEYS: usize = 5;
/// Characters of a key.
const MOST_KEY: usize = 60;
/// Events between a call's start and its throttle.
const STEPS: usize = 20_000;
/// Keys of which the index's key is looked up.
const LOOKED_UP: usize = 64;

/// A moment and what led to it.
struct Moment {
    past: Past,
    event: Event,
    /// What had been consumed a second before, by bucket.
    earlier: Vec<(String, Consumed)>,
    /// Answers of the seconds before.
    answers: Vec<Answer>,
}

impl Lab {
    /// Why a call was throttled; nothing when it wasn't, or when its moment can't be played again.
    pub(super) fn why_throttled(&self, refused: Refused) -> Option<Diagnosis> {
        self.diagnosed(refused).map(|(diagnosis, _)| diagnosis)
    }

    /// The same, with the traffic around it.
    pub(super) fn diagnosed(&self, refused: Refused) -> Option<(Diagnosis, Option<Window>)> {
        let Refused { call, started, .. } = refused;
        let moment = self.moment_of(refused)?;
        let (reason, resource, error) = self.refusal_of(call, &moment, started)?;
        let Kind::Throttle { limit, class, have, rate } = moment.event.kind else { return None };
        let place = moment.event.place;
        let world = moment.past.session().world();
        let table = world.tables().into_iter().find(|table| table.id == place.table)?;
        let index = position(place).and_then(|at| table.indexes.iter().find(|index| index.position == at));
        let unit = if class == Class::Read { "RCU" } else { "WCU" };
        let mut buckets = buckets(&table, place, class, &moment);
        let empty = empty_bucket(&table, place, limit);
        for bucket in &mut buckets {
            bucket.empty = limit != Limit::Injected && bucket.name == *empty;
            if bucket.empty {
                bucket.rate = rate.into();
                bucket.level = bucket.level.min(i64::from(have));
            }
        }
        value::sort_by_key(&mut buckets, |bucket| u8::from(!bucket.empty));
        let keys = Self::keys(&moment, &table, index.map(|index| &*index.name), class);
        let strong = moment.answers.iter().any(|answer| body_of(answer).contains("\"ConsistentRead\":true"));
        let window = self.window(started, &table.name);
        let shape = Shape {
            limit,
            write: class == Class::Write,
            table: table.name.to_string(),
            table_units: table.provisioned.map(|it| if class == Class::Read { it.read } else { it.write }),
            index: index.map(|index| index.name.to_string()),
            index_units: index
                .and_then(|index| index.provisioned)
                .map(|it| if class == Class::Read { it.read } else { it.write }),
            rate: u64::from(rate) / 1_000,
            empty,
            era: world.config().knobs.get(Knob::AdmissionEra),
            strong,
        };
        let headline = headline(&reason, &buckets, unit, &table.name, limit);
        let diagnosis = Diagnosis {
            call,
            at: moment.event.t,
            reason,
            resource,
            error,
            injected: limit == Limit::Injected,
            headline,
            why: why(limit, &shape, unit),
            buckets,
            unit: unit.to_owned(),
            keys,
            window: window.as_ref().map_or((0, 0), Window::figures),
            remedies: remedies(&shape),
        };
        Some((diagnosis, window))
    }

    fn moment_of(&self, Refused { call, started, answered }: Refused) -> Option<Moment> {
        let session = &self.session;
        let mut past = session.past(started.saturating_sub(BEFORE).max(session.earliest()))?;
        let mut answers = past.take_answers();
        answers.clear();
        let second = started.saturating_sub(MICROS_PER_SECOND);
        // Answers are kept for a few hundred calls only: a tenth of a second at a time.
        while past.now() < second {
            let next = past.now().saturating_add(MICROS_PER_SECOND / 10).min(second);
            past.go_on(session, next);
            answers.append(&mut past.take_answers());
        }
        let earlier = consumed(&past);
        while past.now().saturating_add(MICROS_PER_SECOND / 10) < started {
            let next = past.now() + MICROS_PER_SECOND / 10;
            past.go_on(session, next);
            answers.append(&mut past.take_answers());
        }
        past.take_trace();
        for _ in 0..STEPS {
            let next = past.next_at(session).filter(|&next| next <= answered)?;
            past.go_on(session, next);
            let events = past.take_trace();
            answers.append(&mut past.take_answers());
            let throttle =
                |event: &Event| u64::from(event.call) == call && matches!(event.kind, Kind::Throttle { .. });
            if let Some(event) = events.into_iter().find(throttle) {
                return Some(Moment { past, event, earlier, answers });
            }
        }
        None
    }

    /// What its exception says.
    fn refusal_of(&self, call: u64, moment: &Moment, started: Micros) -> Option<(String, String, String)> {
        let said = |completion: &Completion| {
            let error = completion.result.as_ref().err()?;
            let first = error.throttling.first()?;
            Some((first.reason.clone(), first.resource.clone(), error.name().to_owned()))
        };
        if let Some(kept) = self.history.get(call) {
            return said(&kept.completion);
        }
        let mut past = moment.past.clone();
        for _ in 0..STEPS {
            let found = past.take_answers();
            if let Some(answer) = found.iter().find(|answer| u64::from(answer.completion.call.0) == call) {
                return said(&answer.completion);
            }
            let next = past.next_at(&self.session)?;
            if next > started.saturating_add(MICROS_PER_SECOND) {
                return None;
            }
            past.go_on(&self.session, next);
        }
        None
    }

    /// The keys that were used most, of the table or of its index.
    fn keys(moment: &Moment, table: &TableInfo, index: Option<&str>, class: Class) -> Vec<KeyUse> {
        let schema = index.and_then(|index| table.schema.index(index)).map(|(_, index)| index.key());
        let key_of = schema.unwrap_or(table.schema.key());
        let Some(name) = key_of.partition.first().map(|key| key.name.clone()) else { return Vec::new() };
        let mut uses: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let mut looked_up: BTreeMap<String, Option<String>> = BTreeMap::new();
        for answer in &moment.answers {
            let write = answer.completion.operation.contains("Put")
                || answer.completion.operation.contains("Update")
                || answer.completion.operation.contains("Delete")
                || answer.completion.operation.contains("Write");
            if write != (class == Class::Write) || !body_of(answer).contains(&*table.name) {
                continue;
            }
            let failed =
                answer.completion.result.as_ref().err().is_some_and(|error| !error.throttling.is_empty());
            let Some(key) = Self::key_used(answer, (moment, table), &name, &mut looked_up) else { continue };
            let entry = uses.entry(key).or_default();
            entry.0 += 1;
            entry.1 += u64::from(failed);
        }
        let mut keys: Vec<KeyUse> =
            uses.into_iter().map(|(key, (calls, throttled))| KeyUse { key, calls, throttled }).collect();
        value::sort_by_key(&mut keys, |it| (u64::MAX - it.calls, it.key.clone()));
        keys.truncate(KEYS);
        keys
    }

    /// The value of an attribute in what a call was about: in its text, or in the item of its key.
    fn key_used(
        answer: &Answer,
        (moment, table): (&Moment, &TableInfo),
        attribute: &str,
        looked_up: &mut BTreeMap<String, Option<String>>,
    ) -> Option<String> {
        let body: serde_json::Value = serde_json::from_str(body_of(answer)).ok()?;
        let said = super::edits::key_value(&body, attribute);
        if let Some(said) = said {
            return Some(crate::words::cut(&said, MOST_KEY));
        }
        let key = body.get("Key")?.to_string();
        if !looked_up.contains_key(&key) && looked_up.len() < LOOKED_UP {
            let mut ask = String::from("{\"TableName\":");
            value::json::write_string(&mut ask, &table.name);
            ask.push_str(",\"Key\":");
            ask.push_str(&key);
            ask.push('}');
            let completion = moment.past.session().dry_call(&table.region, "GetItem", &ask);
            let answer = crate::detail::answer_json(&completion);
            let item: Option<serde_json::Value> = serde_json::from_str(&answer).ok();
            let value = item.as_ref().and_then(|it| super::edits::plain(it.get("Item")?.get(attribute)?));
            looked_up.insert(key.clone(), value);
        }
        looked_up.get(&key).cloned().flatten().map(|value| crate::words::cut(&value, MOST_KEY))
    }
}

fn body_of(answer: &Answer) -> &str {
    match &answer.record.input {
        session::Input::Call { body, .. } => body.text(),
        _ => "",
    }
}

/// The position of the index that a place is in.
fn position(place: Place) -> Option<u16> {
    place.index.checked_sub(1).map(u16::from)
}

/// Names of buckets, as they are shown.
fn table_bucket(table: &TableInfo) -> String {
    format!("the table {}", table.name)
}

fn index_bucket(name: &str) -> String {
    format!("the index {name}")
}

fn partition_bucket(partition: &str, whose: &str) -> String {
    format!("{partition} of {whose}")
}

fn share_bucket(partition: &str, whose: &str) -> String {
    format!("the share of {partition} of {whose}")
}

/// The bucket that was empty, by name.
fn empty_bucket(table: &TableInfo, place: Place, limit: Limit) -> String {
    let index = position(place).and_then(|at| table.indexes.iter().find(|index| index.position == at));
    let (whose, partitions, whole) = match index {
        Some(index) => (&*index.name, &index.partitions, index_bucket(&index.name)),
        None => (&*table.name, &table.partitions, table_bucket(table)),
    };
    let partition =
        place.partition.checked_sub(1).and_then(|id| partitions.iter().find(|it| it.id == u32::from(id)));
    match (limit, partition) {
        (Limit::Partition, Some(partition)) => partition_bucket(&partition.name, whose),
        (Limit::Share, Some(partition)) => share_bucket(&partition.name, whose),
        _ => whole,
    }
}

/// What every bucket gave so far.
fn consumed(past: &Past) -> Vec<(String, Consumed)> {
    let mut all = Vec::new();
    for table in past.session().world().tables() {
        all.push((table_bucket(&table), table.consumed));
        for partition in &table.partitions {
            all.push((partition_bucket(&partition.name, &table.name), partition.consumed));
        }
        for index in table.indexes.iter().filter(|index| index.global) {
            all.push((index_bucket(&index.name), index.consumed));
            for partition in &index.partitions {
                all.push((partition_bucket(&partition.name, &index.name), partition.consumed));
            }
        }
    }
    all
}

/// The buckets in the way of a call that was throttled at a place.
fn buckets(table: &TableInfo, place: Place, class: Class, moment: &Moment) -> Vec<BucketView> {
    let at = place.partition.checked_sub(1).map(u32::from);
    let mut views = Vec::new();
    let mut add = |name: String, meter: &str, capacity: &Capacity, consumed: &Consumed| {
        let pool: &Pool = if class == Class::Read { &capacity.read } else { &capacity.write };
        let of = |consumed: &Consumed| if class == Class::Read { consumed.total.0 } else { consumed.total.1 };
        let before = moment.earlier.iter().find(|(earlier, _)| earlier == meter).map_or(0, |(_, it)| of(it));
        views.push(BucketView {
            name,
            rate: pool.rate,
            used: of(consumed).saturating_sub(before),
            level: pool.level,
            most: pool.most,
            empty: false,
        });
    };
    // Where partitions have shares, there is no pool.
    let mut whole = |name: String, capacity: &Capacity, consumed: &Consumed| {
        if capacity.read.limit != Some(Limit::Share) {
            add(name.clone(), &name, capacity, consumed);
        }
    };
    let index = position(place).and_then(|at| table.indexes.iter().find(|index| index.position == at));
    if let Some(index) = index {
        whole(index_bucket(&index.name), &index.capacity, &index.consumed);
    }
    if index.is_none() || class == Class::Write {
        whole(table_bucket(table), &table.capacity, &table.consumed);
    }
    let (whose, partitions) =
        index.map_or((&*table.name, &table.partitions), |it| (&*it.name, &it.partitions));
    for it in partitions.iter().filter(|it| Some(it.id) == at) {
        let meter = partition_bucket(&it.name, whose);
        if let Some(share) = &it.share {
            add(share_bucket(&it.name, whose), &meter, share, &it.consumed);
        }
        add(meter.clone(), &meter, &it.capacity, &it.consumed);
    }
    views
}

/// `IndexWriteKeyRangeThroughputExceeded on G2 of GSI1: 1,014 WCU out in the second before, 1,000 in; the table Orders was
/// 61 % full`.
fn headline(reason: &str, buckets: &[BucketView], unit: &str, table: &str, limit: Limit) -> String {
    if limit == Limit::Injected {
        return format!("{reason} on {table}: an injected fault, no bucket was empty");
    }
    let mut out = String::new();
    for bucket in buckets {
        if bucket.empty {
            out = format!(
                "{reason} on {}: {} {unit} out in the second before, {} in",
                bucket.name,
                grouped(bucket.used / 1_000),
                units(bucket.rate)
            );
        } else if let Some(percent) = full(bucket) {
            // Writing to a String cannot fail.
            let _ = write!(out, "; {} was {percent} % full", bucket.name);
        }
    }
    out
}

/// How full a bucket is, percent.
fn full(bucket: &BucketView) -> Option<i64> {
    (bucket.most > 0).then(|| bucket.level.max(0).saturating_mul(100) / bucket.most)
}

/// What it means.
fn why(limit: Limit, shape: &Shape, unit: &str) -> String {
    let whose = shape.index.as_deref().unwrap_or(&shape.table);
    let rate = grouped(shape.rate);
    let text = match limit {
        Limit::Partition => format!(
            "{} ran empty: one partition serves {rate} {unit} a second, whatever {whose} as a whole has, and too much of \
             the traffic goes to keys that live in this one.",
            shape.empty
        ),
        Limit::Share => format!(
            "{} ran empty: in this era each partition of {whose} has a share of its own, this one {rate} {unit} a second, \
             however little the others use. {}",
            shape.empty,
            match shape.era {
                0 => "Nothing that is left unused is kept.",
                1 => "What it had left unused before is spent.",
                _ => {
                    "What it had left unused before is spent; if the others leave enough, adaptive capacity gives it \
                     more after a while."
                }
            }
        ),
        Limit::Provisioned => format!(
            "{whose} is provisioned with {rate} {unit} a second. More was asked for, what had been saved up is spent, \
             and the bucket ran empty."
        ),
        Limit::Growth => format!(
            "{whose} is on demand and has grown to {rate} {unit} a second so far: twice its earlier peak, not more at \
             once."
        ),
        Limit::Maximum => {
            format!(
                "{whose} is on demand with a maximum of {rate} {unit} a second, which somebody set to limit its costs, and \
                 more was asked for."
            )
        }
        Limit::Account => {
            format!(
                "The account's quota lets one table or index use {rate} {unit} a second, and {whose} used all of that. \
                 Nothing is wrong with its keys."
            )
        }
        Limit::Injected => {
            return "Somebody had calls throttled at random: no capacity was missing.".to_owned();
        }
    };
    if shape.index.is_some() && shape.write {
        return format!(
            "{text} The index fell behind, and writes of {} that would send it more are refused until it has caught up.",
            shape.table
        );
    }
    text
}
