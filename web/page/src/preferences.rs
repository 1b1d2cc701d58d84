//! The few things a browser remembers of a person's taste: theme, folds, and that the hint was seen. Where storage is
//! switched off nothing is remembered, and nothing is missed.

use web_sys::Storage;

use crate::browser::window;

/// What is remembered under this name.
pub fn recall(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Remembers a word under a name.
pub fn remember(name: &str, word: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(name), word);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

fn key(name: &str) -> String {
    format!("diffusion-playground:{name}")
}
