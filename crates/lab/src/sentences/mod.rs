//! Each event of a trace as a sentence.

mod access;
mod caches;
mod capacity;
mod clients;
mod lambda;
mod replication;
mod rounds;
mod streams;
mod transactions;

use std::collections::BTreeMap;

use api::ErrorCode;
use trace::{Class, Event, Kind, Names, Place, Skip, Station, Touch};
use value::Attributes;
use world::{Completion, Knob, PartitionInfo, TableInfo};

use crate::names::LabNames;
use crate::text;
use crate::words::{count, grouped, span, units};

/// Says events of one call.
pub(crate) struct Teller<'a> {
    pub(crate) names: &'a LabNames<'a>,
    /// Of an event outside of calls there is none.
    pub(crate) completion: Option<&'a Completion>,
    pub(crate) events: &'a [Event],
    /// The tables that the events speak of, by their numbers.
    pub(crate) tables: BTreeMap<u32, TableInfo>,
}

impl<'a> Teller<'a> {
    /// For one call and its events.
    pub(crate) fn new(names: &'a LabNames<'a>, completion: &'a Completion, events: &'a [Event]) -> Self {
        let mut tables = BTreeMap::new();
        for number in events.iter().map(|event| event.place.table) {
            if tables.contains_key(&number) {
                continue;
            }
            let info = names.table(number).and_then(|(region, table)| names.world.table(region, table));
            // A later table of the same name is another one.
            tables.extend(info.filter(|info| info.id == number).map(|info| (number, info)));
        }
        Self { names, completion: Some(completion), events, tables }
    }

    /// Whether a span is a read: a copy that answers, not one that follows.
    pub(crate) fn is_read(&self, span: u16) -> bool {
        let reads = |event: &&Event| matches!(event.kind, Kind::ItemsRead { .. } | Kind::StaleRead { .. });
        self.events.iter().filter(|event| event.span == span).any(|event| reads(&event))
    }

    /// The event's key: partition key, then sort key.
    fn key_of(&self, event: &Event) -> Option<String> {
        let key = self.touched_key(event)?;
        let order = self.tables.get(&event.place.table).map(|info| text::names(info.schema.key()));
        Some(text::key(key, &order.unwrap_or_default()))
    }

    /// The value that was hashed to find the event's partition.
    fn partition_key_of(&self, event: &Event) -> Option<String> {
        let key = self.touched_key(event)?;
        let info = self.tables.get(&event.place.table)?;
        let values = info.schema.key().partition.iter().filter_map(|attribute| key.get(&attribute.name));
        Some(values.map(|value| value.display(40)).collect::<Vec<_>>().join(", "))
    }

    fn touched_key(&self, event: &Event) -> Option<&Attributes> {
        let place = usize::from(event.key).checked_sub(1)?;
        self.completion?.touched.get(place)?.key.as_deref()
    }

