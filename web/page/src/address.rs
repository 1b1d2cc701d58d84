//! The address: what it says, and what it is to say.

use wasm_bindgen::prelude::*;

use crate::browser::window;
use crate::presentation::{is_embedded, is_framed};

/// The least time between two changes of the address, in milliseconds: browsers refuse more than a few a second.
const ADDRESS_MS: f64 = 250.0;

/// After a refusal it is left alone for so long, in milliseconds.
const REFUSED_MS: f64 = 2_000.0;

/// What the address is to say. The last change may have to wait.
#[derive(Default)]
pub struct Address {
    waiting: Option<Waiting>,
    written_at: f64,
}

struct Waiting {
    fragment: String,
    /// Whether "back" returns to the address before.
    step: bool,
}

impl Address {
    /// The address is to say this.
    pub fn set(&mut self, fragment: String, step: bool, now: f64) {
        let step = (step || self.waiting.as_ref().is_some_and(|waiting| waiting.step)) && !leaves_history();
        self.waiting = Some(Waiting { fragment, step });
        self.write_when_due(now);
    }

    /// Somebody went to another address: what was to be written over the old one is not written over the new.
    pub fn forget(&mut self) {
        self.waiting = None;
    }

    /// Writes what waits, unless the last change was a moment ago.
    pub fn write_when_due(&mut self, now: f64) {
        if self.written_at == 0.0 || now - self.written_at >= ADDRESS_MS {
            self.write(now);
        }
    }

    fn write(&mut self, now: f64) {
        let (Some(Waiting { fragment, step }), Ok(history)) = (self.waiting.take(), window().history()) else { return };
        let address = format!("#{fragment}");
        let _ = match step {
            true => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
            false => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
        };
        self.written_at = now;
        if self::fragment() != fragment {
            // Browsers refuse, some of them in silence, when the address has changed too often of late: once more, a
            // while later, and in place of what is there.
            self.waiting = Some(Waiting { fragment, step: false });
            self.written_at = now + REFUSED_MS - ADDRESS_MS;
        }
    }
}

/// Whether the history is somebody else's: steps of a page in a frame would fill that of the page around it.
fn leaves_history() -> bool {
    is_framed() || is_embedded()
}

/// Goes to the address of this fragment, so that "back" leads here again.
pub fn go_to(fragment: &str) {
    let location = window().location();
    // A browser that refuses leaves the page as it is.
    let _ = if leaves_history() { location.replace(&format!("#{fragment}")) } else { location.set_hash(fragment) };
}

/// The fragment of the address, without `#`.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}
