//! The architecture, written as what must stay absent: one test for each invariant.

use messages::{ExportKind, Layer, ResultKind};
use page::Action;
use page::charts::Chart;
use page::distribution::{Coordinate, Curve};
use page::results::key;
use plot::{Palette, Role};
use std::collections::BTreeSet;
use tests::{
    markup,
    source::{Line, Source, files, read},
};

/// The packages that make the page, from the shell down to the mathematics, and what each may stand on.
const ARROWS: [(&str, &[&str]); 12] = [
    ("web/page", &["web-shared", "page", "scene", "messages", "plot", "diffusion"]),
    ("web/worker", &["web-shared", "worker", "scene", "messages", "plot", "diffusion"]),
    ("web/shared", &["messages", "plot"]),
    ("crates/page", &["scene", "messages", "plot", "diffusion"]),
    ("crates/worker", &["handover", "training", "import", "scene", "messages", "plot", "diffusion"]),
    ("crates/scene", &["messages", "plot", "diffusion"]),
    ("crates/messages", &["diffusion"]),
    ("crates/handover", &["training", "diffusion"]),
    ("crates/training", &["diffusion"]),
    ("crates/plot", &[]),
    ("crates/import", &[]),
    ("crates/diffusion", &[]),
];

/// The crates without a browser: they are told the time and have no web types.
const WITHOUT_A_BROWSER: [&str; 6] =
    ["crates/messages", "crates/scene", "crates/page", "crates/worker", "crates/handover", "crates/import"];

const OURS: [&str; 15] = [
    "diffusion",
    "training",
    "plot",
    "messages",
    "scene",
    "page",
    "worker",
    "import",
    "handover",
    "web-shared",
    "web-page",
    "web-worker",
    "browsers",
    "xtask",
    "tests",
];
const WEB_TYPES: [&str; 4] = ["web_sys", "js_sys", "wasm_bindgen", "gloo"];
const CLOCKS: [&str; 4] = ["Instant", "SystemTime", "std::time", "core::time"];
const CANDLE: [&str; 3] = ["candle_core", "candle_nn", "candle"];
const UNSEEDED: [&str; 5] = ["thread_rng", "from_entropy", "from_os_rng", "OsRng", "ThreadRng"];

/// No file is longer than this many lines.
const LONGEST_FILE: usize = 600;

/// Fails with one line for each offence.
fn none(offences: impl IntoIterator<Item = String>, invariant: &str) {
    let found: Vec<_> = offences.into_iter().collect();
    assert!(found.is_empty(), "{invariant}\n{}", found.join("\n"));
}

/// Where the Rust files below a folder name one of these words, comments aside.
fn naming(folder: &str, words: &[&str]) -> Vec<String> {
    lines(&files(folder, ".rs"), |line| words.iter().any(|word| line.names(word)))
}

/// The lines of code for which `is_bad` holds, with file and number.
fn lines(sources: &[Source], is_bad: impl Fn(&Line) -> bool) -> Vec<String> {
    let of_file = |source: &Source| -> Vec<_> {
        source.code().filter(&is_bad).map(|line| show(&source.path, line.number, line.text)).collect()
    };
    sources.iter().flat_map(of_file).collect()
}

fn show(path: &str, number: usize, text: &str) -> String {
    format!("  {path}:{number}: {}", text.trim())
}

/// Every Rust file of the project.
fn all() -> Vec<Source> {
    ["crates", "web", "tests"].iter().flat_map(|folder| files(folder, ".rs")).collect()
}

#[test]
fn the_mathematics_stands_alone() {
    let folder = "crates/diffusion/src";
    let forbidden = [&WEB_TYPES[..], &CLOCKS, &CANDLE, &UNSEEDED].concat();
    none(
        naming(folder, &forbidden),
        "diffusion is plain mathematics: no candle, no web, no clock, no other randomness",
    );
}

#[test]
fn drawing_is_data() {
    let forbidden = [&WEB_TYPES[..], &CLOCKS, &CANDLE].concat();
    none(naming("crates/plot/src", &forbidden), "plot turns numbers into shapes: no web, no clock, no candle");
}