    /// What happened, in a sentence.
    #[expect(clippy::too_many_lines, reason = "an arm a kind")]
    pub(crate) fn sentence(&self, event: &Event) -> String {
        let place = event.place;
        match event.kind {
            Kind::RequestStart { bytes } => {
                let operation = self.completion.map_or("a request", |it| &it.operation);
                format!("The client sends {operation}, {}.", count(bytes.into(), "byte"))
            }
            Kind::RequestEnd { status, read, write, latency } => {
                self.end(status, (read.into(), write.into()), latency.into())
            }
            Kind::Enter => self.enter(event),
            Kind::Leave => self.leave(event),
            Kind::Rejected { status } => self.rejected(event, status),
            Kind::RouterLookup { of } => self.lookup(event, of),
            Kind::Admit { class, before, after } => self.admit(place, class, before.into(), after.into()),
            Kind::ItemsRead { items: 0, .. } => "Nothing is there to be read.".to_owned(),
            Kind::ItemsRead { items, bytes } => {
                let (items, bytes) = (count(items.into(), "item"), count(bytes.into(), "byte"));
                format!("{} reads {items}, {bytes}.", self.copy(event))
            }
            Kind::ConditionChecked { held: true } => "The condition holds.".to_owned(),
            Kind::ConditionChecked { held: false } => {
                "The condition does not hold, so nothing is written.".to_owned()
            }
            Kind::WalAppend { lsn, before, after } => self.append(event, lsn, before, after),
            Kind::Persist { lsn } => {
                format!("{} has log record {} on disk.", self.copy(event), grouped(lsn.into()))
            }
            Kind::QuorumReached { lsn } => {
                let lsn = grouped(lsn.into());
                let copies = self.part(place).map_or(3, |it| it.replicas.len());
                match (copies, self.names.world.config().knobs.get(Knob::WriteQuorum)) {
                    (3, 2) => format!(
                        "Two of three copies have log record {lsn}: the write is committed and survives the loss of any \
                         one zone."
                    ),
                    (copies, quorum) => replication::committed(copies, quorum, &lsn),
                }
            }
            Kind::Ack { .. } => "The leader acknowledges the write.".to_owned(),
            Kind::Apply { lsn, behind } => self.apply(event, lsn, behind),
            Kind::StaleRead { seen, latest } => format!(
                "{} has applied the log up to record {}, but record {} changed this key: what it answers is stale.",
                self.copy(event),
                grouped(seen.into()),
                grouped(latest.into())
            ),
            Kind::PropagateQueued { depth, .. } => {
                let index = self.names.index_name(place);
                if depth <= 1 {
                    format!("The change sets out for {index}.")
                } else {
                    format!(
                        "The change sets out for {index}; {} changes are on their way to it.",
                        grouped(depth.into())
                    )
                }
            }
            Kind::PropagateApplied { touch, lag, .. } => self.propagated(place, touch, lag.into()),
            Kind::PropagateSkipped { why, .. } => self.skipped(place, why),
            Kind::PartitionCreated => {
                format!("{} of {} comes into being.", self.names.partition_name(place), self.whole(place))
            }
            Kind::TableStatus { status: trace::Status::Deleted } => {
                format!("{} is gone.", self.names.table_name(place))
            }
            Kind::TableStatus { status } => {
                format!("{} is {} now.", self.names.table_name(place), status.name())
            }
            Kind::IndexStatus { status } => {
                format!("{} is {} now.", self.names.index_name(place), status.name())
            }
            Kind::TxnBegin { .. }
            | Kind::PrepareSent { .. }
            | Kind::PrepareVote { .. }
            | Kind::CommitApplied { .. }
            | Kind::TxnReleased
            | Kind::TxnRecovered { .. }
            | Kind::ReadRound { .. }
            | Kind::TxnOlder { .. }
            | Kind::CoordinatorLost { .. }
            | Kind::TxnChanged => self.of_rounds(event),
            Kind::TxnPrepared
            | Kind::TxnConflict { .. }
            | Kind::TxnCommit { .. }
            | Kind::TxnCancel { .. } => self.of_transaction(event),
            Kind::StreamSwitched { .. }
            | Kind::StreamRecord { .. }
            | Kind::StreamRead { .. }
            | Kind::TtlSwitched { .. }
            | Kind::ShardOpened { .. }
            | Kind::ShardClosed { .. }
            | Kind::IteratorIssued { .. }
            | Kind::IteratorExpired { .. }
            | Kind::RecordTrimmed { .. }
            | Kind::TtlExpired { .. } => self.of_stream(event),
            Kind::ReplicaDown
            | Kind::ReplicaUp { .. }
            | Kind::LeaseExpired
            | Kind::ElectionStart
            | Kind::LeaderElected { .. }
            | Kind::LogReplicaAdded { .. }
            | Kind::ReplicaHealed { .. }
            | Kind::QuorumLost
            | Kind::RecordsDropped { .. }
            | Kind::MessageLost { .. }
            | Kind::MessageAgain { .. }
            | Kind::NoLeader
            | Kind::LeaderDoubted
            | Kind::LogReplicaPersist { .. }
            | Kind::LogReplicaGone
            | Kind::FaultStarted { .. }
            | Kind::FaultEnded { .. }
            | Kind::ThrottleInjected => self.of_fault(event),
            Kind::Poll { .. }
            | Kind::FilteredOut { .. }
            | Kind::BatchFormed { .. }
            | Kind::Invoke { .. }
            | Kind::InvokeResult { .. }
            | Kind::Bisect { .. }
            | Kind::Checkpoint { .. }
            | Kind::Discarded { .. }
            | Kind::SentToDestination { .. }
            | Kind::WindowKept { .. }
            | Kind::WindowOver { .. } => self.of_lambda(event),
            Kind::Throttle { .. }
            | Kind::TokenVend { .. }
            | Kind::TokenExpire { .. }
            | Kind::BurstSpend { .. }
            | Kind::AdaptiveBoost { .. }
            | Kind::HeatSample { .. }
            | Kind::SplitRefused { .. }
            | Kind::SplitStarted { .. }
            | Kind::SplitDone { .. }
            | Kind::PropagateBlocked { .. }
            | Kind::BackPressureOn { .. }
            | Kind::BackPressureOff
            | Kind::BackfillProgress { .. } => self.of_capacity(event),
            Kind::TtlIgnored { .. }
            | Kind::CacheHit { .. }
            | Kind::CacheMiss { .. }
            | Kind::NegativeHit { .. }
            | Kind::PassThrough { .. }
            | Kind::CacheStore { .. }
            | Kind::CacheReplicate { .. }
            | Kind::Evict { .. }
            | Kind::Failover { .. }
            | Kind::CacheThrottle { .. }
            | Kind::CacheNode { .. }
            | Kind::CacheForget { .. } => self.of_cache(event),
            Kind::WorkloadStarted { .. }
            | Kind::WorkloadEnded { .. }
            | Kind::ClientWaits { .. }
            | Kind::ClientGaveUp { .. } => self.of_client(event),
            Kind::PoliciesHeard { .. }
            | Kind::StatementMatched { .. }
            | Kind::AccessAllowed { .. }
            | Kind::AccessDenied { .. }
            | Kind::SessionExpired => self.of_access(event),
            Kind::AlarmState { alarm, state } => match state {
                trace::Watch::Alarm => format!("Alarm {alarm} goes off: its metric is beyond the threshold."),
                trace::Watch::Ok => {
                    format!("Alarm {alarm} is over: its metric is within the threshold again.")
                }
                trace::Watch::Unknown => {
                    format!("Alarm {alarm} doesn't know how its metric stands: there are no points.")
                }
            },
            Kind::KnobSet { knob } => {
                format!("The setting {} was changed.", self.names.knob(knob).unwrap_or("of the model"))
            }
        }
    }

