//! What tables of results are made of.

use diffusion::evaluation::ReferenceInterval;
use plot::three_digits;

use super::number::figure_text;

/// The most levels or checkpoints of a table.
const MOST_ROWS: usize = 8;

/// A name and a value of an attribute.
pub type Attribute = (&'static str, String);

/// One table, whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultTable {
    /// Its rows, from the top.
    pub rows: Vec<TableRow>,
    /// Why it is empty, or what is to be known of it.
    pub note: String,
}

impl ResultTable {
    /// Of what is not known yet.
    pub fn not_yet() -> Self {
        Self { rows: vec![], note: "not worked out yet".to_owned() }
    }
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRow {
    /// What scripts read off the row.
    pub attributes: Vec<Attribute>,
    /// The key of what is said about it to a pointer that rests on it; empty where there is nothing.
    pub about: String,
    /// The heading, then the figures.
    pub cells: Vec<TableCell>,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableCell {
    /// As it is to be read.
    pub text: String,
    /// What scripts read off it.
    pub attributes: Vec<Attribute>,
}

pub fn rows(rows: impl Iterator<Item = TableRow>) -> ResultTable {
    ResultTable { rows: rows.collect(), note: String::new() }
}

pub fn text(text: impl Into<String>) -> TableCell {
    TableCell { text: text.into(), attributes: vec![] }
}

/// A figure that scripts find by this name.
pub fn figure(value: Option<f64>, metric: &str) -> TableCell {
    TableCell { text: figure_text(value), attributes: vec![("data-metric", metric.to_owned())] }
}

pub fn row(cells: Vec<TableCell>) -> TableRow {
    TableRow { cells, ..TableRow::default() }
}

/// An interval in words, and its ends as scripts read them.
pub fn interval(ReferenceInterval { low, high }: ReferenceInterval) -> (TableCell, [String; 2]) {
    let [low, high] = [low, high].map(|end| figure_text(Some(end)));
    (text(format!("{low} to {high}")), [low, high])
}

/// At most [`MOST_ROWS`] of all levels or checkpoints, the first among them.
pub fn few<T>(all: &[T]) -> impl DoubleEndedIterator<Item = &T> {
    all.iter().step_by(all.len().div_ceil(MOST_ROWS).max(1))
}

/// Near pure noise σ alone hardly changes from level to level.
pub fn level_name(alpha: f64, sigma: f64) -> String {
    match alpha {
        0.0 => "pure noise".to_owned(),
        1.0 => format!("σ\u{a0}=\u{a0}{}", three_digits(sigma)),
        alpha => format!("σ/α\u{a0}=\u{a0}{}", three_digits(sigma / alpha)),
    }
}
