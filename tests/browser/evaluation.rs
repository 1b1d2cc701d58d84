//! What is held against the exact distribution: metrics with reference intervals, the irreducible loss, the error
//! decomposition, the work–precision comparison; and the choices that lead there.

use crate::playground::{ENDLESS, Playground, in_chromium};

const CONTINUOUS: &str = "recipe=simple_multimodal&target=eps&schedule=karras&pace=max";

/// Waits until this figure is a number.
fn until_known(page: &Playground, metric: &str) -> f64 {
    page.until(&format!("isFinite(parseFloat(document.querySelector('[data-metric={metric}]')?.textContent))"));
    page.metric(metric)
}

#[test]
fn sampling_from_too_little_noise_has_its_largest_error_in_the_prior() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still(&format!("{CONTINUOUS}&sigma_max=0.2"));
    page.until_phase("finished");
    let prior = until_known(&page, "budget_prior");
    for part in ["sampling", "truncation", "steps", "model"] {
        let other = page.metric(&format!("budget_{part}"));
        assert!(prior > other, "prior {prior}, {part} {other}");
    }
}

#[test]
fn every_metric_stands_beside_what_a_perfect_sampler_scores() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still("recipe=simple_multimodal&pace=max");
    page.until_phase("finished");
    for metric in ["sliced_w1", "energy", "spikes_p"] {
        until_known(&page, metric);
        let band = format!("document.querySelector('[data-metric={metric}]').dataset");
        assert_eq!(page.value(&format!("parseFloat({band}.bandLow) < parseFloat({band}.bandHigh)")), true, "{metric}");
    }
    // The original target leaves far less than the width of a spike, so its network is no perfect sampler.
    let beyond = "(e => parseFloat(e.textContent) > parseFloat(e.dataset.bandHigh))";
    assert_eq!(page.value(&format!("{beyond}(document.querySelector('[data-metric=sliced_w1]'))")), true);
    page.until("said.verdict === 'outside' && !said.insideSince");
    page.until("document.querySelector('[data-figure=metrics] .result-note').textContent.includes('p = 0.00500')");
    until_known(&page, "loss_floor");
    assert!(page.metric("loss_excess") > 0.0);
    page.until(
        "document.querySelectorAll('[data-figure=budget] .result-note')[0].textContent.includes('DDIM on the same levels')",
    );
}

#[test]
fn every_sampler_is_compared_by_work_and_precision() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still(&format!("{CONTINUOUS}&iterations=300"));
    page.until("new Set([...document.querySelectorAll('[data-sampler]')].map(row => row.dataset.sampler)).size === 9");
    let slope = "parseFloat(document.querySelector('[data-sampler=rk4]').dataset.slope)";
    assert_eq!(page.value(&format!("{slope} < -1")), true, "{}", page.words(slope));
    let numbers = "[...document.querySelectorAll('[data-sampler]')].every(row =>
        Number.isInteger(+row.dataset.evaluations) && +row.dataset.error > 0)";
    assert_eq!(page.value(numbers), true);
}

#[test]
fn a_network_is_replaced_rather_than_asked_for_what_it_was_not_trained_on() {
    let page = Playground::open_still(&format!("recipe=simple_multimodal&{ENDLESS}"));
    let run = page.count("run");
    page.choose("sampler", "heun");
    page.until(&format!("said.run > {run} && said.recipe === 'custom'"));
    assert!(page.said("note").contains("eps"), "{}", page.said("note"));
    assert_eq!(page.field("target"), "eps");
    page.until_link_says("sampler=heun");
    // The new network serves every sampler: nothing is trained anew.
    let run = page.count("run");
    page.choose("sampler", "dpmpp_2m");
    page.enter("steps", "7");
    page.until("said.levels === '7'");
    assert_eq!((page.count("run"), page.said("note")), (run, String::new()));
}

#[test]
fn other_data_are_learned_too() {
    if !in_chromium() {
        return;
    }
    for (dataset, dim) in [("moons", "2"), ("three_modes", "1"), ("spikes", "2")] {
        let page = Playground::open_still(&format!("{CONTINUOUS}&iterations=200&samples=300&dataset={dataset}"));
        page.until_phase("finished");
        assert_eq!((page.said("dim"), page.said("error")), (dim.to_owned(), String::new()));
        let metric = if dim == "1" { "w1" } else { "sliced_w1" };
        assert!(until_known(&page, metric) > 0.0);
    }
}

