//! A file on its way to a person's disk: nothing leaves the machine.

use js_sys::{Array, Uint8Array, Uint8ClampedArray};
use page::Msg;
use page::app::{ExportMsg, ExportState};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, ImageData, Url};

use crate::browser::{document, window};
use crate::canvas::Canvas;
use crate::dispatch::dispatch;

/// How long an address of a file stays good, in milliseconds: a browser may ask before it saves.
const KEPT_MS: i32 = 60_000;

/// The pieces of a file that is being made. They lie outside of the program's own memory.
#[derive(Default)]
pub struct Pieces(Array);

impl Pieces {
    /// Keeps some bytes; they follow those before.
    pub fn keep(&self, bytes: &[u8]) {
        self.0.push(&Uint8Array::from(bytes));
    }

    /// Saves all of it under this name.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn save(&self, name: &str) -> Result<(), JsValue> {
        save(&Blob::new_with_u8_array_sequence(&self.0)?, name)
    }

    /// What was kept, piece by piece.
    pub fn each(&self) -> impl Iterator<Item = Uint8Array> {
        self.0.iter().map(Uint8Array::from)
    }

    /// Saves all of it, the RGBA of a picture of this width, as a PNG under this name, in a moment.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn save_pixels(&self, ticket: u32, name: String, width: u32) -> Result<(), JsValue> {
        let all = Uint8ClampedArray::new_with_length(self.each().map(|piece| piece.length()).sum());
        let mut at = 0;
        for piece in self.each() {
            all.set(&piece, at);
            at += piece.length();
        }
        let pixels = ImageData::new_with_js_u8_clamped_array(&all, width)?;
        save_painted(&Canvas::of_pixels(&pixels)?, ticket, name)
    }
}

/// Hands a file to the browser to save it under this name.
///
/// # Errors
/// Where memory is short.
pub fn save(file: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(file)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    let forget = Closure::once_into_js(move || Url::revoke_object_url(&address));
    window().set_timeout_with_callback_and_timeout_and_arguments_0(forget.unchecked_ref(), KEPT_MS)?;
    Ok(())
}

/// Saves what a canvas shows as a PNG, in a moment, and says so.
///
/// # Errors
/// Where memory is short.
pub fn save_painted(canvas: &Canvas, ticket: u32, name: String) -> Result<(), JsValue> {
    let painted = Closure::once_into_js(move |file: Option<Blob>| finish(file, ticket, name));
    canvas.element().to_blob(painted.unchecked_ref())
}

/// Said where the browser refuses, for which it has no other reason than memory.
pub const REFUSED: &str = "This browser could not make the file: it may be short of memory.";

/// Saves what the browser has made of the job of this ticket, and says so.
pub fn finish(file: Option<Blob>, ticket: u32, name: String) {
    let saved = file.filter(|file| file.size() > 0.0).is_some_and(|file| save(&file, &name).is_ok());
    let state = if saved { ExportState::Done(name) } else { ExportState::Failed(REFUSED.to_owned()) };
    dispatch(Msg::Export(ExportMsg::Progress { ticket, state }));
}
