//! The columns of a table, counted, and whether there is anything to take.

use std::iter::repeat;

use crate::cell::Cell;
use crate::column::{Column, ColumnKind, Counted};
use crate::grid::Grid;
use crate::unreadable::{MAX_COLUMNS, MIN_ROWS, UnreadableTable};

/// The columns of the rows that follow so many lines. Columns at the end without a name and without a value are left
/// out.
pub(crate) fn columns(grid: &Grid, lines: usize, names: Vec<String>) -> Vec<Column> {
    let width = grid.rows().skip(lines).map(<[f64]>::len).max().unwrap_or(0);
    let mut columns: Vec<_> = names.into_iter().map(Counted::new).collect();
    columns.resize_with(width.max(columns.len()), || Counted::new(String::new()));
    for row in grid.rows().skip(lines) {
        let cells = row.iter().map(|&cell| Cell::unpacked(cell)).chain(repeat(Cell::Missing));
        columns.iter_mut().zip(cells).for_each(|(counted, cell)| counted.add(cell));
    }
    columns.truncate(columns.iter().rposition(Counted::is_used).map_or(0, |last| last + 1));
    let has_names = columns.iter().any(Counted::has_name);
    let width = columns.len();
    columns.into_iter().enumerate().map(|(place, counted)| counted.finish(place, has_names, width)).collect()
}

/// Whether something can be taken of so many rows with these columns.
///
/// # Errors
/// Unless there are at most [`MAX_COLUMNS`], one of numbers among them with at least [`MIN_ROWS`] of these.
pub(crate) fn check(columns: &[Column], rows: usize) -> Result<(), UnreadableTable> {
    let best = columns.iter().filter(|column| column.kind == ColumnKind::Numbers).map(|column| column.numbers).max();
    let is_empty = |column: &Column| column.numbers + column.words == 0;
    match best {
        _ if columns.len() > MAX_COLUMNS => Err(UnreadableTable::TooManyColumns(columns.len())),
        _ if rows > 0 && columns.iter().all(is_empty) => Err(UnreadableTable::AllMissing),
        _ if columns.is_empty() => Err(UnreadableTable::Empty),
        None => Err(UnreadableTable::NoNumbers(columns.len())),
        Some(best) if best < MIN_ROWS => Err(UnreadableTable::TooFewRows(best)),
        Some(_) => Ok(()),
    }
}
