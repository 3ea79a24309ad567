//! The bridge's messages and the page's drawing, in a browser's window.
#![cfg(target_arch = "wasm32")]

use std::time::Duration;

use js_sys::{ArrayBuffer, Uint8Array};
use lab::protocol::{FromWorker, News, Reply, Request, ToWorker};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::bridge::{Bridge, decode, encode};

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

#[wasm_bindgen_test]
async fn the_page_draws_itself_before_the_engine_answers() {
    let document = web_sys::window().and_then(|w| w.document()).expect("a window");
    let root = document.create_element("div").expect("an element");
    root.set_id("app");
    document.body().expect("a body").append_child(&root).expect("appended");
    web::page::mount(&Bridge::new("nowhere.js".to_owned()));
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
