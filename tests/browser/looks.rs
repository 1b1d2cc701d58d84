//! Accessibility, narrow windows, little motion, touch.

use crate::playground::{ENDLESS, Playground, can};
use browsers::{Capability, Visitor, Window};
use tests::axe_violations;

fn dark() -> Visitor {
    Visitor { dark: true, ..Visitor::default() }
}

#[track_caller]
fn is_accessible(page: &Playground, state: &str) {
    page.unfold_all();
    let violations = axe_violations(page).unwrap_or_else(|error| panic!("{error}"));
    assert!(violations.is_empty(), "{state}: {violations:#?}");
}

/// The same in every tab.
#[track_caller]
fn is_accessible_in_every_tab(page: &Playground, state: &str) {
    for tabs in [&["settings", "proof"][..], &["distributions"], &["runs"], &["files"], &["results", "lesson"]] {
        tabs.iter().for_each(|tab| page.click_on(&format!("#tab-{tab}")));
        is_accessible(page, &format!("{state}, {tabs:?}"));
    }
}

fn is_accessible_for(visitor: &Visitor) {
    let page = Playground::open_for(visitor, ENDLESS);
    page.stop_playback();
    page.set_window(Window::desktop(1440, 900)).expect("a wide window");
    page.until("said.phase === 'training' && said.step > 0");
    is_accessible(&page, "training");
    page.pause_training();
    is_accessible_in_every_tab(&page, "paused");
    page.choose("recipe", "simple_1Diffusion");
    page.until("said.dim === '1' && said.step > 0");
    is_accessible(&page, "a line");
    page.choose("recipe", "single_DDPM");
    page.until("said.recipe === 'single_DDPM' && said.step > 0");
    is_accessible(&page, "disabled controls");
    page.run("document.querySelector('[data-action=compare]').click()");
    page.until("said.comparing");
    is_accessible(&page, "two runs");
    page.enter("rate", "1000");
    page.until_phase("failed");
    is_accessible(&page, "failed");
}

#[test]
fn everyone_can_use_it_in_the_light() {
    is_accessible_for(&Visitor::default());
}

#[test]
fn everyone_can_use_it_in_the_dark() {
    if can(Capability::MediaPreferences) {
        is_accessible_for(&dark());
    }
}

#[test]
fn everyone_can_use_it_on_a_phone() {
    if !can(Capability::Phone) {
        return;
    }
    let page = Playground::open_in(Window::phone(390, 844), "pace=max");
    page.until_phase("finished");
    page.enter("sigma_min", "3");
    page.until("said.note");
    is_accessible(&page, "a phone with a note");
}

#[test]
fn the_theme_is_chosen_and_remembered() {
    if !can(Capability::MediaPreferences) {
        return;
    }
    let page = Playground::open_for(&dark(), ENDLESS);
    page.until_phase("training");
    let background = "getComputedStyle(document.body).backgroundColor";
    let dark = page.words(background);
    page.press("theme");
    page.until(&format!("{background} !== '{dark}'"));
    is_accessible(&page, "light by choice");
    let light = page.words(background);
    page.reload().expect("a reload");
    page.until_phase("training");
    assert_eq!(page.words(background), light);
}

#[test]
fn a_link_brings_its_theme_and_leaves_the_visitors_choice() {
    let page = Playground::open("theme=dark&iterations=200000");
    page.until("said.phase === 'training' && document.documentElement.dataset.theme === 'dark'");
    assert_eq!(page.value("Object.keys(localStorage).some(key => key.endsWith('theme'))"), false);
    page.press("theme");
    page.until("document.documentElement.dataset.theme === 'light' && location.hash.includes('theme=light')");
    page.run("location.hash = '#theme=dark&seed=3'");
    page.until("document.documentElement.dataset.theme === 'dark' && location.hash.includes('seed=3')");
}

/// At its end, where all there is to say is said.
const ENDED: &str = "iterations=50&first_iterations=50&samples=300&pace=max&play=0";

