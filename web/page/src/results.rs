//! What is proven of the run, as tables.

use messages::study::{Row, Sheet, Table};
use page::App;
use web_sys::Element;

use crate::browser::document;
use crate::dom::{find, find_in_page, set_attribute, set_text};

/// Makes these tables say what is proven.
pub fn reflect(app: &App, tables: &[Table]) {
    for table in tables {
        let panel = find_in_page::<Element>(&format!("[data-figure={}]", table.key()));
        let (Some(panel), Some((sheet, stale))) = (panel, app.proofs().get(*table)) else { continue };
        set_attribute(&panel, "data-stale", stale.then_some(""));
        if let (Some(body), Some(note)) = (find::<Element>(&panel, "tbody"), find::<Element>(&panel, ".study-note")) {
            set_text(&note, &sheet.note);
            fill(&body, sheet);
        }
    }
}

fn fill(body: &Element, sheet: &Sheet) {
    body.replace_children_with_node_0();
    for line in sheet.rows.iter().filter_map(line) {
        let _ = body.append_child(&line);
    }
}

fn line(row: &Row) -> Option<Element> {
    let line = document().create_element("tr").ok()?;
    row.marks.iter().for_each(|(name, value)| set_attribute(&line, name, Some(value)));
    for (i, text) in row.cells.iter().enumerate() {
        let cell = document().create_element(if i == 0 { "th" } else { "td" }).ok()?;
        set_text(&cell, text);
        match i {
            0 => set_attribute(&cell, "scope", Some("row")),
            1 => row.figure_marks.iter().for_each(|(name, value)| set_attribute(&cell, name, Some(value))),
            _ => {}
        }
        let _ = line.append_child(&cell);
    }
    Some(line)
}
