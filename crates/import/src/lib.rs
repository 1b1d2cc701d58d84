//! A table of numbers out of the bytes of a file, or out of pasted text: `Table::read`, without anything of the web.
//!
//! | to … | see |
//! |---|---|
//! | read a file, see its columns and first rows, take two columns | [`Table`] |
//! | say why something is no table | [`UnreadableTable`] |
//!
//! What is decided, in this order:
//!
//! 1. **Text.** At most [`MAX_BYTES`]. A byte order mark says UTF-8 or UTF-16; without one it is UTF-16 where every
//!    other byte is zero, else UTF-8, else Latin-1. Text with a character zero, or with many control characters, is
//!    none.
//! 2. **JSON** is what begins with `[` or `{`: an array of numbers, of arrays or of objects (a row each, keys are
//!    columns in the order in which they first appear), or an object of arrays or of objects (a column each). Numbers
//!    in quotes are numbers too.
//! 3. **The delimiter** is chosen for the whole file from its first 200 records: of tab, semicolon, comma, pipe, blanks
//!    and none it is the one that makes the most rows of one length, with the most columns of numbers in them. Fields
//!    may be quoted. Empty lines, and those that begin with `#` or `%`, are passed over.
//! 4. **How numbers are written** is chosen from the same records: with a point, with a decimal comma (and points
//!    between thousands), or with commas between thousands, whichever reads the most. "1,234" alone is a decimal comma,
//!    unless commas part the fields. Narrow and unbreakable spaces may part thousands anywhere, and "−" is a minus
//!    sign.
//! 5. **Cells** are numbers, missing (empty, NA, N/A, NaN, null, none, ".", "?", dashes), or words: what is infinite,
//!    above 1e300, or has a unit, a currency or "%" is a word. Cells beyond the end of their row are missing.
//! 6. **A single row** of numbers is a column.
//! 7. **Names** are the first lines that have words, and no number, in columns of numbers; several are joined. The
//!    first line of scikit-learn's files (counts, and names of classes) gives no names and is no row. Beside an empty
//!    corner numbers are names too, as R and pandas write them.
//! 8. **Columns** are [numbers](ColumnKind::Numbers), [row numbers](ColumnKind::RowNumbers), or
//!    [text](ColumnKind::Text).
//! 9. **The suggestion** is the first two columns of numbers that are not constant and have at least [`MIN_ROWS`] of
//!    them.
//!
//! What it does not do: workbooks, archives and compressed files; JSON with a table somewhere inside, or a value on
//! each line; dates and times; classes as numbers; fixed widths; names of columns that are numbers, such as years,
//! unless the corner beside them is empty. It never changes, sorts or guesses a value, and rows are left out by
//! [`Table::take`] alone, which counts them.
//!
//! ```
//! use import::{Selection, Table};
//!
//! let table = Table::read(b"eruptions,waiting\n3.6,79\n1.8,54\n3.333,74\nNA,62\n4.533,85").unwrap();
//! assert_eq!(table.columns()[1].name, "waiting");
//! let selection = table.suggestion().unwrap();
//! assert_eq!(selection, Selection { x: 0, y: Some(1) });
//! let taken = table.take(selection);
//! assert_eq!(taken.rows, [[3.6, 79.0], [1.8, 54.0], [3.333, 74.0], [4.533, 85.0]]);
//! assert_eq!((taken.missing, taken.not_numbers), (1, 0));
//! ```

mod cell;
mod column;
mod columns;
mod delimited;
mod grid;
mod head;
mod header;
mod json;
mod number;
mod records;
mod sample;
mod table;
mod text;
mod unreadable;

pub use column::{Column, ColumnKind};
pub use table::{PREVIEW_CHARACTERS, PREVIEW_COLUMNS, PREVIEW_ROWS, Selection, Table, Taken};
pub use unreadable::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MIN_ROWS, UnreadableTable};
