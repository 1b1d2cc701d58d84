//! Light or dark: as the system prefers, until somebody chooses.

use std::cell::Cell;

use plot::Palette;

use crate::browser::{document, window};
use crate::dom::set_attribute;
use crate::preferences::{recall, remember};

thread_local! {
    static PRINTING: Cell<bool> = const { Cell::new(false) };
}

/// The page is being printed, or is back on the screen.
pub fn set_printing(prints: bool) {
    PRINTING.set(prints);
}

/// Whether the page is being printed.
pub fn is_printing() -> bool {
    PRINTING.get()
}

/// Whether the page is dark now. On paper it never is.
pub fn is_dark() -> bool {
    if is_printing() {
        return false;
    }
    let chosen = document().document_element().and_then(|root| root.get_attribute("data-theme"));
    let preferred =
        || window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches());
    chosen.map_or_else(preferred, |theme| theme == "dark")
}

/// The colours of the page as it is now.
pub fn palette() -> Palette {
    if is_dark() { Palette::DARK } else { Palette::LIGHT }
}

/// From light to dark, or back.
pub fn switch() {
    let theme = if is_dark() { "light" } else { "dark" };
    remember("theme", theme);
    set(theme);
}

/// The theme that somebody chose the last time.
pub fn restore() {
    if let Some(theme) = recall("theme").filter(|theme| theme == "light" || theme == "dark") {
        set(&theme);
    }
}

fn set(theme: &str) {
    if let Some(root) = document().document_element() {
        set_attribute(&root, "data-theme", Some(theme));
    }
}
