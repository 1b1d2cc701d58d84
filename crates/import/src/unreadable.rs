//! What a table may be at most, and why one cannot be read, in words.

use std::fmt;

/// The most bytes that a file or a pasted text may have: 32 MiB.
pub const MAX_BYTES: usize = 32 << 20;
/// The most rows, lines of names among them.
pub const MAX_ROWS: usize = 1_000_000;
/// The most columns.
pub const MAX_COLUMNS: usize = 256;
/// The most cells in all: they take 64 MB.
pub const MAX_CELLS: usize = 8_000_000;
/// The fewest rows of numbers that are worth anything.
pub const MIN_ROWS: usize = 4;

/// Why bytes are no table of numbers; its text is a sentence for the person who brought them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadableTable {
    /// So many bytes, more than [`MAX_BYTES`].
    TooLarge(u64),
    /// Bytes that are no text: a picture, a film, an archive, a workbook.
    NotText,
    /// No line but empty ones and comments; or JSON without any value.
    Empty,
    /// The quotation mark on the line with this number, from 1, has no partner.
    OpenQuote(usize),
    /// It begins like JSON and is none from this line and column on, both from 1.
    MalformedJson {
        /// The line, from 1.
        line: usize,
        /// The column in it, from 1.
        column: usize,
    },
    /// JSON, and no table.
    UnknownJson,
    /// More rows than [`MAX_ROWS`].
    TooManyRows,
    /// So many columns, more than [`MAX_COLUMNS`].
    TooManyColumns(usize),
    /// More cells than [`MAX_CELLS`].
    TooManyCells,
    /// Every cell is empty or says that its value is missing.
    AllMissing,
    /// None of so many columns is one of numbers.
    NoNumbers(usize),
    /// The best column has so few numbers, fewer than [`MIN_ROWS`].
    TooFewRows(usize),
}

/// Whether a file of so many bytes may be read at all: to be asked before its bytes are.
///
/// # Errors
/// [`UnreadableTable::TooLarge`] above [`MAX_BYTES`].
pub fn check_size(bytes: u64) -> Result<(), UnreadableTable> {
    if bytes > MAX_BYTES as u64 { Err(UnreadableTable::TooLarge(bytes)) } else { Ok(()) }
}

impl fmt::Display for UnreadableTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(bytes) => {
                let (size, limit) = (bytes.div_ceil(1 << 20), MAX_BYTES >> 20);
                write!(f, "The file is too large: it has {size} MiB, and at most {limit} are read.")
            }
            Self::NotText => f.write_str("This is no text: a table is a file such as CSV, TSV or JSON."),
            Self::Empty => f.write_str("There is no row in it."),
            Self::OpenQuote(line) => write!(f, "The quotation mark on line {line} is never closed."),
            Self::MalformedJson { line, column } => {
                write!(f, "It begins like JSON, but line {line} is not JSON from column {column} on.")
            }
            Self::UnknownJson => f.write_str(
                "This JSON is no table: that is an array of numbers, of arrays or of objects, or an object of arrays.",
            ),
            Self::TooManyRows => write!(f, "There are more than {MAX_ROWS} rows: bring a part of them."),
            Self::TooManyColumns(count) => write!(f, "There are {count} columns, more than {MAX_COLUMNS}."),
            Self::TooManyCells => write!(f, "There are more than {MAX_CELLS} cells: bring a part of them."),
            Self::AllMissing => f.write_str("There are no numbers in it: every cell is empty or marked as missing."),
            Self::NoNumbers(1) => f.write_str("There is no column of numbers: the only column is one of words."),
            Self::NoNumbers(count) => write!(f, "There is no column of numbers: none of the {count} columns is one."),
            Self::TooFewRows(1) => write!(f, "There is only one row with a number: there must be at least {MIN_ROWS}."),
            Self::TooFewRows(count) => {
                write!(f, "There are only {count} rows with numbers: there must be at least {MIN_ROWS}.")
            }
        }
    }
}

impl std::error::Error for UnreadableTable {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_refused_by_its_size_alone() {
        assert_eq!(check_size(MAX_BYTES as u64), Ok(()));
        let error = check_size(2 << 30).unwrap_err();
        assert_eq!(error.to_string(), "The file is too large: it has 2048 MiB, and at most 32 are read.");
        let barely = check_size(MAX_BYTES as u64 + 1).unwrap_err();
        assert_eq!(barely.to_string(), "The file is too large: it has 33 MiB, and at most 32 are read.");
    }
}
