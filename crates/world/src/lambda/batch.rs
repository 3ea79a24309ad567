//! Batches: gathered, handed to the function, halved, tried again, given up.

use std::sync::Arc;

use api::lambda::{Failure, GivenUp};
use sim::{MICROS_PER_MILLI, MICROS_PER_SECOND, ids};
use trace::{Discard, Gathered, Kind, Outcome};

use super::{Batch, Invocation, LOGGED, QUEUED, Slot, Step, Turn, Went};
use crate::due::Due;
use crate::knobs::Knob;
use crate::recorder::figure;
use crate::shard::sequence_number;
use crate::stream::label;
use crate::world::World;

impl World {
    pub(super) fn slot(&self, mapping: u32, shard: u32, slot: u32) -> Option<&Slot> {
        self.lambda.mappings.get(&mapping)?.readers.get(&shard)?.slots.get(slot as usize)
    }

    pub(super) fn slot_mut(&mut self, mapping: u32, shard: u32, slot: u32) -> Option<&mut Slot> {
        self.lambda.mapping_mut(mapping)?.readers.get_mut(&shard)?.slots.get_mut(slot as usize)
    }

    /// Whether a batch is still at this turn.
    pub(super) fn is_at(&self, turn: Turn) -> bool {
        let batch = self.slot(turn.mapping, turn.shard, turn.slot).and_then(|slot| slot.batch.as_ref());
        batch.is_some_and(|batch| batch.run == turn.run)
    }

    /// Forms the next batch of a slot, if there is none and enough has come for one.
    pub(super) fn gather(&mut self, id: u32, shard: u32, number: u32) {
        let now = self.now;
        let Some(mapped) = self.lambda.mappings.get(&id) else { return };
        let (most, window_s) = (mapped.mapping.batch_size as usize, mapped.mapping.window_s);
        let payload = self.knobs.amount(Knob::LambdaPayload);
        let Some(slot) = self.slot_mut(id, shard, number).filter(|slot| slot.batch.is_none()) else { return };
        if let Some(part) = slot.parts.pop() {
            slot.batch = Some(part);
            return self.invoke(id, shard, number);
        }
        if self.window_is_over((id, shard, number)) {
            return self.invoke(id, shard, number);
        }
        // A batch has records of one tumbling window only.
        let within = self.records_of_one_window(id, shard, number);
        let Some(slot) = self.slot_mut(id, shard, number) else { return };
        if slot.pending.is_empty() {
            return self.reader_may_be_done(id, shard);
        }
        let end = slot.since.saturating_add(u64::from(window_s) * MICROS_PER_SECOND);
        let bytes: u64 = slot.pending.iter().take(within).map(|(_, bytes)| bytes).sum();
        let by = if within >= most {
            Gathered::Size
        } else if bytes >= payload {
            Gathered::Bytes
        } else if now >= end || within < slot.pending.len() {
            Gathered::Window
        } else {
            if !slot.awaited {
                slot.awaited = true;
                self.queue.push(end, Due::Lambda(Step::Window { mapping: id, shard, slot: number }));
            }
            return;
        };
        let (mut numbers, mut bytes) = (Vec::new(), 0);
        while let Some(&(record, size)) = slot.pending.front() {
            if numbers.len() >= most.min(within) || !numbers.is_empty() && bytes + size > payload {
                break;
            }
            slot.pending.pop_front();
            numbers.push(record);
            bytes += size;
        }
        slot.since = now;
        let records = figure(numbers.len() as u64);
        slot.batch = Some(Batch { numbers, ..Batch::default() });
        let mark = self.lambda_mark(id, shard);
        self.recorder.emit(now, 0, mark, Kind::BatchFormed { mapping: id, records, by });
        self.invoke(id, shard, number);
        // There is room to read ahead again.
        self.wake_mapping(id, shard);
    }

