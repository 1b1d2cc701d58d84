//! The controls, built once from their table and kept in step with the settings.

use diffusion::Preset;
use page::App;
use page::advice::range_of_noise;
use page::controls::{CONTROLS, Control, Group, Kind, Slider, Value, absent, control};
use page::settings::Settings;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

use crate::browser::document;
use crate::dom::{all, append_option, by_id, find, find_in_page, instance, set_attribute, set_symbol, set_text};
use crate::pictures::PROGRAMS;
use crate::{help, pictures};

/// The value of the preset menu while a choice differs from the preset's own.
const CUSTOM: &str = "custom";

/// What the controls last said.
#[derive(Default)]
pub struct Panel {
    /// Of each control, in their order; none where it is to be written anew.
    written: Vec<Option<Written>>,
}

/// The groups that leave out what does not apply, and say so in a fold.
const FOLDED: [Group; 3] = [Group::Noise, Group::Training, Group::Sampling];

/// What a control last said.
#[derive(Clone, PartialEq)]
struct Written {
    /// It tells what the value is: a σ or a β.
    symbol: &'static str,
    /// None where the control does not apply.
    text: Option<String>,
}

impl Panel {
    /// Builds every control.
    pub fn build() -> Self {
        if let Some(menu) = recipe_menu() {
            append_option(&menu, CUSTOM, CUSTOM);
            menu.first_element_child().iter().for_each(|custom| set_attribute(custom, "hidden", Some("")));
            Preset::ALL.iter().for_each(|preset| append_option(&menu, preset.key(), preset.label()));
        }
        for control in editable() {
            let build = if control.group == Group::Data { pictures::element } else { element };
            if let (Some(place), Some(element)) = (fields_of(control.group), build(control)) {
                let _ = place.append_child(&element);
            }
        }
        pictures::list_programs();
        Self::default()
    }

    /// Writes this control anew at the next occasion, even if its value did not change: a person may have typed
    /// something that was mended.
    pub fn forget(&mut self, key: &str) {
        let place = CONTROLS.iter().position(|control| control.key == key);
        if let Some(written) = place.and_then(|place| self.written.get_mut(place)) {
            *written = None;
        }
    }

    /// As [`Self::forget`], of every control.
    pub fn forget_all(&mut self) {
        self.written.fill(None);
    }

    /// Says anew what every control is, and touches no field: a person may be typing in one.
    pub fn explain_all(app: &App) {
        editable().for_each(|control| explain(app, control, control.text(app.settings()).as_deref()));
        explain_method(app);
        for program in all::<Element>(PROGRAMS) {
            // What it says to a pointer that rests on it.
            let key = program.get_attribute("data-recipe").unwrap_or_default();
            set_attribute(&program, "title", Some(app.about(&format!("recipe-{key}"))));
        }
    }

    /// Makes the controls say what the settings are, where they are others than before.
    pub fn reflect(&mut self, app: &App) {
        let settings = app.settings();
        let mut is_changed = false;
        self.written.resize(CONTROLS.len(), None);
        for (control, written) in CONTROLS.iter().zip(&mut self.written) {
            let now = Written { symbol: (control.symbol)(settings), text: control.text(settings) };
            if written.as_ref() == Some(&now) {
                continue;
            }
            is_changed = true;
            if is_in_panel(control) {
                if written.as_ref().is_none_or(|before| before.symbol != now.symbol) {
                    write_symbol(control, now.symbol);
                }
                write(control, settings, now.text.as_deref());
                explain(app, control, now.text.as_deref());
            }
            *written = Some(now);
        }
        if !is_changed {
            return;
        }
        FOLDED.iter().for_each(|group| write_absent(*group, &absent(*group, settings)));
        suited_ranges(settings);
        explain_method(app);
        write_preset(settings.config.preset, settings.custom_name().as_deref());
    }
}

/// What the control is, behind its "?", and of a menu what its choice is.
fn explain(app: &App, control: &Control, text: Option<&str>) {
    let Some(place) = by_id::<Element>(&format!("help-{}", control.key)) else { return };
    let choice = text.map(|text| app.about(&format!("{}-{text}", control.key))).unwrap_or_default();
    set_text(&place, [app.about(control.key), choice].join("\n\n").trim_end());
}

