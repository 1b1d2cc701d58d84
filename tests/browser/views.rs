//! Links of a teacher: where the picture stands, which parts are shown, a question; and the page that fills a frame.

use crate::playground::{ENDLESS, Playground, in_chromium};
use browsers::Window;
use tests::axe_violations;

/// Whether each of these can be seen.
#[track_caller]
fn are_seen(page: &Playground, selectors: &[&str], seen: bool) {
    for selector in selectors {
        page.until(&format!("document.querySelector('{selector}').checkVisibility() === {seen}"));
    }
}

#[track_caller]
fn is_accessible(page: &Playground) {
    let violations = axe_violations(page).unwrap_or_else(|error| panic!("{error}"));
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn a_link_says_at_which_level_the_picture_stands() {
    let page = Playground::open(&format!("level=5&{ENDLESS}"));
    page.until("said.step > 20 && said.level === '5' && said.playing === 'false'");
    page.linger(500);
    assert_eq!(page.count("level"), 5);
    page.until_link_says("level=5");
    page.press("play");
    page.until("said.level > 5");
    // An older link says nothing of it, and changes nothing of it.
    page.run("location.hash = 'recipe=simple_1Diffusion&seed=3&play=0'");
    page.until("said.playing === 'false' && said.recipe === 'simple_1Diffusion'");
    page.run("location.hash = 'recipe=simple_1Diffusion&seed=3'");
    page.until_link_says("seed=3");
    assert_eq!((page.said("playing").as_str(), page.said("note").as_str()), ("false", ""));
}

#[test]
fn a_link_says_which_parts_of_the_page_are_shown() {
    let page = Playground::open("show=picture,scrub,charts&pace=max");
    page.until_phase("finished");
    are_seen(&page, &["#canvas-picture", "#scrub", "#chart-loss"], true);
    are_seen(
        &page,
        &[".run", ".layers", "[name=sigma_max]", ".thumbnail", "#figures", ".export", "#lessons", "footer"],
        false,
    );
    is_accessible(&page);
    page.run("location.hash = 'hide=lessons,footer,nonsense'");
    are_seen(&page, &[".run", ".layers", "[name=sigma_max]", ".thumbnail", "#figures", "#tab-files"], true);
    are_seen(&page, &["#lessons", "#tab-lesson", "footer"], false);
    assert!(page.said("note").contains("hide names what is no part"), "{}", page.said("note"));
    page.until_link_says("hide=lessons,footer");
    assert!(!page.hash().contains("nonsense"));
}

/// catches: words of a link that become markup
#[test]
fn a_question_of_a_link_is_answered_on_the_spot() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open("ask=Which%20is%20<b>wider</b>?|the%20exact%20cloud|*the%20learned%20one&pace=max");
    page.until_phase("finished");
    assert_eq!(page.words("document.querySelector('#question legend span').textContent"), "Which is <b>wider</b>?");
    assert_eq!(page.value("document.querySelectorAll('#question label').length"), 2);
    is_accessible(&page);
    let answer = "document.querySelector('#question').dataset.answer";
    for (choice, verdict, words) in [(0, "wrong", "Not this one"), (1, "right", "Right")] {
        page.click_on(&format!("#question [value=\"{choice}\"]"));
        page.until(&format!("{answer} === '{verdict}'"));
        page.until(&format!("document.querySelector('#question output').textContent.startsWith('{words}')"));
    }
    is_accessible(&page);
    page.run("location.hash = 'recipe=single_DDPM'");
    are_seen(&page, &["#question"], false);
}

#[test]
fn a_page_for_a_frame_has_what_fits_and_asks_for_nothing() {
    let page = Playground::open_in(Window::desktop(640, 420), &format!("{ENDLESS}&embed=1"));
    page.until("said.step > 0");
    are_seen(&page, &[".run", ".layers", "#figures", "#lessons", "footer"], false);
    for part in ["#canvas-picture", "#scrub", "[data-action=play]", "[data-control=sigma_max]", "#open-in-tab"] {
        let edges = page.value(&format!("(({{right, bottom, top}}) => [right <= innerWidth, bottom <= innerHeight, top >= 0])(document.querySelector('{part}').getBoundingClientRect())"));
        assert_eq!(edges, serde_json::json!([true, true, true]), "{part}");
    }
    page.until("document.querySelector('#open-in-tab').hash === location.hash.replace('&embed=1', '')");
    is_accessible(&page);
    let history = page.value("history.length");
    page.run(
        "const refuse = () => { throw new DOMException('refused', 'SecurityError'); };
         history.pushState = refuse;
         Storage.prototype.setItem = Storage.prototype.getItem = refuse;
         Object.defineProperty(navigator, 'clipboard', { get: refuse });",
    );
    page.enter("sigma_max", "0.5");
    page.until("said.run === '2' && said.step > 0");
    page.until_link_says("sigma_max=0.5");
    page.press("play");
    page.until("said.playing === 'false'");
    assert_eq!(page.value("history.length"), history);
    assert_eq!(page.value("localStorage.length"), 0);
}