#[test]
fn the_app_runs_without_a_browser_and_without_a_clock() {
    let forbidden = [&WEB_TYPES[..], &CLOCKS, &CANDLE].concat();
    let found = WITHOUT_A_BROWSER.iter().flat_map(|folder| naming(&format!("{folder}/src"), &forbidden));
    none(found, "messages, scene, page and worker are told the time and have no web types");
}

#[test]
fn the_shell_never_touches_a_tensor() {
    let forbidden = [&CANDLE[..], &["tensor", "Tensor"]].concat();
    let mut found = naming("web", &forbidden);
    // A path that starts in the training crate; a module of the same name is another thing.
    let in_a_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let uses_training = |line: &Line| {
        let mut uses = line.text.match_indices("training::");
        uses.any(|(at, _)| !line.text[..at].ends_with(in_a_path)) || line.text.trim_start().starts_with("use training")
    };
    found.extend(lines(&files("web", ".rs"), uses_training));
    none(found, "web never names candle, a tensor or the training crate");
}

#[test]
fn arrows_only_point_down() {
    let up = ARROWS.iter().flat_map(|(folder, below)| {
        let manifest = read(&format!("{folder}/Cargo.toml"));
        // What its tests stand on may lie anywhere.
        let shipped = in_sections(&manifest, |section| section.ends_with("dependencies") && !section.contains("dev-"));
        let ours = shipped.into_iter().filter(|name| OURS.contains(&name.as_str()));
        ours.filter(|name| !below.contains(&name.as_str()))
            .map(|name| format!("  {}: {name}", manifest.path))
            .collect::<Vec<_>>()
    });
    none(up, "nothing points up, and the page stands on no candle");
}

#[test]
fn targets_are_told_apart_in_the_shell_only() {
    let sources: Vec<_> = all()
        .into_iter()
        .filter(|source| !["web/", "crates/xtask/", "tests/"].iter().any(|folder| source.path.starts_with(folder)))
        .collect();
    none(lines(&sources, |line| line.names("target_arch")), "the same code runs natively and as wasm");
}

#[test]
fn randomness_is_seeded() {
    let ours: Vec<_> = all().into_iter().filter(|source| source.path != "tests/tidy.rs").collect();
    let unseeded = |line: &Line| UNSEEDED.iter().chain(&["rand::rng"]).any(|word| line.names(word));
    none(lines(&ours, unseeded), "every random number comes from a seeded stream");
}

#[test]
fn files_are_rooms_and_not_halls() {
    let long = all().into_iter().filter_map(|source| {
        let length = source.lines().count();
        (length > LONGEST_FILE).then(|| format!("  {}: {length} lines", source.path))
    });
    none(long, "no file is longer than 600 lines");
}

#[test]
fn nothing_is_left_to_chance_or_to_later() {
    const CALLS: [&str; 5] = [".unwrap()", ".expect(\"\")", "todo!(", "unimplemented!(", "dbg!("];
    let shipped = ARROWS.iter().flat_map(|(folder, _)| files(&format!("{folder}/src"), ".rs"));
    let careless = shipped.flat_map(|source| {
        let bad = source.shipped().filter(|line| CALLS.iter().any(|call| line.text.contains(call)));
        bad.map(|line| show(&source.path, line.number, line.text)).collect::<Vec<_>>()
    });
    none(careless, "what ships handles its errors, or says in an expect why there can be none");
}

#[test]
fn unit_tests_stand_at_the_end_of_their_file() {
    let early = all().into_iter().filter_map(|source| {
        let mut rest = source.code().skip_while(|line| line.text != "#[cfg(test)]").skip(1);
        let module = rest.next()?;
        let code = rest.find(|line| !module.text.ends_with('{') || line.text == "}")?;
        rest.find(|line| !line.text.is_empty()).map(|line| show(&source.path, line.number.max(code.number), line.text))
    });
    none(early, "what follows the unit tests would be taken for a test");
}

#[test]
fn text_is_set_as_text() {
    const MARKUP: [&str; 7] = [
        "inner_html",
        "outer_html",
        "insert_adjacent_html",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
    ];
    let scripts = [files("web", ".rs"), files("web", ".js")].concat();
    let sets = |line: &Line| MARKUP.iter().any(|word| line.text.contains(word));
    none(lines(&scripts, sets), "markup comes from index.html alone; words from a link are never markup");
}

