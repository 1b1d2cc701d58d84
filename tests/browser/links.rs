//! The state in the address: always current, undone by "back", kept by a reload, and never a crash.

use crate::playground::{ENDLESS, Playground};
use serde_json::Value;
use tests::axe_violations;

/// Every control and its value.
const FIELDS: &str = "Object.fromEntries([...document.querySelectorAll('#controls [name], select[name=recipe]')].map(
    field => [field.name, field.value]))";

fn fields(page: &Playground) -> Value {
    page.value(FIELDS)
}

#[test]
fn nonsense_in_a_link_is_said_and_the_page_runs() {
    let nonsense = "levels=1&sigma_min=9&sigma_max=2&rho=NaN&recipe=nope&samples=1e12&seed=-1&rate=&width=1e400\
                    &pace=never&layer=x&view=4d&speed=0&unknown=1&=&&%ff&%&iterations=<b>&batch=%00";
    let page = Playground::open_still(nonsense);
    page.until("said.phase === 'training' && said.step > 0");
    let note = page.said("note");
    for name in [
        "levels",
        "largest noise",
        "spacing",
        "preset",
        "samples",
        "seed",
        "learning rate",
        "hidden units",
        "pace",
        "view",
        "speed",
    ] {
        assert!(note.contains(name), "{name} is not in the note: {note}");
    }
    assert_eq!(page.words("document.querySelector('#note').textContent"), note);
    let hash = page.hash();
    assert!(!["NaN", "nope", "unknown", "1e12", "%ff"].iter().any(|left| hash.contains(left)), "{hash}");
    assert_eq!((page.field("levels"), page.field("samples")), ("2".into(), "100000".into()));
}

#[test]
fn a_link_of_any_length_opens() {
    let page = Playground::open_still(&"sigma_max=".repeat(2_000));
    page.until("said.phase === 'training' && said.step > 0");
    assert!(page.said("note").contains("link"), "{}", page.said("note"));
    assert_eq!(page.hash(), Playground::open_still("").hash());
}

#[test]
fn the_address_always_says_what_is() {
    let page = Playground::open_still("");
    page.until("/^#recipe=simple_multimodal&seed=[0-9]+$/.test(location.hash)");
    for (name, text) in [("sigma_max", "0.7"), ("rate", "0.002"), ("samples", "300"), ("width", "24"), ("seed", "9")] {
        page.enter(name, text);
        page.until(&format!("new URLSearchParams(location.hash.slice(1)).get('{name}') === '{text}'"));
    }
    page.choose("pace", "3");
    page.choose("speed", "2");
    page.until("location.hash.includes('pace=3') && location.hash.includes('speed=2')");
    page.choose("recipe", "simple_1Diffusion");
    page.until("[...new URLSearchParams(location.hash.slice(1)).keys()].sort().join() === 'pace,recipe,seed,speed'");
    assert_eq!(page.field("seed"), "9", "a recipe leaves the seed alone");
}

#[test]
fn a_reload_gives_the_same_run() {
    let page = Playground::open_still("recipe=simple_1Diffusion&pace=max");
    page.enter("sigma_max", "3");
    page.enter("seed", "4");
    page.choose("speed", "2");
    page.click_on("input[name=layer][value=data]");
    page.click_on("input[name=view][value=index]");
    page.until("said.run === '3' && said.phase === 'finished' && location.hash.includes('view=index')");
    let before = (page.hash(), fields(&page), page.said("weights"), page.metric("mean_x").to_string());
    page.reload().expect("a reload");
    page.until_phase("finished");
    assert_eq!((page.hash(), fields(&page), page.said("weights"), page.metric("mean_x").to_string()), before);
    assert_eq!(page.value("document.querySelector('[name=layer][value=data]').checked"), false);
    assert_eq!(page.value("document.querySelector('[name=view][value=index]').checked"), true);
    assert_eq!(page.field("speed"), "2");
}

#[test]
fn the_shared_link_opens_the_same_run_elsewhere() {
    let page = Playground::open_still("recipe=simple_2Diffusion&pace=max");
    page.enter("rho", "3");
    page.press("new-seed");
    page.until("said.run === '3' && said.phase === 'finished'");
    page.until_link_says("seed=8");
    let elsewhere = Playground::open_still(page.hash().trim_start_matches('#'));
    elsewhere.until_phase("finished");
    assert_eq!(elsewhere.said("weights"), page.said("weights"));
    assert_eq!(fields(&elsewhere), fields(&page));
    assert_eq!(elsewhere.said("note"), "", "a link of our own needs no mending");
}

