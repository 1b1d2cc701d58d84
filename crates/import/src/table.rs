//! A table, what is suggested to be taken of it, and what is taken.

use crate::cell::Cell;
use crate::column::{Column, ColumnKind};
use crate::columns::{check, columns};
use crate::grid::{Grid, RawTable};
use crate::head::Head;
use crate::header::Header;
use crate::text::{decode, shortened, trimmed};
use crate::unreadable::{MIN_ROWS, UnreadableTable, check_size};
use crate::{delimited, json};

/// Of a table so many rows are shown …
pub const PREVIEW_ROWS: usize = 10;
/// … with so many columns …
pub const PREVIEW_COLUMNS: usize = 32;
/// … and so many characters of each cell.
pub const PREVIEW_CHARACTERS: usize = 40;

/// A table with at least one column of numbers.
pub struct Table {
    columns: Vec<Column>,
    grid: Grid,
    header_lines: usize,
    comment_lines: usize,
}

/// The columns to take, by their places among [`Table::columns`], from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The column of the first coordinate.
    pub x: usize,
    /// The column of the second one; none for data on a line.
    pub y: Option<usize>,
}

/// What was taken: `rows.len() + missing + not_numbers` is the number of rows of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// In the order of the file, finite and at most 1e300 in size; the second coordinate is 0 on a line.
    pub rows: Vec<[f64; 2]>,
    /// How many rows were left out because a value is missing.
    pub missing: usize,
    /// How many others were left out because a cell is not a number.
    pub not_numbers: usize,
}

impl Table {
    /// The table in the bytes of a file, or of a pasted text.
    ///
    /// # Errors
    /// Where the bytes are too many, no text, or JSON that is no table; where a quotation mark is never closed; where
    /// there are too many rows, columns or cells; and unless some column of numbers has at least [`MIN_ROWS`] of them.
    pub fn read(bytes: &[u8]) -> Result<Self, UnreadableTable> {
        check_size(bytes.len() as u64)?;
        let text = decode(bytes)?;
        let trimmed = trimmed(&text);
        let raw = match trimmed.as_bytes().first() {
            Some(b'[') => json::read_rows(trimmed),
            Some(b'{') => json::read_columns(trimmed),
            _ => delimited::read(&text),
        };
        let table = Self::new(raw?);
        check(&table.columns, table.rows()).map(|()| table)
    }

    /// The columns in the order of the file: from 1 to [`MAX_COLUMNS`](crate::MAX_COLUMNS).
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows there are, without the lines that give names.
    pub fn rows(&self) -> usize {
        self.grid.len().saturating_sub(self.header_lines)
    }

    /// The text of the first rows: at most [`PREVIEW_ROWS`] with [`PREVIEW_COLUMNS`] cells of [`PREVIEW_CHARACTERS`]
    /// characters. A row may have fewer cells than there are columns.
    pub fn first_rows(&self) -> Vec<Vec<String>> {
        let cell = |text: &String| shortened(text, PREVIEW_CHARACTERS);
        let row = |row: &Vec<String>| row.iter().take(PREVIEW_COLUMNS.min(self.columns.len())).map(cell).collect();
        self.grid.head.iter().skip(self.header_lines).take(PREVIEW_ROWS).map(row).collect()
    }

    /// How many lines at the beginning were names, titles or counts.
    pub fn header_lines(&self) -> usize {
        self.header_lines
    }

    /// How many lines were comments, which begin with `#` or `%`.
    pub fn comment_lines(&self) -> usize {
        self.comment_lines
    }

    /// The first two columns of numbers that are worth a picture: not constant, and with at least [`MIN_ROWS`] numbers.
    /// Only x where there is one of them, nothing where there is none.
    pub fn suggestion(&self) -> Option<Selection> {
        let is_suited =
            |column: &Column| column.kind == ColumnKind::Numbers && !column.is_constant() && column.numbers >= MIN_ROWS;
        let mut suited =
            self.columns.iter().enumerate().filter(|(_, column)| is_suited(column)).map(|(place, _)| place);
        suited.next().map(|x| Selection { x, y: suited.next() })
    }

    /// The rows of these columns. In a column that does not exist every value is missing.
    ///
    /// Two columns may have fewer than [`MIN_ROWS`] rows in common: [`UnreadableTable::TooFewRows`] says so in words.
    pub fn take(&self, selection: Selection) -> Taken {
        let mut taken = Taken { rows: Vec::new(), missing: 0, not_numbers: 0 };
        for row in self.grid.rows().skip(self.header_lines) {
            let cell = |place: usize| row.get(place).map_or(Cell::Missing, |&cell| Cell::unpacked(cell));
            match (cell(selection.x), selection.y.map_or(Cell::Number(0.0), cell)) {
                (Cell::Number(x), Cell::Number(y)) => taken.rows.push([x, y]),
                (Cell::Missing, _) | (_, Cell::Missing) => taken.missing += 1,
                _ => taken.not_numbers += 1,
            }
        }
        taken
    }

    /// What the cells say that a reader found.
    fn new(RawTable { mut grid, names, comment_lines }: RawTable) -> Self {
        let is_named = !names.is_empty();
        if !is_named {
            grid.set_upright();
        }
        let header =
            if is_named { Header { lines: 0, names } } else { Header::find(&Head::new(&grid.head, grid.style)) };
        let columns = columns(&grid, header.lines, header.names);
        Self { columns, grid, header_lines: header.lines, comment_lines }
    }
}
