//! The benchmark's table, as far as it is measured, and its record for scripts.

use messages::BenchmarkRow;
use page::benchmark::{BenchmarkReport, time_text};
use page::{App, Phase};
use web_sys::Element;

use crate::browser::document;
use crate::dom::{all, by_id, find, instance, set_attribute, set_text};

/// Shows the benchmark in the playground's place, or the playground.
pub fn reflect(app: &App) {
    let open = app.benchmark();
    if let Some(root) = document().document_element() {
        set_attribute(&root, "data-room", open.map(|_| "bench"));
    }
    if let Some(bench) = open {
        say("bench-words", &app.error().map_or_else(|| bench.text(), str::to_owned));
        table(bench.rows());
        say("bench-result", &record(app, bench));
    }
}

fn say(id: &str, words: &str) {
    if let Some(element) = by_id::<Element>(id) {
        set_text(&element, words);
    }
}

/// Nothing before the end: a script that finds a record has all of it.
fn record(app: &App, bench: &BenchmarkReport) -> String {
    if app.phase() == Phase::Finished { bench.record() } else { String::new() }
}

fn table(rows: &[BenchmarkRow]) {
    let Some(body) = by_id::<Element>("bench-rows") else { return };
    let shown = all::<Element>("#bench-rows > tr").len();
    if shown > rows.len() {
        body.replace_children_with_node_0();
        return table(rows);
    }
    for row in &rows[shown..] {
        let Some(line) = instance("bench-row-template") else { return };
        let (Some(case), Some(time)) = (find::<Element>(&line, "th"), find::<Element>(&line, "td")) else { return };
        set_text(&case, &row.case);
        set_text(&time, &time_text(row.time));
        let _ = body.append_child(&line);
    }
}