    /// How many of the next records of a slot were written in the same tumbling window; all where there is none.
    fn records_of_one_window(&self, id: u32, shard: u32, number: u32) -> usize {
        let Some(slot) = self.slot(id, shard, number) else { return 0 };
        if !self.windows.lengths.contains_key(&id) {
            return slot.pending.len();
        }
        let window = |record: &u64| self.window_of(id, shard, *record);
        let Some(first) = slot.pending.front().map(|(record, _)| window(record)) else { return 0 };
        slot.pending.iter().take_while(|(record, _)| window(record) == first).count()
    }

    /// Hands a batch to the function, without the records that are too old by now.
    pub(super) fn invoke(&mut self, id: u32, shard: u32, number: u32) {
        let (now, horizon) = (self.now, self.horizon());
        let Some(mapped) = self.lambda.mappings.get(&id) else { return };
        let max_age = mapped.mapping.max_age_s.map(|age| u64::from(age) * MICROS_PER_SECOND);
        let Some(batch) = self.slot(id, shard, number).and_then(|slot| slot.batch.clone()) else { return };
        if batch.last && self.is_window_stale((id, shard, number), mapped.mapping.max_age_s) {
            return self.give_window_up(id, shard, number, Discard::Age);
        }
        let home = self.streams.all.get(&mapped.stream).and_then(|stream| stream.shard(shard));
        let Some(home) = home else { return };
        let why = |record: &u64| match home.records.get(record) {
            Some(record) if record.at >= horizon => {
                max_age.is_some_and(|age| now > record.at.saturating_add(age)).then_some(GivenUp::RecordAge)
            }
            _ => Some(GivenUp::Trimmed),
        };
        let old =
            batch.numbers.iter().position(|record| why(record).is_none()).unwrap_or(batch.numbers.len());
        if let Some(why) = batch.numbers.first().and_then(why) {
            let (gone, rest) = batch.numbers.split_at(old);
            let gone = gone.to_vec();
            let rest = rest.to_vec();
            self.discard(id, shard, &Batch { numbers: gone, ..batch.clone() }, why);
            let Some(slot) = self.slot_mut(id, shard, number) else { return };
            slot.batch = (!rest.is_empty()).then_some(Batch { numbers: rest, ..batch });
            if slot.batch.is_none() {
                return self.gather(id, shard, number);
            }
        }
        self.lambda.runs = self.lambda.runs.wrapping_add(1);
        let run = self.lambda.runs;
        let Some(batch) = self.slot_mut(id, shard, number).and_then(|slot| slot.batch.as_mut()) else {
            return;
        };
        batch.run = run;
        batch.invokes = batch.invokes.saturating_add(1);
        (batch.began, batch.at, batch.call, batch.error, batch.raised) = (now, 0, 0, None, false);
        let (records, attempt) = (figure(batch.numbers.len() as u64), batch.invokes);
        let mark = self.lambda_mark(id, shard);
        self.recorder.emit(now, 0, mark, Kind::Invoke { mapping: id, records, attempt });
        let turn = Turn { mapping: id, shard, slot: number, run };
        match self.broken_by_fault(turn) {
            Some(sentence) => self.run_raises(turn, sentence),
            None => self.run_on(turn),
        }
    }

