//! The controls, built once from their table and kept in step with the settings.

use diffusion::Preset;
use page::App;
use page::controls::{CONTROLS, Control, Group, Kind, Slider, Value};
use page::settings::Settings;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use crate::browser::document;
use crate::dom::{all, by_id, find, find_in_page, instance, set_attribute, set_symbol, set_text};
use crate::help;

/// The value of the preset menu while a choice differs from the preset's own.
const CUSTOM: &str = "custom";

/// What the controls last said.
#[derive(Default)]
pub struct Panel {
    /// Of each control, in their order; none where it is to be written anew.
    written: Vec<Option<Written>>,
    written_preset: Option<(Preset, bool)>,
}

/// What a control last said.
#[derive(Clone, PartialEq)]
struct Written {
    /// It tells what the value is: a σ or a β.
    symbol: &'static str,
    /// None where the control does not apply.
    text: Option<String>,
}

impl Panel {
    /// Builds every control, and a thumbnail for every preset.
    pub fn build() -> Self {
        if let Some(menu) = recipe_menu() {
            append_option(&menu, CUSTOM, CUSTOM);
            menu.first_element_child().iter().for_each(|custom| set_attribute(custom, "hidden", Some("")));
            Preset::ALL.iter().for_each(|preset| append_option(&menu, preset.key(), preset.label()));
        }
        for control in CONTROLS.iter().filter(|control| control.group != Group::Data) {
            if let (Some(place), Some(element)) = (fields_of(control.group), element(control)) {
                let _ = place.append_child(&element);
            }
        }
        build_thumbnails();
        Self::default()
    }

    /// Writes this control anew at the next occasion, even if its value did not change: a person may have typed
    /// something that was mended.
    pub fn forget(&mut self, key: &str) {
        let place = CONTROLS.iter().position(|control| control.key == key);
        if let Some(written) = place.and_then(|place| self.written.get_mut(place)) {
            *written = None;
        }
        self.written_preset = None;
    }

    /// As [`Self::forget`], of every control.
    pub fn forget_all(&mut self) {
        self.written.fill(None);
        self.written_preset = None;
    }

    /// Says anew what every control is, and touches no field: a person may be typing in one.
    pub fn explain_all(app: &App) {
        let editable = CONTROLS.iter().filter(|control| control.group != Group::Data);
        editable.for_each(|control| explain(app, control, control.text(app.settings()).as_deref()));
        for key in Preset::ALL.map(Preset::key) {
            // What a thumbnail says to a pointer that rests on it.
            if let Some(thumbnail) = find_in_page::<Element>(&format!(".thumbnail[data-recipe={key}]")) {
                let about = app.about(&format!("recipe-{key}"));
                set_attribute(&thumbnail, "title", Some(&format!("{key}: {about}")));
            }
        }
    }

    /// Makes the controls say what the settings are.
    pub fn reflect(&mut self, app: &App) {
        let settings = app.settings();
        self.written.resize(CONTROLS.len(), None);
        for (control, written) in CONTROLS.iter().zip(&mut self.written) {
            let now = Written { symbol: (control.symbol)(settings), text: control.text(settings) };
            if control.group != Group::Data && written.as_ref() != Some(&now) {
                if written.as_ref().is_none_or(|before| before.symbol != now.symbol) {
                    write_symbol(control, now.symbol);
                }
                write(control, settings, now.text.as_deref());
                explain(app, control, now.text.as_deref());
                *written = Some(now);
            }
        }
        let preset = (settings.config.preset, settings.config.is_custom());
        if self.written_preset != Some(preset) {
            write_preset(preset.0, preset.1);
            self.written_preset = Some(preset);
        }
    }
}

/// What the control is, behind its "?", and of a menu what its choice is.
fn explain(app: &App, control: &Control, text: Option<&str>) {
    let Some(place) = by_id::<Element>(&format!("help-{}", control.key)) else { return };
    let choice = text.map(|text| app.about(&format!("{}-{text}", control.key))).unwrap_or_default();
    set_text(&place, [app.about(control.key), choice].join("\n\n").trim_end());
}

fn fields_of(group: Group) -> Option<HtmlElement> {
    let name = match group {
        Group::Data => "data",
        Group::Distribution => "distribution",
        Group::Range => "sigma",
        Group::Noise => "noise",
        Group::Training => "training",
        Group::Sampling => "sampling",
    };
    find_in_page(&format!("[data-fields={name}]"))
}

