//! The whole state in a link: `#recipe=simple_multimodal&seed=0&sigma_max=0.3`.
//!
//! A link names its preset and seed, and whatever differs from the preset's own values. Reading never fails: what
//! cannot be understood is left out, what cannot be is mended, and both are said.

use std::borrow::Cow;

use form_urlencoded::{Serializer, parse};

use diffusion::Method;

use crate::controls::{CONTROLS, control, read_number};
use crate::settings::Settings;
use messages::{Layer, LineView, SPEEDS, View};

/// The longest link that is read, in bytes.
pub const LONGEST: usize = 8192;

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// The settings.
    pub settings: Settings,
    /// What is shown of them.
    pub view: View,
    /// What had to be mended, in words.
    pub notes: Vec<String>,
}

impl Linked {
    /// All that had to be mended, as one note; none where nothing had to.
    pub fn note(&self) -> Option<String> {
        (!self.notes.is_empty()).then(|| self.notes.join(" "))
    }
}

/// The fragment of a link, without `#`.
pub fn write(settings: &Settings, view: &View) -> String {
    let plain = plain(settings);
    // Target and schedule carry a preset over to a continuous schedule.
    let continuous = matches!(settings.config.method, Method::Continuous(_));
    let mut out = Serializer::new(String::new());
    for control in &CONTROLS {
        let (text, key) = (control.text(settings), control.key);
        let always = matches!(key, "recipe" | "seed") || continuous && matches!(key, "target" | "schedule");
        if let Some(text) = text.filter(|text| always || control.text(&plain).as_ref() != Some(text)) {
            out.append_pair(key, &text);
        }
    }
    write_view(view, &mut out);
    with_commas(&out.finish())
}

/// A comma is safe in a fragment, and lists stay readable. Taken apart at a character, because the standard library's
/// search for strings weighs five kilobytes in the page.
fn with_commas(fragment: &str) -> String {
    let mut parts = fragment.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| match part.strip_prefix("2C") {
        Some(rest) => done + "," + rest,
        None => done + "%" + part,
    })
}

/// Reads the fragment of a link, without `#`.
pub fn read(fragment: &str) -> Linked {
    let mut linked = Linked::default();
    if fragment.len() > LONGEST {
        linked.notes.push("The link is too long to be one of this page; it was left out.".to_owned());
        return linked;
    }
    let pairs: Vec<(Cow<str>, Cow<str>)> = parse(fragment.as_bytes()).collect();
    let value = |key: &str| pairs.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value.as_ref());
    for key in order(value("sigma_max"), &value) {
        let (Some(control), Some(text)) = (control(key), value(key)) else { continue };
        linked.notes.extend(control.apply_text(&mut linked.settings, text));
    }
    read_view(&value, &mut linked);
    linked
}

/// The same preset, on a continuous schedule if these settings are, without any other change: what a link need not say.
fn plain(settings: &Settings) -> Settings {
    let preset = settings.config.preset.config();
    let continuous = matches!(settings.config.method, Method::Continuous(_));
    let config = if continuous { preset.to_continuous() } else { Ok(preset.clone()) };
    Settings { config: config.unwrap_or(preset), ..Settings::default() }
}

/// The keys in the order in which they are set: the preset first, since it sets all others, then what carries it over
/// to another kind of network, which sets most; then whichever end of the noise range does not push the other one away
/// on its way to where both can stand.
fn order<'a>(sigma_max: Option<&str>, value: &impl Fn(&str) -> Option<&'a str>) -> Vec<&'static str> {
    let mut carried_over = Settings::default();
    let first = ["recipe", "dataset", "spikes", "target", "schedule", "sigma_min"];
    for key in &first[..5] {
        if let (Some(control), Some(text)) = (control(key), value(key)) {
            control.apply_text(&mut carried_over, text);
        }
    }
    let before = carried_over.config.method.noise_range().map_or(0.0, |range| range.sigma_min);
    let falls_below = sigma_max.and_then(read_number).is_some_and(|max| max <= before);
    let first = if falls_below { &first[..] } else { &first[..5] };
    let rest = CONTROLS.iter().map(|control| control.key).filter(|key| !first.contains(key));
    first.iter().copied().chain(rest).collect()
}

fn write_view(view: &View, out: &mut Serializer<String>) {
    let default = View::default();
    let shown = |view: &View| Layer::ALL.into_iter().filter(|layer| view.shows(*layer)).map(Layer::key).collect();
    let keys: Vec<&str> = shown(view);
    if keys != shown(&default) {
        out.append_pair("layer", &keys.join(","));
    }
    if view.line != default.line {
        out.append_pair("view", view.line.key());
    }
    if view.speed != default.speed {
        out.append_pair("speed", &view.speed.to_string());
    }
}

