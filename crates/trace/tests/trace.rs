//! The envelope, the vocabulary and the ring.

use trace::{
    Change, Class, Event, Kind, Level, Names, Place, Ring, Skip, Span, Station, Status, Touch, spans,
    write_events,
};

fn event(id: u64, call: u32, kind: Kind) -> Event {
    Event {
        t: id * 10,
        id,
        cause: 0,
        call,
        span: 1,
        parent: 0,
        place: Place::default(),
        kind,
        station: Station::Client,
        key: 0,
    }
}

/// One of each kind, in order of their numbers.
const VOCABULARY: [(Kind, &str); 31] = [
    (Kind::RequestStart { bytes: 1 }, "RequestStart"),
    (Kind::RequestEnd { status: 200, read: 1, write: 2, latency: 3 }, "RequestEnd"),
    (Kind::Enter, "Enter"),
    (Kind::Leave, "Leave"),
    (Kind::Rejected { status: 400 }, "Rejected"),
    (Kind::RouterLookup { of: 4 }, "RouterLookup"),
    (Kind::Admit { class: Class::Read, before: 0, after: 500 }, "Admit"),
    (Kind::ItemsRead { items: 1, bytes: 2 }, "ItemsRead"),
    (Kind::ConditionChecked { held: true }, "ConditionChecked"),
    (Kind::WalAppend { lsn: 1, before: 2, after: 3 }, "WalAppend"),
    (Kind::Persist { lsn: 1 }, "Persist"),
    (Kind::QuorumReached { lsn: 1 }, "QuorumReached"),
    (Kind::Ack { lsn: 1 }, "Ack"),
    (Kind::Apply { lsn: 1, behind: 0 }, "Apply"),
    (Kind::StaleRead { seen: 1, latest: 2 }, "StaleRead"),
    (Kind::PropagateQueued { lsn: 1, depth: 1 }, "PropagateQueued"),
    (Kind::PropagateApplied { lsn: 1, touch: Touch::Move, lag: 9 }, "PropagateApplied"),
    (Kind::PropagateSkipped { lsn: 1, why: Skip::Sparse }, "PropagateSkipped"),
    (Kind::PartitionCreated, "PartitionCreated"),
    (Kind::TableStatus { status: Status::Active }, "TableStatus"),
    (Kind::IndexStatus { status: Status::Deleting }, "IndexStatus"),
    (Kind::KnobSet { knob: 1 }, "KnobSet"),
    (Kind::TxnPrepared, "TxnPrepared"),
    (Kind::TxnConflict { with: 7 }, "TxnConflict"),
    (Kind::TxnCommit { actions: 2 }, "TxnCommit"),
    (Kind::TxnCancel { actions: 2, failed: 1 }, "TxnCancel"),
    (Kind::StreamSwitched { on: true }, "StreamSwitched"),
    (Kind::StreamRecord { change: Change::Insert, bytes: 1, lag: 2 }, "StreamRecord"),
    (Kind::StreamRead { records: 1, bytes: 2 }, "StreamRead"),
    (Kind::TtlSwitched { on: false }, "TtlSwitched"),
    (Kind::TtlExpired { late: 3 }, "TtlExpired"),
];