fn element(control: &Control) -> Option<HtmlElement> {
    let template = if matches!(control.kind, Kind::Choice(_)) { "choice-template" } else { "control-template" };
    let element = instance(template)?;
    set_attribute(&element, "data-control", Some(control.key));
    let field: Element = find(&element, "input:not([type=range]), select")?;
    field.set_id(&format!("field-{}", control.key));
    set_attribute(&field, "name", Some(control.key));
    set_attribute(&find::<Element>(&element, "label")?, "for", Some(&field.id()));
    let reason: Element = find(&element, ".control-reason")?;
    reason.set_id(&format!("reason-{}", control.key));
    set_attribute(&field, "aria-describedby", Some(&reason.id()));
    furnish(control, &element, &field);
    set_text(&find(&element, ".control-name")?, control.name);
    help::tie(&element, &format!("help-{}", control.key), control.name);
    Some(element)
}

/// Gives a field what its kind asks for: a keypad, choices, a slider or none.
fn furnish(control: &Control, element: &HtmlElement, field: &Element) {
    match control.kind {
        Kind::Number(range) => {
            // Not a field of the browser's own kind for numbers, which reads 0,5 as 5 and takes 1e-7 away unsaid.
            set_attribute(field, "inputmode", Some(if range.whole { "numeric" } else { "decimal" }));
        }
        Kind::Numbers | Kind::Text => set_attribute(element, "data-wide", Some("")),
        Kind::Choice(choices) => {
            let select: &HtmlSelectElement = field.unchecked_ref();
            choices().into_iter().for_each(|(key, label)| append_option(select, key, label));
        }
    }
    let Some(slider) = find::<Element>(element, "input[type=range]") else { return };
    if matches!(control.kind, Kind::Number(range) if range.slider != Slider::None) {
        set_attribute(&slider, "min", Some("0"));
        set_attribute(&slider, "max", Some("1"));
        set_attribute(&slider, "step", Some("0.002"));
    } else {
        slider.remove();
    }
}

/// Writes the symbol that the control has under these settings.
fn write_symbol(control: &Control, symbol: &str) {
    let Some(element) = find_in_page::<Element>(&format!("[data-control={}]", control.key)) else { return };
    if let Some(letter) = find::<Element>(&element, ".control-symbol") {
        set_symbol(&letter, symbol);
    }
    if let Some(slider) = find::<Element>(&element, "input[type=range]") {
        set_attribute(&slider, "aria-label", Some(&format!("{} {symbol}", control.name)));
    }
}

fn append_option(select: &HtmlSelectElement, key: &str, label: &str) {
    if let Ok(option) = HtmlOptionElement::new_with_text_and_value(label, key) {
        let _ = select.append_child(&option);
    }
}

fn write(control: &Control, settings: &Settings, text: Option<&str>) {
    let Some(element) = find_in_page::<Element>(&format!("[data-control={}]", control.key)) else { return };
    if let Some(field) = find::<HtmlInputElement>(&element, "input:not([type=range])") {
        field.set_disabled(text.is_none());
        field.set_value(text.unwrap_or_default());
    }
    if let Some(select) = find::<HtmlSelectElement>(&element, "select") {
        select.set_value(text.unwrap_or_default());
    }
    if let Some(slider) = find::<HtmlInputElement>(&element, "input[type=range]") {
        slider.set_disabled(text.is_none());
        set_attribute(&slider, "aria-valuetext", text);
        // A slider is put where its value is, unless a hand is on it.
        let held = slider.matches(":active").unwrap_or(false);
        if let (Some(Value::Number(value)), false) = ((control.get)(settings), held) {
            slider.set_value(&control.slider_from_value(value).to_string());
        }
    }
    set_attribute(&element, "data-applies", Some(if text.is_some() { "true" } else { "false" }));
    if let Some(reason) = find::<Element>(&element, ".control-reason") {
        set_text(&reason, if text.is_none() { control.reason } else { "" });
    }
}

fn recipe_menu() -> Option<HtmlSelectElement> {
    find_in_page("select[name=recipe]")
}

fn build_thumbnails() {
    let Some(place) = fields_of(Group::Data) else { return };
    for preset in Preset::ALL {
        let Some(element) = instance("thumbnail-template") else { return };
        set_attribute(&element, "data-recipe", Some(preset.key()));
        if let Some(name) = find::<Element>(&element, "span") {
            set_text(&name, preset.short_label());
        }
        let _ = place.append_child(&element);
    }
}

fn write_preset(preset: Preset, custom: bool) {
    if let Some(menu) = recipe_menu() {
        if let Some(option) = menu.first_element_child() {
            set_text(&option, &format!("custom, from {}", preset.label()));
        }
        menu.set_value(if custom { CUSTOM } else { preset.key() });
    }
    for thumbnail in all::<Element>("[data-recipe].thumbnail") {
        let pressed = thumbnail.get_attribute("data-recipe").as_deref() == Some(preset.key());
        set_attribute(&thumbnail, "aria-pressed", Some(if pressed { "true" } else { "false" }));
    }
    if let Some(main) = document().get_element_by_id("playground") {
        set_attribute(&main, "data-recipe", Some(if custom { CUSTOM } else { preset.key() }));
    }
}
