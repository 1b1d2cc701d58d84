//! What the page says of the app: attributes for scripts, readouts and figures for people.

use messages::{Layer, LineView};
use page::app::Metric;
use page::distribution::Distribution;
use page::share::ShareOption;
use page::{App, Phase};
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use crate::browser::window;
use crate::dom::{all, by_id, find, find_in_page, instance, readout, set_attribute, set_text};
use crate::{benchmark, comparing, help, presentation, tabs, training_time};

/// Makes everything but canvases and controls say what the app says.
pub fn reflect(app: &App, hint: &str) {
    if let Some(main) = main_element() {
        let set = |name, value: Option<&str>| set_attribute(&main, name, value);
        set("data-phase", Some(app.phase().word()));
        set("data-run", Some(&app.run_number().to_string()));
        set("data-step", Some(&app.step().to_string()));
        set("data-playing", Some(if app.playing() { "true" } else { "false" }));
        set("data-worker", Some(app.worker_status().word()));
        set("data-resting", Some(if app.rests_unseen() { "true" } else { "false" }));
        set("data-dim", Some(if app.exact().mixture().dim() == 1 { "1" } else { "2" }));
        let train_points = app.settings().config.train_points;
        set("data-train-points", (train_points > 0).then(|| train_points.to_string()).as_deref());
        set("data-weights", app.weights());
        let inside_since = app.verdict().map(|verdict| verdict.inside_since);
        let verdict = match inside_since {
            None => "unknown",
            Some(None) => "outside",
            Some(Some(_)) => "inside",
        };
        set("data-verdict", Some(verdict));
        set("data-inside-since", inside_since.flatten().map(|step| step.to_string()).as_deref());
        set("data-note", app.note());
        set("data-error", app.error());
    }
    readouts(app);
    figures(app);
    words(app, hint);
    buttons(app);
    playback(app);
    training_time::reflect(app);
    comparing::reflect(app);
    benchmark::reflect(app);
    presentation::reflect(app);
    tabs::reflect(app);
}

/// What moves with the playback alone, from frame to frame.
pub fn playback(app: &App) {
    let timeline = app.timeline();
    if let Some(main) = main_element() {
        set_attribute(&main, "data-level", Some(&timeline.state().to_string()));
        set_attribute(&main, "data-levels", Some(&timeline.last().to_string()));
    }
    let (level, place) = (app.level_caption(), app.step_caption());
    readout("sigma", &level);
    readout("level", &place);
    if let Some(scrub) = by_id::<HtmlInputElement>("scrub") {
        set_attribute(&scrub, "max", Some(&timeline.last().to_string()));
        set_attribute(&scrub, "aria-valuetext", Some(&format!("{place}, {level}")));
        scrub.set_value(&format!("{:.4}", timeline.position()));
    }
}

/// The tables of the distributions.
pub fn distributions(distributions: &[Distribution]) {
    for (name, text) in distributions.iter().flat_map(Distribution::readouts) {
        readout(&name, &text);
    }
}

/// The shown picture in words: changed only with the level or the samples, so that nobody is talked at.
pub fn summary(app: &App) {
    if let Some(summary) = by_id::<Element>("summary") {
        set_text(&summary, &app.summary());
    }
}

fn main_element() -> Option<Element> {
    by_id("playground")
}

fn readouts(app: &App) {
    let total = app.settings().config.total_iterations() as u64;
    let foreign = if app.is_of_link() { "" } else { ", not its link’s" };
    readout("iteration", &format!("{} of {}{foreign}", plot::grouped(app.step() as u64), plot::grouped(total)));
    metric("loss", &app.loss_text());
    metric("steps_per_second", &app.speed_text());
    if let Some(place) = find_in_page::<Element>(".training-speed") {
        set_attribute(&place, "data-sampling", app.is_sampling().then_some(""));
    }
}

