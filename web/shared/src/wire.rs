//! A message as the browser carries it: its bytes, and beside them an array of numbers that is transferred uncopied.

use js_sys::{Array, Float32Array, Uint8Array};
use messages::{decode, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

/// A message and its transfer list.
pub struct Parcel {
    /// What is posted.
    pub message: Array,
    /// What changes its owner.
    pub transfer: Array,
}

/// Packs a message and the array beside it.
pub fn pack<T: Serialize>(message: &T, bulk: &[f32]) -> Parcel {
    let (bytes, bulk) = (Uint8Array::from(encode(message).as_slice()), Float32Array::from(bulk));
    Parcel { message: Array::of2(&bytes, &bulk), transfer: Array::of1(&bulk.buffer()) }
}

/// Unpacks what [`pack`] packed; none if this is something else.
pub fn unpack<T: DeserializeOwned>(data: JsValue) -> Option<(T, Vec<f32>)> {
    let parts: Array = data.dyn_into().ok()?;
    let bytes = Uint8Array::new(&parts.get(0)).to_vec();
    let bulk = Float32Array::new(&parts.get(1)).to_vec();
    Some((decode(&bytes)?, bulk))
}
