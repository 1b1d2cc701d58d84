//! What differs between the run that the page shows and another one: in settings, and in figures.

use crate::controls::{CONTROLS, Change};
use crate::results::{ResultTable, TableCell, TableRow};

use crate::settings::Settings;

use crate::kept_run::RecordId;

use super::ledger::{KnownRun, RunLedger};
use super::record::RecordedFigure;

/// A line for each setting and each figure that differs: the run of the page, then that of another row.
pub fn comparison(ledger: &RunLedger, beside: Option<RecordId>) -> ResultTable {
    let note = |words: &str| ResultTable { rows: vec![], note: words.to_owned() };
    let Some(pinned) = beside.and_then(|id| ledger.get(id)) else {
        return note(if beside.is_some() {
            "The run beside it has no row yet."
        } else {
            "Pin a run, and every other is compared with it."
        });
    };
    let Some(current) = ledger.current().and_then(|id| ledger.get(id)) else {
        return note("The run of the page has no row yet.");
    };
    if current.record.id == pinned.record.id {
        return note("The other run is the one that the page shows: change something, or show another run.");
    }
    let both = [current, pinned];
    let differing = differing_settings(both.map(|known| &known.settings))
        .chain(progress(both))
        .chain(figures(both))
        .filter(|(_, texts)| texts[0] != texts[1]);
    let rows: Vec<TableRow> = differing.map(row).collect();
    let rests = both.iter().all(|known| !known.record.figures.is_empty());
    let note = match (rows.is_empty(), rests) {
        (_, false) => "Figures are compared once both runs rest and are measured.",
        (true, true) => "They differ in nothing.",
        (false, true) => "",
    };
    ResultTable { rows, note: note.to_owned() }
}

/// Name, and how it is in both.
type Difference = (String, [String; 2]);

/// The settings that differ, but for the pace, and how they are in both.
pub fn differing_settings(both: [&Settings; 2]) -> impl Iterator<Item = Difference> + '_ {
    let each = CONTROLS
        .iter()
        .filter(|control| control.change != Change::Repaces)
        .map(move |control| (control.name.to_owned(), both.map(|settings| control.text(settings).unwrap_or_default())));
    each.filter(|(_, texts)| texts[0] != texts[1])
}

/// How far they are, and whether with the same weights.
fn progress(both: [&KnownRun; 2]) -> impl Iterator<Item = Difference> {
    let done = both.map(|known| plot::grouped(known.record.iterations() as u64));
    let weights = both.map(|known| known.record.weights.clone().unwrap_or_default());
    [("iterations done".to_owned(), done), ("weights".to_owned(), weights)].into_iter()
}

fn figures([current, pinned]: [&KnownRun; 2]) -> impl Iterator<Item = Difference> + '_ {
    let of_pinned = |name: &str| pinned.record.figures.iter().find(|figure| figure.name == name).cloned();
    current
        .record
        .figures
        .iter()
        .filter_map(move |RecordedFigure { name, text }| Some((name.clone(), [text.clone(), of_pinned(name)?.text])))
}

fn row((name, texts): Difference) -> TableRow {
    let cell = |text| TableCell { text, attributes: vec![] };
    TableRow { cells: [name].into_iter().chain(texts.map(shortened)).map(cell).collect(), ..TableRow::default() }
}

/// A person's points have no end.
pub fn shortened(text: String) -> String {
    const MOST: usize = 24;
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST - 1).chain(['…']).collect() }
}
