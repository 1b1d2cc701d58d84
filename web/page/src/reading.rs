//! What the browser reads and the page waits for.

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

/// Does this once a promise is kept, with what it promised; with nothing where it is not.
pub fn when_there(promise: &Promise, then: impl Fn(Option<JsValue>) + Clone + 'static) {
    let otherwise = then.clone();
    let kept = Closure::<dyn FnMut(JsValue)>::new(move |value| then(Some(value)));
    let broken = Closure::<dyn FnMut(JsValue)>::new(move |_| otherwise(None));
    let _ = promise.then2(&kept, &broken);
    kept.forget();
    broken.forget();
}

/// Does this with the bytes of a file; with nothing where the browser cannot read it.
pub fn when_read(file: &Blob, then: impl Fn(Option<Vec<u8>>) + Clone + 'static) {
    when_there(&file.array_buffer(), move |buffer| {
        let buffer = buffer.and_then(|buffer| buffer.dyn_into::<ArrayBuffer>().ok());
        then(buffer.map(|buffer| Uint8Array::new(&buffer).to_vec()));
    });
}
