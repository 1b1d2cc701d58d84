//! The data are changed in the picture: handles above it, tools beneath it, and what pointers and keys do there.

use page::app::{EditorMsg, Handle, PicturePoint, Tool};
use page::{App, Msg};
use plot::three_digits;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent, PointerEvent};

use crate::browser::{document, on, target};
use crate::dispatch::dispatch;
use crate::dom::{all, by_id, find_in_page, instance, set_attribute, set_text};

/// Begins to listen.
pub fn begin() {
    on(&document(), "pointerdown", |event: PointerEvent| pressed_down(&event));
    on(&document(), "pointermove", |event: PointerEvent| {
        if event.buttons() != 0 && event.is_primary() && is_open() {
            picture_point(&event).into_iter().for_each(|at| tell(EditorMsg::Move(at)));
        }
    });
    for (kind, msg) in [("pointerup", EditorMsg::Release), ("pointercancel", EditorMsg::Cancel)] {
        on(&document(), kind, move |event: PointerEvent| {
            if event.is_primary() && is_open() {
                tell(msg);
            }
        });
    }
    on(&document(), "dblclick", |event: MouseEvent| {
        if is_open() && target::<Element>(&event).is_some_and(|element| element.id() == "canvas-picture") {
            tell(EditorMsg::Add(picture_point(&event)));
        }
    });
    on(&document(), "focusin", |event: Event| {
        target::<Element>(&event)
            .and_then(|element| spike_of(&element))
            .map(EditorMsg::Select)
            .into_iter()
            .for_each(tell);
    });
    for kind in ["keyup", "focusout"] {
        on(&document(), kind, |event: Event| {
            if target::<Element>(&event).is_some_and(|element| spike_of(&element).is_some()) {
                tell(EditorMsg::Release);
            }
        });
    }
}

fn tell(msg: EditorMsg) {
    dispatch(Msg::EditData(msg));
}

/// The tool that the page says is in use, if the data are changed in the picture.
fn tool() -> Option<String> {
    by_id::<Element>("playground")?.get_attribute("data-editing")
}

fn is_open() -> bool {
    tool().is_some()
}

/// The spike whose handle an element is.
fn spike_of(element: &Element) -> Option<usize> {
    element.get_attribute("data-handle")?.parse().ok()
}

/// A pointer's place in the picture, wherever it is over the page.
fn picture_point(event: &MouseEvent) -> Option<PicturePoint> {
    let layout = by_id::<Element>("canvas-picture")?.get_bounding_client_rect();
    let at = [f64::from(event.client_x()) - layout.left(), f64::from(event.client_y()) - layout.top()];
    Some(PicturePoint { at: at.map(|x| x as f32), size: [layout.width() as f32, layout.height() as f32] })
}

fn pressed_down(event: &PointerEvent) {
    let (Some(element), Some(tool)) = (target::<HtmlElement>(event), tool()) else { return };
    let spike = spike_of(&element);
    if event.button() != 0 || !event.is_primary() || spike.is_none() && element.id() != "canvas-picture" {
        return;
    }
    if spike.is_some() {
        // Not every engine gives the focus to what is pressed. What the handle before held is let go first.
        let _ = element.focus();
    }
    let touch = event.pointer_type() == "touch";
    if let Some(at) = picture_point(event) {
        tell(EditorMsg::Press { spike, at, touch });
    }
    if spike.is_some() || tool != Tool::Spikes.key() {
        // What is held follows the pointer also outside of the picture.
        let _ = element.set_pointer_capture(event.pointer_id());
        event.prevent_default();
    }
}

/// A button of this name was pressed: whether it is one of these.
pub fn acted(name: &str) -> bool {
    tell(match name {
        "edit" => EditorMsg::Toggle,
        "edit-add" => EditorMsg::Add(None),
        "edit-remove" => EditorMsg::Remove,
        "edit-empty" => EditorMsg::Empty,
        "edit-undo" => EditorMsg::Undo,
        "edit-redo" => EditorMsg::Redo,
        _ => return false,
    });
    true
}

/// What a slider of the tools was moved to, or which tool was chosen.
pub fn moved(input: &HtmlInputElement) -> Option<Msg> {
    let position = input.value_as_number();
    let msg = match input.name().as_str() {
        "tool" => EditorMsg::Choose(Tool::ALL.iter().find(|(key, _)| *key == input.value())?.1),
        "edit-std" => EditorMsg::Std(position),
        "edit-weight" => EditorMsg::Weight(position),
        "edit-brush" => EditorMsg::Brush(position as f32),
        _ => return None,
    };
    Some(Msg::EditData(msg))
}

