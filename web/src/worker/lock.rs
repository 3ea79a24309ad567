//! The Web Lock that a tab holds while it has the world open. It is courtesy: it tells the second tab
//! soon. Safety is the storage's epoch.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::pause;

const NAME: &str = "dynamarium";
/// Milliseconds until a lock that somebody else has is asked for again.
const PAUSE: u32 = 100;
/// How often it is asked for: the tab that has it may be this one's page of before, on its way out.
const TRIES: u32 = 15;

#[wasm_bindgen]
extern "C" {
    /// `LockManager`, which web-sys calls unstable.
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, held: &Function) -> Result<Promise, JsValue>;
}

/// Takes the lock for as long as this worker lives; `steal` takes it from whoever has it. Answers whether it
/// is ours, after a while if somebody else has it.
pub(super) async fn hold(steal: bool) -> bool {
    for _ in 1..TRIES {
        if request(steal).await {
            return true;
        }
        pause::rest(PAUSE).await;
    }
    request(steal).await
}

/// Asks for the lock once. Browsers without locks have no second tab that could be told: the answer is yes.
async fn request(steal: bool) -> bool {
    let locks = Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| Reflect::get(&navigator, &"locks".into()))
        .ok()
        .filter(JsValue::is_object);
    let Some(locks) = locks else { return true };
    let options = Object::new();
    let option = if steal { "steal" } else { "ifAvailable" };
    Reflect::set(&options, &option.into(), &JsValue::TRUE).ok();
    let mut requested = None;
    let granted = Promise::new(&mut |resolve, _| {
        // Called with the lock, or with null when somebody else has it. What it returns holds the lock: a
        // promise that is never settled.
        let held = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let ours = !lock.is_null();
            resolve.call1(&JsValue::NULL, &ours.into()).ok();
            if ours { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
        });
        requested = locks.unchecked_ref::<Locks>().request(NAME, &options, held.unchecked_ref()).ok();
    });
    let Some(requested) = requested else { return true };
    // A stolen lock rejects the request of the one who had it; the epoch tells them all they need to know.
    let quiet = Closure::once_into_js(|_: JsValue| {});
    let quiet: Function = quiet.unchecked_into();
    Reflect::get(&requested, &"catch".into())
        .ok()
        .and_then(|catch| catch.dyn_into::<Function>().ok())
        .and_then(|catch| catch.call1(&requested, &quiet).ok());
    JsFuture::from(granted).await.is_ok_and(|ours| ours.is_truthy())
}