#[test]
fn back_returns_to_the_recipe_before() {
    let page = Playground::open_still("recipe=simple_multimodal&sigma_max=0.6");
    page.until_phase("training");
    let before = page.hash();
    // By hand: engines skip what no gesture has put into the history.
    page.unfold_all();
    page.click_on("button[data-recipe=single_DDPM]");
    page.until("said.recipe === 'single_DDPM'");
    page.enter("rate", "0.0005");
    page.until("said.recipe === 'custom'");
    page.back().expect("a page before");
    page.until("said.recipe === 'custom' && said.dim === '2' && said.phase === 'training'");
    assert_eq!((page.hash(), page.field("sigma_max")), (before, "0.6".into()));
}

#[test]
fn a_card_loads_its_state_and_back_returns_from_it() {
    let page = Playground::open_still("recipe=simple_multimodal&seed=2");
    page.until_phase("training");
    page.click_on("[data-load='recipe=simple_2Diffusion&levels=3']");
    page.until("said.levels === '3' && said.dim === '2' && said.phase === 'training'");
    page.until_link_says("levels=3");
    page.until("document.querySelector('#canvas-picture').getBoundingClientRect().top >= 0");
    page.back().expect("a page before");
    page.until("said.recipe === 'simple_multimodal' && location.hash === '#recipe=simple_multimodal&seed=2'");
}

#[test]
fn a_hash_that_is_typed_is_opened() {
    let page = Playground::open_still("");
    page.until_phase("training");
    page.run("location.hash = 'recipe=simple_1Diffusion&seed=3'");
    page.until("said.recipe === 'simple_1Diffusion' && said.run === '2'");
    assert_eq!(page.field("seed"), "3");
}

#[test]
fn sharing_is_answered_with_a_note_and_shows_the_link_and_the_code_of_a_frame() {
    let page = Playground::open(&format!("{ENDLESS}&seed=3"));
    page.until("said.phase === 'training' && location.hash.includes('recipe=')");
    page.press("share");
    page.until("/link/.test(said.note) && document.querySelector('#share-status').textContent === said.note");
    page.until("document.querySelector('#share').checkVisibility()");
    let field = |name: &str| page.words(&format!("document.querySelector('#share-{name}').value"));
    assert_eq!(field("link"), page.words("location.href"));
    let frame = format!("<iframe src=\"{}&embed=1\"", page.words("location.href"));
    assert!(field("frame").starts_with(&frame), "{}", field("frame"));
    page.click_on("#share [value=level]");
    page.until("document.querySelector('#share-link').value.includes('&level=')");
    page.click_on("#share [value=playback]");
    page.until("document.querySelector('#share-link').value.endsWith('&play=1')");
    assert!(field("frame").contains("&play=1&embed=1\""), "{}", field("frame"));
    let violations = axe_violations(&page).unwrap_or_else(|error| panic!("{error}"));
    assert!(violations.is_empty(), "{violations:#?}");
    for name in ["link", "frame"] {
        page.press(&format!("copy-{name}"));
        page.until(&format!("document.querySelector('#share-status').textContent.match(/clipboard/) && document.querySelector('#share-status').textContent.match(/{}/)", if name == "link" { "link" } else { "code" }));
    }
    page.strike("Escape");
    page.until("!document.querySelector('#share').checkVisibility()");
}

#[test]
fn a_mended_link_says_so_and_back_leaves_it() {
    let page = Playground::open_still("recipe=simple_multimodal&seed=3");
    page.until_phase("training");
    for damaged in ["recipe=single_DDPM&seed=4.", "recipe%3Dsingle_DDPM%26seed%3D4", "recipe=Single_DDPM&amp;seed=4"] {
        // By hand: engines skip what no gesture has put into the history.
        page.run(&format!("document.querySelector('h1').onclick = () => {{ location.hash = '{damaged}'; }}"));
        page.click_on("h1");
        page.until("location.hash === '#recipe=single_DDPM&seed=4' && said.recipe === 'single_DDPM'");
        assert!(page.said("note").contains("mended"), "{damaged}: {}", page.said("note"));
        page.back().expect("the entry before");
        page.until("location.hash === '#recipe=simple_multimodal&seed=3' && said.recipe === 'simple_multimodal'");
        page.linger(600);
        assert_eq!(page.hash(), "#recipe=simple_multimodal&seed=3");
    }
}
