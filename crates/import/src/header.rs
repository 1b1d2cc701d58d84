//! What stands above the rows of a table, and what its columns are called.

use csv::StringRecord;

use crate::cell::{Cell, Decimal};

/// What stands above the rows of a table.
pub struct Header {
    /// How many rows it takes.
    pub rows: usize,
    /// The names of all columns; empty where one has none.
    pub names: Vec<String>,
}

impl Header {
    /// Of the first rows of a text.
    pub fn of(first: &[StringRecord], decimal: Decimal) -> Self {
        let row = |row: &StringRecord| row.iter().map(|text| Cell::of(text, decimal)).collect();
        let cells: Vec<Vec<Cell>> = first.iter().map(row).collect();
        let is_number = |cell: &Cell| cell.number().is_some();
        let titles = cells.iter().take_while(|row| !row.iter().any(is_number)).count();
        // No numbers at all: the first row may have names, and what is wrong is said of the columns.
        let titles = if titles == cells.len() { titles.min(1) } else { titles };
        let rest = &cells[titles..];
        let width = rest.iter().map(Vec::len).max().unwrap_or_else(|| cells.first().map_or(0, Vec::len));
        let mut names = vec![String::new(); width];
        (1..).zip(&first[..titles]).for_each(|(row, record)| add_titles(&mut names, record, row < titles));
        let is_other = titles == 0 && rest.len() > 1 && is_other_header(&rest[0], &rest[1..]);
        let names = if titles == 0 { numbered(names) } else { names };
        Self { rows: titles + usize::from(is_other), names }
    }
}

/// Adds a row of titles to names. Above other titles, an empty one stands for the one before it.
fn add_titles(names: &mut [String], titles: &StringRecord, repeats: bool) {
    // Where only the first column has no title, it is left out altogether.
    let from = usize::from(titles.len() + 1 == names.len());
    let mut before = "";
    for (name, title) in names.iter_mut().skip(from).zip(titles) {
        let title = if repeats && title.is_empty() { before } else { title };
        before = title;
        let space = if name.is_empty() || title.is_empty() { "" } else { " " };
        *name = [name, space, title].concat();
    }
}

/// Whether a row of numbers and words has words where all other rows have numbers: it tells of the table, and is no row.
fn is_other_header(row: &[Cell], others: &[Vec<Cell>]) -> bool {
    let is_column_of_numbers = |at: usize| {
        let mut cells = others.iter().filter_map(|row| row.get(at)).peekable();
        cells.peek().is_some() && cells.all(|cell| cell.number().is_some())
    };
    row.iter().enumerate().any(|(at, cell)| *cell == Cell::Text && is_column_of_numbers(at))
}

/// The names, with `column N` for those that are empty.
pub fn numbered(names: Vec<String>) -> Vec<String> {
    let named = |(number, name): (usize, String)| if name.is_empty() { format!("column {number}") } else { name };
    (1..).zip(names).map(named).collect()
}
