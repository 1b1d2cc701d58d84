//! The list of runs, and the comparison with the pinned one.

use page::app::{RepeatMsg, RunMsg};
use page::kept_run::RecordId;
use page::repeats::{Repeat, RepeatWords, repeat_figures, repeat_seeds};
use page::runs::{RunRow, comparison, rows};
use page::{App, Msg};
use web_sys::{Element, HtmlElement, HtmlProgressElement};

use crate::browser::window;
use crate::dom::{all, by_id, find, find_in_page, instance, set_attribute, set_text};
use crate::results::fill;

/// Makes the list and the comparison say what is known. Rows that stay are left where they are, with the focus that they
/// may have.
pub fn reflect(app: &App) {
    let Some(body) = find_in_page::<Element>("#run-rows tbody") else { return };
    let rows = rows(app.runs());
    let id = |element: &Element| element.get_attribute("data-run-row");
    for element in all::<Element>("#run-rows [data-run-row]") {
        if !rows.iter().any(|row| id(&element) == Some(number(row))) {
            element.remove();
        }
    }
    for (place, row) in rows.iter().enumerate() {
        let there = find::<Element>(&body, &format!("tr:nth-child({})", place + 1));
        if let Some(element) = there.clone().filter(|element| id(element) == Some(number(row))) {
            show(&element, row);
        } else if let Some(element) = instance("run-row-template") {
            show(&element, row);
            let _ = body.insert_before(&element, there.as_deref());
        }
    }
    if let Some(place) = by_id::<Element>("comparison") {
        fill(&place, comparison(app.runs(), app.row_beside()), app);
    }
    reflect_repeats(app);
}

/// Makes the page say how far the seeds are.
pub fn reflect_progress(app: &App) {
    let RepeatWords { state, words, share } = RepeatWords::of(app.repeats());
    by_id::<Element>("repeats").iter().for_each(|panel| set_attribute(panel, "data-repeat", Some(state)));
    by_id::<Element>("repeat-status").iter().for_each(|place| set_text(place, &words));
    by_id::<HtmlProgressElement>("repeat-progress").iter().for_each(|progress| progress.set_value(share));
}

/// Makes what is said of several seeds say what is known.
fn reflect_repeats(app: &App) {
    reflect_progress(app);
    let (Some(panel), repeats) = (by_id::<Element>("repeats"), app.repeats()) else { return };
    set_attribute(&panel, "data-seeds-done", Some(&repeats.last().map_or(0, Repeat::ended).to_string()));
    for (action, works) in [("repeat", false), ("stop-repeat", true)] {
        let button = find::<Element>(&panel, &format!("[data-action={action}]"));
        let disabled = (repeats.works() != works).then_some("true");
        button.iter().for_each(|button| set_attribute(button, "aria-disabled", disabled));
    }
    let pinned = app.runs().pinned().map(|known| &known.settings.config);
    for (place, table) in
        [("repeat-figures", repeat_figures(repeats, app.settings(), pinned)), ("repeat-seeds", repeat_seeds(repeats))]
    {
        by_id::<Element>(place).iter().for_each(|place| fill(place, table.clone(), app));
    }
}

fn number(RunRow { id: RecordId(number), .. }: &RunRow) -> String {
    number.to_string()
}

fn show(element: &Element, row: &RunRow) {
    let set = |name, value: Option<&str>| set_attribute(element, name, value);
    set("data-run-row", Some(&number(row)));
    set("data-hash", row.weights.as_deref());
    set("data-iterations", Some(&row.step.to_string()));
    set("aria-current", row.is_current.then_some("true"));
    let seed = format!("seed {}, {}", row.seed, row.time);
    let texts = [
        (".run-name", row.name.as_str()),
        (".run-seed", &seed),
        (".run-iterations", &row.iterations),
        (".run-verdict", row.verdict),
    ];
    for (place, text) in texts {
        find::<Element>(element, place).iter().for_each(|place| set_text(place, text));
    }
    if let Some(pin) = find::<Element>(element, "[data-action$=pin]") {
        set_attribute(&pin, "data-action", Some(if row.is_pinned { "unpin" } else { "pin" }));
        set_attribute(&pin, "aria-pressed", Some(if row.is_pinned { "true" } else { "false" }));
    }
    for (button, what) in [("[data-action$=pin]", "Pin"), ("[data-action=delete-run]", "Delete")] {
        let label = format!("{what} {}, seed {}", row.name, row.seed);
        find::<Element>(element, button).iter().for_each(|button| set_attribute(button, "aria-label", Some(&label)));
    }
    // The shown run is there already, and keeps its row.
    for action in ["load-run", "delete-run"] {
        let button = find::<Element>(element, &format!("[data-action={action}]"));
        button.iter().for_each(|button| set_attribute(button, "aria-disabled", row.is_current.then_some("true")));
    }
}

/// What a button of a row, or for several seeds, does, if it is one.
pub fn acted(action: &str, button: &Element) -> Option<Msg> {
    match action {
        "repeat" => {
            let cores = window().navigator().hardware_concurrency() as usize;
            return Some(Msg::Repeat(RepeatMsg::Begin { cores }));
        }
        "stop-repeat" => return Some(Msg::Repeat(RepeatMsg::Stop)),
        _ => {}
    }
    let row = button.closest("[data-run-row]").ok()??;
    let id = RecordId(row.get_attribute("data-run-row")?.parse().ok()?);
    let msg = match action {
        "load-run" => RunMsg::Load(id),
        "pin" => RunMsg::Pin(Some(id)),
        "unpin" => RunMsg::Pin(None),
        "delete-run" => {
            // The button goes with its row.
            let list = by_id::<HtmlElement>("run-list").filter(|_| !button.has_attribute("aria-disabled"));
            list.iter().for_each(|list| _ = list.focus());
            RunMsg::Delete(id)
        }
        _ => return None,
    };
    Some(Msg::Run(msg))
}
