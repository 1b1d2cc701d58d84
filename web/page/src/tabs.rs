//! The tabs beside the picture: which of them the page has, and which are at the front. The style sheet shows what
//! belongs to those.

use page::App;
use page::tabs::{Side, Tab};
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::browser::{target, window, window_size};
use crate::dom::{all, by_id, find_in_page, set_attribute};

/// From this width on there is room for a tab on each side; the style sheet says the same.
pub const WIDE: &str = "(min-width: 1100px)";

/// Makes the page show the tabs that the app says.
pub fn reflect(app: &App) {
    let (left, right, front) = (app.tab_on(Side::Left), app.tab_on(Side::Right), app.front_tab());
    if let Some(main) = by_id::<Element>("playground") {
        for (name, tab) in [("data-left", left), ("data-right", right), ("data-tab", front)] {
            set_attribute(&main, name, Some(tab.map_or("none", Tab::key)));
        }
    }
    let at_the_front = if is_wide() { [left, right] } else { [front; 2] };
    for (key, tab) in Tab::ALL {
        let Some(button) = tab_button(key) else { continue };
        let is_one_of = |tabs: [Option<Tab>; 2]| tabs.contains(&Some(tab));
        set_attribute(&button, "aria-selected", Some(if is_one_of(at_the_front) { "true" } else { "false" }));
        // One stop of the Tab key for each list; the arrow keys go on from there.
        set_attribute(&button, "tabindex", Some(if is_one_of([left, right]) { "0" } else { "-1" }));
        set_attribute(&button, "hidden", (!app.presentation().has_tab(tab)).then_some(""));
    }
}

/// The element of this id is brought into view, where it does not begin in the upper part of what the picture leaves free.
pub fn show_top(id: &str) {
    let (Some(element), Some(picture)) = (by_id::<Element>(id), by_id::<Element>("picture")) else { return };
    let (own, over) = (element.get_bounding_client_rect(), picture.get_bounding_client_rect());
    // On a phone the picture stays while the rest goes by beneath it.
    let is_beneath = own.left() < over.right() && over.left() < own.right();
    let covered = if is_beneath { over.bottom() } else { 0.0 };
    let height = window_size().map_or(0.0, |[_, height]| height);
    if !(covered..0.75 * height).contains(&own.top()) {
        element.scroll_into_view();
    }
}

/// The tab that an arrow key leads to from the one with the focus, which gets the focus.
pub fn stepped(event: &KeyboardEvent) -> Option<Tab> {
    let tab = target::<Element>(event).filter(|element| element.has_attribute("data-tab-key"))?;
    let list: Vec<HtmlElement> = all("[role=tab]:not([hidden])");
    let place = list.iter().position(|other| other.id() == tab.id())?;
    let last = list.len() - 1;
    let next = match event.key().as_str() {
        "ArrowRight" => (place + 1) % list.len(),
        "ArrowLeft" => place.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    let _ = list[next].focus();
    Tab::from_key(&list[next].get_attribute("data-tab-key")?)
}

fn is_wide() -> bool {
    window().match_media(WIDE).ok().flatten().is_some_and(|list| list.matches())
}

fn tab_button(key: &str) -> Option<Element> {
    find_in_page(&format!("[data-tab-key={key}]"))
}
