//! Finding and changing elements. Text is set as text.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlOptionElement, HtmlSelectElement, HtmlTemplateElement};

use crate::browser::document;

/// The element of this id, as this type; none where the page has no such element.
pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The first element inside `root` that a selector finds, as this type.
pub fn find<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// The first element of the page that a selector finds, as this type.
pub fn find_in_page<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// All elements of the page that a selector finds, as this type.
pub fn all<T: JsCast>(selector: &str) -> Vec<T> {
    let Ok(list) = document().query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
}

/// A copy of the one element that a template holds.
pub fn instance(template: &str) -> Option<HtmlElement> {
    let template: HtmlTemplateElement = by_id(template)?;
    let copy = template.content().first_element_child()?.clone_node_with_deep(true).ok()?;
    copy.dyn_into().ok()
}

/// Sets an element's text, unless it is that already: screen readers and the layout are left in peace.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Sets an attribute, unless it is that already; none removes it.
pub fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    if element.get_attribute(name).as_deref() == value {
        return;
    }
    // Both fail only for names that no attribute can have.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// One more choice at the end of a menu.
pub fn append_option(select: &HtmlSelectElement, key: &str, label: &str) {
    if let Ok(option) = HtmlOptionElement::new_with_text_and_value(label, key) {
        let _ = select.append_child(&option);
    }
}

/// Writes a symbol such as `σ_max` with its index below the line.
pub fn set_symbol(element: &Element, symbol: &str) {
    let (letter, index) = symbol.split_once('_').unwrap_or((symbol, ""));
    element.set_text_content(Some(letter));
    if let Ok(sub) = document().create_element("sub") {
        sub.set_text_content(Some(index));
        let _ = if index.is_empty() { Ok(()) } else { element.append_with_node_1(&sub) };
    }
}

/// Writes a readout of the page.
pub fn readout(name: &str, text: &str) {
    if let Some(element) = find_in_page::<Element>(&format!("[data-readout={name}]")) {
        set_text(&element, text);
    }
}
