//! The whole state in a link: `#recipe=simple_multimodal&seed=0&sigma_max=0.3`.
//!
//! A link names its preset and seed, and whatever differs from the preset's own values. Reading never fails: what was
//! damaged on its way through mails and chats is mended, what cannot be understood is left out, and both are said.

use form_urlencoded::{Serializer, parse};

use diffusion::{Config, Method};

use crate::controls::{CONTROLS, Change, Control, control, read_number};
use crate::presentation::Presentation;
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
    /// The page around them.
    pub presentation: Presentation,
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
pub fn write(settings: &Settings, view: &View, presentation: &Presentation) -> String {
    let plain = plain(settings);
    let standard = settings.config.standard.is_some();
    // Target and schedule carry a preset over to a continuous schedule; a standard method suits the data.
    let continuous = matches!(settings.config.method, Method::Continuous(_)) && !standard;
    let always = |key| match key {
        "recipe" | "seed" => true,
        "method" => standard,
        "dataset" | "spikes" | "points" | "bandwidth" => {
            standard && settings.config.dataset != settings.config.preset.config().dataset
        }
        "target" | "schedule" => continuous,
        _ => false,
    };
    let is_said = |control: &Control| always(control.key) || control.text(&plain) != control.text(settings);
    let compared = presentation.compare.as_ref().map(|config| write_compared(settings, config));
    let compose_beside = |compared: Option<&str>, is_said: &dyn Fn(&Control) -> bool| {
        let mut out = Serializer::new(String::new());
        write_controls(settings, is_said, &mut out);
        write_view(settings, view, &mut out);
        compared.iter().for_each(|compared| _ = out.append_pair("compare", compared));
        for (key, value) in presentation.pairs() {
            out.append_pair(key, &value);
        }
        finished(out)
    };
    // Of two runs that do not fit into one link there is one.
    let compose = |is_said: &dyn Fn(&Control) -> bool| {
        let both = compose_beside(compared.as_deref(), is_said);
        if both.len() > LONGEST { compose_beside(None, is_said) } else { both }
    };
    let fragment = compose(&is_said);
    let read_back = read(&fragment).settings;
    if read_back == *settings {
        return fragment;
    }
    // A choice that is read may take others with it: those are said too.
    compose(&|control| is_said(control) || control.text(&read_back) != control.text(settings))
}

/// Whether a fragment that was written here has a second run. Taken apart at a character, as in `with_commas`.
pub fn has_two_runs(fragment: &str) -> bool {
    fragment.split('&').any(|pair| pair.starts_with("compare="))
}

/// Another configuration with the noise of these settings: what differs from them, or, where that says it in fewer letters or
/// alone says it, all of it.
fn write_compared(settings: &Settings, config: &Config) -> String {
    let compared = Settings { config: config.clone().with_noise_of(&settings.config), ..settings.clone() };
    let mut out = Serializer::new(String::new());
    write_controls(&compared, &|control| control.text(settings) != control.text(&compared), &mut out);
    let (differing, all) = (finished(out), write(&compared, &View::default(), &Presentation::default()));
    let is_said = differing.len() <= all.len() && read_settings(settings, &differing, &mut vec![]) == compared;
    if is_said { differing } else { all }
}

fn write_controls(settings: &Settings, is_said: &dyn Fn(&Control) -> bool, out: &mut Serializer<String>) {
    for control in CONTROLS.iter().filter(|control| is_said(control)) {
        if let Some(text) = control.text(settings) {
            out.append_pair(control.key, &text);
        }
    }
}

/// What was written. A plus is a plus where a link is read.
fn finished(mut out: Serializer<String>) -> String {
    with_commas(&out.finish().replace('+', "%20"))
}

/// What somebody changed of how the preset trains: a standard method, and each control's key, its value, and the preset's
/// own, or the method's.
pub fn changes(settings: &Settings) -> Vec<String> {
    let changed = changed_from_plain(settings).map(|(control, now, before)| match before {
        Some(before) => format!("{} {now} instead of {before}", control.key),
        None => format!("{} {now}", control.key),
    });
    settings.config.standard.map(|method| format!("method {}", method.key())).into_iter().chain(changed).collect()
}

