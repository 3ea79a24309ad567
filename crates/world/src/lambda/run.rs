//! What functions do with records: their calls are calls like everybody's.

use std::sync::Arc;

use api::lambda::{Function, FunctionCall, Task};
use value::{AttributeValue, Item, Number};

use super::{Step, Turn};
use crate::due::Due;
use crate::flight::{Flight, Origin};
use crate::knobs::Knob;
use crate::stream::Record;
use crate::world::World;

impl World {
    /// The function goes on with its batch until it has a call to wait for, or is done.
    pub(super) fn run_on(&mut self, turn: Turn) {
        let Some(mapped) = self.lambda.mappings.get(&turn.mapping).cloned() else { return };
        let name = (Arc::clone(&mapped.region), mapped.mapping.function.as_str().into());
        let function = self.lambda.functions.get(&name).map(|deployed| deployed.function.clone());
        let Some(stream) = self.streams.all.get(&mapped.stream).cloned() else { return };
        let Some(shard) = stream.shard(turn.shard) else { return };
        let Some(function) = function else {
            return self.run_fails(turn, format!("Function not found: {}", mapped.mapping.function));
        };
        let source = stream.arn(&self.config.account);
        loop {
            let slot = self.slot(turn.mapping, turn.shard, turn.slot);
            let Some(batch) = slot.and_then(|slot| slot.batch.as_ref()).filter(|batch| batch.run == turn.run)
            else {
                return;
            };
            let (at, call) = (batch.at, batch.call);
            if batch.last {
                let calls = match self.window_calls(&mapped.region, &function, turn.lane()) {
                    Ok(calls) => calls,
                    Err(sentence) => return self.run_fails(turn, sentence),
                };
                return match calls.into_iter().nth(call as usize) {
                    Some(next) => self.function_calls(turn, &mapped.region, next),
                    None => self.run_done(turn, &function),
                };
            }
            let Some(&number) = batch.numbers.get(at as usize) else { return self.run_done(turn, &function) };
            let Some(record) = shard.records.get(&number).cloned() else {
                return self.run_fails(turn, "The record is gone from the stream.".to_owned());
            };
            if call == 0
                && let Some(filter) = &function.fail_on
                && filter.fits(&api::lambda::event(&self.record(&stream, number, &record), &source))
            {
                return self.run_fails(turn, "FailOn fits the record.".to_owned());
            }
            let adds = function.task == Task::Aggregate && self.windows.lengths.contains_key(&turn.mapping);
            // In a window it only adds up; it writes when the window is over.
            let calls = if adds {
                sides(&function, &record).map(|_| Vec::new())
            } else {
                self.calls_of(&mapped.region, &function, &record)
            };
            match calls {
                Err(sentence) => return self.run_fails(turn, sentence),
                Ok(calls) => {
                    if let Some(next) = calls.into_iter().nth(call as usize) {
                        return self.function_calls(turn, &mapped.region, next);
                    }
                }
            }
            if let Some(batch) = self.batch_mut(turn) {
                (batch.at, batch.call) = (at + 1, 0);
            }
        }
    }

    /// The function makes a call, and waits for its answer.
    fn function_calls(&mut self, turn: Turn, region: &Arc<str>, call: FunctionCall) {
        let FunctionCall { operation, request, bytes } = call;
        let number = self.load.number(true);
        let names = (Arc::clone(region), operation.into());
        self.launch(number, Origin::Function(turn), names, request, bytes);
    }

    fn batch_mut(&mut self, turn: Turn) -> Option<&mut super::Batch> {
        self.slot_mut(turn.mapping, turn.shard, turn.slot)?
            .batch
            .as_mut()
            .filter(|batch| batch.run == turn.run)
    }

    /// A function's call is answered.
    #[inline(never)]
    pub(crate) fn function_hears(&mut self, flight: &mut Flight, turn: Turn) {
        let error = flight.result.take().and_then(Result::err);
        let operation = Arc::clone(&flight.operation);
        match error {
            Some(error) => self.run_fails(turn, format!("{operation}: {error}")),
            None => {
                if let Some(batch) = self.batch_mut(turn) {
                    batch.call = batch.call.saturating_add(1);
                    self.run_on(turn);
                }
            }
        }
    }

    /// What a fault makes of an invocation: what the function fails of, if it does.
    pub(super) fn broken_by_fault(&mut self, turn: Turn) -> Option<String> {
        if self.chaos.running == 0 {
            return None;
        }
        let numbers = self.batch_mut(turn)?.numbers.clone();
        let mapped = self.lambda.mappings.get(&turn.mapping)?;
        let stream = self.streams.all.get(&mapped.stream)?.clone();
        self.function_breaks(&stream, stream.shard(turn.shard)?, &numbers)
    }

    /// The function raises an error before it has done anything.
    pub(super) fn run_raises(&mut self, turn: Turn, sentence: String) {
        if let Some(batch) = self.batch_mut(turn) {
            batch.raised = true;
            self.run_fails(turn, sentence);
        }
    }

