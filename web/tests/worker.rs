//! Answering, storage and saving where they happen: in a dedicated worker.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Function, Reflect};
use lab::Lab;
use lab::protocol::{Fault, FromWorker, News, Reply, Request, ToWorker};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::codec::{decode, encode};
use web::reading::UNREADABLE;
use web::worker::host::Host;
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

/// A host, and every message that it sent.
struct Hosted {
    host: Rc<Host>,
    sent: Rc<RefCell<Vec<Vec<FromWorker>>>>,
}

type Answer = (u32, Result<Reply, Fault>);

impl Hosted {
    /// With an empty world and a table.
    async fn start(test: &str) -> Self {
        let sent: Rc<RefCell<Vec<Vec<FromWorker>>>> = Rc::default();
        let heard = sent.clone();
        let host = Host::new(&name(test), move |bytes, _| {
            heard.borrow_mut().push(decode(bytes).expect("messages"));
        });
        let hosted = Self { host, sent };
        hosted.ask(vec![Request::Open { link: None, wall: 0, take_over: true, guest: false }]).await;
        hosted.ask(vec![Request::Reset { example: false, seed: 1, epoch: 0, instant: false }]).await;
        let table = r#"{"TableName":"Things","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"}],"KeySchema":[{"AttributeName":"p","KeyType":"HASH"}]}"#;
        let made = answers(&hosted.ask(vec![call("CreateTable", table), Request::Idle]).await);
        assert!(made.iter().all(|(_, reply)| reply.is_ok()), "{made:?}");
        hosted
    }