/// Copies that are not well, and faults.
const FAULTS: [(u16, Kind, &str); 18] = [
    (60, Kind::ReplicaDown, "ReplicaDown"),
    (61, Kind::ReplicaUp { empty: false }, "ReplicaUp"),
    (62, Kind::LeaseExpired, "LeaseExpired"),
    (63, Kind::ElectionStart, "ElectionStart"),
    (64, Kind::LeaderElected { planned: true, dropped: 0 }, "LeaderElected"),
    (65, Kind::LogReplicaAdded { instead: 2 }, "LogReplicaAdded"),
    (66, Kind::ReplicaHealed { anew: false }, "ReplicaHealed"),
    (67, Kind::QuorumLost, "QuorumLost"),
    (68, Kind::RecordsDropped { records: 1 }, "RecordsDropped"),
    (69, Kind::MessageLost { lsn: 1 }, "MessageLost"),
    (70, Kind::MessageAgain { lsn: 1 }, "MessageAgain"),
    (71, Kind::NoLeader, "NoLeader"),
    (72, Kind::LeaderDoubted, "LeaderDoubted"),
    (73, Kind::LogReplicaPersist { lsn: 1 }, "LogReplicaPersist"),
    (74, Kind::LogReplicaGone, "LogReplicaGone"),
    (130, Kind::FaultStarted { fault: 1, number: 1 }, "FaultStarted"),
    (131, Kind::FaultEnded { fault: 1, number: 1 }, "FaultEnded"),
    (132, Kind::ThrottleInjected, "ThrottleInjected"),
];

#[test]
fn numbers_and_names_of_faults_are_frozen() {
    for (number, kind, name) in FAULTS {
        assert_eq!((kind.number(), kind.name()), (number, name));
    }
}

/// The same of kinds whose numbers came later, each range for a part of the service.
const LATER: &[(u16, Kind, &str)] = &[
    (120, Kind::WorkloadStarted { workload: 1 }, "WorkloadStarted"),
    (121, Kind::WorkloadEnded { workload: 1, calls: 2 }, "WorkloadEnded"),
    (122, Kind::ClientWaits { attempt: 1, wait: 2 }, "ClientWaits"),
    (123, Kind::ClientGaveUp { attempts: 3 }, "ClientGaveUp"),
    (135, Kind::AlarmState { alarm: 1, state: trace::Watch::Alarm }, "AlarmState"),
    (140, Kind::TxnBegin { txn: 1, coordinator: 2, skew: -3 }, "TxnBegin"),
    (141, Kind::PrepareSent { txn: 1 }, "PrepareSent"),
    (142, Kind::PrepareVote { vote: trace::Vote::Yes }, "PrepareVote"),
    (143, Kind::CommitApplied { txn: 1 }, "CommitApplied"),
    (144, Kind::TxnReleased, "TxnReleased"),
    (145, Kind::TxnRecovered { coordinator: 1, ledger: trace::Ledger::Committed }, "TxnRecovered"),
    (146, Kind::ReadRound { round: 1, lsn: 2 }, "ReadRound"),
    (147, Kind::TxnOlder { behind: 1 }, "TxnOlder"),
    (148, Kind::CoordinatorLost { coordinator: 1 }, "CoordinatorLost"),
    (149, Kind::TxnChanged, "TxnChanged"),
];

#[test]
fn an_event_is_small() {
    assert!(size_of::<Event>() <= 64, "{}", size_of::<Event>());
}

#[test]
fn numbers_and_names_are_frozen() {
    for (number, (kind, name)) in (1..).zip(VOCABULARY) {
        assert_eq!((kind.number(), kind.name()), (number, name));
    }
    for &(number, kind, name) in LATER {
        assert_eq!((kind.number(), kind.name()), (number, name));
    }
    let stations =
        "client dax router auth admission partition replica index stream lambda txn region control";
    let all = [
        Station::Client,
        Station::Dax,
        Station::Router,
        Station::Auth,
        Station::Admission,
        Station::Partition,
        Station::Replica,
        Station::Index,
        Station::Stream,
        Station::Lambda,
        Station::Txn,
        Station::Region,
        Station::Control,
    ];
    for (number, (station, name)) in (1_u8..).zip(all.iter().zip(stations.split(' '))) {
        assert_eq!((*station as u8, station.name()), (number, name));
    }
}

struct Some1;

impl Names for Some1 {
    fn table(&self, table: u32) -> Option<(&str, &str)> {
        (table == 1).then_some(("eu-central-1", "Orders"))
    }
    fn index(&self, _: u32, index: u8) -> Option<&str> {
        (index == 2).then_some("ByStatus")
    }
    fn is_global(&self, _: u32, index: u8) -> bool {
        index == 2
    }
    fn key(&self, _: u32, _: u16) -> Option<String> {
        Some("a\"b\\c\nd".to_owned())
    }
    fn knob(&self, _: u32) -> Option<&str> {
        Some("replica_lag.c")
    }
}