    /// The function is done with a batch; the records before `good` went well.
    pub(super) fn run_ends(&mut self, turn: Turn, good: u32) {
        if !self.is_at(turn) {
            return;
        }
        let now = self.now;
        let Turn { mapping: id, shard, slot: number, .. } = turn;
        let Some(mapped) = self.lambda.mappings.get(&id) else { return };
        let settings = mapped.mapping.clone();
        let Some(mut batch) = self.slot_mut(id, shard, number).and_then(|slot| slot.batch.take()) else {
            return;
        };
        let failed = batch.error.is_some();
        let reports = settings.report && !batch.raised;
        let good = if failed && !reports { 0 } else { good };
        let outcome = match (failed, reports) {
            (false, _) => Outcome::Ok,
            (true, true) => Outcome::Partial,
            (true, false) => Outcome::Failed,
        };
        let mark = self.lambda_mark(id, shard);
        let took = figure(now.saturating_sub(batch.began));
        let kind = Kind::InvokeResult { mapping: id, outcome, good, took };
        let event = self.recorder.emit(now, 0, mark, kind);
        let age = batch.numbers.last().map(|last| self.age_of(id, shard, Some(*last)));
        let of = self.lambda.mappings.get(&id).map(|it| Arc::clone(&it.region));
        self.note_invocation(
            (of.as_deref().unwrap_or_default(), &settings.function),
            failed,
            now.saturating_sub(batch.began),
            age,
        );
        self.log_run(id, shard, &batch, good);
        if let Some(mapped) = self.lambda.mapping_mut(id) {
            mapped.went = if failed { Went::Failed } else { Went::Well };
        }
        let rest = batch.numbers.split_off((good as usize).min(batch.numbers.len()));
        if !batch.numbers.is_empty() {
            let age = self.age_of(id, shard, batch.numbers.last().copied());
            let records = figure(batch.numbers.len() as u64);
            if let Some(mapped) = self.lambda.mapping_mut(id) {
                mapped.done += u64::from(records);
                mapped.age = age;
            }
            let kind = Kind::Checkpoint { mapping: id, records, age: figure(age / MICROS_PER_MILLI) };
            self.recorder.emit(now, event, mark, kind);
        }
        if self.windows.lengths.contains_key(&id) && !batch.numbers.is_empty() {
            self.keep_in_window(turn.lane(), &batch.numbers);
        }
        if !failed {
            if batch.last {
                self.close_window(turn.lane());
            }
            return self.gather(id, shard, number);
        }
        let cut = good > 0;
        let mut batch = Batch { numbers: rest, ..batch };
        let halved = settings.bisect && !cut && batch.numbers.len() > 1;
        if halved {
            let second = batch.numbers.split_off(batch.numbers.len() / 2);
            let (first_count, second_count) =
                (figure(batch.numbers.len() as u64), figure(second.len() as u64));
            let kind = Kind::Bisect { mapping: id, first: first_count, second: second_count };
            self.recorder.emit(now, event, mark, kind);
            let part = Batch { numbers: second, ..batch.clone() };
            if let Some(slot) = self.slot_mut(id, shard, number) {
                slot.parts.push(part);
            }
        } else if !(settings.bisect && cut) {
            if settings.retries.is_some_and(|most| batch.retries >= most) {
                if batch.last {
                    return self.give_window_up(id, shard, number, Discard::Retries);
                }
                self.discard(id, shard, &batch, GivenUp::RetriesExhausted);
                return self.gather(id, shard, number);
            }
            batch.retries = batch.retries.saturating_add(1);
        }
        let first = self.knobs.amount(Knob::LambdaBackoff);
        let most = self.knobs.amount(Knob::LambdaBackoffMax).max(first);
        let doubled = first.saturating_mul(1_u64 << batch.retries.saturating_sub(1).min(32));
        self.lambda.runs = self.lambda.runs.wrapping_add(1);
        batch.run = self.lambda.runs;
        let turn = Turn { run: batch.run, ..turn };
        if let Some(slot) = self.slot_mut(id, shard, number) {
            slot.batch = Some(batch);
        }
        self.queue.push(now.saturating_add(doubled.min(most)), Due::Lambda(Step::Retry(turn)));
    }

    /// What a window has kept is given up with it.
    fn give_window_up(&mut self, id: u32, shard: u32, number: u32, why: Discard) {
        let records = self.close_window((id, shard, number));
        if let Some(slot) = self.slot_mut(id, shard, number) {
            slot.batch = None;
        }
        let mark = self.lambda_mark(id, shard);
        self.recorder.emit(self.now, 0, mark, Kind::Discarded { mapping: id, records: figure(records), why });
        if let Some(mapped) = self.lambda.mapping_mut(id) {
            mapped.given_up += records;
        }
        self.gather(id, shard, number);
    }

