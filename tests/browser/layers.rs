//! The layers that explain the picture: what each lays over it, and what stands beside it.

use crate::playground::Playground;

const TRAINED: &str = "recipe=simple_multimodal&target=eps&schedule=karras&pace=max&iterations=600&samples=300";

const POSTERIOR: &str = "document.querySelector('[data-figure=posterior] tbody').innerText";

/// Trained, and paused half way down.
fn half_way(hash: &str) -> Playground {
    let page = Playground::open(hash);
    page.until_phase("finished");
    page.press("play");
    page.slide("#scrub", "8");
    page.until("said.level === '8'");
    // The last samples fade in.
    page.until_still("#canvas-picture");
    page
}

fn switch(page: &Playground, layer: &str) {
    page.click_on(&format!("input[name=layer][value={layer}]"));
}

#[test]
fn every_layer_changes_the_picture_and_goes_without_a_trace() {
    let page = half_way(TRAINED);
    for layer in ["density", "score", "score_error", "posterior", "pairs", "trajectories"] {
        let before = page.painting("#canvas-picture");
        switch(&page, layer);
        page.until_repainted("#canvas-picture", &before);
        page.until_link_says(layer);
        switch(&page, layer);
        page.until(&format!("!location.hash.includes('{layer}')"));
        page.until_painted("#canvas-picture", &before);
    }
}

#[test]
fn the_lens_says_where_a_point_may_have_come_from() {
    let page = half_way(&format!("{TRAINED}&layer=learned,posterior"));
    page.until(&format!("{POSTERIOR}.includes('%')"));
    let sum = format!("{POSTERIOR}.match(/[\\d.]+(?= %)/g).reduce((sum, share) => sum + parseFloat(share), 0)");
    let sum = page.value(&sum).as_f64().expect("a number");
    assert!((sum - 100.0).abs() < 2.1, "weights below half a percent are left out: {sum}");
    for words in ["mean, exact", "mean, learned", "apart"] {
        assert_eq!(page.value(&format!("{POSTERIOR}.includes('{words}')")), true, "{words}");
    }
    let here = page.words(POSTERIOR);
    let picture = page.rect("#canvas-picture").expect("a picture");
    page.mouse_move(picture.at(0.3, 0.35)).expect("a mouse");
    page.until(&format!("{POSTERIOR} !== {}", serde_json::Value::from(here)));
    let there = page.words(POSTERIOR);
    page.run(
        "document.querySelector('#canvas-picture').dispatchEvent(
            new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true }))",
    );
    page.until(&format!("{POSTERIOR} !== {}", serde_json::Value::from(there)));
    assert_eq!(page.said("level"), "8", "the picture stands where it stood");
}

#[test]
fn the_scores_are_held_against_each_other() {
    let page = half_way(&format!("{TRAINED}&layer=score,score_error"));
    page.until("isFinite(parseFloat(document.querySelector('[data-metric=score_error]')?.textContent))");
    assert!(page.metric("score_error") > 0.0);
    // Without noise there is no network to ask, and the page says so.
    page.slide("#scrub", "slider.max");
    page.until("document.querySelector('[data-figure=score] .result-note').textContent.includes('without noise')");
}

#[test]
fn on_a_line_all_of_it_is_there_too() {
    let line = TRAINED.replace("simple_multimodal", "simple_1Diffusion");
    let page = half_way(&format!("{line}&dataset=three_modes&layer=learned,density,score,score_error,posterior"));
    page.until(&format!("{POSTERIOR}.includes('%')"));
    assert!(page.metric("score_error") > 0.0);
    switch(&page, "pairs");
    page.until_link_says("view=index");
}
