//! From an event of the browser to a message of the app. Listeners sit on the document, so that elements may come and go.

use messages::{Layer, LineView};
use page::controls::control;
use page::{Action, Msg};
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, EventTarget, HtmlDetailsElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, MouseEvent,
};

use crate::dom::{by_id, document, window};
use crate::preferences::remember;
use crate::shell;

/// Begins to listen.
pub fn begin() {
    on(&document(), "input", |event: Event| dragged(&event).into_iter().for_each(shell::dispatch));
    on(&document(), "change", |event: Event| changed(&event));
    on(&document(), "click", |event: MouseEvent| clicked(&event));
    on(&document(), "pointermove", |event: MouseEvent| pointed(&event));
    on(&document(), "pointerdown", |event: MouseEvent| pointed(&event));
    on(&document(), "keydown", |event: KeyboardEvent| pressed(&event));
    on(&document(), "visibilitychange", |_: Event| shell::dispatch(Msg::Visible(!document().hidden())));
    on(&window(), "hashchange", |_: Event| shell::dispatch(Msg::Opened(shell::fragment())));
    on(&window(), "popstate", |_: Event| shell::dispatch(Msg::Opened(shell::fragment())));
    for fold in crate::dom::all::<HtmlDetailsElement>("details[data-fold]") {
        let element = fold.clone();
        on(&fold, "toggle", move |_: Event| folded(&element));
    }
    every(500, || shell::dispatch(Msg::Tick));
}

/// Calls `heard` for every event of this kind, as long as the page lives.
pub fn on<E: FromWasmAbi + 'static>(target: &EventTarget, kind: &str, heard: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(E)>::new(heard);
    // A listener can always be added to a target of the page.
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    closure.forget();
}

fn every(milliseconds: i32, ticked: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(ticked);
    let _ =
        window().set_interval_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), milliseconds);
    closure.forget();
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// A slider on its way.
fn dragged(event: &Event) -> Option<Msg> {
    let input: HtmlInputElement = target(event)?;
    if input.id() == "scrub" {
        return Some(Msg::Scrub(input.value_as_number()));
    }
    let (key, text) = slider(&input)?;
    Some(Msg::Drag { key, text })
}

/// The control and the value that a slider stands for; none if it is no slider of a control.
fn slider(input: &HtmlInputElement) -> Option<(String, String)> {
    if input.type_() != "range" {
        return None;
    }
    let key = control_key(input)?;
    let value = control(&key)?.value_from_slider(input.value_as_number());
    Some((key, value.to_string()))
}

fn control_key(element: &Element) -> Option<String> {
    element.closest("[data-control]").ok()??.get_attribute("data-control")
}

fn changed(event: &Event) {
    if let Some(select) = target::<HtmlSelectElement>(event) {
        selected(&select);
    } else if let Some(input) = target::<HtmlInputElement>(event) {
        entered(&input);
    }
}

fn selected(select: &HtmlSelectElement) {
    match select.name().as_str() {
        "speed" => select.value().parse().into_iter().for_each(|speed| shell::dispatch(Msg::Speed(speed))),
        key => shell::commit(key.to_owned(), select.value()),
    }
}

fn entered(input: &HtmlInputElement) {
    let value = input.value();
    if let Some((key, text)) = slider(input) {
        return shell::commit(key, text);
    }
    match (input.name().as_str(), input.id().as_str()) {
        ("layer", _) => {
            Layer::from_key(&value).into_iter().for_each(|layer| shell::dispatch(Msg::Show(layer, input.checked())));
        }
        ("view", _) => LineView::from_key(&value).into_iter().for_each(|line| shell::dispatch(Msg::LineView(line))),
        (_, "shortcuts") => remember("shortcuts", if input.checked() { "on" } else { "off" }),
        _ => control_key(input).into_iter().for_each(|key| shell::commit(key, value.clone())),
    }
}

fn clicked(event: &MouseEvent) {
    let Some(element) = target::<Element>(event) else { return };
    let named = |attribute: &str| {
        let owner = element.closest(&format!("button[{attribute}]")).ok()??;
        owner.get_attribute(attribute)
    };
    if let Some(action) = named("data-action") {
        acted(&action);
    } else if let Some(fragment) = named("data-load") {
        // As an address of its own, so that "back" leads here again.
        let _ = window().location().set_hash(&fragment);
        by_id::<Element>("playground").iter().for_each(Element::scroll_into_view);
    } else if let Some(recipe) = named("data-recipe") {
        shell::commit("recipe".to_owned(), recipe);
    } else if is_picture(&element) {
        shell::magnify(place(event));
    }
}

/// The lens follows whatever points at the picture.
fn pointed(event: &MouseEvent) {
    if target::<Element>(event).is_some_and(|element| is_picture(&element)) {
        shell::point(place(event));
    }
}

fn is_picture(element: &Element) -> bool {
    element.id() == "canvas-picture"
}

/// In CSS pixels.
fn place(event: &MouseEvent) -> [f32; 2] {
    [event.offset_x() as f32, event.offset_y() as f32]
}

fn acted(name: &str) {
    match Action::from_name(name) {
        Some(action) => shell::dispatch(Msg::Act(action)),
        None if name == "theme" => shell::switch_theme(),
        None => name.strip_prefix("export-").into_iter().for_each(shell::export),
    }
}

/// Single keys are for those who want them: they can be switched off, and never take a key from a field or a button.
fn pressed(event: &KeyboardEvent) {
    let Some(element) = target::<Element>(event) else { return };
    let taken = element.matches("input, select, textarea, button, summary, a, [contenteditable]").unwrap_or(true);
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    let wanted = by_id::<HtmlInputElement>("shortcuts").is_none_or(|shortcuts| shortcuts.checked());
    if taken || modified || !wanted || event.repeat() && event.key() == " " {
        return;
    }
    let msg = match event.key().as_str() {
        "ArrowLeft" if event.shift_key() => Msg::Nudge([-1.0, 0.0]),
        "ArrowRight" if event.shift_key() => Msg::Nudge([1.0, 0.0]),
        "ArrowUp" if event.shift_key() => Msg::Nudge([0.0, 1.0]),
        "ArrowDown" if event.shift_key() => Msg::Nudge([0.0, -1.0]),
        " " => Msg::Act(Action::Play),
        "ArrowLeft" => Msg::Act(Action::StepBack),
        "ArrowRight" => Msg::Act(Action::StepForward),
        "t" | "T" => Msg::Act(Action::Train),
        "r" | "R" => Msg::Act(Action::Rewind),
        "Enter" if is_picture(&element) => Msg::Magnify(None),
        _ => return,
    };
    event.prevent_default();
    shell::dispatch(msg);
}

fn folded(fold: &HtmlDetailsElement) {
    shell::lay_out();
    if let Some(name) = fold.get_attribute("data-fold") {
        remember(&format!("fold-{name}"), if fold.open() { "open" } else { "closed" });
    }
}
