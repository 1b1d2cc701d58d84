//! The run beside the page's own: what stands under both pictures, for people and for scripts.

use page::App;
use web_sys::Element;

use crate::dom::{all, by_id, find_in_page, readout, set_attribute, set_text};

/// Makes the page say which run is beside its own, and how far that is.
pub fn reflect(app: &App) {
    let compared = app.compared();
    let main = by_id::<Element>("playground");
    main.iter().for_each(|main| set_attribute(main, "data-comparing", compared.map(|_| "")));
    let pressed = if compared.is_some() { "true" } else { "false" };
    all::<Element>("[data-action=compare]")
        .iter()
        .for_each(|button| set_attribute(button, "aria-pressed", Some(pressed)));
    let (Some(compared), Some(place)) = (compared, by_id::<Element>("compared")) else { return };
    let set = |name, value: Option<&str>| set_attribute(&place, name, value);
    set("data-phase", Some(compared.phase().word()));
    set("data-step", Some(&compared.step().to_string()));
    set("data-weights", compared.weights());
    set("data-error", compared.error());
    let name = app.compared_name();
    readout("compared-name", &name);
    find_in_page::<Element>("[data-readout=compared-name]")
        .iter()
        .for_each(|place| set_attribute(place, "title", Some(&name)));
    readout("own-progress", &app.progress_words());
    readout("compared-progress", &compared.progress_words());
    // Its picture in words, changed as seldom as that of the page's own.
    find_in_page::<Element>("#compared .summary").iter().for_each(|place| set_text(place, &compared.summary()));
}

/// What moves with the playback alone.
pub fn playback(compared: &App) {
    let (level, place) = (compared.level_caption(), compared.step_caption());
    readout("compared-sigma", &level);
    readout("compared-level", &place);
    readout("compared-snapshot", &compared.snapshot_caption());
    by_id::<Element>("compared").iter().for_each(|place| {
        set_attribute(place, "data-level", Some(&compared.timeline().state().to_string()));
    });
}
