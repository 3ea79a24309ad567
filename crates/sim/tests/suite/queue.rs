//! The queue against a sorted list.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use sim::{EventId, Queue};

#[test]
fn equal_times_keep_their_order() {
    let mut queue = Queue::new();
    queue.push(5, 'b');
    queue.push(3, 'a');
    queue.push(5, 'c');
    assert_eq!(queue.next_at(), Some(3));
    assert_eq!(queue.pop_due(2), None);
    let order: Vec<char> = std::iter::from_fn(|| queue.pop_due(9)).map(|(_, _, event)| event).collect();
    assert_eq!(order, ['a', 'b', 'c']);
    assert_eq!(queue.next_at(), None);
}

#[test]
fn a_clone_goes_its_own_way() {
    let mut queue = Queue::new();
    let first = queue.push(1, "first");
    let mut clone = queue.clone();
    assert_eq!(clone.cancel(first), Some("first"));
    assert_eq!(clone.cancel(first), None);
    assert!(clone.is_empty());
    assert_eq!(queue.get(first), Some(&"first"));
    assert_eq!(queue.pop_due(1), Some((1, first, "first")));
    // The number of a cancelled event is not given out again.
    assert_eq!(clone.push(1, "second"), EventId { at: 1, number: 1 });
}

#[test]
fn stored_queues_are_checked() {
    let read = |json: &str| serde_json::from_str::<Queue<u8>>(json).map(|queue| queue.len()).ok();
    assert_eq!(read(r#"{"pushed":2,"events":[[7,1,9]]}"#), Some(1));
    assert_eq!(read(r#"{"pushed":1,"events":[[7,1,9]]}"#), None);
    assert_eq!(read(r#"{"pushed":9,"events":[[7,1,9],[7,1,8]]}"#), None);
    assert_eq!(read(r#"{"pushed":9,"events":[[7,2,9],[7,1,8]]}"#), None);
}

#[test]
fn thousands_of_events_keep_their_order() {
    let mut queue = Queue::new();
    let mut model = BTreeMap::new();
    let push = |queue: &mut Queue<u64>, model: &mut BTreeMap<EventId, u64>, at: u64| {
        let id = queue.push(at, at * 3);
        model.insert(id, at * 3);
    };
    // More than the heap takes, and more while they happen.
    (0..6_000_u64).for_each(|n| push(&mut queue, &mut model, n * 7_919 % 5_003));
    let kept = queue.clone();
    for now in 0..3_000 {
        while let Some((at, id, event)) = queue.pop_due(now) {
            assert_eq!(model.pop_first(), Some((id, event)));
            assert!(at <= now);
        }
        push(&mut queue, &mut model, now + 1 + now * 31 % 4_000);
    }
    let cancelled = *model.keys().nth(1_000).expect("many are left");
    assert_eq!(queue.cancel(cancelled), model.remove(&cancelled));
    assert_eq!(queue.get(cancelled), None);
    assert_eq!(queue.len(), model.len() as u64);
    let bytes = postcard::to_stdvec(&queue).expect("bytes");
    let mut queue: Queue<u64> = postcard::from_bytes(&bytes).expect("a queue");
    assert!(queue.iter().map(|(id, event)| (id, *event)).eq(model.iter().map(|(&id, &event)| (id, event))));
    let rest = std::iter::from_fn(|| queue.pop_due(u64::MAX)).map(|(_, id, event)| (id, event));
    assert!(rest.eq(model));
    assert_eq!(kept.len(), 6_000);
}

#[derive(Clone, Debug)]
enum Step {
    Push(u64),
    Pop(u64),
    Cancel(usize),
    Store,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..20_u64).prop_map(Step::Push),
        2 => (0..25_u64).prop_map(Step::Pop),
        1 => any::<usize>().prop_map(Step::Cancel),
        1 => Just(Step::Store),
    ]
}

proptest! {
    #[test]
    fn behaves_like_a_sorted_list(steps in vec(step(), 0..60)) {
        let mut queue = Queue::new();
        let mut model: Vec<(EventId, u64)> = Vec::new();
        let mut ids = Vec::new();
        for (event, step) in (0_u64..).zip(steps) {
            match step {
                Step::Push(at) => {
                    let id = queue.push(at, event);
                    prop_assert!(!ids.contains(&id));
                    ids.push(id);
                    model.push((id, event));
                    model.sort_unstable();
                }
                Step::Pop(now) => {
                    let due = model.first().copied().filter(|(id, _)| id.at <= now);
                    if due.is_some() {
                        model.remove(0);
                    }
                    prop_assert_eq!(queue.pop_due(now), due.map(|(id, event)| (id.at, id, event)));
                }
                Step::Cancel(which) if !ids.is_empty() => {
                    let id = ids[which % ids.len()];
                    let at = model.iter().position(|(other, _)| *other == id);
                    prop_assert_eq!(queue.cancel(id), at.map(|at| model.remove(at).1));
                }
                Step::Cancel(_) => {}
                Step::Store => {
                    let bytes = postcard::to_stdvec(&queue).expect("bytes");
                    queue = postcard::from_bytes(&bytes).expect("a queue");
                }
            }
            prop_assert_eq!(queue.len(), model.len() as u64);
            prop_assert_eq!(queue.is_empty(), model.is_empty());
            prop_assert_eq!(queue.next_at(), model.first().map(|(id, _)| id.at));
            prop_assert!(queue.iter().map(|(id, event)| (id, *event)).eq(model.iter().copied()));
        }
    }
}