#[test]
fn nothing_is_wider_than_the_window() {
    let page = Playground::open_still("iterations=1&pace=max");
    page.unfold_all();
    for recipe in ["simple_multimodal", "single_DDPM", "simple_multimodal&method=ddpm&compare=method%3Dedm%26depth%3D2"]
    {
        let run = page.count("run");
        page.run(&format!("location.hash = 'recipe={recipe}&{ENDED}'"));
        page.until(&format!("said.run > {run} && said.phase === 'finished'"));
        // 720 × 450 are 1440 × 900 at a zoom of 200 %.
        let windows = [(320, 640), (390, 844), (720, 450), (768, 1024), (1024, 768), (1440, 900), (1920, 1080)];
        for (width, height) in windows {
            let phone = width < 700;
            // Windows on a desk are not as narrow as a phone.
            if phone && !can(Capability::Phone) {
                continue;
            }
            page.set_window(Window { phone, ..Window::desktop(width, height) }).expect("a window");
            page.until(&format!("innerWidth === {width} || document.documentElement.scrollWidth > {width}"));
            for tab in ["settings", "proof", "distributions", "runs", "files", "lesson", "results"] {
                page.run(&format!("document.querySelector('[data-tab-key={tab}]').click()"));
                page.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                let wide = page.value(
                    "document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
                     [...document.querySelectorAll('body *')].filter(element => element.checkVisibility() &&
                        element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                        .map(element => element.outerHTML.slice(0, 120))",
                );
                assert_eq!(wide, serde_json::json!([]), "{recipe} at {width} px, {tab}: {wide:#}");
            }
            assert_eq!(page.value("innerWidth"), width, "a phone zooms out of what is too wide");
            let beyond = page.value(
                "[...document.querySelectorAll('[data-group=sigma] :is(label, input, button)')].filter(element =>
                    element.getBoundingClientRect().right > innerWidth).map(element => element.outerHTML.slice(0, 120))",
            );
            assert_eq!(beyond, serde_json::json!([]), "{recipe} at {width} px");
        }
    }
}

#[test]
fn the_working_parts_are_in_view_without_scrolling() {
    let page = Playground::open("");
    page.until_phase("training");
    for part in
        ["#canvas-picture", "#scrub", "[data-action=play]", "[data-control=sigma_max]", "#figures", "[name=recipe]"]
    {
        let bottom = page.value(&format!("document.querySelector('{part}').getBoundingClientRect().bottom"));
        assert!(bottom.as_f64().is_some_and(|bottom| bottom <= 900.0), "{part} ends at {bottom} px of 900");
    }
}

#[test]
fn with_reduced_motion_nothing_moves_by_itself() {
    if !can(Capability::MediaPreferences) {
        return;
    }
    let page = Playground::open_for(&Visitor { reduced_motion: true, ..Visitor::default() }, "pace=3");
    page.until("said.step > 0");
    assert_eq!((page.said("playing"), page.said("level")), ("false".into(), page.said("levels")));
    page.until_phase("finished");
    assert_eq!((page.said("playing"), page.said("level")), ("false".into(), page.said("levels")));
    page.until_still("#canvas-picture");
    let before = page.painting("#canvas-picture");
    page.linger(1_000);
    assert_eq!(page.painting("#canvas-picture"), before);
    page.press("play");
    page.until("said.playing === 'true' && said.level !== said.levels");
}

#[test]
fn a_finger_drags_the_largest_noise_with_the_picture_in_view() {
    if !can(Capability::Phone) {
        return;
    }
    let page = Playground::open_in(Window::phone(390, 844), ENDLESS);
    page.until("said.step > 0");
    let slider = page.rect("[data-control=sigma_max] input[type=range]").expect("the slider");
    let picture = page.value(
        "(box => Math.min(box.bottom, innerHeight) - Math.max(box.top, 0))(document.querySelector('#canvas-picture').getBoundingClientRect())",
    );
    assert!(picture.as_f64().is_some_and(|seen| seen > 150.0), "{picture} px of the picture are in view");
    let scrolled = page.value("scrollY");
    page.touch_drag(slider.at(0.6, 0.5), slider.at(0.4, 0.5), 8).expect("a finger");
    page.until("said.run === '2' && location.hash.includes('sigma_max=')");
    assert!(page.field("sigma_max").parse::<f64>().expect("a number") < 0.6, "{}", page.field("sigma_max"));
    assert_eq!(page.value("scrollY"), scrolled, "the page stayed where it was");
}

