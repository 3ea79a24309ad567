//! The four operations of `DynamoDB` Streams.

use std::ops::Bound;
use std::sync::Arc;

use api::dynamodb::{
    DescribeStream, GetRecords, GetShardIterator, IteratorStart, ListStreams, ListStreamsOutput,
    RecordsOutput, Response, ShardDescription, StreamDescription, StreamRecord, StreamRef,
};
use api::{ApiError, ErrorCode};
use sim::{MICROS_PER_MILLI, Micros};
use trace::{Kind, Place, Station};

use super::missing;
use crate::flight::{CLIENT, Flight};
use crate::iterator::ShardIterator;
use crate::knobs::Knob;
use crate::recorder::{figure, place};
use crate::shard::{Shard, number_of, sequence_number};
use crate::stream::{Record, Stream, event_id};
use crate::world::World;

/// Bytes that a page of records holds at most.
const PAGE_BYTES: u64 = 1 << 20;

impl World {
    pub(crate) fn list_streams(&self, flight: &Flight, wanted: &ListStreams) -> Response {
        let region = &flight.region;
        let from = match &wanted.start {
            Some(start) => Bound::Excluded((
                Arc::clone(region),
                Arc::from(start.table.as_str()),
                Arc::from(start.label.as_str()),
            )),
            None => Bound::Included((Arc::clone(region), Arc::from(""), Arc::from(""))),
        };
        let named = |name: &str| wanted.table.as_ref().is_none_or(|table| table.name == name);
        let mut found = self
            .streams
            .names
            .range((from, Bound::Unbounded))
            .take_while(|((of, _, _), _)| of == region)
            .filter(|((_, name, _), _)| named(name))
            .filter_map(|(_, id)| self.streams.all.get(id))
            .filter(|stream| self.lives(stream));
        let page = found.by_ref().take(wanted.limit as usize).map(|stream| {
            (stream.arn(&self.config.account), stream.name.to_string(), stream.label.to_string())
        });
        let streams: Vec<(String, String, String)> = page.collect();
        let last = found.next().and_then(|_| streams.last().map(|(arn, _, _)| arn.clone()));
        Response::ListStreams(ListStreamsOutput { streams, last })
    }

    pub(crate) fn describe_stream(
        &self,
        flight: &Flight,
        describe: &DescribeStream,
    ) -> Result<Response, ApiError> {
        let stream = self.stream(&flight.region, &describe.stream)?;
        let mut shards: Vec<&Shard> = stream.visible(self.horizon()).collect();
        value::sort_by(&mut shards, |a, b| a.id.cmp(&b.id));
        if let Some(parent) = &describe.children_of {
            if !shards.iter().any(|shard| *shard.id == **parent) {
                return Err(missing("Requested resource not found: Shard does not exist"));
            }
            shards.retain(|shard| shard.life.parent.as_deref() == Some(&**parent));
        }
        if let Some(start) = &describe.start {
            // Identifiers are in the order of the shards' beginnings. One that is older than the stream, or no
            // identifier at all, is no place in it, so nothing comes after it.
            let first = format!("shardId-{:020}", self.unix_ms(stream.created));
            shards.retain(|shard| *shard.id > **start && **start >= *first);
        }
        let more = shards.len() > describe.limit as usize;
        shards.truncate(describe.limit as usize);
        let page = shards.iter().map(|shard| ShardDescription {
            id: shard.id.to_string(),
            parent: shard.life.parent.as_deref().map(str::to_owned),
            first: sequence_number(shard.first),
            last: (!stream.is_open(shard)).then(|| sequence_number(shard.newest)),
        });
        Ok(Response::DescribeStream(Box::new(StreamDescription {
            arn: stream.arn(&self.config.account),
            label: stream.label.to_string(),
            status: stream.status(self.now),
            view: stream.view,
            created_ms: self.unix_ms(stream.created),
            table: stream.name.to_string(),
            key: (*stream.key).clone(),
            shards: page.collect(),
            last_shard: shards.last().filter(|_| more).map(|shard| shard.id.to_string()),
        })))
    }

    pub(crate) fn shard_iterator(
        &mut self,
        flight: &mut Flight,
        get: &GetShardIterator,
    ) -> Result<Response, ApiError> {
        let stream = self.stream(&flight.region, &get.stream)?;
        let found = stream.visible(self.horizon()).find(|shard| *shard.id == *get.shard);
        let Some(shard) = found else {
            return Err(missing("Requested resource not found: Shard does not exist"));
        };
        let trimmed = shard.trimmed_to(self.horizon());
        let known = |number: &str| {
            let number = number_of(number).filter(|number| (shard.first..=shard.shown).contains(number));
            let number =
                number.ok_or_else(|| ApiError::validation("Invalid SequenceNumber for the shard"))?;
            if number <= trimmed { Err(trimmed_data()) } else { Ok(number) }
        };
        let next = match &get.start {
            IteratorStart::TrimHorizon => {
                shard.seen(trimmed.saturating_add(1)).next().map(|(number, _)| number)
            }
            IteratorStart::Latest => None,
            IteratorStart::At(number) => Some(known(number)?),
            IteratorStart::After(number) => Some(known(number)?.saturating_add(1)),
            IteratorStart::Time(ms) => {
                let mut seen = shard.seen(trimmed.saturating_add(1));
                seen.find(|(_, record)| self.unix_ms(record.at) >= *ms).map(|(number, _)| number)
            }
        };
        let next = next.unwrap_or_else(|| shard.shown.saturating_add(1));
        let iterator = ShardIterator { shard: shard.number, next, issued: self.now };
        let text = iterator.text(&stream.arn(&self.config.account));
        let here = place(stream.table, None, shard.life.partition);
        let waiting = figure(shard.seen(next).count() as u64);
        self.streams.flag(stream.id, None, iterator);
        let span = flight.span(Station::Stream, here, CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::IteratorIssued { waiting });
        Ok(Response::ShardIterator(text))
    }

