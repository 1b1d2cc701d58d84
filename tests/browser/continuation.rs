//! Runs that go on where they stood: in another worker, after a reload of the page, with more iterations.

use crate::playground::{ENDLESS, Playground, in_chromium, weights_of};

/// It takes a hundred seconds, in which much can happen.
const LONG: &str = "method=edm&dataset=moons&iterations=2500&pace=100";

/// What the page keeps of the run for a reload.
const KEPT: &str = "JSON.stringify({...sessionStorage})";

impl Playground {
    /// Waits until the page has kept the run once more.
    #[track_caller]
    fn until_kept(&self) {
        self.run(&format!("window.kept = {KEPT}"));
        self.until(&format!("{KEPT} !== window.kept"));
    }
}

/// The rest of a run at full speed; its weights are to be those of a run that nothing happened to.
fn ends_as(page: &Playground, weights: &str) {
    page.choose("pace", "max");
    page.until_phase("finished");
    assert_eq!((page.said("weights").as_str(), page.said("error").as_str()), (weights, ""));
}

/// catches: a run that is thrown away with its worker, a pause or an earlier iteration that is forgotten, another run's weights
#[test]
fn a_run_goes_on_in_the_next_worker_and_ends_with_the_same_weights() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still(LONG);
    page.until("said.step > 100");
    page.until_kept();
    let step = page.count("step");
    page.crash_worker();
    page.until("said.run === '2' && said.worker === 'ready'");
    assert!(page.count("step") > 20, "of {step}, {}", page.said("note"));
    assert!(page.said("note").contains("goes on from iteration"), "{}", page.said("note"));
    page.until("document.querySelector('#training-time').max > 40");
    page.slide("#training-time", "20");
    page.until("said.snapshot !== 'now'");
    let snapshot = page.said("snapshot");
    page.pause_training();
    let step = page.count("step");
    page.crash_worker();
    page.until("said.run === '3' && said.worker === 'ready' && said.phase === 'paused'");
    page.until("document.querySelector('#training-time').max > 40");
    assert_eq!((page.count("step"), page.said("snapshot")), (step, snapshot));
    page.press("now");
    page.press("train");
    page.until(&format!("said.step > {step}"));
    page.crash_worker();
    page.until("said.run === '4' && said.worker === 'ready'");
    ends_as(&page, &weights_of(LONG));
    assert_eq!(page.value("document.querySelector('#training-time').max"), "95");
}

/// catches: a reload that begins the run again, one that goes on with what was paused, or with the run of another link
#[test]
fn a_reload_goes_on_and_a_link_that_is_followed_begins() {
    let page = Playground::open_still(LONG);
    page.until("said.step > 100");
    page.until_kept();
    page.reload().expect("a reload");
    page.until("said.worker === 'ready'");
    assert!(page.count("step") > 20, "{}", page.said("step"));
    assert!(page.said("note").contains("goes on from iteration"), "{}", page.said("note"));
    page.pause_training();
    let step = page.said("step");
    page.reload().expect("a reload");
    page.until("said.worker === 'ready' && said.phase === 'paused'");
    assert_eq!(page.said("step"), step);
    page.press("train");
    let weights = weights_of(LONG);
    ends_as(&page, &weights);
    page.reload().expect("a reload");
    page.until_phase("finished");
    assert_eq!(page.said("weights"), weights);
    page.choose("pace", "100");
    page.press("rewind");
    page.until("said.run === '2' && said.phase === 'training'");
    assert!(page.count("step") < 2_500);
    let address = page.words("location.href");
    page.navigate("about:blank").expect("an empty page");
    page.navigate(&address).expect("the link");
    page.until("said.phase === 'training'");
    assert_eq!((page.said("note"), page.said("run")), (String::new(), "1".into()));
    assert!(page.count("step") < 2_500);
}

/// catches: another run than that of the new link, weights that are not the link's and are not said to be others
#[test]
fn a_run_that_has_ended_is_trained_on() {
    if !in_chromium() {
        return;
    }
    let link = |iterations: u32| format!("recipe=simple_multimodal&pace=max&iterations={iterations}");
    let page = Playground::open_still(&link(400));
    page.until_phase("finished");
    assert_eq!(page.said("weights"), weights_of(&link(400)));
    page.click_on("[data-action=continue]");
    page.until("said.step > 400 && said.phase === 'finished'");
    assert_eq!((page.said("weights"), page.said("note")), (weights_of(&link(800)), String::new()));
    page.until_link_says("iterations=800");
    page.press("train");
    page.until("said.step > 800 && said.phase === 'finished'");
    assert_eq!(page.said("weights"), weights_of(&link(1_600)));
    assert_eq!(
        page.words("document.querySelector('[data-readout=iteration]').textContent"),
        "1\u{202f}600 of 1\u{202f}600"
    );
    let falling = Playground::open_still("method=edm&iterations=300&pace=max");
    falling.until_phase("finished");
    falling.press("continue");
    falling.until("said.step > 300 && said.phase === 'finished'");
    assert!(falling.said("note").contains("other weights"), "{}", falling.said("note"));
    assert_ne!(falling.said("weights"), weights_of("method=edm&iterations=600"));
}

#[test]
fn a_browser_that_keeps_no_runs_says_so_once_and_trains() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    page.run("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };");
    page.until("/does not keep the run/.test(said.note)");
    page.press("dismiss-note");
    let step = page.count("step");
    page.linger(2_500);
    assert_eq!(page.said("note"), "");
    assert!(page.count("step") > step);
    page.reload().expect("a reload");
    page.until("said.worker === 'ready' && said.phase === 'training'");
}
