//! Going back: any moment can be played again, and on from there the world is the one that is.

use crate::common::{CREATE, REGION, Store, apply, header, open, put, small_world};
use session::{Answer, Input, Session};

/// As much as points are far apart, a few times over.
fn long_world() -> Session {
    let mut session = Session::new(header(3));
    session.call(REGION, "CreateTable", CREATE);
    session.advance(30_000_000);
    for n in 0..3_000_u64 {
        if n % 500 == 250 {
            assert_eq!(session.set("replica_lag.c", 1_000 * n.cast_signed()), Ok(()));
        }
        session.call(REGION, "PutItem", &put(n % 40, n % 7, "a"));
        session.take_trace();
        if n % 3 == 0 {
            session.advance(1_000_000);
        }
    }
    session
}

/// The moments that matter: of each input, around it, and in between.
fn moments(session: &Session, step: usize) -> Vec<u64> {
    let records = session.records().expect("all records are in memory");
    let around = records.iter().step_by(step).flat_map(|record| {
        [record.at.saturating_sub(1), record.at, record.at + 1, record.at + 700, record.at + 5_000]
    });
    around.filter(|&at| at <= session.now()).collect()
}

/// The world at a moment, played from its beginning.
fn from_the_beginning(session: &Session, at: u64) -> String {
    let mut all = Session::new(session.header().clone());
    for record in session.records().expect("all records are in memory") {
        all.take_in(&record);
    }
    // A session that was never long enough for a point plays everything.
    let mut past = all.past(0).expect("the beginning can be played");
    past.go_on(&all, at);
    past.session().world_hash()
}

#[test]
fn the_present_is_a_moment_like_any_other() {
    let session = small_world();
    let past = session.past(session.now()).expect("the present can be played");
    assert_eq!(past.session().world_hash(), session.world_hash());
    assert_eq!(past.inputs(), session.inputs());
    let later = session.past(u64::MAX).expect("there is nothing later than the present");
    assert_eq!(later.session().world_hash(), session.world_hash());
    assert_eq!(session.earliest(), 0);
    assert_eq!(session.past(0).expect("the beginning can be played").session().calls(), 1);
}

#[test]
fn every_moment_leads_to_the_present() {
    let session = small_world();
    for at in moments(&session, 1) {
        let mut past = session.past(at).expect("every moment can be played");
        assert_eq!(past.now(), at);
        assert_eq!(past.session().world_hash(), from_the_beginning(&session, at), "at {at}");
        past.go_on(&session, session.now());
        assert_eq!(past.session().world_hash(), session.world_hash(), "from {at}");
    }
}

#[test]
fn points_change_nothing() {
    let session = long_world();
    assert!(session.world().events_made() > 30_000, "there are points: {}", session.world().events_made());
    for at in moments(&session, 1_499) {
        let mut past = session.past(at).expect("every moment can be played");
        past.go_on(&session, session.now());
        assert_eq!(past.session().world_hash(), session.world_hash(), "from {at}");
        assert_eq!(past.inputs(), session.inputs());
    }
    let middle = session.now() / 2;
    let past = session.past(middle).expect("every moment can be played");
    assert_eq!(past.session().world_hash(), from_the_beginning(&session, middle));
}

#[test]
fn steps_see_every_answer_once() {
    let session = small_world();
    let mut past = session.past(0).expect("the beginning can be played");
    // What was put in at time 0 has been put in, and is not answered.
    let mut answers: Vec<Answer> = Vec::new();
    let mut steps = 0;
    while let Some(at) = past.next_at(&session) {
        past.go_on(&session, at);
        assert!(past.under_way().count() <= 1, "one call at a time");
        answers.extend(past.take_answers());
        steps += 1;
    }
    past.go_on(&session, session.now());
    assert_eq!(past.session().world_hash(), session.world_hash());
    let calls = session.records().expect("all records are in memory").into_iter();
    let calls: Vec<_> = calls.filter(|record| matches!(record.input, Input::Call { .. })).collect();
    let answered: Vec<_> = answers.iter().map(|answer| answer.record.clone()).collect();
    assert_eq!(answered, calls);
    assert!(steps > calls.len(), "a call has several steps: {steps}");
}

#[test]
fn a_fork_goes_its_own_way() {
    let session = small_world();
    let records = session.records().expect("all records are in memory");
    let at = records[4].at;
    let past = session.past(at).expect("every moment can be played");
    let inputs = past.inputs();
    let before = (session.world_hash(), session.inputs());
    let mut fork = past.fork(&session).expect("the first inputs are in memory");
    assert_eq!(fork.records().as_deref(), Some(&records[..inputs as usize]));
    fork.idle();
    fork.call(REGION, "PutItem", &put(7, 7, "fork"));
    assert_eq!((session.world_hash(), session.inputs()), before);
    assert_ne!(fork.world_hash(), session.world_hash());
    // It can be stored, opened, and gone back in like any other.
    fork.keep_as("w2");
    let mut store = Store::new();
    apply(&mut store, fork.take_writes());
    let (opened, _) = open(&store);
    let opened = opened.expect("it was stored");
    assert_eq!(opened.world_hash(), fork.world_hash());
    let hash = |session: &Session| session.past(at).map(|past| past.session().world_hash());
    assert_eq!(hash(&opened), hash(&session));
}

#[test]
fn what_left_memory_is_said_to_be_out_of_reach() {
    let mut session = long_world();
    let mut store = Store::new();
    apply(&mut store, session.checkpoint());
    // Without the log, only the checkpoint is left.
    store.retain(|key, _| !key.contains("/log/"));
    let (opened, _) = open(&store);
    let mut opened = opened.expect("there is a checkpoint");
    assert_eq!(opened.earliest(), session.now());
    assert!(opened.past(session.now() - 1).is_none());
    let before = opened.now();
    opened.advance(5_000_000);
    opened.call(REGION, "PutItem", &put(1, 1, "new"));
    let mut past = opened.past(before).expect("it can be played from the checkpoint");
    past.go_on(&opened, opened.now());
    assert_eq!(past.session().world_hash(), opened.world_hash());
    assert!(opened.past(before).and_then(|past| past.fork(&opened)).is_none());
}

#[test]
fn an_input_can_be_taken_back() {
    let session = small_world();
    let records = session.records().expect("all records are in memory");
    for number in 0..session.inputs() {
        let past = session.past_before(number).expect("every input has a moment before it");
        assert_eq!(past.inputs(), number);
        let at = records[usize::try_from(number).expect("a small world")].at;
        assert_eq!((past.now(), session.moment(number).map(|it| it.0)), (at, Some(at)));
        let mut fork = past.fork(&session).expect("the beginning is in memory");
        for record in &records[usize::try_from(number).expect("a small world")..] {
            fork.take_in(record);
        }
        fork.advance_to(session.now());
        assert_eq!(fork.world_hash(), session.world_hash(), "input {number} taken back and put in again");
    }
    assert!(session.past_before(session.inputs()).is_none());
}

#[test]
fn what_is_under_way_can_be_finished_alone() {
    let session = small_world();
    let calls: Vec<Answer> = session.past(session.now()).expect("now").take_answers();
    for Answer { record, completion } in calls {
        let mut past = session.past(record.at).expect("every moment can be played");
        let before = past.inputs();
        assert!(past.under_way().any(|(call, at)| call == completion.call.0 && at == record.at));
        past.finish();
        assert_eq!((past.under_way().count(), past.inputs()), (0, before));
        let answered = past.take_answers().into_iter().map(|answer| answer.completion.call.0);
        assert!(answered.collect::<Vec<_>>().contains(&completion.call.0));
    }
}
