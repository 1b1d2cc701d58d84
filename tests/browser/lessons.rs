//! Lessons that ask, and the tabs beside the picture: by mouse, by touch and by keyboard, in every width.

use crate::playground::{ENDLESS, Playground, can, in_chromium};
use browsers::{Capability, Window};

/// The quickest of the lessons' runs.
const LESSON: &str = "[data-lesson=one-number]";

fn answered(lesson: &str) -> String {
    format!("document.querySelector('{lesson}').dataset.answered === 'true'")
}

fn outcome(page: &Playground) -> String {
    page.words(&format!("document.querySelector('{LESSON} [data-outcome]').textContent"))
}

#[test]
fn a_lesson_asks_runs_and_compares_and_remembers() {
    if !in_chromium() {
        return;
    }
    let page = Playground::open_still(&format!("lesson=one-number&{ENDLESS}"));
    page.until("said.step > 0");
    page.until(&format!("document.querySelector('{LESSON}').dataset.answered === 'false'"));
    assert_eq!(page.value("document.querySelectorAll('article[data-lesson]:not([hidden])').length"), 1);
    page.click_on(&format!("{LESSON} label:has([value=\"0\"])"));
    page.until(&format!("document.querySelector('{LESSON} [data-outcome]').textContent === 'Now run it.'"));
    assert_eq!(page.value(&format!("document.querySelector('{LESSON} .because').checkVisibility()")), false);
    let scrolled = page.value("scrollY");
    page.click_on(&format!("{LESSON} .primary"));
    page.until_phase("finished");
    page.until(&answered(LESSON));
    assert_eq!(page.value("scrollY"), scrolled, "the reader's place stays");
    let figure = page.metric("std_x");
    assert!(figure > 1.0 && outcome(&page).contains(&format!("The run gave {figure:.2}")), "{}", outcome(&page));
    assert_eq!(page.value(&format!("document.querySelector('{LESSON} .because').checkVisibility()")), true);
    assert_eq!(page.words("document.querySelector('[data-readout=answered]').textContent"), "1 of 20 answered");
    // Another time it is still there, with another run in the page.
    let remembered = outcome(&page);
    page.navigate(&format!("{}#recipe=single_DDPM&lesson=one-number&{ENDLESS}", page.address())).expect("the page");
    page.reload().expect("a reload");
    page.until(&format!("said.recipe === 'single_DDPM' && {}", answered(LESSON)));
    assert_eq!(outcome(&page), remembered);
}

/// catches: a lesson that needs a mouse, tabs that the arrow keys do not reach
#[test]
fn a_lesson_can_be_done_by_keyboard_alone() {
    let page = Playground::open_still(&format!("lesson=one-number&{ENDLESS}"));
    page.until("said.step > 0");
    page.strike("Tab");
    page.strike("Tab");
    page.strike("Enter");
    let focused = |selector: &str| page.until(&format!("document.activeElement.matches('{selector}')"));
    focused("#tab-lesson");
    page.strike("ArrowRight");
    focused("#tab-settings");
    page.until("said.left === 'settings' && document.querySelector('#controls').checkVisibility()");
    page.strike("ArrowLeft");
    focused("#tab-lesson");
    page.until("said.left === 'lesson'");
    // The other list of tabs, the lesson before, the menu, the next, and the question.
    for place in ["[role=tab]", "[data-action=lesson-back]", "[name=lesson]", "[data-action=lesson-next]"] {
        page.strike("Tab");
        focused(place);
    }
    page.strike("Tab");
    focused(&format!("{LESSON} [data-predict]"));
    page.strike(" ");
    page.strike("ArrowDown");
    page.strike("ArrowDown");
    page.until(&format!("document.querySelector('{LESSON} [data-predict][value=\"2\"]').checked"));
    page.strike("Tab");
    focused(&format!("{LESSON} .primary"));
    page.strike("Enter");
    page.until_phase("finished");
    page.until(&answered(LESSON));
    assert!(outcome(&page).starts_with("As you said"), "{}", outcome(&page));
    focused(&format!("{LESSON} .primary"));
}

