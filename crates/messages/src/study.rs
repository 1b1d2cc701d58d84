//! What is proven about a run, as tables that the worker fills and the page shows.

use serde::{Deserialize, Serialize};

/// The tables there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Table {
    /// Distances to the exact law, each with what a perfect sampler scores.
    Metrics,
    /// The loss, split into what no network can avoid and what this one could.
    Loss,
    /// Where the run's error comes from.
    Budget,
    /// Error against evaluations, sampler by sampler.
    Race,
    /// How far the network's score is from the exact one, at the shown level.
    Score,
    /// What is known of the clean point, where the lens lies.
    Posterior,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Metrics, Self::Loss, Self::Budget, Self::Race, Self::Score, Self::Posterior];

    /// Its name in the page.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Loss => "loss",
            Self::Budget => "budget",
            Self::Race => "race",
            Self::Score => "score",
            Self::Posterior => "posterior",
        }
    }
}

/// A line of a chart: the key of what it shows, and its places.
pub type Line = (String, Vec<[f64; 2]>);

/// One table, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Which.
    pub table: Table,
    /// Its rows, from the top.
    pub rows: Vec<Row>,
    /// The lines of the chart above it, each with the key of what it shows.
    pub lines: Vec<Line>,
    /// Why it is empty, or what is to be known of it.
    pub note: String,
}

impl Sheet {
    /// A table without a chart.
    #[must_use]
    pub fn new(table: Table, rows: Vec<Row>, note: impl Into<String>) -> Self {
        Self { table, rows, lines: vec![], note: note.into() }
    }
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What scripts read off the row: names and values of attributes.
    pub marks: Vec<(String, String)>,
    /// What scripts read off its first figure.
    pub figure_marks: Vec<(String, String)>,
    /// The heading, then the figures, as they are to be read.
    pub cells: Vec<String>,
}

/// A mark, from its parts.
#[must_use]
pub fn mark(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// A figure without meaning yet.
pub const NOT_YET: &str = "–";

/// A figure as scripts and people read it; a dash where it has no meaning (yet).
#[must_use]
pub fn figure_text(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or(NOT_YET.to_owned(), ascii)
}

/// Three significant digits in bare ASCII, the way a script can read it: `0.000731`, `8.21`, `12300`, `2.04e-9`.
fn ascii(value: f64) -> String {
    let rounded = plot::rounded(value);
    let plain = rounded == 0.0 || (1e-5..1e7).contains(&rounded.abs());
    if !plain {
        return format!("{value:.2e}");
    }
    let digits = if rounded == 0.0 { 0.0 } else { rounded.abs().log10().floor() };
    format!("{:.*}", (2.0 - digits).max(0.0) as usize, rounded + 0.0)
}
