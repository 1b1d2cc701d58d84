//! What happens without a click, and what the page may ask the network for.

use crate::playground::{ENDLESS, Playground, can};
use browsers::{Browser, Capability, Engine, StaticServer, Visitor};
use std::{fs, time::Duration};

#[test]
fn the_picture_moves_by_itself() {
    let page = Playground::open(&format!("{ENDLESS}&layer=exact"));
    page.until("said.level > 0");
    for _ in 0..3 {
        page.until_repainted("#canvas-picture", &page.painting("#canvas-picture"));
    }
    assert_eq!(page.said("playing"), "true");
}

#[test]
fn the_animation_reaches_the_data_and_begins_again() {
    let page = Playground::open("speed=4");
    page.until("said.level === said.levels");
    page.until("said.level < said.levels");
    page.until("said.level === said.levels");
}

#[test]
fn learned_samples_appear_while_training_goes_on() {
    let page = Playground::open(ENDLESS);
    page.until("performance.getEntriesByName('first-learned').length > 0");
    assert_eq!(page.said("phase"), "training");
    assert_eq!(page.said("worker"), "ready");
}

#[test]
fn everything_asked_for_is_a_file_of_the_page() {
    let page = Playground::open("pace=max");
    page.until_phase("finished");
    page.choose("recipe", "simple_1Diffusion");
    page.press("new-seed");
    page.press("share");
    page.until_phase("finished");
    let folder = page.address().to_owned();
    let requests = page.requests();
    let files: Vec<String> = fs::read_dir(tests::dist())
        .expect("dist")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for request in &requests {
        let inside = request.strip_prefix(&folder).unwrap_or_else(|| panic!("{request} lies outside {folder}"));
        let file = inside.split(['?', '#']).next().unwrap_or_default();
        assert!(file.is_empty() || files.iter().any(|known| known == file), "{request} is no file of dist/");
    }
    assert!(requests.iter().any(|request| request.contains("worker_bg.wasm")), "the worker came from {requests:?}");
}

#[test]
fn nothing_is_asked_for_after_the_page_has_loaded() {
    let page = Playground::open("pace=max&iterations=300");
    // Ten seconds after it was opened the page is kept for when there is no network, which asks for all files.
    page.run("navigator.serviceWorker.register = () => new Promise(() => {})");
    page.until_phase("finished");
    let loaded = page.requests().len();
    page.choose("recipe", "simple_2Diffusion");
    page.press("resample");
    page.press("theme");
    page.press("rewind");
    page.until_phase("finished");
    // The browser itself looks at the icon again when the address changes.
    let later = page.requests().split_off(loaded);
    let asked: Vec<&String> = later.iter().filter(|request| !request.ends_with("/favicon.svg")).collect();
    assert!(asked.is_empty(), "{asked:?}");
}

#[test]
fn no_cookie_is_set_and_nothing_is_inline() {
    let page = Playground::open("");
    page.until_phase("training");
    assert_eq!(page.words("document.cookie"), "");
    let policy = page.words("document.querySelector('meta[http-equiv=Content-Security-Policy]').content");
    for rule in ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"] {
        assert!(policy.contains(rule), "{rule} is not in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert_eq!(page.value("[...document.scripts].filter(script => script.text.trim() !== '').length"), 0);
    assert_eq!(page.value("document.querySelectorAll('style').length"), 0);
}

#[test]
fn a_hint_comes_to_those_who_wait_and_goes_with_the_first_change() {
    let page = Playground::open("");
    page.until("document.querySelector('#hint').textContent.includes('σ_max')");
    page.enter("sigma_max", "0.5");
    page.until("document.querySelector('#hint').textContent === ''");
}

#[test]
fn a_browser_without_wasm_simd_gets_a_sentence() {
    if !can(Capability::EngineFlags) {
        return;
    }
    let server = StaticServer::with_journal(&tests::dist(), "/").expect("a server");
    let flags = vec!["--js-flags=--no-enable-sse4-1".to_owned()];
    let browser = Browser::new(Engine::of_this_run()).expect("a browser");
    let page = browser.blank(&Visitor { flags, ..Visitor::default() }).expect("an old browser");
    page.navigate(&server.visit()).expect("the page");
    let says = "document.querySelector('#unsupported').textContent";
    page.wait_until_or_tell(&format!("{says}.includes('SIMD')"), says, Duration::from_secs(60)).expect("a sentence");
    assert_eq!(page.evaluate("document.querySelector('#unsupported').checkVisibility()").expect("an answer"), true);
    assert_eq!(page.complaints().expect("a journal"), [""; 0]);
}
