//! What the first rows of a table look like, to whoever looks for names.

use crate::cell::Cell;
use crate::number::NumberStyle;

/// No more lines than this are taken for names.
const MAX_HEADER_LINES: usize = 20;

/// The text and the kind of each cell in the first rows.
pub(crate) struct Head<'a> {
    pub texts: &'a [Vec<String>],
    pub cells: Vec<Vec<Cell>>,
}

impl<'a> Head<'a> {
    /// Of these rows.
    pub fn new(texts: &'a [Vec<String>], style: NumberStyle) -> Self {
        let read = |row: &Vec<String>| row.iter().map(|text| Cell::read(text, style)).collect();
        Self { texts, cells: texts.iter().map(read).collect() }
    }

    /// scikit-learn's files begin with the number of rows, the number of features, and the names of the classes. Below
    /// are numbers alone: a number for the class follows the features.
    pub fn begins_with_counts(&self) -> bool {
        let [first, second, ..] = &*self.cells else { return false };
        let [Cell::Number(_), Cell::Number(features), classes @ ..] = &**first else { return false };
        let are_named = !classes.is_empty() && classes.iter().all(|&class| class == Cell::Word);
        are_named && second.iter().all(|cell| cell.is_number()) && features + 1.0 == second.len() as f64
    }

    /// Whether only the first row begins with an empty cell: what stands beside it are names of columns, even where
    /// they are numbers.
    pub fn has_empty_corner(&self) -> bool {
        let is_empty = self.texts.first().and_then(|row| row.first()).is_some_and(String::is_empty);
        let has_name = |row: &Vec<Cell>| row.first().is_some_and(|&cell| cell != Cell::Missing);
        is_empty && self.cells.len() > 1 && self.cells.iter().skip(1).all(has_name)
    }

    /// The first lines that have words, and no number, where there are numbers below.
    pub fn lines_of_words(&self) -> usize {
        let columns = self.columns_of_numbers();
        let is_header = |row: &&Vec<Cell>| {
            let mut above = row.iter().zip(&columns).filter(|(_, is_column)| **is_column).map(|(cell, _)| *cell);
            above.clone().any(|cell| cell == Cell::Word) && !above.any(Cell::is_number)
        };
        self.cells.iter().take(MAX_HEADER_LINES).take_while(is_header).count()
    }

    /// The columns with at least as many numbers as words. Where there are none, those without a value in every other
    /// cell: their names have to be told from words too.
    fn columns_of_numbers(&self) -> Vec<bool> {
        let width = self.cells.iter().map(Vec::len).max().unwrap_or(0);
        let counts: Vec<[usize; 3]> = (0..width).map(|column| self.counts(column)).collect();
        let of_numbers = counts.iter().map(|[numbers, _, words]| *numbers > 0 && numbers >= words);
        if of_numbers.clone().any(|is_column| is_column) {
            of_numbers.collect()
        } else {
            counts.iter().map(|[_, missing, words]| missing >= words).collect()
        }
    }

    /// How many numbers, missing values and words there are in a column.
    fn counts(&self, column: usize) -> [usize; 3] {
        let mut counts = [0; 3];
        let [numbers, missing, words] = &mut counts;
        for row in &self.cells {
            match row.get(column) {
                Some(Cell::Number(_)) => *numbers += 1,
                Some(Cell::Missing) | None => *missing += 1,
                Some(Cell::Word) => *words += 1,
            }
        }
        counts
    }
}
