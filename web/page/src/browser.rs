//! The browser around the page: window and document, events, time.

use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, EventTarget, IntersectionObserver, IntersectionObserverEntry, Window};

/// The window.
///
/// # Panics
/// Outside of a page, where this crate has no business.
pub fn window() -> Window {
    web_sys::window().expect("the page's program runs in a page")
}

/// The document.
///
/// # Panics
/// Outside of a page, where this crate has no business.
pub fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Calls `handle` for every event of this kind, as long as the page lives.
pub fn on<E: FromWasmAbi + 'static>(target: &EventTarget, kind: &str, handle: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(E)>::new(handle);
    // A listener can always be added to a target of the page.
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// What an event happened to, as this type.
pub fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// Width and height of the window's contents, in CSS pixels.
pub fn window_size() -> Option<[f64; 2]> {
    Some([window().inner_width().ok()?.as_f64()?, window().inner_height().ok()?.as_f64()?])
}

/// Acts again and again, after so many milliseconds each time.
pub fn every(milliseconds: i32, act: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(act);
    let _ =
        window().set_interval_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), milliseconds);
    closure.forget();
}

/// Acts once the page is no longer busy with the message that led here.
pub fn soon(act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback(act.unchecked_ref());
}

/// Acts before the browser draws its next frame, at a time in milliseconds.
pub fn before_next_frame(act: impl FnOnce(f64) + 'static) {
    let frame = Closure::once_into_js(act);
    let _ = window().request_animation_frame(frame.unchecked_ref());
}

/// Says whether a media query holds, now and whenever that changes.
pub fn follow_media(query: &str, changed: impl Fn(bool) + Clone + 'static) {
    let Ok(Some(list)) = window().match_media(query) else { return };
    changed(list.matches());
    let followed = list.clone();
    on(&list, "change", move |_: Event| changed(followed.matches()));
}

/// Says whether some of the element of this id can be seen, whenever that changes: also from inside a frame of another
/// page, as far as the browser tells.
pub fn follow_view(id: &str, mut changed: impl FnMut(bool) + 'static) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let seen = Closure::<dyn FnMut(Vec<IntersectionObserverEntry>)>::new(move |entries: Vec<_>| {
        if let Some(last) = entries.last() {
            changed(IntersectionObserverEntry::is_intersecting(last));
        }
    });
    if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(&element);
    }
    seen.forget();
}

/// The time in milliseconds, since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Marks this moment, for measurements.
pub fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(name);
    }
}