    /// How long ago a record was written.
    fn age_of(&self, id: u32, shard: u32, record: Option<u64>) -> u64 {
        let mapped = self.lambda.mappings.get(&id);
        let stream = mapped.and_then(|mapped| self.streams.all.get(&mapped.stream));
        let shard = stream.and_then(|stream| stream.shard(shard));
        let record = shard.zip(record).and_then(|(shard, record)| shard.records.get(&record));
        record.map_or(0, |record| self.now.saturating_sub(record.at))
    }

    fn log_run(&mut self, id: u32, shard: u32, batch: &Batch, good: u32) {
        let now = self.now;
        let Some(mapped) = self.lambda.mappings.get(&id) else { return };
        let home = self.streams.all.get(&mapped.stream).and_then(|stream| stream.shard(shard));
        let entry = Invocation {
            at: now,
            mapping: id,
            partition: home.map_or(0, |home| home.life.partition),
            first: batch.numbers.first().copied().unwrap_or(0),
            last: batch.numbers.last().copied().unwrap_or(0),
            records: figure(batch.numbers.len() as u64),
            attempt: batch.invokes,
            good,
            error: batch.error.clone(),
            ends_window: batch.last,
        };
        let name = (mapped.region.clone(), mapped.mapping.function.as_str().into());
        let Some(deployed) = self.lambda.functions.get_mut(&name).map(std::sync::Arc::make_mut) else {
            return;
        };
        deployed.invokes += 1;
        deployed.errors += u64::from(batch.error.is_some());
        deployed.records += u64::from(entry.records);
        deployed.log.push_back(entry);
        if deployed.log.len() > LOGGED {
            deployed.log.pop_front();
        }
    }

    /// Gives records up, and tells the queue where they lie.
    fn discard(&mut self, id: u32, shard: u32, batch: &Batch, why: GivenUp) {
        let now = self.now;
        let records = figure(batch.numbers.len() as u64);
        let mark = self.lambda_mark(id, shard);
        let told = match why {
            GivenUp::RetriesExhausted => Discard::Retries,
            GivenUp::RecordAge => Discard::Age,
            GivenUp::Trimmed => Discard::Trimmed,
        };
        let event = self.recorder.emit(now, 0, mark, Kind::Discarded { mapping: id, records, why: told });
        let Some(mapped) = self.lambda.mapping_mut(id) else { return };
        mapped.given_up += u64::from(records);
        let Some(queue) = mapped.mapping.on_failure.clone() else { return };
        let (region, function, source) =
            (mapped.region.clone(), mapped.mapping.function.clone(), mapped.mapping.source.clone());
        let stream = mapped.stream;
        let Some(home) = self.streams.all.get(&stream).and_then(|stream| stream.shard(shard)) else { return };
        let time =
            |at: u64| format!("{}Z", label(self.config.epoch_micros.saturating_add(at) / MICROS_PER_MILLI));
        let written = |record: Option<&u64>| {
            time(record.and_then(|record| home.records.get(record)).map_or(0, |record| record.at))
        };
        let (first, last) = (batch.numbers.first(), batch.numbers.last());
        let failure = Failure {
            request_id: ids::uuid(self.config.seed, sim::Purpose::LambdaInvocation, u64::from(batch.run)),
            function_arn: format!("arn:aws:lambda:{region}:{}:function:{function}", self.config.account),
            why,
            invokes: batch.invokes,
            at: time(now),
            shard: home.id.to_string(),
            start: sequence_number(first.copied().unwrap_or(0)),
            end: sequence_number(last.copied().unwrap_or(0)),
            first_at: written(first),
            last_at: written(last),
            records,
            source,
        };
        let name: std::sync::Arc<str> = queue.into();
        let mut messages = self.lambda.queues.get(&name).cloned().unwrap_or_default();
        messages.push_back(failure);
        if messages.len() > QUEUED {
            messages.pop_front();
        }
        self.lambda.queues.insert(name, messages);
        self.recorder.emit(now, event, mark, Kind::SentToDestination { mapping: id, records });
    }
}
