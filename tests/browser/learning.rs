//! Training: pause, rewind, seeds, figures, and the same weights from the same link.

use crate::playground::{ENDLESS, Playground, in_chromium};
use serde_json::json;

const RECIPES: [&str; 9] = [
    "simple_1Diffusion",
    "simple_1Diffusion_video",
    "simple_2Diffusion",
    "simple_multimodal",
    "simple_multimodal_video",
    "single_DDPM",
    "multimodal_DDPM",
    "simple_DDPM",
    "detailed_DDPM",
];

#[test]
fn steps_count_up_and_the_train_button_pauses_them() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    let early = page.count("step");
    page.until(&format!("said.step > {}", early + 100));
    assert_eq!(page.said("weights"), "", "weights are told only when they stand still");
    page.press("train");
    page.until_at_rest();
    assert_eq!(page.said("phase"), "paused");
    let paused = page.count("step");
    page.linger(1_500);
    assert_eq!(page.count("step"), paused);
    page.press("train");
    page.until(&format!("said.phase === 'training' && said.step > {paused}"));
    assert_eq!(page.said("weights"), "");
}

#[test]
fn four_spikes_are_learned_and_each_gets_its_share() {
    let page = Playground::open_still("recipe=simple_multimodal&pace=max");
    page.until_phase("finished");
    assert_eq!(page.count("step"), 3000);
    assert!(page.metric("avg_sq_distance") < 0.003);
    for spike in 0..4 {
        let share = page.metric(&format!("spike_{spike}"));
        assert!((0.18..=0.32).contains(&share), "spike {spike} gets {share}");
    }
}

#[test]
fn one_number_is_learned() {
    let page = Playground::open_still("recipe=simple_1Diffusion&pace=max");
    page.until_phase("finished");
    let mean = page.metric("mean_x");
    assert!((mean - 1.0).abs() < 0.05, "the mean is {mean}");
    assert_eq!(
        page.value("document.querySelectorAll('[data-metric=mean_y], [data-metric=avg_sq_distance]').length"),
        0
    );
}

#[test]
fn the_default_pace_lets_a_run_be_watched() {
    let page = Playground::open_still("iterations=1000");
    page.until("said.step > 0");
    page.linger(2_000);
    assert_eq!(page.said("phase"), "training", "a second's work is spread over ten");
    page.choose("pace", "max");
    page.until_phase("finished");
    assert_eq!((page.count("run"), page.count("step")), (1, 1000), "another pace starts nothing anew");
}

#[test]
fn a_link_gives_the_same_weights_at_any_pace() {
    let weights = |pace: &str| {
        let page = Playground::open_still(&format!("recipe=simple_multimodal&seed=7&sigma_max=0.8&pace={pace}"));
        page.until_phase("finished");
        (page.said("weights"), page.metric("avg_sq_distance").to_string(), page.metric("mean_x").to_string())
    };
    let swift = weights("max");
    assert_eq!(swift.0.len(), 16, "{}", swift.0);
    assert_eq!(weights("3"), swift);
}

#[test]
fn looking_and_pausing_change_no_weights() {
    if !in_chromium() {
        return;
    }
    let left_alone = Playground::open_still("iterations=1000&pace=max");
    left_alone.until_phase("finished");
    let disturbed = Playground::open_still("iterations=1000&pace=100");
    disturbed.until("said.step > 50");
    disturbed.pause_training();
    disturbed.press("resample");
    disturbed.press("train");
    disturbed.enter("samples", "500");
    disturbed.press("step-forward");
    disturbed.press("resample");
    disturbed.pause_training();
    disturbed.choose("pace", "max");
    disturbed.press("train");
    disturbed.until_phase("finished");
    assert_eq!(disturbed.said("weights"), left_alone.said("weights"));
}

#[test]
fn rewinding_starts_a_run_from_the_same_weights() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 20");
    page.pause_training();
    let rewind = || {
        let run = page.count("run");
        page.press("rewind");
        page.until(&format!("said.run > {run}"));
        let weights = page.until_at_rest();
        assert_eq!((page.said("phase"), page.count("step")), ("paused".into(), 0));
        weights
    };
    let first = rewind();
    page.press("train");
    page.until("said.step > 20");
    page.pause_training();
    assert_ne!(page.said("weights"), first);
    assert_eq!(rewind(), first);
    assert_eq!(rewind(), first);
}

#[test]
fn a_new_seed_starts_a_run_from_other_weights() {
    let page = Playground::open_still(ENDLESS);
    page.pause_training();
    page.press("rewind");
    page.until("said.run === '2'");
    let before = page.until_at_rest();
    let seed: u32 = page.field("seed").parse().expect("a seed");
    page.press("new-seed");
    page.until("said.run === '3'");
    assert_ne!(page.until_at_rest(), before);
    assert_eq!(page.field("seed"), (seed + 1).to_string());
    page.until_link_says(&format!("seed={}", seed + 1));
}

