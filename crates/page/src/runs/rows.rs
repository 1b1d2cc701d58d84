//! What a row of the list of runs says.

use crate::kept_run::RecordId;
use crate::link;

use super::ledger::{KnownRun, RunLedger};

/// A row as the page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// Its number.
    pub id: RecordId,
    /// What sets the run apart from the others.
    pub name: String,
    /// Its seed.
    pub seed: u32,
    /// How far it has come.
    pub iterations: String,
    /// Iterations done, for scripts.
    pub step: usize,
    /// The verdict, in a word or two.
    pub verdict: &'static str,
    /// How long it trained.
    pub time: String,
    /// The hash of its weights, where training stood still.
    pub weights: Option<String>,
    /// Whether it is the run that the page shows.
    pub is_current: bool,
    /// Whether others are compared with it.
    pub is_pinned: bool,
}

/// The rows, the newest first.
pub fn rows(ledger: &RunLedger) -> Vec<RunRow> {
    let (names, pinned) = (names(ledger.runs()), ledger.pinned().map(|known| known.record.id));
    let row = |(known, name): (&KnownRun, String)| {
        let (record, step) = (&known.record, known.record.iterations());
        let done = plot::grouped(step as u64);
        let total = known.settings.config.total_iterations();
        RunRow {
            id: record.id,
            name: if record.run.is_of_link() { name } else { name + ", trained on" },
            seed: known.settings.config.seed,
            iterations: if step == total { done } else { format!("{done} of {}", plot::grouped(total as u64)) },
            step,
            verdict: match &record.verdict {
                None => "–",
                Some(verdict) if verdict.inside_since.is_some() => "as perfect",
                Some(_) => "told apart",
            },
            time: duration(record.run.training.seconds),
            weights: record.weights.clone(),
            is_current: Some(record.id) == ledger.current(),
            is_pinned: pinned == Some(record.id),
        }
    };
    ledger.runs().iter().zip(names).map(row).rev().collect()
}

/// What sets each run apart: what was changed of its preset, without what all have in common; the preset where they have
/// several, and where there is nothing else to say.
fn names(runs: &[KnownRun]) -> Vec<String> {
    let changes: Vec<_> = runs.iter().map(|known| link::changed_controls(&known.settings)).collect();
    let is_common = |change: &(&str, String)| changes.iter().all(|other| other.contains(change));
    let preset = |known: &KnownRun| known.settings.config.preset.key();
    let has_several = runs.windows(2).any(|pair| preset(&pair[0]) != preset(&pair[1]));
    let name = |(known, changes): (&KnownRun, &Vec<(&'static str, String)>)| {
        let own = changes.iter().filter(|change| !is_common(change)).map(|(key, text)| format!("{key} {text}"));
        let own = own.collect::<Vec<_>>().join(", ");
        match (has_several || own.is_empty(), own.is_empty()) {
            (true, true) => preset(known).to_owned(),
            (true, false) => format!("{}, {own}", preset(known)),
            (false, _) => own,
        }
    };
    runs.iter().zip(&changes).map(name).collect()
}

/// Nobody trains for longer than some ten years, in seconds.
const LONGEST: f64 = 3e8;

/// `8 s`, `2 min`.
fn duration(seconds: f64) -> String {
    let seconds = seconds.min(LONGEST);
    if seconds < 99.5 { format!("{:.0}\u{a0}s", seconds.ceil()) } else { format!("{:.0}\u{a0}min", seconds / 60.0) }
}