    /// `Orders`, or `GSI ByStatus`.
    fn whole(&self, place: Place) -> String {
        if place.index == 0 { self.names.table_name(place) } else { self.names.index_name(place) }
    }

    /// A place's partition, if it is still there.
    pub(crate) fn part(&self, place: Place) -> Option<&PartitionInfo> {
        let info = self.tables.get(&place.table)?;
        let global = place.index != 0 && self.names.is_global(place.table, place.index);
        let partitions = if global {
            let index = info.indexes.iter().find(|index| index.position + 1 == u16::from(place.index));
            index.map_or(&[][..], |index| &index.partitions)
        } else {
            &info.partitions
        };
        partitions.iter().find(|it| it.id + 1 == u32::from(place.partition))
    }

    /// `P2`, `G1`; where a table has several global indexes, `G1 of ByStatus`.
    pub(crate) fn partition(&self, place: Place) -> String {
        let name = self.names.partition_name(place);
        match self.names.index(place.table, place.index) {
            Some(index) if name.starts_with('G') && self.names.has_several(place.table) => {
                format!("{name} of {index}")
            }
            _ => name,
        }
    }

    /// `The leader of P2 in zone b`, `Copy c of P2`, `P2`: as it was then, for leaders come and go.
    pub(crate) fn copy(&self, event: &Event) -> String {
        let partition = self.partition(event.place);
        match event.place.zone_name() {
            None => partition,
            Some(zone) if event.station == Station::Partition => {
                format!("The leader of {partition} in zone {zone}")
            }
            Some(zone) => format!("Copy {zone} of {partition}"),
        }
    }