fn metric(name: &str, text: &str) {
    if let Some(element) = find_in_page::<Element>(&format!("[data-metric={name}]")) {
        set_text(&element, text);
    }
}

/// The list of figures: built anew when other figures apply, otherwise only their numbers change.
fn figures(app: &App) {
    let Some(list) = by_id::<Element>("figures") else { return };
    let metrics = app.metrics();
    let built = all::<Element>("#figures [data-metric]").into_iter().filter_map(|e| e.get_attribute("data-metric"));
    if !built.eq(metrics.iter().map(|metric| metric.key)) {
        list.replace_children_with_node_0();
        for figure in &metrics {
            if let Some(element) = figure_element(figure, figure.key == "avg_sq_distance" || metrics.len() == 2) {
                let _ = list.append_child(&element);
            }
        }
    }
    for Metric { key, text, perfect, .. } in &metrics {
        metric(key, text);
        // Other data may have the same figures, and score otherwise.
        let place = find_in_page::<Element>(&format!("#figures [data-metric={key}] + .perfect"));
        place.iter().for_each(|place| set_text(place, perfect));
        // What is to be said about it, in the place that its "?" opens.
        if let Some(place) = by_id::<Element>(&format!("help-{key}")) {
            set_text(&place, app.about(if key.starts_with("spike") { "spike" } else { key }));
        }
    }
}

fn figure_element(metric: &Metric, headline: bool) -> Option<Element> {
    let element = instance("figure-template")?;
    if headline {
        set_attribute(&element, "class", Some("figure headline"));
    }
    set_text(&find(&element, "dt span")?, &metric.name);
    help::tie(&element, &format!("help-{}", metric.key), &metric.name);
    set_attribute(&find::<Element>(&element, "[data-metric]")?, "data-metric", Some(metric.key));
    Some(element.into())
}

fn words(app: &App, hint: &str) {
    let say = |selector: &str, words: &str| {
        if let Some(element) = find_in_page::<Element>(selector) {
            set_text(&element, words);
        }
    };
    say("#note", app.note().unwrap_or_default());
    say("#share-status", app.note().unwrap_or_default());
    say("#failure p", app.error().unwrap_or_default());
    say("#failure button", app.way_out().label());
    let [words, label] = app.advice().map_or([""; 2], |advice| [&advice.words, &advice.label]);
    say("#advice span", words);
    say("#advice button", label);
    if let Some(place) = by_id::<Element>("advice") {
        set_attribute(&place, "data-shown", (!words.is_empty()).then_some(""));
    }
    say("#units", &page::own_data::units_in_words(&app.settings().config.dataset));
    say("#hint", hint);
    say("#printed-link", &window().location().href().unwrap_or_default());
}

fn buttons(app: &App) {
    let on = |action: &str, on: bool| {
        if let Some(button) = find_in_page::<Element>(&format!("[data-action={action}]")) {
            set_attribute(&button, "data-on", Some(if on { "true" } else { "false" }));
        }
    };
    on("play", app.playing());
    on("train", app.phase() == Phase::Training);
    if let Some(button) = find_in_page::<Element>("[data-action=continue]") {
        // One that was disabled would lose the focus.
        set_attribute(&button, "aria-disabled", app.more_iterations().is_none().then_some("true"));
    }
    for layer in Layer::ALL {
        check(&format!("input[name=layer][value={}]", layer.key()), app.view().shows(layer));
    }
    for (name, option) in ShareOption::ALL {
        check(&format!("input[name=share][value={name}]"), app.share_options().holds(option));
    }
    for line in LineView::ALL {
        check(&format!("input[name=view][value={}]", line.key()), app.view().line == line);
    }
    if let Some(speed) = find_in_page::<HtmlSelectElement>("select[name=speed]") {
        speed.set_value(&app.view().speed.to_string());
    }
}

fn check(selector: &str, checked: bool) {
    if let Some(input) = find_in_page::<HtmlInputElement>(selector) {
        input.set_checked(checked);
    }
}
