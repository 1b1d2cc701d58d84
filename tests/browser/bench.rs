//! The benchmark, opened by `#bench`; and what a run takes of the machine.

use crate::playground::{Playground, in_chromium};
use diffusion::Preset;
use page::link;
use serde_json::Value;
use tests::{axe_violations, trained};
use training::bench::cases;

const RESULT: &str = "document.getElementById('bench-result').textContent";

fn until_measured(page: &Playground, rows: usize) {
    page.until(&format!("document.querySelectorAll('#bench-rows tr').length >= {rows}"));
}

#[test]
fn the_benchmark_measures_every_case_and_leaves_a_record() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open("bench");
    until_measured(&page, 1);
    assert_eq!((page.said("phase"), page.words(RESULT)), ("measuring".into(), String::new()));
    assert_eq!(page.value("document.querySelector('.workspace').checkVisibility()"), false);
    (2..=cases().len()).for_each(|rows| until_measured(&page, rows));
    page.until_phase("finished");
    let violations = axe_violations(&page).unwrap_or_else(|error| panic!("{error}"));
    assert!(violations.is_empty(), "{violations:#?}");
    let record: Value = serde_json::from_str(&page.words(RESULT)).expect("a record in JSON");
    let rows = record["rows"].as_array().expect("rows");
    for (row, case) in rows.iter().zip(cases()) {
        assert_eq!(row["case"], case.key());
        let time = row["us_per_step"].as_f64().or(row["ms"].as_f64());
        assert!(time.is_some_and(|time| time > 0.0), "{row}");
    }
    assert_eq!(rows.len(), cases().len());
    assert_eq!(page.hash(), "#bench");
}

#[test]
fn another_link_leaves_the_benchmark_and_trains() {
    let page = Playground::open("bench");
    until_measured(&page, 1);
    page.click_on("#bench a");
    page.until("said.phase === 'training' && said.step > 0");
    assert_eq!(page.value("document.querySelector('#bench').checkVisibility()"), false);
    page.back().expect("the benchmark again");
    until_measured(&page, 1);
    assert_eq!(page.said("phase"), "measuring");
}

/// The presets, and configurations that reach every target, schedule, loss, optimizer and kind of data.
fn links() -> impl Iterator<Item = String> {
    let custom = [
        "recipe=simple_multimodal&target=v&schedule=cosine&dataset=moons&iterations=200",
        "recipe=simple_multimodal&target=eps&schedule=linear&weighting=min_snr&iterations=200",
        "recipe=simple_multimodal&target=flow&schedule=flow&dataset=swiss_roll&optimizer=sgd&rate=0.0001&iterations=200",
        "recipe=simple_1Diffusion&target=x0&schedule=karras&weighting=edm&width=48&dataset=two_modes&iterations=200",
        "recipe=simple_multimodal&target=score&schedule=log_linear&ema=0.9&spikes=0:0:0.1:1,1:1:0.05:3&dataset=spikes&iterations=200",
        "recipe=single_DDPM&betas=0.01,0.1,0.5,0.9&batch=7&iterations=200",
        "recipe=simple_1Diffusion&levels=12&rho=3&decay=0.5&decay_every=50&iterations=200",
        "recipe=multimodal_DDPM&sigma_max=0.7&optimizer=adamw&width=17&iterations=200",
        "method=edm&iterations=200",
        "method=flow&dataset=moons&iterations=200",
        "method=ddpm&dataset=three_modes&width=24&depth=5&iterations=200",
        "method=edm&dataset=corner&activation=relu&targets=sample&stratified=no&features=2&rate_schedule=steps&iterations=200",
        "method=flow&training_spacing=karras&preconditioning=none&sigma_max=20&warmup=7&depth=1&optimizer=sgd&rate=0.001&iterations=200",
    ];
    let presets = Preset::ALL.map(|preset| format!("recipe={}&iterations=300&first_iterations=300", preset.key()));
    presets.into_iter().chain(custom.map(str::to_owned)).map(|link| format!("{link}&seed=3&pace=max"))
}

/// The same sums in the same order, in a browser's wasm as natively.
/// catches: fused multiply-adds, sums in another order, a mathematical function of the platform's own
#[test]
fn a_link_gives_the_same_weights_in_every_browser_as_natively() {
    let page = Playground::open_still("recipe=simple_2Diffusion&iterations=1&pace=max");
    for (run, fragment) in (2..).zip(links()) {
        page.run(&format!("location.hash = '{fragment}&play=0'"));
        page.until(&format!("said.run === '{run}' && said.phase === 'finished'"));
        let learned = trained(&link::read(&fragment).settings.config);
        assert_eq!(page.said("weights"), learned.expect("the link can be trained").hash(), "{fragment}");
    }
}

/// Both runs have as many snapshots, and the short one has been held against the exact answer: what that takes, in a slow
/// engine long after training has begun, is there before.
/// catches: a graph, a batch or a report that is kept
#[test]
fn a_long_run_takes_no_more_memory_than_a_short_one() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open("iterations=1000&pace=max");
    page.until_phase("finished");
    page.until("said.verdict !== 'unknown' && document.querySelector('[data-sampler=seed_ddpm]')");
    let memory = || page.worker_memory().expect("its memory");
    let before = memory();
    page.run("location.hash = 'iterations=20000&pace=max'");
    page.until("said.run === '2' && said.phase === 'finished'");
    let grown = memory() - before;
    assert!(grown <= f64::from(1 << 20), "{grown} bytes more");
}
