//! The log says everything: what is replayed from it is the same world.

use crate::common::{CREATE, REGION, Store, apply, header, open, put, small_world};
use proptest::prelude::*;
use session::{Input, Session};

#[test]
fn same_inputs_same_hash() {
    let (one, other) = (small_world(), small_world());
    assert_eq!(one.world_hash(), other.world_hash());
    assert_eq!(one.records(), other.records());
    // Known answer: natively and in WebAssembly, in this version and (unless a release says otherwise) in later ones.
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/state-hash.txt");
    let found = format!("{}\n", one.state_hash());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(golden, &found).expect("the golden file can be written");
    }
    assert_eq!(found, std::fs::read_to_string(golden).unwrap_or_default());
}

#[test]
fn another_seed_is_another_world() {
    assert_ne!(Session::new(header(1)).world_hash(), Session::new(header(2)).world_hash());
}

#[test]
fn a_log_of_json_becomes_the_same_world() {
    let first = small_world();
    let records = first.records().expect("all records are in memory");
    let mut again = Session::new(first.header().clone());
    for record in &records {
        again.take_in(record);
    }
    assert_eq!(again.world_hash(), first.world_hash());
    assert_eq!(again.records(), Some(records));
}

#[test]
fn the_playground_has_settings_of_its_own() {
    let mut session = Session::new(header(1));
    let before = session.world_hash();
    assert_eq!(session.set("lab.pace", 5), Ok(()));
    assert!(session.set("lab.pace", -1).is_err());
    assert_eq!((session.setting("lab.pace"), session.setting("lab.other")), (Some(5), None));
    assert_eq!(session.world_hash(), before);
    let mut store = Store::new();
    apply(&mut store, session.take_writes());
    let (opened, _) = open(&store);
    assert_eq!(opened.and_then(|session| session.setting("lab.pace")), Some(5));
}

