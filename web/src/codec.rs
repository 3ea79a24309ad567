//! Messages between page and worker as bytes.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

/// A message as a byte array, with the transfer list that moves rather than copies it.
///
/// # Panics
/// Never: the protocol's types hold nothing that postcard cannot encode.
pub fn encode<T: Serialize + ?Sized>(message: &T) -> (Uint8Array, Array) {
    let bytes = postcard::to_stdvec(message).expect("the protocol's messages encode");
    let array = Uint8Array::from(bytes.as_slice());
    let transfer = Array::of1(&array.buffer());
    (array, transfer)
}

/// The message in a byte array made by [`encode`]; `None` when it is no such thing.
pub fn decode<T: DeserializeOwned>(data: &JsValue) -> Option<T> {
    let bytes = data.dyn_ref::<Uint8Array>()?.to_vec();
    postcard::from_bytes(&bytes).ok()
}
