//! The few things a browser remembers of a person's taste: theme, folds, boxes, and that the hint was seen. Where storage is
//! switched off, or the page fills a frame of another one, nothing is remembered, and nothing is missed.

use web_sys::{HtmlInputElement, Storage};

use crate::browser::window;
use crate::dom::all;
use crate::presentation::is_embedded;

/// What is remembered under this name.
pub fn recall(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Remembers a word under a name.
pub fn remember(name: &str, word: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(name), word);
    }
}

/// What a box of the page stands for, where it stands for a preference.
pub fn preference(checkbox: &HtmlInputElement) -> Option<String> {
    checkbox.get_attribute("data-preference")
}

/// Ticks the boxes as they were the last time.
pub fn restore() {
    for checkbox in all::<HtmlInputElement>("input[data-preference]") {
        if let Some(word) = preference(&checkbox).and_then(|name| recall(&name)) {
            checkbox.set_checked(word == "on");
        }
    }
}

/// What the browser keeps from one visit to the next; none in a frame of another page, and where it is switched off.
pub fn storage() -> Option<Storage> {
    if is_embedded() { None } else { window().local_storage().ok()? }
}

/// The name under which the browser keeps what is called so here.
pub fn key(name: &str) -> String {
    format!("diffusion-playground:{name}")
}
