//! The run that a tab keeps over a reload: in its session storage, which no other tab shares.

use js_sys::Reflect;
use page::kept_run::KeptRun;
use web_sys::Storage;

use crate::browser::window;
use crate::presentation::is_embedded;

const NAME: &str = "diffusion-playground:run";

/// The run that this tab had, if the page was loaded anew or gone back to. Who follows a link sees its run from the beginning.
pub fn recall() -> Option<KeptRun> {
    let word = storage().filter(|_| is_reloaded())?.get_item(NAME).ok()??;
    let bytes: Option<Vec<u8>> = window().atob(&word).ok()?.chars().map(|byte| u8::try_from(byte).ok()).collect();
    KeptRun::from_bytes(&bytes?)
}

/// Keeps a run in the place of the last; false where the browser refuses. A frame in another page keeps none.
pub fn remember(run: &KeptRun) -> bool {
    let keep = || {
        let bytes: String = run.to_bytes().into_iter().map(char::from).collect();
        storage()?.set_item(NAME, &window().btoa(&bytes).ok()?).ok()
    };
    is_embedded() || keep().is_some()
}

fn storage() -> Option<Storage> {
    if is_embedded() { None } else { window().session_storage().ok()? }
}

/// How the page was come to, in the words of the Navigation Timing standard.
fn is_reloaded() -> bool {
    let entries = window().performance().map(|performance| performance.get_entries_by_type("navigation"));
    let kind = entries.and_then(|entries| Reflect::get(&entries.get(0), &"type".into()).ok());
    matches!(kind.and_then(|kind| kind.as_string()).as_deref(), Some("reload" | "back_forward"))
}
