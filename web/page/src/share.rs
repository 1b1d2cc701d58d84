//! What can be shared, in fields to copy it from: a link, and the code of a frame.

use page::Msg;
use page::share::Shared;
use wasm_bindgen::prelude::*;
use web_sys::HtmlInputElement;

use crate::browser::{soon, window};
use crate::dispatch::dispatch;
use crate::dom::by_id;

/// Shows the link of a fragment, and the code of a frame for another.
pub fn show(link: &str, frame: &str) {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    let code = format!(
        "<iframe src=\"{page}#{frame}\" width=\"600\" height=\"400\" style=\"border:0\" loading=\"lazy\" \
         title=\"Diffusion Playground\"></iframe>"
    );
    for (what, text) in [(Shared::Link, format!("{page}#{link}")), (Shared::Frame, code)] {
        field(what).iter().for_each(|field| field.set_value(&text));
    }
}

/// Puts what a field holds into the clipboard, and selects it for those whose browser refuses.
pub fn copy(what: Shared) {
    let Some(field) = field(what) else { return };
    field.select();
    // Pages without a secure address have no clipboard, and a browser may refuse even to be asked.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return soon(move || dispatch(Msg::Copied(what, false)));
    }
    let told = |copied: bool| Closure::<dyn FnMut(JsValue)>::new(move |_| dispatch(Msg::Copied(what, copied)));
    let (copied, refused) = (told(true), told(false));
    let _ = window().navigator().clipboard().write_text(&field.value()).then2(&copied, &refused);
    copied.forget();
    refused.forget();
}

fn field(what: Shared) -> Option<HtmlInputElement> {
    let (name, _) = Shared::ALL[what as usize];
    by_id(&format!("share-{name}"))
}
