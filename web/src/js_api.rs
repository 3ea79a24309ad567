//! `window.lab`: the engine for scripts, tests and the curious (see web/API.md). `boot.js` makes the object
//! and waits for the engine; the functions here are what it calls.

use std::cell::RefCell;

use js_sys::{Array, ArrayBuffer, Error, Function, JSON, Object, Promise, Reflect, Uint8Array};
use lab::protocol::{Fault, Reply, Request};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::bridge::{Bridge, wall_micros};
use crate::page;

thread_local! {
    static BRIDGE: RefCell<Option<Bridge>> = const { RefCell::new(None) };
}

/// Draws the page and takes the worker that `hire` answers; resolves when the engine has answered.
#[wasm_bindgen]
pub async fn start_page(hire: Function) -> Result<(), JsValue> {
    let hire = move || hire.call0(&JsValue::NULL)?.dyn_into();
    let bridge = Bridge::new(hire, page::route::route().embed.is_some());
    BRIDGE.with(|slot| *slot.borrow_mut() = Some(bridge.clone()));
    page::mount(&bridge);
    let opened = bridge.start(page::link_in_address()).await;
    opened.map(|opened| page::link_was_opened(&opened)).map_err(|fault| error(&fault))
}

/// Runs console text and resolves to what it printed.
#[wasm_bindgen]
pub fn lab_run(text: String) -> Result<Promise, JsValue> {
    ask(Request::Run { text }, |reply| match reply {
        Reply::Ran { text, .. } => Ok(text.into()),
        _ => Err(wrong()),
    })
}

/// One API call: operation name and input object; resolves to the response object, rejects with an `Error`
/// that has the AWS error's name.
#[wasm_bindgen]
pub fn lab_call(operation: String, input: &JsValue) -> Result<Promise, JsValue> {
    let input = match input {
        _ if input.is_string() => utf8(input),
        _ if input.is_undefined() => "{}".to_owned(),
        _ => utf8(JSON::stringify(input)?.as_ref()),
    };
    ask(Request::Call { operation, input }, |reply| match reply {
        Reply::Json(json) => JSON::parse(&json),
        _ => Err(wrong()),
    })
}

/// An HTTP request, `{method, target, headers, body}`; resolves to `{status, headers, body}`.
#[wasm_bindgen]
pub fn lab_http(request: &JsValue) -> Result<Promise, JsValue> {
    let member = |name: &str| Reflect::get(request, &name.into()).unwrap_or_default();
    let text = |name: &str, otherwise: &str| member(name).as_string().unwrap_or_else(|| otherwise.to_owned());
    let given = member("body");
    let body = match given.as_string() {
        Some(text) => text.into_bytes(),
        None if given.is_undefined() || given.is_null() => Vec::new(),
        // Also those of another window, which are no instances of this one's class.
        None if ArrayBuffer::is_view(&given) => Uint8Array::new(&given).to_vec(),
        None => return Err(Error::new("the body of a request is a string or a Uint8Array").into()),
    };
    let mut headers = Vec::new();
    let given = member("headers");
    // No `instanceof`, for the same reason.
    if given.is_object() {
        for pair in Object::entries(given.unchecked_ref()) {
            let pair = Array::from(&pair);
            if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
                headers.push((name, value));
            }
        }
    }
    let request =
        Request::Http { method: text("method", "POST"), target: text("target", "/"), headers, body };
    ask(request, |reply| {
        let Reply::Http { status, headers, body } = reply else { return Err(wrong()) };
        let told = Object::new();
        for (name, value) in headers {
            Reflect::set(&told, &name.into(), &value.into())?;
        }
        let answer = Object::new();
        Reflect::set(&answer, &"status".into(), &status.into())?;
        Reflect::set(&answer, &"headers".into(), &told)?;
        Reflect::set(&answer, &"body".into(), &Uint8Array::from(body.as_slice()))?;
        Ok(answer.into())
    })
}

/// Lets virtual time pass, in milliseconds.
#[wasm_bindgen]
pub fn lab_advance(milliseconds: f64) -> Result<Promise, JsValue> {
    if !milliseconds.is_finite() || milliseconds < 0.0 {
        return Err(Error::new("advance takes milliseconds, 0 or more").into());
    }
    ask(Request::Advance((milliseconds * 1000.0) as u64), nothing)
}

/// Lets virtual time pass until nothing is on its way.
#[wasm_bindgen]
pub fn lab_idle() -> Result<Promise, JsValue> {
    ask(Request::Idle, nothing)
}

/// Virtual milliseconds since the scenario's start.
#[wasm_bindgen]
pub fn lab_clock() -> Result<Promise, JsValue> {
    ask(Request::Clock, |reply| match reply {
        Reply::Number(micros) => Ok((micros as f64 / 1000.0).into()),
        _ => Err(wrong()),
    })
}

