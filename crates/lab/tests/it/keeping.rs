//! Storing, opening, sharing, resetting.

use std::collections::BTreeMap;

use lab::Lab;
use session::Write;

use crate::demos::run;

#[derive(Clone, Default)]
struct Store(BTreeMap<String, Vec<u8>>);

impl Store {
    fn save(&mut self, lab: &mut Lab) {
        for Write { key, bytes } in lab.take_writes() {
            if bytes.is_empty() {
                self.0.remove(&key);
            } else {
                self.0.insert(key, bytes);
            }
        }
    }

    fn open(&self) -> (Lab, lab::protocol::Opened) {
        Lab::open(self.0.clone().into_iter().collect(), None, 5)
    }
}

#[test]
fn a_first_visit_shows_the_example() {
    let (lab, opened) = Lab::open(Vec::new(), None, 1_700_000_000_000_000);
    assert!(opened.first_visit && opened.storing);
    assert_eq!((opened.notices.len(), opened.calls), (0, 12));
    assert_eq!(lab.snapshot().epoch, 1_700_000_000_000_000);
    assert!(lab.snapshot().untouched);
}

#[test]
fn a_reload_changes_nothing() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    run(
        &mut lab,
        "aws dynamodb delete-item --table-name Orders --key '{\"Customer\":{\"S\":\"Max\"},\"Day\":{\"S\":\"2026-11-14\"}}'",
    );
    store.save(&mut lab);
    let (again, opened) = store.open();
    assert!(!opened.first_visit);
    assert_eq!((opened.calls, opened.notices.len()), (13, 0));
    assert_eq!(again.session().world_hash(), lab.session().world_hash());
    let (mut one, mut other) = (lab.snapshot(), again.snapshot());
    (one.revision, other.revision) = (0, 0);
    assert_eq!(one, other);
    assert_eq!(again.detail(13), lab.detail(13));
}

#[test]
fn a_reset_can_be_taken_back() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    store.save(&mut lab);
    let before = lab.state_hash();
    lab.reset(false, 9, 77);
    store.save(&mut lab);
    assert!(lab.snapshot().tables.is_empty() && lab.snapshot().untouched);
    let (emptied, _) = store.open();
    assert_eq!((emptied.snapshot().tables.len(), emptied.session().header().seed), (0, 9));
    assert!(lab.undo_reset());
    store.save(&mut lab);
    assert_eq!(lab.state_hash(), before);
    let (back, opened) = store.open();
    assert_eq!((back.state_hash(), opened.notices.len()), (before, 0));
    assert!(!lab.undo_reset());
}

#[test]
fn a_world_thrown_away_leaves_the_store_at_the_next_opening() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    store.save(&mut lab);
    lab.reset(false, 1, 1);
    store.save(&mut lab);
    assert!(store.0.keys().any(|key| key.starts_with("w1/")));
    let (mut lab, _) = store.open();
    store.save(&mut lab);
    assert!(store.0.keys().all(|key| key.starts_with("w2/")), "{:?}", store.0.keys());
}

#[test]
fn a_link_shows_the_same_world_and_stores_nothing() {
    let mut lab = Lab::example(3, 0);
    run(
        &mut lab,
        "lab set replica_lag.c 2s; aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'",
    );
    let link = lab.share().expect("it can be shared");
    println!("{} characters for {} inputs", link.len(), lab.session().inputs());
    assert!(link.len() < 1_900);
    let (mut shared, opened) = Lab::open(Vec::new(), Some(&link), 5);
    assert_eq!(opened.notices.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["link"]);
    assert!(!opened.storing);
    assert_eq!(shared.session().world_hash(), lab.session().world_hash());
    assert_eq!(shared.take_writes(), []);
    // A cut link is told, and what is stored opens instead.
    let (_, opened) = Lab::open(Vec::new(), Some(&link[..link.len() / 2]), 5);
    assert_eq!(opened.notices[0].code, "link-cut");
    assert!(opened.first_visit);
    let (_, opened) = Lab::open(Vec::new(), Some("/lab"), 5);
    assert_eq!(opened.notices, []);
}

#[test]
fn each_kind_of_state_changes_the_hash() {
    let mut lab = Lab::example(1, 0);
    let mut hashes = vec![lab.state_hash()];
    for text in [
        "aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'",
        "aws dynamodb update-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}' --update-expression 'SET Goods = :t' --expression-attribute-values '{\":t\":{\"N\":\"1\"}}'",
        "aws dynamodb delete-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'",
        "aws dynamodb create-table --table-name Other --attribute-definitions AttributeName=p,AttributeType=S --key-schema AttributeName=p,KeyType=HASH --billing-mode PAY_PER_REQUEST",
        "lab advance 30s",
        "aws dynamodb delete-table --table-name Other",
        "lab advance 31s",
        "lab set replica_lag.c 1s",
        "lab set replica_choice 2",
    ] {
        run(&mut lab, text);
        let hash = lab.state_hash();
        assert!(!hashes.contains(&hash), "{text}");
        hashes.push(hash);
    }
    assert_ne!(Lab::example(2, 0).state_hash(), hashes[0], "the seed");
    assert_ne!(Lab::example(1, 1).state_hash(), hashes[0], "the epoch");
    assert_eq!(Lab::example(1, 0).state_hash(), hashes[0]);
}
