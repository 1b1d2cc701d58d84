//! The data sets as pictures to choose from, and the original programs as a list.

use diffusion::Preset;
use page::controls::{Control, Kind};
use web_sys::{Element, HtmlElement, HtmlSelectElement};

use crate::dom::{append_option, find, find_in_page, instance, set_attribute, set_text};
use crate::help;

/// The buttons that load an original program.
pub const PROGRAMS: &str = "button[data-recipe]";

/// The control of the data: a picture for each set.
pub fn element(control: &Control) -> Option<HtmlElement> {
    let Kind::Choice(choices) = control.kind else { return None };
    let element = instance("pictures-template")?;
    set_attribute(&element, "data-control", Some(control.key));
    let (list, menu) = (find::<Element>(&element, ".thumbnails")?, find::<HtmlSelectElement>(&element, "select")?);
    menu.set_name(control.key);
    for (key, label) in choices() {
        append_option(&menu, key, label);
        let picture = instance("thumbnail-template")?;
        set_attribute(&find::<Element>(&picture, "input")?, "value", Some(key));
        set_text(&find(&picture, "span")?, label);
        let _ = list.append_child(&picture);
    }
    help::tie(&element, &format!("help-{}", control.key), control.name);
    Some(element)
}

/// Lists the programs.
pub fn list_programs() {
    let Some(place) = find_in_page::<Element>("[data-fields=programs]") else { return };
    for preset in Preset::ALL {
        let Some(program) = instance("program-template") else { return };
        set_attribute(&program, "data-recipe", Some(preset.key()));
        find::<Element>(&program, "span").iter().for_each(|name| set_text(name, preset.label()));
        find::<Element>(&program, "code").iter().for_each(|key| set_text(key, preset.key()));
        let _ = place.append_child(&program);
    }
}