/// Moves the playhead to this moment, or back to the present when there is none; resolves to the moment that is seen,
/// in milliseconds, or to nothing in the present.
#[wasm_bindgen]
pub async fn lab_look(milliseconds: Option<f64>) -> Result<Option<f64>, JsValue> {
    let player = page::player().ok_or_else(|| Error::new("the page has not started"))?;
    let Some(milliseconds) = milliseconds else {
        player.live();
        return Ok(None);
    };
    if !milliseconds.is_finite() || milliseconds < 0.0 {
        return Err(Error::new("look takes milliseconds, 0 or more").into());
    }
    let seen = player.visit((milliseconds * 1000.0) as u64).await;
    let seen = seen.ok_or_else(|| Error::new("what led to that moment is no longer known"))?;
    Ok(Some(seen as f64 / 1000.0))
}

/// The trace as an array of trace/1 events.
#[wasm_bindgen]
pub fn lab_trace() -> Result<Promise, JsValue> {
    ask(Request::Trace, |reply| JSON::parse(&text(reply)?))
}

/// The hash of the durable state, 32 hexadecimal digits.
#[wasm_bindgen(js_name = "lab_stateHash")]
pub fn lab_state_hash() -> Result<Promise, JsValue> {
    ask(Request::StateHash, |reply| Ok(text(reply)?.into()))
}

/// Resolves when everything acknowledged so far is stored; rejects when it cannot be.
#[wasm_bindgen]
pub fn lab_saved() -> Result<Promise, JsValue> {
    ask(Request::Saved, nothing)
}

/// Options of [`lab_reset`].
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ResetOptions {
    example: bool,
    seed: u32,
    /// Unix milliseconds at virtual time 0.
    epoch: Option<f64>,
    /// `simulated` or `instant`. A text, because reading an enum would weigh eight kilobytes.
    mode: Option<String>,
}

/// Throws the world away: `{example, seed, epoch, mode}`, all optional.
#[wasm_bindgen]
pub fn lab_reset(options: JsValue) -> Result<Promise, JsValue> {
    let options: ResetOptions = if options.is_undefined() || options.is_null() {
        ResetOptions::default()
    } else {
        serde_wasm_bindgen::from_value(options)?
    };
    let epoch = options.epoch.map_or_else(wall_micros, |millis| (millis.max(0.0) * 1000.0) as u64);
    let instant = match options.mode.as_deref() {
        None | Some("simulated") => false,
        Some("instant") if !options.example => true,
        Some("instant") => return Err(Error::new("in the example things take time").into()),
        Some(_) => return Err(Error::new("mode is \"simulated\" or \"instant\"").into()),
    };
    let seed = u64::from(options.seed);
    let request = Request::Reset { example: options.example, seed, epoch, instant };
    ask(request, nothing)
}

/// Asks; `turn` makes of the reply what the promise resolves to.
fn ask(
    request: Request,
    turn: impl FnOnce(Reply) -> Result<JsValue, JsValue> + 'static,
) -> Result<Promise, JsValue> {
    let bridge = BRIDGE.with(|slot| slot.borrow().clone());
    let bridge = bridge.ok_or_else(|| Error::new("the page has not started"))?;
    Ok(bridge.promise(request, |reply| turn(reply.map_err(|fault| error(&fault))?)))
}

#[wasm_bindgen]
extern "C" {
    /// web-sys binds it to a string that is here already.
    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsValue) -> Uint8Array;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// A JavaScript string that may be long. The usual way goes character by character.
fn utf8(text: &JsValue) -> String {
    let bytes = ENCODER.with(|encoder| encoder.encode(text)).to_vec();
    // What an encoder of UTF-8 makes is UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Done: there is nothing to tell.
#[expect(clippy::unnecessary_wraps, reason = "one of the functions that `ask` takes")]
fn nothing(_: Reply) -> Result<JsValue, JsValue> {
    Ok(JsValue::UNDEFINED)
}

fn text(reply: Reply) -> Result<String, JsValue> {
    match reply {
        Reply::Text(text) | Reply::Json(text) => Ok(text),
        _ => Err(wrong()),
    }
}

/// A fault as a JavaScript `Error`: its name is the AWS error's, and `body` holds the error's fields.
fn error(fault: &Fault) -> JsValue {
    let error = Error::new(&fault.message);
    error.set_name(&fault.name);
    if !fault.body.is_empty()
        && let Ok(body) = JSON::parse(&fault.body)
    {
        Reflect::set(&error, &"body".into(), &body).ok();
    }
    error.into()
}

fn wrong() -> JsValue {
    Error::new("the engine answered something else").into()
}
