//! The list of runs: rows that come with runs and stay for the next visit, show their run again, and are compared.

use crate::playground::{Playground, in_chromium, weights_of};
use serde_json::json;

const FIRST: &str = "recipe=simple_multimodal&pace=max&iterations=300";

const SECOND: &str = "recipe=simple_multimodal&pace=max&iterations=300&rate=0.002";

/// Hash and iterations of every row, the newest first.
const ROWS: &str =
    "[...document.querySelectorAll('[data-run-row]')].map(row => [row.dataset.hash, row.dataset.iterations])";

impl Playground {
    /// Presses a button of a row.
    #[track_caller]
    fn press_in_row(&self, row: usize, action: &str) {
        self.run(&format!(
            "document.querySelectorAll('[data-run-row]')[{row}].querySelector('[data-action={action}]').click()"
        ));
    }
}

/// Two runs that have ended, the second of which is shown.
fn two_runs() -> (Playground, [String; 2]) {
    let page = Playground::open_still(FIRST);
    page.until("said.phase === 'finished' && said.verdict !== 'unknown'");
    page.enter("rate", "0.002");
    page.until("said.run === '2' && said.phase === 'finished' && said.verdict !== 'unknown'");
    (page, [FIRST, SECOND].map(weights_of))
}

/// catches: a run that is trained again or otherwise, a row that is lost with the visit or comes twice
#[test]
fn a_row_shows_its_run_again_also_on_the_next_visit() {
    let (page, [first, second]) = two_runs();
    page.click_on("#tab-runs");
    assert_eq!(page.value(ROWS), json!([[second, "300"], [first, "300"]]));
    page.press_in_row(1, "load-run");
    page.until("said.run === '3' && said.phase === 'finished'");
    assert_eq!((page.said("weights"), page.field("rate")), (first.clone(), "0.001".into()));
    page.until("document.querySelector('[data-run-row][aria-current]').dataset.hash === said.weights");
    let address = page.words("location.href");
    page.navigate("about:blank").expect("an empty page");
    page.navigate(&address).expect("the page again");
    page.until("said.phase === 'finished' && document.querySelectorAll('[data-run-row]').length === 2");
    page.until("document.querySelector('[data-run-row][aria-current]').dataset.hash === said.weights");
    page.press_in_row(1, "load-run");
    page.until(&format!("said.phase === 'finished' && said.weights === '{second}'"));
    page.press("continue");
    page.until("said.step > 300 && said.phase === 'finished'");
    assert_eq!(page.said("weights"), weights_of(&SECOND.replace("300", "600")));
    page.until("document.querySelector('[data-run-row][aria-current]').dataset.iterations === '600'");
}

/// catches: figures of one run beside themselves, a ghost that is not drawn, a focus that is lost with its row
#[test]
fn runs_are_compared_with_the_pinned_one() {
    let (page, _) = two_runs();
    page.click_on("#tab-results");
    page.until_still("#chart-loss");
    let alone = page.painting("#chart-loss");
    page.click_on("#tab-runs");
    page.press_in_row(1, "pin");
    page.until("document.querySelector('[data-run-row] [data-action=unpin][aria-pressed=true]')");
    page.until("/learning rate/.test(document.querySelector('#comparison tbody').textContent)");
    let rows = page.words("document.querySelector('#comparison tbody').innerText");
    assert!(rows.contains("0.002") && rows.contains("0.001") && rows.contains("loss"), "{rows}");
    page.click_on("#tab-results");
    page.until_repainted("#chart-loss", &alone);
    page.click_on("#tab-runs");
    page.press_in_row(1, "unpin");
    page.until("/Pin a run/.test(document.querySelector('#comparison .result-note').textContent)");
    page.run("document.querySelectorAll('[data-run-row]')[1].querySelector('[data-action=delete-run]').focus()");
    page.strike("Enter");
    page.until("document.querySelectorAll('[data-run-row]').length === 1 && document.activeElement.id === 'run-list'");
    page.reload().expect("a reload");
    page.until("said.phase === 'finished'");
    assert_eq!(page.value("document.querySelectorAll('[data-run-row]').length"), 1);
}

/// catches: a page that fails without storage, silence about rows that are not kept
#[test]
fn a_full_storage_is_said_and_is_no_hindrance() {
    let page = Playground::open_still(FIRST);
    page.until_phase("finished");
    page.run(
        "window.notes = [];
         new MutationObserver(() => notes.push(playground.dataset.note ?? '')).observe(
             document.querySelector('#playground'), {attributes: true, attributeFilter: ['data-note']});
         Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    );
    page.enter("seed", "9");
    page.until("notes.some(note => /does not keep the run/.test(note)) && said.phase === 'finished'");
    // Only one thing is said at a time: the other comes when there is room for it.
    page.press("dismiss-note");
    page.enter("seed", "10");
    page.until("notes.some(note => /keeps no more runs/.test(note)) && said.phase === 'finished'");
    page.until("document.querySelector('[data-run-row][aria-current]').dataset.hash === said.weights");
}