#[test]
fn a_choice_is_described_in_place() {
    let page = Playground::open_still(CONTINUOUS);
    page.until("document.querySelector('#help-schedule').textContent.includes('Karras et al. 2022')");
    page.choose("schedule", "flow");
    page.until("document.querySelector('#help-schedule').textContent.includes('Liu et al. 2023')");
}

/// catches: a method that does not learn in the page, a verdict of the last run, infinity where a chart wants a number
#[test]
fn a_standard_method_learns_other_data_until_it_cannot_be_told_from_perfect() {
    if !in_chromium() {
        return;
    }
    for link in
        ["method=edm&dataset=two_modes&iterations=1200&seed=5", "method=flow&dataset=moons&iterations=1200&seed=5"]
    {
        let page = Playground::open_still(&format!("{link}&pace=max"));
        page.until("said.phase === 'finished' && said.verdict === 'inside'");
        let since: usize = page.count("inside-since").try_into().expect("an iteration");
        assert!((1..=1200).contains(&since), "{link}: since {since}");
        page.until("document.querySelector('[data-figure=metrics]').textContent.includes('cannot be told')");
        page.choose("dataset", "spiral");
        page.until("said.run === '2' && said.verdict !== 'inside'");
        page.until("location.hash.includes('method=') && location.hash.includes('dataset=spiral')");
    }
}

/// catches: batches that are drawn anew all the same, a cloud that nobody sees, training points that differ in a browser
#[test]
fn a_network_of_few_points_copies_them_and_the_page_says_so() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open("method=edm&dataset=moons&train_points=16&iterations=1000&pace=max&seed=7&tab=proof");
    page.until("said.phase === 'finished' && said.trainPoints === '16'");
    page.until("parseFloat(document.querySelector('[data-metric=copies]')?.textContent) > 0.5");
    let band = |end: &str| page.words(&format!("document.querySelector('[data-metric=copies]').dataset.{end}"));
    let [high, low]: [f64; 2] = ["bandHigh", "memoriserLow"].map(|end| band(end).parse().expect("a number"));
    assert!(high < 0.5 && low > 0.9, "{high} {low}");
    assert!(until_known(&page, "train_loss") < until_known(&page, "held_out_loss"));
    page.until("document.querySelector('.verdict').textContent.includes('are copies of training points')");
    let linked = page::link::read(page.hash().trim_start_matches('#'));
    assert_eq!(tests::trained(&linked.settings.config).expect("it is trained").hash(), page.said("weights"));
    let legend = || page.words("getComputedStyle(document.querySelector('[data-role=memoriser]')).display");
    assert_ne!(legend(), "none");
    let before = page.painting("#canvas-picture");
    page.run("document.querySelector('[name=layer][value=memoriser]').click()");
    page.until_link_says("layer=data,exact,learned");
    page.until_repainted("#canvas-picture", &before);
    // How it came about, at every checkpoint, and at which levels.
    page.until(
        "document.querySelector('[data-figure=memorisation-curve] tbody tr:last-child th')?.textContent === '1\u{202f}000'",
    );
    page.until("/copies than chance makes: since iteration/.test(document.querySelector('[data-figure=memorisation-curve]').textContent)");
    page.until("/answers part at/.test(document.querySelector('[data-figure=gaps]').textContent)");
    for chart in ["copies", "held-out", "held-out-levels", "gap"] {
        page.until(&format!("document.querySelector('#chart-{chart}').offsetHeight > 50"));
    }
    page.press("play");
    page.slide("#scrub", "25");
    page.until("said.level === '25'");
    page.until_still("#canvas-picture");
    let before = page.painting("#canvas-picture");
    page.run("document.querySelector('[name=layer][value=score_gap]').click()");
    page.until_repainted("#canvas-picture", &before);
    page.until_link_says("score_gap");
    page.enter("train_points", "0");
    page.until("!said.trainPoints && said.run === '2'");
    assert_eq!(legend(), "none");
    for gone in ["[data-figure=gaps]", "[data-figure=memorisation-curve]", "label:has([value=score_gap])"] {
        assert_eq!(page.value(&format!("document.querySelector('{gone}').offsetHeight")), 0, "{gone}");
    }
}