#[test]
fn rewinding_while_training_goes_on_training() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 300");
    let seen = page.value(
        "await (async said => {
            document.querySelector('[data-action=rewind]').click();
            while (said.run !== '2' || said.step === '0') await new Promise(requestAnimationFrame);
            return [said.phase, Number(said.step) < 300];
        })(playground.dataset)",
    );
    assert_eq!(seen, json!(["training", true]));
}

#[test]
fn training_again_gives_the_same_end() {
    let page = Playground::open_still("recipe=simple_1Diffusion&pace=max");
    page.until_phase("finished");
    let weights = page.said("weights");
    page.press("rewind");
    page.until("said.run === '2' && said.phase === 'finished'");
    assert_eq!(page.said("weights"), weights);
}

#[test]
fn resampling_draws_other_samples_from_the_same_weights() {
    let page = Playground::open_still("recipe=simple_multimodal&pace=max");
    page.until_phase("finished");
    let (weights, mean) = (page.said("weights"), page.metric("mean_x"));
    page.press("resample");
    page.until(&format!("Number(document.querySelector('[data-metric=mean_x]').textContent) !== {mean}"));
    assert_eq!((page.count("run"), page.said("phase"), page.said("weights")), (1, "finished".into(), weights));
    page.until_link_says("draw=1");
}

#[test]
fn another_number_of_samples_starts_no_run() {
    let page = Playground::open_still("recipe=simple_multimodal&pace=max");
    page.until_phase("finished");
    let share = page.metric("spike_0");
    page.enter("samples", "40");
    page.until(&format!("Number(document.querySelector('[data-metric=spike_0]').textContent) !== {share}"));
    let points = page.metric("spike_0") * 40.0;
    assert!((points - points.round()).abs() < 0.05, "a share of forty points");
    assert_eq!((page.count("run"), page.said("phase")), (1, "finished".into()));
}

#[test]
fn every_recipe_is_trained_to_its_end() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still(ENDLESS);
    for recipe in RECIPES {
        let run = page.count("run");
        page.run(&format!(
            "location.hash = 'recipe={recipe}&iterations=30&first_iterations=30&batch=20&samples=100&pace=max'"
        ));
        page.until(&format!("said.run > {run} && said.phase === 'finished'"));
        assert!(page.count("step") >= 30, "{recipe}");
        let moments = "[...document.querySelectorAll('#figures [data-metric]')].map(figure => figure.textContent)";
        let figures = page.value(moments);
        let figures = figures.as_array().expect("figures");
        assert!(figures.len() >= 2, "{recipe} has {figures:?}");
        for figure in figures {
            let text = figure.as_str().expect("text");
            assert!(text.parse::<f64>().is_ok_and(f64::is_finite), "{recipe} says {text}");
        }
    }
}

#[test]
fn loss_and_speed_are_bare_numbers_while_training() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 100");
    assert!(page.metric("loss") > 0.0);
    assert!(page.metric("steps_per_second") > 0.0);
    page.until(
        "[...document.querySelectorAll('[data-metric]')].every(figure => /^-?[0-9.]+(e-?[0-9]+)?$/.test(figure.textContent))",
    );
}

/// Against the loss of weights that hardly move: single iterations differ too much by their noise level.
#[test]
fn the_loss_falls() {
    let page = Playground::open_still("iterations=1000&rate=1e-7&pace=max");
    page.until_phase("finished");
    let untrained = page.metric("loss");
    let page = Playground::open_still("iterations=1000&pace=max");
    page.until_phase("finished");
    let trained = page.metric("loss");
    assert!(trained < untrained / 2.0, "from {untrained} to {trained}");
}

#[test]
fn charts_grow_with_training_and_say_in_words_what_they_show() {
    let page = Playground::open(ENDLESS);
    page.press("play");
    page.until("said.step > 20");
    let before = page.painting("#chart-loss");
    page.until("said.step > 60");
    page.until_repainted("#chart-loss", &before);
    for chart in ["loss", "levels", "distance", "means", "stds", "shares"] {
        let blank = page.value(&format!(
            "document.createElement('canvas').toDataURL() === document.querySelector('#chart-{chart}').toDataURL()"
        ));
        assert_eq!(blank, false, "{chart} is painted");
        let words = page.words(&format!("document.querySelector('#chart-{chart}').ariaLabel"));
        assert!(words.contains(|c: char| c.is_ascii_digit()), "{chart} says “{words}”");
    }
}
