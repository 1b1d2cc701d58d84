//! Back through the training, and along both times at once.

use crate::playground::{Playground, weights_of};

impl Playground {
    /// Moves the slider of the training to this share of its way.
    #[track_caller]
    fn go_back_to(&self, share: f64) {
        self.slide("#training-time", &format!("Math.round({share} * slider.max)"));
    }
}

/// A finished run whose samples stand at their end.
fn ended(link: &str) -> Playground {
    let page = Playground::open_still(&format!("{link}&pace=max&play=0"));
    page.until_phase("finished");
    page.slide("#scrub", "slider.max");
    page.until("said.level === said.levels");
    page
}

/// catches: training that rests, draws something else or begins anew while somebody looks at how it was
#[test]
fn whoever_goes_back_and_forth_while_it_trains_disturbs_nothing() {
    let link = "method=edm&dataset=moons&iterations=1500&pace=100";
    let page = Playground::open_still(link);
    page.until("said.step >= 20");
    for k in 0..10 {
        page.go_back_to(f64::from(k * 7 % 10) / 11.0);
        page.until("said.snapshot !== 'now'");
        page.run("const {step} = playground.dataset; while (playground.dataset.step === step) await new Promise(requestAnimationFrame)");
        if k % 4 == 0 {
            page.press("now");
            page.until("said.snapshot === 'now'");
        }
    }
    page.choose("pace", "max");
    page.until_phase("finished");
    assert_ne!(page.said("snapshot"), "now", "somebody still looks at how it was");
    assert_eq!(page.said("weights"), weights_of(link));
    assert_eq!((page.said("run"), page.said("error")), ("1".into(), String::new()));
}

#[test]
fn an_earlier_iteration_is_seen_as_it_was_by_keyboard_and_then_the_end_again() {
    let page = ended("recipe=simple_multimodal&iterations=400");
    page.until("document.querySelector('[data-metric=avg_sq_distance]').textContent !== '–'");
    page.until_still("#canvas-picture");
    let (end, distance) = (page.painting("#canvas-picture"), page.metric("avg_sq_distance"));
    page.until("said.verdict !== 'unknown'");
    page.run("document.querySelector('#training-time').focus()");
    page.strike("Home");
    page.until("said.snapshot === '0'");
    page.until_repainted("#canvas-picture", &end);
    assert!(page.metric("avg_sq_distance") > 3.0 * distance, "an untrained network");
    assert_eq!(page.words("document.querySelector('[data-readout=snapshot]').textContent"), "iteration 0");
    assert_eq!(page.words("document.querySelector('#training-time').getAttribute('aria-valuetext')"), "iteration 0");
    page.strike("ArrowRight");
    page.until("said.snapshot === '1'");
    page.strike("End");
    page.until("said.snapshot === 'now'");
    page.until_painted("#canvas-picture", &end);
    assert_eq!((page.metric("avg_sq_distance"), page.said("run")), (distance, "1".into()));
    assert_eq!(page.value("document.querySelector('[data-action=now]').getAttribute('aria-disabled')"), "true");
}

#[test]
fn the_map_goes_through_both_times_under_a_mouse() {
    let page = ended("recipe=simple_2Diffusion&iterations=300");
    let map = page.rect("#training-map").expect("the map");
    page.mouse_drag(map.at(0.9, 0.1), map.at(0.02, 0.98), 5).expect("a mouse");
    page.until("said.level === '0' && said.snapshot === '0'");
    page.mouse_drag(map.at(0.02, 0.98), map.at(0.5, 0.5), 5).expect("a mouse");
    page.until("said.level > 3 && said.level < 7 && said.snapshot > 5 && said.snapshot < 60");
    page.mouse_drag(map.at(0.5, 0.5), map.at(1.4, -0.4), 5).expect("a mouse");
    page.until("said.level === said.levels && said.snapshot === 'now'");
}

#[test]
fn the_training_is_played_from_its_start_to_its_end() {
    let page = ended("method=edm&iterations=200&samples=300");
    // Slow enough to be looked at on its way.
    page.choose("speed", "0.25");
    page.press("play-training");
    page.until("said.snapshot !== 'now' && said.snapshot < 30");
    let early = page.count("snapshot");
    page.until(&format!("said.snapshot > {early}"));
    assert_eq!((page.said("level"), page.said("playing")), (page.said("levels"), "false".into()));
    page.press("play-training");
    page.until("document.querySelector('[data-action=play-training]').dataset.on === 'false'");
    // What was asked for last may still be on its way.
    page.linger(500);
    let stopped = page.said("snapshot");
    page.linger(500);
    assert_eq!(page.said("snapshot"), stopped);
    page.choose("speed", "4");
    page.press("play-training");
    page.until("said.snapshot === 'now'");
}
