//! A table: its names, its columns, and the rows of some of them.

use csv::StringRecord;

use crate::cell::{Cell, Decimal};
use crate::dialect::Dialect;
use crate::header::{Header, numbered};
use crate::json::{self, JsonRows};
use crate::text;
use crate::unreadable::{MAX_COLUMNS, MAX_ROWS, MIN_ROWS, UnreadableTable};

/// How many rows are kept as they are written, to be shown.
const SHOWN_ROWS: usize = 8;

/// The most characters of a cell or a name that are kept.
const SHOWN_CHARACTERS: usize = 32;

/// What a column of row numbers is called, if anything.
const ROW_NUMBERS: [&str; 8] = ["", "rownames", "row.names", "id", "index", "unnamed: 0", "no", "obs"];

/// A table of which at least one column has numbers.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    first_rows: Vec<Vec<String>>,
    rows: usize,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// What the file calls it; `column 1`, from 1 on, where it has no name for it.
    pub name: String,
    cells: Vec<Cell>,
    /// Whether it only counts the rows.
    is_row_number: bool,
}

/// Which columns are the coordinates of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The first coordinate.
    pub x: usize,
    /// The second; none of points on a line.
    pub y: Option<usize>,
}

/// The rows that have a number in each column of a selection, and how many have not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// In the order of the file; 0 as the second number where there is one column.
    pub rows: Vec<[f64; 2]>,
    /// Rows in which the file says that there is none.
    pub missing: usize,
    /// Rows in which there is something else.
    pub not_numbers: usize,
}

impl Table {
    /// The table in the bytes of a file.
    ///
    /// # Errors
    /// Where there is none, with the reason in words.
    pub fn read(bytes: &[u8]) -> Result<Self, UnreadableTable> {
        let text = text::of_bytes(bytes)?;
        let table = if json::begins(&text) { Self::of_json(json::read(&text)?)? } else { Self::of_text(&text)? };
        let selection = table.suggestion().ok_or_else(|| {
            UnreadableTable::NoNumbers(table.first_rows.iter().filter_map(|row| row.first()).take(3).cloned().collect())
        })?;
        let rows = table.take(selection).rows.len();
        if rows < MIN_ROWS { Err(UnreadableTable::FewRows(rows)) } else { Ok(table) }
    }

    fn of_text(text: &str) -> Result<Self, UnreadableTable> {
        let dialect = Dialect::of(text);
        let first: Vec<StringRecord> = dialect.first_rows(text);
        let header = Header::of(&first, dialect.decimal);
        let mut table = Self::new(header.names)?;
        let mut count = 0;
        dialect.for_each_row(text, |row| {
            count += 1;
            if count > header.rows && table.rows < MAX_ROWS {
                table.push(row.iter(), dialect.decimal);
            }
        });
        if count > header.rows + MAX_ROWS { Err(UnreadableTable::ManyRows) } else { Ok(table.with_row_numbers()) }
    }

    fn of_json(JsonRows { names, rows }: JsonRows) -> Result<Self, UnreadableTable> {
        if rows.len() > MAX_ROWS {
            return Err(UnreadableTable::ManyRows);
        }
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut table = Self::new(names.unwrap_or_else(|| numbered(vec![String::new(); width])))?;
        rows.iter().for_each(|row| table.push(row.iter().map(String::as_str), Decimal::Point));
        Ok(table.with_row_numbers())
    }

    fn new(names: Vec<String>) -> Result<Self, UnreadableTable> {
        if names.len() > MAX_COLUMNS {
            return Err(UnreadableTable::ManyColumns(names.len()));
        }
        let column = |name: String| Column { name: shortened(&name), cells: vec![], is_row_number: false };
        Ok(Self { columns: names.into_iter().map(column).collect(), first_rows: vec![], rows: 0 })
    }

    fn push<'a>(&mut self, row: impl Iterator<Item = &'a str> + Clone, decimal: Decimal) {
        let mut cells = row.clone();
        for column in &mut self.columns {
            column.cells.push(cells.next().map_or(Cell::Missing, |cell| Cell::of(cell, decimal)));
        }
        if self.rows < SHOWN_ROWS {
            self.first_rows.push(row.take(self.columns.len()).map(shortened).collect());
        }
        self.rows += 1;
    }

    fn with_row_numbers(mut self) -> Self {
        self.columns.iter_mut().for_each(|column| column.is_row_number = column.counts_rows());
        let names = self.columns.iter().map(|column| column.name.clone()).collect();
        let names = numbered(names);
        self.columns.iter_mut().zip(names).for_each(|(column, name)| column.name = name);
        self
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The first rows as they are written, shortened to be shown.
    pub fn first_rows(&self) -> &[Vec<String>] {
        &self.first_rows
    }

    /// The first two columns of numbers that vary, and that do more than count the rows; or the only one.
    pub fn suggestion(&self) -> Option<Selection> {
        let places = |suits: fn(&Column) -> bool| (0..self.columns.len()).filter(move |at| suits(&self.columns[*at]));
        let mut coordinates = places(Column::is_coordinate);
        let x = coordinates.next().or_else(|| places(Column::has_numbers).next())?;
        Some(Selection { x, y: coordinates.next() })
    }

    /// The rows of a selection; none of columns that there are not.
    pub fn take(&self, Selection { x, y }: Selection) -> Taken {
        let cells = |at: usize| self.columns.get(at).map_or(&[][..], |column| &column.cells);
        let (first, second) = (cells(x), y.map(cells));
        let mut taken = Taken::default();
        for (row, first) in first.iter().enumerate() {
            let second = second.map_or(Cell::Number(0.0), |cells| cells.get(row).copied().unwrap_or(Cell::Missing));
            match (*first, second) {
                (Cell::Number(x), Cell::Number(y)) => taken.rows.push([x, y]),
                (Cell::Text, _) | (_, Cell::Text) => taken.not_numbers += 1,
                _ => taken.missing += 1,
            }
        }
        taken
    }
}

impl Column {
    /// Whether most of what it says are numbers.
    pub fn has_numbers(&self) -> bool {
        let numbers = self.cells.iter().filter(|cell| cell.number().is_some()).count();
        let texts = self.cells.iter().filter(|cell| **cell == Cell::Text).count();
        numbers > 0 && numbers >= texts
    }

    /// Whether it can be a coordinate that says something: numbers that vary, and do more than count the rows.
    pub fn is_coordinate(&self) -> bool {
        let mut numbers = self.cells.iter().filter_map(|cell| cell.number());
        let first = numbers.next();
        self.has_numbers() && !self.is_row_number && numbers.any(|number| Some(number) != first)
    }

    /// Whether it is 0, 1, 2 … or 1, 2, 3 …, and called so.
    fn counts_rows(&self) -> bool {
        let is_called_so = ROW_NUMBERS.iter().any(|name| self.name.trim().eq_ignore_ascii_case(name));
        let first = self.cells.first().and_then(|cell| cell.number()).filter(|first| [0.0, 1.0].contains(first));
        let counts =
            |first: f64| (0..).zip(&self.cells).all(|(row, cell)| *cell == Cell::Number(first + f64::from(row)));
        is_called_so && first.is_some_and(counts)
    }
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let short: String = characters.by_ref().take(SHOWN_CHARACTERS).collect();
    if characters.next().is_some() { short + "…" } else { short }
}
