//! The whole state in a link: `#recipe=simple_multimodal&seed=0&sigma_max=0.3`.
//!
//! A link names its preset and seed, and whatever differs from the preset's own values. Reading never fails: what was
//! damaged on its way through mails and chats is mended, what cannot be understood is left out, and both are said.

use form_urlencoded::{Serializer, parse};

use diffusion::Method;

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
    let compose = |is_said: &dyn Fn(&Control) -> bool| {
        let mut out = Serializer::new(String::new());
        for control in CONTROLS.iter().filter(|control| is_said(control)) {
            if let Some(text) = control.text(settings) {
                out.append_pair(control.key, &text);
            }
        }
        write_view(settings, view, &mut out);
        for (key, value) in presentation.pairs() {
            out.append_pair(key, &value);
        }
        // A plus is a plus where a link is read.
        with_commas(&out.finish().replace('+', "%20"))
    };
    let fragment = compose(&is_said);
    let read_back = read(&fragment).settings;
    if read_back == *settings {
        return fragment;
    }
    // A choice that is read may take others with it: those are said too.
    compose(&|control| is_said(control) || control.text(&read_back) != control.text(settings))
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
    let value = |key: &str| pairs.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value.as_str());
    let order = order(value("sigma_max"), &value);
    let mut apply = |keys: &[&'static str]| -> Vec<String> {
        let controls = keys.iter().filter_map(|key| Some((control(key)?, value(key)?)));
        controls.filter_map(|(control, text)| control.apply_text(&mut linked.settings, text)).collect()
    };
    // The preset sets all others, so it is applied once.
    let preset = apply(&order[..1]);
    let mut others = apply(&order[1..]);
    if !others.is_empty() {
        // What could not stand beside the values before it may stand beside those after it.
        others = apply(&order[1..]);
    }
    linked.notes.extend(preset.into_iter().chain(others));
    read_view(&value, &mut linked);
    linked.presentation = Presentation::read(&|key| value(key).map(str::to_owned), &mut linked.notes);
    linked
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
fn order<'a>(sigma_max: Option<&str>, value: &impl Fn(&str) -> Option<&'a str>) -> Vec<&'static str> {
    let mut carried_over = Settings::default();
    let all = ["recipe", "dataset", "spikes", "points", "bandwidth", "method", "target", "schedule", "sigma_min"];
    let (carrying, all) = (&all[..8], &all[..]);
    for key in carrying {
        if let (Some(control), Some(text)) = (control(key), value(key)) {
            control.apply_text(&mut carried_over, text);
        }
    }
    let before = carried_over.config.method.noise_range().map_or(0.0, |range| range.sigma_min);
    let falls_below = sigma_max.is_some_and(|text| read_number(text).is_ok_and(|max| max <= before));
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
mod tests {
    use super::*;
    use diffusion::{Config, Preset};

