//! A table: its names, its columns, and the rows of some of them.

use csv::StringRecord;

use crate::cell::{Cell, Decimal};
use crate::dialect::Dialect;
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
        let selection = table.suggestion().ok_or_else(|| UnreadableTable::NoNumbers(table.first_cells()))?;
        let rows = table.take(selection).rows.len();
        if rows < MIN_ROWS { Err(UnreadableTable::FewRows(rows)) } else { Ok(table) }
    }

    fn of_text(text: &str) -> Result<Self, UnreadableTable> {
        let dialect = Dialect::of(text);
        let first: Vec<StringRecord> = dialect.first_rows(text);
        let header = Header::of(&first, dialect.decimal);
        let mut table = Self::new(header.names)?;
        let (mut skipped, mut is_full) = (0, false);
        dialect.for_each_row(text, |row| {
            if skipped < header.rows {
                skipped += 1;
            } else if table.rows < MAX_ROWS {
                table.push(row.iter(), dialect.decimal);
            } else {
                is_full = true;
            }
        });
        if is_full { Err(UnreadableTable::ManyRows) } else { Ok(table.with_row_numbers()) }
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
        let usable = |column: &Column| column.has_numbers() && !column.is_row_number;
        let mut varied = self.columns.iter().enumerate().filter(|(_, column)| usable(column) && column.varies());
        let x = varied.next().or_else(|| self.columns.iter().enumerate().find(|(_, column)| column.has_numbers()))?;
        Some(Selection { x: x.0, y: varied.next().map(|(at, _)| at) })
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

    /// What the first column begins with.
    fn first_cells(&self) -> Vec<String> {
        self.first_rows.iter().filter_map(|row| row.first()).take(3).cloned().collect()
    }
}

impl Column {
    /// Whether most of what it says are numbers.
    pub fn has_numbers(&self) -> bool {
        let numbers = self.cells.iter().filter(|cell| cell.number().is_some()).count();
        let texts = self.cells.iter().filter(|cell| **cell == Cell::Text).count();
        numbers > 0 && numbers >= texts
    }

    fn varies(&self) -> bool {
        let mut numbers = self.cells.iter().filter_map(|cell| cell.number());
        let first = numbers.next();
        numbers.any(|number| Some(number) != first)
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

/// What stands above the rows of a table.
struct Header {
    /// How many rows it takes.
    rows: usize,
    /// The names of all columns; empty where one has none.
    names: Vec<String>,
}

impl Header {
    /// Of the first rows of a text.
    fn of(first: &[StringRecord], decimal: Decimal) -> Self {
        let cells: Vec<Vec<Cell>> =
            first.iter().map(|row| row.iter().map(|text| Cell::of(text, decimal)).collect()).collect();
        let is_number = |cell: &Cell| cell.number().is_some();
        let titles = cells.iter().take_while(|row| !row.iter().any(is_number)).count();
        // No numbers at all: the first row may have names, and what is wrong is said of the columns.
        let titles = if titles == cells.len() { titles.min(1) } else { titles };
        let rest = &cells[titles..];
        let width = rest.iter().map(Vec::len).max().unwrap_or_else(|| cells.first().map_or(0, Vec::len));
        let mut names = vec![String::new(); width];
        for (row, record) in first[..titles].iter().enumerate() {
            add_titles(&mut names, record, row + 1 < titles);
        }
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
fn numbered(names: Vec<String>) -> Vec<String> {
    let named = |(number, name): (usize, String)| if name.is_empty() { format!("column {number}") } else { name };
    (1..).zip(names).map(named).collect()
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let short: String = characters.by_ref().take(SHOWN_CHARACTERS).collect();
    if characters.next().is_some() { short + "…" } else { short }
}
