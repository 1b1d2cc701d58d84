//! Light or dark: as the system prefers, until somebody chooses.

use std::cell::Cell;

use page::presentation::Theme;
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

/// The theme of the page on the screen.
pub fn current() -> Theme {
    if is_dark() { Theme::Dark } else { Theme::Light }
}

/// From light to dark, or back. Returns what it is now.
pub fn switch() -> Theme {
    let theme = if is_dark() { Theme::Light } else { Theme::Dark };
    remember("theme", theme.key());
    set(theme);
    theme
}

/// The theme that somebody chose the last time.
pub fn restore() {
    recall("theme").and_then(|key| Theme::from_key(&key)).into_iter().for_each(set);
}

/// The theme that a link names.
pub fn set(theme: Theme) {
    if let Some(root) = document().document_element() {
        set_attribute(&root, "data-theme", Some(theme.key()));
    }
}
