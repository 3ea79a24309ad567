//! Storage and saving where they happen: in a dedicated worker.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use lab::Lab;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::worker::saver::{Saver, Told};
use web::worker::storage::{Storage, StorageError};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn pair(key: &str, value: &[u8]) -> (String, Vec<u8>) {
    (key.to_owned(), value.to_vec())
}

async fn claimed(name: &str) -> Storage {
    let mut storage = Storage::open(name).await.expect("IndexedDB is there");
    storage.claim().await.expect("claiming works");
    storage
}

/// A name of its own for each test: they share the browser's profile.
fn name(test: &str) -> String {
    format!("test-{test}-{}", js_sys::Math::random())
}

#[wasm_bindgen_test]
async fn what_is_written_is_read_back_and_an_empty_value_deletes() {
    let name = name("round");
    let storage = claimed(&name).await;
    storage.write(&[pair("w1/main/b", b"two"), pair("w1/main/a", b"one")]).await.expect("written");
    storage.write(&[pair("w1/main/b", b""), pair("w1/main/c", &[0, 255])]).await.expect("written");
    storage.close();
    let again = Storage::open(&name).await.expect("opens again");
    let records = again.read_all().await.expect("reads");
    assert_eq!(records, [pair("w1/main/a", b"one"), pair("w1/main/c", &[0, 255])]);
}

#[wasm_bindgen_test]
async fn the_later_opener_wins_and_the_earlier_writes_nothing() {
    let name = name("epoch");
    let first = claimed(&name).await;
    first.write(&[pair("k", b"first")]).await.expect("alone it may");
    let second = claimed(&name).await;
    assert_eq!(first.write(&[pair("k", b"late")]).await, Err(StorageError::Superseded));
    second.write(&[pair("l", b"second")]).await.expect("the newer may");
    assert_eq!(second.read_all().await.expect("reads"), [pair("k", b"first"), pair("l", b"second")]);
}

#[wasm_bindgen_test]
async fn reading_needs_no_claim_and_writing_does() {
    let name = name("reader");
    let owner = claimed(&name).await;
    owner.write(&[pair("k", b"v")]).await.expect("written");
    let reader = Storage::open(&name).await.expect("a second tab opens");
    assert_eq!(reader.read_all().await.expect("and reads"), [pair("k", b"v")]);
    assert_eq!(reader.write(&[pair("k", b"x")]).await, Err(StorageError::Superseded));
    owner.write(&[pair("k", b"w")]).await.expect("the owner was not disturbed");
}

#[wasm_bindgen_test]
async fn everything_added_while_a_save_is_under_way_is_stored() {
    let name = name("group");
    let told = Rc::new(RefCell::new(Vec::new()));
    let heard = told.clone();
    let saver = Saver::new(move |what| heard.borrow_mut().push(what));
    saver.begin(Some(claimed(&name).await), 0);
    for call in 1..=50_u64 {
        saver.add([pair("tail", &call.to_le_bytes()), pair(&format!("log/{call:03}"), b"x")], call);
    }
    assert!(!saver.is_done());
    saver.saved().await.expect("stored");
    assert_eq!((saver.state().saved, saver.state().made), (50, 50));
    let records = Storage::open(&name).await.expect("opens").read_all().await.expect("reads");
    assert_eq!(records.len(), 51);
    assert_eq!(records.last(), Some(&pair("tail", &50_u64.to_le_bytes())));
    // Fifty additions, but not fifty transactions.
    assert!(told.borrow().len() < 10, "{:?}", told.borrow());
}

#[wasm_bindgen_test]
async fn a_superseded_saver_says_so_and_stops() {
    let name = name("over");
    let told = Rc::new(RefCell::new(Vec::new()));
    let heard = told.clone();
    let saver = Saver::new(move |what| heard.borrow_mut().push(what));
    saver.begin(Some(claimed(&name).await), 0);
    let _other = claimed(&name).await;
    saver.add([pair("k", b"v")], 1);
    saver.saved().await.expect_err("no longer ours");
    assert!(told.borrow().contains(&Told::Superseded));
    assert!(!saver.state().storing);
}

#[wasm_bindgen_test]
async fn without_a_storage_nothing_waits() {
    let saver = Saver::new(|_| {});
    saver.begin(None, 3);
    saver.add([pair("k", b"v")], 4);
    assert!(saver.is_done());
    saver.saved().await.expect_err("it is not stored");
}

#[wasm_bindgen_test]
async fn a_world_survives_storage_and_damage_is_told() {
    let name = name("world");
    let (mut lab, opened) = Lab::open(Vec::new(), None, 1_700_000_000_000_000);
    assert!(opened.first_visit && opened.storing);
    lab.run_all("aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'");
    let writes: Vec<_> = lab.take_writes().into_iter().map(|write| (write.key, write.bytes)).collect();
    let storage = claimed(&name).await;
    storage.write(&writes).await.expect("written");

    let records = storage.read_all().await.expect("reads");
    let (again, opened) = Lab::open(records.clone(), None, 0);
    assert_eq!(again.state_hash(), lab.state_hash());
    assert!(opened.notices.is_empty() && !opened.first_visit, "{opened:?}");

    let mut damaged = records;
    let (_, bytes) = damaged.iter_mut().find(|(key, _)| key.contains("/log/")).expect("there is a log");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let (_, opened) = Lab::open(damaged, None, 0);
    assert!(!opened.notices.is_empty());
}

#[wasm_bindgen_test]
fn the_example_is_the_same_every_time() {
    let lab = Lab::example(1, 0);
    assert_eq!(lab.state_hash().len(), 32);
    assert_eq!(lab.state_hash(), Lab::example(1, 0).state_hash());
}
