//! Killed workers, impossible rates, hidden pages, a monkey at the controls: the page goes on.

use std::env;

use page::link;
use serde_json::json;

use crate::playground::{ENDLESS, Playground, in_chromium};

/// Two hundred changes of anything to anything.
const MONKEY: &str = include_str!("monkey.js");

#[test]
fn a_worker_that_falls_silent_is_replaced_and_its_run_goes_on() {
    let page = Playground::open_still(&format!("{ENDLESS}&seed=3"));
    page.until("said.step > 0");
    page.kill_worker();
    page.until("said.worker === 'ready' && said.run === '2' && said.phase === 'training' && said.step > 0");
    assert!(page.said("note").contains("worker"), "{}", page.said("note"));
    assert_eq!(page.field("seed"), "3");
}

#[test]
fn four_crashes_within_a_minute_stop_the_worker_and_a_person_can_revive_it() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open(ENDLESS);
    for run in 1..=3 {
        page.until(&format!("said.run === '{run}' && said.worker === 'ready' && said.step > 0"));
        page.crash_worker();
    }
    page.until("said.run === '4' && said.worker === 'ready' && said.step > 0");
    page.crash_worker();
    page.until("said.worker === 'stopped'");
    assert_eq!(page.said("phase"), "failed");
    assert!(page.said("error").contains("worker"), "{}", page.said("error"));
    page.until("document.querySelector('#failure').checkVisibility()");
    let before = page.painting("#canvas-picture");
    page.until_repainted("#canvas-picture", &before);
    page.press("retry");
    page.until("said.worker === 'ready' && said.phase === 'training' && said.step > 0");
    assert_eq!(page.said("error"), "");
}

#[test]
fn a_rate_that_is_too_high_fails_with_words_and_the_next_change_recovers() {
    let page = Playground::open("rate=1000");
    page.until_phase("failed");
    assert!(page.said("error").contains("rate"), "{}", page.said("error"));
    assert_eq!(page.words("document.querySelector('#failure p').textContent"), page.said("error"));
    assert_eq!(page.value("document.querySelector('#failure').checkVisibility()"), true);
    let before = page.painting("#canvas-picture");
    page.until_repainted("#canvas-picture", &before);
    page.enter("rate", "0.001");
    page.until("said.phase === 'training' && said.step > 0");
    assert_eq!((page.said("error"), page.count("run")), (String::new(), 2));
    assert_eq!(page.value("document.querySelector('#failure').checkVisibility()"), false);
}

#[test]
fn the_last_good_weights_stay_on_the_screen_after_a_failure() {
    let page = Playground::open("rate=0.3&layer=learned");
    page.until_phase("failed");
    page.until("performance.getEntriesByName('first-learned').length > 0");
    assert!(page.metric("avg_sq_distance").is_finite());
    page.until("said.level > 3");
    page.until_repainted("#canvas-picture", &page.painting("#canvas-picture"));
}

#[test]
fn a_hidden_page_goes_on_when_it_is_seen_again() {
    let page = Playground::open(ENDLESS);
    page.until("said.step > 0");
    page.set_visible(false).expect("a hidden page");
    page.linger(7_000);
    page.set_visible(true).expect("a visible page");
    let step = page.count("step");
    page.until(&format!("said.step > {}", step + 10));
    assert_eq!(["run", "worker", "note"].map(|name| page.said(name)), ["1", "ready", ""]);
    page.until_repainted("#canvas-picture", &page.painting("#canvas-picture"));
}

#[test]
fn a_busy_worker_pauses_and_is_not_taken_for_dead() {
    let page = Playground::open_still("width=256&batch=4096&samples=20000&levels=50&rate=0.00001");
    page.until_phase("training");
    page.linger(6_000);
    page.press("train");
    page.until_at_rest();
    assert_eq!((page.count("run"), page.said("worker")), (1, "ready".into()));
}

/// What is wrong with what the page shows: figures that are neither numbers nor absent.
const WRONG_FIGURES: &str = "[...document.querySelectorAll('[data-metric]')].filter(
    figure => figure.textContent !== '–' && !Number.isFinite(Number(figure.textContent))).map(figure => figure.outerHTML)";

