//! What is proven of the run, as tables.

use playground::App;
use playground::study::{Row, Sheet, Table};
use web_sys::Element;

use crate::dom::{document, find, find_in_page, set_attribute, set_text};

/// Makes the tables say what is proven.
pub fn reflect(app: &App) {
    for table in Table::ALL {
        let Some(panel) = find_in_page::<Element>(&format!("[data-figure={}]", table.key())) else { continue };
        let known = app.proofs().get(table);
        set_attribute(&panel, "data-stale", known.filter(|(_, stale)| *stale).map(|_| ""));
        if let (Some(body), Some(note)) = (find::<Element>(&panel, "tbody"), find::<Element>(&panel, ".study-note")) {
            set_text(&note, known.map_or("not worked out yet", |(sheet, _)| &sheet.note));
            fill(&body, known.map(|(sheet, _)| sheet));
        }
    }
}

fn fill(body: &Element, sheet: Option<&Sheet>) {
    body.replace_children_with_node_0();
    for row in sheet.iter().flat_map(|sheet| &sheet.rows) {
        if let Some(line) = line(row) {
            let _ = body.append_child(&line);
        }
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
