//! What differs between the run that the page shows and the pinned one: in settings, and in figures.

use crate::controls::{CONTROLS, Change};
use crate::results::{ResultTable, TableCell, TableRow};

use super::ledger::{KnownRun, RunLedger};
use super::record::RecordedFigure;

/// A line for each setting and each figure that differs: the run of the page, then the pinned one.
pub fn comparison(ledger: &RunLedger) -> ResultTable {
    let note = |words: &str| ResultTable { rows: vec![], note: words.to_owned() };
    let Some(pinned) = ledger.pinned() else { return note("Pin a run, and every other is compared with it.") };
    let Some(current) = ledger.current().and_then(|id| ledger.get(id)) else {
        return note("The run of the page has no row yet.");
    };
    if current.record.id == pinned.record.id {
        return note("The pinned run is the one that the page shows: change something, or show another run.");
    }
    let rows: Vec<TableRow> = settings(current, pinned).chain(figures(current, pinned)).map(row).collect();
    let note = if rows.is_empty() { "They differ in nothing." } else { "" };
    ResultTable { rows, note: note.to_owned() }
}

/// Name, and how it is in both.
type Difference = (String, [String; 2]);

fn settings<'a>(current: &'a KnownRun, pinned: &'a KnownRun) -> impl Iterator<Item = Difference> + 'a {
    let both = [&current.settings, &pinned.settings];
    CONTROLS.iter().filter(|control| control.change != Change::Repaces).filter_map(move |control| {
        let texts = both.map(|settings| control.text(settings).map(shortened));
        (texts[0] != texts[1]).then(|| (control.name.to_owned(), texts.map(Option::unwrap_or_default)))
    })
}

fn figures<'a>(current: &'a KnownRun, pinned: &'a KnownRun) -> impl Iterator<Item = Difference> + 'a {
    let of_pinned = |name: &str| pinned.record.figures.iter().find(|figure| figure.name == name).cloned();
    current.record.figures.iter().filter_map(move |RecordedFigure { name, text }| {
        let other = of_pinned(name)?.text;
        (other != *text).then(|| (name.clone(), [text.clone(), other]))
    })
}

fn row((name, texts): Difference) -> TableRow {
    let cell = |text| TableCell { text, attributes: vec![] };
    TableRow { cells: [name].into_iter().chain(texts).map(cell).collect(), ..TableRow::default() }
}

/// A person's points have no end.
fn shortened(text: String) -> String {
    const MOST: usize = 24;
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST - 1).chain(['…']).collect() }
}