#[test]
fn the_envelope() {
    let mut event = event(1, 812, Kind::Admit { class: Class::Write, before: 0, after: 1000 });
    event.station = Station::Admission;
    event.place = Place { table: 1, partition: 2, index: 2, zone: 3 };
    event.key = 1;
    let mut json = String::new();
    trace::write_event(&mut json, &event, &Some1);
    assert_eq!(
        json,
        concat!(
            r#"{"v":"trace/1","t":10,"id":1,"call":812,"span":1,"parent":0,"cause":0,"station":"admission","kind":"Admit","#,
            r#""refs":{"region":"eu-central-1","table":"Orders","index":"ByStatus","partition":"G2","zone":"c","key":"a\"b\\c\u000ad"},"#,
            r#""data":{"decision":"counted","class":"write","before":0,"after":1000}}"#
        )
    );
}

#[test]
fn every_kind_is_json() {
    let events: Vec<Event> = (1..).zip(VOCABULARY).map(|(id, (kind, _))| event(id, 1, kind)).collect();
    let mut json = String::new();
    write_events(&mut json, &events, &Some1);
    let parsed: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(parsed.as_array().map(Vec::len), Some(31));
    assert_eq!(parsed[21]["data"]["knob"], "replica_lag.c");
}

#[test]
fn the_ring_drops_whole_calls() {
    let mut ring = Ring::new(20 * 64);
    ring.push(event(1, 0, Kind::KnobSet { knob: 0 }));
    for id in 2..=100 {
        // Calls overlap: each has an early and a late event.
        ring.push(event(id, (id / 2) as u32 + u32::from(id % 2 == 0), Kind::Enter));
        assert!(ring.bytes() <= 20 * 64);
    }
    let kept: Vec<u32> = ring.calls().collect();
    assert_eq!(kept.last(), Some(&51));
    // The last two have not had their late events yet.
    for call in &kept[..kept.len() - 2] {
        assert_eq!(ring.call(*call).len(), 2, "call {call}");
    }
    let events = ring.events();
    assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert!(events.iter().all(|event| event.call > 0));
    ring.push(event(101, 1, Kind::Leave));
    assert!(ring.call(1).is_empty());
    ring.clear();
    assert_eq!((ring.bytes(), ring.events().len()), (0, 0));
}

#[test]
fn levels() {
    let start = event(1, 6, Kind::RequestStart { bytes: 0 });
    let enter = event(2, 6, Kind::Enter);
    let control = event(3, 0, Kind::PartitionCreated);
    let kept = |level: Level| [start, enter, control].map(|event| level.keeps(&event));
    assert_eq!(kept(Level::Off), [false, false, false]);
    assert_eq!(kept(Level::Ends), [true, false, true]);
    assert_eq!(kept(Level::Sample { one_in: 3 }), [true, true, true]);
    assert_eq!(kept(Level::Sample { one_in: 4 }), [false, false, true]);
    assert_eq!(kept(Level::Full), [true, true, true]);
}

#[test]
fn a_span_lasts_from_first_to_last() {
    let mut replica = event(2, 1, Kind::Enter);
    (replica.span, replica.parent, replica.station) = (2, 1, Station::Replica);
    let mut applied = replica;
    (applied.id, applied.t) = (9, 90);
    let events = [event(1, 1, Kind::Enter), replica, event(3, 1, Kind::Leave), applied];
    let whole: Vec<(u16, u16, u64, u64)> =
        spans(&events).iter().map(|span: &Span| (span.span, span.parent, span.start, span.end)).collect();
    assert_eq!(whole, [(1, 0, 10, 30), (2, 1, 20, 90)]);
}
