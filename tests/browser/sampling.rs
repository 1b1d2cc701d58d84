//! The way from noise to data: scrubber, buttons, keys, layers, views.

use crate::playground::{ENDLESS, Playground};

/// A run of which every picture is the last: what changes it is what the test does.
fn still(hash: &str) -> Playground {
    let page = Playground::open(&format!("{hash}&pace=max"));
    page.until_phase("finished");
    page.press("play");
    page.until("said.playing === 'false'");
    page
}

#[test]
fn the_play_button_stops_and_starts_the_animation() {
    let page = Playground::open("");
    page.until("said.level > 0");
    page.press("play");
    page.until("said.playing === 'false'");
    let level = page.said("level");
    page.linger(700);
    assert_eq!(page.said("level"), level);
    page.press("play");
    page.until(&format!("said.playing === 'true' && said.level !== '{level}'"));
}

#[test]
fn the_scrubber_goes_to_any_level() {
    let page = still("recipe=simple_2Diffusion");
    let scrub = page.rect("#scrub").expect("the scrubber");
    page.mouse_drag(scrub.at(0.5, 0.5), scrub.at(0.999, 0.5), 5).expect("a mouse");
    page.until("said.level === said.levels");
    page.mouse_drag(scrub.at(0.999, 0.5), scrub.at(0.001, 0.5), 5).expect("a mouse");
    page.until("said.level === '0'");
    let noise = page.painting("#canvas-picture");
    page.mouse_drag(scrub.at(0.001, 0.5), scrub.at(0.5, 0.5), 5).expect("a mouse");
    page.until("said.level > 3 && said.level < 7");
    page.until_repainted("#canvas-picture", &noise);
    assert_eq!(page.said("playing"), "false", "a hand on the scrubber stops the playback");
}

#[test]
fn step_buttons_go_one_level_and_stop_at_the_ends() {
    let page = still("recipe=simple_2Diffusion");
    page.slide("#scrub", "0");
    page.until("said.level === '0'");
    page.press("step-back");
    page.press("step-forward");
    page.until("said.level === '1'");
    page.press("step-forward");
    page.until("said.level === '2'");
    page.press("step-back");
    page.until("said.level === '1'");
    for _ in 0..12 {
        page.press("step-forward");
    }
    page.until("said.level === said.levels");
    assert!(page.words("document.querySelector('figcaption').textContent").contains("end"));
}

#[test]
fn keys_play_step_train_and_rewind() {
    let page = Playground::open(ENDLESS);
    page.until("said.step > 0");
    page.click_on("h1");
    page.strike(" ");
    page.until("said.playing === 'false'");
    page.slide("#scrub", "5");
    let level = 5;
    page.until(&format!("said.level === '{level}'"));
    page.strike("ArrowRight");
    page.until(&format!("said.level === '{}'", level + 1));
    page.strike("ArrowLeft");
    page.until(&format!("said.level === '{level}'"));
    page.strike(" ");
    page.until("said.playing === 'true'");
    page.strike("t");
    page.until_at_rest();
    page.strike("t");
    page.until_phase("training");
    page.strike("r");
    page.until("said.run === '2'");
}

#[test]
fn keys_typed_in_a_field_are_the_fields_own() {
    let page = Playground::open(ENDLESS);
    page.until("said.step > 0");
    page.click_on("[name=sigma_max]");
    for key in ["t", "r", " ", "ArrowLeft", "ArrowRight"] {
        page.strike(key);
    }
    page.linger(500);
    let said = ["phase", "playing", "run"].map(|name| page.said(name));
    assert_eq!(said, ["training", "true", "1"]);
}

#[test]
fn single_keys_can_be_switched_off() {
    let page = Playground::open(ENDLESS);
    page.until("said.step > 0");
    page.click_on("#shortcuts");
    page.click_on("h1");
    for key in ["t", "r", " "] {
        page.strike(key);
    }
    page.linger(300);
    let said = ["phase", "playing", "run"].map(|name| page.said(name));
    assert_eq!(said, ["training", "true", "1"]);
    page.reload().expect("a reload");
    page.until("!document.querySelector('#shortcuts').checked");
}

#[test]
fn layers_are_hidden_one_by_one_and_the_link_says_so() {
    let page = still("recipe=simple_multimodal");
    let mut before = page.painting("#canvas-picture");
    for (layer, left) in [("learned", "layer=data,exact"), ("exact", "layer=data"), ("data", "layer=")] {
        page.click_on(&format!("input[name=layer][value={layer}]"));
        page.until_repainted("#canvas-picture", &before);
        before = page.painting("#canvas-picture");
        page.until(&format!("location.hash.split('&').includes('{left}')"));
    }
    page.click_on("input[name=layer][value=exact]");
    page.until_link_says("layer=exact");
    page.until_repainted("#canvas-picture", &before);
}

