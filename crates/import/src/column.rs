//! What a column of a table is.

use crate::cell::Cell;

/// Names that columns of row numbers have, in small letters.
const ROW_NAMES: [&str; 11] =
    ["rownames", "row.names", "row_names", "row names", "rowid", "row", "id", "index", "no", "#", "unnamed: 0"];

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What the file calls it, on one line of at most some hundred characters; "column 3" where it does not.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// How many of its cells are numbers.
    pub numbers: usize,
    /// How many of its cells are empty, marked as missing, or beyond the end of their row.
    pub missing: usize,
    /// How many of its cells are anything else.
    pub words: usize,
    /// The smallest and the largest number; none without numbers.
    pub range: Option<[f64; 2]>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Numbers, in at least half of the cells that are not missing.
    Numbers,
    /// The number of each row: from 0 or 1 on, under a name that says so or in the first of three or more columns that
    /// have no names; or any numbers in a first column without a name beside others that have names, as R writes the
    /// names of rows.
    RowNumbers,
    /// Anything else; or nothing at all.
    Text,
}

/// A column while its cells are counted.
pub(crate) struct Counted {
    column: Column,
    /// Whether each number so far is one more than the one before it, from 0 or 1 on.
    counts_rows: bool,
    next: f64,
}

impl Column {
    /// Whether all of its numbers are the same.
    pub fn is_constant(&self) -> bool {
        self.range.is_none_or(|[least, most]| least == most)
    }
}

impl Counted {
    /// Without cells, under a name or "".
    pub fn new(name: String) -> Self {
        let column = Column { name, kind: ColumnKind::Text, numbers: 0, missing: 0, words: 0, range: None };
        Self { column, counts_rows: true, next: 0.0 }
    }

    /// Whether the file has a name for it.
    pub fn has_name(&self) -> bool {
        !self.column.name.is_empty()
    }

    /// Whether it has a name or anything else.
    pub fn is_used(&self) -> bool {
        self.has_name() || self.column.numbers + self.column.words > 0
    }

    /// The cell of the next row.
    pub fn add(&mut self, cell: Cell) {
        let column = &mut self.column;
        match cell {
            Cell::Missing => column.missing += 1,
            Cell::Word => column.words += 1,
            Cell::Number(value) => {
                self.counts_rows &= value == self.next || column.numbers == 0 && value == 1.0;
                self.next = value + 1.0;
                column.numbers += 1;
                let [least, most] = column.range.unwrap_or([value; 2]);
                column.range = Some([least.min(value), most.max(value)]);
            }
        }
    }

    /// The column in its place among so many, of which some or none have names.
    pub fn finish(self, place: usize, has_names: bool, width: usize) -> Column {
        let mut column = self.column;
        let is_corner = has_names && place == 0 && column.name.is_empty();
        let has_row_name = ROW_NAMES.iter().any(|name| column.name.eq_ignore_ascii_case(name));
        // Without any names, two columns may be a series of time and value.
        let may_count = if has_names { has_row_name } else { place == 0 && width > 2 };
        let is_number_of_row = is_corner || may_count && self.counts_rows;
        column.kind = match column {
            Column { numbers: 1.., missing: 0, words: 0, .. } if is_number_of_row => ColumnKind::RowNumbers,
            Column { numbers, words, .. } if numbers > 0 && numbers >= words => ColumnKind::Numbers,
            _ => ColumnKind::Text,
        };
        column.name = if column.name.is_empty() { format!("column {}", place + 1) } else { column.name };
        column
    }
}