    /// Asks for all of it in one message and waits until each has its answer: the messages that came.
    async fn ask(&self, requests: Vec<Request>) -> Vec<Vec<FromWorker>> {
        self.sent.borrow_mut().clear();
        let wanted = requests.len();
        let asked = (0..).zip(requests).map(|(id, request)| ToWorker { id, request });
        self.host.hear(&encode(&asked.collect::<Vec<_>>()).0);
        for _ in 0..1_000 {
            if answers(&self.sent.borrow()).len() == wanted {
                return self.sent.borrow().clone();
            }
            yew::platform::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{:?}", self.sent.borrow());
    }
}

/// A file as the page hands it over; one without a text was taken away since it was chosen.
fn file(name: &str, text: Option<&str>) -> web_sys::File {
    let parts = Array::of1(&text.unwrap_or_default().into());
    let file = web_sys::File::new_with_str_sequence(&parts, name).expect("a file");
    if text.is_none() {
        let gone = "return Promise.reject(new DOMException('The browser’s words', 'NotFoundError'))";
        Reflect::set(&file, &"text".into(), &Function::new_no_args(gone)).expect("its text is not there");
    }
    file
}

fn call(operation: &str, input: &str) -> Request {
    Request::Call { operation: operation.to_owned(), input: input.to_owned() }
}

fn put(n: usize) -> Request {
    call("PutItem", &format!(r#"{{"TableName":"Things","Item":{{"p":{{"S":"{n}"}}}}}}"#))
}

fn answers(messages: &[Vec<FromWorker>]) -> Vec<Answer> {
    let all = messages.iter().flatten();
    all.filter_map(|message| match message {
        FromWorker::Reply(id, reply) => Some((*id, reply.clone())),
        FromWorker::News(_) => None,
    })
    .collect()
}

#[wasm_bindgen_test]
async fn a_message_of_many_is_answered_in_order_and_an_error_among_them_stops_nothing() {
    let hosted = Hosted::start("order").await;
    let get = call("GetItem", r#"{"TableName":"Things","Key":{"p":{"S":"0"}},"ConsistentRead":true}"#);
    let bad = call("GetItem", r#"{"TableName":"Absent","Key":{"p":{"S":"0"}}}"#);
    // A script's question about the clock is no faster than what it asked before.
    let asked = vec![put(0), Request::Advance(5_000_000), Request::Clock, bad, get, put(1)];
    let before = answers(&hosted.ask(vec![Request::Clock]).await);
    let found = answers(&hosted.ask(asked).await);
    let ids: Vec<u32> = found.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [0, 1, 2, 3, 4, 5]);
    let (Ok(Reply::Number(before)), Ok(Reply::Number(clock))) = (&before[0].1, &found[2].1) else {
        panic!("{found:?}")
    };
    assert!(*clock >= before + 5_000_000, "{before} {clock}");
    assert!(matches!(&found[3].1, Err(fault) if fault.name == "ResourceNotFoundException"), "{:?}", found[3]);
    assert!(
        matches!(&found[4].1, Ok(Reply::Json(json)) if json == r#"{"Item":{"p":{"S":"0"}}}"#),
        "{:?}",
        found[4]
    );
    assert!(matches!(&found[5].1, Ok(Reply::Json(json)) if json == "{}"), "{:?}", found[5]);
}

#[wasm_bindgen_test]
async fn what_is_answered_was_told_to_be_made_before_and_few_messages_tell_it() {
    let hosted = Hosted::start("many").await;
    let already = 1; // The table.
    let began = js_sys::Date::now();
    let messages = hosted.ask((0..200).map(put).collect()).await;
    let took = js_sys::Date::now() - began;
    // Work pauses every 8 ms at the latest; a slow machine gets less done in that.
    assert!((messages.len() as f64) < 20.0 + took / 4.0, "{} messages in {took} ms", messages.len());
    let (mut made, mut next, mut pictures) = (0, 0, 0);
    for message in messages.iter().flatten() {
        match message {
            FromWorker::News(News::Saved(state)) => made = state.made,
            FromWorker::News(News::Picture(_)) => pictures += 1,
            FromWorker::News(_) => {}
            FromWorker::Reply(id, reply) => {
                assert_eq!((*id, reply.is_ok()), (next, true));
                next += 1;
                assert!(made >= already + u64::from(next), "{made} made, {next} answered");
            }
        }
    }
    assert!(f64::from(pictures) <= 3.0 + took / 250.0, "{pictures} pictures in {took} ms");
    let saved = answers(&hosted.ask(vec![Request::Saved]).await);
    assert!(matches!(saved[..], [(0, Ok(Reply::Done))]), "{saved:?}");
}

#[wasm_bindgen_test]
async fn waiting_for_what_was_done_does_not_wait_for_what_comes_after() {
    let saver = Saver::new(|_| {});
    saver.begin(Some(claimed(&name("patience")).await), 0);
    saver.add([pair("k0", b"v")], 1);
    let first = saver.saved();
    // Something is always on its way.
    let (busy, going) = (saver.clone(), Rc::new(RefCell::new(true)));
    let on = going.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let mut n = 1;
        while *on.borrow() {
            n += 1;
            busy.add([pair("k", &[1])], n);
            yew::platform::time::sleep(Duration::from_millis(1)).await;
        }
    });
    first.await.expect("stored");
    assert!(saver.state().saved >= 1);
    *going.borrow_mut() = false;
}

#[wasm_bindgen_test]
async fn a_file_that_cannot_be_read_is_told_of_and_nothing_takes_its_place() {
    let hosted = Hosted::start("unreadable").await;
    let add = || Request::AddFile { name: "item.json".to_owned(), content: String::new() };
    let rows = |write| Request::ImportItems { table: "Things".to_owned(), text: String::new(), write };
    let read = || Request::Run {
        text: "aws dynamodb put-item --table-name Things --item file://item.json".to_owned(),
    };
    hosted.host.hear(&file("item.json", Some(r#"{"p":{"S":"kept"}}"#)));
    let added = answers(&hosted.ask(vec![add()]).await);
    assert!(added[0].1.is_ok(), "{added:?}");

    for (wants, again) in [(add(), read()), (rows(true), Request::Clock), (rows(false), Request::Clock)] {
        hosted.host.hear(&file("gone.csv", None));
        let found = answers(&hosted.ask(vec![wants, again]).await);
        let Err(fault) = &found[0].1 else { panic!("{found:?}") };
        assert_eq!(fault.name, UNREADABLE);
        assert_eq!(fault.message, "gone.csv can't be read: it is no longer where it was. Choose it again.");
        assert!(found[1].1.is_ok(), "the file before is as it was: {found:?}");
    }
    let get = call("GetItem", r#"{"TableName":"Things","Key":{"p":{"S":"kept"}},"ConsistentRead":true}"#);
    let found = answers(&hosted.ask(vec![get]).await);
    assert!(matches!(&found[0].1, Ok(Reply::Json(json)) if json.contains("kept")), "{found:?}");

    // A world whose file is gone leaves the open one open.
    let order = Request::World(lab::protocol::WorldOrder::Import(String::new()));
    hosted.host.hear(&file("world.dynamarium.json", None));
    let found = answers(&hosted.ask(vec![order, Request::Clock]).await);
    assert!(matches!(&found[0].1, Err(fault) if fault.name == UNREADABLE), "{found:?}");
}