    /// The link of settings alone.
    fn plainly(settings: &Settings) -> String {
        write(settings, &View::default(), &Presentation::default())
    }

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
            let linked = read(&write(&settings, &view, &Presentation::default()));
            assert_eq!(linked, Linked { settings, view, ..Linked::default() });
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
                ("method", "edm"),
                ("method", "flow"),
                ("method", "ddpm"),
                ("depth", "4"),
                ("activation", "silu"),
                ("rate_schedule", "cosine"),
                ("rate_schedule", "steps"),
                ("warmup", "50"),
            ] {
                let mut settings = Settings { config: preset.config(), ..Settings::default() };
                for (key, text) in [(key, text), ("sigma_max", "0.2"), ("width", "32"), ("eta", "0.5"), ("churn", "3")]
                {
                    control(key).expect("a control").apply_text(&mut settings, text);
                }
                let link = plainly(&settings);
                let linked = read(&link);
                assert_eq!(linked, Linked { settings, ..Linked::default() }, "{link}");
            }
        }
    }

    /// Everything that a standard method may be changed in, one after the other, and then together.
    #[test]
    fn a_link_of_a_standard_method_says_its_data_and_its_changes() {
        let changes = [
            ("dataset", "rings"),
            ("dataset", "spikes"),
            ("spikes", "0:0:0.05:1,3:0:0.05:1"),
            ("sigma_max", "80"),
            ("sigma_min", "0.0003"),
            ("schedule", "cosine"),
            ("sigma_max", "inf"),
            ("target", "v"),
            ("preconditioning", "none"),
            ("weighting", "snr"),
            ("training_spacing", "clock"),
            ("targets", "sample"),
            ("stratified", "no"),
            ("features", "0"),
            ("spacing", "log"),
            ("start", "noise"),
            ("sampler", "ddim"),
            ("steps", "33"),
            ("rate_schedule", "steps"),
            ("decay", "0.9"),
            ("decay_every", "7"),
            ("optimizer", "sgd"),
            ("sampler", "ddpm"),
            ("bug", "unstrided"),
            ("steps", "50"),
            ("schedule", "linear"),
            ("schedule", "flow"),
            ("sampler", "heun"),
        ];
        for method in ["edm", "flow", "ddpm"] {
            let mut all = Settings::default();
            control("method").expect("a control").apply_text(&mut all, method);
            let plain = all.clone();
            assert_eq!(super::changes(&plain), [format!("method {method}")]);
            assert_eq!(plainly(&all), format!("recipe=simple_multimodal&method={method}&seed=7"));
            for (key, text) in changes {
                let mut one = plain.clone();
                for settings in [&mut one, &mut all] {
                    control(key).expect("a control").apply_text(settings, text);
                    let link = plainly(settings);
                    let linked = read(&link);
                    assert_eq!(linked, Linked { settings: settings.clone(), ..Linked::default() }, "{link}");
                }
            }
        }
    }

    #[test]
    fn an_unchanged_recipe_makes_a_short_link() {
        assert_eq!(plainly(&Settings::default()), "recipe=simple_multimodal&seed=7");
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

    /// catches: links as mails, chats and typewriters leave them
    #[test]
    fn a_link_that_was_damaged_on_its_way_is_mended_and_that_is_said() {
        let whole = read("recipe=single_DDPM&seed=3&rate=10&layer=data,exact&view=index");
        assert_eq!((whole.settings.config.preset, whole.settings.config.seed), (Preset::SingleDdpm, 3));
        assert_eq!((whole.settings.config.rate, &whole.notes[..]), (10.0, &[][..]));
        for damaged in [
            "recipe=single_DDPM&amp;seed=3&amp;rate=10&amp;layer=data,exact&amp;view=index",
            "recipe=single_DDPM&amp;amp;seed=3&amp;amp;rate=10&layer=data,exact&view=index",
            "recipe%3Dsingle_DDPM%26seed%3D3%26rate%3D10%26layer%3Ddata%2Cexact%26view%3Dindex",
            "recipe%253Dsingle_DDPM%2526seed%253D3%2526rate%253D10%2526layer%253Ddata,exact%2526view%253Dindex",
            "recipe=single%5FDDPM&seed=%2533&rate=10&layer=data,exact&view=index",
            "recipe=single_DDPM&layer=data,exact&view=index&rate=10&seed=3.",
            "recipe=single_DDPM&layer=data,exact&view=index&rate=10&seed=3%E2%80%9D),",
            "?recipe=single_DDPM&seed=3&rate=10&layer=data,exact&view=index",
            "%20recipe%20=%20single_DDPM%20&%20seed=3&rate=%2010&layer=data,exact&view=index",
            "%E2%80%8Brecipe=single_DDPM%C2%AD&seed=3&rate=10&layer=data,exact&view=index",
        ] {
            let linked = read(damaged);
            assert_eq!((&linked.settings, &linked.view), (&whole.settings, &whole.view), "{damaged}");
            assert_eq!(linked.notes.len(), 1, "{damaged}: {:?}", linked.notes);
        }
        // Other ways to write the same are no damage.
        for other in [
            "Recipe=Single_ddpm&SEED=3&rate=10&layer=Data,EXACT&VIEW=Index",
            "recipe=single_DDPM&seed=3&rate=1e+1&layer=data,exact&view=index",
            "recipe=single_DDPM&seed=+3&rate=10,0&layer=data%2Cexact&view=index&utm_source=x.",
            "seed=3&recipe=single_DDPM&rate=10&view=index&seed=3&layer=data,exact&",
        ] {
            assert_eq!(read(other), whole, "{other}");
        }
        let twice = read("seed=4&recipe=single_DDPM&seed=3");
        assert_eq!((twice.settings.config.seed, twice.notes.len()), (3, 1), "{:?}", twice.notes);
        assert_eq!(read("sigma_max=.5").settings.config.method.karras().unwrap().sigma_max(), 0.5);
    }

    /// Both once ended in a panic: their levels are all the same number.
    #[test]
    fn levels_that_digits_cannot_tell_apart_are_left_out_and_said() {
        for link in ["sigma_min=.9999999999999999&steps=8", "recipe=single_DDPM&betas=1e-17,2e-17"] {
            let linked = read(link);
            assert!(linked.notes.iter().any(|note| note.contains("far enough apart")), "{link}: {:?}", linked.notes);
        }
    }

    /// catches: a plus or a mark that is mended away, a percent sign that is undone twice
    #[test]
    fn a_link_keeps_the_page_around_a_run_and_the_words_of_its_question() {
        let ask = "ask=1%20%2B%201%20=%202%2C%20is%20it%20%252B?|yes%20(100%20%25).|*no,%20%22never%22!";
        let linked = read(&format!("recipe=single_DDPM&level=4&show=picture,charts&{ask}&embed=1&seed=3"));
        let question = linked.presentation.question.as_ref().expect("a question");
        assert_eq!(question.to_string(), "1 + 1 = 2, is it %2B?|yes (100 %).|*no, \"never\"!");
        let written = write(&linked.settings, &linked.view, &linked.presentation);
        assert!(
            written.starts_with("recipe=single_DDPM&seed=3&level=4&show=picture,charts&ask=1%20%2B%201"),
            "{written}"
        );
        assert!(written.ends_with("&embed=1"), "{written}");
        assert_eq!(read(&written), linked);
    }

    /// catches: a layer that a run has not in links that have never known it, a link that forgets one that it has
    #[test]
    fn the_memoriser_is_in_the_links_of_runs_that_have_one() {
        let shown = |fragment: &str| {
            let linked = read(fragment);
            (write(&linked.settings, &linked.view, &linked.presentation), linked.view.shows(Layer::Memoriser))
        };
        let few = "recipe=simple_multimodal&seed=7&layer=data,exact";
        assert_eq!(shown(few), (few.to_owned(), true));
        let of_points = "recipe=simple_multimodal&train_points=16&seed=7&layer=data,memoriser";
        assert_eq!(shown(of_points), (of_points.to_owned(), true));
        let hidden = "recipe=simple_multimodal&train_points=16&seed=7&layer=data,exact,learned";
        assert_eq!(shown(hidden), (hidden.to_owned(), false));
    }
}
