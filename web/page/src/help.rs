//! The texts behind the "?": each opens beside its button, on the side where the window has more room.

use web_sys::{Element, HtmlElement, MouseEvent};

use crate::browser::{document, on, target, window_size};
use crate::dom::{by_id, find, set_attribute};

/// Ties a "?" to the text that it opens.
pub fn tie(root: &Element, id: &str, name: &str) {
    if let (Some(button), Some(text)) = (find::<Element>(root, ".help"), find::<Element>(root, "[popover]")) {
        text.set_id(id);
        set_attribute(&button, "popovertarget", Some(id));
        set_attribute(&button, "aria-label", Some(&format!("About {name}")));
    }
}

/// Chooses a text's side before it opens: the click that opens it comes first.
pub fn begin() {
    on(&document(), "click", |event: MouseEvent| {
        let clicked = target::<Element>(&event);
        let Some(button) = clicked.and_then(|element| element.closest("[popovertarget]").ok()?) else { return };
        let text = button.get_attribute("popovertarget").and_then(|id| by_id::<HtmlElement>(&id));
        let (Some(text), Some([_, height])) = (text, window_size()) else { return };
        let layout = button.get_bounding_client_rect();
        let (above, below) = (layout.top(), height - layout.bottom());
        set_attribute(&text, "data-side", (above > below).then_some("above"));
        // In numbers: WebKit takes a share of the window where the others take a share of the side.
        let _ = text.style().set_property("--room", &format!("{}px", above.max(below)));
    });
}