/// catches: advice that lies over the head of the page, or that stays beside the words of a failure
#[test]
fn on_a_phone_the_page_makes_room_for_advice() {
    if !can(Capability::Phone) {
        return;
    }
    for width in [320, 390] {
        let page = Playground::open_in(Window::phone(width, 844), &format!("{ENDLESS}&sigma_min=0.5"));
        page.until("document.querySelector('#advice').checkVisibility()");
        let covered = page.value("[...document.querySelectorAll('button, select, a')].filter(control => {
            const box = control.getBoundingClientRect(), advice = document.querySelector('#advice').getBoundingClientRect();
            const unseen = !control.checkVisibility() || box.bottom <= 0 || control.closest('#advice, .skip');
            return !unseen && box.top < advice.bottom;
        }).map(control => control.outerHTML)");
        assert_eq!(covered, serde_json::json!([]), "at {width} px");
        page.enter("rate", "1000");
        page.until("said.phase === 'failed' && !document.querySelector('#advice').checkVisibility()");
    }
}

#[test]
fn a_finger_plays_and_scrubs() {
    if !can(Capability::Phone) {
        return;
    }
    let page = Playground::open_in(Window::phone(390, 844), "");
    page.until("said.level > 0");
    let play = page.rect("[data-action=play]").expect("the button");
    page.tap(play.at(0.5, 0.5)).expect("a finger");
    page.until("said.playing === 'false'");
    let scrub = page.rect("#scrub").expect("the scrubber");
    page.touch_drag(scrub.at(0.5, 0.5), scrub.at(0.99, 0.5), 8).expect("a finger");
    page.until("said.level >= said.levels - 1");
    assert!(play.width >= 44.0 && play.height >= 44.0, "a finger needs 44 px: {play:?}");
}

#[test]
fn a_lesson_shows_its_program_when_asked() {
    let page = Playground::open(ENDLESS);
    let program = "details[data-program^=simple_multimodal]";
    page.click_on(&format!("{program} > summary"));
    page.until(&format!("document.querySelector('{program} code').textContent.includes('fn main')"));
    assert_eq!(page.value("document.querySelectorAll('details.program').length"), 9);
}

#[test]
fn the_picture_is_crisp_on_another_screen() {
    if !can(Capability::Phone) {
        return;
    }
    let page = Playground::open(ENDLESS);
    page.until("said.step > 0");
    let fits = "[...document.querySelectorAll('#canvas-picture, #chart-loss, .thumbnail canvas')].every(canvas =>
        Math.abs(canvas.width - canvas.getBoundingClientRect().width * devicePixelRatio) < 1)";
    page.until(&format!("devicePixelRatio === 1 && {fits}"));
    page.set_window(Window { width: 1440, height: 900, phone: true }).expect("another screen");
    page.until(&format!("devicePixelRatio === 2 && {fits}"));
}

#[test]
fn on_paper_are_the_picture_its_figures_its_link_and_the_lessons_on_white() {
    if !can(Capability::Paper) {
        return;
    }
    let page = Playground::open_for(&dark(), ENDLESS);
    page.until("said.step > 20 && location.hash.includes('recipe=')");
    page.show_paper(true).expect("paper");
    let seen = "(selector => [...document.querySelectorAll(selector)].some(element => element.checkVisibility()))";
    for part in ["h1", "#canvas-picture", "#chart-loss", "#figures", "#printed-link", "#lessons h3", "#lessons .prose"]
    {
        assert_eq!(page.value(&format!("{seen}('{part}')")), true, "{part}");
    }
    for part in ["button", "input", "select", "#controls", ".export", "footer"] {
        assert_eq!(page.value(&format!("{seen}('{part}')")), false, "{part}");
    }
    page.until("document.querySelector('#printed-link').textContent === location.href");
    assert_eq!(page.words("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
    page.show_paper(false).expect("a screen");
}

#[test]
fn what_is_printed_is_light() {
    if !can(Capability::MediaPreferences) {
        return;
    }
    let page = Playground::open_for(&dark(), ENDLESS);
    page.until("said.step > 0");
    let light = "(canvas => {
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let sum = 0;
        for (let i = 0; i < pixels.length; i += 4) sum += pixels[i] + pixels[i + 1] + pixels[i + 2];
        return sum / pixels.length * 4 / 3 > 128;
    })(document.querySelector('#canvas-picture'))";
    page.until(&format!("!{light}"));
    page.run("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(page.value(light), true, "painted before the print is taken");
    page.run("dispatchEvent(new Event('afterprint'))");
    page.until(&format!("!{light}"));
}
