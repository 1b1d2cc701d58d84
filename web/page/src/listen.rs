//! From an event of the browser to a message of the app. Listeners sit on the document, so that elements may come and
//! go.

use messages::{ExportKind, Layer, LineView, PictureStyle};
use page::app::{EditorMsg, ExportMsg, PicturePoint};
use page::controls::Edit;
use page::share::{ShareOption, Shared};
use page::tabs::Tab;
use page::{Action, Msg};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, MouseEvent};

use crate::address::{fragment, go_to};
use crate::browser::{document, every, on, target, window, window_size};
use crate::dispatch::dispatch;
use crate::dom::{by_id, find_in_page};
use crate::preferences::{preference, remember};
use crate::{editor, export, import, runs, share, tabs, theme, training_time, weights};

/// Begins to listen.
pub fn begin() {
    on(&document(), "input", |event: Event| dragged(&event).into_iter().for_each(dispatch));
    on(&document(), "change", |event: Event| changed(&event).into_iter().for_each(dispatch));
    on(&document(), "click", |event: MouseEvent| clicked(&event));
    on(&document(), "pointermove", |event: MouseEvent| pointed(&event).into_iter().for_each(dispatch));
    on(&document(), "pointerdown", |event: MouseEvent| pointed(&event).into_iter().for_each(dispatch));
    on(&document(), "keydown", |event: KeyboardEvent| pressed(&event));
    on(&document(), "visibilitychange", |_: Event| dispatch(Msg::Visible(!document().hidden())));
    // Paper is white, and what is printed is painted at once.
    for (event, prints) in [("beforeprint", true), ("afterprint", false)] {
        on(&window(), event, move |_: Event| {
            theme::set_printing(prints);
            dispatch(Msg::Redraw);
            dispatch(Msg::Frame);
        });
    }
    on(&window(), "hashchange", |_: Event| dispatch(Msg::Opened(fragment())));
    on(&window(), "popstate", |_: Event| dispatch(Msg::Opened(fragment())));
    every(500, || dispatch(Msg::Tick));
}

/// A slider on its way.
fn dragged(event: &Event) -> Option<Msg> {
    let input: HtmlInputElement = target(event)?;
    if input.id() == "scrub" {
        return Some(Msg::Scrub(input.value_as_number()));
    }
    editor::moved(&input).or_else(|| training_time::moved(&input)).or_else(|| slider(&input).map(Msg::Drag))
}

/// What the slider of a control was moved to; none if it is no slider of a control.
fn slider(input: &HtmlInputElement) -> Option<Edit> {
    let key = (input.type_() == "range").then(|| control_key(input))??;
    Edit::slid(&key, input.value_as_number())
}

/// What a control was set to by text, or why it cannot be.
fn edited(key: &str, text: &str) -> Msg {
    Edit::read(key, text).map_or_else(Msg::Unreadable, Msg::Commit)
}

fn control_key(element: &Element) -> Option<String> {
    element.closest("[data-control]").ok()??.get_attribute("data-control")
}

/// The name of the lesson that an element is in.
fn lesson_of(element: &Element) -> Option<String> {
    element.closest("[data-lesson]").ok()??.get_attribute("data-lesson")
}

/// A menu, a field, a box or a slider has another value.
fn changed(event: &Event) -> Option<Msg> {
    if let Some(menu) = target::<HtmlSelectElement>(event) {
        let (name, value) = (menu.name(), menu.value());
        return match name.as_str() {
            "speed" => plot::parse_number(&value).map(Msg::Speed),
            "lesson" => Some(Msg::ShowLesson(value)),
            "import-x" | "import-y" | "import-scaling" => import::choice(),
            _ => Some(edited(&name, &value)),
        };
    }
    let input: HtmlInputElement = target(event)?;
    if let Some(msg) = editor::moved(&input) {
        dispatch(msg);
        return Some(Msg::EditData(EditorMsg::Release));
    }
    if ["import-file", weights::FIELD].contains(&input.id().as_str()) {
        import::chosen(&input);
        return None;
    }
    if let Some(name) = preference(&input) {
        remember(&name, if input.checked() { "on" } else { "off" });
        return (name == "unseen").then(|| Msg::TrainUnseen(input.checked()));
    }
    if let Some(lesson) = lesson_of(&input).filter(|_| input.has_attribute("data-predict")) {
        return Some(Msg::Predict { lesson, choice: input.value().parse().ok()? });
    }
    match input.name().as_str() {
        "layer" => Layer::from_key(&input.value()).map(|layer| Msg::ShowLayer { layer, shown: input.checked() }),
        "share" => {
            named(&ShareOption::ALL, &input.value()).map(|option| Msg::ShareOption { option, holds: input.checked() })
        }
        "answer" => input.value().parse().ok().map(Msg::Answer),
        "view" => LineView::from_key(&input.value()).map(Msg::LineView),
        _ => slider(&input).map(Msg::Commit).or_else(|| Some(edited(&control_key(&input)?, &input.value()))),
    }
}

