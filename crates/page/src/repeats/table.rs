//! What is shown of the seeds: every one of them, and their figures beside those of another configuration.

use diffusion::Config;
use diffusion::evaluation::{FALSE_ALARMS, MetricScore, rank_test};

use super::Repeats;
use super::repeat::{Repeat, SEEDS, SeedRun, Spread};
use crate::results::{NOT_YET, ResultTable, TableCell, TableRow, figure_text};
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
        let (ended, share, failed) = (last.ended(), last.share(), last.ended() - last.results().count());
        let (state, words) = match repeats.error() {
            _ if last.is_done() && failed == 0 => ("done", format!("All {SEEDS} seeds are done.")),
            _ if last.is_done() => {
                ("done", format!("{} of {SEEDS} seeds are done; {failed} could not go on.", SEEDS - failed))
            }
            _ if repeats.works() => ("working", format!("{ended} of {SEEDS} seeds are done.")),
            Some(error) => ("failed", error.to_owned()),
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
/// `shown` are the settings of the page, `pinned` is the configuration of the pinned run.
pub fn repeat_figures(repeats: &Repeats, shown: &Settings, pinned: Option<&Config>) -> ResultTable {
    let Some(last) = repeats.last().filter(|last| last.ended() > 0) else { return ResultTable::default() };
    let other = repeats.other(pinned);
    let of_other = other.map_or(vec![], figures);
    let row = |figure: SeedFigures| {
        let beside = of_other.iter().find(|other| other.name == figure.name);
        let is_comparable = other.is_some_and(|other| figure.name != LOSS || have_one_objective([last, other]));
        let p = beside.filter(|_| is_comparable).map(|beside| rank_test(&figure.values, &beside.values));
        let p = p.map(|p| TableCell { text: figure_text(Some(p)), attributes: vec![("data-rank-p", p.to_string())] });
        let spread = |figure: Option<&SeedFigures>| figure.map_or_else(|| cell("–"), SeedFigures::cell);
        TableRow {
            attributes: vec![("data-repeat-figure", figure.name.to_owned())],
            cells: vec![cell(figure.name), figure.cell(), spread(beside), p.unwrap_or_else(|| cell("–"))],
            ..TableRow::default()
        }
    };
    let rows: Vec<TableRow> = figures(last).into_iter().map(row).collect();
    let note = if rows.is_empty() { "No seed has figures.".to_owned() } else { legend(last, other, shown, pinned) };
    ResultTable { rows, note }
}

/// Whether the losses of both are of the same quantity.
fn have_one_objective(both: [&Repeat; 2]) -> bool {
    let [a, b] = both.map(Repeat::config);
    a.loss == b.loss && a.method.is_trained_like(&b.method)
}

/// What both columns are of.
fn legend(last: &Repeat, other: Option<&Repeat>, shown: &Settings, pinned: Option<&Config>) -> String {
    let is_shown = last.is_of(&shown.config);
    let beside = other.map_or(shown, Repeat::settings);
    let [a, b] = both_names([last.settings(), beside]);
    let of_page = if is_shown { "" } else { ", not what the page shows now" };
    let Some(other) = other else {
        let a = if is_shown { "these settings".to_owned() } else { a };
        return format!(
            "Median and range. A: {a}{of_page}. Change something and press ×8: both are compared, if they are of the same data."
        );
    };
    let which = if pinned.is_some_and(|config| other.is_of(config)) { "of the pinned run" } else { "repeated before" };
    let [of_a, of_b] = [last, other].map(|repeat| repeat.results().count());
    format!(
        "Median and range. A: {a}{of_page}. B, {which}: {b}. p: how often luck alone parts {of_a} seeds from {of_b} as far \
         (Mann & Whitney’s rank test). Of many figures one in twenty is below 0.05 by chance."
    )
}

/// What sets both apart.
fn both_names(both: [&Settings; 2]) -> [String; 2] {
    let settings = both.map(|settings| {
        let config = Config { seed: 0, ..settings.config.clone() };
        Settings { config, pace: settings.pace }
    });
    let [a, b] = &names(&[&settings[0], &settings[1]])[..] else { unreachable!("two settings have two names") };
    let totals = both.map(|settings| settings.config.total_iterations());
    if totals[0] == totals[1] {
        return [a.clone(), b.clone()];
    }
    [(a, totals[0]), (b, totals[1])].map(|(name, total)| format!("{name}, {} iterations", plot::grouped(total as u64)))
}

/// The name of the loss, which is no figure of the samples.
const LOSS: &str = "loss";

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
    // What has no value, as the spread of spikes that no sample reached, is farther off than all that has.
    let or_worst = |value: f64| if value.is_nan() { f64::INFINITY } else { value };
    let mut add = |name, value| match figures.iter_mut().find(|figure| figure.name == name) {
        Some(figure) => figure.values.push(value),
        None => figures.push(SeedFigures { name, values: vec![value] }),
    };
    for (run, result) in repeat.results() {
        result.scores.iter().for_each(|MetricScore { metric, value }| add(metric.label(), or_worst(*value)));
        run.loss.into_iter().for_each(|loss| add(LOSS, loss));
    }
    repeat.p().iter().for_each(|p| add("p of all figures", *p));
    figures
}

/// An end of a range needs no more, and a column of a phone has no room for it.
fn two_digits(value: f64) -> String {
    if !value.is_finite() {
        return NOT_YET.to_owned();
    }
    let short = format!("{value:.1e}");
    let is_plain = value == 0.0 || (1e-4..1e5).contains(&value.abs());
    if is_plain { plot::parse_number(&short).unwrap_or(value).to_string() } else { short }
}

fn cell(text: impl Into<String>) -> TableCell {
    TableCell { text: text.into(), attributes: vec![] }
}