#[test]
fn the_page_is_its_own_origin_and_has_nothing_inline() {
    let page = read("index.html");
    none(
        markup::offences(&page.text).into_iter().map(|offence| format!("  index.html:{offence}")),
        "see the page's policy",
    );
    let elsewhere = |line: &Line| ["://", "(//", "\"//", "@import"].iter().any(|start| line.text.contains(start));
    let scripts = lines(&files("web", ".js"), elsewhere);
    let styles = files("web", ".css").into_iter().flat_map(|source| {
        let found = source.lines().filter(elsewhere).map(|line| show(&source.path, line.number, line.text));
        found.collect::<Vec<_>>()
    });
    none(scripts.into_iter().chain(styles), "nothing is fetched from another origin");
}

#[test]
fn whatever_the_app_shows_has_its_place_in_the_page() {
    let tags = markup::tags(&read("index.html").text);
    let has = |name: &str, value: String| tags.iter().any(|tag| tag.get(name) == Some(&value));
    let curves =
        Coordinate::ALL.iter().flat_map(|x| Curve::ALL.map(|curve| format!("chart-{}-{}", curve.key(), x.key())));
    let charts = Chart::ALL.iter().map(|chart| format!("chart-{}", chart.key())).chain(curves);
    let tables = ResultKind::ALL.into_iter().map(|kind| ("data-figure", key(kind).to_owned()));
    let exports = ExportKind::ALL.iter().map(|(name, _)| format!("export-{name}"));
    let actions = Action::ALL.iter().map(|(name, _)| (*name).to_owned()).chain(exports);
    let wanted = charts.map(|id| ("id", id)).chain(tables).chain(actions.map(|name| ("data-action", name)));
    let layers = Layer::ALL.iter().map(|layer| ("value", layer.key().to_owned()));
    let missing = wanted.chain(layers).filter(|(name, value)| !has(name, value.clone()));
    none(missing.map(|(name, value)| format!("  index.html: {name}=\"{value}\"")), "what has no element is never seen");
}

#[test]
fn the_colours_are_written_once() {
    let style = read("web/style.css").text;
    let missing = Role::ALL.into_iter().filter_map(|role| {
        let (light, dark) = (Palette::LIGHT.rgb(role).hex(), Palette::DARK.rgb(role).hex());
        let rule = format!("{}: light-dark({light}, {dark});", role.css_name());
        (!style.contains(&rule)).then(|| format!("  web/style.css: {rule}"))
    });
    none(missing, "before the app runs, the style sheet shows the palette's colours");
}

#[test]
fn the_pinned_versions_agree() {
    let pinned = |file: &str, key: &str| {
        let source = read(file);
        let value = source
            .lines()
            .find_map(|line| line.text.strip_prefix(key)?.trim().strip_prefix('='))
            .map(|value| value.trim().trim_matches('"').trim_start_matches('=').to_owned());
        value.unwrap_or_else(|| panic!("{file} pins no {key}"))
    };
    assert_eq!(pinned("Trunk.toml", "wasm_bindgen"), pinned("Cargo.toml", "wasm-bindgen"));
}

#[test]
fn every_dependency_has_its_reason() {
    let page = read("docs/dependencies.md").text;
    let manifests = [files("crates", "Cargo.toml"), files("web", "Cargo.toml"), files("tests", "Cargo.toml")].concat();
    let direct = |manifest| in_sections(manifest, |section| section.ends_with("dependencies"));
    let named: BTreeSet<_> = manifests.iter().flat_map(direct).collect();
    let missing =
        named.into_iter().filter(|name| !OURS.contains(&name.as_str()) && !page.contains(&format!("`{name}`")));
    none(missing.map(|name| format!("  `{name}`")), "docs/dependencies.md gives each direct dependency its reason");
}

/// The keys of every section whose name passes.
fn in_sections(manifest: &Source, passes: impl Fn(&str) -> bool) -> Vec<String> {
    let mut inside = false;
    let mut keys = Vec::new();
    for line in manifest.lines() {
        if let Some(header) = line.text.strip_prefix('[') {
            inside = passes(header.trim_end_matches(']'));
        } else if let Some((key, _)) = line.text.split_once('=').filter(|_| inside && !line.text.starts_with('#')) {
            keys.push(key.trim().trim_end_matches(".workspace").to_owned());
        }
    }
    keys
}
