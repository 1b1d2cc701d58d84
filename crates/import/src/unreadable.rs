//! Why a file has no table of numbers, in words for the person whose file it is.

use std::fmt;

/// The fewest rows of numbers that are a table.
pub const MIN_ROWS: usize = 4;

/// The most rows that are read.
pub const MAX_ROWS: usize = 1_000_000;

/// The most columns that are read.
pub const MAX_COLUMNS: usize = 256;

/// Why there is no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadableTable {
    /// There is nothing in it.
    Empty,
    /// It is no text.
    NoText,
    /// It begins as JSON does, and is none: where, and why.
    Json(String),
    /// It is JSON, and neither numbers nor rows nor columns of them.
    OtherJson,
    /// No column is mostly numbers; the first cells of the first one.
    NoNumbers(Vec<String>),
    /// There are fewer rows of numbers than [`MIN_ROWS`].
    FewRows(usize),
    /// There are more than [`MAX_ROWS`].
    ManyRows,
    /// There are more than [`MAX_COLUMNS`].
    ManyColumns(usize),
}

impl fmt::Display for UnreadableTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "there is nothing in it."),
            Self::NoText => write!(f, "it is not text. A table of numbers is wanted: CSV, TSV or JSON."),
            Self::Json(why) => write!(f, "it begins like JSON, but is not: {why}."),
            Self::OtherJson => write!(f, "its JSON is not a list of numbers, rows or objects, and has no lists in it."),
            Self::NoNumbers(cells) => write!(f, "no column is mostly numbers; it begins “{}”.", cells.join("”, “")),
            Self::FewRows(rows) => write!(f, "it has {rows} rows of numbers, and at least {MIN_ROWS} are needed."),
            Self::ManyRows => write!(f, "it has more than a million rows. Save a part of them by itself."),
            Self::ManyColumns(columns) => write!(f, "it has {columns} columns, and at most {MAX_COLUMNS} are read."),
        }
    }
}

impl std::error::Error for UnreadableTable {}