/// One of the two choices that all others follow from: what it is, and makes of the data, stands beside it.
fn explain_method(app: &App) {
    if let Some((place, method)) = by_id::<Element>("reason-method").zip(control("method")) {
        let about = method.text(app.settings()).map(|key| app.about(&format!("method-{key}")).to_owned());
        let words: Vec<String> = about.into_iter().chain(range_of_noise(app.settings())).collect();
        set_text(&place, &words.join(" "));
    }
}

/// Every control that stands in the panel.
fn editable() -> impl Iterator<Item = &'static Control> {
    CONTROLS.iter().filter(|control| is_in_panel(control))
}

fn is_in_panel(control: &Control) -> bool {
    !matches!(control.group, Group::Head | Group::Packed)
}

fn write_absent(group: Group, lines: &[String]) {
    let Some(fold) = find_in_page::<Element>(&format!("[data-absent={}]", name_of(group))) else { return };
    set_attribute(&fold, "hidden", lines.is_empty().then_some(""));
    if let Some(list) = find::<Element>(&fold, "ul") {
        list.replace_children_with_node_0();
        for line in lines {
            let Ok(item) = document().create_element("li") else { return };
            set_text(&item, line);
            let _ = list.append_child(&item);
        }
    }
}

/// Marks beside the sliders of the noise what suits method and data.
fn suited_ranges(settings: &Settings) {
    let config = &settings.config;
    for (key, suited) in [("sigma_max", config.suited_sigma_max()), ("sigma_min", config.suited_sigma_min())] {
        let mark = find_in_page::<Element>(&format!("[data-control={key}] .suited rect"));
        let (Some(mark), Some(control)) = (mark, control(key)) else { continue };
        let [from, to] =
            suited.map_or([0.0; 2], |suited| [suited.low, suited.high].map(|end| control.slider_from_value(end)));
        set_attribute(&mark, "x", Some(&format!("{from:.3}")));
        set_attribute(&mark, "width", Some(&format!("{:.3}", to - from)));
    }
}

fn name_of(group: Group) -> &'static str {
    match group {
        Group::Head => "head",
        Group::Data => "data",
        Group::Packed => "packed",
        Group::Distribution => "distribution",
        Group::Range => "sigma",
        Group::Noise => "noise",
        Group::Training => "training",
        Group::Sampling => "sampling",
    }
}

fn fields_of(group: Group) -> Option<HtmlElement> {
    find_in_page(&format!("[data-fields={}]", name_of(group)))
}

fn element(control: &Control) -> Option<HtmlElement> {
    let template = if matches!(control.kind, Kind::Choice(_)) { "choice-template" } else { "control-template" };
    let element = instance(template)?;
    set_attribute(&element, "data-control", Some(control.key));
    let field: Element = find(&element, "input[type=text], select")?;
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
    if control.group != Group::Range {
        find::<Element>(element, ".suited").iter().for_each(Element::remove);
    }
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

fn write(control: &Control, settings: &Settings, text: Option<&str>) {
    let Some(element) = find_in_page::<Element>(&format!("[data-control={}]", control.key)) else { return };
    if control.group == Group::Data {
        let picture = find::<HtmlInputElement>(&element, &format!("input[value={}]", text.unwrap_or_default()));
        picture.iter().for_each(|picture| picture.set_checked(true));
    }
    if let Some(field) = find::<HtmlInputElement>(&element, "input[type=text]") {
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

fn write_preset(preset: Preset, custom: Option<&str>) {
    let key = if custom.is_some() { CUSTOM } else { preset.key() };
    if let Some(menu) = recipe_menu() {
        if let Some(option) = menu.first_element_child() {
            set_text(&option, custom.unwrap_or_default());
        }
        menu.set_value(key);
    }
    for program in all::<Element>(PROGRAMS) {
        let pressed = program.get_attribute("data-recipe").as_deref() == Some(preset.key());
        set_attribute(&program, "aria-pressed", Some(if pressed { "true" } else { "false" }));
    }
    if let Some(main) = document().get_element_by_id("playground") {
        set_attribute(&main, "data-recipe", Some(key));
    }
}