#[test]
fn a_line_is_drawn_as_histogram_or_by_index() {
    let page = still("recipe=simple_1Diffusion");
    assert_eq!(page.said("dim"), "1");
    let histogram = page.painting("#canvas-picture");
    page.click_on("input[name=view][value=index]");
    page.until_repainted("#canvas-picture", &histogram);
    page.until_link_says("view=index");
    page.click_on("input[name=view][value=histogram]");
    page.until("!location.hash.includes('view=')");
    page.choose("recipe", "simple_2Diffusion");
    page.until("said.dim === '2' && !document.querySelector('[name=view]').checkVisibility()");
}

#[test]
fn the_inset_magnifies_the_spike_that_is_pointed_at() {
    let page = still("recipe=simple_multimodal");
    page.until_still("#canvas-picture");
    let before = page.painting("#canvas-picture");
    page.run("document.querySelector('#canvas-picture').focus()");
    page.strike("Enter");
    page.until_repainted("#canvas-picture", &before);
}

#[test]
fn the_picture_is_told_in_words() {
    let page = still("recipe=simple_multimodal");
    page.press("step-forward");
    page.until(
        "/2000 samples.*average squared distance.*after training/.test(document.querySelector('#summary').textContent)",
    );
    page.choose("recipe", "simple_1Diffusion");
    page.until_phase("finished");
    page.until("/1000 samples.*mean.*after training/.test(document.querySelector('#summary').textContent)");
}

#[test]
fn multimodal_ddpm_shows_its_ten_repeats_too() {
    let page = Playground::open("recipe=multimodal_DDPM&speed=4");
    page.until("said.levels === '30'");
    page.until("said.level === '30'");
}

#[test]
fn distributions_follow_the_shown_level() {
    let page = still("recipe=simple_1Diffusion");
    page.click_on("#tab-distributions");
    let number = |name: &str| -> f64 {
        let words = page.words(&format!("document.querySelector('[data-readout={name}]').textContent"));
        words.parse().unwrap_or_else(|_| panic!("{name} is “{words}”"))
    };
    page.slide("#scrub", "slider.max");
    page.until("document.querySelector('[data-readout=x-formula-std]').textContent === '0.0100'");
    for row in ["cells", "formula"] {
        assert!((number(&format!("x-{row}-integral")) - 1.0).abs() < 0.005, "the {row} of a density sum to one");
        assert!((number(&format!("x-{row}-mean")) - 1.0).abs() < 0.005);
    }
    // Samples may be refreshed between two looks.
    page.until(
        "Number(document.querySelector('[data-readout=x-learned-mean]').textContent)
            === Number(document.querySelector('[data-metric=mean_x]').textContent)",
    );
    let sharp = page.painting("#chart-pdf-x");
    page.slide("#scrub", "0");
    page.until("document.querySelector('[data-readout=x-formula-std]').textContent === '2.00'");
    page.until_repainted("#chart-pdf-x", &sharp);
    assert_eq!(page.value("document.querySelector('#chart-cdf-y').checkVisibility()"), false, "a line has no y");
    page.choose("recipe", "simple_multimodal");
    page.until("document.querySelector('[data-readout=y-learned-std]').textContent !== '–'");
}

#[test]
fn keys_are_the_browsers_own_where_something_else_has_them() {
    let page = Playground::open(ENDLESS);
    page.until("said.step > 0");
    page.run(
        "const box = document.createElement('pre');
         box.tabIndex = 0;
         document.querySelector('#playground').prepend(box);
         box.focus();",
    );
    for key in [" ", "ArrowRight", "t", "r"] {
        page.strike(key);
    }
    page.linger(300);
    assert_eq!(["phase", "playing", "run"].map(|name| page.said(name)), ["training", "true", "1"]);
    page.run(
        "document.activeElement.remove();
         document.querySelector('footer').style.paddingTop = '200vh';
         scrollTo(0, document.body.scrollHeight)",
    );
    page.until("document.querySelector('#canvas-picture').getBoundingClientRect().bottom < 0");
    for key in [" ", "ArrowRight", "t", "r"] {
        page.strike(key);
    }
    page.linger(300);
    assert_eq!(["phase", "playing", "run"].map(|name| page.said(name)), ["training", "true", "1"]);
}

#[test]
fn the_space_bar_presses_no_button_again() {
    let page = Playground::open(ENDLESS);
    page.until("said.step > 0");
    page.press("new-seed");
    page.until("said.run === '2' && said.step > 0");
    page.strike(" ");
    page.until("said.playing === 'false'");
    assert_eq!((page.count("run"), page.field("seed")), (2, "8".into()));
    // A button that was reached by keys is theirs.
    page.run("document.querySelector('[data-action=new-seed]').focus()");
    page.strike(" ");
    page.until("said.run === '3'");
    assert_eq!(page.said("playing"), "false");
}