#[test]
fn a_lesson_can_be_done_by_touch_with_the_picture_in_view() {
    if !can(Capability::Phone) {
        return;
    }
    let page = Playground::open_in(Window::phone(390, 844), &format!("lesson=one-number&{ENDLESS}"));
    page.until("said.step > 0");
    for tab in ["results", "settings", "lesson"] {
        page.touch(&format!("#tab-{tab}"));
        let panel = if tab == "lesson" { "lessons" } else { tab };
        page.until(&format!("said.tab === '{tab}' && document.querySelector('#{panel}').checkVisibility()"));
    }
    page.touch(&format!("{LESSON} label:has([value=\"2\"]) span"));
    page.until(&format!("document.querySelector('{LESSON} [data-predict][value=\"2\"]').checked"));
    page.touch(&format!("{LESSON} .primary"));
    page.until_phase("finished");
    page.until(&answered(LESSON));
    let seen = page.value(
        "(({top, bottom}) => Math.min(bottom, innerHeight) - Math.max(top, 0))(document.querySelector('#canvas-picture').getBoundingClientRect())",
    );
    assert!(seen.as_f64().is_some_and(|seen| seen > 300.0), "{seen} px of the picture are in view");
    // From far down, the top of what a tab shows is not left behind the picture.
    page.run("document.querySelector('#lessons details').open = true; scrollTo(0, document.body.scrollHeight)");
    page.touch("#tab-results");
    page.until(
        "said.tab === 'results' && document.querySelector('.verdict').getBoundingClientRect().top >=
            document.querySelector('#picture').getBoundingClientRect().bottom - 1",
    );
}

#[test]
fn the_menu_and_its_arrows_lead_through_the_lessons() {
    let page = Playground::open_still(ENDLESS);
    page.until("said.step > 0");
    let shown = "document.querySelector('article[data-lesson]:not([hidden])').dataset.lesson";
    let count = page.value("document.querySelectorAll('article[data-lesson]').length");
    assert!(count.as_u64().is_some_and(|count| count >= 14), "{count}");
    assert_eq!(page.value("document.querySelectorAll('[name=lesson] option').length"), count);
    page.until(&format!("{shown} === 'noise'"));
    page.press("lesson-back");
    page.press("lesson-next");
    page.until(&format!("{shown} === 'one-number'"));
    page.choose("lesson", "bug-stride");
    page.until(&format!("{shown} === 'bug-stride'"));
    page.run("scrollTo(0, document.body.scrollHeight); document.querySelector('[data-action=lesson-next]').click()");
    page.until(&format!(
        "{shown} === 'bug-stride' && document.querySelector('#lessons').getBoundingClientRect().top >= 0"
    ));
    page.reload().expect("a reload");
    page.until(&format!("{shown} === 'bug-stride'"));
}

#[test]
fn tabs_share_a_narrow_window_and_stand_on_both_sides_of_a_wide_one() {
    let page = Playground::open_in(Window::desktop(1440, 900), &format!("tab=settings,proof&{ENDLESS}"));
    page.until("said.step > 0 && said.left === 'settings' && said.right === 'proof' && said.tab === 'proof'");
    let seen = |panels: &[&str]| {
        let expected = serde_json::to_string(panels).expect("names");
        page.until(&format!(
            "JSON.stringify([...document.querySelectorAll('[role=tabpanel]')].filter(panel => panel.checkVisibility())
                .map(panel => panel.id)) === '{expected}'"
        ));
    };
    seen(&["settings", "proof"]);
    let selected =
        "[...document.querySelectorAll('[role=tab][aria-selected=true]')].map(tab => tab.dataset.tabKey).join()";
    assert_eq!(page.words(selected), "settings,proof");
    for (tab, panels) in [("files", ["settings", "files"]), ("lesson", ["lessons", "files"])] {
        page.click_on(&format!("#tab-{tab}"));
        seen(&panels);
    }
    page.set_window(Window::desktop(900, 800)).expect("a narrower window");
    seen(&["lessons"]);
    page.until(&format!("{selected} === 'lesson'"));
    page.click_on("#tab-distributions");
    seen(&["distributions"]);
    page.until("document.querySelector('#chart-pdf-x').width > 100");
    // Sharing holds no tab unless the link did.
    page.until_link_says("tab=settings,proof");
}
