//! The bridge's messages, what it does when a worker dies, and the page's drawing, in a browser's window.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use lab::protocol::{FromWorker, News, Opened, Reply, Request, SaveState, ToWorker};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::bridge::Bridge;
use web::codec::{decode, encode};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn messages_survive_the_bridge() {
    let (bytes, transfer) =
        encode(&ToWorker { id: 7, request: Request::Run { text: "aws … 😀".to_owned() } });
    assert!(transfer.get(0).is_instance_of::<ArrayBuffer>());
    let back: ToWorker = decode(&bytes).expect("decodes");
    assert_eq!(back.id, 7);
    assert!(matches!(back.request, Request::Run { text } if text == "aws … 😀"));

    let picture = lab::Lab::example(1, 0).snapshot();
    let (bytes, _) = encode(&FromWorker::News(News::Picture(Box::new(picture.clone()))));
    let Some(FromWorker::News(News::Picture(back))) = decode(&bytes) else { panic!("another message") };
    assert_eq!(*back, picture);
}

#[wasm_bindgen_test]
fn what_is_no_message_is_none() {
    assert!(decode::<FromWorker>(&JsValue::NULL).is_none());
    assert!(decode::<FromWorker>(&JsValue::from("text")).is_none());
    assert!(decode::<FromWorker>(&Uint8Array::from([255_u8, 255, 255].as_slice())).is_none());
    assert!(decode::<Reply>(&js_sys::Object::new()).is_none());
}

/// A worker that knows what to say to which message: `3:5` is one of three requests, the first with number 5, and
/// `3:5+1` the same after a file. Anything else kills it.
fn parrot(says: &[(&str, String)]) -> String {
    let says: Vec<String> = says.iter().map(|(heard, told)| format!("'{heard}': [{told}]")).collect();
    let says = says.join(",");
    let script = format!(
        "const says = {{ {says} }};
         let files = 0;
         onmessage = ({{ data }}) => {{
             if (data instanceof Blob) {{
                 files += 1;
                 return;
             }}
             const heard = data[0] + ':' + data[1] + (files ? '+' + files : '');
             const told = says[heard] ?? [{{ dead: 'not expected: ' + heard }}];
             for (const message of told) postMessage(message);
         }};"
    );
    let blob = web_sys::Blob::new_with_str_sequence(&Array::of1(&script.into())).expect("a blob");
    web_sys::Url::create_object_url_with_blob(&blob).expect("its address")
}

/// Messages of the worker as a parrot says them.
fn said(messages: &[FromWorker]) -> String {
    format!("new Uint8Array({:?})", encode(messages).0.to_vec())
}

fn opened(id: u32, calls: u64) -> String {
    let opened = Opened { calls, storing: true, ..Opened::default() };
    said(&[FromWorker::Reply(id, Ok(Reply::Opened(opened)))])
}

fn answered(ids: &[u32]) -> String {
    let reply = |id: &u32| FromWorker::Reply(*id, Ok(Reply::Json(format!("answer {id}"))));
    said(&ids.iter().map(reply).collect::<Vec<_>>())
}

/// Four calls in one task; the worker answers the first, has stored so many of them, and dies at the third.
async fn death_at_the_third_of_four(stored: u64, second_life: &str) -> Vec<Result<String, String>> {
    let saved = SaveState { saved: stored, made: 1, storing: true, ..SaveState::default() };
    let first = said(&[FromWorker::News(News::Saved(saved))]);
    let address = parrot(&[
        ("1:0", opened(0, 0)),
        ("4:1", format!("{first}, {}, {{ dead: 'a panic', at: 3 }}", answered(&[1]))),
        ("1:5", opened(5, stored)),
        (second_life, answered(&[2, 4])),
    ]);
    let bridge = Bridge::new(move || web_sys::Worker::new(&address), false);
    bridge.start(None).await.expect("it opens");
    let call = |_| {
        let request = Request::Call { operation: "PutItem".to_owned(), input: "{}".to_owned() };
        bridge.promise(request, |reply| match reply {
            Ok(Reply::Json(json)) => Ok(json.into()),
            Ok(other) => Err(format!("{other:?}").into()),
            Err(fault) => Err(fault.name.into()),
        })
    };
    let calls: Vec<Promise> = (0..4).map(call).collect();
    let mut answers = Vec::new();
    for call in calls {
        let text = |value: JsValue| value.as_string().unwrap_or_default();
        answers.push(JsFuture::from(call).await.map(text).map_err(text));
    }
    answers
}

