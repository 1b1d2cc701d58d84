//! What a run is held against: the verdict, and the tables behind it.

use messages::ResultKind;
use page::App;
use page::results::{ResultTable, TableRow, VerdictWords, key, table};
use web_sys::Element;

use crate::browser::document;
use crate::dom::{find, find_in_page, readout, set_attribute, set_text};

/// Makes the verdict and the tables of these results say what is known.
pub fn reflect(app: &App, kinds: &[ResultKind]) {
    let VerdictWords { name, distance, perfect, meaning } = VerdictWords::of(app.results());
    let readouts = [("distance-name", &name), ("distance", &distance), ("perfect", &perfect), ("verdict", &meaning)];
    readouts.iter().for_each(|(place, words)| readout(place, words));
    for kind in kinds {
        let panel = find_in_page::<Element>(&format!("[data-figure={}]", key(*kind)));
        let Some(panel) = panel else { continue };
        let known = app.results().get(*kind);
        set_attribute(&panel, "data-stale", known.is_some_and(|known| known.stale).then_some(""));
        let mut shown = known.map_or_else(ResultTable::not_yet, |known| table(&known.result));
        if known.is_some_and(|known| known.stale) {
            shown.note = ["Of the run before this one. ", &shown.note].concat();
        }
        fill(&panel, shown, app);
    }
}

/// Makes the table of a panel, and the note beneath it, say this.
pub fn fill(panel: &Element, ResultTable { rows, note }: ResultTable, app: &App) {
    find::<Element>(panel, ".result-note").iter().for_each(|place| set_text(place, &note));
    if let Some(body) = find::<Element>(panel, "tbody") {
        body.replace_children_with_node_0();
        for element in rows.iter().filter_map(|shown| row(shown, app.about(&shown.about))) {
            let _ = body.append_child(&element);
        }
    }
}

fn row(row: &TableRow, about: &str) -> Option<Element> {
    let line = document().create_element("tr").ok()?;
    set_attribute(&line, "title", (!about.is_empty()).then_some(about));
    row.attributes.iter().for_each(|(name, value)| set_attribute(&line, name, Some(value)));
    for (i, cell) in row.cells.iter().enumerate() {
        let element = document().create_element(if i == 0 { "th" } else { "td" }).ok()?;
        set_text(&element, &cell.text);
        if i == 0 {
            set_attribute(&element, "scope", Some("row"));
        }
        cell.attributes.iter().for_each(|(name, value)| set_attribute(&element, name, Some(value)));
        let _ = line.append_child(&element);
    }
    Some(line)
}
