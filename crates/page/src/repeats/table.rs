//! What is shown of the seeds: every one of them, and their figures beside those of another configuration.

use diffusion::Config;
use diffusion::evaluation::{FALSE_ALARMS, MetricScore, rank_test};

use super::Repeats;
use super::repeat::{Repeat, SEEDS, SeedRun, Spread};
use crate::results::{ResultTable, TableCell, TableRow, figure_text};
use crate::runs::{names, verdict_word};
use crate::settings::Settings;

/// How far the seeds are.
#[derive(Clone, Debug, PartialEq)]
pub struct RepeatWords {
    /// In a word, for scripts.
    pub state: &'static str,
    /// In words, for people.
    pub words: String,
    /// The share that is done, from 0 to 1.
    pub share: f64,
}

impl RepeatWords {
    /// Of the configuration that was wanted last.
    pub fn of(repeats: &Repeats) -> Self {
        let Some(last) = repeats.last() else { return Self { state: "idle", words: String::new(), share: 0.0 } };
        let (ended, share) = (last.ended(), last.share());
        let (state, words) = match repeats.error() {
            Some(error) => ("failed", error.to_owned()),
            None if last.is_done() => ("done", format!("All {SEEDS} seeds are done.")),
            None if repeats.works() => {
                ("working", format!("{ended} of {SEEDS} seeds are done, {:.0}\u{a0}%.", 100.0 * share))
            }
            None => ("stopped", format!("Stopped: {ended} of {SEEDS} seeds are done.")),
        };
        Self { state, words, share }
    }
}

/// Every seed: its distance to the data, and whether its samples can be told from perfect ones.
pub fn repeat_seeds(repeats: &Repeats) -> ResultTable {
    let Some(last) = repeats.last() else { return ResultTable::default() };
    let mut p = last.p().iter();
    let row = |run: &SeedRun| {
        let distance = run.result().and_then(|result| result.scores.first()).map(|score| score.value);
        let said = match &run.end {
            Some(Ok(_)) => verdict_word(p.next().map(|p| *p > FALSE_ALARMS)).to_owned(),
            Some(Err(reason)) => reason.clone(),
            None if run.losses.iterations() > 0 => "trains".to_owned(),
            None => "waits".to_owned(),
        };
        let hash = run.result().map(|result| ("data-hash", result.weights.clone()));
        TableRow {
            attributes: [("data-repeat-seed", run.seed.to_string())].into_iter().chain(hash).collect(),
            cells: [run.seed.to_string(), figure_text(distance), said].map(cell).to_vec(),
            ..TableRow::default()
        }
    };
    ResultTable { rows: last.seeds().iter().map(row).collect(), note: String::new() }
}

/// Median and range of every figure, beside those of the other configuration, and how often luck alone parts the seeds as far.
/// `pinned` is the configuration of the pinned run.
pub fn repeat_figures(repeats: &Repeats, pinned: Option<&Config>) -> ResultTable {
    let Some(last) = repeats.last().filter(|last| last.results().next().is_some()) else {
        return ResultTable::default();
    };
    let other = repeats.other(pinned);
    let of_other = other.map_or(vec![], figures);
    let row = |figure: SeedFigures| {
        let beside = of_other.iter().find(|other| other.name == figure.name);
        let p = beside.map(|beside| rank_test(&figure.values, &beside.values));
        let p = p.map(|p| TableCell { text: figure_text(Some(p)), attributes: vec![("data-rank-p", p.to_string())] });
        let spread = |figure: Option<&SeedFigures>| figure.map_or_else(|| cell("–"), SeedFigures::cell);
        TableRow {
            attributes: vec![("data-repeat-figure", figure.name.to_owned())],
            cells: vec![cell(figure.name), figure.cell(), spread(beside), p.unwrap_or_else(|| cell("–"))],
            ..TableRow::default()
        }
    };
    ResultTable { rows: figures(last).into_iter().map(row).collect(), note: legend(last, other, pinned) }
}

/// What both columns are of.
fn legend(last: &Repeat, other: Option<&Repeat>, pinned: Option<&Config>) -> String {
    let Some(other) = other else {
        return "Median and range of the seeds. Change something and press ×8 again: both are compared.".to_owned();
    };
    let [left, right] = both_names([last, other]);
    let is_pinned = pinned.is_some_and(|config| other.is_of(config));
    let which = if is_pinned { "of the pinned run" } else { "repeated before" };
    let fewest = [last, other].map(|repeat| repeat.results().count());
    format!(
        "Median and range. Left: {left}. Right, {which}: {right}. p: how often luck alone parts {} seeds from {} as far \
         (Mann & Whitney's rank test). Of many figures one in twenty is below 0.05 by chance.",
        fewest[0], fewest[1]
    )
}

/// What sets both apart.
fn both_names(both: [&Repeat; 2]) -> [String; 2] {
    let settings = both.map(|repeat| {
        let config = Config { seed: 0, ..repeat.config().clone() };
        Settings { config, pace: repeat.settings().pace }
    });
    let [left, right] = &names(&[&settings[0], &settings[1]])[..] else { unreachable!("two settings have two names") };
    if left != right {
        return [left.clone(), right.clone()];
    }
    both.map(|repeat| format!("{left}, {} iterations", plot::grouped(repeat.config().total_iterations() as u64)))
}

/// A figure of every seed that has it.
struct SeedFigures {
    name: &'static str,
    values: Vec<f64>,
}

impl SeedFigures {
    fn cell(&self) -> TableCell {
        let Some(Spread { median, low, high }) = Spread::of(self.values.iter().copied()) else { return cell("–") };
        let attributes = [("data-median", median), ("data-low", low), ("data-high", high)];
        TableCell {
            text: format!("{}\n{}–{}", figure_text(Some(median)), two_digits(low), two_digits(high)),
            attributes: attributes.map(|(name, value)| (name, value.to_string())).to_vec(),
        }
    }
}

/// The figures of the samples, their p, and the loss.
fn figures(repeat: &Repeat) -> Vec<SeedFigures> {
    let mut figures: Vec<SeedFigures> = Vec::new();
    let mut add = |name, value| match figures.iter_mut().find(|figure| figure.name == name) {
        Some(figure) => figure.values.push(value),
        None => figures.push(SeedFigures { name, values: vec![value] }),
    };
    for (run, result) in repeat.results() {
        result.scores.iter().for_each(|MetricScore { metric, value }| add(metric.label(), *value));
        run.loss.into_iter().for_each(|loss| add("loss", loss));
    }
    repeat.p().iter().for_each(|p| add("p of all figures", *p));
    figures
}

/// An end of a range needs no more, and a column of a phone has no room for it.
fn two_digits(value: f64) -> String {
    let short = format!("{value:.1e}");
    let is_plain = value == 0.0 || (1e-4..1e5).contains(&value.abs());
    if is_plain { plot::parse_number(&short).unwrap_or(value).to_string() } else { short }
}

fn cell(text: impl Into<String>) -> TableCell {
    TableCell { text: text.into(), attributes: vec![] }
}