fn clicked(event: &MouseEvent) {
    let Some(element) = target::<Element>(event) else { return };
    let named = |attribute: &str| {
        let owner = element.closest(&format!("button[{attribute}]")).ok()??;
        // A button that was pointed at does not keep the keys, or the space bar would press it again. Whoever pressed
        // it by a key stays where they are.
        if event.detail() > 0 {
            let _ = owner.dyn_ref::<HtmlElement>().map(HtmlElement::blur);
        }
        owner.get_attribute(attribute)
    };
    if let Some(tab) = named("data-tab-key").and_then(|key| Tab::from_key(&key)) {
        dispatch(Msg::ChooseTab(tab));
        element.get_attribute("aria-controls").iter().for_each(|panel| tabs::show_top(panel));
    } else if let Some(action) = named("data-action") {
        runs::acted(&action, &element).map_or_else(|| acted(&action), dispatch);
    } else if let Some(fragment) = named("data-load") {
        if element.closest("[data-ask]").is_ok_and(|question| question.is_some()) {
            dispatch(Msg::RunLesson);
        }
        go_to(&fragment);
    } else if let Some(place) = named("data-skip") {
        by_id::<HtmlElement>(&place).iter().for_each(|place| _ = place.focus());
    } else if let Some(preset) = named("data-recipe") {
        dispatch(edited("recipe", &preset));
    } else if is_picture(&element) {
        dispatch(Msg::Press(picture_point(event, &element)));
    }
}

/// The lens follows whatever points at a picture: where there are two, both show the same places.
fn pointed(event: &MouseEvent) -> Option<Msg> {
    let picture = target::<Element>(event).filter(is_picture)?;
    Some(Msg::Point(picture_point(event, &picture)))
}

fn is_picture(element: &Element) -> bool {
    ["canvas-picture", "canvas-compared"].contains(&element.id().as_str())
}

fn picture_point(event: &MouseEvent, picture: &Element) -> PicturePoint {
    let layout = picture.get_bounding_client_rect();
    PicturePoint {
        at: [event.offset_x() as f32, event.offset_y() as f32],
        size: [layout.width() as f32, layout.height() as f32],
    }
}

/// What has this name in a list.
fn named<T: Copy>(list: &[(&str, T)], name: &str) -> Option<T> {
    list.iter().find(|(known, _)| *known == name).map(|(_, what)| *what)
}

/// What a button does by its name: after `export-`, anything but a kind of file cancels the one being made.
fn acted(name: &str) {
    match (Action::from_name(name), name.strip_prefix("export-")) {
        (Some(action), _) => dispatch(Msg::Act(action)),
        (None, Some(kind)) => {
            let style = PictureStyle { side: export::side(), dark: theme::is_dark() };
            let requested = ExportKind::from_name(kind).map(|kind| ExportMsg::Requested { kind, style });
            dispatch(Msg::Export(requested.unwrap_or(ExportMsg::Cancelled)));
        }
        (None, None) if name.starts_with("lesson-") => {
            dispatch(Msg::StepLesson(if name == "lesson-next" { 1 } else { -1 }));
            tabs::show_top("lessons");
        }
        (None, None) if name == "theme" => dispatch(Msg::Theme(theme::switch())),
        (None, None) if name == "open-weights" => weights::choose(),
        (None, None) if import::acted(name) || editor::acted(name) => {}
        (None, None) => {
            let copied = name.strip_prefix("copy-").and_then(|what| named(&Shared::ALL, what));
            copied.into_iter().for_each(share::copy);
        }
    }
}

/// Single keys are for those who want them: they can be switched off, and what the focused element or the browser does
/// with a key comes first.
fn pressed(event: &KeyboardEvent) {
    let Some(element) = target::<Element>(event) else { return };
    if let Some(msg) = editor::pressed(event, &element) {
        event.prevent_default();
        return dispatch(msg);
    }
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    if !modified && let Some(tab) = tabs::stepped(event) {
        event.prevent_default();
        return dispatch(Msg::ChooseTab(tab));
    }
    if !modified && let Some(msg) = stepped(event, &element) {
        event.prevent_default();
        return dispatch(msg);
    }
    let wanted = by_id::<HtmlInputElement>("shortcuts").is_none_or(|shortcuts| shortcuts.checked());
    if modified || !wanted || !are_keys_free(&element) || event.repeat() && event.key() == " " {
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
        "Enter" if is_picture(&element) => Msg::MagnifyNext,
        _ => return,
    };
    event.prevent_default();
    dispatch(msg);
}

/// Whether nothing has the focus but the page or the picture, and the picture is in view.
fn are_keys_free(focused: &Element) -> bool {
    let free = is_picture(focused) || focused.matches("html, body").unwrap_or(false);
    let in_view = by_id::<Element>("canvas-picture").zip(window_size()).is_some_and(|(picture, [_, height])| {
        let layout = picture.get_bounding_client_rect();
        layout.bottom() > 0.0 && layout.top() < height
    });
    free && in_view && find_in_page::<Element>("dialog[open]").is_none()
}

/// An arrow key in a field of a whole number: one more or one less.
fn stepped(event: &KeyboardEvent, element: &Element) -> Option<Msg> {
    let by = match event.key().as_str() {
        "ArrowUp" => 1.0,
        "ArrowDown" => -1.0,
        _ => return None,
    };
    let field: &HtmlInputElement = element.dyn_ref().filter(|field: &&HtmlInputElement| field.type_() == "text")?;
    Edit::stepped(&control_key(element)?, &field.value(), by).map(Msg::Commit)
}
