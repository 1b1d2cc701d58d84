//! The second axis of time: its slider, and the map of both times.

use page::app::PicturePoint;
use page::{App, Msg};
use web_sys::{Element, HtmlInputElement, PointerEvent};

use crate::browser::{document, on, target};
use crate::dispatch::dispatch;
use crate::dom::{by_id, find_in_page, set_attribute, set_text};

/// Begins to listen.
pub fn begin() {
    on(&document(), "pointerdown", |event: PointerEvent| {
        if let Some(map) = map_under(&event).filter(|_| event.button() == 0) {
            // The map follows the pointer also outside of it, and only one that was pressed here.
            let _ = map.set_pointer_capture(event.pointer_id());
            event.prevent_default();
            point(&event, &map);
        }
    });
    on(&document(), "pointermove", |event: PointerEvent| {
        if let Some(map) = map_under(&event).filter(|map| map.has_pointer_capture(event.pointer_id())) {
            point(&event, &map);
        }
    });
}

fn map_under(event: &PointerEvent) -> Option<Element> {
    target::<Element>(event).filter(|element| element.id() == "training-map" && event.is_primary())
}

fn point(event: &PointerEvent, map: &Element) {
    let layout = map.get_bounding_client_rect();
    let at = [f64::from(event.client_x()) - layout.left(), f64::from(event.client_y()) - layout.top()];
    let size = [layout.width() as f32, layout.height() as f32];
    dispatch(Msg::MoveOnMap(PicturePoint { at: at.map(|x| x as f32), size }));
}

/// What the slider was moved to, if it is this one.
pub fn moved(input: &HtmlInputElement) -> Option<Msg> {
    (input.id() == "training-time").then(|| Msg::ScrubTraining(input.value_as_number() as usize))
}

/// Makes the slider and its buttons say what the app says.
pub fn reflect(app: &App) {
    let time = app.training_time();
    let (iteration, now) = (time.iteration(), || "now".to_owned());
    if let Some(main) = by_id::<Element>("playground") {
        let shown = app.shown_snapshot().map_or_else(now, |iteration| iteration.to_string());
        set_attribute(&main, "data-snapshot", Some(&shown));
    }
    if let Some(slider) = by_id::<HtmlInputElement>("training-time") {
        set_attribute(&slider, "max", Some(&time.last().to_string()));
        let spoken = iteration.map_or_else(now, |iteration| format!("iteration {iteration}"));
        set_attribute(&slider, "aria-valuetext", Some(&spoken));
        slider.set_value_as_number(time.position() as f64);
    }
    if let Some(place) = find_in_page::<Element>("[data-readout=snapshot]") {
        set_text(&place, &app.snapshot_caption());
    }
    // One that was disabled would lose the focus.
    for (action, can) in [("play-training", time.last() > 0), ("now", iteration.is_some())] {
        let button = find_in_page::<Element>(&format!("[data-action={action}]"));
        button.iter().for_each(|button| set_attribute(button, "aria-disabled", (!can).then_some("true")));
    }
    if let Some(button) = find_in_page::<Element>("[data-action=play-training]") {
        set_attribute(&button, "data-on", Some(if time.plays() { "true" } else { "false" }));
    }
}