/// The same as each control's key and its value, without the number of iterations.
pub fn changed_controls(settings: &Settings) -> Vec<(&'static str, String)> {
    let changed = changed_from_plain(settings).map(|(control, now, _)| match settings.own_points() {
        // Packed they all look alike.
        Some(points) if control.key == "points" => (control.key, points.rows().len().to_string()),
        _ => (control.key, now),
    });
    let method = settings.config.standard.map(|method| ("method", method.key().to_owned()));
    method.into_iter().chain(changed).filter(|(key, _)| *key != "iterations").collect()
}

/// The controls of training that say something else than the preset's, or the method's, own: their value, and that.
fn changed_from_plain(settings: &Settings) -> impl Iterator<Item = (&'static Control, String, Option<String>)> {
    let plain = plain(settings);
    let trains = |control: &&Control| control.change == Change::Restarts && !matches!(control.key, "recipe" | "seed");
    CONTROLS.iter().filter(trains).filter_map(move |control| {
        let short = |text: String| text.chars().take(24).collect::<String>();
        let (now, before) = (control.text(settings)?, control.text(&plain));
        (before.as_ref() != Some(&now)).then(|| (control, short(now), before.map(short)))
    })
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
    let pairs = pairs(fragment, &mut linked.notes);
    let value = |key: &str| value_of(&pairs, key);
    linked.settings = apply_pairs(Settings::default(), &pairs, &mut linked.notes);
    read_view(&value, &mut linked);
    linked.presentation = Presentation::read(&|key| value(key).map(str::to_owned), &mut linked.notes);
    let compared = value("compare").map(|text| read_settings(&linked.settings, text, &mut linked.notes));
    linked.presentation.compare = compared.map(|other| Box::new(other.config.with_noise_of(&linked.settings.config)));
    linked
}

/// Reads a configuration that is these settings where it does not say something else.
fn read_settings(settings: &Settings, fragment: &str, notes: &mut Vec<String>) -> Settings {
    let pairs = pairs(fragment, notes);
    apply_pairs(settings.clone(), &pairs, notes)
}

/// What a link says of a key; where it says it more than once, the last.
fn value_of<'a>(pairs: &'a [(String, String)], key: &str) -> Option<&'a str> {
    pairs.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
}

/// The settings with what a link says of them.
fn apply_pairs(mut settings: Settings, pairs: &[(String, String)], notes: &mut Vec<String>) -> Settings {
    let value = |key: &str| value_of(pairs, key);
    let order = order(&settings, &value);
    let mut apply = |keys: &[&'static str]| -> Vec<String> {
        let controls = keys.iter().filter_map(|key| Some((control(key)?, value(key)?)));
        controls.filter_map(|(control, text)| control.apply_text(&mut settings, text)).collect()
    };
    // The preset sets all others, so it is applied once.
    let preset = apply(&order[..1]);
    let mut others = apply(&order[1..]);
    if !others.is_empty() {
        // What could not stand beside the values before it may stand beside those after it.
        others = apply(&order[1..]);
    }
    notes.extend(preset.into_iter().chain(others));
    settings
}

/// The keys and values of a fragment, with what mails and chats do to a link undone.
fn pairs(fragment: &str, notes: &mut Vec<String>) -> Vec<(String, String)> {
    let mut raw = Vec::new();
    let mut damaged = decode(fragment, ENCODED_AT_MOST, &mut raw);
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (raw_key, raw_value) in raw {
        // By a character, as a search for a string weighs more than this whole file.
        let mended = raw_key.rsplit_once(';').filter(|(before, _)| before.ends_with("amp")).map(|(_, key)| key);
        let key = mended.unwrap_or(&raw_key).trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let value = raw_value.trim_start_matches(surrounds).trim_end_matches(|c| c == '.' || surrounds(c));
        let value = if value.is_empty() || is_prose(key) { &raw_value } else { value };
        damaged |= control(key).is_some() && (key != raw_key || value != raw_value);
        let (key, value) = (key.to_ascii_lowercase(), value.to_owned());
        if control(&key).is_some() && pairs.iter().any(|(known, other)| *known == key && *other != value) {
            notes.push(format!("The link says {key} more than once: the last one counts."));
        }
        pairs.push((key, value));
    }
    if damaged {
        notes.push("The link was damaged on its way here and has been mended.".to_owned());
    }
    pairs
}