    fn end(&self, status: u32, (read, write): (u64, u64), latency: u64) -> String {
        let cost = cost(read, write);
        let time = span(latency);
        let Some(completion) = self.completion else { return String::new() };
        match &completion.result {
            Ok(_) if cost.is_empty() => {
                format!("The client has its answer after {time}: {status}, all went well.")
            }
            Ok(_) => {
                format!("The client has its answer after {time}: {status}, all went well. It cost {cost}.")
            }
            Err(error) if cost.is_empty() && error.code != ErrorCode::InternalServerError => {
                format!("The client has its answer after {time}: {status} {}. It cost nothing.", error.name())
            }
            Err(error) if cost.is_empty() => {
                format!("The client has its answer after {time}: {status} {}.", error.name())
            }
            Err(error) => format!(
                "The client has its answer after {time}: {status} {}. It cost {cost} all the same.",
                error.name()
            ),
        }
    }

    fn enter(&self, event: &Event) -> String {
        match event.station {
            Station::Router => "The router has the request, reads it and checks it.".to_owned(),
            Station::Auth => "IAM asks who calls, and whether they may.".to_owned(),
            Station::Admission => "The request's capacity is counted.".to_owned(),
            Station::Partition => format!("{} takes it.", self.copy(event)),
            Station::Replica if self.is_read(event.span) => format!("{} takes it.", self.copy(event)),
            Station::Replica => {
                format!("The log record is on its way to {}.", lower(&self.copy(event)))
            }
            Station::Index => format!("{} is asked.", self.names.index_name(event.place)),
            Station::Txn => {
                "The transaction's coordinator takes it: first every item is prepared, then all are committed."
                    .to_owned()
            }
            // What looks after clusters has no zone.
            Station::Dax if event.place.zone == 0 => "The control plane of DAX takes it.".to_owned(),
            Station::Dax => "A node of the DAX cluster has the request.".to_owned(),
            Station::Cache => "The application asks its own cache.".to_owned(),
            Station::Control => "The control plane takes it.".to_owned(),
            Station::Stream => "The endpoint of streams takes it.".to_owned(),
            Station::Lambda => "The request reaches Lambda.".to_owned(),
            station => format!("The request reaches the {}.", station.name()),
        }
    }

    fn leave(&self, event: &Event) -> String {
        match event.station {
            Station::Router => "The router knows where it belongs and passes it on.".to_owned(),
            Station::Admission => "It is admitted.".to_owned(),
            Station::Partition | Station::Replica => format!("{} is done.", self.copy(event)),
            Station::Index => format!("{} is done.", self.names.index_name(event.place)),
            Station::Txn => "The transaction's coordinator is done.".to_owned(),
            Station::Dax if event.place.zone == 0 => {
                "The control plane of DAX is done with the request.".to_owned()
            }
            Station::Dax => "The DAX node is done: the answer goes to the client.".to_owned(),
            Station::Cache => "The application has the cache's answer.".to_owned(),
            Station::Control => "The control plane is done with the request.".to_owned(),
            Station::Stream => "The endpoint of streams is done with the request.".to_owned(),
            Station::Client => "The answer is on its way to the client.".to_owned(),
            Station::Lambda => "Lambda is done with the request.".to_owned(),
            station => format!("The {} is done.", station.name()),
        }
    }

    fn rejected(&self, event: &Event, status: u32) -> String {
        let Some(Err(error)) = self.completion.map(|it| &it.result) else {
            return format!("It stops here with {status}.");
        };
        let whose = if event.station == Station::Router { "The router refuses it" } else { "It stops here" };
        if error.message.is_empty() {
            format!("{whose}: {status} {}.", error.name())
        } else {
            format!("{whose}: {status} {}, \u{201c}{}\u{201d}", error.name(), error.message)
        }
    }

