//! Time travel: looking at moments, stepping, branches, undo.

use lab::Lab;
use lab::protocol::Unit;
use lab::view::{Looked, Mark, RailKind, Snapshot};

use crate::demos::run;

const WRITE: &str = "aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-12-01\"},\"Status\":{\"S\":\"NEW\"}}'";

fn look(lab: &Lab, at: u64) -> Looked {
    lab.look_at(at).unwrap_or_else(|| panic!("{at} can be looked at"))
}

/// What of a picture doesn't depend on the marks of the latest call.
fn items(picture: &Snapshot) -> Vec<(String, u64, Vec<u64>)> {
    let partitions = picture.tables.iter().flat_map(|table| &table.partitions);
    partitions
        .map(|it| (it.name.clone(), it.item_count, it.replicas.iter().map(|r| r.applied).collect()))
        .collect()
}

#[test]
fn the_present_looks_like_the_present() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, WRITE);
    let looked = look(&lab, u64::MAX);
    assert!(looked.live && looked.next.is_none());
    assert_eq!(looked.picture, lab.snapshot());
    assert_eq!(looked.focus, Some(13));
}

#[test]
fn a_write_is_followed_from_station_to_station() {
    let mut lab = Lab::example(1, 0);
    let before = items(&lab.snapshot());
    run(&mut lab, WRITE);
    let detail = lab.detail(13).expect("the call was made just now");
    let (start, end) = (detail.summary.at, detail.summary.at + detail.summary.latency);
    // Before it began, and at each of its moments, in order; the present stays.
    assert_eq!(items(&look(&lab, start - 1).picture), before);
    let mut at = start;
    let mut seen = Vec::new();
    while let Some(next) = look(&lab, at).next.filter(|&next| next <= end) {
        at = next;
        let looked = look(&lab, at);
        assert_eq!(looked.focus, Some(13));
        let changed: u64 = items(&looked.picture)
            .iter()
            .zip(&before)
            .map(|(now, then)| now.2.iter().zip(&then.2).filter(|(a, b)| a != b).count() as u64)
            .sum();
        let count: u64 = items(&looked.picture).iter().map(|it| it.1).sum();
        seen.push((looked.under_way == [13], count, changed));
    }
    // The leader has it, then the copies; the answer leaves the call no longer under way.
    assert!(seen.contains(&(true, 11, 0)), "{seen:?}");
    assert!(seen.iter().any(|&(under_way, count, _)| under_way && count == 12), "{seen:?}");
    assert_eq!(seen.last().map(|it| it.0), Some(false), "{seen:?}");
    assert_eq!(lab.clock(), end, "looking lets no time pass");
    // Backwards the same moments come by.
    let mut back = Vec::new();
    let mut at = end + 1;
    while let Some(earlier) = lab.step_from(at, Unit::Event, true).filter(|&it| it >= start) {
        back.push(earlier);
        at = earlier;
    }
    let mut forth = vec![start];
    while let Some(next) =
        lab.step_from(*forth.last().expect("one"), Unit::Event, false).filter(|&n| n <= end)
    {
        forth.push(next);
    }
    back.reverse();
    assert_eq!(back, forth);
}

#[test]
fn calls_are_stepped_to_both_ways() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, WRITE);
    let calls: Vec<u64> = lab.snapshot().calls.iter().map(|call| call.at).collect();
    let mut forth = Vec::new();
    let mut at = 0;
    while let Some(next) = lab.step_from(at, Unit::Call, false) {
        forth.push(next);
        at = next;
    }
    assert_eq!(forth, calls[1..], "the first call was made at the beginning");
    let mut back = Vec::new();
    let mut at = lab.clock() + 1;
    while let Some(next) = lab.step_from(at, Unit::Call, true) {
        back.push(next);
        at = next;
    }
    back.reverse();
    assert_eq!(back, calls);
    assert_eq!(lab.step_from(0, Unit::Event, true), None);
    assert_eq!(lab.step_from(lab.clock(), Unit::Call, false), None);
}

#[test]
fn the_past_shows_the_marks_of_its_own_call() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, WRITE);
    let first = lab.clock();
    run(
        &mut lab,
        "aws dynamodb get-item --table-name Orders --key '{\"Customer\":{\"S\":\"Bea\"},\"Day\":{\"S\":\"2026-10-02\"}}'",
    );
    let marked = |picture: &Snapshot, mark: Mark| {
        let partitions = picture.tables[0].partitions.iter().flat_map(|it| &it.collections);
        partitions.flat_map(|it| &it.items).filter(|chip| chip.mark == mark).count()
    };
    let looked = look(&lab, first);
    assert_eq!((looked.focus, marked(&looked.picture, Mark::Written)), (Some(13), 1));
    assert_eq!(looked.picture.calls.len(), 13);
    assert_eq!(look(&lab, 0).picture.calls.len(), 1);
}

#[test]
fn calls_that_left_the_history_can_be_explained_where_one_looks() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, WRITE);
    let (at, told) = (lab.clock(), lab.detail(13).expect("it was made just now"));
    lab.advance(1);
    for _ in 0..250 {
        lab.call("ListTables", "{}");
    }
    assert_eq!(lab.detail(13), None, "nobody looks there");
    assert_eq!(look(&lab, at).focus, Some(13));
    let again = lab.detail(13).expect("the call is made once more");
    assert_eq!((&again.summary, &again.images), (&told.summary, &told.images));
    assert_eq!(again.sentences.iter().map(|it| &it.text).collect::<Vec<_>>().len(), again.sentences.len());
    assert!(again.sentences.len() >= told.sentences.len());
}

