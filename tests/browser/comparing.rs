//! Two runs side by side, from the same noise.

use crate::playground::{Playground, in_chromium, weights_of};

const FIRST: &str = "recipe=simple_multimodal&pace=max&iterations=300";

const SECOND: &str = "recipe=simple_multimodal&pace=max&iterations=300&rate=0.002";

/// What the page says of the run beside its own.
const BESIDE: &str = "document.querySelector('#compared').dataset";

/// catches: a second run that is another than its link's, one that disturbs the first, a picture that is not painted or
/// stands at another level
#[test]
fn a_link_of_two_runs_shows_both_with_the_weights_of_their_links() {
    let page = Playground::open_still(&format!("{FIRST}&play=0&compare=rate%3D0.002"));
    page.until(&format!("said.phase === 'finished' && {BESIDE}.phase === 'finished'"));
    assert_eq!(page.said("weights"), weights_of(FIRST));
    assert_eq!(page.words(&format!("{BESIDE}.weights")), weights_of(SECOND));
    assert_eq!(page.words("document.querySelector('[data-readout=compared-name]').textContent"), "learning rate 0.002");
    page.slide("#scrub", "20");
    page.until(&format!("said.level === '20' && {BESIDE}.level === '20'"));
    page.until_still("#canvas-compared");
    let end = page.painting("#canvas-compared");
    assert_ne!(end, page.painting("#canvas-picture"));
    page.press("step-back");
    page.until(&format!("{BESIDE}.level === '19'"));
    page.until_repainted("#canvas-compared", &end);
    page.click_on("#picture [data-action=compare]");
    page.until("said.comparing === undefined && !location.hash.includes('compare')");
    assert_eq!(page.value("document.querySelector('#compared').checkVisibility()"), false);
}

/// catches: a run that is pinned and trained again, a comparison that a reload or a step back loses
#[test]
fn a_run_stays_beside_what_becomes_of_its_settings() {
    let page = Playground::open_still(FIRST);
    page.until("said.phase === 'finished' && said.verdict !== 'unknown'");
    page.click_on("#tab-runs");
    page.click_on("#comparison [data-action=compare]");
    page.until(&format!("said.comparing === '2' && {BESIDE}.phase === 'finished'"));
    page.enter("rate", "0.002");
    page.until("said.run === '2' && said.phase === 'finished' && said.verdict !== 'unknown'");
    let both = || (page.said("weights"), page.words(&format!("{BESIDE}.weights")));
    assert_eq!(both(), (weights_of(SECOND), weights_of(FIRST)));
    page.until("/learning rate/.test(document.querySelector('#comparison tbody').textContent)");
    page.until_link_says("compare=rate%3D0.001");
    page.reload().expect("a reload");
    page.until(&format!("said.phase === 'finished' && {BESIDE}.phase === 'finished'"));
    assert_eq!(both(), (weights_of(SECOND), weights_of(FIRST)));
    page.run(&format!("location.hash = '#{FIRST}'"));
    page.until("said.comparing === undefined && said.phase === 'finished'");
    page.run("history.back()");
    page.until(&format!("said.comparing === '2' && {BESIDE}.phase === 'finished' && said.phase === 'finished'"));
    assert_eq!(both(), (weights_of(SECOND), weights_of(FIRST)));
}

/// catches: a run beside the page's that goes on training while everything rests, or that takes the page with it
#[test]
fn both_rest_together_and_fail_apart() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still("iterations=200000&pace=100&compare=rate%3D0.0001");
    page.until(&format!("said.phase === 'training' && {BESIDE}.phase === 'training' && +{BESIDE}.step > 20"));
    page.press("train");
    page.until(&format!("said.phase === 'paused' && {BESIDE}.phase === 'paused'"));
    let run = page.said("run");
    page.press("train");
    page.until(&format!("said.phase === 'training' && {BESIDE}.phase === 'training'"));
    page.enter("rate", "1000");
    page.until("said.phase === 'failed'");
    assert_eq!(page.words(&format!("{BESIDE}.phase")), "training");
    assert_ne!(page.said("run"), run);
}
