//! What the browser keeps of runs: the one of the page over a reload, in the tab's session storage, which no other tab
//! shares; and the rows of the list of runs for the next visit, each under a name of its own: tabs write over each other only
//! where both show the run of one row. A frame in another page keeps nothing, and misses nothing.

use js_sys::Reflect;
use page::kept_run::{KeptRun, RecordId};
use page::runs::RunRecord;
use web_sys::Storage;

use crate::browser::window;
use crate::preferences::{key, recall, remember, storage};
use crate::presentation::is_embedded;

/// The run of the page.
const RUN: &str = "run";

/// Which row is pinned.
const PIN: &str = "pin";

/// What the names of rows begin with; their number follows.
const ROW: &str = "run:";

/// The run that this tab had, if the page was loaded anew or gone back to. Who follows a link sees its run from the beginning.
pub fn recall_run() -> Option<KeptRun> {
    KeptRun::from_bytes(&read(&of_tab().filter(|_| is_reloaded())?, &key(RUN))?)
}

/// Keeps the page's run in the place of the last; false where the browser refuses.
pub fn keep_run(run: &KeptRun) -> bool {
    is_embedded() || write(of_tab(), &key(RUN), &run.to_bytes())
}

/// The rows of visits before.
pub fn recall_rows() -> Vec<RunRecord> {
    let Some(storage) = storage() else { return vec![] };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok()?);
    let first = key(ROW);
    let names: Vec<String> = names.filter(|name| name.starts_with(&first)).collect();
    let row = |name: String| {
        let row = read(&storage, &name).and_then(|bytes| RunRecord::from_bytes(&bytes));
        let own = row.filter(|row| name_of(row.id) == name);
        if own.is_none() {
            // What nobody can read any more only takes room.
            let _ = storage.remove_item(&name);
        }
        own
    };
    names.into_iter().filter_map(row).collect()
}

/// The row that was pinned.
pub fn recall_pin() -> Option<RecordId> {
    recall(PIN)?.parse().ok().map(RecordId)
}

/// Keeps which row is pinned. A browser that refuses forgets it with the visit.
pub fn keep_pin(id: Option<RecordId>) {
    remember(PIN, &id.map_or(String::new(), |RecordId(number)| number.to_string()));
}

/// Keeps a row; false where the browser refuses.
pub fn keep_row(row: &RunRecord) -> bool {
    is_embedded() || write(storage(), &name_of(row.id), &row.to_bytes())
}

/// Keeps a row no more.
pub fn forget_row(id: RecordId) {
    // A browser that refuses has none.
    storage().iter().for_each(|storage| _ = storage.remove_item(&name_of(id)));
}

fn name_of(RecordId(number): RecordId) -> String {
    key(&format!("{ROW}{number}"))
}

fn read(storage: &Storage, name: &str) -> Option<Vec<u8>> {
    let word = storage.get_item(name).ok()??;
    window().atob(&word).ok()?.chars().map(|byte| u8::try_from(byte).ok()).collect()
}

fn write(storage: Option<Storage>, name: &str, bytes: &[u8]) -> bool {
    let word = || window().btoa(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>()).ok();
    storage.zip(word()).is_some_and(|(storage, word)| storage.set_item(name, &word).is_ok())
}

fn of_tab() -> Option<Storage> {
    if is_embedded() { None } else { window().session_storage().ok()? }
}

/// How the page was come to, in the words of the Navigation Timing standard.
fn is_reloaded() -> bool {
    let entries = window().performance().map(|performance| performance.get_entries_by_type("navigation"));
    let kind = entries.and_then(|entries| Reflect::get(&entries.get(0), &"type".into()).ok());
    matches!(kind.and_then(|kind| kind.as_string()).as_deref(), Some("reload" | "back_forward"))
}