impl Playground {
    /// Presses ×8 on a machine with so many cores, and waits for the seeds.
    #[track_caller]
    fn repeat(&self, cores: u32) {
        self.run(&format!(
            "Object.defineProperty(navigator, 'hardwareConcurrency', {{value: {cores}, configurable: true}})"
        ));
        // Within the page it is at work as soon as the button is pressed.
        self.run("document.querySelector('[data-action=repeat]').click()");
        self.until(&format!("/done|failed/.test({REPEATS}.repeat)"));
        assert_eq!(
            self.words(&format!("{REPEATS}.repeat")),
            "done",
            "{}",
            self.words("document.querySelector('#repeat-status').textContent")
        );
    }
}

const REPEATS: &str = "document.querySelector('#repeats').dataset";

const SEEDS: &str =
    "[...document.querySelectorAll('[data-repeat-seed]')].map(row => [row.dataset.repeatSeed, row.dataset.hash])";

/// catches: a seed that is another run than its link's, results out of order, a page's run that is disturbed
#[test]
fn eight_seeds_are_the_runs_of_their_links_however_many_workers_train_them() {
    let link = |seed: u32| format!("recipe=simple_multimodal&pace=max&iterations=300&seed={seed}");
    let page = Playground::open_still(&link(7));
    page.until_phase("finished");
    page.click_on("#tab-runs");
    page.repeat(3);
    let seeds = page.value(SEEDS);
    let told: Vec<_> = seeds.as_array().into_iter().flatten().map(|row| row[0].as_str().unwrap_or_default()).collect();
    assert_eq!(told, ["7", "8", "9", "10", "11", "12", "13", "14"]);
    for (row, seed) in [(0, 7), (3, 10), (7, 14)] {
        assert_eq!(seeds[row][1], weights_of(&link(seed)), "seed {seed}");
    }
    assert_eq!((page.said("run"), page.said("weights")), ("1".into(), weights_of(&link(7))));
    page.enter("seed", "8");
    page.until("said.run === '2' && said.phase === 'finished'");
    page.repeat(1);
    let again = page.value(SEEDS);
    assert!((0..7).all(|row| again[row] == seeds[row + 1]), "{again} beside {seeds}");
}

/// catches: a comparison that says nothing, a band that is not drawn, a button that cannot be pressed twice
#[test]
fn the_seeds_of_two_configurations_are_compared() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still(FIRST);
    page.until_phase("finished");
    page.click_on("#tab-results");
    page.until_still("#chart-loss");
    let alone = page.painting("#chart-loss");
    page.click_on("#tab-runs");
    page.repeat(2);
    page.until("/both are compared/.test(document.querySelector('#repeat-figures').textContent)");
    page.click_on("#tab-results");
    page.until_repainted("#chart-loss", &alone);
    page.enter("iterations", "3000");
    page.until("said.run === '2' && said.phase === 'finished'");
    page.click_on("#tab-runs");
    page.repeat(2);
    let p = "Number(document.querySelector('#repeat-figures [data-rank-p]').dataset.rankP)";
    assert!(page.value(p).as_f64().is_some_and(|p| p < 0.01), "ten times the iterations: {}", page.value(p));
    assert!(
        page.words("document.querySelector('#repeat-figures .result-note').textContent")
            .contains("3\u{202f}000 iterations")
    );
}

/// catches: seeds that go on after they were stopped, those that are done and are lost
#[test]
fn seeds_can_be_stopped_and_go_on() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still("method=edm&iterations=400&pace=max");
    page.until("said.step > 0");
    page.click_on("#tab-runs");
    // Inside the page: on a fast machine all are done before a test has asked twice.
    page.run(&format!(
        "Object.defineProperty(navigator, 'hardwareConcurrency', {{value: 1, configurable: true}});
         const press = action => document.querySelector(`[data-action=${{action}}]`).click();
         press('repeat');
         while ({REPEATS}.seedsDone === '0') await new Promise(requestAnimationFrame);
         press('stop-repeat')"
    ));
    page.until(&format!("{REPEATS}.repeat === 'stopped'"));
    let done = page.value(SEEDS)[0].clone();
    page.repeat(2);
    assert_eq!(page.value(SEEDS)[0], done);
    assert_eq!(page.value(&format!("{REPEATS}.seedsDone")), "8");
}
