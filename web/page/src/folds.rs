//! The parts of the page that fold: each is as somebody left it.

use web_sys::{Event, HtmlDetailsElement, HtmlInputElement};

use crate::browser::{on, window_size};
use crate::dom::{all, find_in_page};
use crate::preferences::{recall, remember};

/// Below this width the charts are folded until somebody opens them.
const NARROW: f64 = 700.0;

/// Opens and closes what is remembered, and remembers what is opened and closed from now on; `moved` is called then.
pub fn begin(moved: fn()) {
    let narrow = window_size().is_some_and(|[width, _]| width < NARROW);
    for fold in all::<HtmlDetailsElement>("details[data-fold]") {
        let name = format!("fold-{}", fold.get_attribute("data-fold").unwrap_or_default());
        fold.set_open(recall(&name).map_or(fold.open() && !narrow, |word| word == "open"));
        let element = fold.clone();
        on(&fold, "toggle", move |_: Event| {
            moved();
            remember(&name, if element.open() { "open" } else { "closed" });
        });
    }
    if let Some(shortcuts) = find_in_page::<HtmlInputElement>("#shortcuts") {
        shortcuts.set_checked(recall("shortcuts").as_deref() != Some("off"));
    }
}
