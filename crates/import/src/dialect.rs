//! What stands between two cells of a text, and before the decimals of its numbers: whatever gives the most numbers.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::cell::{Cell, Decimal};
use crate::text::tabs_for_spaces;

/// Of so many rows at the beginning it is seen what suits.
const LOOKED_AT: usize = 200;

/// What begins a line that is a remark.
const REMARKS: [char; 2] = ['#', '%'];

/// What may stand between two cells; any number of spaces counts as one.
const DELIMITERS: [u8; 5] = *b",;\t| ";

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between two cells.
    delimiter: u8,
    /// What stands before decimals.
    pub decimal: Decimal,
}

impl Dialect {
    /// The one that suits a text.
    pub fn of(text: &str) -> Self {
        let mut best = (Self { delimiter: DELIMITERS[0], decimal: Decimal::Point }, 0.0);
        for delimiter in DELIMITERS {
            let beginning = Self { delimiter, decimal: Decimal::Point }.prepared(text);
            let rows: Vec<StringRecord> = records(&beginning, delimiter).take(LOOKED_AT).collect();
            for decimal in [Decimal::Point, Decimal::Comma] {
                let score = score(&rows, decimal);
                if score > best.1 {
                    best = (Self { delimiter, decimal }, score);
                }
            }
        }
        best.0
    }

    /// The rows of a text, without remarks and empty lines, each with its cells.
    pub fn for_each_row(self, text: &str, mut take: impl FnMut(&StringRecord)) {
        records(&self.prepared(text), self.delimiter).for_each(|row| take(&row));
    }

    /// The first rows of a text.
    pub fn first_rows(self, text: &str) -> Vec<StringRecord> {
        records(&self.prepared(text), self.delimiter).take(LOOKED_AT).collect()
    }

    /// The text as its reader takes it: with one tab for spaces, where those stand between cells.
    fn prepared(self, text: &str) -> Cow<'_, str> {
        if self.delimiter == b' ' { Cow::Owned(tabs_for_spaces(text)) } else { Cow::Borrowed(text) }
    }
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = StringRecord> {
    let delimiter = if delimiter == b' ' { b'\t' } else { delimiter };
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter).has_headers(false).flexible(true).trim(Trim::All);
    let records = reader.from_reader(text.as_bytes()).into_records();
    records.map_while(Result::ok).filter(|row| {
        let first = row.get(0).unwrap_or_default();
        !first.starts_with(REMARKS) && row.iter().any(|cell| !cell.is_empty())
    })
}

/// Many numbers, few cells that are something else, and rows that are equally long.
fn score(rows: &[StringRecord], decimal: Decimal) -> f64 {
    let (mut cells, mut numbers, mut texts) = (0.0, 0.0, 0.0);
    for text in rows.iter().flatten() {
        cells += 1.0;
        match Cell::of(text, decimal) {
            Cell::Number(_) => numbers += 1.0,
            Cell::Text => texts += 1.0,
            Cell::Missing => {}
        }
    }
    let mut widths: Vec<usize> = rows.iter().map(StringRecord::len).collect();
    widths.sort_unstable();
    let alike = widths.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0);
    if cells == 0.0 { 0.0 } else { numbers * (1.0 - texts / cells) * alike as f64 / rows.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_cells_is_what_gives_numbers() {
        for (text, delimiter, decimal) in [
            ("x,y\n1,2\n3,4\n", b',', Decimal::Point),
            ("1,5;2,5\n3,5;4,25\n", b';', Decimal::Comma),
            ("1.5;2.5\n3.5;4.25\n", b';', Decimal::Point),
            ("a\tb\n1,234.5\t2\n7\t8\n", b'\t', Decimal::Point),
            ("1,5\t2,5\n3,5\t\n", b'\t', Decimal::Comma),
            ("  1   2\n 30  4\n", b' ', Decimal::Point),
            ("1|2\n3|4\n", b'|', Decimal::Point),
            ("1, 2\n3, 4\n", b',', Decimal::Point),
            ("\"1,5\",\"2,5\"\n\"3,5\",\"4\"\n", b',', Decimal::Comma),
        ] {
            assert_eq!(Dialect::of(text), Dialect { delimiter, decimal }, "{text:?}");
        }
    }

    #[test]
    fn rows_have_no_remarks_no_empty_lines_and_every_end_of_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["# made by a script", "a b", "", "1  \"two words\"", "% more", "3 4", ""].join(end);
            let rows = Dialect { delimiter: b' ', decimal: Decimal::Point }.first_rows(&text);
            assert_eq!(rows, [["a", "b"], ["1", "two words"], ["3", "4"]].map(|row| StringRecord::from(row.to_vec())));
        }
    }
}