/// What a key does that was pressed on a handle, or anywhere that is no field while the data are changed.
pub fn pressed(event: &KeyboardEvent, element: &Element) -> Option<Msg> {
    if !is_open() || element.matches("input[type=text], textarea, select").unwrap_or(false) {
        return None;
    }
    let step = if event.shift_key() { 0.1 } else { 1.0 };
    let is_handle = spike_of(element).is_some();
    let is_picture = element.id() == "canvas-picture";
    let commands = event.ctrl_key() || event.meta_key();
    let msg = match event.key().as_str() {
        "z" | "Z" if commands && event.shift_key() => EditorMsg::Redo,
        "y" if commands => EditorMsg::Redo,
        "z" if commands => EditorMsg::Undo,
        _ if commands || event.alt_key() => return None,
        "Insert" if is_handle || is_picture => EditorMsg::Add(None),
        "Escape" if is_handle || is_picture => EditorMsg::Cancel,
        "Delete" | "Backspace" if is_handle => EditorMsg::Remove,
        "ArrowLeft" if is_handle => EditorMsg::Nudge([-step, 0.0]),
        "ArrowRight" if is_handle => EditorMsg::Nudge([step, 0.0]),
        "ArrowUp" if is_handle => EditorMsg::Nudge([0.0, step]),
        "ArrowDown" if is_handle => EditorMsg::Nudge([0.0, -step]),
        _ => return None,
    };
    Some(Msg::EditData(msg))
}

/// Makes the tools say what the app says.
pub fn reflect(app: &App) {
    let editor = app.editor();
    let key = editor.tool().map(Tool::key);
    if let Some(main) = by_id::<Element>("playground") {
        set_attribute(&main, "data-editing", key);
    }
    if let Some(words) = by_id::<Element>("editor-words") {
        set_text(&words, &app.editor_words());
    }
    let field = |name: &str| find_in_page::<HtmlInputElement>(&format!("#editor [name={name}]"));
    for (name, tool) in Tool::ALL {
        if let Some(choice) = find_in_page::<HtmlInputElement>(&format!("#editor [value={name}]")) {
            choice.set_checked(editor.tool() == Some(tool));
        }
    }
    // What is read aloud is what a slider stands for, not where it stands.
    let put = |name: &str, position: f64, value: f64| {
        if let Some(slider) = field(name) {
            slider.set_value_as_number(position);
            set_attribute(&slider, "aria-valuetext", Some(&three_digits(value)));
        }
    };
    let handles = app.handles([1.0; 2]);
    if let Some(Handle { sliders: [std, weight], spike, .. }) = handles.iter().find(|handle| handle.is_selected) {
        put("edit-std", *std, spike.std);
        put("edit-weight", *weight, spike.weight);
    }
    put("edit-brush", editor.brush().into(), editor.brush().into());
    let can = |action: &str, can: bool| {
        let button = find_in_page::<Element>(&format!("[data-action={action}]"));
        button.iter().for_each(|button| set_attribute(button, "disabled", (!can).then_some("")));
    };
    can("edit-undo", editor.can_undo());
    can("edit-redo", editor.can_redo());
    if let Some(button) = find_in_page::<Element>("[data-action=edit]") {
        set_attribute(&button, "aria-pressed", Some(if key.is_some() { "true" } else { "false" }));
    }
    place_handles(app);
}

/// Puts the handles where the picture has their spikes.
pub fn place_handles(app: &App) {
    let (Some(place), Some(picture)) = (by_id::<Element>("handles"), by_id::<HtmlElement>("canvas-picture")) else {
        return;
    };
    if app.editor().tool().is_none() && place.child_element_count() == 0 {
        return;
    }
    let handles = app.handles([picture.offset_width(), picture.offset_height()].map(|length| length as f32));
    let mut elements = all::<HtmlElement>("#handles button");
    let focused = document().active_element().and_then(|element| spike_of(&element));
    let selected = handles.iter().position(|handle| handle.is_selected);
    while elements.len() < handles.len() {
        let Some(element) = instance("handle-template") else { return };
        set_attribute(&element, "data-handle", Some(&elements.len().to_string()));
        let _ = place.append_child(&element);
        elements.push(element);
    }
    elements.drain(handles.len()..).for_each(|element| element.remove());
    for (element, Handle { at: [x, y], label, is_selected, .. }) in elements.iter().zip(handles) {
        set_attribute(element, "aria-label", Some(&label));
        set_attribute(element, "data-selected", is_selected.then_some(""));
        // As f64: the page has no other use for the words of an f32.
        let [x, y] = [x, y].map(f64::from);
        let _ = element.style().set_property("translate", &format!("calc({x:.1}px - 50%) calc({y:.1}px - 50%)"));
    }
    // Keys act on the selected spike, so it has the focus where another handle had it.
    if let (Some(_), Some(element)) =
        (focused.filter(|focused| Some(*focused) != selected), selected.and_then(|i| elements.get(i)))
    {
        let _ = element.focus();
    }
}
