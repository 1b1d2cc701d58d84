//! What a row of the list of runs says.

use crate::kept_run::RecordId;
use crate::link;
use crate::settings::Settings;

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
    let settings: Vec<_> = ledger.runs().iter().map(|known| &known.settings).collect();
    let (names, pinned) = (names(&settings), ledger.pinned().map(|known| known.record.id));
    let row = |(known, name): (&KnownRun, String)| {
        let (record, step) = (&known.record, known.record.iterations());
        let done = plot::grouped(step as u64);
        let total = known.settings.config.total_iterations();
        RunRow {
            id: record.id,
            name: if record.run.is_of_link() { name } else { name + ", not its link’s" },
            seed: known.settings.config.seed,
            iterations: if step == total { done } else { format!("{done} of {}", plot::grouped(total as u64)) },
            step,
            verdict: verdict_word(record.verdict.as_ref().map(|verdict| verdict.inside_since.is_some())),
            time: duration(record.run.training.seconds),
            weights: record.weights.clone(),
            is_current: Some(record.id) == ledger.current(),
            is_pinned: pinned == Some(record.id),
        }
    };
    ledger.runs().iter().zip(names).map(row).rev().collect()
}

/// In a word or two, whether samples cannot be told from perfect ones.
pub fn verdict_word(is_as_perfect: Option<bool>) -> &'static str {
    match is_as_perfect {
        None => "–",
        Some(true) => "as perfect",
        Some(false) => "told apart",
    }
}

/// What sets runs of these settings apart: what was changed of its preset, without what all have in common; the preset where they have
/// several, and where there is nothing else to say.
pub fn names(runs: &[&Settings]) -> Vec<String> {
    let changes: Vec<_> = runs.iter().map(|settings| link::changed_controls(settings)).collect();
    let is_common = |change: &(&str, String)| changes.iter().all(|other| other.contains(change));
    let preset = |settings: &Settings| settings.config.preset.key();
    let has_several = runs.windows(2).any(|pair| preset(pair[0]) != preset(pair[1]));
    let name = |(settings, changes): (&&Settings, &Vec<(&'static str, String)>)| {
        let own = changes.iter().filter(|change| !is_common(change)).map(|(key, text)| format!("{key} {text}"));
        let own = own.collect::<Vec<_>>().join(", ");
        match (has_several || own.is_empty(), own.is_empty()) {
            (true, true) => preset(settings).to_owned(),
            (true, false) => format!("{}, {own}", preset(settings)),
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
