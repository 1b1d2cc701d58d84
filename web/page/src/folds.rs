//! The parts of the page that fold: each is as somebody left it.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Event, HtmlDetailsElement};

use crate::browser::{on, window, window_size};
use crate::dom::all;
use crate::preferences::{recall, remember};

/// Below this width the charts are folded until somebody opens them.
const NARROW: f64 = 700.0;

/// Opens and closes what is remembered, and remembers what is opened and closed from now on; `moved` is called then.
pub fn begin(moved: fn()) {
    for element in all::<HtmlDetailsElement>("details[data-fold]") {
        let name = format!("fold-{}", element.get_attribute("data-fold").unwrap_or_default());
        let fold = Rc::new(Fold { asked: Cell::new(element.open()), element, name });
        fold.clone().follow(moved);
        match recall(&fold.name) {
            Some(word) => fold.set(word == "open"),
            None => fold.fit(),
        }
    }
}

struct Fold {
    element: HtmlDetailsElement,
    name: String,
    /// How the page last set it: only what differs from that is somebody's choice.
    asked: Cell<bool>,
}

impl Fold {
    /// As wide windows have it, and closed in a narrow one. A window without a width, in a frame that is not shown yet,
    /// tells nothing until it has one.
    fn fit(self: Rc<Self>) {
        match window_size() {
            Some([width, _]) if width > 0.0 => self.set(self.asked.get() && width >= NARROW),
            _ => {
                let mut waits = true;
                on(&window(), "resize", move |_: Event| {
                    let width = window_size().map_or(0.0, |[width, _]| width);
                    if waits && width > 0.0 {
                        waits = false;
                        self.set(self.asked.get() && width >= NARROW);
                    }
                });
            }
        }
    }

    fn set(&self, open: bool) {
        self.asked.set(open);
        self.element.set_open(open);
    }

    fn follow(self: Rc<Self>, moved: fn()) {
        on(&self.element.clone(), "toggle", move |_: Event| {
            moved();
            let open = self.element.open();
            if self.asked.replace(open) != open {
                remember(&self.name, if open { "open" } else { "closed" });
            }
        });
    }
}