/// How often a link may have been encoded as a whole on its way.
const ENCODED_AT_MOST: u8 = 2;

/// Takes a fragment apart, also one that was encoded as a whole; whether it was. A plus is a plus, as in 1e+1.
fn decode(fragment: &str, times: u8, pairs: &mut Vec<(String, String)>) -> bool {
    let mut encoded = false;
    for (key, value) in parse(fragment.replace('+', "%2B").as_bytes()) {
        let whole = decoded(&key).unwrap_or(key.to_string());
        if times > 0 && value.is_empty() && whole.contains('=') {
            decode(&whole, times - 1, pairs);
            encoded = true;
        } else {
            let again = decoded(&value).filter(|_| !is_prose(&key));
            encoded |= again.is_some() && control(&key).is_some();
            pairs.push((key.into_owned(), again.unwrap_or(value.into_owned())));
        }
    }
    encoded
}

/// Whether the value of a key is sentences, whose marks belong to them.
fn is_prose(key: &str) -> bool {
    key.eq_ignore_ascii_case("ask")
}

/// A text with its percent-encoding undone; none where it has none.
fn decoded(text: &str) -> Option<String> {
    let alone = text.replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    let (once, _) = parse(alone.as_bytes()).next()?;
    (once != text).then(|| once.into_owned())
}

/// What stands around a value and belongs to none: spaces, punctuation, and marks that nobody sees.
fn surrounds(c: char) -> bool {
    let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let quote = matches!(c, '"' | '\'' | '«' | '»' | '„' | '“' | '”' | '‘' | '’' | '`' | '*' | '_');
    let mark = matches!(c, ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '<' | '>');
    invisible || quote || mark || c.is_whitespace()
}

/// What a link need not say.
fn plain(settings: &Settings) -> Settings {
    Settings { config: settings.config.unchanged(), ..Settings::default() }
}

/// The keys in the order in which they are set: the preset first, since it sets all others, then what carries it over
/// to another kind of network, which sets most; then whichever end of the noise range does not push the other one away
/// on its way to where both can stand.
fn order<'a>(settings: &Settings, value: &impl Fn(&str) -> Option<&'a str>) -> Vec<&'static str> {
    let mut carried_over = settings.clone();
    let all = ["recipe", "dataset", "spikes", "points", "bandwidth", "method", "target", "schedule", "sigma_min"];
    let (carrying, all) = (&all[..8], &all[..]);
    for key in carrying {
        if let (Some(control), Some(text)) = (control(key), value(key)) {
            control.apply_text(&mut carried_over, text);
        }
    }
    let before = carried_over.config.method.noise_range().map_or(0.0, |range| range.sigma_min);
    let falls_below = value("sigma_max").is_some_and(|text| read_number(text).is_ok_and(|max| max <= before));
    let first = if falls_below { all } else { carrying };
    let rest = CONTROLS.iter().map(|control| control.key).filter(|key| !first.contains(key));
    first.iter().copied().chain(rest).collect()
}

fn write_view(settings: &Settings, view: &View, out: &mut Serializer<String>) {
    let default = View::default();
    let shown = |view: &View| {
        let shown = Layer::ALL.into_iter().filter(|layer| view.shows(*layer) && settings.has_layer(*layer));
        shown.map(Layer::key).collect()
    };
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
        let wanted: Vec<Option<Layer>> =
            layers.split(',').map(|key| Layer::from_key(&key.to_ascii_lowercase())).collect();
        let settings = &linked.settings;
        let known = Layer::ALL.into_iter().filter(|layer| settings.has_layer(*layer));
        known.for_each(|layer| linked.view.show(layer, wanted.contains(&Some(layer))));
    }
    if let Some(view) = value("view") {
        match LineView::from_key(&view.to_ascii_lowercase()) {
            Some(line) => linked.view.line = line,
            None => linked.notes.push("view was left as it is: it is histogram or index.".to_owned()),
        }
    }
    if let Some(speed) = value("speed") {
        match SPEEDS.into_iter().find(|known| read_number(speed) == Ok(*known)) {
            Some(speed) => linked.view.speed = speed,
            None => linked.notes.push("speed was left as it is: it is one of the speeds in the menu.".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
