//! The cells of all rows, and of the first rows their text too.

use crate::cell::Cell;
use crate::number::NumberStyle;
use crate::text::shortened;
use crate::unreadable::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MIN_ROWS, UnreadableTable};

/// So many rows are kept as text: lines of names are looked for in them.
const HEAD_ROWS: usize = 100;
/// Of a cell kept as text, so many characters.
const HEAD_CHARACTERS: usize = 80;

/// Rows of cells, each with as many as it has.
pub(crate) struct Grid {
    pub style: NumberStyle,
    /// The text of the first rows, at most [`MAX_COLUMNS`] cells of each.
    pub head: Vec<Vec<String>>,
    cells: Vec<f64>,
    /// Where each row ends among the cells.
    ends: Vec<usize>,
}

/// What a reader makes of a file, before anything is known about its columns.
pub(crate) struct RawTable {
    pub grid: Grid,
    /// The names that stand beside the values, as in JSON; none where they can only stand in the first rows.
    pub names: Vec<String>,
    pub comment_lines: usize,
}

impl RawTable {
    /// Without anything.
    pub fn new(style: NumberStyle) -> Self {
        Self { grid: Grid::new(style), names: Vec::new(), comment_lines: 0 }
    }
}

impl Grid {
    /// Without rows.
    pub fn new(style: NumberStyle) -> Self {
        Self { style, head: Vec::new(), cells: Vec::new(), ends: Vec::new() }
    }

    /// One more row.
    ///
    /// # Errors
    /// Above [`MAX_ROWS`] or [`MAX_CELLS`].
    pub fn push<T: AsRef<str>>(&mut self, row: impl IntoIterator<Item = T>) -> Result<(), UnreadableTable> {
        if self.ends.len() == MAX_ROWS {
            return Err(UnreadableTable::TooManyRows);
        }
        let (is_head, mut texts) = (self.head.len() < HEAD_ROWS, Vec::new());
        for text in row {
            if self.cells.len() == MAX_CELLS {
                return Err(UnreadableTable::TooManyCells);
            }
            self.cells.push(Cell::read(text.as_ref(), self.style).packed());
            texts.extend((is_head && texts.len() < MAX_COLUMNS).then(|| shortened(text.as_ref(), HEAD_CHARACTERS)));
        }
        self.ends.push(self.cells.len());
        self.head.extend(is_head.then_some(texts));
        Ok(())
    }

    /// Where there is a single row, of numbers alone, it is a column.
    pub fn set_upright(&mut self) {
        let is_column = self.ends.len() == 1 && self.cells.len() >= MIN_ROWS;
        if is_column && self.cells.len() <= MAX_ROWS && self.cells.iter().all(|value| value.is_finite()) {
            self.ends = (1..=self.cells.len()).collect();
            self.head = self.head.drain(..).flatten().take(HEAD_ROWS).map(|text| vec![text]).collect();
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The packed cells of each row.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| self.cells.get(start..end).unwrap_or_default())
    }
}
