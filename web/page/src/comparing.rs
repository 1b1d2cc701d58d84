//! The run beside the page's own: what stands under both pictures, for people and for scripts.

use page::{App, Phase};
use web_sys::{Element, HtmlElement};

use crate::browser::document;
use crate::dom::{by_id, find, find_in_page, readout, set_attribute, set_text};

/// What scripts read of it, while there is one.
const ATTRIBUTES: [&str; 5] = ["data-phase", "data-step", "data-weights", "data-error", "data-level"];

/// Makes the page say which run is beside its own, and how far that is.
pub fn reflect(app: &App) {
    let (Some(main), Some(place)) = (by_id::<Element>("playground"), by_id::<Element>("compared")) else { return };
    let Some(compared) = app.compared() else { return close(&main, &place) };
    let dim = if compared.exact().mixture().dim() == 1 { "1" } else { "2" };
    set_attribute(&main, "data-comparing", Some(dim));
    press("true");
    let set = |name, value: Option<&str>| set_attribute(&place, name, value);
    set("data-phase", Some(compared.phase().word()));
    set("data-step", Some(&compared.step().to_string()));
    set("data-weights", compared.weights());
    set("data-error", compared.error());
    readout("compared-name", app.compared_name());
    readout("own-progress", &app.progress_words());
    readout("compared-progress", compared.error().unwrap_or(&compared.progress_words()));
    if let Some(button) = find_in_page::<Element>("[data-action=train-compared]") {
        let trains = if compared.phase() == Phase::Training { "true" } else { "false" };
        set_attribute(&button, "data-on", Some(trains));
        set_attribute(&button, "hidden", (compared.phase() == Phase::Finished).then_some(""));
    }
}

/// There is none any more. Who pressed its button by a key is led to the picture that stays.
fn close(main: &Element, place: &Element) {
    if !main.has_attribute("data-comparing") {
        return;
    }
    let focused = document().active_element();
    if focused.is_some_and(|focused| focused.closest(".run-beside").is_ok_and(|row| row.is_some())) {
        by_id::<HtmlElement>("canvas-picture").iter().for_each(|picture| _ = picture.focus());
    }
    set_attribute(main, "data-comparing", None);
    press("false");
    ATTRIBUTES.iter().for_each(|name| set_attribute(place, name, None));
}

fn press(pressed: &str) {
    let button = find_in_page::<Element>("#comparison [data-action=compare]");
    button.iter().for_each(|button| set_attribute(button, "aria-pressed", Some(pressed)));
}

/// What moves with the playback alone.
pub fn playback(app: &App) {
    let (Some(compared), Some(place)) = (app.compared(), by_id::<Element>("compared")) else { return };
    readout("compared-sigma", &compared.level_caption());
    readout("compared-level", &compared.step_caption());
    readout("compared-snapshot", &app.compared_snapshot_caption());
    set_attribute(&place, "data-level", Some(&compared.timeline().state().to_string()));
}

/// Its picture in words: changed only with the level or the samples, as those of the page's own.
pub fn summary(compared: &App) {
    let place = by_id::<Element>("compared").and_then(|place| find::<Element>(&place, ".summary"));
    place.iter().for_each(|place| set_text(place, &compared.summary()));
}
