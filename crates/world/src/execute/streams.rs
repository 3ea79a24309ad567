//! The four operations of `DynamoDB` Streams.

use std::ops::Bound;
use std::sync::Arc;

use api::dynamodb::{
    DescribeStream, GetRecords, GetShardIterator, IteratorStart, ListStreams, ListStreamsOutput,
    RecordsOutput, Response, ShardDescription, StreamDescription, StreamRecord, StreamRef,
};
use api::{ApiError, ErrorCode};
use sim::{MICROS_PER_MILLI, Micros};
use trace::{Kind, Station};

use super::missing;
use crate::flight::{CLIENT, Flight};
use crate::iterator::ShardIterator;
use crate::knobs::Knob;
use crate::recorder::{figure, place};
use crate::shard::{Shard, number_of, sequence_number};
use crate::stream::{Record, Stream, event_id};
use crate::world::World;

/// A page of records ends with the one that fills this many bytes.
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
        let mut shards: Vec<&Shard> = stream.shards.iter().collect();
        value::sort_by(&mut shards, |a, b| a.id.cmp(&b.id));
        if let Some(parent) = &describe.children_of {
            if !shards.iter().any(|shard| *shard.id == **parent) {
                return Err(missing("Requested resource not found: Shard does not exist"));
            }
            // A shard lives as long as its stream: none has children.
            shards.clear();
        }
        if let Some(start) = &describe.start {
            shards.retain(|shard| *shard.id > **start);
        }
        let more = shards.len() > describe.limit as usize;
        shards.truncate(describe.limit as usize);
        let closed = stream.closed.is_some();
        let page = shards.iter().map(|shard| ShardDescription {
            id: shard.id.to_string(),
            parent: None,
            first: sequence_number(shard.first),
            last: closed.then(|| sequence_number(shard.newest)),
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
        &self,
        flight: &Flight,
        get: &GetShardIterator,
    ) -> Result<Response, ApiError> {
        let stream = self.stream(&flight.region, &get.stream)?;
        let found = (0..).zip(&stream.shards).find(|(_, shard)| *shard.id == *get.shard);
        let Some((position, shard)) = found else {
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
        let iterator = ShardIterator { shard: position, next, issued: self.now };
        Ok(Response::ShardIterator(iterator.text(&stream.arn(&self.config.account))))
    }

    pub(crate) fn records(&mut self, flight: &mut Flight, get: &GetRecords) -> Result<Response, ApiError> {
        let (named, iterator) = ShardIterator::read(&get.iterator)?;
        if self.now > iterator.issued.saturating_add(self.knobs.amount(Knob::ShardIteratorLife)) {
            return Err(ApiError::new(
                ErrorCode::ExpiredIteratorException,
                "The shard iterator has expired and can no longer be used to retrieve stream records",
            ));
        }
        let stream = self.stream(&flight.region, &named)?;
        let shard = stream.shards.get(iterator.shard as usize);
        let shard = shard.ok_or_else(|| missing("Requested resource not found: Shard does not exist"))?;
        if iterator.next <= shard.trimmed_to(self.horizon()) {
            return Err(trimmed_data());
        }
        let mut answer = RecordsOutput::default();
        let (mut next, mut bytes) = (iterator.next, 0);
        for (number, record) in shard.seen(iterator.next).take(get.limit as usize) {
            answer.records.push(self.record(stream, number, record));
            next = number.saturating_add(1);
            bytes += record.size();
            if bytes >= PAGE_BYTES {
                break;
            }
        }
        // A closed shard that was read to its end has nothing more to come.
        if stream.closed.is_none() || next <= shard.newest {
            let following = ShardIterator { next, issued: self.now, ..iterator };
            answer.next = Some(following.text(&stream.arn(&self.config.account)));
        }
        let (id, table) = (stream.id, stream.table);
        let here = place(table, None, iterator.shard);
        let span = flight.span(Station::Stream, here, CLIENT);
        let kind = Kind::StreamRead { records: figure(answer.records.len() as u64), bytes: figure(bytes) };
        flight.last = self.tell(flight, span, flight.last, 0, kind);
        flight.table = table;
        self.note_records(id, answer.records.len() as u64, bytes);
        Ok(Response::Records(answer))
    }

    fn record(&self, stream: &Stream, number: u64, record: &Record) -> StreamRecord {
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