/// What was said in other words was an answer in other words: the log says which.
#[test]
fn the_wording_is_replayed() {
    let mut session = Session::new(header(1));
    let words = |session: &mut Session| {
        let bad = session.call(REGION, "GetItem", r#"{"TableName":"","Key":{"pk":{"S":"a"}}}"#);
        bad.result.expect_err("refused").message
    };
    let current = words(&mut session);
    assert_eq!(session.set(session::WORDING, 1), Ok(()));
    let classic = words(&mut session);
    assert!(classic.contains("Value '' at 'tableName'") && !current.contains("''"), "{current}; {classic}");
    let mut again = Session::new(session.header().clone());
    for record in session.records().expect("all records are in memory") {
        assert!(again.replay(&record).same, "{record:?}");
    }
    assert_eq!(session.set(session::WORDING, 0), Ok(()));
    assert_eq!(words(&mut session), current);
}

#[test]
fn a_dry_call_changes_nothing() {
    let session = small_world();
    let before = (session.world_hash(), session.inputs());
    let completion = session.dry_call(REGION, "PutItem", &put(9, 9, "z"));
    assert!(completion.result.is_ok(), "{:?}", completion.result);
    assert_eq!((session.world_hash(), session.inputs()), before);
}

#[test]
fn in_memory_nothing_is_written_down() {
    let mut session = Session::in_memory(header(1));
    session.call(REGION, "ListTables", "{}");
    assert_eq!((session.inputs(), session.records(), session.take_writes()), (0, None, vec![]));
    assert_eq!(session.calls(), 1);
}

#[test]
fn a_checkpoint_and_its_tail_equal_the_whole() {
    let mut session = small_world();
    let mut store = Store::new();
    apply(&mut store, session.checkpoint());
    // In flight: an index change and a copy that lags.
    session.call(REGION, "PutItem", &put(1, 1, "c"));
    for n in 0..250 {
        session.call(REGION, "PutItem", &put(n % 4, n, "d"));
    }
    session.advance(10);
    apply(&mut store, session.take_writes());
    assert!(store.keys().any(|key| key.contains("/check/")));

    let (opened, report) = open(&store);
    let opened = opened.expect("it opens");
    assert!(report.restored, "{report:?}");
    assert_eq!(report.notices, []);
    assert_eq!(opened.world_hash(), session.world_hash());
    assert_eq!((opened.inputs(), opened.calls()), (session.inputs(), session.calls()));
    assert_eq!(opened.records(), session.records());

    // Without the checkpoint everything is replayed, to the same end.
    store.retain(|key, _| !key.contains("/check/"));
    let (replayed, report) = open(&store);
    let replayed = replayed.expect("it opens");
    assert!(!report.restored);
    assert_eq!(replayed.world_hash(), session.world_hash());
}

#[test]
fn saving_goes_on_after_opening() {
    let mut store = Store::new();
    let mut session = small_world();
    apply(&mut store, session.take_writes());
    for round in 0..4 {
        let (opened, report) = open(&store);
        assert_eq!(report.notices, []);
        let mut opened = opened.expect("it opens");
        assert_eq!(opened.world_hash(), session.world_hash(), "round {round}");
        for session in [&mut session, &mut opened] {
            session.call(REGION, "PutItem", &put(round, 50, "e"));
        }
        apply(&mut store, opened.take_writes());
    }
    assert_eq!(store.keys().filter(|key| key.contains("/log/")).count(), 1, "the chunk grows");
}

#[test]
fn many_records_make_chunks_and_checkpoints_and_old_ones_go() {
    let mut session = Session::new(header(3));
    session.call(REGION, "CreateTable", CREATE);
    session.advance(30_000_000);
    let mut store = Store::new();
    for n in 0..6_100 {
        session.call(REGION, "PutItem", &put(n % 7, n % 11, "f"));
        if n % 100 == 0 {
            apply(&mut store, session.take_writes());
        }
    }
    apply(&mut store, session.take_writes());
    let checks = store.keys().filter(|key| key.contains("/check/")).count();
    assert_eq!(checks, 2, "{:?}", store.keys().collect::<Vec<_>>());
    let (opened, report) = open(&store);
    assert!(report.restored && report.replayed < 2_200, "{}", report.replayed);
    let mut opened = opened.expect("it opens");
    assert_eq!(opened.world_hash(), session.world_hash());
    apply(&mut store, opened.forget());
    assert_eq!(store.len(), 0);
}

#[test]
fn a_body_of_megabytes_takes_several_values() {
    let mut session = Session::new(header(3));
    session.call(REGION, "PutItem", &format!("{{\"x\":\"{}\"}}", "y".repeat(2_500_000)));
    let mut store = Store::new();
    apply(&mut store, session.take_writes());
    assert_eq!(store.keys().filter(|key| key.contains("/log/")).count(), 3);
    let (opened, report) = open(&store);
    assert_eq!(report.notices, []);
    assert_eq!(opened.expect("it opens").records(), session.records());
    // One of its parts is lost.
    store.remove("w1/main/log/000000000000.1");
    let (opened, report) = open(&store);
    assert_eq!((opened.expect("it opens").inputs(), report.notices.len()), (0, 1));
}

/// Something that can be done.
#[derive(Clone, Debug)]
enum Step {
    Call(&'static str, String),
    Advance(u64),
    Set(&'static str, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let key = (0..4_u64, 0..4_u64);
    let with_key = |p, s| format!(r#"{{"TableName":"Tab","Key":{{"p":{{"S":"p{p}"}},"s":{{"N":"{s}"}}}}}}"#);
    prop_oneof![
        4 => (key.clone(), "[a-c]").prop_map(|((p, s), g)| Step::Call("PutItem", put(p, s, &g))),
        2 => key.clone().prop_map(move |(p, s)| Step::Call("GetItem", with_key(p, s))),
        1 => key.prop_map(move |(p, s)| Step::Call("DeleteItem", with_key(p, s))),
        1 => Just(Step::Call("Scan", r#"{"TableName":"Tab","IndexName":"ByG"}"#.to_owned())),
        1 => Just(Step::Call("CreateTable", CREATE.to_owned())),
        1 => Just(Step::Call("DescribeTable", r#"{"TableName":"Tab"}"#.to_owned())),
        1 => Just(Step::Call("DeleteTable", r#"{"TableName":"Tab"}"#.to_owned())),
        1 => "[ -~]{0,12}".prop_map(|text| Step::Call("PutItem", text)),
        2 => (0..3_000_000_u64).prop_map(Step::Advance),
        1 => prop_oneof![Just("replica_lag.c"), Just("replica_choice"), Just("lab.pace"), Just("nothing")]
            .prop_flat_map(|knob| (-1..4_i64).prop_map(move |value| Step::Set(knob, value))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replay_equals_original(seed in 0..5_u64, steps in prop::collection::vec(step(), 0..60), saves in 1..9_usize) {
        let mut session = Session::new(header(seed));
        let mut store = Store::new();
        session.call(REGION, "CreateTable", CREATE);
        session.advance(20_000_000);
        for (n, step) in steps.iter().enumerate() {
            match step {
                Step::Call(operation, body) => { session.call(REGION, operation, body); }
                Step::Advance(micros) => session.advance(*micros),
                Step::Set(knob, value) => { let _refused = session.set(knob, *value); }
            }
            if n % saves == 0 {
                apply(&mut store, if n % 4 == 0 { session.checkpoint() } else { session.take_writes() });
            }
        }
        apply(&mut store, session.take_writes());
        let (opened, report) = open(&store);
        prop_assert_eq!(report.notices, vec![]);
        let opened = opened.expect("it opens");
        prop_assert_eq!(opened.world_hash(), session.world_hash());
        prop_assert_eq!(opened.now(), session.now());

        let calls = session.records().expect("all are there");
        prop_assert_eq!(calls.iter().filter(|r| matches!(r.input, Input::Call { .. })).count() as u64, session.calls());
    }
}