fn read_view<'a>(value: &impl Fn(&str) -> Option<&'a str>, linked: &mut Linked) {
    if let Some(layers) = value("layer") {
        let wanted: Vec<Option<Layer>> = layers.split(',').map(Layer::from_key).collect();
        Layer::ALL.iter().for_each(|layer| linked.view.show(*layer, wanted.contains(&Some(*layer))));
    }
    if let Some(view) = value("view") {
        match LineView::from_key(view) {
            Some(line) => linked.view.line = line,
            None => linked.notes.push("view was left as it is: it is histogram or index.".to_owned()),
        }
    }
    if let Some(speed) = value("speed") {
        match SPEEDS.into_iter().find(|known| read_number(speed) == Some(*known)) {
            Some(speed) => linked.view.speed = speed,
            None => linked.notes.push("speed was left as it is: it is one of the speeds in the menu.".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::{Config, Preset};

    #[test]
    fn a_link_gives_back_what_it_was_made_from() {
        for preset in Preset::ALL {
            let config = Config { seed: 12, draw: 3, samples: 500, rate: 2.5e-5, width: 48, ..preset.config() };
            let mut settings = Settings { config, ..Settings::default() };
            for (key, text) in [("sigma_min", "0.0005"), ("sigma_max", "0.7"), ("pace", "max"), ("decay", "0.5")] {
                if let Some(control) = control(key).filter(|c| c.text(&settings).is_some()) {
                    assert_eq!(control.apply_text(&mut settings, text), None);
                }
            }
            let mut view = View::default();
            (view.line, view.speed) = (LineView::Index, 0.5);
            view.show(Layer::Exact, false);
            view.show(Layer::Posterior, true);
            let linked = read(&write(&settings, &view));
            assert_eq!(linked, Linked { settings, view, notes: Vec::new() });
        }
    }

    #[test]
    fn a_link_of_any_method_gives_back_the_run_without_a_note() {
        for preset in Preset::ALL {
            for (key, text) in [
                ("target", "v"),
                ("schedule", "flow"),
                ("sampler", "heun"),
                ("steps", "5"),
                ("dataset", "moons"),
                ("dataset", "two_modes"),
                ("dataset", "spikes"),
                ("optimizer", "adamw"),
                ("ema", "0.9"),
            ] {
                let mut settings = Settings { config: preset.config(), ..Settings::default() };
                for (key, text) in [(key, text), ("sigma_max", "0.2"), ("width", "32"), ("eta", "0.5"), ("churn", "3")]
                {
                    control(key).expect("a control").apply_text(&mut settings, text);
                }
                let link = write(&settings, &View::default());
                let linked = read(&link);
                assert_eq!(linked, Linked { settings, view: View::default(), notes: vec![] }, "{link}");
            }
        }
    }

    #[test]
    fn an_unchanged_recipe_makes_a_short_link() {
        assert_eq!(write(&Settings::default(), &View::default()), "recipe=simple_multimodal&seed=7");
        assert_eq!(read(""), Linked::default());
    }

    #[test]
    fn both_ends_of_the_noise_can_move_at_once_without_a_note() {
        for (min, max) in [("2", "5"), ("0.0002", "0.001"), ("0.5", "0.9")] {
            for link in [format!("sigma_min={min}&sigma_max={max}"), format!("sigma_max={max}&sigma_min={min}")] {
                let linked = read(&link);
                let karras = *linked.settings.config.method.karras().unwrap();
                assert_eq!((karras.sigma_min(), karras.sigma_max()), (min.parse().unwrap(), max.parse().unwrap()));
                assert_eq!(linked.notes, Vec::<String>::new());
            }
        }
    }

    #[test]
    fn the_order_in_a_link_does_not_matter() {
        let linked = read("seed=3&rho=2&recipe=simple_1Diffusion");
        assert_eq!(linked.settings.config.preset, Preset::Simple1Diffusion);
        assert_eq!((linked.settings.config.seed, linked.notes.len()), (3, 0));
        assert_eq!(linked.settings.config.method.karras().unwrap().rho(), 2.0);
    }

    #[test]
    fn nonsense_is_left_out_and_said() {
        let linked = read("recipe=none&seed=%00%FF&levels=1e99&rho=;&layer=blue&view=3d&speed=9&unknown=1&=&&#&%");
        assert_eq!(linked.settings.config.preset, Preset::SimpleMultimodal);
        assert_eq!(linked.notes.len(), 6, "{:?}", linked.notes);
        assert!(read(&"x".repeat(LONGEST + 1)).notes.len() == 1);
    }

    /// Both once ended in a panic: their levels are all the same number.
    #[test]
    fn levels_that_digits_cannot_tell_apart_are_left_out_and_said() {
        for link in ["sigma_min=.99999999999999&steps=8", "recipe=single_DDPM&betas=1e-17,2e-17"] {
            let linked = read(link);
            assert!(linked.notes.iter().any(|note| note.contains("far enough apart")), "{link}: {:?}", linked.notes);
        }
    }
}