    fn lookup(&self, event: &Event, of: u32) -> String {
        let partition = self.names.partition_name(event.place);
        let among = if of == 1 {
            format!("the only partition of {}", self.whole(event.place))
        } else {
            format!("one of {} partitions of {}", grouped(of.into()), self.whole(event.place))
        };
        match self.partition_key_of(event) {
            Some(key) => {
                format!("The hash of the partition key, {key}, falls into the range of {partition}, {among}.")
            }
            None => format!("The page reads {partition}, {among}."),
        }
    }

    fn admit(&self, place: Place, class: Class, before: u64, after: u64) -> String {
        let (unit, knob) = match class {
            Class::Read => ("RCU", Knob::PartitionReadUnits),
            Class::Write => ("WCU", Knob::PartitionWriteUnits),
        };
        let most = self.names.world.config().knobs.amount(knob);
        format!(
            "{} counts {} {unit}: {} in this second so far, of at most {} that a partition serves.",
            self.partition(place),
            units(after.saturating_sub(before)),
            units(after),
            grouped(most)
        )
    }

    fn append(&self, event: &Event, lsn: u32, before: u32, after: u32) -> String {
        let key = self.key_of(event).map_or_else(|| "the item".to_owned(), |key| format!("({key})"));
        let (before_text, after_text) = (count(before.into(), "byte"), count(after.into(), "byte"));
        let change = match (before, after) {
            (0, 0) => format!("{key} isn't there and stays so"),
            (0, _) => format!("{key} is new, {after_text}"),
            (_, 0) => format!("{key} is deleted, {before_text}"),
            _ if before == after => format!("{key} is replaced, {after_text} as before"),
            _ => format!("{key} goes from {} to {after_text}", grouped(before.into())),
        };
        format!("The leader writes log record {}: {change}.", grouped(lsn.into()))
    }

    fn apply(&self, event: &Event, lsn: u32, behind: u32) -> String {
        let copy = self.copy(event);
        if behind == 0 {
            format!("{copy} shows log record {} now, and with it everything.", grouped(lsn.into()))
        } else {
            let (lsn, behind) = (grouped(lsn.into()), count(behind.into(), "record"));
            format!("{copy} shows log record {lsn} now; it is still {behind} behind.")
        }
    }

    fn propagated(&self, place: Place, touch: Touch, lag: u64) -> String {
        let index = self.names.index_name(place);
        let what = match touch {
            Touch::Put => "has the new entry",
            Touch::Delete => "has lost the entry",
            Touch::Update => "has the entry's new content",
            Touch::Move => "has moved the entry to its new key: a delete and a put",
        };
        format!("{index} {what}, {} after the write.", span(lag))
    }

    fn skipped(&self, place: Place, why: Skip) -> String {
        let index = self.names.index_name(place);
        match why {
            Skip::Sparse => {
                format!(
                    "The item lacks a key attribute of {index}, so the index has no entry for it and isn't told."
                )
            }
            Skip::Unchanged => {
                format!("Nothing that {index} holds changed, so nothing travels there, and it costs nothing.")
            }
        }
    }
}

/// `1 WCU`, `0.5 RCU`, `1 RCU and 2 WCU`; empty when it's nothing.
pub(crate) fn cost(read: u64, write: u64) -> String {
    match (read, write) {
        (0, 0) => String::new(),
        (read, 0) => format!("{} RCU", units(read)),
        (0, write) => format!("{} WCU", units(write)),
        (read, write) => format!("{} RCU and {} WCU", units(read), units(write)),
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    // A partition's name keeps its capital.
    match chars.next() {
        Some(first) if chars.as_str().starts_with(|c: char| c.is_ascii_lowercase()) => {
            format!("{}{}", first.to_ascii_lowercase(), chars.as_str())
        }
        _ => text.to_owned(),
    }
}
