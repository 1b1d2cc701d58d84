//! The programs beside the lessons: each is fetched when somebody opens it.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlDetailsElement, Response};

use crate::browser::{on, window};
use crate::dom::{all, find, set_text};

/// Begins to listen to the folds of the programs: one that opens and is still empty is filled.
pub fn begin() {
    for fold in all::<HtmlDetailsElement>("details.program") {
        let opened = fold.clone();
        on(&fold, "toggle", move |_: Event| {
            let (name, place) = (opened.get_attribute("data-program"), find::<Element>(&opened, "code"));
            let (Some(name), Some(place), true) = (name, place, opened.open()) else { return };
            if !place.has_child_nodes() {
                let failed = place.clone();
                let arrived = Closure::once_into_js(move |response: Response| read(&response, place));
                let missing = Closure::once_into_js(move |_: JsValue| set_text(&failed, MISSING));
                follow(&window().fetch_with_str(&format!("./programs/{name}")), &arrived, &missing);
            }
        });
    }
}

fn read(response: &Response, place: Element) {
    let text = response.text().ok().filter(|_| response.ok());
    let Some(text) = text else { return set_text(&place, MISSING) };
    let failed = place.clone();
    let shown = Closure::once_into_js(move |text: String| set_text(&place, &text));
    let missing = Closure::once_into_js(move |_: JsValue| set_text(&failed, MISSING));
    follow(&text, &shown, &missing);
}

fn follow(promise: &js_sys::Promise, kept: &JsValue, broken: &JsValue) {
    // Both are functions, and `then` is there: nothing can be thrown.
    let then = js_sys::Reflect::get(promise, &"then".into()).map(JsCast::unchecked_into::<js_sys::Function>);
    let _ = then.and_then(|then| then.call2(promise, kept, broken));
}

const MISSING: &str = "The program did not arrive. The link below leads to it.";
