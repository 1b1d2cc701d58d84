//! The lines before the numbers: how many they are, and which names they give to the columns.

use crate::cell::Cell;
use crate::head::Head;
use crate::text::shortened;

/// Of a name so many characters are kept.
const NAME_CHARACTERS: usize = 100;

/// What stands before the rows.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Header {
    /// How many lines.
    pub lines: usize,
    /// A name for each column, "" where it has none; none at all where the lines give no names.
    pub names: Vec<String>,
}

impl Header {
    /// That of a table with such first rows.
    pub fn find(head: &Head) -> Self {
        if head.begins_with_counts() {
            return Self { lines: 1, names: Vec::new() };
        }
        let lines = head.lines_of_words().max(usize::from(head.has_empty_corner()));
        let mut names = names(head.texts.get(..lines).unwrap_or_default());
        let first_row = head.cells.get(lines).map_or(&[][..], Vec::as_slice);
        // R's `write.table` gives no name to the names of the rows, and no place either.
        if !names.is_empty() && names.len() + 1 == first_row.len() && first_row.last() != Some(&Cell::Missing) {
            names.insert(0, String::new());
        }
        Self { lines, names }
    }
}

/// The cells of these lines, joined for each column. An empty one in a line above the last says what the one before it
/// said; a line above the last that fills one cell only is a title.
fn names(lines: &[Vec<String>]) -> Vec<String> {
    let mut names = Vec::new();
    for (row, line) in (1..).zip(lines) {
        let is_above_last = row < lines.len();
        if is_above_last && line.iter().filter(|text| !text.is_empty()).count() < 2 {
            continue;
        }
        names.resize(names.len().max(line.len()), String::new());
        let mut before = "";
        for (name, text) in names.iter_mut().zip(line) {
            before = if text.is_empty() && is_above_last { before } else { text };
            *name = shortened(&format!("{name} {before}"), NAME_CHARACTERS);
        }
    }
    names
}