#[wasm_bindgen_test]
async fn what_was_answered_stays_and_only_the_call_that_panicked_fails() {
    let answers = death_at_the_third_of_four(1, "2:2").await;
    let again = |id| Ok(format!("answer {id}"));
    assert_eq!(answers, [again(1), again(2), Err("InternalServerError".to_owned()), again(4)]);
}

#[wasm_bindgen_test]
async fn what_was_answered_but_not_stored_is_done_again_before_the_rest() {
    // The first call again, under a new number, then the second and the fourth.
    let answers = death_at_the_third_of_four(0, "3:6").await;
    let again = |id| Ok(format!("answer {id}"));
    assert_eq!(answers, [again(1), again(2), Err("InternalServerError".to_owned()), again(4)]);
}

#[wasm_bindgen_test]
async fn the_page_draws_itself_before_the_engine_answers() {
    let document = web_sys::window().and_then(|w| w.document()).expect("a window");
    let root = document.create_element("div").expect("an element");
    root.set_id("app");
    document.body().expect("a body").append_child(&root).expect("appended");
    web::page::mount(&Bridge::new(|| Err(JsValue::NULL), false));
    // Drawing is a task of its own: let it have its turn.
    yew::platform::time::sleep(Duration::ZERO).await;
    let heading = root.query_selector("h1").expect("a selector").expect("the welcome's sentence");
    assert_eq!(
        heading.text_content().as_deref(),
        Some("A DynamoDB you can see through, running in this page.")
    );
    assert!(root.query_selector("textarea").expect("a selector").is_some());
    assert_eq!(
        root.query_selector_all("[style]").expect("a selector").length(),
        0,
        "the policy forbids style attributes"
    );
    root.remove();
}

/// The text of a world that is saved.
async fn saved(bridge: &Bridge) -> Option<String> {
    let Ok(Reply::Text(text)) = bridge.ask(Request::Export).await else { return None };
    if !text.is_empty() {
        return Some(text);
    }
    JsFuture::from(bridge.handed()?.text()).await.ok()?.as_string()
}

#[wasm_bindgen_test]
async fn files_saved_at_the_same_moment_each_have_their_own_text() {
    let text = |id, text: &str| FromWorker::Reply(id, Ok(Reply::Text(text.to_owned())));
    let replies = said(&[text(1, ""), text(2, "short"), text(3, "")]);
    let address = parrot(&[
        ("1:0", opened(0, 0)),
        ("3:1", format!("new Blob(['first']), new Blob(['third']), {replies}")),
    ]);
    let bridge = Bridge::new(move || web_sys::Worker::new(&address), false);
    bridge.start(None).await.expect("it opens");
    let texts = Rc::new(RefCell::new(Vec::new()));
    for _ in 0..3 {
        let (bridge, texts) = (bridge.clone(), texts.clone());
        spawn_local(async move {
            let text = saved(&bridge).await;
            texts.borrow_mut().push(text);
        });
    }
    while texts.borrow().len() < 3 {
        yew::platform::time::sleep(Duration::from_millis(5)).await;
    }
    let mut texts: Vec<String> = texts.take().into_iter().flatten().collect();
    texts.sort();
    assert_eq!(texts, ["first", "short", "third"]);
}

#[wasm_bindgen_test]
async fn a_file_goes_along_again_when_the_worker_has_died() {
    let done = said(&[FromWorker::Reply(2, Ok(Reply::Done))]);
    let address = parrot(&[
        ("1:0", opened(0, 0)),
        ("2:1+1", "{ dead: 'a panic', at: 1 }".to_owned()),
        ("1:3", opened(3, 0)),
        ("1:2+1", done),
    ]);
    let bridge = Bridge::new(move || web_sys::Worker::new(&address), false);
    bridge.start(None).await.expect("it opens");
    bridge.tell(Request::Advance(1));
    let file = web_sys::Blob::new_with_str_sequence(&Array::of1(&"{}".into())).expect("a file");
    let add = Request::AddFile { name: "item.json".to_owned(), content: String::new() };
    let answer = bridge.ask_of(&file, add).await;
    assert!(matches!(answer, Ok(Reply::Done)), "{answer:?}");
}