#[test]
fn a_fork_leaves_the_branch_as_it_was() {
    let mut lab = Lab::example(1, 0);
    let (forked_at, before) = (lab.clock(), lab.state_hash());
    run(&mut lab, WRITE);
    let after = lab.state_hash();
    assert_eq!(lab.snapshot().branches, []);
    assert_eq!(lab.fork(Some(forked_at), None), Ok("B".to_owned()));
    assert_eq!((lab.state_hash(), lab.clock()), (before.clone(), forked_at));
    run(&mut lab, WRITE);
    let picture = lab.snapshot();
    assert_eq!(picture.branch, "B");
    let names: Vec<_> =
        picture.branches.iter().map(|it| (it.name.as_str(), it.forked_at, it.calls)).collect();
    assert_eq!(names, [("main", None, 13), ("B", Some(forked_at), 13)]);
    // Both can be looked at, and switched to.
    let other = lab.handle(&lab::protocol::Request::Look { at: forked_at, branch: Some("main".into()) });
    let Some(Ok(lab::protocol::Reply::Looked(other))) = other else { panic!("{other:?}") };
    assert_eq!(other.as_ref().as_ref().map(|it| it.picture.branch.as_str()), Some("main"));
    assert_eq!(lab.fork(None, Some("main")), Err("There is a branch main already.".to_owned()));
    assert_eq!(lab.switch("main"), Ok(()));
    assert_eq!(lab.state_hash(), after);
    assert_eq!(lab.rename_branch("B", " what if "), Ok(()));
    assert_eq!(lab.drop_branch("main"), Err("This branch is open: open another one first.".to_owned()));
    assert_eq!(lab.drop_branch("what if"), Ok(()));
    assert_eq!(lab.drop_branch("what if"), Err("There is no branch what if.".to_owned()));
    assert_eq!(lab.snapshot().branches, []);
}

#[test]
fn a_call_under_way_comes_to_its_answer_in_the_fork() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, WRITE);
    let call = lab.snapshot().calls.last().cloned().expect("the write");
    lab.fork(Some(call.at + 100), None).expect("the past is in memory");
    let picture = lab.snapshot();
    assert_eq!((picture.clock, picture.calls.last()), (call.at + call.latency, Some(&call)));
    assert!(lab.detail(13).is_some_and(|detail| !detail.sentences.is_empty()));
    run(&mut lab, WRITE);
    assert_eq!(lab.snapshot().calls.last().map(|it| it.id), Some(14));
}

#[test]
fn what_was_done_is_undone_and_brought_back() {
    let mut lab = Lab::example(1, 0);
    assert_eq!(lab.undo(), Err("Nothing was done here yet.".to_owned()));
    let before = items(&lab.snapshot());
    run(&mut lab, WRITE);
    run(&mut lab, "aws dynamodb delete-table --table-name Orders");
    let after = lab.state_hash();
    assert_eq!(lab.snapshot().undo.as_deref(), Some("DeleteTable 14"));
    assert_eq!(lab.undo(), Ok("DeleteTable 14".to_owned()));
    assert_eq!(lab.undo(), Ok("PutItem 13".to_owned()));
    assert_eq!((items(&lab.snapshot()), lab.snapshot().calls.len()), (before, 12));
    assert!(lab.undo_reset(), "both come back at once");
    assert_eq!(lab.state_hash(), after);
    assert!(!lab.undo_reset());
}

#[test]
fn undone_worlds_are_stored_as_they_are() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, WRITE);
    let mut store = std::collections::BTreeMap::new();
    let keep = |lab: &mut Lab, store: &mut std::collections::BTreeMap<String, Vec<u8>>| {
        for write in lab.take_writes() {
            if write.bytes.is_empty() {
                store.remove(&write.key)
            } else {
                store.insert(write.key, write.bytes)
            };
        }
    };
    keep(&mut lab, &mut store);
    lab.undo().expect("the write can be taken back");
    keep(&mut lab, &mut store);
    let (opened, _) = Lab::open(store.clone().into_iter().collect(), None, 0);
    assert_eq!(opened.state_hash(), lab.state_hash());
    assert!(lab.undo_reset());
    keep(&mut lab, &mut store);
    let (opened, _) = Lab::open(store.into_iter().collect(), None, 0);
    assert_eq!(opened.state_hash(), lab.state_hash());
}

#[test]
fn the_rail_marks_calls_refusals_and_settings() {
    let mut lab = Lab::example(1, 0);
    lab.call("DescribeTable", "{\"TableName\":\"Nowhere\"}");
    run(&mut lab, "lab set index_lag.median 10s");
    let rail = lab.snapshot().rail;
    let kinds: Vec<RailKind> = rail.iter().skip(12).map(|mark| mark.kind).collect();
    assert_eq!(kinds, [RailKind::Failed, RailKind::Setting]);
    assert!(rail.is_sorted_by_key(|mark| mark.at));
    assert_eq!(rail[12].call, 13);
}

#[test]
fn watched_time_is_taken_from_the_pace() {
    let (mut watched, mut quick) = (Lab::example(1, 0), Lab::example(1, 0));
    run(&mut watched, WRITE);
    run(&mut quick, WRITE);
    let mut moments = Vec::new();
    while let Some(at) = watched.flow() {
        moments.push(at);
    }
    assert!(moments.len() >= 3 && moments.is_sorted(), "copies and index arrive: {moments:?}");
    assert!(watched.clock() - quick.clock() < 1_000_000);
    assert_eq!(watched.snapshot().tables[0].indexes[0].queued, 0);
    let read = "aws dynamodb scan --table-name Orders";
    run(&mut watched, read);
    run(&mut quick, read);
    assert_eq!((watched.clock(), watched.state_hash()), (quick.clock(), quick.state_hash()));
}