/// `MONKEY_ACTIONS` is how many changes are made.
#[test]
fn a_monkey_at_the_controls_leaves_a_page_that_trains() {
    let page = Playground::open_still("");
    page.until_phase("training");
    let actions: u32 = env::var("MONKEY_ACTIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    for seed in 1..=actions / 200 {
        page.value(&format!("{MONKEY}({seed})"));
        page.until("said.worker === 'ready' && said.phase !== 'loading'");
        assert_eq!(page.value(WRONG_FIGURES), json!([]), "after seed {seed}");
        // The address of a card says its seed a moment later.
        page.until("location.hash.includes('seed=')");
        let hash = page.hash();
        let linked = link::read(hash.trim_start_matches('#'));
        assert_eq!(linked.notes, Vec::<String>::new(), "after seed {seed}: {hash}");
        assert_eq!(
            link::write(&linked.settings, &linked.view, &linked.presentation),
            hash.trim_start_matches('#'),
            "after seed {seed}"
        );
    }
    page.choose("recipe", "simple_multimodal");
    page.enter("iterations", "200000");
    page.until("said.worker === 'ready' && said.phase === 'training' && said.step > 0");
    page.until("performance.getEntriesByName('first-learned').length > 0");
    assert!(page.metric("avg_sq_distance").is_finite());
    assert_eq!(page.words("document.querySelector('#unsupported').textContent"), "");
}

#[test]
fn the_last_of_many_recipes_is_the_one_that_trains() {
    let page = Playground::open_still("pace=max");
    page.run(
        "for (let i = 0; i < 40; i++) document.querySelectorAll('button[data-recipe]')[i % 7].click();
         document.querySelector('button[data-recipe=simple_1Diffusion]').click()",
    );
    page.until("said.recipe === 'simple_1Diffusion' && said.phase === 'finished'");
    let alone = Playground::open_still("recipe=simple_1Diffusion&pace=max");
    alone.until_phase("finished");
    assert_eq!(page.said("weights"), alone.said("weights"));
}

#[test]
fn a_page_out_of_sight_rests_unless_it_is_asked_to_go_on() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    page.set_visible(false).expect("a hidden page");
    page.until("said.resting === 'true'");
    // What the worker said before may still be on its way.
    page.linger(1_000);
    let step = page.count("step");
    page.linger(1_000);
    assert_eq!(page.count("step"), step);
    page.set_visible(true).expect("a visible page");
    page.until(&format!("said.resting === 'false' && said.step > {step}"));
    page.click_on("[data-preference=unseen]");
    page.set_visible(false).expect("a hidden page");
    page.linger(300);
    let step = page.count("step");
    page.until(&format!("said.resting === 'false' && said.step > {}", step + 100));
}

#[test]
fn a_failure_names_what_was_changed_and_its_button_leads_out() {
    let page = Playground::open_still("sigma_max=10&rate=1000");
    page.until_phase("failed");
    let error = page.said("error");
    assert!(error.contains("sigma_max 10 instead of 1") && error.contains("rate 1000 instead of"), "{error}");
    assert_eq!(page.words("document.querySelector('#failure button').textContent"), "Back to the preset");
    page.press("retry");
    page.until("said.phase === 'training' && said.step > 0 && said.recipe === 'simple_multimodal'");
}

#[test]
fn a_browser_that_refuses_storage_history_and_clipboard_is_no_hindrance() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    page.run(
        "const refuse = () => { throw new DOMException('refused', 'SecurityError'); };
         history.replaceState = history.pushState = refuse;
         Storage.prototype.setItem = Storage.prototype.getItem = refuse;
         if (navigator.clipboard) navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));",
    );
    page.enter("sigma_max", "0.5");
    page.until("said.run === '2' && said.step > 0");
    page.choose("recipe", "single_DDPM");
    page.until("said.dim === '1' && said.run === '3' && said.step > 0");
    page.press("theme");
    page.run("document.querySelectorAll('details[data-fold]').forEach(fold => { fold.open = !fold.open; })");
    page.press("share");
    page.until("/address bar/.test(said.note)");
    page.until("said.worker === 'ready' && said.step > 50");
    // What was refused is made up for.
    page.run("delete history.replaceState; delete history.pushState");
    page.until_link_says("recipe=single_DDPM");
}
