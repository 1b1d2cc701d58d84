//! The page inside of another page: it rests below the fold, keeps out of the other page's history, and says what a
//! sandbox takes from it.

use std::{ops::Deref, sync::Arc, time::Duration};

use crate::playground::{ENDLESS, page_host};
use browsers::{Page, Visitor, Window};
use tests::PageHost;

/// What the page in the frame says of itself.
const SAYS: &str =
    "JSON.stringify({...playground.dataset, unsupported: document.querySelector('#unsupported').textContent,
    late: document.querySelector('#late') !== null, ready: document.readyState, complaints: window.journal?.complaints,
    files: performance.getEntriesByType('resource').map(entry => [entry.name.split('/').pop(), entry.responseEnd])})";

const LIMIT: Duration = Duration::from_secs(120);

/// A page with the playground in a frame, with all that it lives on.
struct Framed {
    page: Page,
    _page_host: Arc<PageHost>,
}

impl Deref for Framed {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// A frame with these attributes, so far down.
fn framed(attributes: &str, top: u32) -> Framed {
    let page_host = page_host();
    let page = page_host.blank(&Visitor::default()).expect("a page");
    page.set_window(Window::desktop(1200, 800)).expect("a window");
    page.navigate(&format!("{}around.html", page_host.visit())).expect("a page to stand in");
    let frame = format!(
        "const frame = document.createElement('iframe');
         for (const attribute of '{attributes}'.split(' ').filter(Boolean)) {{
             const [name, value] = attribute.split('=');
             frame.setAttribute(name, value);
         }}
         frame.width = 1100;
         frame.height = 700;
         frame.src = '{}#{ENDLESS}';
         document.body.style.marginTop = '{top}px';
         document.body.append(frame);",
        page_host.visit()
    );
    page.run(&frame).expect("a frame");
    page.enter_frame().expect("the frame");
    Framed { page, _page_host: page_host }
}

fn is(page: &Page, condition: &str) {
    page.wait_until_or_tell(condition, SAYS, LIMIT).unwrap_or_else(|e| panic!("{e}"));
}

fn is_around(page: &Page, condition: &str) {
    let says = "JSON.stringify([...document.querySelectorAll('iframe')].map(
        frame => frame.contentDocument.querySelector('#playground')?.dataset))";
    page.wait_until_or_tell(condition, says, LIMIT).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn a_frame_below_the_fold_rests_until_it_is_scrolled_to() {
    let page = framed("", 3_000);
    is(&page, "playground.dataset.resting === 'true'");
    let step = page.evaluate("playground.dataset.step").expect("a step");
    page.leave_frame().expect("the page around");
    page.run("scrollTo(0, 3000)").expect("a scroll");
    page.enter_frame().expect("the frame");
    is(&page, "playground.dataset.resting === 'false' && Number(playground.dataset.step) > 20");
    let few = step.as_str().and_then(|step| step.parse::<u32>().ok()).is_some_and(|step| step < 200);
    assert!(few, "it trained below the fold: {step}");
}

/// catches: a frame that fetches its worker, trains or paints before anybody sees it
#[test]
fn of_five_frames_below_the_fold_only_the_one_that_is_scrolled_to_begins() {
    let page_host = page_host();
    let page = page_host.blank(&Visitor::default()).expect("a page");
    page.set_window(Window::desktop(1200, 800)).expect("a window");
    let visits: Vec<String> = (0..5).map(|_| page_host.visit()).collect();
    page.navigate(&format!("{}around.html", visits[0])).expect("a page to stand in");
    let links = visits.iter().map(|visit| format!("{visit}#{ENDLESS}&embed=1")).collect::<Vec<_>>();
    page.run(&format!(
        "for (const link of {links:?}) {{
             const frame = document.createElement('iframe');
             Object.assign(frame, {{ src: link, width: 600, height: 400 }});
             frame.style = 'display: block; margin-top: 2000px';
             document.body.append(frame);
         }}"
    ))
    .expect("five frames");
    let all = "[...document.querySelectorAll('iframe')].map(frame => frame.contentDocument)";
    let said = "page.querySelector('#playground').dataset";
    is_around(&page, &format!("{all}.every(page => {said}.resting === 'true')"));
    // Longer than a page waits that is to be seen, before it looks for what keeps it.
    std::thread::sleep(Duration::from_secs(9));
    let untouched = format!(
        "(page => {said}.step === '0' && {said}.worker === 'starting' && page.querySelector('#canvas-picture').width === 300
            && page.querySelector('#unsupported').textContent === '')"
    );
    assert_eq!(
        page.evaluate(&format!("{all}.map({untouched})")).expect("answers"),
        serde_json::json!([true, true, true, true, true])
    );
    page.run("document.querySelectorAll('iframe')[2].scrollIntoView()").expect("a scroll");
    is_around(&page, &format!("(page => {said}.step > 20 && {said}.resting === 'false')({all}[2])"));
    is_around(&page, &format!("{all}[2].querySelector('#canvas-picture').width > 300"));
    let others = [true, true, false, true, true];
    assert_eq!(page.evaluate(&format!("{all}.map({untouched})")).expect("answers"), serde_json::json!(others));
    for (visit, rests) in visits.iter().zip(others) {
        let asked = page_host.requests(visit).iter().any(|request| request.contains("worker_bg.wasm"));
        assert_eq!(asked, !rests, "{visit}");
    }
    page.run("scrollTo(0, 0)").expect("a scroll");
    is_around(&page, &format!("(page => {said}.resting === 'true')({all}[2])"));
}

#[test]
fn a_frame_leaves_the_history_to_the_page_around_it() {
    let page = framed("", 0);
    is(&page, "playground.dataset.phase === 'training'");
    let before = page.evaluate("history.length").expect("a number");
    for preset in ["single_DDPM", "simple_1Diffusion", "simple_DDPM"] {
        page.run(&format!("document.querySelector('[data-recipe={preset}]').click()")).expect("a click");
        is(&page, &format!("playground.dataset.recipe === '{preset}' && location.hash.includes('{preset}')"));
    }
    page.run("document.querySelector('[data-load]').click()").expect("a click");
    is(
        &page,
        "location.hash === '#' + document.querySelector('[data-load]').dataset.load || playground.dataset.run === '5'",
    );
    assert_eq!(page.evaluate("history.length").expect("a number"), before);
}

#[test]
fn a_sandbox_without_an_origin_is_named() {
    let page = framed("sandbox=allow-scripts", 0);
    // Some engines keep every script out of such a frame.
    let says = "(place => place.checkVisibility({visibilityProperty: true}) && place.textContent.includes('sandbox'))";
    is(&page, &format!("{says}(document.querySelector('#late') ?? document.querySelector('#unsupported'))"));
}

#[test]
fn a_frame_that_is_not_shown_at_first_is_laid_out_for_its_size() {
    let page = framed("style=display:none", 0);
    is(&page, "playground.dataset.run === '1'");
    page.leave_frame().expect("the page around");
    page.run("document.querySelector('iframe').removeAttribute('style')").expect("a frame that shows");
    page.enter_frame().expect("the frame");
    is(&page, "innerWidth === 1100 && [...document.querySelectorAll('details[data-fold]')].some(fold => fold.open)");
    is(&page, "document.querySelector('#canvas-picture').width > 300 && Number(playground.dataset.step) > 0");
}