    pub(crate) fn records(&mut self, flight: &mut Flight, get: &GetRecords) -> Result<Response, ApiError> {
        let (named, iterator) = ShardIterator::read(&get.iterator)?;
        let age = self.now.saturating_sub(iterator.issued);
        if age > self.knobs.amount(Knob::ShardIteratorLife) {
            let span = flight.span(Station::Stream, Place::default(), CLIENT);
            flight.last = self.tell(flight, span, flight.last, 0, Kind::IteratorExpired { age: figure(age) });
            return Err(ApiError::new(
                ErrorCode::ExpiredIteratorException,
                "The shard iterator has expired and can no longer be used to retrieve stream records",
            ));
        }
        let stream = self.stream(&flight.region, &named)?;
        if iterator.shard >= stream.born {
            return Err(missing("Requested resource not found: Shard does not exist"));
        }
        let shard = stream.shard(iterator.shard).filter(|shard| !shard.is_gone(self.horizon()));
        let shard = shard.ok_or_else(trimmed_data)?;
        if iterator.next <= shard.trimmed_to(self.horizon()) {
            return Err(trimmed_data());
        }
        let (id, most) = (stream.id, self.knobs.amount(Knob::ShardReads));
        if most > 0 && !self.streams.count_read(id, iterator.shard, self.now, most) {
            return Err(ApiError::new(ErrorCode::ThrottlingException, "Rate exceeded for shard"));
        }
        let stream = self.stream(&flight.region, &named)?;
        let shard = stream.shard(iterator.shard).ok_or_else(trimmed_data)?;
        let mut answer = RecordsOutput::default();
        let (mut next, mut bytes) = (iterator.next, 0);
        for (number, record) in shard.seen(iterator.next).take(get.limit as usize) {
            // A page holds 1 MB at most, but one record at least.
            if bytes > 0 && bytes + record.size() > PAGE_BYTES {
                break;
            }
            answer.records.push(self.record(stream, number, record));
            next = number.saturating_add(1);
            bytes += record.size();
        }
        // A closed shard that was read to its end has nothing more to come.
        let following = ShardIterator { next, issued: self.now, ..iterator };
        let goes_on = stream.is_open(shard) || next <= shard.newest;
        if goes_on {
            answer.next = Some(following.text(&stream.arn(&self.config.account)));
        }
        let table = stream.table;
        let here = place(table, None, shard.life.partition);
        self.streams.flag(id, Some(iterator), following);
        let span = flight.span(Station::Stream, here, CLIENT);
        let kind = Kind::StreamRead { records: figure(answer.records.len() as u64), bytes: figure(bytes) };
        flight.last = self.tell(flight, span, flight.last, 0, kind);
        flight.table = table;
        self.note_records(id, answer.records.len() as u64, bytes);
        Ok(Response::Records(answer))
    }

    pub(crate) fn record(&self, stream: &Stream, number: u64, record: &Record) -> StreamRecord {
        StreamRecord {
            event_id: event_id(self.config.seed, stream.id, number),
            event: record.event,
            region: stream.region.to_string(),
            created_ms: self.unix_ms(record.at),
            keys: record.keys.decode(),
            new: record.new.clone(),
            old: record.old.clone(),
            sequence_number: sequence_number(number),
            size_bytes: record.size(),
            view: stream.view,
            expired: record.expired,
        }
    }

    /// The stream that a request names.
    fn stream(&self, region: &str, wanted: &StreamRef) -> Result<&Stream, ApiError> {
        let own = *wanted.region == *region && wanted.account == self.config.account;
        let stream = self.streams.named(region, &wanted.table, &wanted.label);
        stream.filter(|stream| own && self.lives(stream)).ok_or_else(|| {
            missing(&format!("Requested resource not found: Stream: {} not found", wanted.arn))
        })
    }

    fn lives(&self, stream: &Stream) -> bool {
        stream.lives(self.now, self.knobs.amount(Knob::StreamRetention))
    }

    /// Records from before are gone.
    pub(crate) fn horizon(&self) -> Micros {
        self.now.saturating_sub(self.knobs.amount(Knob::StreamRetention))
    }

    /// Milliseconds since 1970.
    fn unix_ms(&self, at: Micros) -> u64 {
        self.config.epoch_micros.saturating_add(at) / MICROS_PER_MILLI
    }
}

fn trimmed_data() -> ApiError {
    ApiError::new(ErrorCode::TrimmedDataAccessException, "The data you are trying to access has been trimmed")
}