    fn run_fails(&mut self, turn: Turn, sentence: String) {
        let Some(batch) = self.batch_mut(turn) else { return };
        batch.error = Some(sentence);
        let good = batch.at;
        self.run_takes(turn, good, None);
    }

    fn run_done(&mut self, turn: Turn, function: &Function) {
        let Some(batch) = self.batch_mut(turn) else { return };
        let good = batch.at;
        self.run_takes(turn, good, function.millis);
    }

    fn run_takes(&mut self, turn: Turn, good: u32, millis: Option<u32>) {
        let usual = self.knobs.amount(Knob::LambdaDuration);
        let time = millis.map_or(usual, |millis| u64::from(millis) * sim::MICROS_PER_MILLI);
        let mapped = self.lambda.mappings.get(&turn.mapping);
        let stream = mapped.and_then(|mapped| self.streams.all.get(&mapped.stream));
        let more = stream.map_or(0, |stream| self.function_delay(stream.table));
        let end = self.now.saturating_add(time).saturating_add(more);
        self.queue.push(end, Due::Lambda(Step::Ended { turn, good }));
    }

    /// The calls that a function makes for a record.
    fn calls_of(
        &self,
        region: &str,
        function: &Function,
        record: &Record,
    ) -> Result<Vec<FunctionCall>, String> {
        let Some(table) = function.table.as_deref() else { return Ok(Vec::new()) };
        let removed = record.new.is_none() && record.event == api::dynamodb::StreamEvent::Remove;
        let image = |image: &Option<Item>, which: &str| {
            image
                .as_ref()
                .map(Item::decode)
                .ok_or_else(|| format!("The stream's records have no {which}Image."))
        };
        match function.task {
            Task::Log => Ok(Vec::new()),
            Task::Copy if removed => Ok(vec![FunctionCall::delete(table, &record.keys.decode())]),
            Task::Copy => Ok(vec![FunctionCall::put(table, &image(&record.new, "New")?)]),
            Task::Archive if removed => Ok(vec![FunctionCall::put(table, &image(&record.old, "Old")?)]),
            Task::Archive => Ok(Vec::new()),
            Task::Aggregate => self.additions(region, function, table, record),
        }
    }

    /// What a change adds and takes away, for each value of the attribute that the function goes by.
    fn additions(
        &self,
        region: &str,
        function: &Function,
        table: &str,
        record: &Record,
    ) -> Result<Vec<FunctionCall>, String> {
        let key = self.partition_key_of(region, table);
        let key = key.ok_or_else(|| format!("There is no table {table}."))?;
        let sides = sides(function, record)?;
        let calls = sides
            .iter()
            .map(|(value, count, amount)| addition(function, table, (&key, value), (*count, *amount)));
        Ok(calls.collect())
    }

    /// The first partition key attribute of a table.
    pub(super) fn partition_key_of(&self, region: &str, table: &str) -> Option<String> {
        let key = self.named(region, table)?.schema().key().clone();
        Some(key.partition.first().map(|key| key.name.clone()).unwrap_or_default())
    }
}

/// What a change comes to for one value: the value, how many more there are of it, and how much more.
pub(super) type Side = (AttributeValue, i64, Number);

/// What a change adds and takes away.
///
/// # Errors
/// When the sum is no number any more.
pub(super) fn sides(function: &Function, record: &Record) -> Result<Vec<Side>, String> {
    let by = function.by.as_deref().unwrap_or_default();
    // Where the stream shows old images it is a difference, else only what is new counts.
    let side = |item: &Option<Item>, sign: i64| -> Option<Side> {
        let item = item.as_ref()?;
        let value = item.get(by)?;
        let amount = match function.sum.as_deref().and_then(|sum| item.get(sum)) {
            Some(AttributeValue::N(amount)) if sign < 0 => amount.negated(),
            Some(AttributeValue::N(amount)) => amount,
            _ => Number::from_i64(0),
        };
        Some((value, sign, amount))
    };
    let mut sides: Vec<Side> = side(&record.old, -1).into_iter().chain(side(&record.new, 1)).collect();
    if let [(old, less, minus), (new, more, plus)] = sides.as_slice()
        && old == new
    {
        let amount = plus.checked_add(*minus).map_err(|_| "The sum is no number.".to_owned())?;
        sides = vec![(new.clone(), less + more, amount)];
    }
    let zero = Number::from_i64(0);
    sides.retain(|(_, count, amount)| *count != 0 || *amount != zero);
    Ok(sides)
}

/// The call that adds to what a table has of a value.
pub(super) fn addition(
    function: &Function,
    table: &str,
    key: (&str, &AttributeValue),
    (count, amount): (i64, Number),
) -> FunctionCall {
    let mut text = String::new();
    amount.write_text(&mut text);
    let mut amounts = vec![("Count", count.to_string())];
    if let Some(sum) = function.sum.as_deref() {
        amounts.push((sum, text));
    }
    FunctionCall::add(table, key, &amounts)
}
